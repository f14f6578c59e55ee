"""What a queryset is ordered by, resolved to columns that rows can be compared by."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, NamedTuple, cast

from django.core.exceptions import (
    FieldDoesNotExist,
    FieldError,
    ImproperlyConfigured,
)
from django.db import connections
from django.db.models import (
    F,
    Field,
    FileField,
    GeneratedField,
    JSONField,
    Model,
    QuerySet,
)
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import OrderBy
from django.db.models.options import Options
from django.db.models.sql import Query

from .key import Key, Stored

#: What Django makes of these is not always what SQLite compared: it rounds decimals, and writes milliseconds longer.
INEXACT: Final = frozenset(
    ("DateTimeField", "DecimalField", "DurationField", "TimeField")
)


@dataclass(frozen=True)
class _Term:
    """One term of an ordering as somebody said it."""

    name: str
    descending: bool
    nulls_first: bool | None = None
    #: Whether an expression named it, which means a relation's own column and not the other model's ordering.
    by_expression: bool = False


class Ordering(NamedTuple):
    """What rows are ordered by."""

    keys: tuple[Key, ...]
    #: What writes and reads the values of each.
    fields: tuple[Field[Any, Any], ...]
    #: The columns, their kinds and directions in one text.
    text: str

    @classmethod
    def of(cls, queryset: QuerySet[Any]) -> Ordering:
        """Return the columns that a queryset is ordered by, the primary key last unless they are unique without it.

        Raises ImproperlyConfigured for an ordering that rows can't be compared by.
        """
        keys = _keys(queryset)
        model = queryset.model._meta.label
        said = [
            (key.path, type(key.field).__name__, key.descending, key.nulls_first)
            for key in keys
        ]
        return cls(keys, tuple(key.field for key in keys), f"{model}:{said}")


def ordering_of(queryset: QuerySet[Any]) -> Ordering:
    """Return `Ordering.of` a queryset, remembered where nothing but names of fields has a say in it."""
    query = queryset.query
    names = _said(query)
    if (
        query.annotations
        or query.extra
        or query.extra_order_by
        or query._filtered_relations  # type: ignore[attr-defined]
        or not all(isinstance(name, str) for name in names)
    ):
        return Ordering.of(queryset)
    deferred = bool(query.deferred_loading[0])
    model = cast("Hashable", queryset.model)
    return _known(model, queryset.db, names, query.standard_ordering, deferred)


@lru_cache(maxsize=256)
def _known(
    model: Any, db: str, names: tuple[str, ...], standard: bool, deferred: bool
) -> Ordering:
    queryset = model._base_manager.using(db).order_by()
    # They need not be checked again.
    queryset.query.order_by = names
    queryset = queryset.only("pk") if deferred else queryset
    return Ordering.of(queryset if standard else queryset.reverse())


def _keys(queryset: QuerySet[Any]) -> tuple[Key, ...]:
    keys: list[Key] = []
    opts = queryset.query.get_meta()
    for term in _terms(queryset):
        for key in _resolve(queryset, term):
            if all(key.path != known.path for known in keys):
                keys.append(key)
            if _is_unique(opts, keys):
                # No two rows are equal by now, so that what follows decides nothing.
                return tuple(keys)
    # The direction of the last one lets all be compared at once.
    descending = keys[-1].descending if keys else False
    names = {key.path for key in keys}
    for field in opts.pk_fields:
        if (name := field.attname) not in names:
            term = _Term(name, descending)
            keys.append(_key(queryset, name, field, term, nullable=False, own=True))
    return tuple(keys)


def _said(query: Query) -> tuple[Any, ...]:
    """Return what ``order_by()`` says, or else the model's own ordering."""
    if query.default_ordering and not query.order_by:
        return tuple(query.get_meta().ordering or ())
    return tuple(query.order_by)


def _terms(queryset: QuerySet[Any]) -> Iterator[_Term]:
    """Yield what a queryset is ordered by, in its words, as Django finds it when it compiles the query."""
    query = queryset.query
    if query.extra_order_by:
        raise _refused(queryset, f"extra(order_by={list(query.extra_order_by)!r})")
    for said in _said(query):
        term = _term(queryset, said)
        if term.name in query.extra:
            raise _refused(queryset, f"extra(select={{{term.name!r}: …}})")
        if not query.standard_ordering:
            first = None if term.nulls_first is None else not term.nulls_first
            term = replace(term, descending=not term.descending, nulls_first=first)
        yield term


def _term(queryset: QuerySet[Any], said: Any, descending: bool = False) -> _Term:
    """Return one term of an ordering; a plain name follows the direction of the relation that it belongs to."""
    if said == "?":
        raise _refused(queryset, said)
    if isinstance(said, str):
        return _Term(said.removeprefix("-"), said.startswith("-") != descending)
    if not isinstance(said, OrderBy):
        said = OrderBy(said, descending=descending)
    column: Any = said.expression
    if not isinstance(column, F):
        raise _refused(queryset, column)
    nulls_first = True if said.nulls_first else False if said.nulls_last else None
    name: str = column.name  # type: ignore[attr-defined]
    return _Term(name, said.descending, nulls_first, by_expression=True)


def _resolve(
    queryset: QuerySet[Any], term: _Term, prefix: str = "", seen: tuple[str, ...] = ()
) -> Iterator[Key]:
    """Yield the columns of one term: several for a composite key, and for a relation to a model with an ordering."""
    path = prefix + term.name
    query = queryset.query
    if path in query.annotations:
        field = query.annotations[path].output_field
        yield _key(queryset, path, field, term, nullable=True)
        return
    opts, nullable = query.get_meta(), False
    *relations, last = path.split(LOOKUP_SEP)
    for name in relations:
        relation = _single(queryset, _field(queryset, opts, name, path), path)
        # What points here may not be there.
        nullable = nullable or relation.auto_created or relation.null
        opts = relation.related_model._meta
    field = _field(queryset, opts, last, path)
    if field.is_relation:
        field = _single(queryset, field, path)
    if last == "pk" and len(opts.pk_fields) > 1:
        for part in opts.pk_fields:
            full = path.removesuffix("pk") + part.attname
            yield _key(queryset, full, part, term, nullable, own=not relations)
    elif field.is_relation and _is_followed(field, last, term):
        yield from _related(queryset, field.related_model, term, path, seen)
    else:
        # By its column, or Django would follow the relation that a key is.
        path = path.removesuffix(last) + field.attname
        # What is computed may come out as NULL, whatever it says.
        nullable = nullable or field.null or isinstance(field, GeneratedField)
        yield _key(queryset, path, field, term, nullable, own=not relations)


def _is_followed(relation: Any, name: str, term: _Term) -> bool:
    """Tell whether a relation's name means the other model's ordering, and not the own column."""
    if not relation.concrete:
        return True
    by_column = term.by_expression or name in ("pk", relation.attname)
    return bool(relation.related_model._meta.ordering and not by_column)


def _related(
    queryset: QuerySet[Any],
    model: type[Model],
    term: _Term,
    path: str,
    seen: tuple[str, ...],
) -> Iterator[Key]:
    """Yield the columns of a term that names a relation: those of the other model's ordering, or its key."""
    label = model._meta.label
    if label in seen:
        raise FieldError("Infinite loop caused by ordering.")
    ordering = () if term.by_expression else model._meta.ordering
    for said in ordering or ["pk"]:
        inner = _term(queryset, said, term.descending)
        yield from _resolve(queryset, inner, path + LOOKUP_SEP, (*seen, label))


def _field(queryset: QuerySet[Any], opts: Options[Any], name: str, path: str) -> Any:
    """Return a model's field; raise ImproperlyConfigured for what is no field, a transform for example."""
    try:
        return opts.pk if name == "pk" else opts.get_field(name)
    except FieldDoesNotExist:
        raise _refused(queryset, path) from None


def _single(queryset: QuerySet[Any], relation: Any, path: str) -> Any:
    """Return a relation; raise ImproperlyConfigured for one with many values or of any model, and for none."""
    if relation.one_to_many or relation.many_to_many:
        raise _refused(queryset, path, "It has many values for one row.")
    if relation.related_model is None:
        raise _refused(queryset, path)
    return relation


def _key(
    queryset: QuerySet[Any],
    path: str,
    field: Field[Any, Any],
    term: _Term,
    nullable: bool,
    own: bool = False,
) -> Key:
    connection = connections[queryset.db]
    sqlite = connection.vendor == "sqlite"
    largest = connection.features.nulls_order_largest
    habit = largest == term.descending
    first = habit if term.nulls_first is None else term.nulls_first
    # A row whose fields are deferred would fetch each by a query of its own.
    here = own and (field.primary_key or not queryset.query.deferred_loading[0])
    attname = field.attname if here else None
    rowid = own and field.primary_key and field.db_type(connection) == "integer"
    local = field if own and field in queryset.model._meta.local_fields else None
    if isinstance(field, GeneratedField):
        # It neither writes nor reads its values.
        field = cast("Field[Any, Any]", field.output_field)
    if isinstance(field, JSONField):
        raise _refused(queryset, path, "What JSON reads as None may be null or NULL.")
    if isinstance(field, FileField):
        # It makes an object of NULL, too.
        attname = None
    kept = sqlite and field.get_internal_type() in INEXACT
    if kept or hasattr(field, "from_db_value"):
        # What a field makes of a value need not be what the database compares.
        field, attname = Stored(), None
    return Key(
        path,
        field,
        term.descending,
        nulls_first=first if nullable else None,
        told=nullable and first != habit,
        attname=attname,
        apart=sqlite and rowid,
        local=local,
    )


def _is_unique(opts: Options[Any], keys: Sequence[Key]) -> bool:
    """Tell whether no two rows can have the same values of these columns."""
    names = {key.path for key in keys if not key.nullable}
    unique: list[Sequence[str]] = [*opts.unique_together]
    unique += [(field.name,) for field in opts.concrete_fields if field.unique]
    unique += [each.fields for each in opts.total_unique_constraints]
    unique.append([field.name for field in opts.pk_fields])
    return any(
        {opts.get_field(name).attname for name in each} <= names  # type: ignore[union-attr]
        for each in unique
    )


def _refused(
    queryset: QuerySet[Any],
    what: object,
    why: str = "It is no column.",
) -> ImproperlyConfigured:
    model: type[Model] = queryset.model
    return ImproperlyConfigured(
        f"KeysetPaginator can't page {model._meta.label} ordered by {what}: rows are compared by columns. {why} "
        f"Order by fields; or annotate the expression and order by its name, "
        f"queryset.annotate(place=…).order_by('place'); or page with LookAheadPaginator."
    )
