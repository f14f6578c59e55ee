"""Who guards a request, and where they have their users log in: what Django's auth tells of itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, reverse
from django.utils.encoding import iri_to_uri
from django.utils.functional import Promise
from django.views.generic.base import View

from .conf import get_setting


class Login(NamedTuple):
    """A login page, as a guard has named it."""

    #: Its address.
    url: str
    #: The parameter for the way back, or None.
    field: str | None
    #: Whether the way back is a whole address: the login page may be another site's.
    absolute: bool


def recognise(location: str, request: HttpRequest, view: Any) -> Login | None:
    """Return the login page that a guard's redirect leads to; None if it is another redirect.

    It is known by its address: a login address of those who guard this request, with one parameter more, the address of
    the request. ``view`` is the view that answered, a function or an instance, if that is known better than by the
    request.
    """
    if not apps.is_installed("django.contrib.auth"):
        return None
    own = {
        request.get_full_path(): False,
        request.path: False,
        request.build_absolute_uri(): True,
    }
    guards = list(_guards(request, view))
    # What the view answers by itself may lead to the login page, too.
    own_answer = getattr(request, "_hypermedia_answered", False)
    fieldless = not own_answer and any(map(_is_fieldless, guards))
    base, sent = _split(location)
    # Whose address is that of this request.
    if not fieldless and own.keys().isdisjoint(value for _, value in sent):
        return None
    for login_url in _login_urls(request, guards):
        # A class may have a property of that name.
        if not login_url or not isinstance(login_url, (str, Promise)):
            continue
        with suppress(NoReverseMatch):
            url = iri_to_uri(resolve_url(str(login_url)))
            login_base, known = _split(url)
            added = [pair for pair in sent if pair not in known]
            field, back = added[0] if added else (None, "")
            # Django replaces a parameter that the login address has already.
            lost = [name for name, value in known if (name, value) not in sent]
            if login_base != base or len(added) > 1 or set(lost) - {field}:
                continue
            if field is not None and back in own:
                return Login(url, field, own[back])
            if field is None and fieldless:
                return Login(url, None, False)
    return None


def _split(address: str) -> tuple[str, list[tuple[str, str]]]:
    """Return an address without its query, and the parameters of that: as many as there are, unlike in a request."""
    base, _, query = address.partition("#")[0].partition("?")
    return base, parse_qsl(query, keep_blank_values=True)


def _guards(request: HttpRequest, view: Any) -> Iterator[Any]:
    """Yield the view, its class and its handlers, and what each of them decorates: they may say where to log in."""
    match = request.resolver_match
    yield getattr(request, "_hypermedia_instance", None)
    for guard in (view, match.func if match else None):
        while guard is not None:
            yield guard
            if (view_class := getattr(guard, "view_class", None)) is not None:
                yield view_class
                # One may call another.
                for method in View.http_method_names:
                    yield getattr(view_class, method, None)
            guard = getattr(guard, "__wrapped__", None)


def _is_fieldless(guard: Any) -> bool:
    """Tell whether a guard wants no parameter for the way back."""
    if isinstance(guard, View) and hasattr(guard, "get_redirect_field_name"):
        # It may need what only the guard has come by.
        with suppress(Exception):
            return not guard.get_redirect_field_name()
        return False
    said = getattr(guard, "view_initkwargs", {})
    own = getattr(guard, "redirect_field_name", True)
    return not said.get("redirect_field_name", own)


def _login_urls(request: HttpRequest, guards: list[Any]) -> Iterator[Any]:
    """Yield the addresses that the guards may have sent the user to."""
    yield settings.LOGIN_URL
    yield from get_setting("HYPERMEDIA_LOGIN_URLS", None) or ()
    match = request.resolver_match
    if match is not None and "admin" in match.app_names:
        with suppress(NoReverseMatch):
            yield reverse("admin:login", current_app=match.namespace)
    for guard in guards:
        with suppress(Exception):
            yield getattr(guard, "login_url", None)
    views = [guard for guard in guards if isinstance(guard, View)]
    function: Any = match.func if match is not None else None
    if not views and hasattr(function, "view_class"):
        views.append(function.view_class(**function.view_initkwargs))
        # The one that answered is gone. This one may lack what that one has come by.
        with suppress(Exception):
            views[0].setup(request, *match.args, **match.kwargs)  # type: ignore[union-attr]
    for view in views:
        with suppress(Exception):
            yield view.get_login_url()  # type: ignore[attr-defined]
