"""An object that nobody else changes until the transaction ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import connections, models, router, transaction
from django.http import Http404
from django.utils.translation import gettext as _


def written_to(rows: models.QuerySet[Any] | models.Model) -> str:
    """Return the alias of the database that a view's objects are saved to: what ``using()`` names comes first."""
    if isinstance(rows, models.Model):
        return router.db_for_write(type(rows), instance=rows)
    return rows._db or router.db_for_write(rows.model)  # type: ignore[attr-defined]


@contextmanager
def writing(rows: models.QuerySet[Any] | models.Model) -> Iterator[None]:
    """Open a transaction on the database that a view's objects are saved to, for what reads first and then writes.

    SQLite locks no rows, and refuses a transaction that comes to write while another one does, if it has read before.
    So it begins with a write, that of no row, and thereby waits for its turn.
    """
    using = written_to(rows)
    with transaction.atomic(using=using):
        connection = connections[using]
        if connection.vendor == "sqlite":
            model: Any = rows if isinstance(rows, models.Model) else rows.model
            meta = model._meta.concrete_model._meta
            table = connection.ops.quote_name(meta.db_table)
            column = connection.ops.quote_name(meta.local_concrete_fields[0].column)
            with connection.cursor() as cursor:
                cursor.execute(f"UPDATE {table} SET {column} = {column} WHERE 0")
        yield


def locked(model: type[models.Model], using: str) -> models.QuerySet[Any]:
    """Return all rows of a model, locked when they are read, those of its parents as well."""
    # PostgreSQL locks no row that is joined from a side where there may be none.
    rows = model._base_manager.using(using).select_related(None)
    return rows.select_for_update()


def lock(edited: models.Model) -> None:
    """Lock an object's row, and read it anew; raise Http404 if it is gone. Needs a transaction.

    A database without row locks (SQLite) locks as a whole, as soon as one writes.
    """
    using = written_to(edited)
    try:
        edited.refresh_from_db(using=using, from_queryset=locked(type(edited), using))
    except ObjectDoesNotExist as error:
        raise Http404(_("It was deleted meanwhile.")) from error
