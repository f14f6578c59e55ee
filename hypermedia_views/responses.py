"""From the description of an answer to the response that a client gets. Serves function views and mixins alike."""

from __future__ import annotations

import logging
import reprlib
import weakref
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from inspect import iscoroutine
from typing import Any, Final, TypeVar, cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse, TemplateResponse
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString, mark_safe

from .conf import get_setting
from .partials import get_page, get_partial
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
ContextHook = Callable[..., dict[str, Any]]

#: Methods whose 302 a browser's ``fetch`` would follow with the same method again.
REPEATED_METHODS: Final = frozenset(("PUT", "PATCH", "DELETE"))

# Values from headers are shown shortened, with every unprintable character escaped.
_short: Final = reprlib.Repr()
_short.maxstring = 80


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
        if self.partial_name is not None:
            declared.setdefault(self.partial_name.rpartition("#")[2], self.partial_name)
        everywhere = get_setting("HYPERMEDIA_PARTIAL_NAMES", None) or {}
        for id, name in everywhere.items():
            declared.setdefault(id, name)
        return declared


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
        response = cast(SimpleTemplateResponse, self._response())
        page = get_page(self.page_template, response.resolve_template)
        candidates = (
            self.page_template if isinstance(self.page_template, (list, tuple)) else ()
        )
        html = ""
        for name in self.names:
            partial = get_partial(
                page,
                name,
                response.resolve_template,
                view=self.answer.view,
                candidates=candidates,
            )
            own = self.answer.context(name, **(context or {}))
            html += partial.render(own, request)
        if self.details.protocol.accepts(self.details, html):
            return mark_safe(html)
        whole = response.resolve_template(self.page_template)
        return mark_safe(whole.render(context, request))


def apply(response: Response, request: HttpRequest, answer: Answer) -> Response:
    """Give the client the answer that was described, in its own way; return the response, changed in place.

    A fragment takes the place of the page only in an unrendered TemplateResponse of HTML. Everything else — redirects,
    files, streams, JSON, what is rendered already — stays as it is.
    """
    if not _is_unrendered_html(response):
        return response
    details = get_hypermedia(request)
    declared = answer.declared()
    if settings.DEBUG:
        _warn_of_unknown_targets(details, answer, declared)
    names = details.protocol.select(details, declared, answer.partial_name)
    if names:
        template = cast(SimpleTemplateResponse, response)
        template.template_name = Fragments(template, names, answer, details)
    return response


def finalise(response: Response, request: HttpRequest) -> Response:
    """Set ``Vary``, and 303 where a 302 would repeat the method; return the response, changed in place.

    ``Vary`` names every header that the view's protocols may consult, the same on all of its answers: a cache keeps one
    list of headers an address. Doing it twice changes nothing.
    """
    headers = vary_on(tuple(get_protocols(request)))
    # The usual cases, nothing there yet and ours there already, are seen sooner here than by patch_vary_headers.
    if headers and not response.has_header("Vary"):
        response.headers["Vary"] = ", ".join(headers)
    elif headers and ", ".join(headers) not in response.headers["Vary"]:
        patch_vary_headers(response, headers)
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
            response = view(request, *args, **kwargs)
            if iscoroutine(response):
                return _finalise_later(response, request)
            return finalise(response, request)

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


def normalise(
    names: Mapping[str, str] | Sequence[str] | None, what: str
) -> dict[str, str]:
    """Return target ids and their partials as a new dict, made from a mapping or from names that serve as both.

    Raises ImproperlyConfigured, naming ``what`` was wrong, for a string.
    """
    if names is None:
        return {}
    if isinstance(names, str):
        raise ImproperlyConfigured(
            f"{what} is the string {names!r}. Make it a list of names, [{names!r}], a dict from target ids to "
            f"partials, {{{names!r}: {names!r}}}, or set partial_name to answer every target with it."
        )
    if isinstance(names, Mapping):
        return dict(names)
    return {name.rpartition("#")[2]: name for name in names}


async def _finalise_later(
    response: Awaitable[HttpResponseBase], request: HttpRequest
) -> HttpResponseBase:
    return finalise(await response, request)


def _is_unrendered_html(response: HttpResponseBase) -> bool:
    return (
        isinstance(response, SimpleTemplateResponse)
        and not response.is_rendered
        and not isinstance(response.template_name, Fragments)
        and response.headers.get("Content-Type", "").startswith("text/html")
    )


def _warn_of_unknown_targets(
    details: HypermediaDetails, answer: Answer, declared: Mapping[str, str]
) -> None:
    """Log the targets that a view does not declare, unless it means to answer every target with one partial."""
    unknown = tuple(id for id in details.targets if id not in declared)
    if not details.wants_partial or not unknown:
        return
    if answer.partial_names or answer.partial_name is None:
        logger.warning(
            "%s: %s asked for %s, which is not declared. Declared: %s. Add it to partial_names.",
            answer.view,
            details.client,
            _short.repr(unknown),
            ", ".join(map(repr, declared)) or "none",
        )
