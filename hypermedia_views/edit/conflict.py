"""Two people who edit the same object: the second is told, and loses nothing."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from django import forms
from django.core.exceptions import BadRequest, ImproperlyConfigured
from django.core.serializers.json import DjangoJSONEncoder
from django.core.signing import BadSignature, Signer
from django.db.models import Model, QuerySet
from django.forms.models import model_to_dict
from django.forms.utils import to_current_timezone
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.formats import localize
from django.utils.translation import gettext as _

from ..answers import Answer
from .base import FormEditMixin
from .body import after_clean

SALT: Final = "hypermedia_views.edit.conflict"


@dataclass(frozen=True)
class ConflictingField:
    """A field whose value is stored otherwise than the user has sent it, whichever of the two is the new one."""

    #: The field, with the user's value.
    field: forms.BoundField
    #: What is stored, as text.
    theirs: str
    #: What the user has sent, as text.
    yours: str


@dataclass(frozen=True)
class Conflict:
    """What somebody else has saved while the user was editing."""

    #: The object as it is stored.
    theirs: Model
    #: The fields that differ.
    fields: Sequence[ConflictingField]


class EditConflictMixin(FormEditMixin):
    """Refuses to save what somebody else has changed since the user opened the form; shows both, and loses nothing.

    ::

        class EditContact(EditConflictMixin, PartialFormMixin, PartialTemplateMixin, UpdateView):
            model = Contact
            fields = ["name", "email"]
            partial_names = {"contact": "form"}
            conflict_partial_name = "conflict"

    The form gets a hidden field, `version_param`, whose value is a signed token of what is stored in the form's fields,
    or in `version_field`, such as ``"updated"``, if one is named. Templates that name each field write
    ``{{ form.version_token }}``, too. When the form comes back, the object is locked and read anew; if it is another
    version by now, and its values differ from the user's, the form is not valid.

    The answer is `conflict_partial_name`, or without one the partial of the target, with 409 (200 to htmx); another
    `conflict_status` can be set. Its context has ``conflict`` (`Conflict`): the object as it is stored, and the fields
    that differ, as text for the reader. The form has what the user has sent, and the token of what is stored now: to
    send it again means to save it all the same.

    A token that is missing, or another object's, is a 400 (BadRequest). An object that was deleted meanwhile is a 404.
    Raises ImproperlyConfigured for a view that has no object, and for a token that has a field's name.
    """

    #: The partial that shows both versions; None for the one of the target.
    conflict_partial_name: str | None = None
    #: The status of a conflict, or None for the one that the client shows.
    conflict_status: int | None = None
    #: A field of the model that changes with every save; None for the values of the form's fields themselves.
    version_field: str | None = None
    #: Name of the token's field.
    version_param: str = "version_token"

    #: What somebody else has saved, if they have.
    conflict: Conflict | None = None

    def get_conflict_partial_name(self) -> str | None:
        """Return the partial that shows both versions; None for the one of the target."""
        return self.conflict_partial_name

    def get_conflict_status(self) -> int:
        """Return the status of a conflict."""
        if self.conflict_status is not None:
            return self.conflict_status
        return self.hypermedia.protocol.shown_status(409)

    def get_conflict_message(self) -> str:
        """Return what is told of a conflict."""
        return _(
            "Somebody else has changed this meanwhile. Nothing of yours is lost: look at both, and save again."
        )

    def get_version_field(self) -> str | None:
        """Return the field of the model that changes with every save, or None."""
        return self.version_field

    def get_version_param(self) -> str:
        """Return the name of the token's field."""
        return self.version_param

    def get_version(self, stored: Model, values: Mapping[str, Any]) -> str:
        """Return what is another one after every change. ``values`` are those of the form's fields, as stored."""
        if name := self.get_version_field():
            return str(getattr(stored, name))
        said = {name: _ordered(value) for name, value in values.items()}
        return json.dumps(said, default=_plain, sort_keys=True)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Compare and save in one transaction."""
        view: Any = super()
        with self.atomic():
            return view.post(request, *args, **kwargs)

    def get_form(self, form_class: Any = None) -> Any:
        """Return the form with its token."""
        edited = self.get_edited()
        sent = self.request.method in ("POST", "PUT", "PATCH") and not self._fresh
        if sent:
            self.lock()
        elif self._fresh:
            # The token is of what is stored, which may be another notation of what was saved.
            self.reread()
        # Validation will write to the object, and a form may validate itself while it is made.
        stored = copy.copy(edited)
        form: Any = super().get_form(form_class)
        param = self.get_version_param()
        if param in form.fields:
            name = type(self).__qualname__
            raise ImproperlyConfigured(
                f"{name}'s form has a field {param!r}, which is the name of its token. Set {name}.version_param to "
                f"another one."
            )
        values = model_to_dict(stored, [*form.fields])
        version = self._sign(stored, values)
        form.fields[param] = forms.CharField(
            widget=forms.HiddenInput, initial=version, required=False
        )
        if form.is_bound and self.live_field is None:
            self._guard(form, stored, values, version)
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add ``conflict``."""
        return super().get_context_data(**{"conflict": self.conflict, **kwargs})

    def describe(self, answer: Answer) -> Answer:
        """Add the partial and the status of a conflict."""
        answer = super().describe(answer)
        if self.outcome == "invalid" and self.conflict is not None:
            answer.main = self.get_conflict_partial_name()
            answer.status = self.get_conflict_status()
        return answer

    def _guard(
        self, form: Any, stored: Model, values: Mapping[str, Any], version: str
    ) -> None:
        """Have the form be not valid if it is of another version; raise BadRequest if it is of none."""
        key = form.add_prefix(self.get_version_param())
        known = form.data.get(key, "")
        try:
            _signer(stored).unsign(known)
        except BadSignature as error:
            raise BadRequest("The form has no version of this object.") from error
        if known == version:
            return
        # To be sent again, it is of this version.
        form.data = form.data.copy()
        form.data[key] = version
        after_clean(form, partial(self._compare, form, stored, values))

    def _compare(self, form: Any, stored: Model, values: Mapping[str, Any]) -> None:
        """Add an error to the form if what is stored is not what was sent."""
        sent = self.get_sent_names(form)
        fields = [
            ConflictingField(
                bound,
                _text(bound, values[name]),
                _text(bound, form.cleaned_data.get(name, bound.data)),
            )
            for name in values
            if (sent is None or name in sent) and _differs(bound := form[name])
        ]
        if fields:
            self.conflict = Conflict(stored, fields)
            form.add_error(None, self.get_conflict_message())

    def _sign(self, stored: Model, values: Mapping[str, Any]) -> str:
        version = self.get_version(stored, values)
        digest = salted_hmac(SALT, version, algorithm="sha256").hexdigest()
        return _signer(stored).sign(digest)


def _signer(stored: Model) -> Signer:
    """Return what signs the versions of one object, and of no other."""
    return Signer(salt=f"{SALT}:{stored._meta.label_lower}:{stored.pk}")


def _ordered(value: Any) -> Any:
    """Return a field's value, the objects of a relation in one order: a database gives them in any."""
    if isinstance(value, list) and all(isinstance(each, Model) for each in value):
        return sorted(each.pk for each in value)
    return value


def _plain(value: Any) -> Any:
    """Return a field's value as one that JSON has."""
    try:
        return DjangoJSONEncoder().default(value)
    except TypeError:
        return str(value)


def _differs(bound: forms.BoundField) -> bool:
    """Tell whether another value than the stored one was sent.

    Django's ``changed_data`` would ask the browser what the value was, for a field with ``show_hidden_initial``.
    """
    return bound.field.has_changed(bound.initial, bound.data)


def _text(bound: forms.BoundField, value: Any) -> str:
    """Return a field's value as the reader knows it: by the names of its choices, if it has some."""
    field = bound.field
    several = isinstance(value, (list, tuple, QuerySet))
    chosen = [
        each for each in (value if several else [value]) if each not in (None, "")
    ]
    if isinstance(field, forms.ModelChoiceField):
        chosen = [_named(field, each) for each in chosen]
    elif isinstance(field, forms.ChoiceField):
        labels = dict(_flat(field.choices))
        chosen = [labels.get(str(each), each) for each in chosen]
    return ", ".join(map(_written, chosen))


def _written(value: Any) -> str:
    """Return a value as a template writes it: in the reader's language, and a time on the reader's clock."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        value = to_current_timezone(value)
    return str(localize(value))


def _named(field: forms.ModelChoiceField[Any], value: Any) -> str:
    """Return the name of an object, or of the one that has this key."""
    with suppress(forms.ValidationError):
        value = forms.ModelChoiceField.to_python(field, value)
    return field.label_from_instance(value) if isinstance(value, Model) else str(value)


def _flat(choices: Any) -> Iterator[tuple[str, str]]:
    """Return choices and their labels, those in groups as well."""
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            yield from _flat(label)
        else:
            yield str(value), str(label)
