"""The redirect to the login page, with which Django's auth turns somebody away, as each client can use it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.exceptions import DisallowedRedirect
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, reverse
from django.utils.encoding import iri_to_uri
from django.utils.http import escape_leading_slashes, url_has_allowed_host_and_scheme
from django.views.generic.base import View

from .caching import never_store
from .protocols import HypermediaDetails, get_hypermedia
from .redirects import carry_over

#: Methods whose address can be opened anew.
SAFE: Final = frozenset(("GET", "HEAD"))


def answer_login(
    response: HttpResponseBase, request: HttpRequest, view: Any = None
) -> HttpResponseBase:
    """Return what a client gets in the place of a redirect to the login page; every other response as it is.

    The whole page goes there, and comes back to the page that the user was on: that is ``next``, on this site only. A
    request for a whole page comes back to that page, as Django has it. Who is on the login page already stays there.

    The redirect is recognised by making it anew, as Django's ``redirect_to_login`` does, from the login addresses of
    those who guard this request: the setting ``LOGIN_URL``, the ``login_url`` and ``get_login_url()`` of the view and
    of its decorators, the admin. ``view`` is the view that answered, a function or an instance, if that is known better
    than by the request. A browser without a client gets Django's own redirect.
    """
    details = get_hypermedia(request)
    if not details or response.status_code != 302:
        return response
    found = _recognise(response["Location"], request, view)
    if found is None:
        return response
    login_url, field, absolute = found
    instead: HttpResponseBase
    if _is_on(request, details, login_url):
        instead = HttpResponse(status=204)
    else:
        page = _page(request, details)
        if page and absolute:
            page = request.build_absolute_uri(page)
        back = _redirect(page or "", login_url, field if page else None)
        instead = details.protocol.turn_away(back or response, details)
    carry_over(response, instead)
    # It depends on the session, and on where the user was.
    never_store(instead)
    return instead


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


def _page(request: HttpRequest, details: HypermediaDetails) -> str | None:
    """Return the page to come back to: the one that was asked for as a whole, or else the one that the user was on.

    None if nobody knows, and the address of the request itself can't be opened.
    """
    own = request.get_full_path() if request.method in SAFE else None
    if own and not details.wants_partial:
        return own
    for address in (details.current_url, request.headers.get("Referer")):
        if page := own_address(request, address):
            return page
    return own


def _is_on(request: HttpRequest, details: HypermediaDetails, login_url: str) -> bool:
    """Tell whether the user is on the login page."""
    here = own_address(request, details.current_url)
    there = own_address(request, request.build_absolute_uri(login_url))
    return here is not None and urlsplit(here).path == urlsplit(there or "").path


def _recognise(
    location: str, request: HttpRequest, view: Any
) -> tuple[str, str | None, bool] | None:
    """Return the login address of a redirect, its parameter for the way back, and whether that is a whole address.

    None if it is another redirect.
    """
    own = {request.get_full_path(): False, request.build_absolute_uri(): True}
    sent = QueryDict(urlsplit(location).query)
    backs: list[tuple[str | None, str]]
    backs = [(name, sent[name]) for name in sent if sent[name] in own]
    guards = list(_guards(request, view))
    if any(not getattr(guard, "redirect_field_name", True) for guard in guards):
        backs.append((None, ""))
    if not backs or not apps.is_installed("django.contrib.auth"):
        return None
    for login_url in _login_urls(request, guards):
        for name, back in backs:
            redirect = _redirect(back, login_url, name)
            if redirect is not None and redirect["Location"] == location:
                url = resolve_url(login_url or settings.LOGIN_URL)
                return url, name, own.get(back, False)
    return None


def _guards(request: HttpRequest, view: Any) -> Iterator[Any]:
    """Yield the view, its class and its handler, and what each of them decorates: they may say where to log in."""
    match = request.resolver_match
    for guard in (view, match.func if match else None):
        while guard is not None:
            yield guard
            if (view_class := getattr(guard, "view_class", None)) is not None:
                yield view_class
                yield getattr(view_class, (request.method or "").lower(), None)
            guard = getattr(guard, "__wrapped__", None)


def _login_urls(request: HttpRequest, guards: list[Any]) -> Iterator[Any]:
    """Yield the addresses that the guards may have sent the user to."""
    yield settings.LOGIN_URL
    match = request.resolver_match
    if match is not None and "admin" in match.app_names:
        yield _admin_login(match.namespace)
    yield from (getattr(guard, "login_url", None) for guard in guards)
    for view in guards:
        if not hasattr(getattr(view, "view_class", view), "get_login_url"):
            continue
        if hasattr(view, "view_class"):
            # The one that answered is gone.
            args, kwargs = (match.args, match.kwargs) if match else ((), {})
            view = view.view_class(**view.view_initkwargs)
            view.setup(request, *args, **kwargs)
        if isinstance(view, View):
            # It has: its class was asked.
            yield view.get_login_url()  # type: ignore[attr-defined]
            return


def _redirect(page: str, login_url: Any, field: str | None) -> HttpResponse | None:
    """Return Django's redirect to a login address, None where there is none, or it would be too long."""
    from django.contrib.auth.views import redirect_to_login

    with suppress(DisallowedRedirect, NoReverseMatch):
        return redirect_to_login(page, login_url, field)
    return None


def _admin_login(site: str) -> str:
    """Return the login address of an admin site."""
    with suppress(NoReverseMatch):
        return reverse("admin:login", current_app=site)
    return ""
