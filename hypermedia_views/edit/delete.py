"""Deleting an object: its element goes, and what else the page tells of it changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Model, ProtectedError, RestrictedError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.views.generic.edit import BaseDeleteView

from ..answers import Answer
from .base import EditMixin
from .body import read_body
from .protected import keepers, named


class PartialDeleteMixin(EditMixin, BaseDeleteView):  # type: ignore[type-arg]
    """Deletes an object with POST or DELETE, and takes the client's target out of the page.

    ::

        class DeleteContact(OOBSwapMixin, PartialDeleteMixin, DeleteView):
            model = Contact
            success_url = reverse_lazy("contacts")
            oob_partials = ["count"]

    with, in the row ``contact-5``:

    .. code-block:: html+django

        <form method="post" action="{% url "delete" contact.pk %}" {% swap "contact-" contact.pk %}>
          {% csrf_token %}<button>Delete</button></form>

    Both methods go one way, through ``form_valid``. Afterwards the partial ``success_partial_name`` answers, if the
    view names one; else the target goes (``HX-Reswap: delete``, ``X-Alpine-Delete``), if it is no out-of-band part;
    with `removes_target` False the page goes to ``success_url``, as a browser without a client does.

    Events and out-of-band partials are asked for before the object goes; ``get_context_data`` after it, so counts are
    right. The object itself is still there for the templates, with its key.

    What other objects protect (ProtectedError, RestrictedError) stays, and so does all that ``form_valid`` wrote. The
    form is shown with an error that names them, the template finds them as ``protected_objects``, and the answer is
    `protected_partial_name` or what the view declares for the target; with 409, or 200 to htmx. DELETE needs the CSRF
    token in the header ``X-CSRFToken``.
    """

    #: Whether the target goes, where there is no ``success_partial_name``.
    removes_target: bool = True
    #: The partial that tells what keeps the object; None for the one of the target.
    protected_partial_name: str | None = None

    #: What keeps the object.
    protected_objects: Sequence[Model] = ()

    _describes_early = True

    def get_removes_target(self) -> bool:
        """Return whether the target goes, where there is no partial for a success."""
        return self.removes_target

    def get_protected_partial_name(self) -> str | None:
        """Return the partial that tells what keeps the object; None for the one of the target."""
        return self.protected_partial_name

    def get_protected_message(self, objects: Sequence[Model]) -> str:
        """Return what is told of an object that others keep. It names them, to whoever may delete the object."""
        said = {"object": self.object, "others": named(objects)}
        return _("%(object)s can’t be deleted. It is needed by: %(others)s.") % said

    def delete(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer DELETE as POST."""
        read_body(request)
        return self.post(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Delete the object; tell if others keep it."""
        try:
            with self.atomic():
                return super().post(request, *args, **kwargs)
        except (ProtectedError, RestrictedError) as error:
            # It has come through all that form_valid would have done after a success.
            self.protected_objects = keepers(error)
            form = self.get_form()
            form.add_error(None, self.get_protected_message(self.protected_objects))
            return self.form_invalid(form)

    def form_valid(self, form: Any) -> Any:
        """Delete the object. It keeps its key, by which the page knows it."""
        fields = self.object._meta.concrete_fields
        keys = {field.attname: getattr(self.object, field.attname) for field in fields}
        response = super().form_valid(form)
        for name, value in keys.items():
            if getattr(self.object, name) is None:
                setattr(self.object, name, value)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add ``protected_objects``."""
        protected = {"protected_objects": self.protected_objects}
        return super().get_context_data(**{**protected, **kwargs})

    def get_invalid_status(self) -> int | None:
        """Return the status of an object that others keep, or of a form that is not valid."""
        if not self.protected_objects or self.invalid_status is not None:
            return super().get_invalid_status()
        return self.hypermedia.protocol.shown_status(409)

    def describe(self, answer: Answer) -> Answer:
        """Add that the target goes, or what keeps it."""
        answer = super().describe(answer)
        if self.outcome == "success":
            answer.leaves = "page"
            if answer.main is None and self.get_removes_target():
                answer.removes = True
                answer.fresh = self.render_fresh
        elif self.protected_objects:
            # The button is part of a page, so what it asks for need not be declared.
            answer.main = answer.rest = self.get_protected_partial_name()
        return answer
