"""What keeps a contact from being deleted."""

from __future__ import annotations

from django.db import models

from sandbox.contacts.models import Contact


class Appointment(models.Model):
    """Somebody who has one stays in the address book."""

    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, related_name="appointments"
    )
    title = models.CharField(max_length=100)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title
