"""The application that changes rows of tables."""

from django.apps import AppConfig


class RowsConfig(AppConfig):
    """``"sandbox.rows"``."""

    name = "sandbox.rows"
