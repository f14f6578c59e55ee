"""The sandbox's rows, where no browser is needed."""

from __future__ import annotations

import pytest
from django.test import Client

from sandbox.contacts.factories import seed as seed_contacts
from sandbox.contacts.models import Contact
from sandbox.rows.factories import seed
from sandbox.rows.models import Appointment

from .asking import CLIENTS, headers_of

pytestmark = pytest.mark.django_db


def test_appointments_are_made_once():
    seed_contacts(4)
    assert len(seed()) == 3
    assert seed() == []
    assert Appointment.objects.count() == 3


def test_appointments_need_contacts():
    seed_contacts(3)
    assert seed() == []


@pytest.mark.parametrize("client", CLIENTS)
def test_page_whose_rows_are_deleted_gives_way_to_the_first(client):
    seed_contacts(11)
    chosen = Contact.objects.order_by("pk").last()
    response = Client().post(
        "/rows/bulk/?page=2",
        {"action": "delete", "ids": [chosen.pk]},
        headers=headers_of(client, "contacts"),
        follow=True,
    )
    assert response.status_code == 200
    assert response.content.decode().count('name="ids"') == 10
