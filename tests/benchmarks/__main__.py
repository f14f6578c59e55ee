"""Prints the tables; see the package."""

import argparse
import os

import django
from django.core.management import call_command

PARTS = ("fragment", "paginators")

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("parts", nargs="*", help=f"default: {' '.join(PARTS)}")
    parser.add_argument("--rounds", type=int, default=60, help="default: 60")
    parser.add_argument("--requests", type=int, default=40, help="a round; default: 40")
    parser.add_argument(
        "--rows", type=int, default=1_000_000, help="paged through; default: 1000000"
    )
    options = parser.parse_args()
    parts = options.parts or PARTS
    if unknown := set(parts) - set(PARTS):
        parser.error(f"no such parts: {', '.join(unknown)}")

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"
    django.setup()
    call_command("migrate", verbosity=0)

    from . import fragment, paginators  # Their models need Django set up.

    reports = {
        "fragment": lambda: fragment.report(options.rounds, options.requests),
        "paginators": lambda: paginators.report(
            options.rows, options.rounds, options.requests
        ),
    }
    for part in parts:
        for piece in reports[part]():
            print(piece, flush=True)
