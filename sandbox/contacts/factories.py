"""Contacts that look real and are the same on every machine."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory
from factory.random import reseed_random

from .models import Contact

SEED = "hypermedia_views"


class ContactFactory(DjangoModelFactory[Contact]):
    """Makes a contact. Its e-mail address carries a number, and so is unique."""

    class Meta:
        model = Contact

    name = factory.Faker("name")
    company = factory.Faker("company")
    phone = factory.Faker("numerify", text="+44 20 #### ####")
    email = factory.Sequence(lambda number: f"contact{number}@example.org")
    liked = factory.Sequence(lambda number: number % 5 == 0)


def seed(count: int = 10_000) -> list[Contact]:
    """Fill an empty table with the same contacts every time; leave one that has contacts alone."""
    if Contact.objects.exists():
        return []
    reseed_random(SEED)
    ContactFactory.reset_sequence(1, force=True)
    return Contact.objects.bulk_create(ContactFactory.build_batch(count))
