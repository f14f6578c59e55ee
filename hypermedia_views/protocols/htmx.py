"""htmx 2 and htmx 4: alike in what they are told, different in what they send.

Read in htmx 2.0.10, 2.0.11, 4.0.0-beta6 and 4.0.1. Values are read and decoded by django-htmx, whose middleware is not
needed; flags are looked up without it, since that is a tenth of the work.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from .base import HypermediaDetails, Protocol, is_set
from .elements import Swap, milliseconds


class Htmx(Protocol):
    """What both versions say alike."""

    def read_current_url(self, request: HttpRequest) -> str | None:
        """Return ``HX-Current-URL``."""
        return HtmxDetails(request).current_url


class Htmx2(Htmx):
    """htmx 2.

    Reads ``HX-Request``, ``HX-Target`` (a bare id, percent-encoded only if ``HX-Target-URI-AutoEncoded`` says so),
    ``HX-Boosted``, ``HX-History-Restore-Request``, and for information ``HX-Trigger`` and ``HX-Current-URL``.
    """

    name = "htmx-2"
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

    def swap_attributes(self, swap: Swap) -> dict[str, str]:
        """Write ``hx-*`` attributes.

        ``hx-disinherit`` keeps them from links and forms inside the element, as htmx 4 does by itself.
        """
        return {**_swap_attributes(swap), "hx-disinherit": "*"}


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

    def swap_attributes(self, swap: Swap) -> dict[str, str]:
        """Write ``hx-*`` attributes. An error leaves a region that refreshes itself in the page, as in htmx 2."""
        attributes = _swap_attributes(swap)
        if swap.href is not None:
            attributes |= {"hx-status:4xx": "swap:none", "hx-status:5xx": "swap:none"}
        return attributes


def _id_of(identifier: str | None) -> str | None:
    """Return the id in htmx 4's ``tag#id``, decoded; None for a bare ``tag``."""
    return unquote((identifier or "").partition("#")[2]) or None


def _swap_attributes(swap: Swap) -> dict[str, str]:
    attributes = {
        "hx-target": css_id(swap.target),
        # A boosted element scrolls its target to the top of the window unless told not to.
        "hx-swap": f"{swap.swap} show:none",
        # Boosted elements push unless told not to, and htmx 2 inherits the attribute.
        "hx-push-url": "true" if swap.push_url else "false",
    }
    if swap.href is not None:
        triggers = [f"{swap.on} from:document"] if swap.on else []
        triggers += [f"every {milliseconds(swap.every)}ms"] if swap.every else []
        return attributes | {
            "hx-get": swap.href,
            "hx-trigger": ", ".join(triggers),
            # An event that comes while a request is under way tells of something newer.
            "hx-sync": "this:replace",
            # No event may come between the swap and the new element's listening.
            "hx-swap": f"{attributes['hx-swap']} settle:0ms",
        }
    # Boosting takes address and method from the element itself, so they stand in the template once.
    attributes["hx-boost"] = "true"
    # htmx 4 would queue a second click behind the first, and lose its answer with the element that is replaced.
    attributes["hx-sync"] = "this:drop"
    if swap.debounce is not None:
        # A newer search makes the older one's answer worthless.
        attributes["hx-sync"] = "this:replace"
        if swap.name is not None:
            # hx-vals would send them with every other button, too.
            return attributes | swap.script_debounce()
        delay = milliseconds(swap.debounce)
        attributes["hx-trigger"] = f"input delay:{delay}ms, submit"
    return attributes


def css_id(element_id: str) -> str:
    """Return a CSS selector for an id, escaped in a way that leaves no space or comma for htmx to split at."""
    return "#" + re.sub(
        r"^-?\d|^-$|[^\w-]",
        lambda match: "".join(f"\\{ord(char):06x}" for char in match[0]),
        element_id,
    )
