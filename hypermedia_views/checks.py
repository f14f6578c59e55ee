"""System checks: what a project says that does not do what it seems to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.urls import URLPattern, URLResolver, get_resolver


def check_session_status(**kwargs: Any) -> list[checks.CheckMessage]:
    """Warn where asking for the state of a session keeps the session alive (``hypermedia_views.W001``)."""
    if not (
        settings.SESSION_SAVE_EVERY_REQUEST
        and getattr(settings, "ROOT_URLCONF", None)
        and apps.is_installed("django.contrib.auth")
    ):
        return []
    from .auth import SessionStatusView

    kept = dict.fromkeys(
        view
        for view, said in _views(get_resolver().url_patterns)
        if issubclass(view, SessionStatusView) and said.get("every", view.every)
    )
    return [
        checks.Warning(
            f"{view.__qualname__} keeps every session alive whose page stays open, since SESSION_SAVE_EVERY_REQUEST "
            f"saves the session with each of its requests.",
            hint="Set SESSION_SAVE_EVERY_REQUEST to False, or the view's every to None, so that a page asks only when "
            "its tab is seen again; or silence this check if sessions may live as long as pages are open.",
            obj=view,
            id="hypermedia_views.W001",
        )
        for view in kept
    ]


def _views(
    patterns: Iterable[URLPattern | URLResolver],
) -> Iterator[tuple[type, dict[str, Any]]]:
    """Yield the classes of a URLconf's views, and what their ``as_view`` was called with."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns)
            continue
        function: Any = pattern.callback
        if hasattr(function, "view_class"):
            yield function.view_class, getattr(function, "view_initkwargs", {})
