"""Rows and orderings of every kind, drawn at random."""

from __future__ import annotations

import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, F, Sum
from django.db.models.functions import Lower, TruncMonth
from hypothesis import strategies as st

from .models import Group, Record

MONTHS = [
    datetime.datetime(2024, month, day, 20, 0, 0, micro, datetime.timezone.utc)
    for month, day, micro in [(1, 31, 0), (1, 31, 1), (2, 1, 0), (2, 1, 999_999)]
]
#: Few values of each field, so that there are ties.
VALUES = {
    "kind": [-1, 0, 1],
    "rank": [None, None, 1, 2],
    "flag": [False, True],
    "title": ["", "a", "A", "é", "ß%_'\"\\"],
    "price": [Decimal(digits) for digits in ("0.1", "0.2", "0.7", "12345678.9012")],
    "ratio": [0.1, 0.30000000000000004, -1e300, float("inf")],
    "created": [None, *MONTHS],
    "day": [None, datetime.date(1, 1, 1), datetime.date(9999, 12, 31)],
    "time": [None, datetime.time(0), datetime.time(23, 59, 59, 999_999)],
    "duration": [None, *(datetime.timedelta(0, 0, micro) for micro in (-1, 0, 5**20))],
    "group": [None, 0, 1, 2, 3],
    "parent": [None, None, 0, 1, 2],
}
#: What groups have for name and size.
GROUPS = [(None, 1), ("x", 2), ("x", 1), ("X", 1)]

ANNOTATIONS = {
    "lowered": Lower("title"),
    "month": TruncMonth("created"),
    "size": F("group__size"),
    "heirs": Count("children"),
    "total": Sum("children__price"),
}
NAMES = [
    *VALUES,
    *ANNOTATIONS,
    "code",
    "lasting",
    "group_id",
    "group__name",
    "parent__kind",
    "parent__created",
    "parent__price",
    "parent__group__name",
    "pk",
]
NULLS = [{}, {}, {"nulls_first": True}, {"nulls_last": True}]

rows = st.fixed_dictionaries({name: st.sampled_from(VALUES[name]) for name in VALUES})
names = st.sampled_from([sign + name for name in NAMES for sign in ("", "-")])


@st.composite
def expressions(draw):
    """One term of an ordering that says more than a name."""
    column, nulls = F(draw(st.sampled_from(NAMES))), draw(st.sampled_from(NULLS))
    return column.desc(**nulls) if draw(st.booleans()) else column.asc(**nulls)


orderings = st.lists(st.one_of(names, expressions()), min_size=1, max_size=4)


class Rows:
    """The rows of one database, which come and go."""

    def __init__(self, database: str) -> None:
        self.objects = Record.objects.using(database)
        groups = [Group(name=name, size=size) for name, size in GROUPS]
        self.groups = Group.objects.using(database).bulk_create(groups)
        self.parents = []

    def fill(self, drawn) -> None:
        """Make these the only rows; the first three have no parents, and are those of the others."""
        self.objects._raw_delete(self.objects.db)
        self.serial, self.parents = 0, []
        self.parents = self.add(drawn[:3])
        self.add(drawn[3:])

    def add(self, drawn):
        return self.objects.bulk_create([self._row(**fields) for fields in drawn])

    def remove(self, *pks) -> list[int]:
        """Delete rows, but none that are counted in others; return whose they were."""
        family = [row.pk for row in self.parents]
        found = self.objects.filter(pk__in=pks, parent=None).exclude(pk__in=family)
        gone = [row.pk for row in found]
        found._raw_delete(self.objects.db)
        return gone

    def ordered(self, ordering):
        """Return the rows in an order, with the annotations that it names."""
        said = [
            term if isinstance(term, str) else term.expression.name for term in ordering
        ]
        named = {name.removeprefix("-") for name in said} & {*ANNOTATIONS}
        annotations = {name: ANNOTATIONS[name] for name in named}
        return self.objects.annotate(**annotations).order_by(*ordering)

    def _row(self, group, parent, **fields) -> Record:
        self.serial += 1
        some = parent is not None and parent < len(self.parents)
        return Record(
            code=UUID(int=self.serial * 7919 % 97 << 96 | self.serial),
            group=None if group is None else self.groups[group],
            parent=self.parents[parent] if some else None,
            **fields,
        )
