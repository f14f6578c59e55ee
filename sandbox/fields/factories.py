"""What the forms begin with, the same on every machine."""

from __future__ import annotations

from factory.django import DjangoModelFactory

from .models import (
    Checklist,
    City,
    Country,
    Equipment,
    Preferences,
    Profile,
    Purchase,
    Region,
)

EQUIPMENT = ("Hoist", "Defibrillator", "Blood pressure monitor")

PLACES = {
    "France": {"Brittany": ("Brest", "Rennes"), "Provence": ("Arles", "Marseille")},
    "Poland": {"Lesser Poland": ("Kraków", "Tarnów"), "Pomerania": ("Gdańsk",)},
}


class PurchaseFactory(DjangoModelFactory[Purchase]):
    """Makes a line of the shopping list."""

    class Meta:
        model = Purchase

    name = "Milk"


def seed() -> list[str]:
    """Fill an empty database with the same objects every time; leave one that has a checklist alone."""
    if Checklist.objects.exists():
        return []
    Equipment.objects.bulk_create(Equipment(name=name) for name in EQUIPMENT)
    for country_name, regions in PLACES.items():
        country = Country.objects.create(name=country_name)
        for region_name, cities in regions.items():
            region = Region.objects.create(country=country, name=region_name)
            City.objects.bulk_create(City(region=region, name=name) for name in cities)
    made = [
        Checklist.objects.create(),
        PurchaseFactory.create(),
        PurchaseFactory.create(name="Apples", amount=6),
        Profile.objects.create(name="Zoë Ångström", email="zoe@example.org"),
        Preferences.objects.create(email=Preferences.Letters.WEEKLY),
    ]
    return [str(each) for each in made]
