"""The two mixins that everything else builds on: one answers for every client, one answers with partials."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from inspect import iscoroutine
from typing import Any, Final

from asgiref.sync import sync_to_async
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import classonlymethod
from django.views.generic.base import View

from .answers import Answer, normalise
from .protocols import PROTOCOLS, HypermediaDetails, Protocol, get_hypermedia
from .responses import apply, finalise, hypermedia_view

#: Methods of a view with a form, and what it means that Django calls them.
OUTCOMES: Final = (("form_valid", "success"), ("form_invalid", "invalid"))


class HypermediaMixin(View):
    """Base of every mixin here: runs a view as Django does, then has its answer described and given.

    A request's life:

    1. `as_view` wraps Django's own view in `hypermedia_view`, which finishes whatever comes out.
    2. Django makes the view and runs guards and handler. Nothing of ours stands between them.
    3. On a view with a form, the last of ``form_valid`` and ``form_invalid`` that is called decides the `outcome`.
    4. If the view's own handler gave the response, `describe` is called once; each mixin adds to the `Answer`. A
       guard's response passes whole, and no hook runs for it.
    5. `responses.apply` has the client's protocol carry the answer out.

    Fits any class-based view, sync or async, on either side of other mixins. Every answer varies on the headers of the
    ``protocols``, and a 302 becomes 303 after PUT, PATCH and DELETE and for hypermedia clients.
    """

    #: The clients to recognise, in order; add your own `Protocol` here. It is read before the view exists, so there
    #: is no ``get_`` hook.
    protocols: Sequence[Protocol] = PROTOCOLS

    #: What became of the request: ``"success"``, ``"invalid"``, or None while a view with a form shows it only. A view
    #: without ``form_valid`` succeeds with every answer of a status below 400. Known when `describe` is called.
    outcome: str | None = "success"

    #: Whether a success is described before Django's ``form_valid`` runs, and not after it: what a deletion is about is
    #: gone by then.
    _describes_early = False
    #: Such a description.
    _early: Answer | None = None

    @classonlymethod
    def as_view(cls, *args: Any, **initkwargs: Any) -> Callable[..., Any]:
        """Return Django's view, finished by `hypermedia_view`. Arguments are those of the view's own ``as_view``."""
        view = super().as_view(*args, **initkwargs)
        view.__dict__.update(_dispatch_attributes(cls))
        protocols = initkwargs.get("protocols", cls.protocols)
        return hypermedia_view(view, protocols=protocols)  # type: ignore[no-any-return]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Call super, and note which view it is: a guard may answer in its place, and only it knows where to log in."""
        super().setup(request, *args, **kwargs)
        request._hypermedia_instance = self  # type: ignore[attr-defined]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Call super, then describe and give the answer if it is the handler's own."""
        get_hypermedia(request, self.protocols)
        answered: list[HttpResponseBase] = []
        self._note_handler(request, answered)
        self._note_outcome()
        response: Any = super().dispatch(request, *args, **kwargs)
        if iscoroutine(response):
            return self._finish_later(response, request, answered)
        return self._finish(response, request, answered)

    @property
    def hypermedia(self) -> HypermediaDetails:
        """What the request says about its client; see `HypermediaDetails`."""
        return get_hypermedia(self.request, self.protocols)

    def describe(self, answer: Answer) -> Answer:
        """Return ``answer`` with what this class adds to it. Call super; read nothing that others added."""
        return answer

    def _note_handler(
        self, request: HttpRequest, answered: list[HttpResponseBase]
    ) -> None:
        """Have the handler for this request's method note its response, to tell it from a guard's."""
        method = (request.method or "").lower()
        handler = (
            getattr(self, method, None) if method in self.http_method_names else None
        )
        if handler is not None:
            # As Django itself sets self.head: on this request's instance only.
            setattr(self, method, partial(_note, handler, answered))

    def _note_outcome(self) -> None:
        """Have the methods for a form's outcomes note which of them was called last."""
        if not hasattr(self, "form_valid"):
            return
        self.outcome = None
        for name, outcome in OUTCOMES:
            method = getattr(self, name, None)
            if method is not None:
                setattr(self, name, partial(self._conclude, method, outcome))

    def _conclude(
        self, method: Callable[..., Any], outcome: str, *args: Any, **kwargs: Any
    ) -> Any:
        # Before the call: form_valid may find that the form is not valid after all, and call form_invalid.
        self.outcome = outcome
        early = self._describes_early and outcome == "success"
        self._early = self._describe() if early else None
        return method(*args, **kwargs)

    def _describe(self) -> Answer:
        return self.describe(Answer(view=type(self).__qualname__))

    def _finish(
        self,
        response: HttpResponseBase,
        request: HttpRequest,
        answered: list[HttpResponseBase],
    ) -> Any:
        own = response in answered
        # The view holds this list until the cycle collector comes for both; the response need not wait with them.
        answered.clear()
        # What is no response Django complains of.
        if own and isinstance(response, HttpResponseBase):
            request._hypermedia_answered = True  # type: ignore[attr-defined]
            if self.outcome == "success" and response.status_code >= 400:
                self.outcome, self._early = "invalid", None
            response = apply(response, request, self._early or self._describe())
        if getattr(request, "_hypermedia_view", None) is self.protocols:
            return response
        # Its as_view was another's, which did not call ours.
        return finalise(response, request, self.protocols, self)

    async def _finish_later(
        self, response: Any, request: HttpRequest, answered: list[HttpResponseBase]
    ) -> Any:
        response = await response
        # Hooks are ordinary methods and may query the database.
        return await sync_to_async(self._finish)(response, request, answered)


class PartialTemplateMixin(HypermediaMixin):
    """Answers a hypermedia client with partials of the view's template; everyone else gets the page.

    Static::

        class ContactDetail(PartialTemplateMixin, DetailView):
            model = Contact
            partial_names = ["details", "history"]

    Dynamic: override `get_partial_name`, `get_partial_names` or `get_partial_context_data`.

    A partial is taken from the first of ``get_template_names()`` that loads. Which one is decided by the ids that the
    client asks for (``HX-Target``, ``X-Alpine-Target``), and only among those declared. An unknown id gets
    ``partial_name``, or without one the full page. The full page is also for Back and Forward, for a boosted request
    that names no declared target, and for htmx 4's ``HX-Request-Type: full``. Alpine AJAX gets all declared partials
    at once, since it finds its targets by id, or the full page.

    Works with any view that answers with a TemplateResponse. Raises `PartialDoesNotExist` when the template lacks a
    partial.
    """

    #: The partial that answers every partial request, or None. It is declared for the element of its own name, too,
    #: which a boosted link or form must name.
    partial_name: str | None = None
    #: Target ids and the partial that answers for each; a list where id and partial share one name. A partial of
    #: another template is ``"base.html#messages"``.
    partial_names: Mapping[str, str] | Sequence[str] | None = None

    def get_partial_name(self) -> str | None:
        """Return the partial for targets that are not declared, or None for the full page."""
        return self.partial_name

    def get_partial_names(self) -> dict[str, str]:
        """Return the declared target ids and the partial for each, as a new dict."""
        return normalise(self.partial_names, f"{type(self).__qualname__}.partial_names")

    def get_partial_context_data(
        self, partial_name: str, /, **context: Any
    ) -> dict[str, Any]:
        """Return the context of one partial. Called for fragments only, with the page's finished context.

        What costs much belongs into ``get_context_data`` as a lazy value, since that runs for every answer.
        """
        return context

    def describe(self, answer: Answer) -> Answer:
        """Add the partials to the answer."""
        answer = super().describe(answer)
        answer.partial_name = self.get_partial_name()
        # What other mixins declare is theirs, whichever comes first.
        names: Any = self.get_partial_names()
        if not isinstance(names, dict):
            view = type(self).__qualname__
            names = normalise(names, f"{view}.get_partial_names()")
        answer.partial_names = {**names, **answer.partial_names}
        answer.context = self.get_partial_context_data
        return answer


def _note(
    handler: Callable[..., Any],
    answered: list[HttpResponseBase],
    *args: Any,
    **kwargs: Any,
) -> Any:
    """Call a handler, and note in ``answered`` what it answers."""
    response = handler(*args, **kwargs)
    if iscoroutine(response):
        return _note_later(response, answered)
    answered.append(response)
    return response


async def _note_later(
    response: Awaitable[HttpResponseBase], answered: list[HttpResponseBase]
) -> HttpResponseBase:
    answered.append(await response)
    return answered[-1]


def _dispatch_attributes(cls: type[View]) -> dict[str, Any]:
    """Return what decorators left on the ``dispatch`` that Django would see, were this package's not before it.

    ``csrf_exempt`` or ``login_not_required`` on the ``dispatch`` of a base such as LoginView keep their effect; a class
    that overrides it hides them, as always in Django.
    """
    attributes: dict[str, Any] = {}
    for base in cls.__mro__:
        dispatch = vars(base).get("dispatch")
        if dispatch is None:
            continue
        attributes = {**vars(dispatch), **attributes}
        if inspect.unwrap(dispatch) is not HypermediaMixin.dispatch:
            break
    attributes.pop("__wrapped__", None)
    return attributes
