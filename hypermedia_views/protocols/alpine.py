"""Alpine AJAX, read in 0.12.7: it finds its targets by id in whatever HTML comes, and reads no response header.

What it can't do by an attribute alone (debounce, refresh), the package's script does by what is written here for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence, Set
from html.parser import HTMLParser
from typing import Final

from django.http import HttpRequest

from .base import HypermediaDetails, Protocol, is_set
from .elements import Region, Swap, milliseconds

#: ``x-target`` names that mean no element: the page itself, the whole window, nothing.
PSEUDO_IDS: Final = frozenset(("_self", "_top", "_none"))

#: htmx's word for a swap style → Alpine AJAX's merge strategy. Alpine AJAX can't delete or leave alone from here.
MERGE_STRATEGIES: Final = {
    "innerHTML": "update",
    "beforebegin": "before",
    "afterbegin": "prepend",
    "beforeend": "append",
    "afterend": "after",
}


class AlpineAjax(Protocol):
    """Alpine AJAX.

    Reads ``X-Alpine-Request``, ``X-Alpine-Target`` (the ids asked for and those of the page's ``x-sync`` elements, in
    one list), and for information ``HX-Current-URL``, which the package's script sends, or else ``Referer``.
    """

    name = "alpine-ajax"
    headers = ("X-Alpine-Request", "X-Alpine-Target")

    def read(self, request: HttpRequest) -> HypermediaDetails | None:
        """Recognise ``X-Alpine-Request: true``. A request that names no element takes the full page."""
        if not is_set(request, "HTTP_X_ALPINE_REQUEST"):
            return None
        asked = request.headers.get("X-Alpine-Target", "")
        targets = tuple(
            target
            for target in dict.fromkeys(asked.split())
            if target not in PSEUDO_IDS
        )
        return HypermediaDetails(
            self,
            targets=targets,
            wants_partial=bool(targets),
            request=request,
        )

    def read_current_url(self, request: HttpRequest) -> str | None:
        """Return what the package's script says, or else the address of the nearest fragment."""
        headers = request.headers
        return headers.get("HX-Current-URL") or headers.get("Referer")

    def select(
        self,
        details: HypermediaDetails,
        declared: Mapping[str, str],
        default: str | None,
    ) -> tuple[str, ...]:
        """Return every declared partial, or the full page when none of the ids asked for is declared.

        Never fewer: Alpine AJAX lets two requests for one address share one fetch, whose header names only the first
        one's target, and it does not send the ids of ``x-target.422`` and its like. Where only some of the ids are
        declared, or there is a ``default``, which may hold any, `missing` finds out whether the page is needed.
        """
        known = default is not None or any(id in declared for id in details.targets)
        if not details.wants_partial or not known:
            return ()
        return tuple(dict.fromkeys(declared.values()))

    def join(self, fragments: Sequence[str]) -> str:
        """Return the partials, those that are parts of a table in one of their own.

        Alpine AJAX parses the answer as a whole, where an element before them would cost them their tags.
        """
        return "".join(map(_in_table, fragments))

    def missing(self, details: HypermediaDetails, html: str) -> Set[str]:
        """Return the ids that were asked for and are not there; Alpine AJAX would remove these elements."""
        return set(details.targets) - _Ids(html).found

    def swap_attributes(self, swap: Swap) -> dict[str, str]:
        """Write ``x-target``, or the directives of the package's script. They are data, never expressions.

        Raises ValueError for a target that Alpine AJAX can't ask for.
        """
        if ":" in swap.target or max(swap.target) > "\xff":
            raise ValueError(
                f"Alpine AJAX can't ask for {swap.target!r}: it splits ids at ':', and a header carries Latin-1 only."
            )
        if swap.href is not None:
            refresh: dict[str, str | int] = {"href": swap.href, "target": swap.target}
            if swap.on:
                refresh["on"] = swap.on
            if swap.every:
                refresh["every"] = milliseconds(swap.every)
            return {"x-hypermedia-refresh": json.dumps(refresh)}
        target = "_none" if swap.swap == "none" else swap.target
        attributes = {"x-target.push" if swap.push_url else "x-target": target}
        return attributes | (swap.script_debounce() if swap.debounce else {})

    def region_attributes(self, region: Region) -> dict[str, str]:
        """Write ``x-merge`` and ``x-sync``: Alpine AJAX reads both off the element that stands in the page."""
        attributes = {}
        if region.swap in MERGE_STRATEGIES:
            attributes["x-merge"] = MERGE_STRATEGIES[region.swap]
        if region.sync:
            attributes["x-sync"] = ""
        return attributes


def _in_table(html: str) -> str:
    """Return a part of a table in what it needs around it, and anything else as it is."""
    tag = re.match(
        r"\s*<(tr|t[dh]|tbody|thead|tfoot|caption|colgroup|col)\b", html, re.I
    )
    if tag is None:
        return html
    if tag[1].lower() in ("td", "th"):
        html = f"<tr>{html}</tr>"
    return f"<table>{html}</table>"


class _Ids(HTMLParser):
    """Collects the ids that ``getElementById`` would find: those in a nested ``<template>`` are not among them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._templates = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._templates:
            self.found.update(value for name, value in attrs if name == "id" and value)
        self._templates += tag == "template"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # In HTML, unlike XML, the slash of <div/> closes nothing.
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self._templates -= tag == "template"
