"""A place as text: exact, fit for an address, and of one list only."""

from __future__ import annotations

import datetime
import math
from decimal import Decimal
from urllib.parse import quote
from uuid import UUID

import pytest
from django.core.paginator import InvalidPage
from django.db import models
from hypothesis import example, given
from hypothesis import strategies as st

from hypermedia_views.paginator import Cursor, InvalidCursor, KeysetPaginator, cursor
from hypermedia_views.paginator.cursor import _signer
from hypermedia_views.paginator.key import Stored

from .records.models import Group, Note, Record

zones = st.integers(-1439, 1439).map(
    lambda minutes: datetime.timezone(datetime.timedelta(minutes=minutes))
)
#: Fields with any of their values, of models and of annotations.
FIELDS = [
    (models.IntegerField(), st.integers()),
    (models.BooleanField(), st.booleans()),
    (models.CharField(), st.text(st.characters(codec="utf-8"))),
    (models.TextField(), st.text(st.characters(codec="utf-8"))),
    (models.DecimalField(), st.decimals(allow_nan=False, allow_infinity=False)),
    (models.FloatField(), st.floats(allow_nan=False)),
    (models.UUIDField(), st.uuids()),
    (models.DateTimeField(), st.datetimes(timezones=zones)),
    (models.DateTimeField(), st.datetimes()),
    (models.DateField(), st.dates()),
    (models.TimeField(), st.times()),
    (models.DurationField(), st.timedeltas()),
    (models.BinaryField(), st.binary()),
    (models.GenericIPAddressField(), st.ip_addresses().map(str)),
    (Record._meta.get_field("title"), st.text(st.characters(codec="utf-8"))),
    (Record._meta.get_field("group"), st.integers()),
    (Note._meta.pk, st.integers()),
    (Stored(), st.one_of(st.integers(), st.floats(allow_nan=False), st.text())),
]
INTEGER = models.IntegerField()
RANKED = Record.objects.order_by("rank", "kind")


class Colour(models.TextChoices):
    RED = "red"


def again(field, value):
    text = Cursor((value,)).write([field], "")
    (found,) = Cursor.read(text, [field], "").values
    return found


def refused(text, *fields, salt="list"):
    with pytest.raises(InvalidCursor) as caught:
        Cursor.read(text, fields, salt)
    return caught.value


class TestValues:
    @given(
        st.sampled_from(FIELDS).flatmap(
            lambda each: st.tuples(st.just(each[0]), each[1])
        )
    )
    def test_exact(self, drawn):
        field, value = drawn
        found = again(field, value)
        assert bytes(found) == value if isinstance(value, bytes) else found == value
        assert type(value) in (type(found), bytes)

    @pytest.mark.parametrize("field", [field for field, _ in FIELDS], ids=repr)
    def test_null(self, field):
        assert again(field, None) is None

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            (models.DecimalField(), Decimal("1E-30")),
            (models.DecimalField(), Decimal("-0.10")),
            (models.DateTimeField(), datetime.datetime(1, 1, 1, 0, 0, 0, 1)),
            (models.DurationField(), datetime.timedelta(microseconds=-1)),
            (models.DurationField(), datetime.timedelta.min),
            (models.UUIDField(), UUID(int=0)),
            (models.FloatField(), 5e-324),
            (models.FloatField(), -0.0),
            (models.CharField(), "\0\n\u2028\U0010ffff"),
        ],
    )
    def test_as_written(self, field, value):
        assert repr(again(field, value)) == repr(value)

    def test_no_number(self):
        assert math.isnan(again(models.FloatField(), math.nan))

    def test_choice(self):
        assert again(models.CharField(), Colour.RED) == "red"

    @pytest.mark.parametrize("tied", [False, True])
    @pytest.mark.parametrize("backward", [False, True])
    @pytest.mark.parametrize("number", [None, 1, 10**9])
    def test_way_and_number(self, backward, number, tied):
        place = Cursor((5,), backward, number, tied)
        assert Cursor.read(place.write([INTEGER], ""), [INTEGER], "") == place

    def test_several(self):
        place = Cursor((5, None, "a"))
        fields = [INTEGER, INTEGER, models.CharField()]
        assert Cursor.read(place.write(fields, ""), fields, "") == place


class TestText:
    @given(st.text(st.characters(codec="utf-8")), st.text(max_size=5))
    @example("a" * 9999, "")
    def test_fit_for_an_address(self, value, salt):
        text = Cursor((value,)).write([models.TextField()], salt)
        assert quote(text, safe="") == text

    @given(st.data(), st.sampled_from(["ab", "a" * 200]))
    def test_any_change(self, data, value):
        field = models.CharField()
        text = Cursor((value,)).write([field], "list")
        where = data.draw(st.integers(0, len(text)))
        other = data.draw(
            st.sampled_from(["", "A", "-", "_", ".", "=", "é", "\0", "\ud800"])
        )
        for changed in (
            text[:where] + other + text[where + 1 :],
            text[:where] + other + text[where:],
        ):
            if changed != text:
                refused(changed, field)

    @given(st.text())
    @example("a" * 10_000)
    @example("." * 10_000)
    def test_any_text(self, text):
        refused(text, INTEGER)

    def test_another_list(self):
        refused(Cursor((5,)).write([INTEGER], "other"), INTEGER)

    def test_another_version(self, monkeypatch):
        text = Cursor((5,)).write([INTEGER], "list")
        monkeypatch.setattr(cursor, "VERSION", cursor.VERSION + 1)
        refused(text, INTEGER)

    def test_another_key(self, settings):
        text = Cursor((5,)).write([INTEGER], "list")
        settings.SECRET_KEY += "other"
        refused(text, INTEGER)

    def test_a_key_of_before(self, settings):
        text = Cursor((5,)).write([INTEGER], "list")
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY += "other"
        assert Cursor.read(text, [INTEGER], "list") == Cursor((5,))

    def test_it_is_a_page_that_is_not_there(self):
        assert issubclass(InvalidCursor, InvalidPage)


class TestSignedGarbage:
    @pytest.mark.parametrize(
        "said",
        [
            None,
            5,
            "text",
            {},
            {"a": 1, "b": 2, "c": 3},
            [],
            [0],
            [0, 0],
            [0, 0, 1],
            [0, 0, 1, 5, 5],
            [0, 0, 0, 5],
            [0, 0, -1, 5],
            [0, 0, "1", 5],
            [0, 0, [], 5],
            [0, 0, True, 5],
            [0, 0, 1.5, 5],
        ],
    )
    def test_shape(self, said):
        refused(_signer("list").sign_object(said), INTEGER)

    def test_no_json(self):
        refused(_signer("list").sign("e30x"), INTEGER)

    @pytest.mark.parametrize(
        "said", ["x", [], {}, [5], {"a": 5}, float("inf"), "9" * 5000]
    )
    @pytest.mark.parametrize(
        "field",
        [
            models.IntegerField(),
            models.BooleanField(),
            models.DateTimeField(),
            models.DateField(),
            models.TimeField(),
            models.UUIDField(),
            models.DurationField(),
            Record._meta.get_field("group"),
        ],
        ids=repr,
    )
    def test_value(self, field, said):
        refused(_signer("list").sign_object([0, 0, 1, said]), field)

    @pytest.mark.parametrize(
        ("field", "said"),
        [
            (models.DecimalField(), "x"),
            (models.DecimalField(), float("nan")),
            (models.FloatField(), "x"),
            (models.FloatField(), []),
            (models.DurationField(), "9999999999 00:00:00"),
            (models.DateField(), "2024-02-30"),
            (models.DateTimeField(), 5),
            (models.UUIDField(), -1),
            (models.IntegerField(), float("-inf")),
            (Stored(), True),
            (Stored(), []),
        ],
    )
    def test_value_of_a_field(self, field, said):
        refused(_signer("list").sign_object([0, 0, 1, said]), field)


class TestOfAList:
    """What is asked for as a page is a page of this very list, or refused with one message."""

    def paginator(self, queryset=RANKED, salt="list", **options):
        return KeysetPaginator(queryset, 5, salt=salt, **options)

    def refused(self, page, paginator=None):
        with pytest.raises(InvalidCursor) as caught:
            (paginator or self.paginator()).page(page)
        assert str(caught.value) == (
            "This page’s address is damaged, out of date, or of another list."
        )

    @pytest.mark.parametrize("page", [None, "", 1, "1"])
    def test_first(self, page):
        assert self.paginator().read(page) == Cursor((), False, 1)

    def test_last(self):
        assert self.paginator().read("last") == Cursor((), True, None)

    @pytest.mark.parametrize("values", [(5, 1, 7), (None, 1, 7)])
    def test_its_own(self, values):
        place = Cursor(values, True, 3)
        assert self.paginator().read(self.paginator().write(place)) == place

    @pytest.mark.parametrize(
        "page",
        [0, -1, 2, 1.5, 10**5000, b"1", [], ["1"], {}, object()]
        + ["0", "-1", "2", "abc", " ", "01", "LAST", "None", "é", "\0", "\ud800"]
        + [str(2**63), "9" * 10_000, "a" * 10_000, "." * 10_000, "a.b", ".a.b"],
        ids=range(27),
    )
    def test_none(self, page):
        self.refused(page)

    @pytest.mark.parametrize(
        "said", [None, [], [0, 0, 1, 5, 1], [0, 0, 1, 5, 1, "x"], [0, 0, "1", 5, 1, 7]]
    )
    def test_signed_garbage(self, said):
        paginator = self.paginator()
        self.refused(_signer(paginator._scope).sign_object(said))

    @pytest.mark.parametrize(
        "queryset",
        [
            RANKED.reverse(),
            Record.objects.order_by("kind", "rank"),
            Record.objects.order_by("rank", "-kind"),
            Record.objects.order_by("rank", "title"),
            Record.objects.order_by("rank", "kind", "title"),
            Record.objects.order_by(models.F("rank").asc(nulls_last=True), "kind"),
            Group.objects.annotate(
                rank=models.F("size"), kind=models.F("size")
            ).order_by("rank", "kind"),
            Record.objects.annotate(place=models.F("rank")).order_by("place", "kind"),
        ],
        ids=range(8),
    )
    def test_another_ordering_or_model(self, queryset):
        page = self.paginator().write(Cursor((5, 1, 7)))
        self.refused(page, self.paginator(queryset))

    def test_the_same_ordering_in_other_words(self):
        page = self.paginator().write(Cursor((5, 1, 7)))
        other = Record.objects.order_by(models.F("rank"), models.F("kind").asc(), "pk")
        assert self.paginator(other).read(page).values == (5, 1, 7)

    def test_of_rows_less(self):
        """Filters are not part of it; whoever wants them to be names the list by them."""
        page = self.paginator().write(Cursor((5, 1, 7)))
        assert self.paginator(RANKED.filter(kind=1)).read(page).values == (5, 1, 7)

    def test_another_salt(self):
        page = self.paginator().write(Cursor((5, 1, 7)))
        self.refused(page, self.paginator(salt="other"))

    def test_another_type(self):
        """A column that has been made another meanwhile."""

        def by(value):
            return self.paginator(Record.objects.annotate(a=value).order_by("a"))

        page = by(models.Value("5")).write(Cursor(("5", 7)))
        self.refused(page, by(models.Value(5)))

    def test_another_version(self, monkeypatch):
        page = self.paginator().write(Cursor((5, 1, 7)))
        monkeypatch.setattr(cursor, "VERSION", cursor.VERSION + 1)
        self.refused(page)

    def test_own_message(self):
        paginator = self.paginator(error_messages={"invalid_cursor": "No."})
        with pytest.raises(InvalidCursor, match="^No.$"):
            paginator.page("abc")

    @pytest.mark.parametrize("page", ["abc", 0, None])
    def test_get_page(self, page):
        assert self.paginator().get_page(page).cursor == Cursor()

    @pytest.mark.parametrize(
        "place", [Cursor((5, 1, 7)), Cursor((None, 1, 7), True, 3)]
    )
    def test_get_page_of_a_cursor(self, place):
        paginator = self.paginator()
        assert paginator.get_page(paginator.write(place)).cursor == place
