"""Events that a view has the browser fire: their names, their details as JSON, and the header that carries them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from .elements import check_event_name

#: Bytes of a header that proxies still let through: 4 kB for all headers of a response is a common limit.
MAX_HEADER: Final = 3072

#: Keys of a detail that have a use already.
RESERVED: Final = {
    "target": "where htmx looks for the element to fire it on",
    "details": "where the details stand of an event that comes twice",
}

#: Names and details, the latter as plain JSON values.
Events = tuple[tuple[str, dict[str, Any]], ...]


@dataclass(frozen=True)
class ClientEvent:
    """An event that the browser fires on ``document.body`` once the answer is in the page.

    ::

        ClientEvent("contact-saved", {"contact": contact, "at": timezone.now()})

    Raises ValueError for a name that no client could listen to.
    """

    #: Letters, digits, ``-``, ``_``, ``.`` and ``:``.
    name: str
    #: The event's ``detail``: a mapping, or one value, which arrives as ``detail.value``. Dates, Decimals, UUIDs and
    #: lazy translations arrive as strings, a model instance as its primary key.
    detail: Any = None

    def __post_init__(self) -> None:
        check_event_name(self.name)

    def encode(self) -> dict[str, Any]:
        """Return the detail as plain JSON values. Raises ValueError, naming the event, if it can't be."""
        detail = self.detail
        if detail is None:
            detail = {}
        elif not isinstance(detail, Mapping):
            detail = {"value": detail}
        for key, use in RESERVED.items():
            if key in detail:
                raise ValueError(
                    f"The event {self.name!r} has {key!r} in its detail, {use}. Give that key another name."
                )
        try:
            text = json.dumps(dict(detail), cls=_Encoder, allow_nan=False)
        except (TypeError, ValueError, RecursionError) as error:
            raise ValueError(
                f"The detail of the event {self.name!r} can't be written as JSON: {error}. Use strings, numbers, "
                f"lists, dicts, dates, Decimals, UUIDs, lazy translations or model instances."
            ) from error
        encoded: dict[str, Any] = json.loads(text)
        return encoded


class _Encoder(DjangoJSONEncoder):
    """Django's encoder, which knows dates, Decimals, UUIDs and lazy translations; and model instances."""

    def default(self, o: Any) -> Any:
        return o.pk if isinstance(o, Model) else super().default(o)


def read_events(header: str) -> Events:
    """Return what an ``HX-Trigger`` header says: names in a row, or a JSON object. Raises ValueError for neither."""
    if header.lstrip().startswith("{"):
        return tuple((n, _mapping(d)) for n, d in json.loads(header).items())
    return tuple((name.strip(), {}) for name in header.split(",") if name.strip())


def write_events(present: str, events: Iterable[tuple[str, dict[str, Any]]]) -> str:
    """Return a header with the events that are ``present`` in it and these ones, fired on ``document.body``.

    An event that comes twice fires once: its detail has the keys of both, the later one's winning, and both details in
    a row as ``details``. Raises ValueError for a header that says something else, or has grown too large.
    """
    try:
        found = dict(read_events(present))
    except ValueError as error:
        raise ValueError(
            f"The response's event header holds {present[:80]!r}, which is neither names nor a JSON object."
        ) from error
    for name, detail in events:
        if name in found:
            earlier = {k: v for k, v in found[name].items() if k != "target"}
            before = earlier.get("details")
            both = [*(before if isinstance(before, list) else [earlier]), detail]
            # The same again comes from a cache that holds the header already.
            if detail != earlier:
                detail = {**earlier, **detail, "details": both}
        # htmx 4 fires an event on the document if its element is gone, where "from:body" never hears it. htmx 2 goes
        # on with the target of the event before, so that each names its own.
        found[name] = {"target": "body", **detail}
    header = json.dumps(found)
    if len(header) > MAX_HEADER:
        raise ValueError(
            f"The events {', '.join(map(repr, found))} take {len(header)} bytes, and a header carries {MAX_HEADER} "
            f"safely. Send a primary key, and let what listens fetch the rest."
        )
    return header


def _mapping(detail: Any) -> dict[str, Any]:
    if detail is None:
        return {}
    return detail if isinstance(detail, dict) else {"value": detail}
