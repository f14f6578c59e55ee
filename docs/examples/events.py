"""Events that a saved form fires, and a region that fetches itself anew until there is nothing to wait for."""

from django.urls import reverse_lazy
from django.utils import timezone
from django.views.generic import TemplateView, UpdateView

from hypermedia_views import (
    ClickToEditMixin,
    ClientEvent,
    PartialTemplateMixin,
    TriggerEventMixin,
)
from sandbox.contacts.models import Contact


class SaveContact(
    TriggerEventMixin, ClickToEditMixin, PartialTemplateMixin, UpdateView
):
    """Click to edit: saved, it answers with the display, and says so to the rest of the page."""

    model = Contact
    fields = ["name", "email"]
    template_name = "edit.html"
    edit_target = "contact"
    success_url = reverse_lazy("contacts")
    invalid_trigger_events = ["contact-refused"]

    def get_trigger_events(self):
        detail = {"contact": self.object, "at": timezone.now()}
        return [ClientEvent("contact-saved", detail)]


class Progress(TriggerEventMixin, PartialTemplateMixin, TemplateView):
    """How many contacts have a telephone number by now."""

    template_name = "progress.html"
    partial_names = ["progress"]

    def get_context_data(self, **kwargs):
        done = Contact.objects.exclude(phone="").count()
        total = Contact.objects.count()
        return super().get_context_data(done=done, total=total, **kwargs)

    def get_trigger_events(self):
        ended = not Contact.objects.filter(phone="").exists()
        return [ClientEvent("phones-complete")] if ended else []
