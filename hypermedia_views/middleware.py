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
from django.utils.deprecation import MiddlewareMixin
from django.utils.module_loading import import_string

from .answers import get_messages_part
from .messages import with_messages
from .partials import get_page, get_partial
from .protocols import get_hypermedia
from .protocols.headers import leaves
from .protocols.markup import is_page
from .responses import is_html, never_store

DJANGOS: Final = "django.contrib.messages.middleware.MessageMiddleware"


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
        part = get_messages_part()
        if part is None:
            raise ImproperlyConfigured(
                "MessagesMiddleware has no partial for messages. Set HYPERMEDIA_MESSAGES_PARTIAL to its name, "
                "'base.html#messages'."
            )
        if "#" not in part.partial:
            raise ImproperlyConfigured(
                f"HYPERMEDIA_MESSAGES_PARTIAL is {part.partial!r}, which names no template. Write it in full: "
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
        name = type(self).__qualname__
        partial = get_partial(get_page(part.partial), part.partial, view=name)
        html = part.check(partial.render(dict(part.context or {}), request), name)
        if html is not None:
            html = details.protocol.out_of_band(part, html)
            response.content += html.encode(response.charset, "xmlcharrefreplace")
            never_store(response)
            # They told of the contents as they were.
            del response["ETag"]
            if response.has_header("Content-Length"):
                response["Content-Length"] = str(len(response.content))
        return response


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
        and not is_page(response.content.decode(response.charset, "replace"))
    )
