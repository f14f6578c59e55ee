"""Databases of the benchmarks' own, filled and thrown away again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from .models import Entry, Item
from .settings import SCHEMA

#: When the first entry was created.
BEGINNING = int(datetime(2025, 1, 1, tzinfo=timezone.utc).timestamp())

#: Both databases read it. Four entries each are created at once, three of ten have no rank, and ranks are strewn by a
#: number without factors in common with theirs, which is as good as chance and the same every time.
FILL = """
    INSERT INTO {table} (id, created, priority, rank, title, text)
    WITH RECURSIVE counted (n) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT n + 1 FROM counted WHERE n < {rows})
    SELECT
        n,
        {moment},
        n % 5,
        CASE WHEN n % 10 < 7 THEN n * 2654435761 % 1000000 END,
        'Entry number ' || n,
        'What there is to say about it takes a line or two, as it does in most tables of number ' || n
    FROM counted
"""
MOMENT = {
    "sqlite": f"datetime({BEGINNING} + n / 4, 'unixepoch')",
    "postgresql": f"to_timestamp({BEGINNING} + n / 4)",
}
TIDY = {"sqlite": "ANALYZE", "postgresql": "VACUUM (ANALYZE)"}


def aliases() -> list[str]:
    """Return the databases that there are, SQLite first."""
    return [alias for alias in ("file", "server") if alias in connections.databases]


def title(alias: str) -> str:
    """Return the name and the version of a database."""
    connection = connections[alias]
    number = ".".join(map(str, connection.get_database_version()))
    return f"{connection.display_name} {number}"


@contextmanager
def filled(alias: str, rows: int) -> Iterator[None]:
    """Make the tables, with this number of entries, and remove them afterwards."""
    connection = connections[alias]
    on_server = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if on_server:
            cursor.execute(f"CREATE SCHEMA {SCHEMA}")
    try:
        _fill(connection, rows)
        yield
    finally:
        with connection.cursor() as cursor:
            if on_server:
                cursor.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
        connection.close()


def _fill(connection: BaseDatabaseWrapper, rows: int) -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Item)
        editor.create_model(Entry)
        table = connection.ops.quote_name(Entry._meta.db_table)
        moment = MOMENT[connection.vendor]
        with connection.cursor() as cursor:
            cursor.execute(FILL.format(table=table, rows=rows, moment=moment))
        # The editor makes the indexes when it is done.
    with connection.cursor() as cursor:
        cursor.execute(TIDY[connection.vendor])
