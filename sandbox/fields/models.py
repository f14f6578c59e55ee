"""What the forms are about. The sandbox has one visitor, and so one checklist, one profile, one set of preferences."""

from __future__ import annotations

from django.core.validators import (
    FileExtensionValidator,
    MaxValueValidator,
    MinValueValidator,
)
from django.db import models


class Account(models.Model):
    """Somebody who has signed up."""

    name = models.CharField(max_length=30)
    email = models.EmailField("e-mail", unique=True)

    def __str__(self) -> str:
        return self.name


class Equipment(models.Model):
    """What a ward has, or lacks."""

    name = models.CharField(max_length=50)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Checklist(models.Model):
    """A round of a ward. All of it can wait, so that each answer is kept as soon as it is there."""

    class HandRub(models.TextChoices):
        """Where hand rub is within reach."""

        ALL = "all", "At every bed"
        SOME = "some", "At some beds"
        NONE = "none", "At no bed"
        __empty__ = "Not looked at yet"

    ward = models.CharField(max_length=50, blank=True)
    hand_rub = models.CharField(max_length=4, choices=HandRub.choices, blank=True)
    temperature = models.SmallIntegerField(
        "temperature of the refrigerator, °C",
        null=True,
        blank=True,
        validators=[MinValueValidator(-30), MaxValueValidator(50)],
    )
    equipment = models.ManyToManyField(
        Equipment, verbose_name="equipment that works", blank=True
    )
    notes = models.TextField(blank=True)
    updated = models.DateTimeField(auto_now=True)

    #: The names of what is asked.
    QUESTIONS = ["ward", "hand_rub", "temperature", "equipment", "notes"]

    def __str__(self) -> str:
        return f"Round of {self.ward or 'a ward'}"

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        values = [self.ward, self.hand_rub, self.notes, self.equipment.exists()]
        return sum(map(bool, values)) + (self.temperature is not None)


class Country(models.Model):
    """Where parcels go."""

    name = models.CharField(max_length=50)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Region(models.Model):
    """A part of a country."""

    country = models.ForeignKey(Country, models.CASCADE)
    name = models.CharField(max_length=50)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class City(models.Model):
    """A city of a region."""

    region = models.ForeignKey(Region, models.CASCADE)
    name = models.CharField(max_length=50)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Parcel(models.Model):
    """What is sent."""

    recipient = models.CharField(max_length=50)
    country = models.ForeignKey(Country, models.PROTECT)
    region = models.ForeignKey(Region, models.PROTECT)
    city = models.ForeignKey(City, models.PROTECT)

    def __str__(self) -> str:
        return f"The parcel for {self.recipient}"


class Document(models.Model):
    """A file and what it is called."""

    title = models.CharField(max_length=100)
    file = models.FileField(
        upload_to="documents",
        validators=[FileExtensionValidator(["pdf", "png", "txt"])],
        help_text="PDF, PNG or text.",
    )

    def __str__(self) -> str:
        return self.title


class Purchase(models.Model):
    """What is on the shopping list."""

    name = models.CharField("what", max_length=50)
    amount = models.PositiveSmallIntegerField(
        "how many", default=1, validators=[MinValueValidator(1)]
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Profile(models.Model):
    """Who the visitor is."""

    name = models.CharField(max_length=50)
    email = models.EmailField("e-mail address")

    def __str__(self) -> str:
        return "profile"


class Preferences(models.Model):
    """What the visitor wants."""

    class Letters(models.TextChoices):
        """How often there is a newsletter."""

        DAILY = "daily", "Every day"
        WEEKLY = "weekly", "Every week"
        NEVER = "never", "Never"

    name = models.CharField("name to be called by", max_length=20, blank=True)
    email = models.CharField("newsletter", max_length=6, choices=Letters.choices)

    def __str__(self) -> str:
        return "preferences"
