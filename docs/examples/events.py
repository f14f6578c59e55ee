"""Events that a saved form fires, and a region that fetches itself anew until there is nothing to wait for."""

from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView, UpdateView

from hypermedia_views import ClientEvent, PartialTemplateMixin, TriggerEventMixin
from sandbox.contacts.models import Contact


class SaveContact(TriggerEventMixin, PartialTemplateMixin, UpdateView):
    """Click to edit, the form: saved, it answers with the display, and says so to the rest of the page."""

    model = Contact
    fields = ["name", "email"]
    template_name = "edit.html"
    invalid_trigger_events = ["contact-refused"]

    def get_partial_names(self):
        return {"contact": "display" if self.outcome == "success" else "form"}

    def get_trigger_events(self):
        detail = {"contact": self.object, "at": timezone.now()}
        return [ClientEvent("contact-saved", detail)]

    def get_success_url(self):
        return reverse("show", args=[self.object.pk])

    def form_valid(self, form):
        response = super().form_valid(form)
        if self.hypermedia.wants_partial:
            # A redirect would carry no event.
            return self.render_to_response(self.get_context_data())
        return response


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
