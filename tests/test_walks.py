"""Walks through lists in every ordering, while rows come and go: none missed, none doubled, on each database."""

from __future__ import annotations

import datetime
from itertools import cycle

import pytest
from django.utils import timezone
from hypothesis import given, note, settings
from hypothesis import strategies as st

from hypermedia_views.paginator import KeysetPaginator

from .records.rows import Rows, orderings, rows

pytestmark = pytest.mark.django_db(databases="__all__")

#: Months begin at another time than in the database.
FAR = datetime.timezone(datetime.timedelta(hours=5, minutes=30))

#: What becomes of the list before each page: which rows come, and which go, -1 the last one that was seen.
changes = st.tuples(
    st.lists(rows, max_size=1), st.sampled_from([-1, -1, -2, *range(16)])
)
walks = st.fixed_dictionaries(
    {
        "ordering": orderings,
        "turned": st.booleans(),
        "kind": st.sampled_from(["", "", "only", "distinct"]),
        "sizes": st.lists(st.integers(1, 4), min_size=1, max_size=3),
        "orphans": st.sampled_from([0, 0, 1]),
    }
)
each = given(
    st.lists(rows, min_size=4, max_size=16),
    st.lists(walks, min_size=1, max_size=3),
    st.lists(changes, min_size=1, max_size=4),
)


@pytest.fixture
def table(database):
    """The rows, before the first example."""
    with timezone.override(FAR):
        yield Rows(database)


class Walk:
    """A way through a list, in pages of other sizes than before."""

    def __init__(self, table, ordering, turned, kind, sizes, orphans):
        note(f"{ordering} {turned=} {kind} {sizes} {orphans=}")
        queryset = self.of_kind(table.ordered(ordering), kind)
        self.queryset = queryset.reverse() if turned else queryset
        last = KeysetPaginator(self.queryset, 1).ordering.keys[-1]
        key = "pk" if last.descending == turned else "-pk"
        whole = self.of_kind(table.ordered([*ordering, key]), kind)
        #: As the database itself orders them, with the last column that decides.
        self.order = [row.pk for row in (whole.reverse() if turned else whole)]
        self.sizes = cycle(sizes)
        self.orphans = orphans

    def of_kind(self, queryset, kind):
        if kind == "only":
            return queryset.only("title")
        return queryset.distinct() if kind == "distinct" else queryset

    def page(self, place):
        size = next(self.sizes)
        orphans = self.orphans if size > 1 else 0
        return KeysetPaginator(self.queryset, size, orphans).page(place)

    def forward(self, place=1):
        """Yield each page's rows until there is no next one."""
        while place:
            page = self.page(place)
            self.here = page
            yield [row.pk for row in page]
            place = page.next_page_number() if page.has_next() else None

    def backward(self, place="last"):
        """Yield each page's rows, the last one first, until there is none before."""
        while place:
            page = self.page(place)
            yield [row.pk for row in page][::-1]
            place = page.previous_page_number() if page.has_previous() else None


def met(table, pages, changes):
    """Return the rows that a walk meets, and those that go meanwhile."""
    seen, gone = [], []
    for number, rows_of_page in enumerate(pages):
        seen += rows_of_page
        assert number < 100, "The walk does not end."
        new, where = changes[number] if number < len(changes) else ([], -1)
        table.add([{**fields, "parent": None} for fields in new])
        there = seen[where:][:1] if where < 0 else [table.parents[0].pk + where]
        gone += table.remove(*there)
    return seen, gone


@pytest.mark.parametrize("way", ["forward", "backward"])
def test_rows_come_and_go(table, way):
    @settings(max_examples=25)
    @each
    def walk_it(drawn, walks, changes):
        for options in walks:
            table.fill(drawn)
            walk = Walk(table, **options)
            seen, gone = met(table, getattr(walk, way)(), changes)

            assert len(seen) == len(set(seen))
            order = walk.order if way == "forward" else walk.order[::-1]
            stayed = [pk for pk in order if pk not in gone]
            assert [pk for pk in seen if pk in stayed] == stayed

    walk_it()


def test_there_and_back(table):
    @settings(max_examples=15)
    @each
    def walk_it(drawn, walks, changes):
        table.fill(drawn)
        for options in walks:
            walk = Walk(table, **options)
            assert sum(walk.forward(), []) == walk.order

            here = walk.here
            back = [row.pk for row in here][::-1]
            if here.has_previous():
                back += sum(walk.backward(here.previous_page_number()), [])
            assert back == walk.order[::-1]

    walk_it()
