"""Failures of lists that were seen in the field, and that must never happen here; see ``test_failures.py``."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.paginator import Paginator
from django.db import connections
from django.db.models import F
from django.http import Http404
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.views.generic import ListView

from hypermedia_views import (
    KeysetPaginator,
    LiveSearchMixin,
    LookAheadPaginator,
    PaginatedLoadMoreMixin,
)
from sandbox.contacts.factories import ContactFactory
from sandbox.contacts.models import Contact

from .asking import CLIENTS, headers_of
from .records.models import Record

pytestmark = [
    pytest.mark.usefixtures("engine"),
    pytest.mark.django_db(databases="__all__"),
]
factory = RequestFactory()

PAGINATORS = [Paginator, LookAheadPaginator, KeysetPaginator]


class Contacts(LiveSearchMixin, PaginatedLoadMoreMixin, ListView):
    queryset = Contact.objects.order_by("pk")
    paginate_by = 2
    search_fields = ["name"]
    template_name = "unit/list.html"
    page_size_kwarg = "size"
    max_page_size = 3


def answer(view, address, client="plain"):
    """The rendered answer to a client that asks for the rows."""
    request = factory.get(address, headers=headers_of(client, "rows", "rows-more"))
    return view(request).render()


@pytest.mark.parametrize("paginator", PAGINATORS)
@pytest.mark.parametrize("address", ["/", "/?q=a"])
def test_26_an_empty_list_stays_empty(paginator, address):
    ContactFactory()
    view = Contacts.as_view(queryset=Contact.objects.none(), paginator_class=paginator)
    assert list(answer(view, address).context_data["object_list"]) == []


@pytest.mark.parametrize("size", ["4", "1000000", "9" * 400])
def test_27_a_page_size_is_clamped(size):
    ContactFactory.create_batch(5)
    response = answer(Contacts.as_view(), f"/?size={size}")
    assert len(response.context_data["object_list"]) == 3


@pytest.mark.parametrize("name", ["page", "size"])
@pytest.mark.parametrize("paginator", PAGINATORS)
@pytest.mark.parametrize(
    "value",
    [
        "x",
        "1.5",
        "%00",
        "٣x",
        "[]",
        "1' OR 1=1",
        "%F0%9F%99%82",
        "1e9",
        "nan",
        "9" * 5000,
    ],
)
def test_27_what_is_no_page_and_no_size_is_not_found(paginator, value, name, database):
    queryset = Contact.objects.using(database).order_by("pk")
    view = Contacts.as_view(paginator_class=paginator, queryset=queryset)
    with pytest.raises(Http404) as caught:
        answer(view, f"/?{name}={value}")
    assert str(caught.value).startswith("Invalid page")
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("paginator", PAGINATORS)
@pytest.mark.parametrize("page", ["0", "-1", "3", str(2**31), str(2**63), str(10**40)])
def test_27_a_page_that_there_is_not_is_not_found(paginator, page, database):
    queryset = Contact.objects.using(database).order_by("pk")
    view = Contacts.as_view(paginator_class=paginator, queryset=queryset)
    with pytest.raises(Http404):
        answer(view, f"/?page={page}")


@pytest.mark.parametrize("paginator", PAGINATORS)
@pytest.mark.parametrize("client", CLIENTS)
def test_28_load_more_forgets_nothing(client, paginator):
    ContactFactory.create_batch(7, name="Ann")
    view = Contacts.as_view(paginator_class=paginator)
    kept = "q=ann&tag=1&tag=2&other-page=3&empty="
    address = f"/?{kept}"
    for _ in range(3):
        html = answer(view, address, client).content.decode()
        found = re.search(r'href="([^"]*)" rel="next"', html)
        assert found
        address = unescape(found[1])
        assert address.startswith(f"/?{kept}&page=")


ORDERINGS = [
    ["kind"],
    ["-kind", "title"],
    ["rank"],
    ["-rank", "kind"],
    [F("rank").asc(nulls_first=True), "-kind"],
    [F("rank").asc(nulls_last=True)],
    ["flag", "-rank", "title"],
]


@pytest.mark.parametrize("ordering", ORDERINGS, ids=str)
def test_29_no_row_is_skipped_or_repeated(ordering, database):
    Record.objects.using(database).bulk_create(
        Record(
            kind=n % 3, rank=[None, 1, 2][n % 7 % 3], title="ab"[n % 2], flag=n % 5 < 2
        )
        for n in range(40)
    )
    queryset = Record.objects.using(database).order_by(*ordering)
    for size in (1, 3, 7):
        seen = [row.pk for page in KeysetPaginator(queryset, size) for row in page]
        assert sorted(seen) == sorted(row.pk for row in queryset)
        assert len(seen) == len(set(seen))


@pytest.mark.parametrize("ordering", ORDERINGS, ids=str)
def test_30_no_query_has_an_or_or_an_offset(ordering, database):
    records = [Record(kind=n, rank=n % 4 or None) for n in range(30)]
    Record.objects.using(database).bulk_create(records)
    queryset = Record.objects.using(database).order_by(*ordering)
    page = KeysetPaginator(queryset, 9).page(1)
    cursor = page.next_page_number()
    with CaptureQueriesContext(
        connections[database],
    ) as queries:
        len(KeysetPaginator(queryset, 9).page(cursor))
    assert queries.captured_queries
    for query in queries.captured_queries:
        assert not re.search(r"\bOR\b|\bOFFSET\b|\bCOUNT\b", query["sql"])
