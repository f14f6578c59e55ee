"""CSRF tokens: in a header of every request that a client makes, and what becomes of one that is out of date."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import HttpHeaders
from django.http.response import HttpResponseBase
from django.middleware.csrf import REASON_NO_CSRF_COOKIE, get_token
from django.template import TemplateDoesNotExist
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.csrf import csrf_failure as djangos_csrf_failure

from .caching import keep_to_oneself, never_store
from .errors import answer_error
from .protocols import get_hypermedia

#: The parameter of a form that holds the token.
FIELD: Final = "csrfmiddlewaretoken"
#: What browsers send forms as.
FORM_TYPES: Final = ("application/x-www-form-urlencoded", "multipart/form-data")


def csrf_headers(request: HttpRequest | None) -> SafeString:
    """Return the element of ``{% csrf_headers %}``: the header's name, and the token. Nothing without a request."""
    if request is None:
        return SafeString()
    keep_to_oneself(request)
    name = HttpHeaders.parse_header_name(settings.CSRF_HEADER_NAME)
    return format_html(
        '<meta name="hypermedia-csrf" content="{}" data-header="{}">',
        get_token(request),
        name,
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Answer a request whose CSRF token was refused. For the setting ``CSRF_FAILURE_VIEW``.

    ::

        CSRF_FAILURE_VIEW = "hypermedia_views.csrf.csrf_failure"

    A page whose token is out of date, since somebody has logged in in another tab, loses nothing. A hypermedia client
    gets the partial for errors (``HYPERMEDIA_ERROR_PARTIAL``), with status 403 and ``csrf``, and the page a fresh
    token: what was sent can be sent again. A browser without a client gets a page with what it sent
    (``hypermedia_views/csrf_failure.html``) and a button to send it again; but only if its ``Origin`` says that the
    form was one of this site. Files have to be chosen anew. Everyone else, whatever else was wrong with the token, gets
    Django's page, or of it the partial.
    """
    stale = _is_stale(request, reason)
    request._hypermedia_csrf_failed = stale  # type: ignore[attr-defined]
    page = _send_again(request) if stale else None
    page = page or djangos_csrf_failure(request, reason=reason)
    return answer_error(page, request)


def _is_stale(request: HttpRequest, reason: str) -> bool:
    """Tell whether the token was one of this site, and is out of date."""
    if reason == REASON_NO_CSRF_COOKIE:
        # It has gone, or the session that held it. A browser that keeps no cookies would fail for ever.
        return bool(request.COOKIES)
    return reason.startswith("CSRF token from ")


def _send_again(request: HttpRequest) -> HttpResponse | None:
    """Return the page with what was sent, if a browser sent it that has no client, from a form of this site."""
    own = f"{request.scheme}://{request.get_host()}"
    if (
        request.method != "POST"
        or get_hypermedia(request)
        or request.content_type not in FORM_TYPES
        or request.headers.get("Origin") != own
    ):
        return None
    try:
        fields, files = list(request.POST.lists()), list(request.FILES.lists())
    except (OSError, SuspiciousOperation, MultiPartParserError):
        # Too much, or too little: Django has read it before, if all was well.
        return None
    sent = [(name, value) for name, found in fields if name != FIELD for value in found]
    context = {
        "action": request.get_full_path(),
        "sent": sent,
        "files": [(name, len(found) > 1) for name, found in files],
    }
    name = "hypermedia_views/csrf_failure.html"
    try:
        response = TemplateResponse(request, name, context, status=403).render()
    except TemplateDoesNotExist:
        # The project has no templates of this package.
        return None
    never_store(response)
    return response
