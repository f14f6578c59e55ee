"""The settings of a project that this package reads: all of them optional, none of them at import."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed


@cache
def get_setting(name: str, default: Any) -> Any:
    """Return a setting, remembered: Django looks for one that is not there anew each time."""
    return getattr(settings, name, default)


def forget(**change: Any) -> None:
    """Forget what was read, when a test changes a setting."""
    get_setting.cache_clear()


setting_changed.connect(forget)
