"""Alpine AJAX, read in 0.12.7: it finds its targets by id in whatever HTML comes, and reads no response header.

What it can't do by an attribute alone (debounce, refresh), the package's script does by what is written here for it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence, Set
from contextlib import suppress
from typing import Final
from urllib.parse import quote, urlsplit

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.encoding import iri_to_uri
from django.utils.html import escape
from django_htmx.http import HttpResponseClientRedirect

from .alpine_attributes import (
    live_field_attributes,
    load_more_attributes,
    region_attributes,
    swap_attributes,
)
from .base import HypermediaDetails, Protocol, is_set
from .elements import LiveField, LoadMore, Region, Swap, is_id
from .events import Events, read_events, write_events
from .headers import EMPTY, address_of, gather_events, mend_headers
from .markup import Ids, in_table, parent_of
from .parts import OOB, Headers, Offer, Plan

#: ``x-target`` names that mean no element: the page itself, the whole window, nothing.
PSEUDO_IDS: Final = frozenset(("_self", "_top", "_none"))


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
        return "".join(map(in_table, fragments))

    def missing(self, details: HypermediaDetails, html: str) -> Set[str]:
        """Return the ids that were asked for and are not there; Alpine AJAX would remove these elements."""
        return set(details.targets) - Ids(html).found

    def plan(self, details: HypermediaDetails, offer: Offer) -> Plan | None:
        """Return every declared partial and every part, or None for the full page, as `select` does.

        Alpine AJAX finds a part by its id, if it asks for it: as a target, or as a region with ``x-sync``. What it
        does not find there it removes, a region with ``x-sync`` excepted. The package's script has it left alone where
        the header ``X-Alpine-Missing`` says ``keep``, or names it, and deletes what ``X-Alpine-Delete`` names.
        """
        sent = {part.id for part in offer.parts}
        asked = set(details.targets)
        pages = [part for page in offer.pages for part in page.parts]
        paged = {part.id for part in pages}
        known = asked & (offer.declared.keys() | sent | paged)
        alone = offer.alone and _has_script(details)
        if not asked or not (known or offer.default or alone or offer.removes):
            return None
        names = dict.fromkeys(
            name for id, name in offer.declared.items() if id not in sent
        )
        kept = sent | offer.ids
        if alone:
            kept |= asked
        missing, beside = "keep" if asked & kept - sent else "", offer.parts
        if offer.removes:
            others = kept | offer.declared.keys()
            gone = [id for id in details.targets if id not in others]
            if len(gone) == 1 and is_id(gone[0]):
                beside += (OOB(gone[0], swap="delete"),)
            elif missing:
                # By itself it removes its target, but no region with x-sync, whose ids stand here, too.
                missing = " ".join(quote(id) for id in details.targets if id in kept)
            kept |= asked
        headers = self.part_headers(beside)
        if missing:
            headers += (("X-Alpine-Missing", missing),)
        # A partial of the list as a whole has its rows and its control in it.
        return Plan(tuple(names), None, beside, headers, frozenset(kept), tuple(pages))

    def part_headers(self, parts: Sequence[OOB]) -> Headers:
        """Return ``X-Alpine-Delete``: the ids, percent-encoded, of what the script deletes."""
        ids = [quote(part.id) for part in parts if part.swap == "delete"]
        return (("X-Alpine-Delete", " ".join(ids)),) if ids else ()

    def takes(
        self, details: HypermediaDetails, status: int, part: OOB | None = None
    ) -> bool:
        """Tell whether Alpine AJAX asks for this part. It takes parts with any status that has a body."""
        return status not in EMPTY and (part is None or part.id in details.targets)

    def out_of_band(self, part: OOB, html: str) -> str:
        """Return the part as an element with its id, for Alpine AJAX to find."""
        if part.swap == "delete":
            return ""
        if part.holds_element:
            return in_table(html)
        # Of any other than a replacing element, Alpine AJAX takes the children.
        html = part.as_text(html)
        parent = parent_of(html)
        return in_table(f'<{parent} id="{escape(part.id)}">{html}</{parent}>')

    def fire(
        self, response: HttpResponseBase, details: HypermediaDetails, events: Events
    ) -> None:
        """Write the events to ``HX-Trigger``, which the package's script reads after the merge."""
        response["HX-Trigger"] = write_events(response.get("HX-Trigger", ""), events)

    def mend(self, response: HttpResponseBase, details: HypermediaDetails) -> None:
        """Put htmx's headers into the form that the script reads; answer 200 for 204, upon which targets are removed.

        It reads events from ``HX-Trigger`` as JSON, and leaves for ``HX-Redirect``: an empty one loads the page anew.
        """
        mend_headers(response, details)
        gather_events(response)
        with suppress(ValueError):
            if events := read_events(response.get("HX-Trigger", "")):
                response["HX-Trigger"] = write_events("", events)
        with suppress(ValueError):
            path = json.loads(response.get("HX-Location", "{}")).get("path")
            if isinstance(path, str):
                response["HX-Redirect"] = iri_to_uri(path)
        if response.get("HX-Refresh") == "true":
            response["HX-Redirect"] = ""
        if response.status_code == 204:
            response.status_code = 200
            response["X-Alpine-Missing"] = "keep"

    def leave(
        self, response: HttpResponseBase, details: HypermediaDetails, *, soft: bool
    ) -> HttpResponseBase:
        """Return the redirect: Alpine AJAX follows it, and takes its targets from the page that comes.

        If that is another page than the user's, the package's script leaves for it instead (``HX-Redirect``), so that
        nobody but the user gets to see it, with the messages that it shows.
        """
        address = address_of(response, details)
        same = _page_of(details, address) == _page_of(details, details.current_url)
        if soft or same or not _has_script(details):
            return response
        return HttpResponseClientRedirect(address)

    def turn_away(
        self, response: HttpResponseBase, details: HypermediaDetails
    ) -> HttpResponseBase:
        """Return an answer with ``HX-Redirect``, which the package's script follows; where it is not, the redirect."""
        request = details.request
        # No cache has it, so that it may depend on what the script sends.
        if request is None or "HTTP_HX_CURRENT_URL" not in request.META:
            return response
        return HttpResponseClientRedirect(address_of(response, details))

    def keep_target(self) -> Headers:
        """Return ``X-Alpine-Missing``: the package's script keeps the target, which the error has not."""
        return (("X-Alpine-Missing", "keep"),)

    def takes_with_error(self, details: HypermediaDetails, part: OOB) -> bool:
        """Tell whether Alpine AJAX asks for this part, or the package's script takes it."""
        return part.id in details.targets or details.background

    def live_field_attributes(self, field: LiveField) -> dict[str, str]:
        """Write a directive of the package's script. It sends the field with its whole form."""
        return live_field_attributes(field)

    def swap_attributes(self, swap: Swap) -> dict[str, str]:
        """Write ``x-target``, or the directives of the package's script. They are data, never expressions."""
        return swap_attributes(swap)

    def load_more_attributes(self, load_more: LoadMore) -> dict[str, str]:
        """Write a directive of the package's script; where it is not loaded, the link is a link."""
        return load_more_attributes(load_more)

    def region_attributes(self, region: Region) -> dict[str, str]:
        """Write ``x-merge`` and ``x-sync``: Alpine AJAX reads both off the element that stands in the page."""
        return region_attributes(region)


def _page_of(details: HypermediaDetails, address: str | None) -> tuple[str, str] | None:
    """Return the site and the path of an address, by which Alpine AJAX knows a page; None for what is no address."""
    try:
        found = urlsplit(address or "")
    except ValueError:
        return None
    here = details.request.get_host() if details.request is not None else ""
    return found.netloc or here, found.path.rstrip("/")


def _has_script(details: HypermediaDetails) -> bool:
    """Tell whether the package's script is there to read an answer's headers.

    The script sends the current URL. No cache may hold an answer that depends on it, so only a change's answer does.
    """
    request = details.request
    return (
        request is not None
        and request.method not in ("GET", "HEAD")
        and "HTTP_HX_CURRENT_URL" in request.META
    )
