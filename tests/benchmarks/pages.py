"""What a page of a long list costs, at the list's beginning, in its middle and near its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from statistics import quantiles
from typing import Any, NamedTuple

from . import by_hand, databases
from .measure import Peer, interleave
from .models import Entry
from .report import table
from .ways import PER_PAGE, WAYS, Listing, Place, Way

DEPTHS = {"first": 0.0, "50 %": 0.5, "99 %": 0.99}

#: REST framework skips so many equal rows at most; those before a place tell it how many there are.
BEFORE = 1001


class Shape(NamedTuple):
    """One ordering, and what is asked for by hand to get the rows after one of them."""

    caption: str
    order: tuple[str, ...]
    wheres: by_hand.Wheres


SHAPES = (
    Shape("One direction", ("-created", "-id"), by_hand.uniform),
    Shape("Few values", ("priority", "id"), by_hand.few_values),
    Shape("Mixed directions", ("priority", "-created", "-id"), by_hand.mixed),
    Shape("NULLs in the first column", ("rank", "id"), by_hand.nulls),
)

#: The first one is what the others are compared to.
PLANS: dict[str, by_hand.Plan] = {
    "by hand, ``filter(RawSQL(…))``": by_hand.by_raw_sql,
    "by hand, ``extra()``": by_hand.by_extra,
    "by hand, ``raw()``": by_hand.by_raw,
}


def written(rows: Sequence[Any]) -> bytes:
    """Return the rows' keys; all loaded, as a template would have them."""
    return ",".join(str(row.pk) for row in rows).encode()


def hand(
    name: str, plan: by_hand.Plan, shape: Shape, listing: Listing, place: Place
) -> Peer:
    def run(_: Any) -> bytes:
        rows = plan(listing, place, shape.wheres)
        page = rows[:PER_PAGE]
        if len(rows) > PER_PAGE:
            # What the next page's address would be made of.
            [getattr(page[-1], column.removeprefix("-")) for column in shape.order]
        return written(page)

    return Peer(name, prepare=lambda: None, run=run)


def released(way: Way, listing: Listing, address: Any) -> Peer:
    def run(asked: Any) -> bytes:
        rows, _ = way.page(listing, asked)
        return written(rows)

    return Peer(way.name, prepare=partial(way.asked, address), run=run)


def peers(
    shape: Shape, listing: Listing, place: Place
) -> Iterator[tuple[str, Callable[[], Peer]]]:
    """Yield names, and what makes the peers at a place: some can't even say its address."""
    for name, plan in PLANS.items():
        yield name, partial(hand, name, plan, shape, listing, place)
    for way in WAYS:

        def peer(way: Way = way) -> Peer:
            address = way.address(listing, place) if place.number else None
            return released(way, listing, address)

        yield way.name, peer


def places(listing: Listing, rows: int) -> Iterator[Place]:
    for depth in DEPTHS.values():
        number = int(rows * depth) // PER_PAGE * PER_PAGE
        *before, after = listing.ordered[max(0, number - BEFORE) : number + 1]
        yield Place(number, before, after)


def checked(make: Callable[[], Peer], expected: bytes) -> tuple[Peer | None, str]:
    """Return a peer whose rows are those expected, or None and why there is nothing to time."""
    try:
        peer = make()
        made = peer.run(peer.prepare())
    except Exception as error:  # Whatever it is, it is what a visitor would get.
        return None, type(error).__name__
    return (peer, "") if made == expected else (None, "other rows")


def timed(
    shape: Shape, alias: str, rows: int, rounds: int, runs: int
) -> Iterator[Sequence[str]]:
    """Compare the rows at every depth, then time all peers at all depths in the same rounds; yield a table's lines."""
    listing = Listing(Entry.objects.using(alias), shape.order)
    columns: list[dict[str, int | str]] = []
    going: list[Peer] = []
    for place in places(listing, rows):
        # Slow, and right without a doubt.
        start = place.number
        expected = written(listing.ordered[start : start + PER_PAGE])
        column: dict[str, int | str] = {}
        for name, make in peers(shape, listing, place):
            peer, why = checked(make, expected)
            if why and name in PLANS:
                raise SystemExit(f"{name}, {shape.order}, row {start}: {why}")
            column[name] = why or len(going)
            going += [peer] if peer else []
        columns.append(column)
    times = interleave(going, rounds, runs)
    heads = (head for depth in DEPTHS for head in (f"{depth}, µs", "ratio"))
    yield "peer", *heads, "99 % to first"
    base = next(iter(PLANS))
    for name in columns[0]:
        cells = []
        for column in columns:
            index = column[name]
            cells += (
                [index, "–"]
                if isinstance(index, str)
                else [f"{middle(times, index):.0f}", ratio(times, index, column[base])]
            )
        yield name, *cells, ratio(times, columns[-1][name], columns[0][name])


def middle(times: list[list[float]], index: int) -> float:
    return quantiles([row[index] for row in times])[1]


def ratio(times: list[list[float]], one: int | str, other: int | str) -> str:
    """Return the median of a ratio within the rounds, with its quartiles."""
    if isinstance(one, str) or isinstance(other, str):
        return "–"
    quarters = quantiles([row[one] / row[other] for row in times])
    # Whether something takes 50 or 51 times as long, nobody asks.
    low, half, high = (f"{q:.2f}" if q < 10 else f"{q:.0f}" for q in quarters)
    return f"{half} ({low}–{high})"


def report(alias: str, rows: int, rounds: int, runs: int) -> Iterator[str]:
    """Yield a table for each ordering, in a database that is filled."""
    for shape in SHAPES:
        order = ", ".join(shape.order)
        caption = (
            f"{shape.caption}: ``{order}``, {rows:,} rows, {databases.title(alias)}"
        )
        yield table(caption, *timed(shape, alias, rows, rounds, runs))
