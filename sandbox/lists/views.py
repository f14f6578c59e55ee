"""Long lists. Each view serves htmx 4, htmx 2, Alpine AJAX and a browser without JavaScript."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count, QuerySet
from django.views.generic import ListView
from django_filters import BooleanFilter, FilterSet, MultipleChoiceFilter
from django_filters.views import FilterView

from hypermedia_views import (
    KeysetPaginator,
    LiveSearchMixin,
    PaginatedLoadMoreMixin,
    PartialTemplateMixin,
)
from sandbox.contacts.models import Contact
from sandbox.engines import TwoEnginesMixin


class LoadMore(TwoEnginesMixin, PaginatedLoadMoreMixin, ListView):
    """A button that adds rows to a table. Whoever comes or goes meanwhile, no row is missed or doubled."""

    model = Contact
    paginate_by = 20
    paginator_class = KeysetPaginator
    template_name = "lists/load_more.html"


class InfiniteScroll(PaginatedLoadMoreMixin, ListView):
    """Cards that come as the reader scrolls. An index of the model has the same columns as the ordering."""

    model = Contact
    ordering = ["company", "name", "pk"]
    paginate_by = 24
    paginator_class = KeysetPaginator
    template_name = "lists/scroll.html"


FORMS = ["Group", "Inc", "LLC", "Ltd", "PLC", "and Sons"]


class ContactFilter(FilterSet):
    """What the search can be narrowed to: contacts that are liked, and those whose company has one of several forms."""

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


class Filters(
    LiveSearchMixin, PaginatedLoadMoreMixin, PartialTemplateMixin, FilterView
):
    """A search, filters of django-filter, and a list that grows, all at one address."""

    model = Contact
    filterset_class = ContactFilter
    search_fields = ["name", "company"]
    paginate_by = 20
    partial_names = ["results"]
    template_name = "lists/filters.html"


class TwoLists(PaginatedLoadMoreMixin, ListView):
    """Two lists that grow on their own; each has its page in the address."""

    model = Contact
    list_prefix = "people"
    paginate_by = 10
    template_name = "lists/two.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        companies = Contact.objects.values("company").annotate(people=Count("pk"))
        largest_first = companies.order_by("-people", "company")
        kwargs["companies"] = self.paginate(largest_first, "companies")
        return super().get_context_data(**kwargs)
