"""One action over many rows of a list that is searched and paged."""

from __future__ import annotations

from typing import Any

from django.contrib.messages.views import SuccessMessageMixin
from django.template.defaultfilters import pluralize
from django.views.generic import ListView

from hypermedia_views import BulkActionMixin, LiveSearchMixin, PartialTemplateMixin
from sandbox.contacts.models import Contact


def like(contact: Contact) -> str:
    """Like somebody."""
    return _set_liked(contact, True)


def unlike(contact: Contact) -> str:
    """Like somebody no longer."""
    return _set_liked(contact, False)


def _set_liked(contact: Contact, liked: bool) -> str:
    if contact.liked == liked:
        return "as before"
    contact.liked = liked
    contact.save(update_fields=["liked"])
    return "changed"


class BulkUpdate(
    SuccessMessageMixin,
    BulkActionMixin,
    LiveSearchMixin,
    PartialTemplateMixin,
    ListView,
):
    """All chosen rows, or none of them. Each says what became of it, a message how many there were."""

    model = Contact
    template_name = "rows/bulk.html"
    ordering = ["pk"]
    paginate_by = 10
    search_fields = ["name", "company"]
    partial_names = ["contacts"]
    bulk_actions = {"like": like, "unlike": unlike, "delete": Contact.delete}

    def get_success_message(self, cleaned_data: dict[str, Any]) -> str:
        count = len(self.bulk_outcomes)
        return f"Done: {cleaned_data['action']} {count} contact{pluralize(count)}."
