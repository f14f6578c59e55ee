"""Pages by number without a COUNT, next to Django's own."""

from __future__ import annotations

import sys

import pytest
from django.core.paginator import (
    EmptyPage,
    InvalidPage,
    PageNotAnInteger,
    Paginator,
    UnorderedObjectListWarning,
)
from hypothesis import given
from hypothesis import strategies as st

from hypermedia_views.paginator import LookAheadPaginator

from .records.models import Group

pytestmark = pytest.mark.django_db(databases="__all__")

HUGE = [2**63, 2**64, 10**30, str(10**30), 1e300]
NO_NUMBERS = [None, "", "x", "9" * 5000, "1.5", 1.5, float("inf"), float("nan"), []]

numbers = st.one_of(st.integers(-1, 12), st.integers(0, 9).map(str), st.text())
arguments = st.integers(1, 6).flatmap(
    lambda per_page: st.tuples(st.just(per_page), st.integers(0, per_page - 1))
)


def told(paginator, number):
    """What a page tells about itself, or why there is none."""
    try:
        page = paginator.page(number)
    except InvalidPage as error:
        return type(error), str(error)
    return (
        page.number,
        list(page.object_list),
        page.has_next() and page.next_page_number(),
        page.has_previous() and page.previous_page_number(),
        page.has_other_pages(),
        page.start_index(),
        page.end_index(),
        len(page),
        repr(page).removesuffix(f" of {paginator.num_pages}>").removesuffix(">"),
    )


@pytest.fixture
def groups(database):
    """Ten rows of a database, in their order."""
    objects = Group.objects.using(database)
    objects.bulk_create([Group(size=size) for size in range(10)])
    return objects.order_by("size")


class TestAsDjango:
    @given(st.integers(0, 20), arguments, st.booleans(), numbers)
    def test_any_page_of_a_list(self, length, arguments, empty, number):
        rows = list(range(length))
        ours = LookAheadPaginator(rows, *arguments, empty)
        assert told(ours, number) == told(Paginator(rows, *arguments, empty), number)

    @given(st.integers(0, 20), arguments, st.booleans())
    def test_all_pages(self, length, arguments, empty):
        rows = list(range(length))
        ours = LookAheadPaginator(rows, *arguments, empty)
        if not length and not empty:
            with pytest.raises(EmptyPage):
                next(iter(ours))
            return
        pages = [page.object_list for page in ours]
        assert pages == [page.object_list for page in Paginator(rows, *arguments)]

    @given(st.integers(0, 20), arguments, numbers)
    def test_get_page(self, length, arguments, number):
        rows = list(range(length))
        page = LookAheadPaginator(rows, *arguments).get_page(number)
        expected = Paginator(rows, *arguments).get_page(number)
        assert (page.number, page.object_list) == (
            expected.number,
            expected.object_list,
        )

    @pytest.mark.parametrize("number", [*HUGE, *NO_NUMBERS, True, 2.0, " 2 ", "٢"])
    def test_odd_number(self, number):
        rows = list(range(9))
        expected = told(Paginator(rows, 4), number)
        assert told(LookAheadPaginator(rows, 4), number) == expected

    def test_own_messages(self):
        messages = {"no_results": "None here."}
        paginator = LookAheadPaginator([], 4, error_messages=messages)
        with pytest.raises(EmptyPage, match="^None here.$"):
            paginator.page(2)

    def test_a_queryset_without_an_order(self):
        with pytest.warns(UnorderedObjectListWarning):
            LookAheadPaginator(Group.objects.order_by(), 4)


class TestNeighbours:
    def test_none_after_the_last(self):
        page = LookAheadPaginator([1, 2, 3], 2).page(2)
        with pytest.raises(EmptyPage, match="^That page contains no results$"):
            page.next_page_number()

    def test_none_before_the_first(self):
        page = LookAheadPaginator([1, 2, 3], 2).page(1)
        with pytest.raises(EmptyPage, match="^That page number is less than 1$"):
            page.previous_page_number()

    def test_text(self):
        assert repr(LookAheadPaginator([1, 2, 3], 2).page("2")) == "<Page 2>"


class TestQueries:
    @pytest.mark.parametrize("number", [1, 2, 5])
    def test_a_page_takes_one(
        self, database, groups, number, django_assert_num_queries
    ):
        paginator = LookAheadPaginator(groups, 2)
        with django_assert_num_queries(1, using=database) as queries:
            page = paginator.page(number)
            rows = [row.size for row in page]
            assert page.has_next() == (number < 5)
            assert page.has_previous() == (number > 1)
            page.start_index(), page.end_index(), len(page), page[0], repr(page)

        assert rows == [number * 2 - 2, number * 2 - 1]
        assert "COUNT" not in queries[0]["sql"]

    def test_the_first_page_waits(self, database, groups, django_assert_num_queries):
        with django_assert_num_queries(0, using=database):
            LookAheadPaginator(groups, 2).page(1)

    def test_a_count_only_when_read(self, database, groups, django_assert_num_queries):
        paginator = LookAheadPaginator(groups, 4)
        with django_assert_num_queries(1, using=database):
            assert paginator.count == 10
            assert paginator.num_pages == 3
            assert paginator.page_range == range(1, 4)

    def test_all_pages(self, database, groups, django_assert_num_queries):
        with django_assert_num_queries(3, using=database):
            pages = [
                [row.size for row in page] for page in LookAheadPaginator(groups, 4)
            ]
        assert pages == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]

    def test_get_page_past_the_end(self, database, groups, django_assert_num_queries):
        """The page that is not there, the COUNT, and the last page."""
        with django_assert_num_queries(3, using=database):
            page = LookAheadPaginator(groups, 4).get_page(9)
        assert page.number == 3

    def test_beyond_any_database(self, database, groups, django_assert_num_queries):
        paginator = LookAheadPaginator(groups, 4)
        with django_assert_num_queries(0, using=database):
            with pytest.raises(EmptyPage):
                paginator.page(2**63)


class TestQuerysets:
    @pytest.mark.parametrize("number", [*HUGE, 2**62, (2**63 - 1) // 6])
    def test_huge_number(self, groups, number):
        with pytest.raises(EmptyPage, match="^That page contains no results$"):
            LookAheadPaginator(groups, 4, 1).page(number)

    @pytest.mark.parametrize("number", NO_NUMBERS)
    def test_no_number(self, groups, number):
        with pytest.raises(PageNotAnInteger, match="^That page number is not an int"):
            LookAheadPaginator(groups, 4).page(number)

    @pytest.mark.parametrize("per_page", [sys.maxsize, 2**63, 10**30])
    def test_all_on_one_page(self, groups, per_page):
        paginator = LookAheadPaginator(groups, per_page)
        assert len(paginator.page(1)) == 10
        with pytest.raises(EmptyPage):
            paginator.page(2)

    def test_sliced(self, groups):
        pages = [
            [row.size for row in page] for page in LookAheadPaginator(groups[3:8], 2)
        ]
        assert pages == [[3, 4], [5, 6], [7]]

    def test_past_a_slice(self, groups):
        with pytest.raises(EmptyPage):
            LookAheadPaginator(groups[3:8], 2).page(4)

    def test_union(self, groups):
        both = (
            groups.order_by()
            .filter(size__lt=2)
            .union(groups.order_by().filter(size__gt=7))
        )
        pages = [
            [row.size for row in page]
            for page in LookAheadPaginator(both.order_by("-size"), 3)
        ]
        assert pages == [[9, 8, 1], [0]]

    def test_values(self, groups):
        page = LookAheadPaginator(groups.values_list("size", flat=True), 3).page(2)
        assert page.object_list == [3, 4, 5]

    def test_rows_that_go_meanwhile(self, groups):
        """The page that is the last one by now, whatever was counted before."""
        paginator = LookAheadPaginator(groups, 4)
        assert paginator.num_pages == 3
        groups.filter(size__gt=5)._raw_delete(groups.db)
        assert not paginator.page(2).has_next()
