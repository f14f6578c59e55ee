"""Optional middleware, for whole projects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.messages.middleware import MessageMiddleware
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin
from django.utils.module_loading import import_string

from .caching import never_store
from .contents import holds_page, is_html, replace_content
from .errors import answer_error, note_exception
from .fragments import render_part
from .login import answer_login
from .messages import with_messages
from .partials import get_page
from .protocols import get_hypermedia, get_protocols, vary_on
from .protocols.headers import leaves
from .regions import ERROR, MESSAGES, get_whole_region
from .responses import finalise

DJANGOS: Final = "django.contrib.messages.middleware.MessageMiddleware"


class HypermediaMiddleware(MiddlewareMixin):
    """Answers hypermedia clients where no view of this package does: guards outside of views, and errors.

    ::

        MIDDLEWARE = [
            "django.middleware.security.SecurityMiddleware",
            "hypermedia_views.middleware.HypermediaMiddleware",
            ...,
        ]
        HYPERMEDIA_ERROR_PARTIAL = "base.html#error"

    A redirect to the login page, whoever gives it (``login_required`` in a URLconf, LoginRequiredMiddleware, the
    admin), takes the whole page there (`answer_login`). The page of an error (a 403 or 404 that was raised, a refused
    CSRF token, an unexpected exception) does not come into the place of a fragment: the project's partial for errors
    does, in a region of its own, and an event fires (`answer_error`). Every error varies on the clients' headers. What
    the page asks for by itself takes no session's cookie from the browser: it may be that of a new login. A
    browser without a client, and every other answer, is left alone.

    It stands above whatever answers so, and below what compresses. Sync and async. Raises ImproperlyConfigured for a
    ``HYPERMEDIA_ERROR_PARTIAL`` that is no partial of a template.
    """

    def __init__(self, get_response: Callable[..., Any]) -> None:
        super().__init__(get_response)
        part = get_whole_region(ERROR)
        self.tells = part is not None
        if part is not None:
            # A template that is not there is told of at once.
            get_page(part.partial)

    def process_request(self, request: HttpRequest) -> None:
        """Note that errors are told of."""
        request._hypermedia_tells = self.tells  # type: ignore[attr-defined]

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Note that no view has made the answer, and what it is about; leave the exception to Django."""
        note_exception(request, exception)

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Return what the client can use in the place of a redirect to the login page, or of an error."""
        if get_hypermedia(request).background:
            _keep_login(response)
        turned = answer_login(response, request)
        if turned is not response:
            response = finalise(turned, request)
        if response.status_code >= 400:
            patch_vary_headers(response, vary_on(tuple(get_protocols(request))))
            response = answer_error(response, request)
        return response


class MessagesMiddleware(MiddlewareMixin):
    """Shows pending messages beside every HTML fragment, whichever view answered, as `MessagesMixin` does for one view.

    ::

        MIDDLEWARE = [
            ...,
            "django.contrib.messages.middleware.MessageMiddleware",
            "hypermedia_views.middleware.MessagesMiddleware",
        ]
        HYPERMEDIA_MESSAGES_PARTIAL = "base.html#messages"

    It stands below Django's own, and below what compresses. It leaves alone whole pages, redirects, answers without a
    body or to HEAD, streams, other content than HTML, what is compressed already, and answers that the client would not
    swap; and an empty fragment, since that may mean to empty its target, which something beside it would prevent. The
    messages wait for the next answer then. Sync and async. Raises ImproperlyConfigured without the setting, or in the
    wrong place.
    """

    def __init__(self, get_response: Callable[..., Any]) -> None:
        super().__init__(get_response)
        part = get_whole_region(MESSAGES)
        if part is None:
            raise ImproperlyConfigured(
                "MessagesMiddleware has no partial for messages. Set HYPERMEDIA_MESSAGES_PARTIAL to its name, "
                "'base.html#messages'."
            )
        order = list(settings.MIDDLEWARE)
        ours = f"{type(self).__module__}.{type(self).__qualname__}"
        before = order[: order.index(ours)] if ours in order else order
        if not any(map(_keeps_messages, before)):
            raise ImproperlyConfigured(
                f"MessagesMiddleware has to stand after Django's own, which keeps what was not shown. Put {DJANGOS!r} "
                f"before {ours!r} in MIDDLEWARE."
            )
        self.part = part
        # A template that is not there is told of at once.
        get_page(part.partial)

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Return the response, with the messages at its end if it can show them, and out of caches if it does."""
        messages = get_messages(request)
        if getattr(messages, "used", False) and len(messages):
            # A page has shown them by itself.
            never_store(response)
        details = get_hypermedia(request)
        if not (
            details.wants_partial
            and request.method != "HEAD"
            and isinstance(response, HttpResponse)
            and details.protocol.takes(details, response.status_code, self.part)
            and self.part.is_due({"request": request})
        ):
            return response
        part = with_messages(self.part, request)
        if part is None or not _is_fragment(response):
            return response
        if html := render_part(part, request, type(self).__qualname__):
            content = html.encode(response.charset, "xmlcharrefreplace")
            replace_content(response, response.content + content)
            never_store(response)
        return response


def _keep_login(response: HttpResponseBase) -> None:
    """Have the browser keep its session's cookie, though that session has ended.

    Somebody may have logged in in another tab, while the page was asking by itself with the cookie from before. An
    answer that comes after that would log them out.
    """
    cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
    if cookie is not None and cookie["max-age"] == 0:
        del response.cookies[settings.SESSION_COOKIE_NAME]


def _keeps_messages(path: str) -> bool:
    """Tell whether a middleware is Django's own for messages, or made of it."""
    middleware = import_string(path)
    return isinstance(middleware, type) and issubclass(middleware, MessageMiddleware)


def _is_fragment(response: HttpResponse) -> bool:
    """Tell whether the client would put this into a page that stays."""
    # Where the target goes, nothing else need be there.
    swaps = response.has_header("HX-Reswap") or response.has_header("X-Alpine-Delete")
    empty = not response.content.strip() and not swaps
    return (
        is_html(response)
        and not 300 <= response.status_code < 400
        and not response.has_header("Content-Encoding")
        and not leaves(response)
        and not empty
        and not holds_page(response)
    )
