"""Paginators that count nothing: by page number with one row more, and by cursor. They know no request and no view."""

from .cursor import Cursor, InvalidCursor
from .keyset import KeysetPage, KeysetPaginator
from .lookahead import LookAheadPage, LookAheadPaginator

__all__ = (
    "Cursor",
    "InvalidCursor",
    "KeysetPage",
    "KeysetPaginator",
    "LookAheadPage",
    "LookAheadPaginator",
)
