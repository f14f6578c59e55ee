"""Fields whose options depend on what was chosen in another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db.models import QuerySet
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms import BoundField, ModelChoiceField
from django.utils.functional import SimpleLazyObject

from ..answers import Answer, field_id
from ..protocols import OOB
from .body import validate_anew
from .field import LiveFieldMixin


class DependentFieldsMixin(LiveFieldMixin):
    """Gives a field the options that suit what is chosen in its parents, and validates it against them.

    ::

        class AddCar(DependentFieldsMixin, PartialFormMixin, PartialTemplateMixin, CreateView):
            model = Car
            fields = ["make", "model", "name"]
            dependent_fields = {"model": "make"}

    with ``{% live_field field %}`` around each field. As soon as a parent is chosen, the elements of the fields that
    depend on it come out of band beside its own, with their options; what was chosen there stays if it is still one of
    them. Nothing is saved. Without a client, a button ``<button name="_field" value="make">`` shows the page with them.

    The options of a ModelChoiceField are those of its queryset whose relation of the parent's name is what was chosen:
    ``filter(make=…)``; none before anything is. `get_dependent_queryset` finds others; for fields with other choices
    there is `get_dependent_choices`. A value that is none of them is an error of the form, as Django tells it. Where
    AutosaveMixin saves a parent, what is stored in the other field stays, unseen, until something is chosen there.
    """

    #: Fields and the field that each depends on, or a list of several.
    dependent_fields: Mapping[str, str | Sequence[str]] = {}

    def get_dependent_fields(self) -> dict[str, list[str]]:
        """Return the fields, and those that each depends on; a field that depends on another of them comes after it."""
        return {
            name: [parents] if isinstance(parents, str) else list(parents)
            for name, parents in self.dependent_fields.items()
        }

    def get_dependent_queryset(
        self, name: str, queryset: QuerySet[Any], parents: Mapping[str, Any]
    ) -> QuerySet[Any]:
        """Return the options of a ModelChoiceField. ``parents`` are the values that are chosen, by their fields' names.

        It is not called before all of them are.
        """
        return queryset.filter(**parents)

    def get_dependent_choices(
        self, name: str, parents: Mapping[str, Any]
    ) -> Sequence[Any]:
        """Return the choices of a field that is no ModelChoiceField. It is not called before all parents are chosen."""
        view = type(self).__qualname__
        raise ImproperlyConfigured(
            f"{view} does not know the choices of {name!r}, which is no ModelChoiceField. Override "
            f"{view}.get_dependent_choices(), or make it one."
        )

    def get_form(self, form_class: Any = None) -> Any:
        """Return the form, its dependent fields with the options that suit."""
        form: Any = super().get_form(form_class)
        self._form = form
        for name, parents in self.get_dependent_fields().items():
            for each in (name, *parents):
                if each not in form.fields:
                    raise ImproperlyConfigured(
                        f"{type(self).__qualname__}.dependent_fields names {each!r}, which is no field of "
                        f"{type(form).__qualname__}. Its fields are: {', '.join(form.fields)}."
                    )
            self._limit(form, name, {each: _chosen(form[each]) for each in parents})
        validate_anew(form)
        for name in form.fields:
            # What {% live_field %} has Alpine AJAX ask for.
            form.fields[name].live_also = tuple(
                field_id(form[each]) for each in self._dependents(name)
            )
        return form

    def describe(self, answer: Answer) -> Answer:
        """Add the elements of the fields that depend on the one that the request is about."""
        answer = super().describe(answer)
        names = self._dependents(self.live_field) if self.live_field else []
        parts = [
            OOB(
                self.get_field_partial_name(),
                field_id(self._form[name]),
                # When this is rendered, the form may be a fresh one. AutosaveMixin has not saved this field.
                context={
                    "field": SimpleLazyObject(partial(self._bound, name)),
                    "saved": False,
                },
            )
            for name in names
        ]
        answer.oob_partials = [*answer.oob_partials, *parts]
        return answer

    def _bound(self, name: str) -> BoundField:
        field: BoundField = self._form[name]
        return field

    def _dependents(self, name: str) -> list[str]:
        """Return the fields that depend on this one, directly or by others."""
        found = [name]
        for child, parents in self.get_dependent_fields().items():
            if child not in found and not set(parents).isdisjoint(found):
                found.append(child)
        return found[1:]

    def _limit(self, form: Any, name: str, parents: Mapping[str, Any]) -> None:
        """Give a field of the form its options."""
        field = form.fields[name]
        chosen = not any(value in field.empty_values for value in parents.values())
        if isinstance(field, ModelChoiceField):
            # Options that the form itself has left out are none.
            queryset: Any = field.queryset
            field.queryset = (
                self.get_dependent_queryset(name, queryset, parents)
                if chosen
                else queryset.none()
            )
        else:
            field.choices = (
                self.get_dependent_choices(name, parents)
                if chosen
                else BLANK_CHOICE_DASH
            )


def _chosen(field: BoundField) -> Any:
    """Return the value that is chosen in a field; None where it is none that the field takes."""
    try:
        value = field.field.clean(field.value())
    except ValidationError:
        return None
    # A field that takes several objects has none of them.
    return None if isinstance(value, QuerySet) and not value else value
