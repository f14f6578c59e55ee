"""A place between two rows of an ordered list, as a text that stands in an address."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.paginator import InvalidPage
from django.core.signing import BadSignature, Signer
from django.db.models import Field

#: Goes up when cursors are written differently, so that older ones are told from newer.
VERSION: Final = 1

#: Values that JSON gives back as they were.
NATIVE: Final = frozenset((int, float, str, bool))

#: What comes of texts that are no cursors, and of values that are none of their fields.
ERRORS: Final = (
    ArithmeticError,
    BadSignature,
    TypeError,
    ValidationError,
    ValueError,
)


class InvalidCursor(InvalidPage):
    """A cursor is damaged, of an older version, or of another list or ordering."""


@dataclass(frozen=True)
class Cursor:
    """A place in an ordered list, and the direction in which to read from there.

    It holds what a row's ordering fields were when it was made, so the row may go: the place remains.
    """

    #: Values of the ordering fields of the row next to the place; none for the list's own end.
    values: tuple[Any, ...] = ()
    #: Whether the page is before the place, and not after it.
    backward: bool = False
    #: Which page it is, as counted from the first; None where nobody has counted.
    number: int | None = 1
    #: Whether the rows next to it differ in the last value only, for a page or more.
    tied: bool = False

    def write(self, fields: Sequence[Field[Any, Any]], salt: str) -> str:
        """Return the cursor as text of letters, digits, ``-``, ``_`` and ``.``.

        It is signed, so that nobody alters it, and not encrypted: whoever sees the address can read the values.
        """
        values = list(map(_write, fields, self.values))
        said = [int(self.backward), int(self.tied), self.number, *values]
        # Of short ones it would take its time, and make nothing shorter.
        long = any(isinstance(value, str) and len(value) > 100 for value in values)
        return _signer(salt).sign_object(said, compress=long)

    @classmethod
    def read(cls, text: str, fields: Sequence[Field[Any, Any]], salt: str) -> Cursor:
        """Return the cursor that `write` made a text of, with the same fields and salt; else raise InvalidCursor."""
        try:
            backward, tied, number, *said = _signer(salt).unsign_object(text)
            if number is not None and (type(number) is not int or number < 1):
                raise ValueError
            values = [_read(*each) for each in zip(fields, said, strict=True)]
        except ERRORS as error:
            raise InvalidCursor from error
        return cls(tuple(values), bool(backward), number, bool(tied))


def _signer(salt: str) -> Signer:
    return Signer(salt=f"hypermedia_views.cursor.{VERSION}:{salt}", sep=".")


def _write(field: Field[Any, Any], value: Any) -> Any:
    """Return a value as JSON; what JSON has no word for, as the text that Django's serialisers write."""
    if value is None or type(value) in NATIVE:
        return value
    if getattr(field, "attname", None) is None:
        # An annotation's field has no name.
        field = copy.copy(field)
        field.set_attributes_from_name("value")
    return field.value_to_string(SimpleNamespace(**{field.attname: value}))  # type: ignore[arg-type]


def _read(field: Field[Any, Any], said: Any) -> Any:
    return None if said is None else field.to_python(said)
