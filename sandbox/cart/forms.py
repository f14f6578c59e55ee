"""Forms of the cart."""

from __future__ import annotations

from typing import Any

from django import forms

from .models import Line


class QuantityForm(forms.ModelForm):
    """How many pieces of one line. The page has many of these forms, so that ids and labels tell them apart."""

    # Checked before the line takes it: the page shows what is saved, and the form what is wrong.
    quantity = forms.IntegerField(min_value=1, max_value=99)

    class Meta:
        model = Line
        fields = ["quantity"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"%s-{self.instance.pk}"
        attrs = self.fields["quantity"].widget.attrs
        attrs["aria-label"] = f"Quantity of {self.instance}"
        if self.errors:
            attrs["autofocus"] = True
