"""A form in the browser's own dialog, and the list that hears of its success."""

from __future__ import annotations

from django.contrib.messages.views import SuccessMessageMixin
from django.urls import reverse_lazy
from django.views.generic import CreateView, ListView

from hypermedia_views import PartialFormMixin, PartialTemplateMixin, TriggerEventMixin
from sandbox.contacts.forms import ContactForm
from sandbox.contacts.models import Contact


class ShowNewest(PartialTemplateMixin, ListView):
    """The list, with an empty dialog beside it."""

    queryset = Contact.objects.order_by("-pk")[:10]
    template_name = "rows/dialog.html"
    partial_names = ["contacts"]


class AddContact(
    SuccessMessageMixin,
    TriggerEventMixin,
    PartialFormMixin,
    PartialTemplateMixin,
    CreateView,
):
    """The form: in its dialog, which is empty again after a success, or without JavaScript as a page of its own."""

    model = Contact
    form_class = ContactForm
    template_name = "rows/dialog.html"
    success_url = reverse_lazy("newest")
    partial_names = {"new": "form"}
    success_partial_name = "nothing"
    trigger_events = ["contact-added"]
    success_message = "%(name)s was added."
