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
from typing import Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.where import AND

from .key import Key

#: A queryset's term of ``order_by``.
Term = Any


class Comparison(Expression):
    """``(a, b) > (%s, %s)``, or ``(a) IS NULL``: compares rows as wholes, on every Django the same.

    Django 5.2 turns its own comparison of tuples into an OR on SQLite, which has had row values since 3.15; and makes
    ``flag = true`` a bare ``flag``, which no index of SQLite finds.
    """

    def __init__(
        self, columns: list[Expression], operator: str, values: list[Expression]
    ) -> None:
        super().__init__()
        self.columns = columns
        self.operator = operator
        self.values = values

    def get_source_expressions(self) -> list[Any]:
        """Return columns and values."""
        return [*self.columns, *self.values]

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        """Take columns and values."""
        middle = len(self.columns)
        self.columns, self.values = [*exprs[:middle]], [*exprs[middle:]]

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        """Return the comparison of the columns to the values."""
        params: list[Any] = []

        def row(expressions: Sequence[Expression]) -> str:
            sides = []
            for expression in expressions:
                sql, own = compiler.compile(expression)
                sides.append(sql)
                params.extend(own)
            return f"({', '.join(sides)})"

        left = row(self.columns)
        right = f" {row(self.values)}" if self.values else ""
        return f"{left} {self.operator}{right}", tuple(params)


class Condition(NamedTuple):
    """What must hold of some columns."""

    keys: Sequence[Key]
    operator: str
    values: Sequence[Any] = ()


class Branch(NamedTuple):
    """Some of the rows after a place, in their order."""

    conditions: tuple[Condition, ...]
    order_by: tuple[Term, ...]

    def of(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return these rows of a queryset."""
        queryset = queryset.order_by(*self.order_by)
        query = queryset.query
        # order_by() leaves what reverse() did.
        query.standard_ordering = True
        for keys, operator, values in self.conditions:
            columns = [key.column(query) for key in keys]
            given = [key.given(value) for key, value in zip(keys, values)]
            # Django 6.1's filter() writes "= 1" after it on SQLite, and then no index finds it.
            query.where.add(Comparison(columns, operator, given), AND)
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
            beyond = Condition(keys[start:end], operator, values[start:end])
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
    return _is_null(key) if value is None else Condition([key], "=", [value])


def _is_null(key: Key, is_null: bool = True) -> Condition:
    return Condition([key], "IS NULL" if is_null else "IS NOT NULL")
