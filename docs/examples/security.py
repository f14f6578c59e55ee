"""What a condition in a template does not guard, and what does."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import DetailView

from hypermedia_views import PartialTemplateMixin
from sandbox.contacts.models import Contact


class Careless(PartialTemplateMixin, DetailView):
    """Declares for everybody what the template shows to staff only."""

    model = Contact
    template_name = "contact.html"
    partial_names = ["details", "audit"]


class Careful(PartialTemplateMixin, DetailView):
    """Declares for staff what the template shows to staff."""

    model = Contact
    template_name = "contact.html"
    partial_names = ["details"]

    def get_partial_names(self):
        names = super().get_partial_names()
        if self.request.user.is_staff:
            names["audit"] = "audit"
        return names


class Private(LoginRequiredMixin, PartialTemplateMixin, DetailView):
    model = Contact
    template_name = "contact.html"
    partial_names = ["details", "history"]
