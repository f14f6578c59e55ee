"""Two people edit the same contact: the second is told, and loses nothing."""

from __future__ import annotations

from django.contrib.messages.views import SuccessMessageMixin
from django.views.generic import UpdateView

from hypermedia_views import EditConflictMixin, PartialFormMixin, PartialTemplateMixin
from sandbox.contacts.models import Contact


class EditTogether(
    SuccessMessageMixin,
    EditConflictMixin,
    PartialFormMixin,
    PartialTemplateMixin,
    UpdateView,
):
    """The form, which is there again once it is saved; or both versions, to choose from."""

    model = Contact
    fields = ["name", "email", "phone", "company"]
    template_name = "rows/conflict.html"
    partial_names = {"contact": "form"}
    success_partial_name = "form"
    conflict_partial_name = "conflict"
    success_message = "%(name)s is saved."

    def get_success_url(self) -> str:
        return self.request.path
