"""Errors that no view has made a partial of, as a hypermedia client can show them."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.utils.functional import Promise

from .caching import never_store
from .conf import get_setting
from .contents import holds_page, replace_content
from .fragments import render_part
from .login import SAFE, login_address
from .protocols import OOB, Events, HypermediaDetails, get_hypermedia
from .protocols.headers import leaves
from .regions import ERROR, MESSAGES, get_region, get_whole_region

logger = logging.getLogger("hypermedia_views")

#: Statuses with which a view tells what was wrong with what it was sent, on a whole page if it must.
TELLING: Final = frozenset((409, 422))
#: The event that tells of an error, if ``HYPERMEDIA_ERROR_EVENT`` does not say otherwise.
ERROR_EVENT: Final = "request-failed"
#: The event that brings the page a fresh CSRF token.
TOKEN_EVENT: Final = "hypermedia:csrf"
#: The event upon which a page finds out who is logged in; the package's script fires it, too.
SEEN_EVENT: Final = "hypermedia:seen"
#: The event of a region that has found the session at its end. It is another one: a region may listen to that above.
ENDED_EVENT: Final = "hypermedia:ended"
#: Headers by which an answer says itself what becomes of it.
SAID: Final = ("HX-Retarget", "HX-Reswap", "HX-Reselect")


def answer_error(response: HttpResponseBase, request: HttpRequest) -> HttpResponseBase:
    """Put what a project has for errors in the place of the page of an error; return the response, changed in place.

    The status stays. The client's target stays as it is. What the setting ``HYPERMEDIA_ERROR_PARTIAL`` names is filled
    with its partial, which has in its context ``status``; ``csrf``, whether the token was out of date; ``exception``,
    what a 403 or 404 says of itself; and for a 401 ``login_url``. The event that ``HYPERMEDIA_ERROR_EVENT`` names fires
    with ``status`` and ``csrf``. If the token was out of date the page gets a fresh one, so that what was sent can be
    sent again.

    That is for errors that no view has answered: an exception, an address without a view, a refused token, a guard's
    403 or 401. What a view answers by itself stays, whatever its status, and so does what tells the client how to
    swap it. A page that is asked for as a whole stays, where the client shows it and loses nothing by that; the event
    fires for it. With ``DEBUG``, Django's technical page follows the partial, for those who look at the answer.
    """
    details = get_hypermedia(request)
    if (
        not details
        or details.history_restore
        or not isinstance(response, HttpResponse)
        or not _is_nobodys(response, request)
    ):
        return response
    response._hypermedia_error = True  # type: ignore[attr-defined]
    never_store(response)
    _fire(response, request, details)
    if not _takes_part(response, details):
        return response
    html = _parts(response, request, details)
    for name, value in details.protocol.keep_target():
        response.headers[name] = value
    page = response.content if settings.DEBUG and _is_technical(response) else b""
    response.headers["Content-Type"] = f"text/html; charset={response.charset}"
    content = html.encode(response.charset, "xmlcharrefreplace") + page
    replace_content(response, content)
    return response


def note_exception(request: HttpRequest, exception: Exception) -> None:
    """Note that an exception makes the answer, and what a view says by it of a 403 or a 404.

    The exception itself would keep the view's variables.
    """
    said = exception.args[0] if exception.args else ""
    tells = isinstance(exception, (PermissionDenied, Http404))
    text = str(said) if tells and isinstance(said, (str, Promise)) else ""
    request._hypermedia_said = text  # type: ignore[attr-defined]


def _is_nobodys(response: HttpResponse, request: HttpRequest) -> bool:
    """Tell whether an error is nobody's own answer: a page for all of them, or nothing at all."""
    status = response.status_code
    if status < 400 or status in TELLING or hasattr(response, "_hypermedia_error"):
        return False
    if hasattr(request, "_hypermedia_login"):
        return True
    if leaves(response) or any(response.has_header(name) for name in SAID):
        return False
    if response.content.strip() and not holds_page(response):
        return False
    return (
        status >= 500
        or status == 403
        or hasattr(request, "_hypermedia_said")
        or request.resolver_match is None
    )


def _takes_part(response: HttpResponse, details: HypermediaDetails) -> bool:
    """Tell whether the client gets a partial. It gets its page instead if it wants that, and nothing is lost."""
    if details.wants_partial:
        return True
    part, protocol = get_whole_region(ERROR), details.protocol
    reads = details.request is not None and details.request.method in SAFE
    shows = reads and protocol.takes(details, response.status_code)
    return part is not None and not shows and protocol.takes_with_error(details, part)


def _is_technical(response: HttpResponse) -> bool:
    return response.status_code == 404 or response.status_code >= 500


def _fire(
    response: HttpResponse, request: HttpRequest, details: HypermediaDetails
) -> None:
    csrf = _is_csrf(request)
    events: Events = ()
    if name := get_setting("HYPERMEDIA_ERROR_EVENT", ERROR_EVENT):
        events = ((name, {"status": response.status_code, "csrf": csrf}),)
    if csrf:
        events += ((TOKEN_EVENT, {"token": get_token(request)}), (SEEN_EVENT, {}))
    if response.status_code == 401:
        events += ((ENDED_EVENT, {}),)
    # What other code has put there need be no events.
    with suppress(ValueError):
        if events:
            details.protocol.fire(response, details, events)


def _parts(
    response: HttpResponse, request: HttpRequest, details: HypermediaDetails
) -> str:
    """Return the partial of the error, as the client takes it, and the messages that its page would have shown."""
    status = response.status_code
    login: Any = getattr(request, "_hypermedia_login", None)
    context = {
        "status": status,
        "csrf": _is_csrf(request),
        "exception": getattr(request, "_hypermedia_said", ""),
        "login_url": login_address(request, login) if login and status == 401 else "",
    }
    parts = [(get_whole_region(ERROR), context), (_shown_messages(request), {})]
    takes = details.protocol.takes_with_error
    try:
        return "".join(
            render_part(part, request, ERROR, said)
            for part, said in parts
            if part is not None
            and takes(details, part)
            and part.is_due({**said, "request": request})
        )
    except Exception:
        # What has failed may fail the partial as well; and a page is no better answer.
        if settings.DEBUG and status < 500:
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
