"""Every field saves itself, as soon as the user has left it: progress is never lost."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import (
    BadRequest,
    FieldDoesNotExist,
    PermissionDenied,
)
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from ..answers import Answer
from .field import LiveFieldMixin
from .lock import written_to


class AutosaveMixin(LiveFieldMixin):
    """Validates and saves one field by itself, and leaves all others as they are.

    ::

        class SaveAnswer(OOBSwapMixin, AutosaveMixin, PartialTemplateMixin, UpdateView):
            model = Answer
            fields = ["rating", "notes"]
            success_url = reverse_lazy("audit")
            oob_partials = ["progress"]

    with ``{% live_field field %}`` around each field, or a form for each, which needs no more than
    ``<input type="hidden" name="_field" value="{{ field.name }}">``.

    The object is locked and read anew; the form is made of it and of what was sent for that one field, so that
    ``clean()`` sees what is stored and not what another tab still shows. What is valid is saved with
    ``save(update_fields=…)``: the field, and those with ``auto_now``; a many-to-many field by itself. So two tabs do
    not overwrite each other's fields. All of it is one transaction.

    The answer is the partial of the field, with ``saved`` (True after a success) in its context, and the object read
    from the database; out-of-band parts and events go with it after success. A browser without a client is redirected
    to ``success_url``. Errors of the field, and those of no field, keep it from being saved, and are shown with it;
    what is missing elsewhere does not matter yet. Without ``_field`` the whole form is saved, as by any UpdateView.

    A field that is none of the model's is a 400 (BadRequest), one that `has_field_permission` refuses a 403
    (PermissionDenied). Raises ImproperlyConfigured for a view that has no object.
    """

    # Whether the form is made of the stored object alone.
    _as_stored = False

    def has_field_permission(self, name: str) -> bool:
        """Tell whether this user may change this field of ``self.object``."""
        return True

    def get_update_fields(self, name: str) -> list[str]:
        """Return the names of the model's fields to save with this one. Add those that ``clean()`` changes, too."""
        fields = self.get_edited()._meta.concrete_fields
        touched = [each.name for each in fields if getattr(each, "auto_now", False)]
        many = self._field_of_model(name).many_to_many
        return touched if many else list(dict.fromkeys([name, *touched]))

    def get_integrity_message(self) -> str:
        """Return what is told of a value that the database does not take beside the others."""
        return _("This can’t be saved together with what the other fields have.")

    def save_field(self, form: Any, name: str) -> None:
        """Save one field of the form's object. The form is valid as far as this field goes."""
        field = self._field_of_model(name)
        fields = self.get_update_fields(name)
        if fields:
            form.instance.save(update_fields=fields)
        if field.many_to_many:
            field.save_form_data(form.instance, form.cleaned_data[name])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer for the field in one transaction."""
        view: Any = super()
        if self.get_field_param() not in request.POST:
            return view.post(request, *args, **kwargs)
        with self.atomic():
            return view.post(request, *args, **kwargs)

    def get_form(self, form_class: Any = None) -> Any:
        """Return the form: of the stored object, and of what was sent for the one field."""
        self.note_field()
        name = self.live_field
        if name is not None:
            self.lock()
        form = super().get_form(form_class)
        if name is not None and form.is_bound:
            self._field_of_model(name)
            if not self.has_field_permission(name):
                raise PermissionDenied("This field is not yours to change.")
        return form

    def get_sent_names(self, form: Any) -> Collection[str] | None:
        """Return the field."""
        if self.live_field is None:
            return super().get_sent_names(form)
        return () if self._as_stored else (self.live_field,)

    def field_checked(self, form: Any) -> HttpResponseBase:
        """Save the field if it is valid, and answer for it."""
        name = str(self.live_field)
        if found := form.non_field_errors():
            # What was wrong before does not keep this field from being saved.
            before = self._errors_before()
            form = self.get_form()
            for error in found:
                if error not in before:
                    form.add_error(name, error)
        if name not in form.errors:
            try:
                with transaction.atomic(using=written_to(form.instance)):
                    self.save_field(form, name)
            except IntegrityError:
                # What is not valid elsewhere keeps Django from asking in advance.
                form.add_error(name, self.get_integrity_message())
        self.outcome = "invalid" if name in form.errors else "success"
        self.reread()
        if self.outcome == "success":
            return HttpResponseRedirect(self.get_success_url())
        return super().field_checked(form)

    def _errors_before(self) -> list[str]:
        """Return the errors that the stored object has, and no field of it."""
        self._as_stored = True
        self.reread()
        errors = list(self.get_form().non_field_errors())
        self._as_stored = False
        # Validation has written to it.
        self.reread()
        return errors

    def shows_field_errors(self) -> bool:
        """Show them."""
        return True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add ``saved``."""
        saved = self.live_field is not None and self.outcome == "success"
        return super().get_context_data(**{"saved": saved, **kwargs})

    def describe(self, answer: Answer) -> Answer:
        """Add that the field is shown anew, in the place of a redirect."""
        answer = super().describe(answer)
        if self.live_field is not None and self.outcome == "success":
            answer.fresh = self.render_fresh
        return answer

    def _field_of_model(self, name: str) -> models.Field[Any, Any]:
        """Return the field of the model that a form's field is of; raise BadRequest if there is none."""
        try:
            field = self.get_edited()._meta.get_field(name)
        except FieldDoesNotExist:
            field = None
        if not isinstance(field, models.Field):
            raise BadRequest("The form has no such field that can be saved.")
        return field
