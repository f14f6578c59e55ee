"""Forms and changes: every outcome is declared on the view, and validation is Django's forms' own."""

from .autosave import AutosaveMixin
from .bulk import BulkActionForm, BulkActionMixin
from .conflict import EditConflictMixin
from .delete import PartialDeleteMixin
from .dependent import DependentFieldsMixin
from .field import FieldValidationMixin
from .form import ClickToEditMixin, PartialFormMixin
from .uploads import KeepUploadsMixin

__all__ = (
    "AutosaveMixin",
    "BulkActionForm",
    "BulkActionMixin",
    "ClickToEditMixin",
    "DependentFieldsMixin",
    "EditConflictMixin",
    "FieldValidationMixin",
    "KeepUploadsMixin",
    "PartialDeleteMixin",
    "PartialFormMixin",
)
