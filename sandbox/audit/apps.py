"""The audit application."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """``"sandbox.audit"``."""

    name = "sandbox.audit"
