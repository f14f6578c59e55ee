"""What keeps an object from being deleted, as the reader is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import ProtectedError, RestrictedError
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

#: So many objects are named in one message; of the others, how many they are.
NAMED: Final = 5


def keepers(error: ProtectedError | RestrictedError) -> list[Any]:
    """Return the objects that keep another one, in the order of their names."""
    found = (
        error.protected_objects
        if isinstance(error, ProtectedError)
        else error.restricted_objects
    )
    return sorted(found, key=str)


def named(objects: Sequence[Any]) -> str:
    """Return the names of some objects as one text: the first of them, and how many more there are."""
    names = [str(each) for each in objects[:NAMED]]
    if more := len(objects) - len(names):
        names.append(_("%(count)d more") % {"count": more})
    return get_text_list(names, _("and"))
