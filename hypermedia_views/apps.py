"""The Django application, for the template tags and the script."""

from django.apps import AppConfig


class HypermediaViewsConfig(AppConfig):
    """``"hypermedia_views"`` in ``INSTALLED_APPS``."""

    name = "hypermedia_views"
    verbose_name = "Hypermedia views"
