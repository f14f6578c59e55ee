"""The application of records."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """``"tests.records"``."""

    name = "tests.records"
    default_auto_field = "django.db.models.BigAutoField"
