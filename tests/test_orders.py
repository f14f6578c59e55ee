"""The mixins in every order of bases: the answers are the same."""

from __future__ import annotations

from itertools import permutations

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.views.generic import CreateView, DeleteView, ListView, UpdateView

from hypermedia_views import (
    MessagesMixin,
    OOBSwapMixin,
    PartialTemplateMixin,
    TriggerEventMixin,
)
from hypermedia_views.edit import (
    ClickToEditMixin,
    EditConflictMixin,
    FieldValidationMixin,
    PartialDeleteMixin,
    PartialFormMixin,
)
from sandbox.contacts.factories import ContactFactory
from sandbox.contacts.models import Contact

from .asking import CLIENTS, factory, headers_of
from .editing import INVALID, VALID, answer, make

MIXINS = (PartialTemplateMixin, OOBSwapMixin, TriggerEventMixin, MessagesMixin)

ATTRIBUTES = {
    "model": Contact,
    "fields": ["name"],
    "template_name": "unit/parts.html",
    "success_url": "/",
    "partial_names": ["line"],
    "oob_partials": ["count"],
    "invalid_oob_partials": ["row"],
    "trigger_events": ["saved"],
    "invalid_trigger_events": ["refused"],
    "messages_partial": "messages",
}


def answers(bases, pk):
    """What a view of these bases answers to each client, asking and sending an invalid form."""
    view = type("Ordered", bases, ATTRIBUTES).as_view()
    for client in CLIENTS:
        for method in ("get", "post"):
            if method == "post" and UpdateView not in bases:
                continue
            request = getattr(factory, method)("/", headers=headers_of(client, "line"))
            request._messages = CookieStorage(request)
            messages.info(request, "hello")
            response = view(request, pk=pk).render()
            yield response.status_code, dict(response.headers), response.content


@pytest.mark.django_db
@pytest.mark.parametrize("generic", [ListView, UpdateView, DeleteView])
def test_every_order_gives_the_same_answers(generic):
    contact = ContactFactory()
    bases = (*MIXINS, generic)
    expected = list(answers(bases, contact.pk))

    assert b"hello" in expected[0][2] and b"hx-swap-oob" in expected[0][2]
    for order in permutations(bases):
        assert list(answers(order, contact.pk)) == expected, order


EDITING = ATTRIBUTES | {
    "fields": ["name", "email"],
    "template_name": "unit/orders.html",
    "partial_names": ["form"],
    "success_partial_name": "done",
    "conflict_partial_name": "conflict",
    "edit_target": "click",
    "invalid_oob_partials": ["line"],
}

#: The clients that differ most in how a change is answered.
CHANGING = ("htmx-4", "alpine-ajax")


def token(pk):
    """The version of a contact, as its form has it."""

    class Form(EditConflictMixin, UpdateView):
        model = Contact
        fields = EDITING["fields"]

    view = Form()
    view.setup(factory.get("/"), pk=pk)
    view.object = view.get_object()
    return view.get_form()["version_token"].value()


def changes(bases, requests, pk=None, clients=CHANGING):
    """What a view of these bases answers to each client and to each request: a method, an address, and a form."""
    view = type("Ordered", bases, EDITING).as_view()
    for client in clients:
        for method, path, data in requests:
            # It is there again, if the one before has deleted or changed it.
            contact = Contact(pk=5, **VALID)
            contact.save()
            request = make(method, data, client, "form", "count", path=path)
            messages.info(request, "hello")
            response = answer(view, request, **({"pk": 5} if pk else {}))
            yield response.status_code, dict(response.headers), response.content
            Contact.objects.exclude(pk=5).delete()


SAVING = [("POST", "/", VALID), ("PATCH", "/", {"name": ""})]
CHECKING = [("POST", "/", {**INVALID, "_field": "name"}), ("POST", "/", INVALID)]
NEXT = VALID | {"email": "next@example.org"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mixin", "generic", "requests"),
    [
        (PartialFormMixin, UpdateView, SAVING),
        (PartialFormMixin, CreateView, [("POST", "/", NEXT), ("POST", "/", INVALID)]),
        (ClickToEditMixin, UpdateView, [("GET", "/?edit", None), *SAVING]),
        (FieldValidationMixin, UpdateView, CHECKING),
        (PartialDeleteMixin, DeleteView, [("POST", "/", {}), ("DELETE", "/", {})]),
    ],
    ids=["update", "create", "click", "field", "delete"],
)
def test_every_order_changes_the_same(mixin, generic, requests):
    """With each of the other mixins: none reads what another adds, so two at a time tell of all."""
    pk = generic is not CreateView
    bases = (mixin, *MIXINS, generic)
    expected = list(changes(bases, requests, pk))
    assert len({content for _, _, content in expected}) > 1

    others = [each for each in MIXINS if each is not PartialTemplateMixin]
    for other in others:
        rest = [each for each in others if each is not other]
        for order in permutations((mixin, PartialTemplateMixin, other, generic)):
            assert list(changes((*rest, *order), requests, pk)) == expected, order


@pytest.mark.django_db
def test_every_order_of_what_edits_changes_the_same():
    Contact(pk=5, **VALID).save()
    version = {"version_token": token(5)}
    Contact(pk=5, **NEXT).save()
    stale = {"version_token": token(5)}
    requests = [
        ("GET", "/", None),
        ("POST", "/", VALID | version),
        ("POST", "/", INVALID | version),
        ("POST", "/", INVALID | {"_field": "name"} | version),
        ("PATCH", "/", {"name": ""} | version),
        ("POST", "/", {"name": "Mine", "email": "a@example.org"} | stale),
    ]
    editing = (PartialFormMixin, FieldValidationMixin, EditConflictMixin)
    rest = (OOBSwapMixin, TriggerEventMixin, MessagesMixin)
    bases = (*editing, PartialTemplateMixin, UpdateView)
    clients = ["alpine-ajax"]
    expected = list(changes((*rest, *bases), requests, 5, clients))

    statuses = [status for status, _, _ in expected]
    assert 422 in statuses and 409 in statuses
    for order in permutations(bases):
        whole = (*rest, *order)
        assert list(changes(whole, requests, 5, clients)) == expected, order
