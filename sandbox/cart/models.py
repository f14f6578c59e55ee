"""What is in the cart. The sandbox has one visitor, and so one cart."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


class Line(models.Model):
    """Some pieces of one product."""

    product = models.CharField(max_length=100)
    price = models.DecimalField(max_digits=8, decimal_places=2)
    quantity = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.product

    @property
    def amount(self) -> Decimal:
        """What all pieces cost."""
        return self.price * self.quantity
