"""The Django application, for the template tags, the scripts and the system checks."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from .checks import check_session_status


class HypermediaViewsConfig(AppConfig):
    """``"hypermedia_views"`` in ``INSTALLED_APPS``."""

    name = "hypermedia_views"
    verbose_name = "Hypermedia views"

    def ready(self) -> None:
        """Have Django run the checks."""
        register(check_session_status, Tags.urls)
