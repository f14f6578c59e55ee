"""Pages by cursor: as fast at the end of a list as at its beginning, and no row missed or doubled on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from django.core.exceptions import ImproperlyConfigured
from django.core.paginator import EmptyPage
from django.db.models import QuerySet
from django.db.models.query import ModelIterable
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from .branches import branches
from .cursor import Cursor, InvalidCursor
from .lookahead import WalkedPage, WalkedPaginator
from .ordering import Ordering, ordering_of

#: What the first and the last page are called; the others have a cursor.
FIRST = (None, "", 1, "1")
LAST = "last"


class KeysetPage(WalkedPage):
    """A page beside a place in the list. It knows its neighbours by cursors, and not where in the list it is.

    ``number`` is what it was counted to be on the way from the first page, or None. A page may be empty, if its rows
    were deleted since somebody got its address.
    """

    def __init__(self, cursor: Cursor, paginator: KeysetPaginator) -> None:
        self.cursor = cursor
        self.number = cursor.number
        self.paginator = paginator
        self._edges: tuple[tuple[Any, ...], ...] = ()

    def __repr__(self) -> str:
        return f"<Page {self.number or 'of unknown number'}>"

    @cached_property
    def fetched(self) -> list[Any]:
        """The rows in the direction of the cursor, and if the list goes on at least one more."""
        return list(self.paginator.fetch(self.cursor))

    @cached_property
    def object_list(self) -> list[Any]:  # type: ignore[override]
        """The rows of this page, in the order of the list."""
        rows: list[Any] = super().object_list
        if self.cursor.backward:
            rows = rows[::-1]
        if rows:
            # Before anybody can change them.
            self._edges = tuple(map(self.paginator.values_of, (rows[0], rows[-1])))
        return rows

    def has_next(self) -> bool:
        """Tell whether there is a next page; of a page reached backward, whether it was reached from one."""
        return bool(self.cursor.values) if self.cursor.backward else self.goes_on

    def has_previous(self) -> bool:
        """Tell whether there is a page before; of a page reached forward, whether it was reached from one."""
        return self.goes_on if self.cursor.backward else bool(self.cursor.values)

    def next_page_number(self) -> Any:
        """Return the next page's cursor; raise EmptyPage if there is none."""
        if not self.has_next():
            raise EmptyPage(self.paginator.error_messages["no_results"])
        return self._beside(-1, backward=False) if self.object_list else 1

    def previous_page_number(self) -> Any:
        """Return the cursor of the page before; raise EmptyPage if there is none."""
        if not self.has_previous():
            raise EmptyPage(self.paginator.error_messages["no_results"])
        return self._beside(0, backward=True) if self.object_list else LAST

    def start_index(self) -> int | None:  # type: ignore[override]
        """Return 1 for the first page, 0 if that is empty, and None for any other: nobody has counted."""
        return min(1, len(self.object_list)) if self.cursor == Cursor() else None

    def end_index(self) -> int | None:  # type: ignore[override]
        """Return the number of rows of the first page, and None for any other: nobody has counted."""
        return len(self.object_list) if self.cursor == Cursor() else None

    @property
    def _tied(self) -> bool:
        first, last = self._edges
        return self.paginator.ordering.keys[-1].apart and first[:-1] == last[:-1]

    def _beside(self, edge: int, backward: bool) -> str:
        number = self.number
        if number is not None:
            # Rows that came meanwhile can lead to a page before the first one.
            number = max(number - 1, 0) or None if backward else number + 1
        cursor = Cursor(self._edges[edge], backward, number, self._tied)
        return str(self.paginator.write(cursor))


class KeysetPaginator(WalkedPaginator):
    """Pages a queryset by cursors: no COUNT, no OFFSET, and deep pages as fast as the first.

    No row is missed or doubled that is there from the first page to the last, in the same place.

    For ``paginator_class``, and by hand::

        paginator = KeysetPaginator(Contact.objects.order_by("-created", "name"), 20)
        page = paginator.page(1)
        page = paginator.page(page.next_page_number())

    What Django calls a page's number is a cursor here: a signed text with the ordering fields of the row next to the
    page. ``1`` is the first page and ``"last"`` the last. Cursors are for this ordering and this ``salt`` only; name
    the list by it, so that one list's cursors do not open another's. They can be read by whoever sees the address.

    Orders by whatever fields of the model, of models that it refers to, and annotations ``order_by`` names, in any
    directions, with NULLs wherever the database or ``nulls_first`` and ``nulls_last`` put them; and by the primary key
    after them, unless they are unique. (A row that a filter on a relation with many values finds several times counts
    once; say ``distinct()``.) Give the table an index of just these columns in just these directions, the
    primary key last. Pages are found by comparison of rows, one query a page; where directions change or NULLs are, one
    more for each such border that a page crosses, and on SQLite where more rows are equal than fit on a page. Written
    for SQLite and PostgreSQL.

    ``count`` and ``num_pages`` cost one COUNT when they are read. Page numbers there are none: ``page_range`` raises
    NotImplementedError. Raises ImproperlyConfigured for what can't be paged: an expression that is not annotated, a
    relation with many values, a sliced, combined or ``distinct(…)`` queryset, window functions, rows that are no model
    instances; and `InvalidCursor` for a cursor that is not of this list.
    """

    default_error_messages = WalkedPaginator.default_error_messages | {
        "invalid_cursor": _(
            "This page’s address is damaged, out of date, or of another list."
        ),
    }

    def __init__(
        self,
        object_list: QuerySet[Any],
        per_page: int | str,
        orphans: int = 0,
        allow_empty_first_page: bool = True,
        error_messages: Mapping[str, str | Promise] | None = None,
        *,
        salt: str = "",
    ) -> None:
        # Django 5.2 replaces the messages, and does not know this class's own.
        messages: Any = {**self.default_error_messages, **(error_messages or {})}
        super().__init__(
            object_list, per_page, orphans, allow_empty_first_page, messages
        )
        self.salt = salt

    @cached_property
    def ordering(self) -> Ordering:
        """The columns that the list is ordered by."""
        _check(self.object_list)
        return ordering_of(self._queryset)

    def page(self, number: Any) -> KeysetPage:
        """Return the page of this cursor; raise `InvalidCursor` if it is none of this list."""
        cursor = self.read(number)
        page = KeysetPage(cursor, self)
        whole = not cursor.values
        if whole and not self.allow_empty_first_page and not page.fetched:
            raise EmptyPage(self.error_messages["no_results"])
        return page

    def get_page(self, number: Any) -> KeysetPage:
        """Return the page of this cursor; the first for what is no cursor of this list."""
        try:
            return self.page(number)
        except InvalidCursor:
            return self.page(1)

    def read(self, number: Any) -> Cursor:
        """Return the cursor that stands for a page; raise `InvalidCursor` if it is none of this list."""
        fields = self.ordering.fields
        if number in FIRST:
            return Cursor()
        if number == LAST:
            return Cursor(backward=True, number=None)
        # No other number is one; and one of thousands of digits can't even be written.
        text = number if isinstance(number, str) else ""
        try:
            return Cursor.read(text, fields, self._scope)
        except InvalidCursor:
            message = str(self.error_messages["invalid_cursor"])
            raise InvalidCursor(message) from None

    def write(self, cursor: Cursor) -> str:
        """Return a cursor as text."""
        return cursor.write(self.ordering.fields, self._scope)

    def fetch(self, cursor: Cursor) -> Iterator[Any]:
        """Yield the rows after a cursor, or before it in reverse, up to one more than fits on a page."""
        keys = self.ordering.keys
        rest = self._reach
        # What rows don't have, or not exactly, comes with them.
        columns = {
            _alias(i): key.value for i, key in enumerate(keys) if not key.attname
        }
        queryset = self._queryset.annotate(**columns) if columns else self._queryset
        if cursor.backward:
            keys = tuple(key.reversed() for key in keys)
        for branch in branches(keys, cursor.values, cursor.tied):
            found = list(branch.of(queryset)[:rest])
            yield from found
            rest -= len(found)
            if not rest:
                return

    def values_of(self, row: Any) -> tuple[Any, ...]:
        """Return what a row is ordered by."""
        keys = enumerate(self.ordering.keys)
        return tuple(
            [getattr(row, key.attname or _alias(index)) for index, key in keys]
        )

    @property
    def page_range(self) -> range:
        """Raise NotImplementedError: there are no numbers."""
        raise NotImplementedError(
            "KeysetPaginator has no page numbers: it goes from page to page. Link to page_obj.next_page_number and "
            "page_obj.previous_page_number, or page with LookAheadPaginator."
        )

    def get_elided_page_range(self, *args: Any, **kwargs: Any) -> range:  # type: ignore[override]
        """Raise NotImplementedError: there are no numbers."""
        return self.page_range

    @property
    def _queryset(self) -> QuerySet[Any]:
        return cast("QuerySet[Any]", self.object_list)

    @property
    def _scope(self) -> str:
        """What cursors are for: list and ordering."""
        return f"{self.salt}:{self.ordering.text}"

    def _check_object_list_is_ordered(self) -> None:
        # It is, by the primary key if by nothing else.
        pass


def _alias(index: int) -> str:
    return f"_keyset_{index}"


def _check(queryset: Any) -> None:
    """Raise ImproperlyConfigured for what can't be paged by conditions on its rows."""
    why = ""
    if (
        not isinstance(queryset, QuerySet)
        or queryset._iterable_class is not ModelIterable
    ):
        why = "whose rows are not instances of a model"
    elif queryset.query.is_sliced:
        why = "that is sliced"
    elif queryset.query.combinator:
        why = f"made by {queryset.query.combinator}()"
    elif queryset.query.distinct_fields:
        why = f"with distinct({', '.join(map(repr, queryset.query.distinct_fields))})"
    elif any(each.contains_over_clause for each in queryset.query.annotations.values()):
        why = "with window functions, which see no rows but those that follow"
    if why:
        raise ImproperlyConfigured(
            f"KeysetPaginator can't page a list {why}. Give it a queryset of a model's instances, or page with "
            f"LookAheadPaginator."
        )
