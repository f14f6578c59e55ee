"""What is paged through. Their tables are made by `databases`, not by migrations."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """A row of the long list, with the indexes that its orderings want."""

    id = models.BigAutoField(primary_key=True)
    created = models.DateTimeField()
    priority = models.SmallIntegerField()
    rank = models.IntegerField(null=True)
    title = models.CharField(max_length=100)
    text = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["-created", "-id"], name="entry_uniform"),
            models.Index(fields=["priority", "-created", "-id"], name="entry_mixed"),
            models.Index(fields=["priority", "id"], name="entry_few_values"),
            models.Index(fields=["rank", "id"], name="entry_nulls"),
        ]


class Item(models.Model):
    """A row of the short lists that are walked from end to end, without an index: that must not change the rows."""

    id = models.BigAutoField(primary_key=True)
    kind = models.SmallIntegerField()
    score = models.IntegerField()
    rank = models.IntegerField(null=True)
