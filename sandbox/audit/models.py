"""What an audit asks."""

from __future__ import annotations

from django.db import models
from django.urls import reverse


class Question(models.Model):
    """One question, and its answer once there is one."""

    class Section(models.TextChoices):
        """The parts of the audit."""

        HANDS = "hands", "Hand hygiene"
        MEDICINES = "medicines", "Medicines"

        def get_absolute_url(self) -> str:
            """Return the address of its tab."""
            return f"{reverse('audit')}?section={self}"

    class Answer(models.TextChoices):
        """What can be answered."""

        YES = "yes", "Yes"
        NO = "no", "No"

    section = models.CharField(max_length=20, choices=Section.choices)
    text = models.CharField(max_length=200)
    answer = models.CharField(max_length=3, choices=Answer.choices, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        """Return its place on the tab of its section."""
        tab = self.Section(self.section).get_absolute_url()
        return f"{tab}#question-{self.pk}"
