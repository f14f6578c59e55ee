"""A list whose pages are turned in place, a button whose state is on the server, and click to edit."""

from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.generic import DetailView, ListView, UpdateView

from hypermedia_views import PartialTemplateMixin
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


class ShowContact(PartialTemplateMixin, DetailView):
    model = Contact
    template_name = "edit.html"
    partial_names = {"contact": "display"}


class EditContact(PartialTemplateMixin, UpdateView):
    model = Contact
    fields = ["name", "email"]
    template_name = "edit.html"
    partial_names = {"contact": "form"}

    def get_success_url(self):
        return reverse("show", args=[self.object.pk])


urlpatterns = [
    path("", ContactList.as_view(), name="contacts"),
    path("<int:pk>/like/", LikeContact.as_view(), name="like"),
    path("<int:pk>/", ShowContact.as_view(), name="show"),
    path("<int:pk>/edit/", EditContact.as_view(), name="edit"),
]
