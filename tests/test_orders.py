"""The mixins in every order of bases: the answers are the same."""

from __future__ import annotations

from itertools import permutations

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.views.generic import DeleteView, ListView, UpdateView

from hypermedia_views import (
    MessagesMixin,
    OOBSwapMixin,
    PartialTemplateMixin,
    TriggerEventMixin,
)
from sandbox.contacts.factories import ContactFactory
from sandbox.contacts.models import Contact

from .asking import CLIENTS, factory, headers_of

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
