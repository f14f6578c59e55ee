"""Prints the tables; see the package."""

import argparse
import os

import django
from django.core.management import call_command

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--rounds", type=int, default=60, help="default: 60")
    parser.add_argument("--requests", type=int, default=40, help="a round; default: 40")
    options = parser.parse_args()

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"
    django.setup()
    call_command("migrate", verbosity=0)

    from . import fragment  # Its models need Django set up.

    for piece in fragment.report(options.rounds, options.requests):
        print(piece, flush=True)
