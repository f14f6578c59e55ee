"""htmx 2 and htmx 4: alike in what they are told, different in what they send.

Read in htmx 2.0.10, 2.0.11, 4.0.0-beta6 and 4.0.1. Headers are read by django-htmx, whose middleware is not needed.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from .base import HypermediaDetails, Protocol, Swap, milliseconds


class Htmx2(Protocol):
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
        htmx = HtmxDetails(request)
        if not htmx:
            return None
        targets = (htmx.target,) if htmx.target else ()
        return HypermediaDetails(
            self,
            targets=targets,
            source=htmx.trigger,
            current_url=htmx.current_url,
            boosted=htmx.boosted,
            history_restore=htmx.history_restore_request,
            wants_partial=not htmx.history_restore_request
            and (bool(targets) or not htmx.boosted),
        )

    def swap_attributes(self, swap: Swap) -> dict[str, str]:
        """Write ``hx-*`` attributes.

        ``hx-disinherit`` keeps them from links and forms inside the element, as htmx 4 does by itself.
        """
        return {**_swap_attributes(swap), "hx-disinherit": "*"}


class Htmx4(Protocol):
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
        htmx = HtmxDetails(request)
        restore = htmx.history_restore_request
        if not htmx.request_type and not (restore and not htmx):
            return None
        target = _id_of(htmx.target)
        return HypermediaDetails(
            self,
            targets=(target,) if target else (),
            source=_id_of(htmx.source),
            current_url=htmx.current_url,
            boosted=htmx.boosted,
            history_restore=restore,
            wants_partial=htmx.request_type == "partial" and not restore,
        )

    def swap_attributes(self, swap: Swap) -> dict[str, str]:
        """Write ``hx-*`` attributes."""
        return _swap_attributes(swap)


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
