"""A message beside whatever fragment was asked for."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.generic import DetailView

from hypermedia_views import MessagesMixin, PartialTemplateMixin
from sandbox.contacts.models import Contact


class LikeWithMessage(MessagesMixin, PartialTemplateMixin, DetailView):
    model = Contact
    template_name = "like_with_message.html"
    partial_names = ["like"]
    messages_partial = "notices.html#messages"

    def post(self, request, *args, **kwargs):
        contact = self.get_object()
        contact.liked = not contact.liked
        contact.save(update_fields=["liked"])
        messages.success(request, f"Noted for {contact}.")
        if self.hypermedia.wants_partial:
            return self.get(request, *args, **kwargs)
        return redirect("like-with-message", pk=contact.pk)
