"""The partials of an answer, rendered late in the place of its page, and what goes out of band beside them."""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.template.response import SimpleTemplateResponse
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString, mark_safe

from .answers import Answer
from .partials import Renderable, Resolve, get_page, get_partial, load
from .protocols import OOB, Headers, HypermediaDetails, Offer, Plan, get_hypermedia
from .protocols.headers import leaves
from .regions import region_ids


class Fragments:
    """Stands where a response's template stood, and renders partials of it instead.

    It renders when the response does and not before, so that middleware, ``cache_page``, a ``response_class`` of the
    project and async handlers find the unrendered TemplateResponse that they expect.
    """

    def __init__(
        self,
        response: SimpleTemplateResponse,
        plan: Plan,
        answer: Answer,
        details: HypermediaDetails,
    ) -> None:
        # The response will hold this object: a strong reference back would leave both to the cycle collector.
        self._response = weakref.ref(response)
        self.page_template = response.template_name
        self.plan = plan
        self.answer = answer
        self.details = details
        self.beside = [(part, answer) for part in plan.beside]

    def add(self, parts: Sequence[OOB], answer: Answer) -> Headers:
        """Send more parts, which another description of the same answer has; return the headers of all parts."""
        self.beside += [(part, answer) for part in parts]
        beside = [part for part, _ in self.beside]
        _check_ids(beside, answer.view)
        return self.details.protocol.part_headers(beside)

    def render(
        self,
        context: dict[str, Any] | None = None,
        request: HttpRequest | None = None,
    ) -> SafeString:
        """Return the partials, one after the other; the full page if the client could not use them."""
        protocol, plan = self.details.protocol, self.plan
        response = self._response()
        # It may be gone: a middleware may have made another of what it was made of.
        resolve = response.resolve_template if response else load
        # No template need be there for nothing.
        page: Any = SimpleLazyObject(partial(get_page, self.page_template, resolve))
        context = context or {}
        html = protocol.join(
            [
                self._partial(page, resolve, name, self.answer).render(
                    self.answer.context(name, **context), request
                )
                for name in plan.names
            ]
        )
        spare: list[OOB] = []
        if plan.spare:
            lacking = protocol.missing(self.details, html)
            spare = [part for part in plan.spare if part.id in lacking]
        if plan.main is not None or self.beside or spare:

            def render(part: OOB, answer: Answer) -> str | None:
                if part.swap == "delete":
                    return ""
                found = self._partial(page, resolve, part.partial, answer)
                own = answer.context(
                    part.partial, **{**context, **(part.context or {})}
                )
                return part.check(found.render(own, request), answer.view)

            for part in spare:
                # Without a row it still says that there are none.
                html += protocol.out_of_band(part, render(part, self.answer) or "")
            if plan.main is not None:
                main = render(plan.main, self.answer) or ""
                html += protocol.join([protocol.content(plan.main, main)])
            for part, answer in self.beside:
                piece = render(part, answer)
                if piece is None and any(part is page.control for page in answer.pages):
                    # The old one would ask for this page again.
                    part, piece = replace(part, swap="delete"), ""
                if piece is not None:
                    html += protocol.out_of_band(part, piece)
        missing = protocol.missing(self.details, html)
        if missing:
            missing -= plan.kept | region_ids()
        if not missing:
            return mark_safe(html)
        whole = resolve(self.page_template).render(context, request)
        # A partial of another template need not be in the page.
        if protocol.missing(self.details, whole) - missing:
            whole += html
        return mark_safe(whole)

    def _partial(
        self, page: Renderable, resolve: Resolve, name: str, answer: Answer
    ) -> Renderable:
        names = self.page_template
        candidates = names if isinstance(names, (list, tuple)) else ()
        return get_partial(page, name, resolve, view=answer.view, candidates=candidates)


def render_part(
    part: OOB, request: HttpRequest, view: str, context: dict[str, Any] | None = None
) -> str:
    """Return a part of the project's own templates as it goes out of band, beside whatever else there is."""
    partial = get_partial(get_page(part.partial), part.partial, view=view)
    html = partial.render({**(part.context or {}), **(context or {})}, request)
    checked = part.check(html, view)
    if checked is None:
        return ""
    return get_hypermedia(request).protocol.out_of_band(part, checked)


def gets_fragment(details: HypermediaDetails, answer: Answer) -> bool:
    """Tell whether a client that changed something gets its target from the answer, and no page."""
    if not details.wants_partial:
        return False
    if answer.removes or answer.rest is not None:
        return True
    parts = (*answer.oob_partials, *answer.spare_partials)
    known = answer.declared().keys() | {part.id for part in parts}
    if not known.isdisjoint(details.targets):
        return True
    # A boosted request that names nothing declared means the page.
    default = answer.main if answer.main is not None else answer.partial_name
    return bool(default) and not details.boosted


def parts_of(
    response: SimpleTemplateResponse, details: HypermediaDetails, answer: Answer
) -> list[OOB]:
    """Return what this answer sends out of band, if the client would use it."""
    return _sent(
        _due(answer.oob_partials, response, details), response, details, answer
    )


def _sent(
    due: list[OOB],
    response: SimpleTemplateResponse,
    details: HypermediaDetails,
    answer: Answer,
) -> list[OOB]:
    """Return the parts that are due, and the messages, if the client would use them."""
    status, protocol = response.status_code, details.protocol
    head = details.request is not None and details.request.method == "HEAD"
    if head or not protocol.takes(details, status) or leaves(response):
        return []
    parts = list(due)
    if answer.messages and protocol.takes(details, status, answer.messages):
        parts += _due([answer.messages], response, details)
    _check_ids(parts, answer.view)
    return parts


def make_plan(
    response: SimpleTemplateResponse, details: HypermediaDetails, answer: Answer
) -> Plan | None:
    """Return which pieces answer the request; None for the full page."""
    declared = answer.answering(details.targets)
    default = answer.main or answer.rest or answer.partial_name or None
    default = None if answer.removes else default
    protocol = details.protocol
    if answer.main is not None and not gets_fragment(details, answer):
        return None
    if not (
        answer.oob_partials
        or answer.spare_partials
        or answer.messages
        or answer.pages
        or answer.removes
    ):
        names = protocol.select(details, declared, default)
        return Plan(names) if names else None
    known = (*answer.oob_partials, *answer.spare_partials)
    due = _due(answer.oob_partials, response, details)
    parts = _sent(due, response, details, answer)
    rest = _due(answer.spare_partials, response, details)
    spare = [part for part in (*due, *rest) if part.holds_element]
    messages = (answer.messages,) if answer.messages else ()
    ids = frozenset(part.id for part in (*known, *messages))
    if answer.removes:
        # The regions of the project's messages and errors stay, even if the view knows nothing of them.
        ids |= region_ids()
    # Where a view has no main partial at all, what it sends is out of band alone. Navigation wants a page all the same.
    safe = details.request is None or details.request.method in ("GET", "HEAD")
    # A list grows by being read; a change is answered by what the view names.
    pages = tuple(answer.pages) if safe else ()
    alone = (
        bool(answer.oob_partials)
        and not answer.pages
        and not (default or answer.partial_names or answer.removes)
        and not (details.boosted and safe)
    )
    offer = Offer(
        declared, default, tuple(parts), tuple(spare), ids, alone, pages, answer.removes
    )
    return protocol.plan(details, offer)


def _due(
    parts: Iterable[OOB], response: SimpleTemplateResponse, details: HypermediaDetails
) -> list[OOB]:
    """Return the parts whose conditions hold."""
    context = {**(response.context_data or {}), "request": details.request}
    return [part for part in parts if part.is_due(context)]


def _check_ids(parts: Sequence[OOB], view: str) -> None:
    """Raise ImproperlyConfigured if two parts go to one element."""
    ids = [part.id for part in parts]
    for id in ids:
        if ids.count(id) > 1:
            raise ImproperlyConfigured(
                f"{view}: two out-of-band partials go to the element {id!r}. Send one of them, put the contents of "
                f"both into one partial, or let their conditions (when=…) exclude each other."
            )
