"""One column of an ordering: how rows are compared by it, and how its values are kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    DateTimeField,
    Expression,
    F,
    Field,
    FloatField,
    Func,
    Value,
)
from django.db.models.expressions import Combinable, OrderBy
from django.db.models.functions import Cast
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler


class Stored(Field):  # type: ignore[type-arg]
    """A value as the database keeps it, and as no field has changed it: a number or a text."""

    def to_python(self, value: Any) -> Any:
        """Return the value; raise ValidationError for what is none."""
        if type(value) not in (int, float, str):
            raise ValidationError("neither number nor text")
        return value


class Raw(Func):
    """A column's value as it is stored."""

    template = "%(expressions)s"
    output_field = Stored()

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, Any]:
        """Return it with a plus: of a bare column Python's own module makes dates and times."""
        return super().as_sql(compiler, connection, template="+%(expressions)s")


@dataclass(frozen=True)
class Key:
    """One column of an ordering."""

    #: Its name as in ``order_by``, with every relation spelled out: ``"author__name"``.
    path: str
    #: What writes and reads its values.
    field: Field[Any, Any]
    descending: bool
    #: Whether NULLs come first, said so or by the database's own habit; None if there are none.
    nulls_first: bool | None
    #: Whether the database would put NULLs to the other end by itself.
    told: bool = False
    #: The row's attribute that holds the value; None if the row has none, or not exactly.
    attname: str | None = None
    #: Whether no index finds it as part of a row, but only by itself.
    apart: bool = False
    #: The field, if its column stands in the rows' own table.
    local: Field[Any, Any] | None = None

    @property
    def nullable(self) -> bool:
        """Whether there can be NULLs."""
        return self.nulls_first is not None

    @property
    def value(self) -> Combinable:
        """What selects its values, exactly as the database compares them."""
        column = F(self.path)
        if isinstance(self.field, Stored):
            return Raw(column)
        if isinstance(self.field, DateTimeField):
            # Trunc() makes local times of them, without their zone.
            return Cast(column, self.field)
        return column

    def given(self, value: Any) -> Expression:
        """Return a value to compare the column to."""
        given = Value(value, self.field)
        if isinstance(self.field, FloatField) and self.local is None:
            # What PostgreSQL computes may have more digits than a float.
            return Cast(given, self.field)
        return given

    def reversed(self) -> Key:
        """Return the same column in the other direction."""
        first = None if self.nulls_first is None else not self.nulls_first
        return replace(self, descending=not self.descending, nulls_first=first)

    def column(self, query: Query) -> Any:
        """Return the column as an expression of a query, which it joins to the tables that it needs."""
        if self.local is None:
            return F(self.path).resolve_expression(query, allow_joins=True)
        return self.local.get_col(str(query.get_initial_alias()))

    def order_by(self, *, mixed: bool) -> OrderBy | str:
        """Return the term of ``order_by``; where NULLs and values are not ``mixed``, nothing need be said of NULLs."""
        said = self.told and mixed
        if self.local and not said:
            return f"-{self.path}" if self.descending else self.path
        return OrderBy(
            F(self.path),
            descending=self.descending,
            nulls_first=True if said and self.nulls_first else None,
            nulls_last=True if said and not self.nulls_first else None,
        )
