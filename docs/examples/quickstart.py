"""A list whose pages are turned in place, and a button whose state is on the server."""

from django.shortcuts import redirect
from django.urls import path
from django.views.generic import DetailView, ListView

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


urlpatterns = [
    path("", ContactList.as_view(), name="contacts"),
    path("<int:pk>/like/", LikeContact.as_view(), name="like"),
]
