"""A list whose pages are turned in place, a button whose state is on the server, and click to edit."""

from django.shortcuts import redirect
from django.urls import path, reverse_lazy
from django.views.generic import DetailView, ListView, UpdateView

from hypermedia_views import ClickToEditMixin, PartialTemplateMixin
from sandbox.contacts.models import Contact


class ContactList(PartialTemplateMixin, ListView):
    model = Contact
    paginate_by = 20
    template_name = "contacts.html"
    partial_names = ["contacts"]


class LikeContact(PartialTemplateMixin, DetailView):
    model = Contact
    template_name = "like.html"
    partial_names = ["like"]

    def post(self, request, *args, **kwargs):
        contact = self.get_object()
        contact.liked = not contact.liked
        contact.save(update_fields=["liked"])
        return redirect("like", pk=contact.pk)


class EditContact(ClickToEditMixin, PartialTemplateMixin, UpdateView):
    model = Contact
    fields = ["name", "email"]
    template_name = "edit.html"
    edit_target = "contact"
    success_url = reverse_lazy("contacts")


urlpatterns = [
    path("", ContactList.as_view(), name="contacts"),
    path("<int:pk>/like/", LikeContact.as_view(), name="like"),
    path("<int:pk>/", EditContact.as_view(), name="contact"),
]
