"""What one answer consists of, as data: views describe it, `responses` gives it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

from django.core.exceptions import ImproperlyConfigured
from django.core.paginator import Page
from django.forms import BoundField
from django.http.response import HttpResponseBase

from .protocols import OOB, ClientEvent, Events, Rows
from .regions import everywhere

#: The parameter that names a form's field, if one is sent by itself.
FIELD_PARAM: Final = "_field"

ContextHook = Callable[..., dict[str, Any]]


def _unchanged(partial_name: str, /, **context: Any) -> dict[str, Any]:
    return context


@dataclass(slots=True)
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
    #: Partials that go out of band beside a fragment.
    oob_partials: Sequence[OOB] = ()
    #: Out-of-band partials that are not due this time. Their ids are declared all the same.
    spare_partials: Sequence[OOB] = ()
    #: Events that the client fires.
    events: Events = ()
    #: The pages of the view's lists that this answer has.
    pages: Sequence[Rows] = ()
    #: The pending messages, or None if there are none, or nobody who would show them.
    messages: OOB | None = None
    #: Finds out about ``messages`` when the answer is given: what is described early may have some by then.
    pending_messages: Callable[[], OOB | None] | None = None

    # What else there is after a change:

    #: The partial that answers instead of those declared, whatever the target is.
    main: str | None = None
    #: The partial for targets that are not declared, boosted or not: what is asked for is part of a page in any case.
    rest: str | None = None
    #: Renders the page that answers in the place of a redirect, where the client gets partials of it.
    fresh: Callable[[], HttpResponseBase] | None = None
    #: The client's target goes, since nothing is left to show in it.
    removes: bool = False
    #: How a client leaves for the page that a redirect names: as a ``"page"`` of its own, ``"soft"`` if it stays in
    #: the one that it has. None for a redirect that is followed for the target.
    leaves: str | None = None
    #: The status of a page or partial that tells what was wrong.
    status: int | None = None

    def declared(self) -> dict[str, str]:
        """Return every declared target id and its partial, the project's own (``HYPERMEDIA_PARTIAL_NAMES``) included.

        ``partial_name`` is declared, too, as the partial of the element of that id.
        """
        declared = dict(self.partial_names)
        if self.partial_name:
            declared.setdefault(self.partial_name.rpartition("#")[2], self.partial_name)
        for id, name in everywhere().items():
            declared.setdefault(id, name)
        return declared

    def answering(self, targets: Sequence[str]) -> dict[str, str]:
        """Return the ids of the targets that a client asks for, and others that it may get, and the partial for each.

        They are the declared ones; but after a change ``main`` is there for all that is asked for, or nothing is where
        the target goes, beside what the project has on every page.
        """
        if self.removes:
            return everywhere()
        declared = self.declared()
        if self.main is not None:
            # Alpine AJAX names the target first, and then others of the page.
            others = {id: declared.get(id, self.main) for id in targets[1:]}
            return {**dict.fromkeys(targets[:1], self.main), **others, **everywhere()}
        if self.rest is not None:
            return {id: declared.get(id, self.rest) for id in targets} | everywhere()
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


def normalise_oob(parts: Sequence[str | OOB] | None, what: str) -> list[OOB]:
    """Return out-of-band partials as a new list, made from names and `OOB` objects.

    Raises ImproperlyConfigured, naming ``what`` was wrong, for anything else.
    """
    if not isinstance(parts, (list, tuple, type(None))) or not all(
        isinstance(part, (str, OOB)) for part in parts or ()
    ):
        raise ImproperlyConfigured(
            f"{what} is {parts!r}. Make it a list of partials' names, ['cart-count'], and of OOB objects, "
            "[OOB('log-row', target='log', swap='beforeend')]."
        )
    try:
        return [OOB(part) if isinstance(part, str) else part for part in parts or ()]
    except ValueError as error:
        raise ImproperlyConfigured(f"{what}: {error}") from error


def normalise_events(
    events: Mapping[str, Any] | Sequence[str | ClientEvent] | None, what: str
) -> list[ClientEvent]:
    """Return events as a new list, made from a mapping of names to details, or from names and `ClientEvent` objects.

    Raises ImproperlyConfigured, naming ``what`` was wrong, for anything else.
    """
    try:
        if isinstance(events, Mapping):
            return [ClientEvent(name, detail) for name, detail in events.items()]
        if isinstance(events, (list, tuple, type(None))):
            return [
                event if isinstance(event, ClientEvent) else ClientEvent(event)
                for event in events or ()
            ]
    except (TypeError, ValueError) as error:
        raise ImproperlyConfigured(f"{what}: {error}") from error
    raise ImproperlyConfigured(
        f"{what} is {events!r}. Make it a list of names, ['contact-saved'], a dict from names to details, "
        "{'contact-saved': {'source': 'list'}}, or a list of ClientEvent objects."
    )


def field_id(field: BoundField) -> str:
    """Return the id of the element that holds a field of a form, its label and its errors."""
    return f"{field.auto_id or field.html_name}-field"


def control_id(rows_id: str) -> str:
    """Return the id of the control of the list whose rows an element holds."""
    return f"{rows_id}-more"


def rows_of(name: str, page: Page[Any], control: str | None = "load_more") -> Rows:
    """Return a page of a list as parts of an answer: the partial of its rows, and that of its control, if it has one.

    The page learns for whose rows its control (``{% load_more %}``) is.
    """
    rows_id = name.rpartition("#")[2]
    page.rows_id = rows_id  # type: ignore[attr-defined]
    later = page.has_previous()
    rows = OOB(name, rows_id, swap="beforeend" if later else "innerHTML")
    if control is None:
        return Rows(rows, None, later)
    if "#" not in control:
        # It stands where the rows stand.
        control = name.removesuffix(rows_id) + control
    context = {"load_more_rows": rows_id}
    return Rows(rows, OOB(control, control_id(rows_id), context=context), later)


def encode_events(events: Sequence[ClientEvent], view: str) -> Events:
    """Return the events' names and details as plain JSON values, which no later change of an object alters.

    Raises ImproperlyConfigured, naming ``view``, for a detail that can't be encoded.
    """
    try:
        return tuple((event.name, event.encode()) for event in events)
    except ValueError as error:
        raise ImproperlyConfigured(f"{view}: {error}") from error
