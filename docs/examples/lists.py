"""Lists that grow: by a button, by scrolling, and by plain links."""

from django.urls import path
from django.views.generic import ListView

from hypermedia_views import KeysetPaginator, PaginatedLoadMoreMixin
from sandbox.contacts.models import Contact


class ContactList(PaginatedLoadMoreMixin, ListView):
    model = Contact
    paginate_by = 20
    template_name = "long_list.html"


class ContactTable(PaginatedLoadMoreMixin, ListView):
    """By cursor, since whoever scrolls gets far, and rows come and go meanwhile."""

    model = Contact
    paginate_by = 20
    paginator_class = KeysetPaginator
    template_name = "long_table.html"


class TwoLists(PaginatedLoadMoreMixin, ListView):
    """The view's own list, and another one beside it."""

    model = Contact
    paginate_by = 20
    template_name = "two_lists.html"

    def get_context_data(self, **kwargs):
        liked = Contact.objects.filter(liked=True)
        kwargs["liked"] = self.paginate(liked, "liked", 5)
        return super().get_context_data(**kwargs)


class SizedList(ContactList):
    """A client may ask for other pages: ``?size=50``; staff for larger ones."""

    page_size_kwarg = "size"
    max_page_size = 50

    def get_max_page_size(self):
        if self.request.user.is_staff:
            return 500
        return super().get_max_page_size()


class OwnControl(ContactList):
    """The control has a template of the project's."""

    template_name = "own_control.html"


class OwnMarkup(ContactList):
    """The rows bring what fetches the next ones, written for htmx by hand."""

    template_name = "own_markup.html"
    load_more_partial_name = None


urlpatterns = [
    path("", ContactList.as_view(), name="contacts"),
    path("table/", ContactTable.as_view(), name="table"),
    path("two/", TwoLists.as_view(), name="two-lists"),
    path("sized/", SizedList.as_view(), name="sized"),
    path("page/<int:page>/", ContactList.as_view(), name="contacts-page"),
    path("control/", OwnControl.as_view(), name="own-control"),
    path("markup/", OwnMarkup.as_view(), name="own-markup"),
]
