"""Pages by cursor: what they know, what they cost, and where they lead."""

from __future__ import annotations

import sys

import pytest
from django.core.paginator import EmptyPage
from django.db.models import F
from django.db.models.functions import Lower

from hypermedia_views.paginator import KeysetPaginator
from hypermedia_views.paginator.branches import branches

from .records.models import Group, Record

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def records(database):
    """Six rows in two kinds, two of them without a rank."""
    objects = Record.objects.using(database)
    groups = Group.objects.using(database).bulk_create(
        [Group(name="a"), Group(name="b", size=1)]
    )
    objects.bulk_create(
        Record(
            kind=number // 3,
            rank=[1, 2, None][number % 3],
            title=f"{number}",
            group=groups[number % 2],
        )
        for number in range(6)
    )
    return objects


def titles(page):
    return "".join(row.title for row in page)


def forward(queryset, per_page=2, **options):
    """The titles on each page, from the first to the last."""
    return [titles(page) for page in KeysetPaginator(queryset, per_page, **options)]


def backward(queryset, per_page=2, **options):
    """The titles on each page, from the last to the first."""
    paginator = KeysetPaginator(queryset, per_page, **options)
    pages = [paginator.page("last")]
    while pages[-1].has_previous():
        pages.append(paginator.page(pages[-1].previous_page_number()))
    return [titles(page) for page in pages]


def second(queryset, per_page=2, **options):
    """The second page, not fetched yet."""
    paginator = KeysetPaginator(queryset, per_page, **options)
    return paginator.page(paginator.page(1).next_page_number())


class TestPages:
    def test_forward(self, records):
        assert forward(records.order_by("title")) == ["01", "23", "45"]

    def test_backward(self, records):
        assert backward(records.order_by("title")) == ["45", "23", "01"]

    def test_last_page_is_the_last_rows(self, records):
        assert backward(records.order_by("title"), 4) == ["2345", "01"]

    def test_orphans(self, records):
        assert forward(records.order_by("title"), 5, orphans=1) == ["012345"]
        assert backward(records.order_by("title"), 5, orphans=1) == ["012345"]

    def test_as_many_as_fit(self, records):
        assert forward(records.order_by("title"), 6) == ["012345"]

    @pytest.mark.parametrize("per_page", [sys.maxsize, 2**63])
    def test_all(self, records, per_page):
        assert forward(records.order_by("title"), per_page) == ["012345"]

    @pytest.mark.parametrize("number", [None, "", 1, "1"])
    def test_first(self, records, number):
        page = KeysetPaginator(records.order_by("title"), 2).page(number)
        assert (titles(page), page.number, repr(page)) == ("01", 1, "<Page 1>")

    def test_numbers(self, records):
        pages = [*KeysetPaginator(records.order_by("title"), 2)]
        assert [page.number for page in pages] == [1, 2, 3]

    def test_no_number_from_the_end(self, records):
        page = KeysetPaginator(records.order_by("title"), 2).page("last")
        before = page.paginator.page(page.previous_page_number())
        assert (page.number, before.number) == (None, None)
        assert repr(before) == "<Page of unknown number>"

    def test_numbers_back(self, records):
        page = second(records.order_by("title"))
        assert page.paginator.page(page.previous_page_number()).number == 1

    def test_no_number_before_the_first(self, records):
        page = second(records.order_by("title"))
        first = page.paginator.page(page.previous_page_number())
        records.create(title="!")
        records.create(title="#")
        assert (titles(first), first.number) == ("01", 1)
        newer = first.paginator.page(first.previous_page_number())
        assert (titles(newer), newer.number) == ("!#", None)

    def test_indexes_of_the_first(self, records):
        page = KeysetPaginator(records.order_by("title"), 2).page(1)
        assert (page.start_index(), page.end_index()) == (1, 2)

    def test_no_indexes_of_others(self, records):
        page = second(records.order_by("title"))
        assert (page.start_index(), page.end_index()) == (None, None)

    @pytest.mark.parametrize("number", [1, "last"])
    def test_only_page(self, records, number):
        page = KeysetPaginator(records.order_by("title"), 9).page(number)
        assert not page.has_other_pages()
        for neighbour in (page.next_page_number, page.previous_page_number):
            with pytest.raises(EmptyPage, match="^That page contains no results$"):
                neighbour()

    def test_what_templates_do_with_rows(self, records):
        """A row that a template or a view changes does not lead elsewhere."""
        page = KeysetPaginator(records.order_by("title"), 2).page(1)
        for row in page:
            row.title = "9"
        assert titles(page.paginator.page(page.next_page_number())) == "23"


class TestEmpty:
    @pytest.mark.parametrize("number", [1, "last"])
    def test_no_rows(self, database, number):
        page = KeysetPaginator(Record.objects.using(database), 2).page(number)
        assert page.object_list == [] and not page.has_other_pages()

    def test_indexes(self, database):
        page = KeysetPaginator(Record.objects.using(database), 2).page(1)
        assert (page.start_index(), page.end_index()) == (0, 0)

    def test_none(self, records, database, django_assert_num_queries):
        with django_assert_num_queries(0, using=database):
            assert forward(records.none()) == [""]

    @pytest.mark.parametrize("number", [None, 1, "last"])
    def test_not_allowed(self, database, number):
        rows = Record.objects.using(database)
        paginator = KeysetPaginator(rows, 2, allow_empty_first_page=False)
        with pytest.raises(EmptyPage, match="^That page contains no results$"):
            paginator.page(number)

    def test_allowed_where_there_are_rows(self, records):
        ordered = records.order_by("title")
        assert forward(ordered, 3, allow_empty_first_page=False) == ["012", "345"]

    def test_after_rows_that_went(self, records):
        page = second(records.order_by("title"))
        records.filter(title__gt="0").delete()
        assert (titles(page), page.has_next()) == ("", False)
        assert page.previous_page_number() == "last"

    def test_before_rows_that_went(self, records):
        page = second(records.order_by("title"))
        page = page.paginator.page(page.previous_page_number())
        records.filter(title__lt="2").delete()
        assert (titles(page), page.has_previous()) == ("", False)
        assert page.next_page_number() == 1

    @pytest.mark.parametrize(
        "ordering", [["title"], ["-rank", "title"], ["kind", "-title"]]
    )
    def test_the_row_itself_went(self, records, ordering):
        whole = "".join(forward(records.order_by(*ordering)))
        page = second(records.order_by(*ordering))
        records.filter(title=whole[1]).delete()
        assert titles(page) == whole[2:4]


class TestQueries:
    @pytest.mark.parametrize("ordering", [["title"], ["-kind", "-title"], ["code"]])
    @pytest.mark.parametrize("way", [forward, backward])
    def test_one_a_page(
        self, records, database, ordering, way, django_assert_num_queries
    ):
        with django_assert_num_queries(3, using=database) as queries:
            way(records.order_by(*ordering))
        assert not any("COUNT" in query["sql"] for query in queries)

    def test_everything_about_a_page(
        self, records, database, django_assert_num_queries
    ):
        page = second(records.order_by("title"))
        with django_assert_num_queries(1, using=database):
            titles(page), page.has_next(), page.has_previous(), len(page), page[0]
            page.next_page_number(), page.previous_page_number()
            page.start_index(), page.end_index(), page.number, repr(page)

    @pytest.mark.parametrize(
        ("ordering", "costs"),
        [
            # 21·0|54·3|: the second page crosses from one kind to the other, the third comes to the end.
            (["kind", "-title"], [1, 2, 2]),
            # 03·14|25: here are those without a rank.
            ([F("rank").asc(nulls_last=True), "title"], [1, 2, 2]),
            # 34·5|0·12||: two borders at the end.
            (["flag", "-kind", "title"], [1, 2, 3]),
        ],
    )
    def test_one_more_at_a_border(
        self, records, database, ordering, costs, django_assert_num_queries
    ):
        paginator = KeysetPaginator(records.order_by(*ordering), 2)
        place = 1
        for cost in costs:
            page = paginator.page(place)
            with django_assert_num_queries(cost, using=database):
                place = page.next_page_number() if page.has_next() else None
        assert place is None

    def test_nothing_until_rows_are_needed(
        self, records, database, django_assert_num_queries
    ):
        place = second(records.order_by("title")).cursor
        paginator = KeysetPaginator(records.order_by("title"), 2)
        with django_assert_num_queries(0, using=database):
            paginator.page(1), paginator.page("last"), paginator.page(
                paginator.write(place)
            )

    def test_a_count_only_when_read(self, records, database, django_assert_num_queries):
        paginator = KeysetPaginator(records.order_by("title"), 4)
        with django_assert_num_queries(1, using=database) as queries:
            assert (paginator.count, paginator.num_pages) == (6, 2)
        assert "COUNT" in queries[0]["sql"]


class TestRows:
    """Rows are what they were without the paginator."""

    @pytest.mark.parametrize("ordering", ["group__name", "-group", "parent__created"])
    def test_columns_of_other_tables(
        self, records, database, ordering, django_assert_num_queries
    ):
        page = KeysetPaginator(records.order_by(ordering, "title"), 2).page(1)
        with django_assert_num_queries(1, using=database):
            page.next_page_number()

    @pytest.mark.parametrize("method", ["only", "defer"])
    def test_deferred_columns(
        self, records, database, method, django_assert_num_queries
    ):
        ordered = records.order_by("price", "created", "title")
        field = {"only": "kind", "defer": "title"}[method]
        page = KeysetPaginator(getattr(ordered, method)(field), 2).page(1)
        with django_assert_num_queries(1, using=database):
            page.next_page_number()
        assert "title" in page[0].get_deferred_fields()

    def test_select_related(self, records, database, django_assert_num_queries):
        page = second(records.select_related("group").order_by("group__name", "title"))
        with django_assert_num_queries(1, using=database):
            assert [row.group.name for row in page] == ["a", "b"]

    def test_prefetch_related(self, records, database, django_assert_num_queries):
        records.get(title="3").tags.add(Group.objects.using(database).first())
        page = second(records.prefetch_related("tags").order_by("title"))
        with django_assert_num_queries(2, using=database):
            assert [len(row.tags.all()) for row in page] == [0, 1]

    def test_annotations(self, records):
        page = second(records.annotate(low=Lower("title")).order_by("title"))
        assert [row.low for row in page] == ["2", "3"]

    def test_filters(self, records):
        assert forward(records.filter(kind=0).order_by("-title")) == ["21", "0"]

    def test_distinct(self, records, database):
        for row in records.all():
            row.tags.add(*Group.objects.using(database))
        tagged = records.filter(tags__size__gte=0).order_by("group__name", "title")
        assert forward(tagged.distinct()) == ["02", "41", "35"]

    def test_rows_of_a_page_in_another_query(self, records):
        """A subquery has other names for the tables."""
        paginator = KeysetPaginator(records.order_by("title"), 2)
        cursor = paginator.read(paginator.page(1).next_page_number())
        branch = next(branches(paginator.ordering.keys, cursor.values))
        found = records.filter(pk__in=branch.of(records).values("pk"))
        assert {row.pk for row in found} >= {row.pk for row in paginator.page(1)} ^ {
            row.pk for page in paginator for row in page
        }

    def test_of_the_same_database(self, records, database):
        assert {row._state.db for row in second(records.order_by("title"))} == {
            database
        }


class TestWithoutNumbers:
    @pytest.mark.parametrize(
        "asked",
        [
            lambda paginator: paginator.page_range,
            lambda paginator: paginator.get_elided_page_range(1),
        ],
    )
    def test_refused(self, asked):
        with pytest.raises(NotImplementedError) as caught:
            asked(KeysetPaginator(Record.objects.all(), 2))
        assert str(caught.value) == (
            "KeysetPaginator has no page numbers: it goes from page to page. Link to page_obj.next_page_number and "
            "page_obj.previous_page_number, or page with LookAheadPaginator."
        )
