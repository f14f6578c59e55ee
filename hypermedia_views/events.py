"""Events that the browser fires once an answer is in the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .answers import Answer, encode_events, normalise_events
from .base import HypermediaMixin
from .protocols import ClientEvent


class TriggerEventMixin(HypermediaMixin):
    """Has the browser fire events after the swap, for other parts of the page to listen to.

    Static::

        class SaveAnswer(TriggerEventMixin, PartialTemplateMixin, UpdateView):
            trigger_events = ["audit-changed"]

    Dynamic: override `get_trigger_events` or `get_invalid_trigger_events`. What listens is any element with
    ``{% swap … href=… on="audit-changed" %}``, or a script's own listener.

    The events fire on ``document.body``, whatever became of the element that asked. They go to hypermedia clients with
    every answer but a redirect, whose headers the browser keeps to itself. On a view with a form they go after success
    only, and ``invalid_trigger_events`` otherwise; a status of 400 and above counts as not valid on every view.

    Written to ``HX-Trigger-After-Swap`` for htmx 2 (``HX-Trigger`` where it swaps nothing), to ``HX-Trigger`` for htmx
    4, and for Alpine AJAX, whose page loads the package's script; merged with what is in the header already. An event
    that comes twice fires once, with the keys of both details and both in ``details``. Raises ImproperlyConfigured for
    a name or a detail that no header can carry.
    """

    #: Names, names with their details in a dict, `ClientEvent` objects, or None.
    trigger_events: Mapping[str, Any] | Sequence[str | ClientEvent] | None = None
    #: The same for a form that is not valid.
    invalid_trigger_events: Mapping[str, Any] | Sequence[str | ClientEvent] | None
    invalid_trigger_events = None

    def get_trigger_events(self) -> list[ClientEvent]:
        """Return the events after success, as a new list."""
        what = f"{type(self).__qualname__}.trigger_events"
        return normalise_events(self.trigger_events, what)

    def get_invalid_trigger_events(self) -> list[ClientEvent]:
        """Return the events upon a form that is not valid, as a new list."""
        what = f"{type(self).__qualname__}.invalid_trigger_events"
        return normalise_events(self.invalid_trigger_events, what)

    def describe(self, answer: Answer) -> Answer:
        """Add the events of this outcome."""
        answer = super().describe(answer)
        hooks = {
            "success": self.get_trigger_events,
            "invalid": self.get_invalid_trigger_events,
        }
        hook = hooks.get(self.outcome or "")
        if hook and self.hypermedia:
            name = type(self).__qualname__
            events = normalise_events(hook(), f"{name}.{hook.__name__}()")
            answer.events += encode_events(events, name)
        return answer
