"""What it costs to load more: the request of a client for the second page of a long list, through a view."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connections
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.views.generic import ListView

from hypermedia_views import (
    KeysetPaginator,
    LookAheadPaginator,
    PaginatedLoadMoreMixin,
)

from . import databases
from .fragment import HTMX_4, answer, choose, vary
from .measure import Peer, interleave
from .models import Entry
from .report import timings
from .ways import PER_PAGE

PAGE = "benchmarks/entries.html"


class ByHand(ListView):
    """What somebody writes who knows htmx: the partial has the rows, and a new button out of band."""

    ordering = ("-created", "-id")
    paginate_by = PER_PAGE

    def get_template_names(self) -> list[str]:
        return [PAGE if "#" not in choose(self.request) else f"{PAGE}#by-hand"]


class ByMixin(PaginatedLoadMoreMixin, ListView):
    ordering = ("-created", "-id")
    paginate_by = PER_PAGE
    template_name = PAGE


def peers(alias: str) -> Iterator[Peer]:
    """Yield the peers, each with its own address of the second page."""
    entries = Entry.objects.using(alias)
    second = KeysetPaginator(
        entries.order_by(*ByMixin.ordering), PER_PAGE, salt="/ page"
    )

    def peer(name: str, view: Callable[..., Any], page: Any = 2) -> Peer:
        headers = {**HTMX_4, "HX-Target": "ul#rows"}
        return Peer(
            name,
            prepare=lambda: RequestFactory().get("/", {"page": page}, headers=headers),
            run=lambda request: answer(view, request),
        )

    yield peer("``ListView`` by hand", vary(ByHand.as_view(queryset=entries)))
    for paginator, page in (
        (LookAheadPaginator, 2),
        (KeysetPaginator, second.page(1).next_page_number()),
    ):
        view = ByMixin.as_view(queryset=entries, paginator_class=paginator)
        yield peer(f"the mixin, ``{paginator.__name__}``", view, page)


def rows_in(html: bytes) -> list[bytes]:
    """Return the rows of an answer: what leads on is each peer's own."""
    return re.findall(rb"<li>.*?</li>", html)


def queries(peer: Peer, alias: str) -> int:
    """Return how many queries one answer takes."""
    with CaptureQueriesContext(connections[alias]) as captured:
        peer.run(peer.prepare())
    return len(captured)


def report(alias: str, rounds: int, runs: int) -> Iterator[str]:
    """Compare the rows, then time the peers; yield a table."""
    asked = list(peers(alias))
    made = [rows_in(peer.run(peer.prepare())) for peer in asked]
    if len(made[0]) != PER_PAGE or any(rows != made[0] for rows in made):
        raise SystemExit("The rows of the second page differ.")
    names = [f"{peer.name}, {queries(peer, alias)} queries" for peer in asked]
    names = [name.replace(" 1 queries", " 1 query") for name in names]
    caption = (
        f"Loading more, {databases.title(alias)}: the second page of {PER_PAGE} rows"
    )
    yield timings(caption, names, interleave(asked, rounds, runs))
