"""Everything about lists that are paged, on each database that there is."""

from __future__ import annotations

from collections.abc import Iterator

from . import databases, load_more, pages, walks
from .report import circumstances
from .ways import PER_PAGE


def report(entries: int, rounds: int, runs: int) -> Iterator[str]:
    """Fill each database, and yield piece by piece what to print."""
    for alias in databases.aliases():
        with databases.filled(alias, entries):
            yield from pages.report(alias, entries, rounds, runs)
            yield from load_more.report(alias, rounds, runs)
            yield from walks.report(alias)
    if "server" not in databases.aliases():
        yield "PostgreSQL was skipped: there is no DATABASE_URL of one.\n"
    yield (
        f"Pages of {PER_PAGE} rows. Times are from ordering a queryset to loaded rows and the next page's address, "
        f"medians of\n{rounds} interleaved rounds of up to {runs} pages; a ratio is that to the first line within a "
        "round, with its quartiles.\nWhat is timed gives the same rows, byte for byte.\n"
    )
    yield circumstances(
        "django-keyset-pagination-plus",
        "django-cursor-pagination",
        "djangorestframework",
        "psycopg",
    )
