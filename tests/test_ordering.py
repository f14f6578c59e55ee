"""What a list is ordered by: columns, or a message that says which term is none."""

from __future__ import annotations

import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db.models import (
    Count,
    Exists,
    F,
    FilteredRelation,
    OrderBy,
    OuterRef,
    Q,
    Value,
    Window,
)
from django.db.models.functions import Lower, Random, RowNumber

from hypermedia_views.paginator import KeysetPaginator

from .records.models import Group, Knot, Note, Place, Record, Remark, Serial

RECORDS = Record.objects.all()
NOT_INSTANCES = "whose rows are not instances of a model"


def keys(queryset):
    """The columns of a list, each in the words of SQL."""
    nulls = {None: "", True: " nulls first", False: " nulls last"}
    return [
        f"{key.path}{' desc' if key.descending else ''}{nulls[key.nulls_first]}"
        for key in KeysetPaginator(queryset, 5).ordering.keys
    ]


def by(*ordering):
    return keys(Record.objects.order_by(*ordering))


def test_the_models_own_beside_annotations():
    found = keys(Group.objects.annotate(double=F("size") * 2))
    assert found == ["name desc nulls last", "size", "id"]


class TestTiebreaker:
    def test_without_an_order(self):
        assert by() == ["id"]

    @pytest.mark.parametrize(
        ("said", "found"),
        [("kind", ["kind", "id"]), ("-kind", ["kind desc", "id desc"])],
    )
    def test_in_the_last_direction(self, said, found):
        assert by(said) == found

    @pytest.mark.parametrize("said", ["id", "pk", "code"])
    def test_none_after_what_is_unique(self, said):
        assert by("kind", f"-{said}", "rank") == [
            "kind",
            "id desc" if said != "code" else "code desc",
        ]

    def test_unique_in_pairs(self):
        ordering = ["number", "alias", "-series", "id"]
        assert keys(Serial.objects.order_by(*ordering)) == [
            "number",
            "alias nulls first",
            "series desc",
        ]

    def test_unique_but_null(self):
        assert keys(Serial.objects.order_by("alias")) == ["alias nulls first", "id"]

    def test_one_of_a_pair(self):
        assert keys(Serial.objects.order_by("-series")) == ["series desc", "id desc"]

    def test_key_of_two_columns(self):
        assert keys(Place.objects.order_by("-name")) == [
            "name desc",
            "x desc",
            "y desc",
        ]

    def test_part_of_the_key(self):
        assert keys(Place.objects.order_by("y", "-name")) == [
            "y",
            "name desc",
            "x desc",
        ]

    def test_whole_key(self):
        assert keys(Place.objects.order_by("-pk", "name")) == ["x desc", "y desc"]

    def test_key_that_is_a_relation(self):
        assert keys(Note.objects.order_by("text")) == ["text", "serial_ptr_id"]

    @pytest.mark.parametrize("said", ["pk", "serial_ptr", "serial_ptr_id"])
    def test_that_key_itself(self, said):
        assert keys(Note.objects.order_by(said, "text")) == ["serial_ptr_id"]

    def test_key_of_the_other_table(self):
        assert keys(Note.objects.order_by("-id", "text")) == ["id desc"]

    def test_unique_in_the_other_model_only(self):
        assert by("parent__code") == ["parent__code nulls first", "id"]


class TestTerms:
    def test_the_same_twice(self):
        assert by("kind", "-kind", F("kind"), "title") == ["kind", "title", "id"]

    def test_the_model_says(self):
        assert keys(Group.objects.all()) == ["name desc nulls last", "size", "id"]

    def test_no_longer_as_the_model_says(self):
        assert keys(Group.objects.order_by()) == ["id"]

    def test_expressions(self):
        assert by(F("kind"), F("title").desc()) == ["kind", "title desc", "id desc"]

    @pytest.mark.parametrize(
        ("said", "found"),
        [
            ("rank", "rank nulls first"),
            ("-rank", "rank desc nulls last"),
            (F("rank").asc(nulls_first=True), "rank nulls first"),
            (F("rank").asc(nulls_last=True), "rank nulls last"),
            (F("rank").desc(nulls_first=True), "rank desc nulls first"),
            (F("kind").asc(nulls_last=True), "kind"),
        ],
    )
    def test_nulls(self, said, found):
        assert by(said)[0] == found

    def test_nulls_of_another_database(self, database):
        first = {"default": "first", "server": "last"}[database]
        queryset = Record.objects.using(database).order_by("rank")
        assert keys(queryset)[0] == f"rank nulls {first}"

    def test_reversed(self):
        queryset = RECORDS.order_by("kind", F("rank").desc(nulls_last=True), "group")
        assert keys(queryset.reverse()) == [
            "kind desc",
            "rank nulls first",
            "group__name nulls first",
            "group__size desc nulls last",
            "id desc",
        ]

    def test_reversed_twice(self):
        queryset = RECORDS.order_by("kind", "-title").reverse().reverse()
        assert keys(queryset) == ["kind", "title desc", "id desc"]

    def test_computed_by_the_database(self):
        assert by("lasting")[0] == "lasting nulls first"

    @pytest.mark.parametrize("method", ["annotate", "alias"])
    @pytest.mark.parametrize(
        "expression", [Lower("title"), Count("children"), F("group__size"), Value(5)]
    )
    def test_annotation(self, method, expression):
        queryset = getattr(RECORDS, method)(place=expression)
        found = ["place desc nulls last", "id desc"]
        assert keys(queryset.order_by("-place")) == found


class TestRelations:
    def test_by_the_other_models_ordering(self):
        assert by("group") == [
            "group__name desc nulls last",
            "group__size nulls first",
            "id",
        ]

    def test_by_it_in_reverse(self):
        assert by("-group")[:2] == [
            "group__name nulls first",
            "group__size desc nulls last",
        ]

    @pytest.mark.parametrize("said", ["group_id", F("group"), F("group_id")])
    def test_by_the_column(self, said):
        assert by(said) == ["group_id nulls first", "id"]

    @pytest.mark.parametrize("said", ["parent", "parent_id", F("parent")])
    def test_to_a_model_without_an_ordering(self, said):
        assert by(said) == ["parent_id nulls first", "id"]

    @pytest.mark.parametrize("said", ["group__pk", "group__id"])
    def test_by_the_other_key(self, said):
        assert by(said) == ["group__id nulls first", "id"]

    def test_far(self):
        assert (
            by("parent__parent__group")[0]
            == "parent__parent__group__name desc nulls last"
        )

    def test_a_row_that_points_here(self):
        queryset = Serial.objects.order_by("note__text", "-series")
        assert keys(queryset)[:2] == ["note__text nulls first", "series desc"]

    @pytest.mark.parametrize("said", ["note", F("note"), "note__pk"])
    def test_the_row_itself_that_points_here(self, said):
        queryset = Serial.objects.order_by(said)
        assert keys(queryset) == ["note__serial_ptr_id nulls first", "id"]

    @pytest.mark.parametrize(
        "queryset", [Knot.objects.all(), Knot.objects.order_by("-before")]
    )
    def test_in_a_circle(self, queryset):
        with pytest.raises(FieldError, match="^Infinite loop caused by ordering.$"):
            keys(queryset)

    def test_not_in_a_circle(self):
        assert keys(Knot.objects.order_by("before_id")) == [
            "before_id nulls first",
            "id",
        ]


class TestRefused:
    @pytest.mark.parametrize(
        ("queryset", "what"),
        [
            (RECORDS.order_by("kind", "?"), "?"),
            (RECORDS.order_by(Random()), "Random()"),
            (RECORDS.order_by(Lower("title")), "Lower(F(title))"),
            (RECORDS.order_by(F("kind") + 1), "F(kind) + Value(1)"),
            (RECORDS.order_by(OrderBy(Value(1))), "Value(1)"),
            (RECORDS.order_by("created__year"), "created__year"),
            (RECORDS.order_by("-parent__created__year"), "parent__created__year"),
            (RECORDS.order_by(F("created__year").asc()), "created__year"),
            (RECORDS.extra(order_by=["-kind"]), "extra(order_by=['-kind'])"),
            (RECORDS.extra({"two": "2"}, order_by=["two"]), "extra(order_by=['two'])"),
            (
                RECORDS.extra({"two": "2"}).order_by("two"),
                "extra(select={'two': …})",
            ),
            (
                RECORDS.extra({"title": "upper(title)"}).order_by("title"),
                "extra(select={'title': …})",
            ),
            (
                RECORDS.annotate(
                    big=FilteredRelation("group", condition=Q(group__size__gt=1))
                ).order_by("big__name"),
                "big__name",
            ),
            (
                RECORDS.annotate(low=Lower("title")).order_by("low__length"),
                "low__length",
            ),
        ],
    )
    def test_no_column(self, queryset, what):
        self.check(queryset, what, "It is no column.")

    @pytest.mark.parametrize("sign", ["", "-"])
    @pytest.mark.parametrize(
        "path",
        [
            "tags",
            "tags__name",
            "children",
            "children__kind",
            "group__records",
            "parent__tags__size",
        ],
    )
    def test_many_values(self, path, sign):
        queryset = RECORDS.order_by(sign + path)
        self.check(queryset, path, "It has many values for one row.")

    def test_many_values_by_expression(self):
        queryset = RECORDS.order_by(F("tags"))
        self.check(queryset, "tags", "It has many values for one row.")

    @pytest.mark.parametrize("path", ["about", "about__id"])
    def test_a_row_of_any_model(self, path):
        queryset = Remark.objects.all()
        queryset.query.order_by = (path,)
        with pytest.raises(ImproperlyConfigured) as caught:
            keys(queryset)
        assert f"can't page records.Remark ordered by {path}: rows" in str(caught.value)

    def check(self, queryset, what, why):
        with pytest.raises(ImproperlyConfigured) as caught:
            keys(queryset)
        assert str(caught.value) == (
            f"KeysetPaginator can't page records.Record ordered by {what}: rows are compared by columns. {why} Order "
            f"by fields; or annotate the expression and order by its name, queryset.annotate(place=…)"
            f".order_by('place'); or page with LookAheadPaginator."
        )


class TestLists:
    @pytest.mark.parametrize(
        ("rows", "why"),
        [
            ([1, 2], NOT_INSTANCES),
            (RECORDS.values("kind"), NOT_INSTANCES),
            (RECORDS.values_list("kind"), NOT_INSTANCES),
            (RECORDS.dates("day", "year"), NOT_INSTANCES),
            (Record.objects.raw("SELECT 1"), NOT_INSTANCES),
            (RECORDS[:5], "that is sliced"),
            (RECORDS.union(RECORDS), "made by union()"),
            (RECORDS.difference(RECORDS), "made by difference()"),
            (RECORDS.distinct("kind", "rank"), "with distinct('kind', 'rank')"),
            (
                RECORDS.annotate(place=Window(RowNumber())),
                "with window functions, which see no rows but those that follow",
            ),
        ],
        ids=range(10),
    )
    def test_refused(self, rows, why):
        with pytest.raises(ImproperlyConfigured) as caught:
            KeysetPaginator(rows, 5).page(1)
        assert str(caught.value) == (
            f"KeysetPaginator can't page a list {why}. Give it a queryset of a model's instances, or page with "
            f"LookAheadPaginator."
        )

    @pytest.mark.parametrize(
        "queryset",
        [
            RECORDS.distinct(),
            RECORDS.none(),
            RECORDS.only("kind"),
            RECORDS.filter(Exists(RECORDS.filter(parent=OuterRef("pk")))),
        ],
        ids=["distinct", "none", "only", "exists"],
    )
    def test_taken(self, queryset):
        assert keys(queryset) == ["id"]

    def test_a_window_in_a_subquery(self):
        numbered = Record.objects.annotate(place=Window(RowNumber()))
        first = Exists(numbered.filter(pk=OuterRef("pk"), place=1))
        assert keys(RECORDS.annotate(first=first).order_by("first"))[1:] == ["id"]
