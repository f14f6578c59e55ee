"""The application about logins, and what becomes of a page whose session ends."""

from django.apps import AppConfig


class SessionConfig(AppConfig):
    """``"sandbox.session"``."""

    name = "sandbox.session"
