"""Forms of the rows."""

from __future__ import annotations

from typing import Any

from sandbox.contacts.forms import ContactForm
from sandbox.contacts.models import Contact


class RowForm(ContactForm):
    """A contact in a row of a table, where no form can be: its fields are the form's by their attribute.

    The page may have many of these forms, so that ids tell them apart.
    """

    class Meta(ContactForm.Meta):
        fields = ["name", "email", "phone"]

    def __init__(self, *args: Any, instance: Contact, **kwargs: Any) -> None:
        kwargs["auto_id"] = f"%s-{instance.pk}"
        super().__init__(*args, instance=instance, **kwargs)
        for field in self.fields.values():
            said = {"form": f"form-{instance.pk}", "aria-label": field.label}
            field.widget.attrs.update(said)
