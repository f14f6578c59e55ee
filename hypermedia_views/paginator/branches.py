"""The conditions that lead to the rows after a place, each of them one that an ordinary index serves whole.

For ``ORDER BY a, b DESC, id DESC`` and the place ``(3, 5, 9)`` the rows that follow are those of::

    WHERE a = 3 AND (b, id) < (5, 9)    -- first
    WHERE a > 3                         -- then

and for ``ORDER BY a, id`` with NULLs in ``a``, which come last::

    WHERE (a, id) > (3, 9)
    WHERE a IS NULL

One OR of them all would be one query, and no index would find its first row.

SQLite compares an integer primary key as part of a row, but does not look it up: it reads all rows that are equal but
for the key. Where these are more than a page, the key is compared by itself::

    WHERE a = 3 AND id > 9
    WHERE a > 3
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Field, Func, Lookup, Q, QuerySet, Value
from django.db.models.expressions import OrderBy
from django.db.models.sql.compiler import SQLCompiler

from .ordering import Key

Condition = Q | Lookup


class Row(Func):
    """``(a, b)``."""

    template = "(%(expressions)s)"
    #: Of no type.
    output_field = Field()

    def get_group_by_cols(self) -> list[Any]:
        """Return what each column is grouped by: no database groups by rows."""
        columns = (each.get_group_by_cols() for each in self.source_expressions)
        return [*chain.from_iterable(columns)]


class Comparison(Lookup):
    """``(a, b) > (%s, %s)``: compares rows as wholes, on every Django the same.

    Django 5.2 turns its own comparison of tuples into an OR on SQLite, which has had row values since 3.15; and makes
    ``flag = true`` a bare ``flag``, which no index of SQLite finds. What is no lookup gets ``= true`` after it there,
    by Django 6.1, which no index finds either.
    """

    def __init__(self, keys: Sequence[Key], operator: str, values: Sequence[Any]):
        sides = zip(keys, values, strict=True)
        given = [Value(value, key.field) for key, value in sides]
        super().__init__(Row(*(F(key.path) for key in keys)), Row(*given))
        self.operator = operator

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        """Return the comparison of the columns to the values."""
        left, params = compiler.compile(self.lhs)
        right, given = compiler.compile(self.rhs)
        return f"{left} {self.operator} {right}", (*params, *given)


class Branch(NamedTuple):
    """Some of the rows after a place, in their order."""

    conditions: tuple[Condition, ...]
    order_by: tuple[OrderBy, ...]

    def of(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return these rows of a queryset."""
        queryset = queryset.filter(*self.conditions).order_by(*self.order_by)
        # order_by() leaves what reverse() did.
        queryset.query.standard_ordering = True
        return queryset


def branches(
    keys: Sequence[Key], values: Sequence[Any], tied: bool = False
) -> Iterator[Branch]:
    """Yield the rows after a place in branches, those next to it first; without values all rows."""
    if not values:
        yield from _everything(keys)
        return
    runs = list(_runs(keys, values, tied))
    for start, end in reversed(runs):
        prefix = [_equal(keys[i], values[i]) for i in range(start)]
        key, value = keys[start], values[start]
        if value is not None:
            operator = "<" if key.descending else ">"
            beyond = Comparison(keys[start:end], operator, values[start:end])
            yield _branch(keys, start, *prefix, beyond)
            if key.nullable and not key.nulls_first:
                yield _branch(keys, start, *prefix, _is_null(key))
        elif key.nulls_first:
            yield _branch(keys, start, *prefix, _is_null(key, False))


def _everything(keys: Sequence[Key]) -> Iterator[Branch]:
    first = keys[0]
    if not first.told:
        yield Branch((), tuple(key.order_by(mixed=True) for key in keys))
        return
    # The database's own index has NULLs at the other end.
    for null in (first.nulls_first, not first.nulls_first):
        yield _branch(keys, 0, _is_null(first, bool(null)))


def _runs(
    keys: Sequence[Key], values: Sequence[Any], tied: bool
) -> Iterator[tuple[int, int]]:
    """Yield where columns begin and end that can be compared at once: one direction, and NULL in none but the first."""
    start = 0
    for index in range(1, len(keys)):
        key = keys[index]
        turned = key.descending != keys[start].descending
        apart = tied and key.apart
        if turned or apart or key.nullable or values[start] is None:
            yield start, index
            start = index
    yield start, len(keys)


def _branch(keys: Sequence[Key], start: int, *conditions: Condition) -> Branch:
    # Up to the column that the range is of, the conditions let through NULLs or values, and not both.
    order = (key.order_by(mixed=index > start) for index, key in enumerate(keys))
    return Branch(conditions, tuple(order))


def _equal(key: Key, value: Any) -> Condition:
    return _is_null(key) if value is None else Comparison([key], "=", [value])


def _is_null(key: Key, is_null: bool = True) -> Condition:
    return Q((f"{key.path}__isnull", is_null))
