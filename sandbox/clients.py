"""The switch in the page's head: which client the visitor's pages load. And what remembers a choice."""

from __future__ import annotations

from typing import Any

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
)
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from . import engines

COOKIE = "client"
CLIENTS = {
    "htmx-4": "htmx 4",
    "htmx-2": "htmx 2",
    "alpine-ajax": "Alpine AJAX",
    "plain": "No JavaScript",
}


def chosen(request: HttpRequest | None) -> str:
    """Return the client that the visitor chose; htmx 4 until then. The setting ``HYPERMEDIA_CLIENT`` names this."""
    client = request.COOKIES.get(COOKIE, "") if request else ""
    return client if client in CLIENTS else "htmx-4"


def clients(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the clients to choose from, and the chosen one; and the chosen engine."""
    engine = engines.chosen(request)
    return {"clients": CLIENTS, "client": chosen(request), "engine": engine}


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Remember the choice of either switch and go back to the page."""
    switches = {COOKIE: CLIENTS, engines.COOKIE: engines.ENGINES}
    name = next((name for name in switches if name in request.POST), COOKIE)
    choice = request.POST.get(name)
    if choice not in switches[name]:
        return HttpResponseBadRequest(f"There is no such {name}.")
    # A client may have changed the address since the page was made.
    pages = (request.headers.get("Referer"), request.POST.get("next"), "/")
    host = {request.get_host()}
    page = next(each for each in pages if url_has_allowed_host_and_scheme(each, host))
    response = HttpResponseRedirect(page)
    response.set_cookie(name, choice, samesite="Lax")
    return response
