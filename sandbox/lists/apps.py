"""The lists application."""

from django.apps import AppConfig


class ListsConfig(AppConfig):
    """``"sandbox.lists"``."""

    name = "sandbox.lists"
