"""Columns of every kind decide between rows, just as the database compares them."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.models import (
    Avg,
    Case,
    Count,
    DecimalField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Lower, Now, TruncDate, TruncHour, TruncMonth
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from hypermedia_views.paginator import KeysetPaginator

from .records.models import Attachment, Note, Place, Record, Serial

pytestmark = pytest.mark.django_db(databases="__all__")

ZONES = [
    datetime.timezone(datetime.timedelta(hours=hours)) for hours in (-11, 0, 5, 14)
]


def pages(queryset, per_page=4):
    return [page.object_list for page in KeysetPaginator(queryset, per_page)]


def walks(queryset, per_page=2):
    """Tell whether walks forward and back meet just the rows of a list, in their order."""
    order = list(queryset)
    paginator = KeysetPaginator(queryset, per_page)
    page = paginator.page("last")
    back = [*page][::-1]
    while page.has_previous() and len(back) <= len(order):
        page = paginator.page(page.previous_page_number())
        back += [*page][::-1]
    ahead = []
    for page in paginator:
        ahead += page
        if len(ahead) > len(order):
            break
    return ahead == order and back == order[::-1]


@pytest.fixture
def objects(database):
    return Record.objects.using(database)


@pytest.fixture
def families(objects):
    """Five rows with up to four children each, of prices that sum up to no round number."""
    parents = objects.bulk_create(Record(title="aAbB"[n % 4]) for n in range(5))
    objects.bulk_create(
        Record(
            parent=parents[n % 5], price=Decimal("0.1") * (n % 3 + 1), kind=n % 4 + 1
        )
        for n in range(12)
    )
    return objects.filter(kind=0)


class TestKeys:

    def test_of_two_columns(self, database):
        objects = Place.objects.using(database)
        objects.bulk_create(Place(x=n % 3, y=n % 2, name="a") for n in range(6))
        found = pages(objects.order_by("-name"))
        assert [[row.pk for row in page] for page in found] == [
            [(2, 1), (2, 0), (1, 1), (1, 0)],
            [(0, 1), (0, 0)],
        ]

    def test_in_two_tables(self, database):
        objects = Note.objects.using(database)
        for number in range(5):
            objects.create(series=f"{number}", number=number // 2, text=f"{number % 2}")
        found = pages(objects.order_by("-text", "number"), 2)
        found = ["".join(row.series for row in page) for page in found]
        assert found == ["13", "02", "4"]

    def test_unique_together(self, database):
        objects = Serial.objects.using(database)
        objects.bulk_create(Serial(series="ab"[n % 2], number=n // 2) for n in range(6))
        found = pages(objects.order_by("series", "-number", "alias"))
        found = [[f"{row.series}{row.number}" for row in page] for page in found]
        assert found == [["a2", "a1", "a0", "b2"], ["b1", "b0"]]

    def test_the_row_that_points_here(self, database):
        for number in range(6):
            model = Note if number % 2 else Serial
            model.objects.using(database).create(series="s", number=number)
        objects = Serial.objects.using(database)
        assert walks(objects.order_by("note__text", "-number"))
        assert walks(objects.order_by("-note", "-pk"))


class TestAnnotations:
    @pytest.mark.parametrize("sign", ["", "-"])
    @pytest.mark.parametrize(
        "expression",
        [
            Count("children"),
            Sum("children__price"),
            Max("children__kind"),
            Lower("title"),
            Exists(Record.objects.filter(parent=OuterRef("pk"), kind=3)),
            Subquery(
                Record.objects.filter(parent=OuterRef("pk"))
                .order_by("-id")
                .values("price")[:1]
            ),
            Case(When(title="a", then=Value("x")), default=Value("y")),
        ],
        ids=lambda each: type(each).__name__,
    )
    def test_before_and_after_a_column(self, families, expression, sign):
        rows = families.annotate(place=expression)
        assert walks(rows.order_by(f"{sign}place", "id"))
        assert walks(rows.order_by("flag", f"{sign}place", "-title", "id"))

    def test_not_selected(self, families):
        rows = families.alias(place=Sum("children__price"))
        assert walks(rows.order_by("place", "id"))

    @pytest.mark.parametrize("zone", ZONES, ids=str)
    @pytest.mark.parametrize("trunc", [TruncMonth, TruncHour, TruncDate])
    def test_local_times(self, objects, trunc, zone):
        objects.bulk_create(
            Record(created=datetime.datetime(2024, 1, 31, hour, tzinfo=zone))
            for hour in range(0, 24, 3)
        )
        with timezone.override(zone):
            rows = objects.annotate(place=trunc("created"))
            assert walks(rows.order_by("place", "-created"))
            assert walks(rows.order_by("-place", "id"), 3)


class TestExactly:
    """What a row says is not always what the database compared."""

    def test_decimals(self, objects):
        prices = st.decimals(0, 10**8 - 1, places=4)

        @settings(max_examples=20)
        @given(st.lists(prices, min_size=3, max_size=6), st.integers(1, 7))
        def try_it(prices, divisor):
            objects._raw_delete(objects.db)
            objects.bulk_create(Record(price=price) for price in prices for _ in "ab")
            part = ExpressionWrapper(
                F("price") / divisor,
                output_field=DecimalField(max_digits=12, decimal_places=2),
            )
            assert walks(objects.order_by("-price", "id"))
            assert walks(objects.annotate(place=part).order_by("place", "id"))

        try_it()

    def test_more_digits_than_django_reads(self, objects, database):
        objects.bulk_create(Record() for _ in range(6))
        number = "12345678 + 1.0 * (id % 100) / 1000000000"
        with connections[database].cursor() as cursor:
            cursor.execute(f"UPDATE records_record SET price = {number}")
        assert walks(objects.order_by("price", "-id"))

    def test_times_of_the_database(self, objects):
        objects.bulk_create(Record() for _ in range(6))
        objects.filter(kind=0).update(created=Now(), time=datetime.time(1))
        assert walks(objects.order_by("created", "id"))
        assert walks(objects.order_by("-created", "title", "id"), 4)

    def test_milliseconds(self, objects, database):
        objects.bulk_create(Record() for _ in range(6))
        said = "created = '2024-01-01 10:00:00.345', time = '10:00:00.5'"
        with connections[database].cursor() as cursor:
            cursor.execute(f"UPDATE records_record SET {said}")
        assert walks(objects.order_by("created", "id"))
        assert walks(objects.order_by("time", "-id"))

    def test_computed_by_the_database(self, objects):
        days = [None, -1, 2, 2, -1, None]
        objects.bulk_create(
            Record(duration=None if day is None else datetime.timedelta(day, 0, 1))
            for day in days
        )
        assert walks(objects.order_by("lasting", "id"))
        assert walks(objects.order_by("flag", "-lasting", "id"), 4)

    def test_text_of_any_kind(self, objects):
        texts = [
            "",
            "%",
            "_",
            "'",
            '"',
            "\\",
            "\n",
            "é",
            "e\u0301",
            "\U0010ffff",
            "a b",
        ]
        objects.bulk_create(Record(title=text) for text in texts for _ in "ab")
        assert walks(objects.order_by("title", "id"), 1)

    def test_infinite(self, objects):
        ratios = [float("inf"), 1.0, float("-inf"), 5e-324, -0.0, 0.0]
        objects.bulk_create(Record(ratio=ratio) for ratio in ratios for _ in "ab")
        assert walks(objects.order_by("-ratio", "id"))


class TestMadeSomethingElse:
    """What a field makes of a value is not what the database compares."""

    @pytest.fixture
    def attachments(self, database):
        words = ["a", "A", None, "b", "B", "a"]
        return Attachment.objects.using(database).bulk_create(
            Attachment(
                file=None if number % 2 else f"{number}.txt",
                word=word,
                number=number,
                duration=datetime.timedelta(microseconds=number),
            )
            for number, word in enumerate(words * 2)
        )

    @pytest.mark.parametrize("name", ["file", "-file", "word", "-word"])
    def test_of_a_column(self, attachments, database, name):
        Attachment.objects.using(database).filter(number__lt=4).update(file=None)
        assert walks(Attachment.objects.using(database).order_by(name, "id"))

    @pytest.mark.parametrize(
        "expression",
        [
            F("number") * 1.0 / 3,
            Avg("number") / 7.0,
            ExpressionWrapper(F("duration") / 3, output_field=DurationField()),
        ],
        ids=str,
    )
    @pytest.mark.parametrize("name", ["place", "-place"])
    def test_of_what_is_computed(self, attachments, database, expression, name):
        rows = Attachment.objects.using(database).annotate(place=expression)
        assert walks(rows.order_by(name, "id"), 1)

    @pytest.mark.parametrize("name", ["data", "data__a"])
    def test_json_is_refused(self, name):
        rows = Attachment.objects.order_by("data")
        if name != "data":
            rows = Attachment.objects.annotate(place=F(name)).order_by("place")
        with pytest.raises(ImproperlyConfigured) as caught:
            pages(rows)
        said = "data" if name == "data" else "place"
        assert str(caught.value) == (
            f"KeysetPaginator can't page records.Attachment ordered by {said}: rows are compared by columns. What JSON "
            f"reads as None may be null or NULL. Order by fields; or annotate the expression and order by its name, "
            f"queryset.annotate(place=…).order_by('place'); or page with LookAheadPaginator."
        )
