"""What the contacts can be filtered by, beside the words of a search."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet
from django_filters import BooleanFilter, FilterSet, MultipleChoiceFilter

from sandbox.contacts.models import Contact

FORMS = ["Group", "Inc", "LLC", "Ltd", "PLC", "and Sons"]


class ContactFilter(FilterSet):
    """Contacts that are liked, and those whose company has one of several forms."""

    liked = BooleanFilter(
        label="Liked only", widget=forms.CheckboxInput, method="filter_liked"
    )
    form = MultipleChoiceFilter(
        field_name="company",
        lookup_expr="endswith",
        label="Company",
        choices=[(form, form) for form in FORMS],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Contact
        fields: list[str] = []

    def filter_liked(
        self, queryset: QuerySet[Contact], name: str, liked: bool
    ) -> QuerySet[Contact]:
        """A box that is not ticked filters nothing."""
        return queryset.filter(liked=True) if liked else queryset
