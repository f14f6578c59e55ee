"""Search as you type, over a list."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from functools import reduce
from typing import Any, Final

from django.core.exceptions import (
    EmptyResultSet,
    ImproperlyConfigured,
    ValidationError,
)
from django.db.models import Q, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.views.generic.base import View
from django.views.generic.list import MultipleObjectMixin

#: A database takes no number of conditions.
MOST_WORDS: Final = 20


class LiveSearchMixin(MultipleObjectMixin, View):  # type: ignore[type-arg]
    """Filters a list by what a visitor types.

    ::

        class ContactList(LiveSearchMixin, PaginatedLoadMoreMixin, PartialTemplateMixin, ListView):
            model = Contact
            paginate_by = 20
            search_fields = ["name", "company__name"]
            partial_names = ["results"]

    and in the template, around the region ``results``::

        <form action="{% url "contacts" %}" {% swap "results" push_url=True debounce="300ms" %}>
          <input type="search" name="q" value="{{ search }}">
          <button>Search</button>
        </form>

    Every word of the query parameter must be in one of the fields. The template finds what was searched for as
    ``search``. A view's own queryset is only ever made smaller.
    """

    #: Names of fields as in ``filter()``: spans and lookups as well, ``"name__istartswith"``; ``icontains`` if none is.
    search_fields: Sequence[str] = ()
    #: The query parameter.
    search_param: str = "q"

    def get_search_fields(self) -> Sequence[str]:
        """Return the fields to search; raise ImproperlyConfigured if there are none."""
        if not self.search_fields or isinstance(self.search_fields, str):
            raise ImproperlyConfigured(
                f"{type(self).__qualname__}.search_fields is {self.search_fields!r}. Make it a list of fields, "
                f"['name', 'company__name'], or override get_search_fields()."
            )
        return self.search_fields

    def get_search_param(self) -> str:
        """Return the query parameter."""
        return self.search_param

    def get_search(self) -> str:
        """Return what is searched for."""
        # No database keeps NUL in a text, and PostgreSQL does not take it in a query.
        said: str = self.request.GET.get(self.get_search_param(), "")
        return said.replace("\x00", "").strip()

    def get_queryset(self) -> QuerySet[Any]:
        """Return the rows that have every word."""
        words = self.get_search().split()[:MOST_WORDS]
        queryset: QuerySet[Any] = super().get_queryset()
        return self.search(queryset, words) if words else queryset

    def search(self, queryset: QuerySet[Any], words: Sequence[str]) -> QuerySet[Any]:
        """Return the rows of a queryset that have every one of these words."""
        fields = [_lookup(queryset, name) for name in self.get_search_fields()]
        several = any(many for _, many in fields)
        for word in words:
            said = [
                Q((name, word))
                for name, _ in fields
                # Any field contains any word, or not.
                if name.endswith("__icontains") or _takes(queryset, name, word)
            ]
            if not said:
                return queryset.none()
            matches = reduce(operator.or_, said)
            if several:
                # A row that matches in several related ones is still one row.
                found = queryset.order_by().filter(matches)
                matches = Q(pk__in=found.values("pk"))
            queryset = queryset.filter(matches)
        return queryset

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add ``search``."""
        return super().get_context_data(**{"search": self.get_search(), **kwargs})


def _lookup(queryset: QuerySet[Any], name: str) -> tuple[str, bool]:
    """Return a search field with its lookup, and whether it can have several values for one row."""
    rest: Sequence[str]
    first, *rest = name.split(LOOKUP_SEP)
    many = False
    if first not in queryset.query.annotations:
        path, _, _, rest = queryset.query.names_to_path(
            [first, *rest], queryset.query.get_meta()
        )
        many = any(step.m2m for step in path)
    return (name if rest else f"{name}__icontains"), many


def _takes(queryset: QuerySet[Any], lookup: str, word: str) -> bool:
    """Tell whether a field can be compared to a word: a number can't to most words, and a year not to all numbers."""
    try:
        queryset.filter(Q((lookup, word))).query.get_compiler(queryset.db).as_sql()
    except EmptyResultSet:
        return True
    except (ArithmeticError, ValidationError, ValueError):
        return False
    return True
