"""Who may log in, the same on every machine."""

from __future__ import annotations

import factory
from django.contrib.auth.models import User
from factory.django import DjangoModelFactory

NAME = PASSWORD = "demo"


class UserFactory(DjangoModelFactory[User]):
    """Makes a user who may log in."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = NAME
    password = factory.django.Password(PASSWORD)


def seed() -> list[User]:
    """Make the user of the sandbox, if there is none."""
    return [] if User.objects.exists() else [UserFactory.create()]
