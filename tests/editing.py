"""Forms as each client sends them, and views to send them to."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.messages.storage.cookie import CookieStorage
from django.views.generic import CreateView, FormView, UpdateView

from hypermedia_views import MessagesMixin, PartialTemplateMixin
from hypermedia_views.edit import PartialFormMixin
from sandbox.contacts.models import Contact

from .asking import factory, headers_of

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=BoUnDaRyStRiNg"

VALID = {"name": "Ann", "email": "ann@example.org"}
INVALID = {"name": "", "email": "ann@example.org"}

#: The status of a form that is not valid.
INVALID_STATUS = {"htmx-2": 200, "htmx-4": 200, "alpine-ajax": 422, "plain": 200}


def make(
    method: str,
    data: Any = None,
    client: str = "plain",
    *targets: str,
    path: str = "/",
    headers: dict[str, str] | None = None,
    boosted: bool = False,
    **options: Any,
) -> Any:
    """A request with a form, and with messages of its own."""
    headers = {**headers_of(client, *targets, boosted=boosted), **(headers or {})}
    options = {"content_type": URLENCODED, **options}
    if isinstance(data, dict) and options["content_type"] == URLENCODED:
        data = urlencode(data, doseq=True)
    request = factory.generic(method, path, data or "", headers=headers, **options)
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return request


def answer(view: Any, request: Any, **kwargs: Any) -> Any:
    """The rendered answer of a view to a request."""
    view = view.as_view() if isinstance(view, type) else view
    response = view(request, **kwargs)
    return response.render() if hasattr(response, "render") else response


def send(
    view: Any,
    data: Any = None,
    client: str = "plain",
    *targets: str,
    method: str = "POST",
    kwargs: dict[str, Any] | None = None,
    **options: Any,
) -> Any:
    """The rendered answer of a view to a form."""
    request = make(method, data, client, *targets, **options)
    return answer(view, request, **(kwargs or {}))


def body(response: Any) -> str:
    """The body of an answer, white space at its ends left out."""
    return str(response.content.decode().strip())


class ContactForm(forms.Form):
    """A form that saves nothing."""

    name = forms.CharField()
    email = forms.EmailField()


class Edit(PartialFormMixin, MessagesMixin, PartialTemplateMixin):
    """What the views below share."""

    model = Contact
    fields = ["name", "email"]
    template_name = "unit/edit.html"
    partial_names = {"contact": "form"}
    messages_partial = "messages"
    success_url = "/done/"


class Ask(Edit, FormView):
    """A form without an object."""

    form_class = ContactForm


class Create(Edit, CreateView):
    """A form that makes an object."""


class Update(Edit, UpdateView):
    """A form that changes one."""
