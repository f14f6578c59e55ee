"""Lists that grow: which answer has which rows, and which queries it costs."""

from __future__ import annotations

import html as entities
import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.paginator import Paginator
from django.http import Http404
from django.template import TemplateSyntaxError
from django.test import RequestFactory, override_settings
from django.urls import path, re_path, resolve
from django.views.generic import ListView, TemplateView
from django.views.generic.edit import FormMixin

from hypermedia_views import (
    KeysetPaginator,
    LookAheadPaginator,
    OOBSwapMixin,
    PaginatedLoadMoreMixin,
    PartialDoesNotExist,
    PartialTemplateMixin,
    PartialTemplateResponse,
)
from sandbox.contacts.factories import ContactFactory
from sandbox.contacts.forms import ContactForm
from sandbox.contacts.models import Contact

from .asking import CLIENTS, ENHANCED, headers_of
from .engines import tag

pytestmark = [pytest.mark.usefixtures("engine"), pytest.mark.django_db]
factory = RequestFactory()

PAGINATORS = [Paginator, LookAheadPaginator, KeysetPaginator]


class Contacts(PaginatedLoadMoreMixin, ListView):
    queryset = Contact.objects.order_by("pk")
    paginate_by = 2
    template_name = "unit/list.html"


@pytest.fixture(autouse=True)
def contacts():
    """Five of them: two pages, and one row on a third."""
    return ContactFactory.create_batch(5)


def targets_of(client, rows="rows"):
    """The ids that a client asks for when the control is used."""
    return (rows, f"{rows}-more") if client == "alpine-ajax" else (rows,)


def ask(view, address="/", client="plain", targets=None, **kwargs):
    """The rendered answer to a client that asks for the rows, or for other ids."""
    asked = targets_of(client) if targets is None else targets
    request = factory.get(address, headers=headers_of(client, *asked))
    view = view.as_view() if isinstance(view, type) else view
    return view(request, **kwargs).render()


def nothing(request, **kwargs):
    """What the patterns below lead to: their views are called by hand."""


urlpatterns = [
    path("a/<str:page>/", nothing, name="a"),
    path("b/<str:page>/", nothing, name="b"),
    path("number/<int:page>/", nothing, name="number"),
    re_path(r"^long/(?P<page>[\w.-]{2,})/$", nothing, name="long"),
]


def ask_path(view, address):
    """The page at an address whose path has the page of the list."""
    request = factory.get(address)
    request.resolver_match = resolve(address, __name__)
    with override_settings(ROOT_URLCONF=__name__):
        return view(request, **request.resolver_match.kwargs).render()


def body(response):
    return response.content.decode()


def rows_of(response):
    """The places of the contacts in an answer, counted from 1."""
    found = [int(pk) for pk in re.findall(r"<(?:li|td)>(\d+)<", body(response))]
    return found and [pk - Contact.objects.order_by("pk")[0].pk + 1 for pk in found]


def link(response, rel="next"):
    """The address that an answer leads on to, or None."""
    found = re.search(rf'href="([^"]*)" rel="{rel}"', body(response))
    return found and entities.unescape(found[1])


class TestAnswers:
    @pytest.mark.parametrize("paginator", PAGINATORS)
    @pytest.mark.parametrize("client", CLIENTS)
    def test_walk(self, client, paginator):
        view = Contacts.as_view(paginator_class=paginator)
        response, seen = ask(view, "/list/"), [1, 2]
        while address := link(response):
            response = ask(view, address, client)
            assert ("<html>" in body(response)) is (client == "plain")
            seen += rows_of(response)
        assert seen == [1, 2, 3, 4, 5]
        assert "End of the list" in body(response)

    @pytest.mark.parametrize(
        ("client", "html"),
        [
            ("htmx-2", "<li>{}</li><li>{}</li><template><div hx-swap-oob="),
            ("htmx-4", "<li>{}</li><li>{}</li><hx-partial hx-target="),
            ("alpine-ajax", '<div id="rows"><li>{}</li><li>{}</li></div><div class='),
        ],
    )
    def test_rows_and_control(self, client, html, contacts):
        response = ask(Contacts, "/?page=2", client)
        assert body(response).startswith(html.format(contacts[2].pk, contacts[3].pk))
        assert body(response).count("rows-more") > 0
        assert link(response) == "/?page=3"

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_htmx_adds_a_later_page(self, client):
        response = ask(Contacts, "/?page=2", client)
        assert response["HX-Reswap"] == "beforeend show:none"

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_htmx_puts_the_first_page_for_what_was_there(self, client):
        response = ask(Contacts, "/", client)
        assert response["HX-Reswap"].startswith("innerHTML show:none")
        assert rows_of(response) == [1, 2]

    @pytest.mark.parametrize("client", CLIENTS)
    def test_page_that_is_opened_directly(self, client):
        headers = headers_of(client) if client != "plain" else {}
        if client != "plain":
            headers |= {"HX-History-Restore-Request": "true"}
        response = Contacts.as_view()(factory.get("/?page=2", headers=headers)).render()
        assert "<html>" in body(response)
        assert rows_of(response) == [3, 4]
        assert link(response, "prev") == "/?page=1"
        assert link(response, "next") == "/?page=3"

    def test_first_page_has_none_before(self):
        assert link(ask(Contacts), "prev") is None

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_later_page_answers_an_unknown_target_with_rows(self, client):
        view = type("View", (PartialTemplateMixin, Contacts), {"partial_name": "count"})
        response = ask(view, "/?page=2", client, ["unknown"])
        assert rows_of(response) == [3, 4]
        assert "HX-Reswap" not in response

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_first_page_answers_an_unknown_target_with_partial_name(self, client):
        view = type("View", (PartialTemplateMixin, Contacts), {"partial_name": "count"})
        assert body(ask(view, "/", client, ["unknown"])) == '<b id="count">2</b>'

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_boosted_later_page_without_a_declared_target_is_the_page(self, client):
        headers = headers_of(client, "unknown", boosted=True)
        response = Contacts.as_view()(factory.get("/?page=2", headers=headers)).render()
        assert "<html>" in body(response)

    @pytest.mark.parametrize("client", ENHANCED)
    def test_declared_target_wins(self, client):
        view = type("View", (PartialTemplateMixin, Contacts), {})
        names = {"rows": "count"} | ({"rows-more": "count"})
        response = ask(view.as_view(partial_names=names), "/?page=2", client, ["rows"])
        if client == "alpine-ajax":
            assert 'id="count"' in body(response)
        else:
            assert body(response) == '<b id="count">2</b>'

    @pytest.mark.parametrize(
        "bases", [(PartialTemplateMixin, Contacts), (Contacts, PartialTemplateMixin)]
    )
    @pytest.mark.parametrize("client", ENHANCED)
    def test_region_around_the_list_is_declared_too(self, client, bases):
        view = type("View", bases, {"partial_names": ["results"]})
        response = ask(view, "/?page=2", client)
        assert rows_of(response) == [3, 4]
        assert body(response).count('id="rows-more"') == 1
        response = ask(view, "/?page=2", client, ["results"])
        assert rows_of(response) == [3, 4] or client == "alpine-ajax"

    @pytest.mark.parametrize("client", ENHANCED)
    def test_other_parts_come_beside(self, client):
        view = type("View", (OOBSwapMixin, Contacts), {"oob_partials": ["count"]})
        response = ask(view, "/?page=2", client, [*targets_of(client), "count"])
        assert rows_of(response) == [3, 4]
        assert 'id="count"' in body(response)

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_rows_that_bring_their_own_control(self, client, contacts):
        view = Contacts.as_view(load_more_partial_name=None)
        html = body(ask(view, "/?page=2", client))
        assert html == f"<li>{contacts[2].pk}</li><li>{contacts[3].pk}</li>"

    def test_partials_of_another_template(self, contacts):
        view = Contacts.as_view(
            template_name="unit/page.html", rows_partial_name="unit/list.html#rows"
        )
        response = ask(view, "/?page=2", "htmx-4")
        assert rows_of(response) == [3, 4]
        assert link(response) == "/?page=3"

    def test_template_without_the_control(self):
        view = Contacts.as_view(template_name="unit/contacts.html")
        with pytest.raises(PartialDoesNotExist, match="has no partial 'rows'"):
            ask(view, "/?page=2", "htmx-4")

    @pytest.mark.parametrize("client", ENHANCED)
    def test_page_whose_rows_are_gone_is_empty(self, client):
        view = Contacts.as_view(paginator_class=KeysetPaginator)
        address = link(ask(view))
        Contact.objects.all().delete()
        response = ask(view, address, client)
        assert "<html>" not in body(response)
        assert rows_of(response) == []
        assert "End of the list" in body(response)


class TestControl:
    """The old control never stays where there is a new page: it would ask for that page again."""

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_empty_one_takes_the_old_one_away(self, client):
        view = Contacts.as_view(template_name="unit/list_ends.html")
        html = body(ask(view, "/?page=3", client))
        assert "delete" in html
        assert "rows-more" in html

    def test_one_that_can_not_be_written_alone_is_an_error(self):
        view = Contacts.as_view(template_name="unit/list_with.html")
        assert "<html>" in body(ask(view, "/"))
        with pytest.raises(TemplateSyntaxError, match="is not a page of a list"):
            ask(view, "/?page=2", "htmx-4")

    @pytest.mark.parametrize("client", ENHANCED)
    def test_of_several_in_conditions_there_is_one(self, client):
        view = Contacts.as_view(template_name="unit/list_if.html")
        assert body(ask(view, "/?page=2", client)).count('id="rows-more"') == 1


class TestChanges:
    """A list grows by being read."""

    class View(FormMixin, PartialTemplateMixin, Contacts):
        form_class = ContactForm
        partial_name = "count"

        def post(self, request, *args, **kwargs):
            self.object_list = self.get_queryset()
            return self.form_invalid(self.get_form())

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_form_that_is_not_valid_is_answered_on_a_later_page(self, client):
        headers = headers_of(client, "box")
        response = self.View.as_view()(factory.post("/?page=2", headers=headers))
        assert body(response.render()) == '<b id="count">2</b>'

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_first_page_is_a_page_beside_parts(self, client):
        view = type("View", (OOBSwapMixin, Contacts), {"oob_partials": ["count"]})
        response = ask(view, "/", client, ["unknown"])
        assert "<html>" in body(response)


class TestQueries:
    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize("paginator", [LookAheadPaginator, KeysetPaginator])
    def test_one_a_page(self, client, paginator, django_assert_num_queries):
        view = Contacts.as_view(paginator_class=paginator)
        address = link(ask(view))
        with django_assert_num_queries(1):
            ask(view, address, client)

    def test_none_for_what_shows_no_row(self, django_assert_num_queries):
        view = type("View", (PartialTemplateMixin, Contacts), {"partial_name": "count"})
        with django_assert_num_queries(0):
            ask(view, "/", "htmx-4", ["count"])

    def test_context_is_that_of_a_list_view(self, contacts):
        context = ask(Contacts, "/?page=2").context_data
        assert context["object_list"] == context["contact_list"] == contacts[2:4]
        assert context["paginator"] is context["page_obj"].paginator
        assert context["is_paginated"] == True  # noqa: E712 — it is lazy

    def test_list_that_is_not_paginated(self):
        view = Contacts.as_view(paginate_by=None, template_name="unit/contacts.html")
        assert ask(view).context_data["page_obj"] is None


class TestSeveralLists:
    class Lists(Contacts):
        template_name = "unit/lists.html"
        list_prefix = "people"

        def get_context_data(self, **kwargs):
            others = self.paginate(Contact.objects.order_by("-pk"), "others", 1)
            return super().get_context_data(others=others, **kwargs)

    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize(
        ("rows", "page", "seen"), [("people", 2, [3, 4]), ("others", 4, [2])]
    )
    def test_each_grows_by_itself(
        self, client, rows, page, seen, django_assert_num_queries
    ):
        address = f"/?{rows}-page={page}"
        targets = targets_of(client, f"{rows}-rows")
        with django_assert_num_queries(1):
            response = ask(self.Lists, address, client, targets)
        assert rows_of(response) == seen
        assert body(response).count('rel="next"') == 1
        assert link(response) == f"/?{rows}-page={page + 1}"

    def test_links_keep_the_other_page(self):
        html = body(ask(self.Lists, "/?people-page=2&others-page=3&q=a&q=b"))
        found = [
            entities.unescape(each) for each in re.findall(r'href="([^"]*)"', html)
        ]
        assert found == [
            "/?people-page=3&others-page=3&q=a&q=b",
            "/?people-page=2&others-page=4&q=a&q=b",
        ]

    def test_hooks_of_the_one_are_not_the_others(self):
        view = self.Lists.as_view(allow_empty=False, paginate_orphans=1)
        ContactFactory.create_batch(2)

        class Empty(self.Lists):
            allow_empty = False
            paginate_orphans = 1

            def get_context_data(self, **kwargs):
                others = self.paginate(Contact.objects.none(), "others")
                return super(TestSeveralLists.Lists, self).get_context_data(
                    others=others, **kwargs
                )

        assert len(ask(view, "/?others-page=6").context_data["others"]) == 1
        assert len(ask(Empty).context_data["others"]) == 0

    def test_hook_for_the_page_size_serves_both(self):
        class Hook(self.Lists):
            paginate_by = None

            def get_paginate_by(self, queryset):
                return 3

            def get_context_data(self, **kwargs):
                others = self.paginate(Contact.objects.order_by("pk"), "others")
                return super(TestSeveralLists.Lists, self).get_context_data(
                    others=others, **kwargs
                )

        context = ask(Hook).context_data
        assert len(context["page_obj"]) == len(context["others"]) == 3

    def test_view_without_a_list_of_its_own(self):
        class Overview(PaginatedLoadMoreMixin, TemplateView):
            template_name = "unit/list.html"

            def get_context_data(self, **kwargs):
                page = self.paginate(Contact.objects.order_by("pk"), "", 2)
                return super().get_context_data(page_obj=page, **kwargs)

        assert rows_of(ask(Overview, "/?page=2", "htmx-4")) == [3, 4]

    def test_prefix_that_makes_no_id(self):
        with pytest.raises(ImproperlyConfigured) as caught:
            ask(Contacts.as_view(list_prefix="my list"))
        assert str(caught.value) == (
            "Contacts: 'my list-rows' is not an element's id: write it without '#' and without spaces."
        )

    def test_list_without_a_page_size(self):
        class Sizeless(self.Lists):
            paginate_by = None

            def get_context_data(self, **kwargs):
                self.paginate(Contact.objects.order_by("pk"), "others")

        with pytest.raises(ImproperlyConfigured) as caught:
            ask(Sizeless)
        name = Sizeless.__qualname__
        assert str(caught.value) == (
            f"{name} has no page size for the list 'others'. Set {name}.paginate_by, or pass paginate_by to paginate()."
        )


class TestPageSize:
    view = staticmethod(Contacts.as_view(page_size_kwarg="size", max_page_size=4))

    @pytest.mark.parametrize(
        ("size", "rows"), [("", 2), ("1", 1), ("3", 3), ("0", 1), ("-5", 1), ("99", 4)]
    )
    def test_client_may_ask(self, size, rows):
        assert len(rows_of(ask(self.view, f"/?size={size}"))) == rows

    def test_client_may_not_ask_by_default(self):
        assert len(rows_of(ask(Contacts, "/?size=3"))) == 2

    def test_it_is_kept(self):
        assert link(ask(self.view, "/?size=3")) == "/?size=3&page=2"

    def test_prefix(self):
        view = Contacts.as_view(
            page_size_kwarg="size",
            list_prefix="people",
            template_name="unit/lists.html",
        )
        context = view(factory.get("/?people-size=3")).context_data
        assert len(context["page_obj"]) == 3

    def test_no_number(self):
        with pytest.raises(Http404) as caught:
            ask(self.view, "/?size=many")
        assert str(caught.value) == "Invalid page size ('many'): it is not a number"


class TestInvalidPages:
    @pytest.mark.parametrize(
        ("page", "message"),
        [
            ("x", "Invalid page ('x'): That page number is not an integer"),
            ("0", "Invalid page ('0'): That page number is less than 1"),
            ("-1", "Invalid page ('-1'): That page number is less than 1"),
            ("4", "Invalid page ('4'): That page contains no results"),
            (
                "9" * 60,
                "Invalid page ('99999999999999999...999999999999999999'): That page contains no results",
            ),
        ],
    )
    def test_number(self, page, message):
        with pytest.raises(Http404) as caught:
            ask(Contacts, f"/?page={page}")
        assert str(caught.value) == message

    @pytest.mark.parametrize("page", ["x", "0", "2", "WzAsMl0.abc"])
    def test_cursor(self, page):
        with pytest.raises(Http404) as caught:
            ask(Contacts.as_view(paginator_class=KeysetPaginator), f"/?page={page}")
        assert str(caught.value) == (
            f"Invalid page ('{page}'): This page’s address is damaged, out of date, or of another list."
        )

    def test_cursor_of_another_address(self):
        view = Contacts.as_view(paginator_class=KeysetPaginator)
        address = link(ask(view, "/one/"))
        with pytest.raises(Http404, match="of another list"):
            ask(view, address.replace("one", "two"))

    def test_cursor_in_the_path(self):
        view = Contacts.as_view(paginator_class=KeysetPaginator)
        response = ask_path(view, "/a/1/")
        address = link(response)
        assert address.startswith("/a/W")
        assert rows_of(ask_path(view, address)) == [3, 4]

    def test_cursor_in_the_path_of_another_list(self):
        view = Contacts.as_view(paginator_class=KeysetPaginator)
        address = link(ask_path(view, "/a/1/"))
        with pytest.raises(Http404, match="of another list"):
            ask_path(view, address.replace("/a/", "/b/"))

    def test_cursor_in_a_path_that_takes_no_number(self):
        view = Contacts.as_view(paginator_class=KeysetPaginator)
        address = link(ask_path(view, "/long/last/"), "prev")
        assert rows_of(ask_path(view, address)) == [2, 3]

    def test_paginator_of_a_hook_is_of_this_list_too(self):
        class Hook(Contacts):
            def get_paginator(self, queryset, per_page, **kwargs):
                return KeysetPaginator(queryset, per_page)

        address = link(ask(Hook, "/one/"))
        with pytest.raises(Http404, match="of another list"):
            ask(Hook, address.replace("one", "two"))

    def test_path_that_takes_no_cursor(self):
        view = Contacts.as_view(paginator_class=KeysetPaginator)
        with pytest.raises(TemplateSyntaxError) as caught:
            ask_path(view, "/number/1/")
        assert str(caught.value) == (
            f"{tag('load_more')}: The page stands in the path, and the URL pattern 'number/<int:page>/' takes no "
            "other page than this. Have it take any, <int:page> or for cursors <str:page>, or leave the page to the "
            "query."
        )

    @pytest.mark.parametrize("paginator", PAGINATORS)
    @pytest.mark.parametrize("page", ["", "1"])
    def test_first_page(self, paginator, page):
        view = Contacts.as_view(paginator_class=paginator)
        assert rows_of(ask(view, f"/?page={page}")) == [1, 2]

    @pytest.mark.parametrize(
        ("paginator", "rows"),
        [(Paginator, [5]), (LookAheadPaginator, [5]), (KeysetPaginator, [4, 5])],
    )
    def test_last_page(self, paginator, rows):
        view = Contacts.as_view(paginator_class=paginator)
        assert rows_of(ask(view, "/?page=last")) == rows

    def test_ordering_that_can_not_be_paged_names_the_view(self):
        view = Contacts.as_view(
            paginator_class=KeysetPaginator, queryset=Contact.objects.order_by("?")
        )
        with pytest.raises(ImproperlyConfigured, match="^Contacts: KeysetPaginator"):
            ask(view)


class TestFunctionView:
    @staticmethod
    def view(request):
        paginator = LookAheadPaginator(Contact.objects.order_by("pk"), 2)
        page = paginator.page(request.GET.get("page", 1))
        return PartialTemplateResponse(
            request, "unit/list.html", {"page_obj": page}, pages={"rows": page}
        )

    @pytest.mark.parametrize("client", CLIENTS)
    def test_it_grows_too(self, client):
        response = ask(self.view, "/?page=2", client)
        assert rows_of(response) == [3, 4]
        assert ("<html>" in body(response)) is (client == "plain")
        assert link(response) == "/?page=3"
