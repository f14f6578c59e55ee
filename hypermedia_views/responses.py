"""From the description of an answer to the response that a client gets. Serves function views and mixins alike."""

from __future__ import annotations

import logging
import reprlib
import weakref
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import lru_cache, wraps
from inspect import iscoroutine
from typing import Any, Final, TypeVar, cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse, TemplateResponse
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString, mark_safe

from .answers import Answer, normalise
from .partials import get_page, get_partial, load
from .protocols import (
    HypermediaDetails,
    Protocol,
    get_hypermedia,
    get_protocols,
    vary_on,
)

logger = logging.getLogger("hypermedia_views")

Response = TypeVar("Response", bound=HttpResponseBase)
View = Callable[..., Any]

#: Methods whose 302 a browser's ``fetch`` would follow with the same method again.
REPEATED_METHODS: Final = frozenset(("PUT", "PATCH", "DELETE"))

#: What a guard answers. One that decorates a handler is part of it, and has a page of its own.
REFUSALS: Final = frozenset((401, 403, 404))

# Values from headers are shown shortened, with every unprintable character escaped.
_short: Final = reprlib.Repr()
_short.maxstring = 80


class Fragments:
    """Stands where a response's template stood, and renders partials of it instead.

    It renders when the response does and not before, so that middleware, ``cache_page``, a ``response_class`` of the
    project and async handlers find the unrendered TemplateResponse that they expect.
    """

    def __init__(
        self,
        response: SimpleTemplateResponse,
        names: Sequence[str],
        answer: Answer,
        details: HypermediaDetails,
    ) -> None:
        # The response will hold this object: a strong reference back would leave both to the cycle collector.
        self._response = weakref.ref(response)
        self.page_template = response.template_name
        self.names = tuple(names)
        self.answer = answer
        self.details = details

    def render(
        self,
        context: dict[str, Any] | None = None,
        request: HttpRequest | None = None,
    ) -> SafeString:
        """Return the partials, one after the other; the full page if the client could not use them."""
        response = self._response()
        # It may be gone: a middleware may have made another of what it was made of.
        resolve = response.resolve_template if response else load
        page = get_page(self.page_template, resolve)
        candidates = (
            self.page_template if isinstance(self.page_template, (list, tuple)) else ()
        )
        fragments = []
        for name in self.names:
            partial = get_partial(
                page,
                name,
                resolve,
                view=self.answer.view,
                candidates=candidates,
            )
            own = self.answer.context(name, **(context or {}))
            fragments.append(partial.render(own, request))
        protocol = self.details.protocol
        html = protocol.join(fragments)
        missing = protocol.missing(self.details, html)
        if not missing:
            return mark_safe(html)
        whole = resolve(self.page_template).render(context, request)
        # A partial of another template need not be in the page.
        if protocol.missing(self.details, whole) - missing:
            whole += html
        return mark_safe(whole)


def apply(response: Response, request: HttpRequest, answer: Answer) -> Response:
    """Give the client the answer that was described, in its own way; return the response, changed in place.

    A fragment takes the place of the page only in an unrendered TemplateResponse of HTML. Everything else — redirects,
    files, streams, JSON, what is rendered already — stays as it is.
    """
    details = get_hypermedia(request)
    if settings.DEBUG and details.wants_partial:
        _warn(response, request, answer)
    if not _is_unrendered_html(response):
        return response
    declared = answer.declared()
    names = details.protocol.select(details, declared, answer.partial_name or None)
    if names:
        template = cast(SimpleTemplateResponse, response)
        template.template_name = Fragments(template, names, answer, details)
    return response


def finalise(
    response: Any,
    request: HttpRequest,
    protocols: Sequence[Protocol] | None = None,
) -> Any:
    """Set ``Vary``, and 303 where a 302 would repeat the method; return the response, changed in place.

    ``Vary`` names every header that the view's protocols may consult, the same on all of its answers: a cache keeps one
    list of headers an address. Doing it twice changes nothing. What is no response passes, for Django to complain of.
    """
    if not isinstance(response, HttpResponseBase):
        return response
    known = tuple(protocols or get_protocols(request))
    vary = _vary(known)
    # The usual cases, nothing there yet and ours there already, are seen sooner here than by patch_vary_headers.
    if not response.has_header("Vary"):
        if vary:
            response.headers["Vary"] = vary
    elif response.headers["Vary"] != vary:
        patch_vary_headers(response, vary_on(known))
    if response.status_code == 302 and (
        request.method in REPEATED_METHODS or get_hypermedia(request)
    ):
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
                return _finalise_later(response, request, protocols)
            return finalise(response, request, protocols)

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

    ``partial_name`` and ``partial_names`` mean what they do for `PartialTemplateMixin`. Sets ``Vary``. ``protocols``
    are the clients to recognise. Raises `PartialDoesNotExist` when it renders and the template lacks the partial.
    """

    def __init__(
        self,
        request: HttpRequest,
        template: str | Sequence[str],
        context: dict[str, Any] | None = None,
        *args: Any,
        partial_name: str | None = None,
        partial_names: Mapping[str, str] | Sequence[str] | None = None,
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
        )
        finalise(apply(self, request, answer), request)


async def _finalise_later(
    response: Awaitable[Any], request: HttpRequest, protocols: Sequence[Protocol] | None
) -> Any:
    return finalise(await response, request, protocols)


@lru_cache(maxsize=128)
def _vary(protocols: tuple[Protocol, ...]) -> str:
    return ", ".join(vary_on(protocols))


def _is_unrendered_html(response: HttpResponseBase) -> bool:
    return (
        isinstance(response, SimpleTemplateResponse)
        and not response.is_rendered
        and not isinstance(response.template_name, Fragments)
        and response.status_code not in REFUSALS
        and _is_html(response)
    )


def _is_html(response: HttpResponseBase) -> bool:
    return response.headers.get("Content-Type", "").startswith("text/html")


def _warn(
    response: HttpResponseBase,
    request: HttpRequest,
    answer: Answer,
) -> None:
    """Log what keeps a client from its partial: an undeclared target, or an answer that has no template any more.

    A view that has a ``partial_name`` alone means to answer every target with it.
    """
    details, declared = get_hypermedia(request), answer.declared()
    asked = f"{answer.view} at {_short.repr(request.path)}: {details.client} asked for"
    unknown = [_short.repr(id) for id in details.targets if id not in declared]
    if unknown and (answer.partial_names or not answer.partial_name):
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
        and _is_html(response)
    ):
        logger.warning(
            "%s a partial, but the view answered with a rendered HttpResponse. Answer with a TemplateResponse.",
            asked,
        )
