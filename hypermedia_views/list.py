"""Long lists: load more, infinite scroll, and search as you type."""

from __future__ import annotations

import operator
import reprlib
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import Q, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.http import Http404
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.generic.base import View
from django.views.generic.list import MultipleObjectMixin

from .answers import Answer, rows_of
from .base import HypermediaMixin
from .paginator import KeysetPaginator, LookAheadPaginator
from .paginator.lookahead import WalkedPage
from .protocols import Rows

#: A database takes no number of conditions.
MOST_WORDS: Final = 20

# What came in an address is shown shortened.
_short: Final = reprlib.Repr()
_short.maxstring = 40


class PaginatedLoadMoreMixin(MultipleObjectMixin, HypermediaMixin):  # type: ignore[type-arg]
    """Pages a list so that further pages are added to it: by a button, by scrolling, and by plain links.

    Static::

        class ContactList(PaginatedLoadMoreMixin, ListView):
            model = Contact
            paginate_by = 20

    and in the template::

        <ul {% region "rows" swap="beforeend" %}>
          {% partialdef rows inline %}
          {% for contact in page_obj %}<li>{{ contact }}</li>{% endfor %}
          {% endpartialdef %}
        </ul>
        {% load_more page_obj %}

    Page 1 is the page, and so is every page for a browser without a client, for Back and for an address that is opened
    directly. A hypermedia client that asks for the rows, by their id, gets the partial ``rows_partial_name`` as further
    contents of that element, and the control (``{% load_more %}``) in its place. So does one that asks for a later page
    with a target that nothing declares, unless it is boosted. The rows' id is the partial's name; partials that the
    view declares for an id come first.

    A list has Django's own ``paginate_by``, ``paginate_orphans``, ``page_kwarg``, ``allow_empty`` and
    ``paginator_class``: by default `LookAheadPaginator`; `KeysetPaginator` for lists that are deep or that change while
    they are read. Neither counts. Another list on the same page is paged by `paginate`, with a prefix to tell them
    apart. A page or size that is none is a 404 (Http404).
    """

    paginator_class: type[Paginator] = LookAheadPaginator  # type: ignore[type-arg]
    #: The partial of the rows, and the id of the element that holds them.
    rows_partial_name: str = "rows"
    #: The partial of the control; ``{% load_more %}`` makes this one by itself. None if the rows bring their own.
    load_more_partial_name: str | None = "load_more"
    #: What sets the names of this list apart from those of others on the page: ``"people"`` makes the parameter
    #: ``people-page`` and the partial ``people-rows``.
    list_prefix: str | None = None
    #: Query parameter by which a client may ask for another number of rows a page; None if it may not.
    page_size_kwarg: str | None = None
    #: What such a number is cut down to.
    max_page_size: int = 100

    #: The pages that this answer has, by the partials of their rows.
    _pages: Mapping[str, Rows] = {}

    def get_rows_partial_name(self) -> str:
        """Return the partial of the rows, without the prefix."""
        return self.rows_partial_name

    def get_load_more_partial_name(self) -> str | None:
        """Return the partial of the control, or None."""
        return self.load_more_partial_name

    def get_list_prefix(self) -> str:
        """Return what sets this list's names apart from those of others on the page."""
        return self.list_prefix or ""

    def get_max_page_size(self) -> int:
        """Return the largest number of rows a page that a client may ask for."""
        return self.max_page_size

    def get_paginate_by(self, queryset: Any) -> int | None:
        """Return the number of rows a page: what the client asks for, if it may, or else ``paginate_by``."""
        default = super().get_paginate_by(queryset)
        return default and self._size(default, self.get_list_prefix())

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """Return paginator, page, rows, and whether there are other pages, as Django does; fetch rows when needed."""
        page = self.paginate(queryset, self.get_list_prefix(), page_size)
        if not isinstance(page, WalkedPage):
            return page.paginator, page, page.object_list, page.has_other_pages()
        rows = SimpleLazyObject(lambda: page.object_list)
        return page.paginator, page, rows, SimpleLazyObject(page.has_other_pages)

    def paginate(
        self, queryset: Any, prefix: str, paginate_by: int | None = None
    ) -> Page[Any]:
        """Return the page of a further list that the request asks for.

        For ``get_context_data``::

            kwargs["companies"] = self.paginate(Company.objects.all(), "companies")

        Its page is the query parameter ``companies-page``, its rows the partial ``companies-rows``, its control
        ``{% load_more companies %}``. Raises Http404 for a page that there is not, and ImproperlyConfigured where there
        is no page size or `KeysetPaginator` can't page the list.
        """
        name = type(self).__qualname__
        size = self._size(paginate_by or self.paginate_by or 0, prefix)
        if not size:
            raise ImproperlyConfigured(
                f"{name} has no page size for the list {prefix!r}. Set {name}.paginate_by, or pass paginate_by to "
                f"paginate()."
            )
        kwarg = _prefixed(prefix, self.page_kwarg)
        asked = self.kwargs.get(kwarg) or self.request.GET.get(kwarg) or 1
        options: dict[str, Any] = {}
        if issubclass(self.paginator_class, KeysetPaginator):
            # One list's cursors are not another's; and the page itself may stand in the path.
            names = {k: v for k, v in self.kwargs.items() if k != kwarg}
            where = names if kwarg in self.kwargs else self.request.path
            options["salt"] = f"{where} {kwarg}"
        paginator = self.get_paginator(
            queryset,
            size,
            orphans=self.get_paginate_orphans(),
            allow_empty_first_page=self.get_allow_empty(),
            **options,
        )
        try:
            if asked == "last" and not isinstance(paginator, KeysetPaginator):
                asked = paginator.num_pages
            page = paginator.page(asked)
        except InvalidPage as error:
            message = _("Invalid page (%(page_number)s): %(message)s")
            said = {"page_number": _short.repr(asked), "message": str(error)}
            raise Http404(message % said) from error
        except ImproperlyConfigured as error:
            raise ImproperlyConfigured(f"{name}: {error}") from error
        page.page_kwarg = kwarg  # type: ignore[attr-defined]
        name = _prefixed(prefix, self.get_rows_partial_name())
        control = self.get_load_more_partial_name()
        self._pages = {**self._pages, name: rows_of(name, page, control)}
        return page

    def describe(self, answer: Answer) -> Answer:
        """Add the pages of the lists."""
        answer = super().describe(answer)
        answer.pages = [*answer.pages, *self._pages.values()]
        return answer

    def _size(self, default: int, prefix: str) -> int:
        kwarg = self.page_size_kwarg and _prefixed(prefix, self.page_size_kwarg)
        asked = kwarg and self.request.GET.get(kwarg)
        if not asked:
            return default
        try:
            size = int(asked)
        except ValueError:
            message = _("Invalid page size (%(size)s): it is not a number")
            raise Http404(message % {"size": _short.repr(asked)}) from None
        return min(max(size, 1), self.get_max_page_size())


def _prefixed(prefix: str, name: str) -> str:
    """Return a name with a list's prefix, the template it may begin with left alone."""
    file, mark, own = name.rpartition("#")
    return f"{file}{mark}{prefix}-{own}" if prefix else name


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

    def get_search(self) -> str:
        """Return what is searched for."""
        # No database keeps NUL in a text, and PostgreSQL does not take it in a query.
        said: str = self.request.GET.get(self.search_param, "")
        return said.replace("\x00", "").strip()

    def get_queryset(self) -> QuerySet[Any]:
        """Return the rows that have every word."""
        words = self.get_search().split()[:MOST_WORDS]
        return (
            self.search(super().get_queryset(), words)
            if words
            else super().get_queryset()
        )

    def search(self, queryset: QuerySet[Any], words: Sequence[str]) -> QuerySet[Any]:
        """Return the rows of a queryset that have every one of these words."""
        fields = [_lookup(queryset, name) for name in self.get_search_fields()]
        for word in words:
            said = [
                Q((name, word)) for name, _ in fields if _takes(queryset, name, word)
            ]
            if not said:
                return queryset.none()
            matches = reduce(operator.or_, said)
            if any(many for _, many in fields):
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
    """Tell whether a field can be compared to a word: a number can't to most words."""
    try:
        queryset.filter(Q((lookup, word)))
    except (ValueError, ValidationError):
        return False
    return True
