"""The notifications application."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """``"sandbox.notifications"``."""

    name = "sandbox.notifications"
