"""An audit that is the same on every machine."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from .models import Question

QUESTIONS = {
    Question.Section.HANDS: (
        "Is alcohol hand rub within reach of every bed?",
        "Are staff bare below the elbows?",
        "Are hands cleaned before every contact with a patient?",
        "Are hands cleaned after gloves are taken off?",
        "Is a hand basin free of equipment and used for hands only?",
    ),
    Question.Section.MEDICINES: (
        "Is the medicines cupboard locked when nobody attends it?",
        "Is the refrigerator's temperature recorded every day?",
        "Are all medicines within their expiry dates?",
        "Do two persons sign for each controlled drug?",
        "Are allergies written on every drug chart?",
    ),
}


class QuestionFactory(DjangoModelFactory[Question]):
    """Makes a question that nobody has answered."""

    class Meta:
        model = Question

    section = Question.Section.HANDS
    text = factory.Sequence(lambda number: f"Is requirement {number} met?")


def seed() -> list[Question]:
    """Fill an empty table with the same questions every time; leave one that has questions alone."""
    if Question.objects.exists():
        return []
    return Question.objects.bulk_create(
        QuestionFactory.build(section=section, text=text)
        for section, texts in QUESTIONS.items()
        for text in texts
    )
