"""A form in a page: shown again with its errors, or saved and answered by a partial, by another page, by a display."""

from __future__ import annotations

from typing import Any

from ..answers import Answer
from .base import FormEditMixin


class PartialFormMixin(FormEditMixin):
    """Answers a form, valid or not, in the place of the element that the client asked for.

    ::

        class EditContact(PartialFormMixin, PartialTemplateMixin, UpdateView):
            model = Contact
            fields = ["name", "email"]
            partial_names = {"contact": "form"}
            success_partial_name = "display"

    Fits FormView, CreateView and UpdateView, with POST, PUT, and PATCH, which changes only what is sent. What is not
    valid is shown by the partial of the target, again, with 200 to htmx and 422 to Alpine AJAX; `invalid_status` sets
    another.

    What is valid is shown by ``success_partial_name`` with status 200, whatever the target is, if the view declares
    it (a boosted request that names no declared target means the page). Without such a partial the whole page goes to
    ``success_url``, and messages wait for it: a browser without a client and Alpine AJAX get the redirect, as 303;
    htmx gets ``HX-Redirect``, or with `soft_redirect` ``HX-Location``. If the page that Alpine AJAX would be redirected
    to is another one than the user's, the package's script leaves for it (``HX-Redirect``).

    Several forms on one page have a ``prefix`` each, and a view that declares its target.
    """

    #: Whether htmx goes to ``success_url`` without loading the page anew: it puts the new page's body into the old.
    soft_redirect: bool = False

    def get_soft_redirect(self) -> bool:
        """Return whether htmx keeps the page that it has, and puts the new one's body into it."""
        return self.soft_redirect

    def describe(self, answer: Answer) -> Answer:
        """Add how the client leaves for the success URL."""
        answer = super().describe(answer)
        if self.outcome == "success":
            answer.leaves = "soft" if self.get_soft_redirect() else "page"
        return answer


class ClickToEditMixin(FormEditMixin):
    """Shows one object, or one row of a table, and in its place the form that changes it.

    ::

        class ContactRow(ClickToEditMixin, PartialTemplateMixin, UpdateView):
            model = Contact
            fields = ["name", "email"]
            success_url = reverse_lazy("contacts")

    and in the template:

    .. code-block:: html+django

        {% partialdef display %}
        <div {% region "contact-" contact.pk %}>{{ contact }}
          <a href="{% url "contact" contact.pk %}?edit" {% swap "contact-" contact.pk %}>Edit</a></div>
        {% endpartialdef %}
        {% partialdef edit %}
        <form {% region "contact-" contact.pk %} method="post" action="{% url "contact" contact.pk %}"
              {% swap "contact-" contact.pk %}>…</form>
        {% endpartialdef %}
        {% if editing %}{% partial edit %}{% else %}{% partial display %}{% endif %}

    The view's address shows the display; with the query parameter ``edit`` it shows the form, and so does a form that
    is not valid. What is saved is shown by the display. The template knows by ``editing`` which of them it is about.
    A partial can be another template's, such as the one of the list that the row is from: ``"list.html#row"``.
    """

    #: The partial that shows the object.
    display_partial_name: str = "display"
    #: The partial with the form.
    edit_partial_name: str = "edit"
    #: The query parameter that asks for the form.
    edit_param: str = "edit"
    #: Id of the element that both fill; None for the model's name and the object's key, ``contact-5``.
    edit_target: str | None = None

    def get_display_partial_name(self) -> str:
        """Return the partial that shows the object."""
        return self.display_partial_name

    def get_edit_partial_name(self) -> str:
        """Return the partial with the form."""
        return self.edit_partial_name

    def get_edit_param(self) -> str:
        """Return the query parameter that asks for the form."""
        return self.edit_param

    def get_edit_target(self) -> str:
        """Return the id of the element that display and form fill."""
        if self.edit_target is not None:
            return self.edit_target
        edited = self.get_edited()
        return f"{edited._meta.model_name}-{edited.pk}"

    def get_success_partial_name(self) -> str | None:
        """Return the display, if nothing else is set."""
        return super().get_success_partial_name() or self.get_display_partial_name()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add ``editing``."""
        return super().get_context_data(**{"editing": self.is_editing(), **kwargs})

    def is_editing(self) -> bool:
        """Tell whether the form is shown, and not the display."""
        if self.outcome is None:
            return self.get_edit_param() in self.request.GET
        return self.outcome == "invalid"

    def describe(self, answer: Answer) -> Answer:
        """Add the element and what fills it."""
        answer = super().describe(answer)
        partial = (
            self.get_edit_partial_name()
            if self.is_editing()
            else self.get_display_partial_name()
        )
        answer.partial_names = {**answer.partial_names, self.get_edit_target(): partial}
        return answer
