"""Appointments that are the same on every machine."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from sandbox.contacts.factories import ContactFactory
from sandbox.contacts.models import Contact

from .models import Appointment

TITLES = ("the lunch on Monday", "the call on Tuesday", "the visit on Friday")


class AppointmentFactory(DjangoModelFactory[Appointment]):
    """Makes an appointment."""

    class Meta:
        model = Appointment

    contact = factory.SubFactory(ContactFactory)
    title = factory.Sequence(lambda number: TITLES[number % len(TITLES)])


def seed() -> list[Appointment]:
    """Have two appointments with the first contact and one with the fourth, if there are none."""
    contacts = Contact.objects.order_by("pk")[:4]
    if Appointment.objects.exists() or len(contacts) < 4:
        return []
    AppointmentFactory.reset_sequence(0, force=True)
    return [AppointmentFactory(contact=contacts[place]) for place in (0, 0, 3)]
