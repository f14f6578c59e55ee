"""``seed``: fill the sandbox's database."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from sandbox.audit.factories import seed as seed_audit
from sandbox.cart.factories import seed as seed_cart
from sandbox.fields.factories import seed as seed_fields
from sandbox.rows.factories import seed as seed_rows
from sandbox.session.factories import seed as seed_session

from ...factories import seed as seed_contacts


class Command(BaseCommand):
    """Makes 10,000 contacts, appointments, a cart and an audit, the same every time; leaves alone what is there."""

    help = (
        "Fill the sandbox's database with contacts, appointments, a cart and an audit."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{len(seed_contacts())} contacts made.")
        self.stdout.write(f"{len(seed_rows())} appointments made.")
        self.stdout.write(f"{len(seed_cart())} lines of the cart made.")
        self.stdout.write(f"{len(seed_audit())} questions made.")
        self.stdout.write(f"{len(seed_fields())} beginnings of forms made.")
        self.stdout.write(f"{len(seed_session())} users made.")
