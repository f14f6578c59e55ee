"""Django's messages, beside whatever fragment a client asked for."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from django.contrib.messages import get_messages
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from .answers import Answer
from .base import HypermediaMixin
from .protocols import OOB
from .regions import MESSAGES, as_region, get_region


class MessagesMixin(HypermediaMixin):
    """Shows pending messages beside a fragment, in a region that stays in the page.

    ::

        class EditContact(MessagesMixin, PartialTemplateMixin, UpdateView):
            messages_partial = "base.html#messages"

    ``messages_partial`` is the name of the partial that shows the messages, and the id of the region that it fills; by
    default what the setting ``HYPERMEDIA_MESSAGES_PARTIAL`` names. The partial has ``messages`` in its context.

    Messages are shown once: with the next fragment that a client can show them in, or the next page. A redirect, an
    answer to HEAD, or one that the client would not swap leaves them for the answer after it. An answer that may carry
    them is ``Cache-Control: private, no-store``. Alpine AJAX gets them if the page has the region, with ``sync=True``.

    Needs Django's messages framework. Raises ImproperlyConfigured if neither the attribute nor the setting is there.
    """

    #: The partial that shows the messages: its name, or an `OOB`. None for the project's own.
    messages_partial: str | OOB | None = None

    def get_messages_partial(self) -> OOB:
        """Return the partial that shows the messages."""
        name = type(self).__qualname__
        part = as_region(self.messages_partial, f"{name}.messages_partial")
        part = part or get_region(MESSAGES)
        if part is None:
            raise ImproperlyConfigured(
                f"{name} has no partial for messages. Set {name}.messages_partial or the setting "
                f"HYPERMEDIA_MESSAGES_PARTIAL to its name, 'base.html#messages', or override "
                f"{name}.get_messages_partial()."
            )
        return part

    def describe(self, answer: Answer) -> Answer:
        """Add the pending messages."""
        answer = super().describe(answer)
        part = self.get_messages_partial()
        answer.pending_messages = partial(with_messages, part, self.request)
        # Its id is declared, whether it has something to show or not.
        answer.spare_partials = [*answer.spare_partials, part]
        return answer


def with_messages(part: OOB, request: HttpRequest) -> OOB | None:
    """Return the partial with the pending messages in its context; None if there are none. It leaves them pending."""
    pending = get_messages(request)
    # What was shown with this answer is counted still.
    if getattr(pending, "used", False) or not len(pending):
        return None
    return replace(part, context={**(part.context or {}), "messages": pending})
