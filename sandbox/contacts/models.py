"""What the sandbox is about."""

from __future__ import annotations

from django.db import models
from django.urls import reverse


class Contact(models.Model):
    """Somebody in the address book."""

    name = models.CharField(max_length=100)
    email = models.EmailField("e-mail", unique=True)
    phone = models.CharField(max_length=30, blank=True)
    company = models.CharField(max_length=100, blank=True)
    liked = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["name", "pk"]
        # Lists are paged by comparison with a row, for which the whole ordering stands in an index.
        indexes = [
            models.Index(fields=["name", "id"], name="contact_by_name"),
            models.Index(fields=["company", "name", "id"], name="contact_by_company"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the page that shows this contact."""
        return reverse("contact", args=[self.pk])
