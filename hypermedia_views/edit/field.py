"""One field of a form by itself, while the rest is still being filled in."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest
from django.http.response import HttpResponseBase

from ..answers import FIELD_PARAM, Answer
from .base import FormEditMixin


class LiveFieldMixin(FormEditMixin):
    """Base of the mixins that answer for a single field, which POST names by the parameter ``_field``.

    The element around a field, its label and its errors is written with ``{% live_field field %}``; the partial
    `field_partial_name` holds that element, and finds the bound field as ``field``. Only a field that the form
    declares, and that is not disabled, can be named; another is a 400 (BadRequest). Its value never stands in an
    address: the parameter is read from the body, and GET knows nothing of it. The whole form is sent along, so that its
    ``clean()`` has what it looks at.

    Without a client, a submit button can send the same: ``<button name="_field" value="make">``. A target that the view
    declares, such as the form as a whole, gets its own partial.
    """

    #: The partial of the element around a field.
    field_partial_name: str = "field"
    #: The parameter that names the field.
    field_param: str = FIELD_PARAM

    def get_field_partial_name(self) -> str:
        """Return the partial of the element around a field."""
        return self.field_partial_name

    def get_field_param(self) -> str:
        """Return the parameter that names the field."""
        return self.field_param

    def note_field(self) -> None:
        """Note which field the request is about, if it is about one."""
        self.live_field = self.request.POST.get(self.get_field_param())
        if self.live_field is not None:
            # Nothing that a view does with a form is done with a field. On this request's instance only, as Django
            # itself sets self.head.
            checked = self.field_checked
            vars(self).update(form_valid=checked, form_invalid=checked)

    def get_form(self, form_class: Any = None) -> Any:
        """Return the form; raise BadRequest if it does not have the field."""
        self.note_field()
        form = super().get_form(form_class)
        name, fields = self.live_field, getattr(form, "fields", {})
        if name is not None and (name not in fields or fields[name].disabled):
            raise BadRequest("The form has no such field.")
        if name is not None:
            for field in fields.values():
                # The user is in another field by now.
                field.widget.attrs.pop("autofocus", None)
        return form

    def field_checked(self, form: Any) -> HttpResponseBase:
        """Return the answer for the field, whose form is validated by now. Nothing is saved."""
        for name in list(form.errors):
            if name != self.live_field or not self.shows_field_errors():
                del form.errors[name]
        view: Any = self
        return view.render_to_response(self.get_context_data(form=form))  # type: ignore[no-any-return]

    def shows_field_errors(self) -> bool:
        """Tell whether a field that is not valid is shown with its errors."""
        return False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add ``field``, if the request is about one."""
        context = super().get_context_data(**kwargs)
        if self.live_field is not None:
            context.setdefault("field", context["form"][self.live_field])
        return context

    def describe(self, answer: Answer) -> Answer:
        """Add the partial of the field."""
        answer = super().describe(answer)
        if self.live_field is not None:
            # What answers for the whole form does not answer for one field.
            answer.main, answer.rest = None, self.get_field_partial_name()
        return answer


class FieldValidationMixin(LiveFieldMixin):
    """Validates the field that the user leaves, or types in, by the form itself; nothing is saved.

    ::

        class SignUp(FieldValidationMixin, PartialFormMixin, PartialTemplateMixin, CreateView):
            form_class = SignUpForm
            partial_names = {"sign-up": "form"}

    and in the template:

    .. code-block:: html+django

        <form {% region "sign-up" %} method="post" novalidate {% swap "sign-up" %}>
          {% csrf_token %}
          {% for field in form %}
          {% partialdef field inline %}
          <div {% live_field field debounce="500ms" %}>{{ field.label_tag }} {{ field }} {{ field.errors }}</div>
          {% endpartialdef %}
          {% endfor %}
          <button>Sign up</button>
        </form>

    The answer is the field's element with what the field itself, its ``clean_<name>()``, the model, and the form's
    ``clean()`` have to say of it; the errors of other fields wait until it is their turn. Status 200, no events.
    Django's widgets tie an error to its input (``aria-invalid``, ``aria-describedby``).
    """

    def shows_field_errors(self) -> bool:
        """Show them."""
        return True
