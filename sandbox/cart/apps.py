"""The cart application."""

from django.apps import AppConfig


class CartConfig(AppConfig):
    """``"sandbox.cart"``."""

    name = "sandbox.cart"
