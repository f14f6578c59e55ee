"""What keeps an answer for one person out of caches."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control


def never_store(response: HttpResponseBase) -> None:
    """Keep an answer out of every cache, the browser's own included."""
    patch_cache_control(response, private=True, no_store=True)


def keep_to_oneself(request: HttpRequest) -> None:
    """Keep the answer to a request out of Django's cache, for templates: they have no response to say so on.

    ``cache_page`` stores what it gets before the middleware for sessions and CSRF tokens have set ``Vary: Cookie``. So
    it would give one user's token, or name, to the next. Its own mark on the request tells it not to.
    """
    request._cache_update_cache = False  # type: ignore[attr-defined]
