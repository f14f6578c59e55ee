"""Errors that no view has made a partial of, as a hypermedia client can show them."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.utils.functional import Promise

from .caching import never_store
from .conf import get_setting
from .fragments import render_part
from .protocols import OOB, Events, HypermediaDetails, get_hypermedia
from .protocols.markup import is_page
from .regions import ERROR, MESSAGES, get_region, get_whole_region
from .responses import is_html

logger = logging.getLogger("hypermedia_views")

#: Statuses with which a view tells what was wrong with what it was sent, on a whole page if it must.
TELLING: Final = frozenset((409, 422))
#: The event that tells of an error, if ``HYPERMEDIA_ERROR_EVENT`` does not say otherwise.
ERROR_EVENT: Final = "request-failed"
#: The event that brings the page a fresh CSRF token.
TOKEN_EVENT: Final = "hypermedia:csrf"


def answer_error(response: HttpResponseBase, request: HttpRequest) -> HttpResponseBase:
    """Put what a project has for errors in the place of the page of an error; return the response, changed in place.

    The status stays. The client's target stays as it is. What the setting ``HYPERMEDIA_ERROR_PARTIAL`` names is filled
    with its partial, which has ``status``, ``csrf`` (whether the token was refused) and ``exception`` (what a 403 or
    404 says of itself) in its context; and the event that ``HYPERMEDIA_ERROR_EVENT`` names fires, with ``status`` and
    ``csrf``. After a refused token the page gets a fresh one, so that what was sent can be sent again.

    An error that is no whole page, and not empty, is a view's own answer and stays; so does every 409 and 422. A page
    that is asked for as a whole stays, too; the event fires for it.
    """
    details = get_hypermedia(request)
    if (
        not details
        or details.history_restore
        or not isinstance(response, HttpResponse)
        or hasattr(response, "_hypermedia_error")
        or not _is_bare(response)
    ):
        return response
    response._hypermedia_error = True  # type: ignore[attr-defined]
    never_store(response)
    _fire(response, request, details)
    if not details.wants_partial:
        return response
    html = _parts(response, request, details)
    for name, value in details.protocol.keep_target():
        response.headers[name] = value
    response.headers["Content-Type"] = f"text/html; charset={response.charset}"
    response.content = html.encode(response.charset, "xmlcharrefreplace")
    del response.headers["ETag"]
    if response.has_header("Content-Length"):
        response.headers["Content-Length"] = str(len(response.content))
    return response


def note_exception(request: HttpRequest, exception: Exception) -> None:
    """Keep what a view has to say of a 403 or a 404, for the partial."""
    if isinstance(exception, (PermissionDenied, Http404)):
        said = exception.args[0] if exception.args else ""
        said = str(said) if isinstance(said, (str, Promise)) else ""
        request._hypermedia_exception = said  # type: ignore[attr-defined]


def _is_bare(response: HttpResponse) -> bool:
    """Tell whether nobody made a partial of an error: it is a page, or nothing at all."""
    status = response.status_code
    if status < 400 or status in TELLING or response.has_header("Content-Encoding"):
        return False
    if not response.content.strip():
        return True
    return is_html(response) and is_page(
        response.content.decode(response.charset, "replace")
    )


def _fire(
    response: HttpResponse, request: HttpRequest, details: HypermediaDetails
) -> None:
    csrf = _is_csrf(request)
    events: Events = ()
    if name := get_setting("HYPERMEDIA_ERROR_EVENT", ERROR_EVENT):
        events = ((name, {"status": response.status_code, "csrf": csrf}),)
    if csrf:
        events += ((TOKEN_EVENT, {"token": get_token(request)}),)
    # What other code has put there need be no events.
    with suppress(ValueError):
        if events:
            details.protocol.fire(response, details, events)


def _parts(
    response: HttpResponse, request: HttpRequest, details: HypermediaDetails
) -> str:
    """Return the partial of the error, as the client takes it, and the messages that its page would have shown."""
    status = response.status_code
    context = {
        "status": status,
        "csrf": _is_csrf(request),
        "exception": getattr(request, "_hypermedia_exception", ""),
    }
    parts = [(get_whole_region(ERROR), context), (_shown_messages(request), {})]
    takes = details.protocol.takes_with_error
    try:
        return "".join(
            render_part(part, request, ERROR, said)
            for part, said in parts
            if part is not None and takes(details, part)
        )
    except Exception:
        # Whatever has failed may fail the partial as well, and the status is what counts.
        if status < 500:
            raise
        logger.exception("The partial of %s could not be rendered.", ERROR)
        return ""


def _shown_messages(request: HttpRequest) -> OOB | None:
    """Return the partial of the messages if the page of the error has used them up; nobody sees that page."""
    messages: Any = get_messages(request)
    part = get_region(MESSAGES)
    if part is None or not getattr(messages, "used", False) or "#" not in part.partial:
        return None
    return replace(part, context={**(part.context or {}), "messages": messages})


def _is_csrf(request: HttpRequest) -> bool:
    return bool(getattr(request, "_hypermedia_csrf_failed", False))
