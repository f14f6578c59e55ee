"""The link to a list's next page, as each client wants it."""

from __future__ import annotations

import json

import pytest
from django.core.paginator import Paginator
from django.template import TemplateSyntaxError, engines
from django.test import RequestFactory
from django.urls import path, resolve

from hypermedia_views import LookAheadPaginator
from hypermedia_views.partials import get_partial

from .engines import call, tag, template_of
from .test_docs import Attributes

pytestmark = pytest.mark.usefixtures("engine")

factory = RequestFactory()
CLIENTS = ("htmx-2", "htmx-4", "alpine-ajax")


def page_of(number=1, of=9, size=2, rows="rows", paginator=LookAheadPaginator):
    """A page of a list of numbers, as a view's mixin leaves it."""
    page = paginator(range(of), size).page(number)
    if rows:
        page.rows_id = rows
    return page


def render(source="load_more page", address="/list/", request=None, **context):
    """What a tag writes."""
    context.setdefault("page", page_of())
    request = request or factory.get(address)
    return template_of(call(source)).render(context, request).strip()


def attributes(source="load_more page", **context):
    """The link's attributes, unescaped."""
    html = render(source, **context)
    start = html.index("<a ") + 3
    return Attributes(html[start : html.index(">", start)]).found


class TestControl:
    def test_first_page(self):
        html = render('load_more page client="plain"')
        assert html == (
            '<div class="load-more" id="rows-more" data-hypermedia-more="rows" data-hypermedia-page="page=">\n'
            '  <a href="/list/?page=2" rel="next">Load more</a>\n'
            '  <p role="alert" hidden>That did not work. Try again.</p>\n'
            "</div>"
        )

    def test_last_page(self):
        html = render(page=page_of(5))
        assert "<a" not in html
        assert 'data-hypermedia-page="page=5"' in html
        assert "<p>End of the list</p>" in html

    def test_only_page(self):
        html = render(page=page_of(of=1))
        assert html.endswith('data-hypermedia-page="page="></div>')

    def test_page_that_no_view_has_made_has_a_plain_link(self):
        html = render(page=page_of(rows=None))
        assert html.startswith(
            '<div class="load-more">\n  <a href="/list/?page=2" rel="next">'
        )

    def test_label_is_escaped(self):
        assert ">More &amp; more</a>" in render(
            'load_more page label="More & more"' + "|force_escape"
        )

    def test_label_of_a_variable_is_escaped(self):
        assert ">&lt;b&gt;</a>" in render("load_more page label=text", text="<b>")

    def test_template_of_its_own(self):
        html = render('load_more page template="unit/control.html"')
        assert html == '<p id="rows-more">/list/?page=2 rows</p>'

    def test_django_paginator(self):
        page = page_of(2, paginator=Paginator)
        assert 'href="/list/?page=3"' in render(page=page)

    def test_before(self):
        html = render(
            "load_more page previous=True", page=page_of(3), address="/?q=a&page=3"
        )
        assert html == (
            '<div class="load-previous">\n  <a href="/?q=a&amp;page=2" rel="prev">Previous page</a>\n</div>'
        )

    def test_before_the_first_page(self):
        assert render("load_more page previous=True") == ""


class TestAddress:
    @pytest.mark.parametrize(
        ("address", "link"),
        [
            ("/list/", "/list/?page=2"),
            ("/list/?page=1", "/list/?page=2"),
            ("/?tag=1&tag=2&page=1&q=é%26", "/?tag=1&tag=2&page=2&q=%C3%A9%26"),
            ("/?page=1&page=1&empty=", "/?page=2&empty="),
            ("/a%20b/?x=%3Cscript%3E", "/a%20b/?x=%3Cscript%3E&page=2"),
        ],
    )
    def test_everything_else_is_kept(self, address, link):
        assert attributes(address=address)["href"] == link

    def test_two_slashes_lead_to_no_other_host(self):
        request = factory.get("/")
        request.path = "//host/"
        assert 'href="/%2Fhost/?page=2"' in render(request=request)

    def test_own_parameter(self):
        page = page_of()
        page.page_kwarg = "people-page"
        assert (
            attributes(page=page, address="/?page=7")["href"]
            == "/?page=7&people-page=2"
        )

    def test_page_in_the_path(self, settings):
        urls = [path("<slug:tag>/<int:page>/", lambda request: None, name="tagged")]
        settings.ROOT_URLCONF = type("Urls", (), {"urlpatterns": urls})
        request = factory.get("/red/1/?q=a")
        request.resolver_match = resolve("/red/1/")
        html = render(request=request)
        assert 'href="/red/2/?q=a"' in html
        assert 'data-hypermedia-page=""' in html

    def test_page_in_a_path_without_a_name(self, settings):
        urls = [path("<int:page>/", lambda request: None)]
        settings.ROOT_URLCONF = type("Urls", (), {"urlpatterns": urls})
        request = factory.get("/1/")
        request.resolver_match = resolve("/1/")
        with pytest.raises(TemplateSyntaxError) as caught:
            render(request=request)
        assert str(caught.value) == (
            f"{tag('load_more')}: The page stands in the path, and the URL pattern '<int:page>/' has no name to make "
            "other addresses by. Give it one, path(…, name='contacts'), or leave the page to the query."
        )


class TestClients:
    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_htmx(self, client):
        found = attributes(f'load_more page client="{client}"')
        version = (
            {"hx-disinherit": "*"}
            if client == "htmx-2"
            else {
                "hx-status:409": "push:false",
                "hx-status:422": "push:false",
                "hx-status:4xx": "swap:none",
                "hx-status:5xx": "swap:none",
            }
        )
        assert found == version | {
            "href": "/list/?page=2",
            "rel": "next",
            "role": "button",
            "hx-boost": "true",
            "hx-push-url": "false",
            "hx-swap": "beforeend show:none",
            "hx-sync": "this:drop",
            "hx-target": "#rows",
        }

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_htmx_scrolls(self, client):
        found = attributes(f'load_more page scroll=True client="{client}"')
        assert "hx-boost" not in found
        assert found["hx-get"] == "/list/?page=2"
        assert found["hx-trigger"] == "intersect once, click"

    @pytest.mark.parametrize("scroll", [True, False])
    def test_alpine(self, scroll):
        found = attributes(f'load_more page scroll={scroll} client="alpine-ajax"')
        asked = json.loads(found.pop("x-hypermedia-refresh"))
        assert asked == {
            "href": "/list/?page=2",
            "target": "rows rows-more",
            "on": "hypermedia:rows-more",
        }
        assert ("data-hypermedia-scroll" in found) is scroll
        assert found["role"] == "button"

    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize(
        ("number", "automatic"),
        [(1, True), (2, True), (3, True), (4, False), (5, True), (8, False)],
    )
    def test_three_pages_come_by_scrolling_then_there_is_a_button(
        self, client, number, automatic
    ):
        source = f'load_more page scroll=True client="{client}"'
        found = attributes(source, page=page_of(number, of=99))
        assert ("hx-trigger" in found or "data-hypermedia-scroll" in found) is automatic

    def test_page_of_unknown_number_has_a_button(self):
        page = page_of()
        page.number = None
        page.has_previous = lambda: True
        page.next_page_number = lambda: "abc"
        assert "hx-trigger" not in attributes("load_more page scroll=True", page=page)

    def test_alpine_can_not_ask_for_the_rows(self):
        with pytest.raises(
            TemplateSyntaxError, match="Alpine AJAX can't ask for 'a:b'"
        ):
            render('load_more page client="alpine-ajax"', page=page_of(rows="a:b"))

    def test_client_of_a_project(self):
        with pytest.raises(
            TemplateSyntaxError, match="There is no client 'other' here"
        ):
            render('load_more page client="other"')


class TestErrors:
    @pytest.mark.parametrize("page", [None, "", [1]])
    def test_no_page(self, page):
        with pytest.raises(TemplateSyntaxError) as caught:
            render(page=page)
        assert str(caught.value) == (
            f"{tag('load_more')}: {page!r} is not a page of a list. Pass it page_obj, and see that the view has a "
            "paginate_by; or what paginate() returned."
        )

    def test_no_request(self):
        template = template_of(call("load_more page"))
        with pytest.raises(TemplateSyntaxError) as caught:
            template.render({"page": page_of()})
        assert str(caught.value) == (
            f"{tag('load_more')}: The address of the next page is made of the request's, and there is none. Render "
            "the template with the request, as views do."
        )

    def test_unknown_option(self):
        with pytest.raises(
            TemplateSyntaxError, match="unexpected keyword argument 'auto'"
        ):
            render("load_more page auto=True")


class TestPartial:
    """The tag is a partial of its template, so that an answer can have it alone."""

    def partial(self, *sources, **context):
        found = get_partial(template_of(*sources), "load_more")
        return found.render(context, factory.get("/")).strip()

    def test_it_is_the_control(self):
        html = self.partial("before", call("load_more page"), "after", page=page_of())
        assert html.startswith('<div class="load-more"')
        assert html.endswith("</div>")

    def test_of_several_it_is_the_one_that_is_asked_for(self):
        html = self.partial(
            call("load_more one"),
            call("load_more two"),
            one=page_of(rows="one"),
            two=page_of(rows="two"),
            load_more_rows="two",
        )
        assert html.count("<div") == 1
        assert 'id="two-more"' in html

    def test_partial_of_that_name(self):
        with pytest.raises(TemplateSyntaxError) as caught:
            engines["django"].from_string(
                "{% load hypermedia %}{% partialdef load_more %}own{% endpartialdef %}{% load_more page %}"
            )
        assert str(caught.value).endswith(
            "The template has a partial 'load_more' of its own, and {% load_more %} makes one of this name. Give yours "
            "another name."
        )

    def test_link_to_the_page_before_is_none(self):
        html = self.partial(
            call("load_more page previous=True"),
            call("load_more page"),
            page=page_of(3),
            load_more_rows="rows",
        )
        assert "prev" not in html
        assert "next" in html
