"""The redirect to the login page, with which Django's auth turns somebody away, as each client can use it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import DisallowedRedirect
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, ResolverMatch, get_script_prefix, resolve
from django.utils.encoding import iri_to_uri
from django.utils.http import escape_leading_slashes, url_has_allowed_host_and_scheme

from .caching import never_store
from .guards import Login, recognise
from .protocols import HypermediaDetails, get_hypermedia
from .redirects import carry_over

#: Methods whose address can be opened anew.
SAFE: Final = frozenset(("GET", "HEAD"))


def answer_login(
    response: HttpResponseBase, request: HttpRequest, view: Any = None
) -> HttpResponseBase:
    """Return what a client gets in the place of a redirect to the login page; every other response as it is.

    The whole page goes there, and comes back to the page that the user was on: that is ``next``, on this site only, and
    absent if nobody knows. A request for a whole page comes back to that page, as Django has it.

    What the page asks for by itself (`HypermediaDetails.background`) takes nobody away from what is being typed: it is
    a 401, where HypermediaMiddleware has a partial to tell of it, and a 403 for a user who only lacks a right. So it is
    for a user whom the login page would send straight back (``redirect_authenticated_user``). Who is on the login page
    already, and asks for a fragment of it, gets a 204.

    Login addresses are the settings ``LOGIN_URL`` and ``HYPERMEDIA_LOGIN_URLS``, the ``login_url`` and
    ``get_login_url()`` of the view and of its decorators, and the admin's (`recognise`). A browser without a client
    gets Django's own redirect.
    """
    details = get_hypermedia(request)
    if not details or response.status_code != 302:
        return response
    found = recognise(response.get("Location", ""), request, view)
    if found is None:
        return response
    instead = _turn_away(request, details, found)
    carry_over(response, instead)
    # It depends on the session, and on where the user was.
    never_store(instead)
    return instead


def login_address(request: HttpRequest, login: Login) -> str:
    """Return the address of a login page, which leads back to the page that the user is on."""
    from django.contrib.auth.views import redirect_to_login

    details = get_hypermedia(request)
    page = _page(request, details)
    if details.wants_partial and _query_at(request, login) is not None:
        # Nobody wants to come back to the login page itself.
        page = ""
    if page is None:
        return login.url
    if page and login.absolute:
        page = request.build_absolute_uri(page)
    with suppress(DisallowedRedirect):
        return redirect_to_login(page, login.url, login.field)["Location"]
    return login.url


def own_address(request: HttpRequest, address: str | None) -> str | None:
    """Return path, query and fragment of an address, encoded, if it is one of this site; else None.

    Its path begins with one slash: a browser would take two of them for another host.
    """
    hosts, secure = {request.get_host()}, request.is_secure()
    if not address or not url_has_allowed_host_and_scheme(address, hosts, secure):
        return None
    parts = urlsplit(address.strip())
    if not parts.netloc:
        return None
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return iri_to_uri(escape_leading_slashes(parts.path or "/") + query + fragment)


def _turn_away(
    request: HttpRequest, details: HypermediaDetails, login: Login
) -> HttpResponseBase:
    """Return what a client gets that Django has sent to a login page."""
    if details.wants_partial and request.method in SAFE and _stays(request, login):
        return HttpResponse(status=204)
    status = _refusal(request, details, login) if details.wants_partial else None
    if status is not None:
        request._hypermedia_login = login  # type: ignore[attr-defined]
        kept = details.protocol.keep_target()
        return HttpResponse(status=status, headers=dict(kept))
    away = HttpResponse(status=302, headers={"Location": login_address(request, login)})
    return details.protocol.turn_away(away, details)


def _page(request: HttpRequest, details: HypermediaDetails) -> str | None:
    """Return the page to come back to: the one that was asked for as a whole, or else the one that the user was on.

    None if nobody knows.
    """
    if request.method in SAFE and not details.wants_partial:
        return request.get_full_path()
    for address in (details.current_url, request.headers.get("Referer")):
        if page := own_address(request, address):
            return page
    return None


def _query_at(request: HttpRequest, login: Login) -> str | None:
    """Return the query of the login page if the user is on it, else None."""
    here = urlsplit(own_address(request, get_hypermedia(request).current_url) or "")
    there = own_address(request, request.build_absolute_uri(login.url)) or ""
    return here.query if here.path and here.path == urlsplit(there).path else None


def _stays(request: HttpRequest, login: Login) -> bool:
    """Tell whether the user is on the login page already, and by such a redirect: one more would lead nowhere."""
    query = _query_at(request, login)
    if query is None:
        return False
    return login.field is None or login.field in dict(parse_qsl(query, True))


def _refusal(
    request: HttpRequest, details: HypermediaDetails, login: Login
) -> int | None:
    """Return the status with which a fragment is refused, and nobody goes to the login page; None if they do."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        # They lack a right, and no login may help.
        return 403 if details.background or _sends_back(login) else None
    tells = details.background and getattr(request, "_hypermedia_tells", False)
    return 401 if tells else None


def _sends_back(login: Login) -> bool:
    """Tell whether the login page sends back at once who is logged in: they would go round in circles."""
    match = resolve_address(login.url.partition("?")[0])
    view = getattr(match, "func", None)
    said = getattr(view, "view_initkwargs", {})
    name = "redirect_authenticated_user"
    own = getattr(getattr(view, "view_class", None), name, False)
    return bool(said.get(name, own))


def resolve_address(path: str) -> ResolverMatch | None:
    """Return the view at an address of this site, as ``reverse`` gives it; None if there is none."""
    with suppress(Resolver404):
        return resolve("/" + unquote(path).removeprefix(get_script_prefix()))
    return None
