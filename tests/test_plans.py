"""What a deep page asks of a database, and that an index answers the whole of it."""

from __future__ import annotations

import re
from itertools import product

import pytest
from django.db import connections
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from hypermedia_views.paginator import Cursor, KeysetPaginator

from .records.models import Group, Record

ROWS = 20_000
FILL = """
    INSERT INTO records_record (kind, rank, flag, title, price, ratio, code, created, group_id)
    WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < {rows})
    SELECT
        n % 4,
        CASE WHEN n % 3 > 0 THEN n % 50 END,
        n % 2 = 1,
        'Title ' || n % 700,
        n % 900,
        0,
        {code},
        {time},
        CASE WHEN n % 7 > 0 THEN (SELECT MIN(id) FROM records_group) + n % 5 END
    FROM counted
"""
#: A code and a time, in each database's words.
WORDS = {
    "sqlite": ("printf('%032x', n)", "datetime('2024-01-01', (n / 4) || ' seconds')"),
    "postgresql": (
        "lpad(to_hex(n), 32, '0')::uuid",
        "timestamptz '2024-01-01' + n / 4 * interval '1 second'",
    ),
}

#: The whole plan of a query that one index answers.
PLANS = {
    "default": r"SEARCH records_record USING INDEX (?P<index>\w+) \((?P<columns>.*)\)",
    "server": r"Limit\n->  Index Scan (Backward )?using (?P<index>\w+) on records_record\nIndex Cond: (?P<columns>.*)",
}

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture(scope="module", autouse=True)
def filled(django_db_setup, django_db_blocker):
    """Fill the tables of each database, once for all tests."""
    with django_db_blocker.unblock():
        for alias in connections:
            code, time = WORDS[connections[alias].vendor]
            groups = [Group(name=f"{number}") for number in range(5)]
            Group.objects.using(alias).bulk_create(groups)
            with connections[alias].cursor() as cursor:
                cursor.execute(FILL.format(rows=ROWS, code=code, time=time))
                cursor.execute("ANALYZE")
        yield
        for alias in connections:
            for model in (Record, Group):
                model.objects.using(alias)._raw_delete(alias)


def at(paginator, number):
    """The place after so many rows."""
    order = [key.order_by(mixed=True) for key in paginator.ordering.keys]
    rows = paginator.object_list.order_by(*order)
    alone = KeysetPaginator(rows.filter(pk=rows[number].pk), 1)
    return alone.values_of(alone.page(1)[0])


def queries(database, ordering):
    """What pages ask for that begin early and late in a list, forward and back, among ties and not."""
    paginator = KeysetPaginator(Record.objects.using(database).order_by(*ordering), 20)
    with CaptureQueriesContext(connections[database]) as captured:
        for number in (ROWS // 8, ROWS - ROWS // 8):
            values = at(paginator, number)
            for backward, tied in product([False, True], repeat=2):
                tied = tied and paginator.ordering.keys[-1].apart
                place = Cursor(values, backward, None, tied)
                assert len(paginator.page(paginator.write(place))) == 20
    return {query["sql"] for query in captured if "LIMIT 21" in query["sql"]}


def compared(sql):
    """The columns that a query compares."""
    where = sql.partition(" WHERE ")[2].partition(" ORDER BY ")[0]
    return re.findall(r'records_record"."(\w+)"', where)


def plan(database, sql):
    """How the database answers a query, a step a line."""
    word = {"default": "EXPLAIN QUERY PLAN", "server": "EXPLAIN (COSTS OFF)"}[database]
    with connections[database].cursor() as cursor:
        cursor.execute(f"{word} {sql.replace('%', '%%')}")
        return "\n".join(str(row[-1]).strip() for row in cursor.fetchall())


def looked_up(database, plan):
    """The index that is all that a plan reads, and the columns that are looked up there."""
    found = re.fullmatch(PLANS[database], plan)
    assert found, plan
    said = re.sub(r"'[^']*'|::[a-z ]+", "", found["columns"])
    return found["index"], re.findall(
        r"\b(?!AND|IS|NULL|ROW|false|true)[a-zA-Z_]+", said
    )


@pytest.mark.parametrize(
    ("index", "ordering"),
    [
        ("uniform", ["kind"]),
        ("uniform", ["-kind"]),
        ("mixed", ["kind", "-price"]),
        ("mixed", ["-kind", "price"]),
        ("with_nulls", ["rank"]),
        ("with_nulls", ["-rank"]),
        ("with_nulls", [F("rank").asc(nulls_first=True)]),
        ("with_nulls", [F("rank").asc(nulls_last=True)]),
        ("with_nulls", [F("rank").desc(nulls_first=True)]),
        ("with_nulls", [F("rank").desc(nulls_last=True)]),
        ("with_kind", ["kind", "rank"]),
        ("with_kind", ["-kind", "-rank"]),
        ("with_flag", ["flag", "title"]),
        ("with_flag", ["-flag", "-title"]),
        ("with_group", ["group_id"]),
        ("with_group", ["-group_id"]),
        ("with_time", ["-created"]),
        ("with_time", ["created"]),
    ],
    ids=str,
)
def test_an_index_answers(database, index, ordering):
    for sql in queries(database, ordering):
        expected = compared(sql)
        if database == "default" and ', "records_record"."id") ' in sql:
            # There it reads the ties of less than a page.
            expected.remove("id")
        assert looked_up(database, plan(database, sql)) == (index, expected), sql


@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize(
    ("ordering", "index", "columns"),
    [
        # 5,000 rows are of one kind, and four are of one time.
        (["kind"], "uniform", {"default": ["kind", "id"], "server": ["kind", "id"]}),
        (
            ["-created"],
            "with_time",
            {"default": ["created"], "server": ["created", "id"]},
        ),
    ],
)
def test_ties(database, ordering, index, columns, forward):
    """One query finds the page beside one in the middle, whether ties are many or few."""
    paginator = KeysetPaginator(Record.objects.using(database).order_by(*ordering), 20)
    page = paginator.page(
        paginator.write(Cursor(at(paginator, ROWS // 2 - 50), not forward))
    )
    beside = page.next_page_number() if forward else page.previous_page_number()
    with CaptureQueriesContext(connections[database]) as captured:
        assert len(paginator.page(beside)) == 20

    (query,) = captured
    assert looked_up(database, plan(database, query["sql"])) == (
        index,
        columns[database],
    )
