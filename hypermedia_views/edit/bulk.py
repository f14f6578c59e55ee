"""One action over many rows of a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError, RestrictedError
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.http import escape_leading_slashes
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic.list import MultipleObjectMixin

from ..answers import Answer
from .base import EditMixin
from .lock import locked, writing, written_to
from .protected import NAMED, keepers, named

#: What is done with a row: it takes the object, and may return a text, what there is to say of it. Raises
#: ValidationError for a row with which it can't be done; one that others protect can't be deleted, either.
Action = Callable[[Any], Any]


@dataclass(frozen=True)
class RowOutcome:
    """What became of one row."""

    #: The row.
    object: models.Model
    #: What the action had to say of it.
    message: str = ""
    #: Whether it was refused.
    refused: bool = False


class Refused(Exception):
    """Rows were refused, so that nothing is changed."""

    def __init__(self, outcomes: Sequence[RowOutcome]) -> None:
        super().__init__(outcomes)
        self.outcomes = outcomes


class RowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Rows by their keys."""

    def clean(self, value: Any) -> Any:
        """Return the rows. A number that is none of a key's is no row; SQLite does not take it."""
        try:
            return super().clean(value)
        except OverflowError:
            raise ValidationError(
                self.error_messages["invalid_choice"],
                code="invalid_choice",
                params={"value": max(value, key=len)},
            ) from None


class BulkActionForm(forms.Form):
    """Which action, and over which rows. Add fields that an action needs in a subclass."""

    action = forms.ChoiceField(label=_("Action"))
    ids = RowsField(
        queryset=None,
        label=_("Rows"),
        error_messages={"required": _("Choose at least one row.")},
    )

    def __init__(
        self,
        *args: Any,
        actions: Sequence[str],
        queryset: models.QuerySet[Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["action"].choices = [(name, name) for name in actions]
        fields["ids"].queryset = queryset


class BulkActionMixin(EditMixin, MultipleObjectMixin):  # type: ignore[type-arg]
    """Does one of the declared actions with the chosen rows of a list: with all of them, or with none.

    ::

        class ContactList(BulkActionMixin, PartialTemplateMixin, ListView):
            model = Contact
            bulk_actions = {"activate": Contact.activate, "archive": archive}
            partial_names = ["contacts"]

    and in the template:

    .. code-block:: html+django

        <form {% region "contacts" %} method="post" {% swap "contacts" %}>
          {% csrf_token %}
          {{ form.non_field_errors }}{{ form.ids.errors }}
          {% for contact in object_list %}
          <label>
            <input type="checkbox" name="ids" value="{{ contact.pk }}"{% if contact.is_chosen %} checked{% endif %}>
            {{ contact }} {{ contact.bulk_outcome.message }}</label>
          {% endfor %}
          <button name="action" value="activate">Activate</button>
        </form>

    POST sends the names ``action`` and ``ids``. Only rows of the view's own queryset, with the filters of its address,
    can be chosen; an unknown action or row, or none, is an error of the form, and nothing is changed. An action takes
    one object, and raises ValidationError if it can't be done with it (what others protect can't be deleted, either).
    The rows are locked, and it is one transaction. If one row is refused, nothing is changed; with `bulk_atomic` False
    the others are. Any other exception undoes all.

    Each row of ``object_list`` has its ``bulk_outcome`` (`RowOutcome`: message, refused), and ``is_chosen`` where the
    form is shown again; the template has ``bulk_outcomes`` of all. After success the partials of the list answer, or
    ``success_partial_name``; a browser without a client is redirected to ``success_url``, or the list as it was.
    """

    form_class = BulkActionForm
    #: Names, and what is done by each with one object.
    bulk_actions: Mapping[str, Action] | None = None
    #: Whether one row that is refused keeps all others from being changed.
    bulk_atomic: bool = True

    #: What became of the rows.
    bulk_outcomes: Sequence[RowOutcome] = ()

    # The form that was sent, where it is shown again.
    _sent: Any = None

    def get_bulk_actions(self) -> Mapping[str, Action]:
        """Return what can be done with a row, by name."""
        if not self.bulk_actions:
            name = type(self).__qualname__
            raise ImproperlyConfigured(
                f"{name} has no actions. Set {name}.bulk_actions to a dict from names to callables that take one "
                f"object, {{'archive': Contact.archive}}, or override {name}.get_bulk_actions()."
            )
        return self.bulk_actions

    def get_bulk_atomic(self) -> bool:
        """Return whether one row that is refused keeps all others from being changed."""
        return self.bulk_atomic

    def get_bulk_queryset(self) -> models.QuerySet[Any]:
        """Return the rows that can be chosen: those of the list, with all its pages; of a FilterView as it filters."""
        view: Any = self
        if not hasattr(view, "get_filterset"):
            return self.get_queryset()
        filterset = view.get_filterset(view.get_filterset_class())
        shown = not filterset.is_bound or filterset.is_valid() or not view.get_strict()
        rows: models.QuerySet[Any] = filterset.qs
        return rows if shown else rows.none()

    def get_success_url(self) -> str:
        """Return the success URL, or the list as it was."""
        if self.success_url:
            return str(self.success_url)
        if not self.hypermedia.wants_partial:
            # Who gets a fragment does not go there.
            self._list_anew()
        # What begins with two slashes would lead to another host.
        return escape_leading_slashes(self.request.get_full_path())

    def get_form_kwargs(self) -> dict[str, Any]:
        """Add the actions and the rows."""
        kwargs = super().get_form_kwargs()
        actions = list(self.get_bulk_actions())
        return {**kwargs, "actions": actions, "queryset": self.get_bulk_queryset()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Do what was chosen, or tell what was wrong."""
        form = self.get_form()
        if not form.is_valid():
            return self.form_invalid(form)
        try:
            return self.form_valid(form)
        except Refused as refused:
            # It has come through all that form_valid would have done after a success.
            self.bulk_outcomes = refused.outcomes
            form.add_error(None, _told(refused.outcomes))
            return self.form_invalid(form)

    def form_valid(self, form: Any) -> Any:
        """Do it, and redirect."""
        rows = form.cleaned_data["ids"]
        action = self.get_bulk_actions()[form.cleaned_data["action"]]
        with writing(rows):
            self.bulk_outcomes = self.run_bulk_action(action, rows)
            refused = [each for each in self.bulk_outcomes if each.refused]
            if refused and (
                self.get_bulk_atomic() or len(refused) == len(self.bulk_outcomes)
            ):
                raise Refused(refused)
        return super().form_valid(form)

    def form_invalid(self, form: Any) -> Any:
        """Show the list again, with the form as it was sent."""
        self._sent = form
        return self._list()

    def run_bulk_action(
        self, action: Action, rows: models.QuerySet[Any]
    ) -> list[RowOutcome]:
        """Do something with each row, in the queryset's order; return what became of it. Runs in a transaction."""
        model, using = rows.model, written_to(rows)
        # Locked in one order, so that two such actions do not wait for each other.
        chosen = [row.pk for row in rows]
        list(locked(model, using).filter(pk__in=chosen).order_by("pk"))
        return [self._run(action, row, using) for row in rows.all().using(using)]

    def render_fresh(self) -> HttpResponseBase:
        """Return the list as it is after the change, with an unbound form."""
        self._fresh = True
        try:
            return self._list_anew()
        finally:
            self._fresh = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add ``form`` and ``bulk_outcomes``, and to the rows their own."""
        own = {"bulk_outcomes": self.bulk_outcomes}
        if self._sent is not None:
            own["form"] = self._sent
        context: dict[str, Any] = super().get_context_data(**{**own, **kwargs})
        if self.bulk_outcomes or self._sent is not None:
            outcomes = {each.object.pk: each for each in self.bulk_outcomes}
            chosen = set(self._sent["ids"].value() or ()) if self._sent else set()
            for row in context["object_list"]:
                row.bulk_outcome = outcomes.get(row.pk)
                row.is_chosen = str(row.pk) in chosen
        return context

    def describe(self, answer: Answer) -> Answer:
        """Add that the list is shown anew after a success."""
        answer = super().describe(answer)
        if self.outcome == "success":
            answer.fresh = self.render_fresh
        return answer

    def _run(self, action: Action, row: models.Model, using: str) -> RowOutcome:
        try:
            # What it wrote before it refused is undone.
            with transaction.atomic(using=using):
                said = action(row)
        except ValidationError as error:
            return RowOutcome(row, " ".join(error.messages), refused=True)
        except (ProtectedError, RestrictedError) as error:
            text = _("It is needed by: %(others)s.") % {"others": named(keepers(error))}
            return RowOutcome(row, text, refused=True)
        # Others return something for their callers: Model.delete() how many rows are gone.
        told = isinstance(said, (str, Promise))
        return RowOutcome(row, str(said) if told else "")

    def _list_anew(self) -> HttpResponseBase:
        """Return the list after the change; its first page, if there is no page of the number that was shown."""
        try:
            return self._list()
        except Http404:
            query: Any = self.request.GET.copy()
            for name in list(query):
                # A list that is one of several has a prefix.
                if name == self.page_kwarg or name.endswith(f"-{self.page_kwarg}"):
                    del query[name]
            self.request.GET = query
            self.request.META["QUERY_STRING"] = query.urlencode()
            return self._list()

    def _list(self) -> HttpResponseBase:
        view: Any = self
        return view.get(self.request, *self.args, **self.kwargs)  # type: ignore[no-any-return]


def _told(outcomes: Sequence[RowOutcome]) -> list[str]:
    """Return what is told of rows that were refused."""
    told = [f"{each.object}: {each.message}" for each in outcomes[:NAMED]]
    if more := len(outcomes) - len(told):
        text = ngettext("%(count)d more row", "%(count)d more rows", more)
        told.append(text % {"count": more})
    return told
