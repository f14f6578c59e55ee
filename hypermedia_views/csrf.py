"""CSRF tokens: in a header of every request that a client makes, and what becomes of one that is out of date."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import HttpHeaders
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.csrf import csrf_failure as djangos_csrf_failure

from .caching import keep_to_oneself, never_store
from .errors import answer_error

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

    A hypermedia client gets the partial for errors (``HYPERMEDIA_ERROR_PARTIAL``), with status 403, and the page a
    fresh token: what was sent can be sent again. A browser without a client, whose form is out of date since somebody
    logged in in another tab, gets a page with what it sent (``hypermedia_views/csrf_failure.html``) and a button to
    send it again; but only if its ``Origin`` says that the form was one of this site, and the project takes POST. Files
    have to be chosen anew. Everyone else gets Django's page.
    """
    request._hypermedia_csrf_failed = True  # type: ignore[attr-defined]
    response = _send_again(request) or djangos_csrf_failure(request, reason=reason)
    return answer_error(response, request)


def _send_again(request: HttpRequest) -> HttpResponse | None:
    """Return the page with what was sent, if it is this site's own form that sent it."""
    own = f"{request.scheme}://{request.get_host()}"
    if (
        request.method != "POST"
        or request.content_type not in FORM_TYPES
        or request.headers.get("Origin") != own
    ):
        return None
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != FIELD
    ]
    context: dict[str, Any] = {
        "action": request.get_full_path(),
        "sent": sent,
        "files": list(request.FILES),
    }
    name = "hypermedia_views/csrf_failure.html"
    response = TemplateResponse(request, name, context, status=403).render()
    never_store(response)
    return response
