"""Search as you type: which rows have every word."""

from __future__ import annotations

import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test import RequestFactory
from django.views.generic import ListView
from django_filters import CharFilter, FilterSet
from django_filters.views import FilterView

from hypermedia_views import (
    LiveSearchMixin,
    PaginatedLoadMoreMixin,
    PartialTemplateMixin,
)
from sandbox.contacts.factories import ContactFactory
from sandbox.contacts.models import Contact

from .asking import ENHANCED, headers_of
from .records.models import Group, Record

pytestmark = [pytest.mark.usefixtures("engine"), pytest.mark.django_db]
factory = RequestFactory()


class Search(LiveSearchMixin, ListView):
    model = Contact
    search_fields = ["name", "company"]
    template_name = "unit/contacts.html"


class SearchRecords(LiveSearchMixin, ListView):
    model = Record
    search_fields = ["title"]
    template_name = "unit/none.html"


@pytest.fixture(autouse=True)
def contacts():
    """Two of them share a name, and two a company."""
    ContactFactory(name="Ada Lovelace", company="Engines")
    ContactFactory(name="Ada Byron", company="Poetry")
    ContactFactory(name="Charles Babbage", company="Engines")


def context(view, **parameters):
    """The context of the answer to a search."""
    view = view.as_view() if isinstance(view, type) else view
    return view(factory.get("/", parameters)).context_data


def names(view, **parameters):
    """The names of whom a search finds, in their order."""
    return [contact.name for contact in context(view, **parameters)["object_list"]]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["Ada Byron", "Ada Lovelace", "Charles Babbage"]),
        ("  ", ["Ada Byron", "Ada Lovelace", "Charles Babbage"]),
        ("ada", ["Ada Byron", "Ada Lovelace"]),
        ("ada engine", ["Ada Lovelace"]),
        ("engine", ["Ada Lovelace", "Charles Babbage"]),
        ("lace  ADA", ["Ada Lovelace"]),
        ("ada nobody", []),
        ("%", []),
        ("ada\x00 byron", ["Ada Byron"]),
        ("a " * 3000, ["Ada Byron", "Ada Lovelace", "Charles Babbage"]),
    ],
)
def test_every_word_is_in_one_of_the_fields(words, found):
    assert names(Search, q=words) == found


def test_what_is_searched_for_is_in_the_context():
    assert context(Search, q=" ada ")["search"] == "ada"
    assert context(Search)["search"] == ""


def test_other_parameter():
    view = Search.as_view(search_param="words")
    assert names(view, words="byron", q="lace") == ["Ada Byron"]


def test_lookup_of_its_own():
    view = Search.as_view(search_fields=["name__istartswith"])
    assert names(view, q="b") == []
    assert names(view, q="c") == ["Charles Babbage"]


def test_annotation():
    both = Contact.objects.annotate(both=Concat("company", Value("/"), "name"))
    view = Search.as_view(queryset=both, search_fields=["both"])
    assert names(view, q="poetry/ada") == ["Ada Byron"]


def test_field_that_compares_numbers_passes_words_by():
    view = Search.as_view(search_fields=["name", "pk__exact"])
    pk = Contact.objects.get(name="Ada Byron").pk
    assert names(view, q="lace") == ["Ada Lovelace"]
    assert names(view, q=str(pk)) == ["Ada Byron"]


@pytest.mark.parametrize(
    ("lookup", "word"),
    [
        ("created__year", "99999"),
        ("created__year", "0"),
        ("created__gte", "0001-01-01T00:00:00+14:00"),
        ("code__exact", "x"),
        ("kind__exact", "9" * 30),
        ("price__exact", "1e999"),
    ],
)
def test_word_that_the_database_could_not_compare(lookup, word):
    view = SearchRecords.as_view(search_fields=[lookup])
    assert list(context(view, q=word)["object_list"]) == []


def test_no_field_takes_the_word():
    assert names(Search.as_view(search_fields=["pk__exact"]), q="ada") == []


def test_row_that_matches_in_several_related_ones_is_found_once():
    record = Record.objects.create(title="one")
    record.tags.set(
        [Group.objects.create(name="red"), Group.objects.create(name="redder")]
    )
    view = SearchRecords.as_view(search_fields=["title", "tags__name"])
    assert list(context(view, q="red one")["object_list"]) == [record]


def test_related_ones_may_share_the_words():
    record = Record.objects.create()
    record.tags.set(
        [Group.objects.create(name="red"), Group.objects.create(name="blue")]
    )
    view = SearchRecords.as_view(search_fields=["tags__name"])
    assert list(context(view, q="red blue")["object_list"]) == [record]


def test_order_and_scope_are_the_querysets_own():
    scoped = Contact.objects.filter(company="Engines").order_by(F("name").desc())
    view = Search.as_view(queryset=scoped)
    assert names(view, q="a") == ["Charles Babbage", "Ada Lovelace"]


@pytest.mark.parametrize("fields", [(), "name"])
def test_no_fields(fields):
    with pytest.raises(ImproperlyConfigured) as caught:
        context(Search.as_view(search_fields=fields), q="ada")
    assert str(caught.value) == (
        f"Search.search_fields is {fields!r}. Make it a list of fields, ['name', 'company__name'], or override "
        f"get_search_fields()."
    )


def test_unknown_field():
    with pytest.raises(FieldError, match="Cannot resolve keyword 'nme'"):
        context(Search.as_view(search_fields=["nme"]), q="ada")


class TestWithOthers:
    """Load more, and django-filter, which takes the place of a ListView."""

    class Contacts(FilterSet):
        company = CharFilter(lookup_expr="iexact")

        class Meta:
            model = Contact
            fields = ["company"]

    class Filtered(
        LiveSearchMixin, PaginatedLoadMoreMixin, PartialTemplateMixin, FilterView
    ):
        queryset = Contact.objects.order_by("pk")
        search_fields = ["name"]
        paginate_by = 1
        template_name = "unit/list.html"
        partial_names = ["results"]

    @pytest.mark.parametrize("client", ENHANCED)
    def test_rows_of_a_search_with_a_filter(self, client):
        view = self.Filtered.as_view(filterset_class=self.Contacts)
        address = "/?q=a&company=engines&page=2"
        headers = headers_of(client, "rows", "rows-more")
        response = view(factory.get(address, headers=headers)).render()
        assert response.context_data["page_obj"].object_list == [
            Contact.objects.get(name="Charles Babbage")
        ]
        assert "<html>" not in response.content.decode()

    def test_link_keeps_search_and_filter(self):
        view = self.Filtered.as_view(filterset_class=self.Contacts)
        response = view(factory.get("/?q=a&company=engines&tag=1&tag=2")).render()
        link = 'href="/?q=a&amp;company=engines&amp;tag=1&amp;tag=2&amp;page=2"'
        assert link in response.content.decode()

    def test_bases_may_stand_in_any_order(self):
        class Turned(ListView, PaginatedLoadMoreMixin, LiveSearchMixin):
            queryset = Contact.objects.order_by("pk")
            search_fields = ["name"]
            paginate_by = 1

        assert names(Turned, q="babbage") == ["Charles Babbage"]
