"""The application about forms and their fields."""

from django.apps import AppConfig


class FieldsConfig(AppConfig):
    """``"sandbox.fields"``."""

    name = "sandbox.fields"
