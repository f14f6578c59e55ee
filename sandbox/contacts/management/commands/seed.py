"""``seed``: fill the sandbox's database."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from ...factories import seed


class Command(BaseCommand):
    """Makes 500 contacts, the same ones every time; does nothing where there are contacts."""

    help = "Fill the sandbox's database with contacts."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{len(seed())} contacts made.")
