"""One Django class-based view and one template for htmx 2, htmx 4, Alpine AJAX and a browser without JavaScript."""

from .base import HypermediaMixin, PartialTemplateMixin
from .partials import PartialDoesNotExist
from .protocols import HypermediaDetails, get_hypermedia
from .responses import PartialTemplateResponse, hypermedia_view

__version__ = "0.1.0"

__all__ = (
    "HypermediaDetails",
    "HypermediaMixin",
    "PartialDoesNotExist",
    "PartialTemplateMixin",
    "PartialTemplateResponse",
    "get_hypermedia",
    "hypermedia_view",
)
