"""htmx 2 and htmx 4: alike in what they are told, different in what they send.

Read in htmx 2.0.10, 2.0.11, 4.0.0-beta6 and 4.0.1. Values are read and decoded by django-htmx, whose middleware is not
needed; flags are looked up without it, since that is a tenth of the work.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django_htmx.http import HttpResponseClientRedirect, HttpResponseLocation
from django_htmx.middleware import HtmxDetails

from .base import HypermediaDetails, Protocol, is_set
from .elements import LiveField, LoadMore, Swap
from .events import Events, write_events
from .headers import (
    EMPTY,
    FULL_PAGE,
    address_of,
    css_id,
    gather_events,
    leaves,
    mend_headers,
)
from .htmx_attributes import (
    NO_ERRORS,
    ONLY_REFUSALS,
    live_field_attributes,
    swap_attributes,
)
from .markup import first_tag, parent_of
from .parts import CONTENTS, OOB, OWN_ELEMENT, Headers

#: Swap styles after which nothing of the old contents is there.
REPLACING: Final = (*OWN_ELEMENT, *CONTENTS)


class Htmx(Protocol):
    """What both versions say alike."""

    #: Swap styles that the version lacks → what comes nearest.
    styles: Mapping[str, str] = {}
    #: The same for what the answer itself, and not the page, has swapped.
    told_styles: Mapping[str, str] = {}

    def read_current_url(self, request: HttpRequest) -> str | None:
        """Return ``HX-Current-URL``."""
        return HtmxDetails(request).current_url

    def reswap(self, style: str) -> Headers:
        """Return ``HX-Reswap``."""
        return (("HX-Reswap", self.swap_spec(self.told_styles.get(style, style))),)

    def swap_spec(self, style: str) -> str:
        """Return a swap style with its modifiers. Boosted elements scroll to their target if not told otherwise."""
        return f"{style} show:none"

    def fire(
        self, response: HttpResponseBase, details: HypermediaDetails, events: Events
    ) -> None:
        """Write the events to the header that this version reads after the swap."""
        name = self.event_header(response)
        response[name] = write_events(response.get(name, ""), events)

    def event_header(self, response: HttpResponseBase) -> str:
        """Return the name of that header."""
        return "HX-Trigger"

    def mend(self, response: HttpResponseBase, details: HypermediaDetails) -> None:
        """Write addresses and selectors in the ASCII that headers carry, and ``HX-Location`` as JSON."""
        mend_headers(response, details)

    def shown_status(self, status: int) -> int:
        """Return 200: htmx 2 shows no error, and htmx 4 none in a project that develops with django-htmx's script."""
        return 200

    def leave(
        self, response: HttpResponseBase, details: HypermediaDetails, *, soft: bool
    ) -> HttpResponseBase:
        """Return an answer with ``HX-Redirect``, or ``HX-Location`` for one that is soft."""
        address = address_of(response, details)
        if soft:
            return HttpResponseLocation(address, headers=FULL_PAGE)
        return HttpResponseClientRedirect(address)

    def turn_away(
        self, response: HttpResponseBase, details: HypermediaDetails
    ) -> HttpResponseBase:
        """Return an answer with ``HX-Redirect``."""
        return self.leave(response, details, soft=False)

    def keep_target(self) -> Headers:
        """Return ``HX-Reswap``, and ``HX-Push-Url``: the page is the one that it was."""
        return (*super().keep_target(), ("HX-Push-Url", "false"))

    def takes_with_error(self, details: HypermediaDetails, part: OOB) -> bool:
        """Return True: htmx 4 does so by itself, htmx 2 by the package's script."""
        return True

    def live_field_attributes(self, field: LiveField) -> dict[str, str]:
        """Write a request of its own for the element, with its whole form."""
        return live_field_attributes(field, self.swap_spec("outerHTML"))

    def load_more_attributes(self, load_more: LoadMore) -> dict[str, str]:
        """Write what ``{% swap %}`` writes; for ``scroll`` a trigger, which boosted links do not have."""
        swap = Swap(load_more.rows, swap="beforeend")
        attributes = self.swap_attributes(swap) | {"role": "button"}
        if load_more.scroll:
            del attributes["hx-boost"]
            attributes["hx-get"] = load_more.href
            attributes["hx-trigger"] = "intersect once, click"
        return attributes


class Htmx2(Htmx):
    """htmx 2.

    Reads ``HX-Request``, ``HX-Target`` (a bare id, percent-encoded only if ``HX-Target-URI-AutoEncoded`` says so),
    ``HX-Boosted``, ``HX-History-Restore-Request``, and for information ``HX-Trigger`` and ``HX-Current-URL``.
    """

    name = "htmx-2"
    #: It morphs with an extension only.
    styles = {"outerMorph": "outerHTML", "innerMorph": "innerHTML"}
    #: Its ``textContent`` shows tags, and everything out of band with them.
    told_styles = {**styles, "textContent": "innerHTML"}
    headers = (
        "HX-Request",
        "HX-History-Restore-Request",
        "HX-Boosted",
        "HX-Target",
        "HX-Target-URI-AutoEncoded",
    )

    def read(self, request: HttpRequest) -> HypermediaDetails | None:
        """Recognise ``HX-Request: true``. A boosted request without a target is one for the page."""
        if not is_set(request, "HTTP_HX_REQUEST"):
            return None
        target = HtmxDetails(request).target
        boosted = is_set(request, "HTTP_HX_BOOSTED")
        restore = is_set(request, "HTTP_HX_HISTORY_RESTORE_REQUEST")
        return HypermediaDetails(
            self,
            targets=(target,) if target else (),
            boosted=boosted,
            history_restore=restore,
            wants_partial=not restore and (bool(target) or not boosted),
            request=request,
        )

    def read_source(self, request: HttpRequest) -> str | None:
        """Return the id in ``HX-Trigger``."""
        return HtmxDetails(request).trigger

    def takes(
        self, details: HypermediaDetails, status: int, part: OOB | None = None
    ) -> bool:
        """Tell whether htmx 2 swaps an answer of this status: no error, and nothing without contents."""
        return _swaps(status)

    def keep_target(self) -> Headers:
        """Add ``HX-Swap-Error``, upon which the package's script has htmx 2 swap an error."""
        return (*super().keep_target(), ("HX-Swap-Error", "true"))

    def out_of_band(self, part: OOB, html: str) -> str:
        """Return the part with ``hx-swap-oob``, in a ``<template>``, where the parser leaves a table's parts whole.

        2.0.10 has no ``<hx-partial>``, and no request tells it from 2.0.11.
        """
        style = self.told_styles.get(part.swap, part.swap)
        html = self.content(part, html)
        said = f'hx-swap-oob="{style}:{css_id(part.id)}"'
        tag = first_tag(html)
        if style == "outerHTML" and tag:
            html = f"{html[: tag.end()]} {said}{html[tag.end() :]}"
        else:
            # Of any other element than a replacing one, htmx 2 takes the children.
            parent = parent_of(html)
            html = f"<{parent} {said}>{html}</{parent}>"
        return f"<template>{html}</template>"

    def content(self, part: OOB, html: str) -> str:
        """Return the part, or its text where the style wants that."""
        return part.as_text(html)

    def event_header(self, response: HttpResponseBase) -> str:
        """Return ``HX-Trigger-After-Swap``, or ``HX-Trigger`` for an answer that htmx 2 does not swap."""
        swaps = _swaps(response.status_code) and not leaves(response)
        return "HX-Trigger-After-Swap" if swaps else "HX-Trigger"

    def swap_attributes(self, swap: Swap) -> dict[str, str]:
        """Write ``hx-*`` attributes.

        ``hx-disinherit`` keeps them from links and forms inside the element, as htmx 4 does by itself.
        """
        spec = self.swap_spec(self.styles.get(swap.swap, swap.swap))
        return {**swap_attributes(swap, spec), "hx-disinherit": "*"}

    def live_field_attributes(self, field: LiveField) -> dict[str, str]:
        """Keep the attributes from what is inside."""
        return {**super().live_field_attributes(field), "hx-disinherit": "*"}


class Htmx4(Htmx):
    """htmx 4.

    Reads ``HX-Request-Type`` (``partial`` or ``full``), ``HX-Target`` and ``HX-Source`` (``tag#id`` with a
    percent-encoded id, or a bare tag), ``HX-Boosted``, ``HX-Current-URL`` and ``HX-History-Restore-Request``, which
    comes without ``HX-Request``, and in the 4.0 betas alone.
    """

    name = "htmx-4"
    headers = (
        "HX-Request",
        "HX-Request-Type",
        "HX-History-Restore-Request",
        "HX-Boosted",
        "HX-Target",
        "HX-Target-URI-AutoEncoded",
    )

    def read(self, request: HttpRequest) -> HypermediaDetails | None:
        """Recognise ``HX-Request-Type``, or a history restore without ``HX-Request``."""
        kind = request.META.get("HTTP_HX_REQUEST_TYPE")
        restore = is_set(request, "HTTP_HX_HISTORY_RESTORE_REQUEST")
        if not kind and (not restore or is_set(request, "HTTP_HX_REQUEST")):
            return None
        target = _id_of(HtmxDetails(request).target)
        return HypermediaDetails(
            self,
            targets=(target,) if target else (),
            boosted=is_set(request, "HTTP_HX_BOOSTED"),
            history_restore=restore,
            wants_partial=kind == "partial" and not restore,
            request=request,
        )

    def read_source(self, request: HttpRequest) -> str | None:
        """Return the id in ``HX-Source``."""
        return _id_of(HtmxDetails(request).source)

    def takes(
        self, details: HypermediaDetails, status: int, part: OOB | None = None
    ) -> bool:
        """Tell whether there can be a body: htmx 4 takes parts from errors, too, even where it swaps nothing else."""
        return status not in EMPTY

    def out_of_band(self, part: OOB, html: str) -> str:
        """Return the part in an ``<hx-partial>``."""
        target = css_id(part.id)
        return f'<hx-partial hx-target="{target}" hx-swap="{part.swap}">{html}</hx-partial>'

    def swap_spec(self, style: str) -> str:
        """Have an empty answer empty or remove its target, even if something goes out of band beside it."""
        spec = super().swap_spec(style)
        return f"{spec} swapEmpty:true" if style in REPLACING else spec

    def mend(self, response: HttpResponseBase, details: HypermediaDetails) -> None:
        """Do what both versions need; move events to ``HX-Trigger``, the one header that htmx 4 reads them from."""
        super().mend(response, details)
        gather_events(response)

    def swap_attributes(self, swap: Swap) -> dict[str, str]:
        """Write ``hx-*`` attributes. An error leaves the page as it is, as in htmx 2, with all that is typed there.

        For a link or a form that is not so for 409 and 422, by which a view answers what was sent.
        """
        errors = ONLY_REFUSALS if swap.href is None else NO_ERRORS
        return swap_attributes(swap, self.swap_spec(swap.swap)) | errors

    def live_field_attributes(self, field: LiveField) -> dict[str, str]:
        """Keep errors from the form, too."""
        return super().live_field_attributes(field) | ONLY_REFUSALS


def _swaps(status: int) -> bool:
    """Tell whether htmx 2 swaps an answer of this status that has a body."""
    return 200 <= status < 400 and status not in EMPTY


def _id_of(identifier: str | None) -> str | None:
    """Return the id in htmx 4's ``tag#id``, decoded; None for a bare ``tag``."""
    return unquote((identifier or "").partition("#")[2]) or None
