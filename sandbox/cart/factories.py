"""A cart that is the same on every machine."""

from __future__ import annotations

from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from .models import Line

GOODS = (
    ("Teapot", Decimal("24.50")),
    ("Tea cosy", Decimal("12.00")),
    ("Mug", Decimal("7.25")),
    ("Sugar bowl", Decimal("9.95")),
)


class LineFactory(DjangoModelFactory[Line]):
    """Makes a line; each takes the next of the goods."""

    class Meta:
        model = Line

    product = factory.Sequence(lambda number: GOODS[number % len(GOODS)][0])
    price = factory.Sequence(lambda number: GOODS[number % len(GOODS)][1])
    quantity = factory.Sequence(lambda number: number % 3 + 1)


def seed(count: int = 4) -> list[Line]:
    """Fill an empty cart with the same lines every time; leave one that has lines alone."""
    if Line.objects.exists():
        return []
    LineFactory.reset_sequence(0, force=True)
    return Line.objects.bulk_create(LineFactory.build_batch(count))
