"""The ways to page through a list, behind one front: ours, Django's, and those released by others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from cursor_pagination import CursorPaginator
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.test import RequestFactory
from keyset_pagination.paginator import KeysetPage as PlusPage
from keyset_pagination.paginator import KeysetPaginator as PlusPaginator
from rest_framework.pagination import Cursor as RestCursor
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

from hypermedia_views.paginator import KeysetPaginator, LookAheadPaginator

PER_PAGE = 50

#: The rows of a page, and the address of the next one; None if there is none.
Found = tuple[Sequence[Any], Any]


class Listing(NamedTuple):
    """An ordered list in a database."""

    rows: QuerySet[Any]
    order: tuple[str, ...]

    @property
    def ordered(self) -> QuerySet[Any]:
        """The rows in their order; a new queryset each time, as for each request."""
        return self.rows.order_by(*self.order)


class Place(NamedTuple):
    """Where a page begins: after so many rows, the last of which are known, and before this one."""

    number: int
    before: Sequence[Any]
    after: Any


def as_it_is(address: Any) -> Any:
    return address


class Way(NamedTuple):
    """One way to page."""

    name: str
    #: Makes the page at an address; that of the first is None. This is what is timed.
    page: Callable[[Listing, Any], Found]
    #: Makes the address of the page at a place.
    address: Callable[[Listing, Place], Any]
    #: Makes of an address what the page is asked for with; not timed.
    asked: Callable[[Any], Any] = as_it_is


def keyset_page(listing: Listing, address: Any) -> Found:
    page = KeysetPaginator(listing.ordered, PER_PAGE).page(address)
    return page.object_list, page.next_page_number() if page.has_next() else None


def keyset_address(listing: Listing, place: Place) -> str:
    # The page before the place, as the only one of a list.
    beside = [row.pk for row in (*place.before[-PER_PAGE:], place.after)]
    rows = listing.rows.filter(pk__in=beside).order_by(*listing.order)
    return str(KeysetPaginator(rows, PER_PAGE).page(1).next_page_number())


def numbered(paginator: type[Paginator[Any]]) -> Callable[[Listing, Any], Found]:
    def page(listing: Listing, address: Any) -> Found:
        page = paginator(listing.ordered, PER_PAGE).page(address or 1)
        rows = list(page.object_list)
        return rows, page.next_page_number() if page.has_next() else None

    return page


def numbered_address(listing: Listing, place: Place) -> int:
    return place.number // PER_PAGE + 1


def offset_page(listing: Listing, address: Any) -> Found:
    start = address or 0
    rows = list(listing.ordered[start : start + PER_PAGE + 1])
    return rows[:PER_PAGE], start + PER_PAGE if len(rows) > PER_PAGE else None


def offset_address(listing: Listing, place: Place) -> int:
    return place.number


def plus_page(listing: Listing, address: Any) -> Found:
    page = PlusPaginator(listing.ordered, PER_PAGE).page(address)
    return page.object_list, page.next_page_number()


def plus_address(listing: Listing, place: Place) -> str:
    paginator = PlusPaginator(listing.ordered, PER_PAGE)
    # It writes an address on a page only: a full one, with one row more.
    full = [*place.before[-PER_PAGE:], place.before[-1]]
    return str(PlusPage(full, None, paginator).next_page_number())


def cursor_page(listing: Listing, address: Any) -> Found:
    paginator = CursorPaginator(listing.rows, ordering=listing.order)
    page = paginator.page(first=PER_PAGE, after=address)
    return page.items, paginator.cursor(page[-1]) if page.has_next else None


def cursor_address(listing: Listing, place: Place) -> str:
    return str(CursorPaginator(listing.rows, listing.order).cursor(place.before[-1]))


def rest_page(listing: Listing, request: Any) -> Found:
    pagination = CursorPagination()
    pagination.page_size, pagination.ordering = PER_PAGE, listing.order
    rows = pagination.paginate_queryset(listing.rows, Request(request))
    return rows, pagination.get_next_link()


def rest_address(listing: Listing, place: Place) -> str:
    """Return what a walk comes to: the first column's value before those equal to the last, and how many they are."""
    pagination = CursorPagination()
    pagination.base_url = "/"
    name = listing.order[0].removeprefix("-")
    values = [getattr(row, name) for row in place.before]
    equal = next(
        (i for i, value in enumerate(reversed(values)) if value != values[-1]),
        len(values),
    )
    position = str(values[-1 - equal]) if equal < len(values) else None
    return str(pagination.encode_cursor(RestCursor(equal, False, position)))


def rest_asked(address: Any) -> Any:
    return RequestFactory().get(address or "/")


WAYS = (
    Way("``KeysetPaginator``", keyset_page, keyset_address),
    Way("``LookAheadPaginator``", numbered(LookAheadPaginator), numbered_address),
    Way("OFFSET by hand", offset_page, offset_address),
    Way("Django's ``Paginator``", numbered(Paginator), numbered_address),
    Way("django-keyset-pagination-plus", plus_page, plus_address),
    Way("django-cursor-pagination", cursor_page, cursor_address),
    Way("REST framework", rest_page, rest_address, rest_asked),
)
