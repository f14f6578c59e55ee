"""Clients: who asks, for what, and how each is answered. Knows headers and client attributes, and nothing of views."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from django.http import HttpRequest

from .alpine import AlpineAjax
from .base import HypermediaDetails, Plain, Protocol
from .elements import LiveField, LoadMore, Region, Swap
from .events import ClientEvent, Events
from .htmx import Htmx2, Htmx4
from .parts import OOB, Headers, Offer, Plan, Rows

__all__ = (
    "OOB",
    "PROTOCOLS",
    "AlpineAjax",
    "ClientEvent",
    "Events",
    "Headers",
    "Htmx2",
    "Htmx4",
    "HypermediaDetails",
    "LiveField",
    "LoadMore",
    "Offer",
    "Plain",
    "Plan",
    "Protocol",
    "Region",
    "Rows",
    "Swap",
    "get_hypermedia",
    "get_protocols",
    "vary_on",
)

#: The clients that are recognised by themselves. The first that knows a request answers it, so htmx 4 comes before
#: htmx 2, whose header it also sends, and the plain browser last.
PROTOCOLS: Final[tuple[Protocol, ...]] = (AlpineAjax(), Htmx4(), Htmx2(), Plain())


def get_hypermedia(
    request: HttpRequest, protocols: Sequence[Protocol] | None = None
) -> HypermediaDetails:
    """Return what a request says about its client. Headers are read once a request; no middleware is needed.

    ``protocols`` are the clients to recognise, in order; by default those that the request was first read with (a
    view's own ones, once the view runs), else `PROTOCOLS`. A request that none of them knows is a plain one.
    """
    known: tuple[Sequence[Protocol], HypermediaDetails] | None
    known = getattr(request, "_hypermedia", None)
    if known is None or (protocols is not None and known[0] is not protocols):
        protocols = PROTOCOLS if protocols is None else protocols
        known = (protocols, _read(request, protocols))
        request._hypermedia = known  # type: ignore[attr-defined]
    return known[1]


def get_protocols(request: HttpRequest | None) -> Sequence[Protocol]:
    """Return the protocols that a request was read with, else `PROTOCOLS`."""
    known: tuple[Sequence[Protocol], HypermediaDetails] | None
    known = getattr(request, "_hypermedia", None)
    return PROTOCOLS if known is None else known[0]


@lru_cache(maxsize=128)
def vary_on(protocols: tuple[Protocol, ...]) -> tuple[str, ...]:
    """Return every header that these protocols may consult, each once."""
    return tuple(dict.fromkeys(name for each in protocols for name in each.headers))


def _read(request: HttpRequest, protocols: Sequence[Protocol]) -> HypermediaDetails:
    for protocol in protocols:
        details = protocol.read(request)
        if details is not None:
            return details
    return Plain().read(request)
