"""Long lists: load more and infinite scroll."""

from __future__ import annotations

import reprlib
from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured
from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.generic.list import MultipleObjectMixin

from .answers import Answer, rows_of
from .base import HypermediaMixin
from .paginator import KeysetPaginator, LookAheadPaginator
from .paginator.lookahead import WalkedPage
from .protocols import Rows

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

    def get_page_size_kwarg(self) -> str | None:
        """Return the query parameter of the page size, without the prefix; None if clients may not ask."""
        return self.page_size_kwarg

    def get_max_page_size(self) -> int:
        """Return the largest number of rows a page that a client may ask for."""
        return self.max_page_size

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
        ``{% load_more companies %}``. It may be empty, and has as many rows a page as ``get_paginate_by`` says if
        nothing else is passed. Raises Http404 for a page that there is not, and ImproperlyConfigured where there is no
        page size, `KeysetPaginator` can't page the list, or the prefix does not make an id.
        """
        view = type(self).__qualname__
        size = paginate_by or self.get_paginate_by(queryset)
        if not size:
            raise ImproperlyConfigured(
                f"{view} has no page size for the list {prefix!r}. Set {view}.paginate_by, or pass paginate_by to "
                f"paginate()."
            )
        kwarg = _prefixed(prefix, self.page_kwarg)
        own = prefix == self.get_list_prefix()
        paginator = self.get_paginator(
            queryset,
            self._size(size, prefix),
            orphans=self.get_paginate_orphans() if own else 0,
            allow_empty_first_page=self.get_allow_empty() if own else True,
        )
        if isinstance(paginator, KeysetPaginator) and not paginator.salt:
            # One list's cursors are not another's.
            paginator.salt = f"{self._path_of_list(kwarg)} {kwarg}"
        name = _prefixed(prefix, self.get_rows_partial_name())
        try:
            page = self._page(paginator, kwarg)
            rows = rows_of(name, page, self.get_load_more_partial_name())
        except (ImproperlyConfigured, ValueError) as error:
            raise ImproperlyConfigured(f"{view}: {error}") from error
        self._pages = {**self._pages, name: rows}
        return page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the context of the list; where the view has none of its own, that of the view."""
        if hasattr(self, "object_list") or "object_list" in kwargs:
            return super().get_context_data(**kwargs)
        return super(MultipleObjectMixin, self).get_context_data(**kwargs)

    def describe(self, answer: Answer) -> Answer:
        """Add the pages of the lists."""
        answer = super().describe(answer)
        answer.pages = [*answer.pages, *self._pages.values()]
        return answer

    def _page(self, paginator: Any, kwarg: str) -> Page[Any]:
        """Return the page that the request asks for; raise Http404 if there is none."""
        asked = self.kwargs.get(kwarg) or self.request.GET.get(kwarg) or 1
        try:
            if asked == "last" and not isinstance(paginator, KeysetPaginator):
                asked = paginator.num_pages
            page: Page[Any] = paginator.page(asked)
        except InvalidPage as error:
            message = _("Invalid page (%(page_number)s): %(message)s")
            said = {"page_number": _short.repr(asked), "message": str(error)}
            raise Http404(message % said) from error
        page.page_kwarg = kwarg  # type: ignore[attr-defined]
        return page

    def _size(self, default: int, prefix: str) -> int:
        kwarg = self.get_page_size_kwarg()
        asked = kwarg and self.request.GET.get(_prefixed(prefix, kwarg))
        if not asked:
            return default
        try:
            size = int(asked)
        except ValueError:
            message = _("Invalid page size (%(size)s): it is not a number")
            raise Http404(message % {"size": _short.repr(asked)}) from None
        return min(max(size, 1), self.get_max_page_size())

    def _path_of_list(self, kwarg: str) -> str:
        """Return the path, and if the page stands in it that of the first page."""
        match = self.request.resolver_match
        if match is None or kwarg not in match.kwargs:
            return str(self.request.path)
        try:
            return reverse(match.view_name, kwargs={**match.kwargs, kwarg: 1})
        except NoReverseMatch:
            return str(match.route)


def _prefixed(prefix: str, name: str) -> str:
    """Return a name with a list's prefix, the template it may begin with left alone."""
    file, mark, own = name.rpartition("#")
    return f"{file}{mark}{prefix}-{own}" if prefix else name
