"""Pages by hand: the best that one can write for one ordering of one model, and so the floor for what does any."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connections
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from .models import Entry
from .ways import PER_PAGE, Listing, Place

#: A condition, and its parameters.
Where = tuple[str, Sequence[Any]]

#: One row more tells whether there is a next page.
LIMIT = PER_PAGE + 1


def uniform(last: Entry, vendor: str) -> list[Where]:
    ops = connections[last._state.db].ops
    created = ops.adapt_datetimefield_value(last.created)
    return [("(created, id) < (%s, %s)", [created, last.pk])]


def few_values(last: Entry, vendor: str) -> list[Where]:
    """Return two conditions: of a row with the primary key SQLite would look up the first column only."""
    return [
        ("priority = %s AND id > %s", [last.priority, last.pk]),
        ("priority > %s", [last.priority]),
    ]


def mixed(last: Entry, vendor: str) -> list[Where]:
    [(condition, params)] = uniform(last, vendor)
    return [
        (f"priority = %s AND {condition}", [last.priority, *params]),
        ("priority > %s", [last.priority]),
    ]


def nulls(last: Entry, vendor: str) -> list[Where]:
    """Return conditions for NULLs where each database has them by itself."""
    if last.rank is not None:
        found: list[Where] = [("(rank, id) > (%s, %s)", [last.rank, last.pk])]
        return found + [("rank IS NULL", [])] if vendor == "postgresql" else found
    found = [("rank IS NULL AND id > %s", [last.pk])]
    return found + [("rank IS NOT NULL", [])] if vendor == "sqlite" else found


Wheres = Callable[[Entry, str], list[Where]]
Plan = Callable[[Listing, Place, Wheres], list[Any]]


def conditions(listing: Listing, place: Place, wheres: Wheres) -> list[Where]:
    """Return those of the branches, the one next to the place first; for the first page one that is always true."""
    if not place.number:
        return [("1 = 1", [])]
    return wheres(place.before[-1], connections[listing.rows.db].vendor)


def by_raw_sql(listing: Listing, place: Place, wheres: Wheres) -> list[Any]:
    """Ask for one branch after the other.

    A comparison of rows written as SQL is one on every Django; its own, of tuples, is an OR in 5.2 on SQLite.
    """

    def branch(where: Where) -> QuerySet[Any]:
        return listing.ordered.filter(RawSQL(*where, output_field=BooleanField()))

    return one_by_one(listing, place, wheres, branch)


def by_extra(listing: Listing, place: Place, wheres: Wheres) -> list[Any]:
    """Do the same by what Django's documentation calls a last resort: it is faster."""

    def branch(where: Where) -> QuerySet[Any]:
        return listing.ordered.extra(where=where[:1], params=where[1])

    return one_by_one(listing, place, wheres, branch)


def one_by_one(
    listing: Listing,
    place: Place,
    wheres: Wheres,
    branch: Callable[[Where], QuerySet[Any]],
) -> list[Any]:
    if not place.number:
        return list(listing.ordered[:LIMIT])
    rows: list[Any] = []
    for where in conditions(listing, place, wheres):
        rows += branch(where)[: LIMIT - len(rows)]
        if len(rows) == LIMIT:
            break
    return rows


def by_raw(listing: Listing, place: Place, wheres: Wheres) -> list[Any]:
    """Write the whole query, so that Django compiles nothing, with all branches at once by UNION ALL."""
    names = [name.removeprefix("-") for name in listing.order]
    directions = ["DESC" if name[0] == "-" else "ASC" for name in listing.order]
    order = ", ".join(map(" ".join, zip(names, directions)))
    tail = f"ORDER BY {order} LIMIT {LIMIT}"
    pieces: list[str] = []
    params: list[Any] = []
    for where, own in conditions(listing, place, wheres):
        rows = f"SELECT * FROM {Entry._meta.db_table} WHERE {where} {tail}"
        pieces.append(f"SELECT * FROM ({rows}) AS branch_{len(pieces)}")
        params += own
    sql = f"{' UNION ALL '.join(pieces)} {tail}"
    return list(Entry.objects.raw(sql, params, using=listing.rows.db))
