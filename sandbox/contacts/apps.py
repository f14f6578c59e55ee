"""The contacts application."""

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    """``"sandbox.contacts"``."""

    name = "sandbox.contacts"
