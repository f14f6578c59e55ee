"""Pages by number without a COUNT: one row more than fits tells whether there is a next page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.utils.functional import cached_property

#: No database counts further; a larger limit or offset would be an error in all of them.
LARGEST: Final = 2**63 - 1


class WalkedPaginator(Paginator):  # type: ignore[type-arg]
    """What both paginators have in common: they go from page to page, and need no count for it."""

    @property
    def _reach(self) -> int:
        """How many rows are fetched for a page: one more than fit."""
        return min(int(self.per_page + self.orphans) + 1, LARGEST)

    def __iter__(self) -> Iterator[Page[Any]]:
        """Yield the pages, the first one first, until there is no next one."""
        page = self.page(1)
        yield page
        while page.has_next():
            page = self.page(page.next_page_number())
            yield page


class WalkedPage(Page[Any]):
    """A page whose rows are fetched when they are first needed, with one more that tells whether the list goes on."""

    number: Any
    paginator: Any
    #: The rows, and if the list goes on at least one more.
    fetched: Any

    @property
    def goes_on(self) -> bool:
        """Whether more rows were found than fit."""
        fitting: int = self.paginator.per_page + self.paginator.orphans
        return len(self.fetched) > fitting

    @cached_property
    def object_list(self) -> list[Any]:  # type: ignore[override]
        """The rows of this page."""
        rows: list[Any] = self.fetched
        return rows[: self.paginator.per_page] if self.goes_on else rows


class LookAheadPage(WalkedPage):
    """A page that knows whether there is a next one, and not how many there are.

    As in Django, but for ``paginator.count``, ``num_pages`` and ``page_range``, which cost a COUNT when they are read.
    """

    def __init__(
        self, object_list: Sequence[Any], number: int, paginator: LookAheadPaginator
    ) -> None:
        self._ahead = object_list
        self.number = number
        self.paginator = paginator

    def __repr__(self) -> str:
        return f"<Page {self.number}>"

    @cached_property
    def fetched(self) -> list[Any]:
        """The rows, and if the list goes on at least one more."""
        return list(self._ahead)

    def has_next(self) -> bool:
        """Tell whether there is a next page."""
        return self.goes_on

    def next_page_number(self) -> int:
        """Return the next page's number; raise EmptyPage if there is none."""
        if not self.has_next():
            raise EmptyPage(self.paginator.error_messages["no_results"])
        return int(self.number) + 1

    def start_index(self) -> int:
        """Return the first row's place in the whole list, counted from 1; 0 if there is no row."""
        before = self.paginator.per_page * (self.number - 1)
        return int(before) + 1 if self.object_list else 0

    def end_index(self) -> int:
        """Return the last row's place in the whole list, counted from 1; 0 if there is no row."""
        return max(0, self.start_index() + len(self.object_list) - 1)


class LookAheadPaginator(WalkedPaginator):
    """Django's Paginator without its COUNT: fetches one row more than fits, to know whether there is a next page.

    For ``paginator_class``, and by hand::

        paginator = LookAheadPaginator(Contact.objects.all(), 20)
        page = paginator.page(3)

    Takes any list or queryset, sliced and combined ones too, and Django's arguments; ``orphans`` rows join the last
    page. A page's rows are fetched when they are first needed, those of a later page than the first at once. What it
    can't know costs one COUNT when it is read: ``count``, ``num_pages``, ``page_range``, and ``get_page`` of a page
    that is not there.

    Pages are cut by OFFSET: a deep one is as slow as the rows before it are many, and rows that come or go meanwhile
    shift the others. `KeysetPaginator` does neither. Raises PageNotAnInteger and EmptyPage, as Django does.
    """

    def validate_number(self, number: Any) -> int:
        """Return a page's number; raise PageNotAnInteger or EmptyPage for what can't be one."""
        try:
            if isinstance(number, float) and not number.is_integer():
                raise ValueError
            number = int(number)
        except (TypeError, ValueError):
            raise PageNotAnInteger(self.error_messages["invalid_page"]) from None
        if number < 1:
            raise EmptyPage(self.error_messages["min_page"])
        if number > max(1, LARGEST // self._reach):
            raise EmptyPage(self.error_messages["no_results"])
        return int(number)

    def page(self, number: Any) -> LookAheadPage:
        """Return the page of this number, counted from 1; raise EmptyPage if there is no row for it."""
        number = self.validate_number(number)
        bottom = (number - 1) * self.per_page
        rows = self.object_list[bottom : bottom + self._reach]
        page = self._get_page(rows, number, self)
        # So few rows would have joined the page before.
        least = self.orphans if number > 1 else 0
        checked = number > 1 or not self.allow_empty_first_page
        if checked and len(page.fetched) <= least:
            raise EmptyPage(self.error_messages["no_results"])
        return page

    def get_page(self, number: Any) -> LookAheadPage:
        """Return the page of this number; the first for what is no number, the last for what is not there."""
        try:
            return self.page(number)
        except PageNotAnInteger:
            return self.page(1)
        except EmptyPage:
            return self.page(self.num_pages)

    def _get_page(self, *args: Any, **kwargs: Any) -> LookAheadPage:
        return LookAheadPage(*args, **kwargs)
