"""Lists that are searched while somebody types, that are filtered, and that grow."""

from django.urls import path
from django.views.generic import ListView
from django_filters import FilterSet
from django_filters.views import FilterView

from hypermedia_views import (
    LiveSearchMixin,
    PaginatedLoadMoreMixin,
    PartialTemplateMixin,
)
from sandbox.contacts.models import Contact


class SearchContacts(
    LiveSearchMixin, PaginatedLoadMoreMixin, PartialTemplateMixin, ListView
):
    model = Contact
    paginate_by = 20
    template_name = "live_search.html"
    partial_names = ["results"]
    search_fields = ["name", "company"]


class SearchForStaff(SearchContacts):
    """Staff also find contacts by how their e-mail address begins."""

    def get_search_fields(self):
        fields = super().get_search_fields()
        if self.request.user.is_staff:
            return [*fields, "email__istartswith"]
        return fields


class SearchByBeginning(SearchContacts):
    """An index on the name, with ``text_pattern_ops`` on PostgreSQL, finds these."""

    def search(self, queryset, words):
        return queryset.filter(name__startswith=" ".join(words))


class ContactFilter(FilterSet):
    class Meta:
        model = Contact
        fields = {"company": ["exact"], "liked": ["exact"]}


class FilterContacts(PaginatedLoadMoreMixin, PartialTemplateMixin, FilterView):
    """Filters by django-filter alone."""

    model = Contact
    filterset_class = ContactFilter
    paginate_by = 20
    template_name = "filter.html"
    partial_names = ["results"]


class SearchAndFilter(LiveSearchMixin, FilterContacts):
    """Both; the partials are those of the template that this one's extends."""

    template_name = "search_and_filter.html"
    partial_names = {"results": "filter.html#results"}
    rows_partial_name = "filter.html#rows"
    search_fields = ["name", "company"]


urlpatterns = [
    path("search/", SearchContacts.as_view(), name="live-search"),
    path("staff/", SearchForStaff.as_view(), name="staff-search"),
    path("filter/", FilterContacts.as_view(), name="filter"),
    path("both/", SearchAndFilter.as_view(), name="search-and-filter"),
]
