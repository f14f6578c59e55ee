"""An object that nobody else changes until the transaction ends."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models, router
from django.http import Http404
from django.utils.translation import gettext as _


def written_to(rows: models.QuerySet[Any] | models.Model) -> str:
    """Return the alias of the database that a view's objects are saved to: what ``using()`` names comes first."""
    if isinstance(rows, models.Model):
        return router.db_for_write(type(rows), instance=rows)
    return rows._db or router.db_for_write(rows.model)  # type: ignore[attr-defined]


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
