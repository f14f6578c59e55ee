"""Response headers of htmx, in the form that every version reads: ASCII, addresses encoded, nothing to be parsed twice.

Other code of a project writes them, too. Alpine AJAX reads some of them by the package's script.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from typing import Final
from urllib.parse import urljoin

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme

from .base import HypermediaDetails
from .events import read_events, write_events

#: Status codes whose answers have no body.
EMPTY: Final = frozenset((204, 205, 304))

#: Headers with which a client leaves the page instead of swapping.
_LEAVING: Final = ("HX-Redirect", "HX-Location", "HX-Refresh")

#: Request headers that ask for a page, in a request that ``HX-Location`` makes: htmx 2 sends no target by then.
FULL_PAGE: Final = {"HX-Request-Type": "full"}

#: Headers that hold an address.
_ADDRESSES: Final = ("HX-Redirect", "HX-Push-Url", "HX-Replace-Url")

#: Headers of events that htmx 2 alone reads.
_LATER: Final = ("HX-Trigger-After-Swap", "HX-Trigger-After-Settle")


def css_id(element_id: str) -> str:
    """Return a CSS selector for an id, escaped in a way that leaves no space or comma for htmx to split at."""
    return "#" + re.sub(
        r"^-?\d|^-$|[^\w-]",
        lambda match: "".join(f"\\{ord(char):06x}" for char in match[0]),
        element_id,
    )


def leaves(response: HttpResponseBase) -> bool:
    """Tell whether the client leaves the page upon this answer, and shows nothing of it."""
    return any(response.has_header(name) for name in _LEAVING)


def address_of(response: HttpResponseBase, details: HypermediaDetails) -> str:
    """Return the address of a redirect, as a client can go to it from any page.

    A browser that is on that very page already would only scroll to the fragment of its address, and show nothing new.
    """
    address, there = iri_to_uri(response["Location"]), ""
    if (request := details.request) is not None:
        # It may be relative to the address that was asked for.
        address = urljoin(request.get_full_path(), address)
        there = request.build_absolute_uri(address)
    # What a client says of its page need be no address.
    here = (details.current_url or "").partition("#")[0]
    same = here and here == there.partition("#")[0]
    return address.partition("#")[0] if same else address


def mend_headers(response: HttpResponseBase, details: HypermediaDetails) -> None:
    """Put addresses, selectors and events into ASCII, and an ``HX-Location`` that is an address into JSON.

    htmx 4 would parse a bare address as configuration (``/d?n=1,path:/elsewhere``); htmx 2 would push ``/true``.
    """
    request = details.request
    location = response.get("HX-Location", "")
    if location and not location.lstrip().startswith("{"):
        page = {"path": _address(location, request), "headers": FULL_PAGE}
        response["HX-Location"] = json.dumps(page)
    for name in _ADDRESSES:
        if address := response.get(name, ""):
            if address == "true" and request is not None:
                address = request.get_full_path()
            response[name] = _address(address, request)
    if selector := response.get("HX-Retarget", ""):
        response["HX-Retarget"] = re.sub(
            r"[^\x00-\x7f]", lambda char: f"\\{ord(char[0]):06x}", _decoded(selector)
        )
    for name in ("HX-Trigger", *_LATER):
        with suppress(ValueError):
            events = _decoded(response.get(name, ""))
            if events.lstrip().startswith("{") and not events.isascii():
                response[name] = json.dumps(json.loads(events))


def gather_events(response: HttpResponseBase) -> None:
    """Move events to ``HX-Trigger`` from the headers that only htmx 2 reads. What is no event stays where it is."""
    for name in _LATER:
        with suppress(ValueError):
            if later := read_events(response.get(name, "")):
                events = write_events(response.get("HX-Trigger", ""), later)
                response["HX-Trigger"] = events
                del response[name]


def _address(value: str, request: HttpRequest | None) -> str:
    """Return an address in ASCII.

    A visitor can write what looks like Django's encoding of a text, too, where a view sends them to an address of their
    own; and the view has taken it for a path. So it stands for one of this site, or for nothing.
    """
    address = _decoded(value)
    hosts = {request.get_host()} if request is not None else None
    secure = request is not None and request.is_secure()
    if address != value and not url_has_allowed_host_and_scheme(address, hosts, secure):
        address = value
    return iri_to_uri(address)


def _decoded(value: str) -> str:
    """Return a header's text, which Django has written as MIME's ``=?utf-8?b?…?=`` if it is not Latin-1."""
    if not value.startswith("=?"):
        return value
    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, ValueError):
        return value
