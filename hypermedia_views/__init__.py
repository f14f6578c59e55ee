"""One Django class-based view and one template for htmx 2, htmx 4, Alpine AJAX and a browser without JavaScript."""

from .base import HypermediaMixin, PartialTemplateMixin
from .edit import (
    AutosaveMixin,
    BulkActionForm,
    BulkActionMixin,
    ClickToEditMixin,
    DependentFieldsMixin,
    EditConflictMixin,
    FieldValidationMixin,
    KeepUploadsMixin,
    PartialDeleteMixin,
    PartialFormMixin,
)
from .events import TriggerEventMixin
from .list import PaginatedLoadMoreMixin
from .messages import MessagesMixin
from .oob import OOBSwapMixin
from .paginator import KeysetPaginator, LookAheadPaginator
from .partials import PartialDoesNotExist
from .protocols import OOB, ClientEvent, HypermediaDetails, get_hypermedia
from .responses import PartialTemplateResponse, hypermedia_view
from .search import LiveSearchMixin

__version__ = "0.1.0"

__all__ = (
    "OOB",
    "AutosaveMixin",
    "BulkActionForm",
    "BulkActionMixin",
    "ClickToEditMixin",
    "ClientEvent",
    "DependentFieldsMixin",
    "EditConflictMixin",
    "FieldValidationMixin",
    "HypermediaDetails",
    "HypermediaMixin",
    "KeepUploadsMixin",
    "KeysetPaginator",
    "LiveSearchMixin",
    "LookAheadPaginator",
    "MessagesMixin",
    "OOBSwapMixin",
    "PaginatedLoadMoreMixin",
    "PartialDeleteMixin",
    "PartialDoesNotExist",
    "PartialFormMixin",
    "PartialTemplateMixin",
    "PartialTemplateResponse",
    "TriggerEventMixin",
    "get_hypermedia",
    "hypermedia_view",
)
