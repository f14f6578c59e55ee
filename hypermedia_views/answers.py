"""What one answer consists of, as data: views describe it, `responses` gives it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django.core.exceptions import ImproperlyConfigured

from .conf import get_setting

ContextHook = Callable[..., dict[str, Any]]


def _unchanged(partial_name: str, /, **context: Any) -> dict[str, Any]:
    return context


@dataclass
class Answer:
    """What one answer consists of, said without naming a client.

    A view's mixins each add to it (`HypermediaMixin.describe`); `apply` carries it out.
    """

    #: Who answers, for messages.
    view: str = ""
    #: The partial for every target that is not declared, or None.
    partial_name: str | None = None
    #: Declared target ids and the partial that answers for each.
    partial_names: Mapping[str, str] = field(default_factory=dict)
    #: Makes the context of one partial from the page's: ``hook(partial_name, **context)``.
    context: ContextHook = _unchanged

    def declared(self) -> dict[str, str]:
        """Return every declared target id and its partial, the project's own (``HYPERMEDIA_PARTIAL_NAMES``) included.

        ``partial_name`` is declared, too, as the partial of the element of that id.
        """
        declared = dict(self.partial_names)
        if self.partial_name:
            declared.setdefault(self.partial_name.rpartition("#")[2], self.partial_name)
        everywhere = get_setting("HYPERMEDIA_PARTIAL_NAMES", None) or {}
        for id, name in everywhere.items():
            declared.setdefault(id, name)
        return declared


def normalise(
    names: Mapping[str, str] | Sequence[str] | None, what: str
) -> dict[str, str]:
    """Return target ids and their partials as a new dict, made from a mapping or from names that serve as both.

    Raises ImproperlyConfigured, naming ``what`` was wrong, for anything else.
    """
    if names is None:
        return {}
    try:
        if isinstance(names, (list, tuple)):
            found = {name.rpartition("#")[2]: name for name in names}
        else:
            found = dict(cast("Mapping[str, str]", names))
    except (AttributeError, TypeError, ValueError):
        found = {"": ""}
    if not all(found) or not all(found.values()):
        raise ImproperlyConfigured(
            f"{what} is {names!r}. Make it a list of names, ['details'], or a dict from target ids to partials, "
            "{'panel': 'details'}; or set partial_name to answer every target with one partial."
        )
    return found
