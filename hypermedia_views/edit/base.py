"""What every view with a form does: whatever the method, bodies are read; a success can be shown without a redirect."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.generic.edit import FormMixin

from ..answers import Answer
from ..base import HypermediaMixin
from .body import UNREAD, keep_others, names_sent, read_body
from .lock import lock, writing, written_to


class EditMixin(FormMixin, HypermediaMixin):  # type: ignore[type-arg]
    """Base of the mixins that change something. They are siblings, so a view names those it needs in any order.

    What a view answers:

    1. A form that is not valid is shown again, by the partial of the client's target, with the status that the client
       shows without being configured: 200 to htmx (2 swaps no error; 4 none with django-htmx's script and DEBUG), 422
       to Alpine AJAX, Django's own 200 to a browser without a client. `invalid_status` sets another, for all of them.
    2. A form that is valid answers with the partial `success_partial_name` and status 200, if it is set: rendered as
       GET would show it after the change, with an unbound form, and with out-of-band parts and events beside it.
    3. Else it answers with a redirect, as Django does; what becomes of it, the mixin says.
    """

    #: The partial that answers after a success, or None.
    success_partial_name: str | None = None
    #: The status of a form that is not valid, or None for the one that the client shows.
    invalid_status: int | None = None

    #: The field that this request is about, if it is about a single one.
    live_field: str | None = None

    # Whether the form is shown anew, after a success.
    _fresh = False
    # Whether there was an object before.
    _had_object = False

    def get_success_partial_name(self) -> str | None:
        """Return the partial that answers after a success, or None."""
        return self.success_partial_name

    def get_invalid_status(self) -> int | None:
        """Return the status of a form that is not valid; None for Django's own."""
        if self.invalid_status is not None or not self.hypermedia:
            return self.invalid_status
        return self.hypermedia.protocol.shown_status(422)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Return what makes the form: of what was sent with any method, or, after a success, of nothing."""
        kwargs: dict[str, Any] = super().get_form_kwargs()
        if self._fresh:
            kwargs.pop("data", None)
            kwargs.pop("files", None)
        elif self.request.method in UNREAD:
            # htmx sends the parameters of a DELETE in the address.
            request = self.request
            by_address = request.method == "DELETE" and not request.POST
            kwargs["data"] = request.GET if by_address else request.POST
            kwargs["files"] = request.FILES
        return kwargs

    def get_form(self, form_class: Any = None) -> Any:
        """Return the form. After a success that has made an object it is for the next one."""
        if not self._fresh:
            self._had_object = getattr(self, "object", None) is not None
        if not self._fresh or self._had_object:
            return super().get_form(form_class)
        view: Any = self
        made = getattr(view, "object", None)
        view.object = None
        try:
            return super().get_form(form_class)
        finally:
            view.object = made

    def atomic(self) -> Any:
        """Return a transaction on the database of the object that the form is about."""
        view: Any = self
        source = None
        if hasattr(view, "get_queryset"):
            with suppress(ImproperlyConfigured):
                source = view.get_queryset()
        if source is None:
            # The view finds its object in a way of its own.
            get = view.get_object if hasattr(view, "get_object") else view.get_edited
            source = get()
        return writing(source)

    def describe(self, answer: Answer) -> Answer:
        """Add the partial of a success, the status of a failure."""
        answer = super().describe(answer)
        if self.outcome == "success":
            answer.main = self.get_success_partial_name()
            answer.fresh = self.render_fresh if answer.main else None
        elif self.outcome == "invalid":
            answer.status = self.get_invalid_status()
        return answer

    def render_fresh(self) -> HttpResponseBase:
        """Return the page as it is after a change, with an unbound form."""
        self._fresh = True
        view: Any = self
        try:
            return view.render_to_response(self.get_context_data())  # type: ignore[no-any-return]
        finally:
            self._fresh = False


class FormEditMixin(EditMixin):
    """Base of the mixins for views that show a form and take it: with POST, PUT, or PATCH.

    PATCH changes the fields that are sent, and leaves the others.
    """

    # Whether the object is read anew and locked.
    _locked = False

    def put(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer PUT as POST."""
        read_body(request)
        view: Any = self
        return view.post(request, *args, **kwargs)

    def patch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer PATCH as POST, with a form in which fields that were not sent are as they were."""
        return self.put(request, *args, **kwargs)

    def get_form(self, form_class: Any = None) -> Any:
        """Return the form."""
        form = super().get_form(form_class)
        names = self.get_sent_names(form) if form.is_bound else None
        if names is not None:
            keep_others(form, names)
        return form

    def get_sent_names(self, form: Any) -> Collection[str] | None:
        """Return the names of the fields that are to change, where the others are left alone; None for all."""
        # A formset has no fields of its own.
        partly = self.request.method == "PATCH" and hasattr(form, "fields")
        return names_sent(form) if partly else None

    def lock(self) -> None:
        """Read the object that the form is about anew, and lock it, once. Needs a transaction."""
        if not self._locked:
            self._locked = True
            lock(self.get_edited())

    def reread(self) -> None:
        """Read the object that the form is about anew: from where it is saved, which may be ahead of what is read."""
        edited = self.get_edited()
        edited.refresh_from_db(using=written_to(edited))

    def get_edited(self) -> Any:
        """Return the object that the form is about; raise ImproperlyConfigured if there is none."""
        edited = getattr(self, "object", None)
        if edited is None or edited.pk is None:
            name = type(self).__qualname__
            raise ImproperlyConfigured(
                f"{name} has no object to change. Make it an UpdateView, or set self.object in {name} before the form "
                f"is made."
            )
        return edited
