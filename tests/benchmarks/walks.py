"""Which rows a walk through a whole list misses, and which it shows twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any, NamedTuple

from django.core.paginator import EmptyPage
from django.db import transaction

from . import databases
from .models import Item
from .report import table
from .ways import PER_PAGE, WAYS, Listing, Way

ITEMS = 3_000

#: No walk needs more pages; whoever goes on walks in a circle.
MOST = 2 * ITEMS // PER_PAGE


class Walk(NamedTuple):
    """A list to walk through."""

    caption: str
    order: tuple[str, ...]
    #: Whether rows come and go between the pages.
    busy: bool = False


WALKS = (
    Walk("ties", ("score", "id")),
    Walk("ties in bulk", ("kind", "id")),
    Walk("NULLs, ascending", ("rank", "id")),
    Walk("NULLs, descending", ("-rank", "-id")),
    Walk("mixed directions", ("kind", "-score", "id")),
    Walk("no unique order", ("score",)),
    Walk("rows come and go", ("-score", "-id"), busy=True),
)


def item(number: int, random: Random) -> Item:
    """Return a row: some five others have its score, a thousand its kind, and 150 its rank, if it has one."""
    rank = random.randrange(10) if random.random() < 0.5 else None
    score = random.randrange(ITEMS // 6)
    return Item(id=number, kind=random.randrange(3), score=score, rank=rank)


def disturb(alias: str, there: set[int], fresh: int, random: Random) -> None:
    """Let a few rows go, wherever in the list they are, and as many others come."""
    gone = random.sample(sorted(there), 5)
    there.difference_update(gone)
    items = Item.objects.using(alias)
    items.filter(pk__in=gone).delete()
    items.bulk_create(item(fresh + number, random) for number in range(5))


def walked(way: Way, walk: Walk, alias: str) -> str:
    """Return how many rows were missed and how many were doubled, of those that were there throughout."""
    listing = Listing(Item.objects.using(alias), walk.order)
    random = Random(f"{walk.caption}")
    there = set(listing.rows.values_list("pk", flat=True))
    fresh = ITEMS + 1
    seen: Counter[int] = Counter()
    address: Any = None
    for _ in range(MOST):
        try:
            rows, address = way.page(listing, way.asked(address))
        except EmptyPage:
            address = None  # "404": to the visitor, this is the end.
        else:
            seen.update(row.pk for row in rows)
        if address is None:
            break
        if walk.busy:
            disturb(alias, there, fresh, random)
            fresh += 5
    else:
        return "endless"
    missed = sum(pk not in seen for pk in there)
    doubled = sum(seen[pk] > 1 for pk in there)
    return f"{missed} / {doubled}"


def outcome(way: Way, walk: Walk, alias: str) -> str:
    """Walk, and leave the rows as they were; return what came of it."""
    try:
        with transaction.atomic(using=alias):
            said = walked(way, walk, alias)
            transaction.set_rollback(True, using=alias)
            return said
    except Exception as error:  # Whatever it is, it is what a visitor would get.
        return type(error).__name__


def report(alias: str) -> Iterator[str]:
    """Yield a table of all walks through a short list that is not indexed."""
    random = Random("items")
    numbers = range(1, ITEMS + 1)
    Item.objects.using(alias).bulk_create(item(number, random) for number in numbers)
    rows = [
        (walk.caption, *(outcome(way, walk, alias) for way in WAYS)) for walk in WALKS
    ]
    caption = f"Rows missed / doubled of {ITEMS:,}, {databases.title(alias)}"
    # A line a way: they are what one looks for.
    yield table(caption, *zip(("list", *(way.name for way in WAYS)), *rows))
