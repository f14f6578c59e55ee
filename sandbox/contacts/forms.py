"""Forms of the contacts application."""

from __future__ import annotations

from typing import Any

from django import forms

from .models import Contact


class ContactForm(forms.ModelForm):
    """A contact. The focus enters its first field, or the first one that is wrong."""

    class Meta:
        model = Contact
        fields = ["name", "email", "phone", "company"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = next((name for name in self.fields if name in self.errors), "name")
        self.fields[first].widget.attrs["autofocus"] = True
