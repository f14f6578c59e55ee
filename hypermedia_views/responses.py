"""From the description of an answer to the response that a client gets. Serves function views and mixins alike."""

from __future__ import annotations

import logging
import reprlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import lru_cache, wraps
from inspect import iscoroutine
from typing import Any, Final

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse, TemplateResponse
from django.utils.cache import patch_vary_headers

from .answers import (
    Answer,
    encode_events,
    normalise,
    normalise_events,
    normalise_oob,
    rows_of,
)
from .caching import never_store
from .contents import is_html
from .fragments import Fragments, make_plan, parts_of
from .login import answer_login
from .protocols import (
    OOB,
    ClientEvent,
    HypermediaDetails,
    Protocol,
    get_hypermedia,
    get_protocols,
    vary_on,
)
from .redirects import answer_redirect
from .regions import region_ids

logger = logging.getLogger("hypermedia_views")

View = Callable[..., Any]

#: Methods whose 302 a browser's ``fetch`` would follow with the same method again.
REPEATED_METHODS: Final = frozenset(("PUT", "PATCH", "DELETE"))

#: What a guard answers. One that decorates a handler is part of it, and has a page of its own.
REFUSALS: Final = frozenset((401, 403, 404))

# Values from headers are shown shortened, with every unprintable character escaped.
_short: Final = reprlib.Repr()
_short.maxstring = 80


def apply(
    response: HttpResponseBase, request: HttpRequest, answer: Answer
) -> HttpResponseBase:
    """Give the client the answer that was described, in its own way; return the response, changed in place.

    A redirect that ends a change may become another response (`answer_redirect`). A fragment takes the place of the
    page only in an unrendered TemplateResponse of HTML, and only a fragment has anything beside it. Everything else —
    redirects, files, streams, JSON, what is rendered already — stays as it is, but for the events, which a header
    carries.
    """
    details = get_hypermedia(request)
    if settings.DEBUG and details.wants_partial:
        _warn(response, request, answer)
    response = answer_redirect(response, details, answer)
    if answer.status and response.status_code == 200 and is_html(response):
        response.status_code = answer.status
    if answer.pending_messages is not None:
        answer.messages = answer.pending_messages()
    if answer.events:
        _fire(response, details, answer)
    if not isinstance(response, SimpleTemplateResponse) or not _takes_fragments(
        response
    ):
        return response
    if answer.messages:
        # Whether a page or a fragment shows them, they are for one person and for once.
        never_store(response)
    present = response.template_name
    if isinstance(present, Fragments):
        # A view that has mixins answered with a PartialTemplateResponse.
        for name, value in present.add(parts_of(response, details, answer), answer):
            response.headers[name] = value
        return response
    plan = make_plan(response, details, answer)
    if plan is not None:
        for name, value in plan.headers:
            response.headers.setdefault(name, value)
        response.template_name = Fragments(response, plan, answer, details)
    return response


def finalise(
    response: Any,
    request: HttpRequest,
    protocols: Sequence[Protocol] | None = None,
    view: Any = None,
) -> Any:
    """Set ``Vary``, and 303 where a 302 would repeat the method; return the response, changed in place.

    A redirect to the login page becomes what the client can use (`answer_login`); ``view`` is who answered. Headers for
    the client that other code has set are put into the form that it reads (`Protocol.mend`). ``Vary`` names every
    header that the view's protocols may consult, the same on all of its answers: a cache keeps one list of headers an
    address. Doing it twice changes nothing. What is no response passes, for Django to complain of.
    """
    if not isinstance(response, HttpResponseBase):
        return response
    response = answer_login(response, request, view)
    details = get_hypermedia(request)
    # On almost every answer there is nothing to mend.
    if details and (
        len(response.headers) > 1
        or not response.has_header("Content-Type")
        or response.status_code == 204
    ):
        details.protocol.mend(response, details)
    known = tuple(protocols or get_protocols(request))
    vary = _vary(known)
    # The usual cases, nothing there yet and ours there already, are seen sooner here than by patch_vary_headers.
    if not response.has_header("Vary"):
        if vary:
            response.headers["Vary"] = vary
    elif response.headers["Vary"] != vary:
        patch_vary_headers(response, vary_on(known))
    if response.status_code == 302 and (request.method in REPEATED_METHODS or details):
        response.status_code = 303
    return response


def hypermedia_view(
    view: View | None = None, *, protocols: Sequence[Protocol] | None = None
) -> Any:
    """Make a view's every answer safe for caches and for hypermedia clients, whoever gives it.

    Decorates a function view (``@hypermedia_view``), sync or async; class-based views with `HypermediaMixin` are
    wrapped by themselves. Whatever comes out, a guard's redirect included, gets ``Vary``, and 303 in place of 302
    after PUT, PATCH and DELETE and for hypermedia clients. ``protocols`` are the clients to recognise, by default
    htmx 2, htmx 4, Alpine AJAX and the plain browser. Exceptions pass through.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            get_hypermedia(request, protocols)
            request._hypermedia_view = protocols  # type: ignore[attr-defined]
            response = view(request, *args, **kwargs)
            if iscoroutine(response):
                return _finalise_later(response, request, protocols, wrapper)
            return finalise(response, request, protocols, wrapper)

        if iscoroutinefunction(view):
            markcoroutinefunction(wrapper)
        return wrapper

    return decorate if view is None else decorate(view)


class PartialTemplateResponse(TemplateResponse):
    """A TemplateResponse that gives a hypermedia client the partial it asked for, and everyone else the page.

    For function views::

        def contact(request, pk):
            context = {"contact": get_object_or_404(Contact, pk=pk)}
            return PartialTemplateResponse(request, "contact.html", context, partial_names=["details"])

    ``pages`` are the pages of its lists, by the partials of their rows: ``{"rows": page}`` for a page of any paginator.
    ``{% load_more page %}`` leads on, and a later page that a client asks for is these rows and the next control.

    ``partial_name`` and ``partial_names`` mean what they do for `PartialTemplateMixin`, ``oob_partials`` what they do
    for `OOBSwapMixin`, ``events`` what ``trigger_events`` do for `TriggerEventMixin`. Sets ``Vary``. ``protocols`` are
    the clients to recognise. Raises `PartialDoesNotExist` when it renders and the template lacks the partial.
    """

    def __init__(
        self,
        request: HttpRequest,
        template: str | Sequence[str],
        context: dict[str, Any] | None = None,
        *args: Any,
        partial_name: str | None = None,
        partial_names: Mapping[str, str] | Sequence[str] | None = None,
        oob_partials: Sequence[str | OOB] | None = None,
        events: Mapping[str, Any] | Sequence[str | ClientEvent] | None = None,
        pages: Mapping[str, Page[Any]] | None = None,
        protocols: Sequence[Protocol] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(request, template, context, *args, **kwargs)
        get_hypermedia(request, protocols)
        match = request.resolver_match
        view = match.view_name if match else request.path
        answer = Answer(
            view=view,
            partial_name=partial_name,
            partial_names=normalise(partial_names, f"{view}: partial_names"),
            oob_partials=normalise_oob(oob_partials, f"{view}: oob_partials"),
            events=encode_events(normalise_events(events, f"{view}: events"), view),
            pages=[rows_of(name, page) for name, page in (pages or {}).items()],
        )
        apply(self, request, answer)
        finalise(self, request)


async def _finalise_later(
    response: Awaitable[Any],
    request: HttpRequest,
    protocols: Sequence[Protocol] | None,
    view: View,
) -> Any:
    found = await response
    if getattr(found, "status_code", None) == 302:
        # To know where the view has its users log in, it may have to be set up.
        return await sync_to_async(finalise)(found, request, protocols, view)
    return finalise(found, request, protocols, view)


@lru_cache(maxsize=128)
def _vary(protocols: tuple[Protocol, ...]) -> str:
    return ", ".join(vary_on(protocols))


def _fire(
    response: HttpResponseBase, details: HypermediaDetails, answer: Answer
) -> None:
    """Have the client fire the events, if one asked, and not on Back, and not where a browser follows a redirect."""
    if details and not details.history_restore and response.status_code // 100 != 3:
        try:
            details.protocol.fire(response, details, answer.events)
        except ValueError as error:
            raise ImproperlyConfigured(f"{answer.view}: {error}") from error


def _takes_fragments(response: SimpleTemplateResponse) -> bool:
    return (
        not response.is_rendered
        and response.status_code not in REFUSALS
        and is_html(response)
    )


def _warn(
    response: HttpResponseBase,
    request: HttpRequest,
    answer: Answer,
) -> None:
    """Log what keeps a client from its partial: an undeclared target, or an answer that has no template any more."""
    details, declared = get_hypermedia(request), answer.declared()
    out_of_band = [*answer.oob_partials, *answer.spare_partials]
    paged = [part for page in answer.pages for part in page.parts]
    known = {*declared, *(part.id for part in (*out_of_band, *paged)), *region_ids()}
    asked = f"{answer.view} at {_short.repr(request.path)}: {details.client} asked for"
    unknown = [_short.repr(id) for id in details.targets if id not in known]
    # Where everything is out of band, or partial_name answers for every target, no target need be declared; but what
    # is boosted, as {% swap %} is, gets the page then.
    any_target = (out_of_band or answer.partial_name) and not answer.partial_names
    any_target = any_target and not details.boosted or answer.removes
    if unknown and not any_target and response.status_code != 204:
        logger.warning(
            "%s %s, which is not declared. Declared: %s. Add it to partial_names, or if it is on every page to "
            "HYPERMEDIA_PARTIAL_NAMES.",
            asked,
            ", ".join(unknown[:5]),
            ", ".join(map(repr, declared)) or "none",
        )
    elif (
        type(response) is HttpResponse
        and response.status_code == 200
        and is_html(response)
    ):
        logger.warning(
            "%s a partial, but the view answered with a rendered HttpResponse. Answer with a TemplateResponse.",
            asked,
        )
