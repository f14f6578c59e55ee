"""Rows of every kind to page through, with the indexes that pages by cursor want."""

from __future__ import annotations

import uuid

from django.contrib.contenttypes.fields import GenericForeignKey
from django.core.files.storage import InMemoryStorage
from django.db import models


class Group(models.Model):
    """What records refer to. It has an ordering of its own, with NULLs."""

    name = models.CharField(max_length=20, null=True)
    size = models.IntegerField(default=0)

    class Meta:
        ordering = ["-name", "size"]


class Record(models.Model):
    """A row that has a field of each kind to order by."""

    kind = models.IntegerField(default=0)
    rank = models.IntegerField(null=True)
    flag = models.BooleanField(default=False)
    title = models.CharField(max_length=100, default="")
    price = models.DecimalField(max_digits=12, decimal_places=4, default=0)
    ratio = models.FloatField(default=0)
    code = models.UUIDField(default=uuid.uuid4, unique=True)
    created = models.DateTimeField(null=True)
    day = models.DateField(null=True)
    time = models.TimeField(null=True)
    duration = models.DurationField(null=True)
    lasting = models.GeneratedField(
        expression=models.F("duration"),
        output_field=models.DurationField(),
        db_persist=True,
    )
    # The index "with_group" is its index.
    group = models.ForeignKey(
        Group, models.CASCADE, null=True, related_name="records", db_index=False
    )
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="children"
    )
    tags = models.ManyToManyField(Group, related_name="tagged")

    class Meta:
        indexes = [
            models.Index(fields=["kind", "id"], name="uniform"),
            models.Index(fields=["kind", "-price", "-id"], name="mixed"),
            models.Index(fields=["rank", "id"], name="with_nulls"),
            models.Index(fields=["kind", "rank", "id"], name="with_kind"),
            models.Index(fields=["flag", "title", "id"], name="with_flag"),
            models.Index(fields=["group", "id"], name="with_group"),
            models.Index(fields=["-created", "-id"], name="with_time"),
        ]


class Serial(models.Model):
    """A row whose fields are unique in pairs."""

    series = models.CharField(max_length=10)
    number = models.IntegerField()
    alias = models.CharField(max_length=10, null=True, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="series_number")
        ]


class Note(Serial):
    """A row whose fields stand in two tables."""

    text = models.CharField(max_length=10, default="")


class Place(models.Model):
    """A row whose key has two columns."""

    pk = models.CompositePrimaryKey("x", "y")
    x = models.IntegerField()
    y = models.IntegerField()
    name = models.CharField(max_length=10, default="")


class Knot(models.Model):
    """A row that is ordered by the row before it, and that by the one before it, and so on."""

    before = models.ForeignKey("self", models.CASCADE, null=True)

    class Meta:
        ordering = ["before"]


class Remark(models.Model):
    """A row that refers to a row of any model."""

    # That table is made later than this.
    content_type = models.ForeignKey(
        "contenttypes.ContentType", models.CASCADE, db_constraint=False
    )
    object_id = models.BigIntegerField()
    about = GenericForeignKey()


class Shouted(models.CharField):
    """A text that comes louder than it was written."""

    def from_db_value(self, value, expression, connection):
        return None if value is None else value.upper()


class Attachment(models.Model):
    """A row whose fields make something else of what is stored."""

    file = models.FileField(null=True)
    data = models.JSONField(null=True)
    word = Shouted(max_length=10, null=True)
    number = models.IntegerField(default=0)
    duration = models.DurationField(null=True)


class Entry(models.Model):
    """A row that has a field of each kind to edit."""

    title = models.CharField(max_length=20, unique=True)
    text = models.TextField(blank=True)
    done = models.BooleanField(default=False)
    stage = models.CharField(
        max_length=10,
        blank=True,
        choices=[("new", "Brand new"), ("Later", [("old", "Rather old")])],
    )
    price = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    day = models.DateField(null=True, blank=True)
    moment = models.DateTimeField(null=True, blank=True)
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True)
    tags = models.ManyToManyField(Group, related_name="entries", blank=True)
    file = models.FileField(blank=True, storage=InMemoryStorage())
    updated = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.title


class Shelf(models.Model):
    """What other rows keep."""

    name = models.CharField(max_length=20)

    def __str__(self) -> str:
        return self.name


class Book(models.Model):
    """A row that protects its shelf."""

    title = models.CharField(max_length=20)
    shelf = models.ForeignKey(Shelf, models.PROTECT, related_name="books")

    def __str__(self) -> str:
        return self.title


class Label(models.Model):
    """A row that restricts what may become of its shelf."""

    text = models.CharField(max_length=20)
    shelf = models.ForeignKey(Shelf, models.RESTRICT, related_name="labels")

    def __str__(self) -> str:
        return self.text
