"""The redirect that ends a change, as each client can use it."""

from __future__ import annotations

import json

import pytest
from django.http import HttpResponse, HttpResponseRedirect

from hypermedia_views.answers import Answer
from hypermedia_views.protocols import (
    AlpineAjax,
    Htmx2,
    Htmx4,
    HypermediaDetails,
    Plain,
    Protocol,
    get_hypermedia,
)
from hypermedia_views.redirects import FOLLOWED, answer_redirect

from .asking import CLIENTS, ENHANCED, factory, headers_of

HTMX = ("htmx-2", "htmx-4")
ADDRESS = "/list/"


def details_of(client, *targets, here=None, boosted=False, method="post", **options):
    """What a request says of its client, which is on a page."""
    headers = headers_of(client, *targets, boosted=boosted)
    if here is not None:
        headers["HX-Current-URL"] = here
    return get_hypermedia(
        getattr(factory, method)("/edit/", headers=headers, **options)
    )


def redirect(address=ADDRESS, status=302):
    response = HttpResponse(status=status)
    response["Location"] = address
    return response


def page():
    return HttpResponse("fresh", headers={"X-Own": "page"})


class TestPassesAsItIs:
    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize("status", [200, 204, 304, 307, 308, 404, 500])
    def test_what_is_not_followed(self, client, status):
        response = redirect(status=status)
        answer = Answer(leaves="page", fresh=page, main="done")
        assert answer_redirect(response, details_of(client, "a"), answer) is response

    @pytest.mark.parametrize("status", sorted(FOLLOWED))
    def test_without_a_client(self, status):
        response = redirect(status=status)
        answer = Answer(leaves="page", fresh=page, main="done", removes=True)
        assert answer_redirect(response, details_of("plain"), answer) is response

    @pytest.mark.parametrize("client", ENHANCED)
    def test_what_ends_no_change(self, client):
        response = redirect()
        details = details_of(client, "a")
        assert answer_redirect(response, details, Answer()) is response

    @pytest.mark.parametrize(
        "headers",
        [
            headers_of("htmx-2", boosted=True),
            headers_of("htmx-4", "a") | {"HX-Request-Type": "full"},
            headers_of("htmx-2", "a") | {"HX-History-Restore-Request": "true"},
            {"X-Alpine-Request": "true", "X-Alpine-Target": "_top"},
        ],
        ids=["boosted body", "full", "restored", "window"],
    )
    def test_who_wants_a_page(self, headers):
        details = get_hypermedia(factory.post("/", headers=headers))
        response = redirect()
        answer = Answer(leaves="page", fresh=page, main="done")
        assert answer_redirect(response, details, answer) is response


@pytest.mark.parametrize("client", ENHANCED)
class TestFresh:
    @pytest.mark.parametrize("status", sorted(FOLLOWED))
    def test_in_the_place_of_the_redirect(self, client, status):
        answer = Answer(fresh=page, main="done", leaves="page")
        details = details_of(client, "a")
        found = answer_redirect(redirect(status=status), details, answer)
        assert (found.status_code, found.content) == (200, b"fresh")
        assert not found.has_header("Location")

    def test_with_cookies_and_headers(self, client):
        response = redirect()
        response.set_cookie("seen", "yes")
        response["X-Own"] = "redirect"
        response["X-Other"] = "kept"
        response["Content-Type"] = "text/plain"
        response["Content-Length"] = "0"
        answer = Answer(fresh=page, main="done")
        found = answer_redirect(response, details_of(client, "a"), answer)
        assert found.cookies["seen"].value == "yes"
        assert (found["X-Own"], found["X-Other"]) == ("page", "kept")
        assert found["Content-Type"].startswith("text/html")
        assert not found.has_header("Content-Length")

    @pytest.mark.parametrize(
        "answer",
        [
            Answer(main="done"),
            Answer(removes=True),
            Answer(partial_name="done"),
            Answer(partial_names={"a": "done"}),
        ],
        ids=["main", "removes", "default", "declared"],
    )
    def test_where_there_is_a_fragment(self, client, answer):
        answer.fresh = page
        found = answer_redirect(redirect(), details_of(client, "a"), answer)
        assert found.content == b"fresh"

    @pytest.mark.parametrize(
        "answer",
        [Answer(), Answer(partial_names={"b": "done"}), Answer(main="")],
        ids=["nothing", "undeclared", "nameless"],
    )
    def test_not_where_there_is_none(self, client, answer):
        answer.fresh = page
        response = redirect()
        assert answer_redirect(response, details_of(client, "a"), answer) is response


@pytest.mark.parametrize("client", HTMX)
@pytest.mark.parametrize(
    ("answer", "fragment"),
    [
        (Answer(main="done"), False),
        (Answer(partial_name="done"), False),
        (Answer(partial_names={"a": "done"}), True),
        (Answer(main="done", partial_names={"a": "done"}), True),
        (Answer(partial_name="a"), True),
        (Answer(removes=True), True),
    ],
)
def test_boosted_must_name_what_is_declared(client, answer, fragment):
    answer.fresh, answer.leaves = page, "page"
    details = details_of(client, "a", boosted=True)
    found = answer_redirect(redirect(), details, answer)
    assert (found.content == b"fresh") is fragment
    assert found.has_header("HX-Redirect") is not fragment


class TestLeave:
    @pytest.mark.parametrize("client", HTMX)
    @pytest.mark.parametrize("status", sorted(FOLLOWED))
    def test_htmx_goes_to_the_page(self, client, status):
        response = redirect(status=status)
        response.set_cookie("seen", "yes")
        response["X-Own"] = "1"
        answer = Answer(leaves="page")
        found = answer_redirect(response, details_of(client, "a"), answer)
        assert (found.status_code, found["HX-Redirect"]) == (200, ADDRESS)
        assert (found.cookies["seen"].value, found["X-Own"]) == ("yes", "1")
        assert not found.has_header("Location")

    @pytest.mark.parametrize("client", HTMX)
    def test_htmx_keeps_its_page(self, client):
        answer = Answer(leaves="soft")
        found = answer_redirect(
            redirect("/d?n=1,path:/evil"), details_of(client, "a"), answer
        )
        assert found.status_code == 200
        assert json.loads(found["HX-Location"]) == {
            "path": "/d?n=1,path:/evil",
            "headers": {"HX-Request-Type": "full"},
        }

    @pytest.mark.parametrize(
        ("here", "follows"),
        [
            (None, True),
            ("", False),
            ("http://testserver/list/", True),
            ("http://testserver/list", True),
            ("http://testserver/list/?page=2#top", True),
            ("http://testserver/edit/", False),
            ("http://testserver/list/5/", False),
            ("http://testserver/", False),
        ],
    )
    @pytest.mark.parametrize("soft", [False, True])
    def test_alpine_follows_to_its_own_page_only(self, here, follows, soft):
        response = redirect()
        details = details_of("alpine-ajax", "a", here=here)
        found = details.protocol.leave(response, details, soft=soft)
        assert (found is response) is (follows or soft)
        if found is not response:
            assert (found.status_code, found["HX-Redirect"]) == (200, ADDRESS)

    @pytest.mark.parametrize(
        ("address", "follows"),
        [
            ("http://testserver/edit/", True),
            ("http://elsewhere/edit/", False),
            ("?page=2", True),
            ("#top", True),
            ("../list/", False),
        ],
    )
    def test_alpine_follows_on_its_own_site_only(self, address, follows):
        details = details_of("alpine-ajax", "a", here="http://testserver/edit/?a=1")
        response = redirect(address)
        found = details.protocol.leave(response, details, soft=False)
        assert (found is response) is follows

    def test_alpine_without_its_script_follows(self):
        """Its Referer tells the page, too, but nobody would read the header."""
        headers = {"Referer": "http://testserver/edit/"}
        details = details_of("alpine-ajax", "a")
        details.request.META["HTTP_REFERER"] = headers["Referer"]
        response = redirect()
        assert details.protocol.leave(response, details, soft=False) is response

    @pytest.mark.parametrize("protocol", [Plain(), Protocol()])
    @pytest.mark.parametrize("soft", [False, True])
    def test_others_follow(self, protocol, soft):
        response = redirect()
        details = HypermediaDetails(protocol)
        assert protocol.leave(response, details, soft=soft) is response

    @pytest.mark.parametrize("client", HTMX)
    @pytest.mark.parametrize(
        ("address", "here", "expected"),
        [
            ("/list/#a", "http://testserver/list/", "/list/"),
            ("/list/#a", "http://testserver/list/#b", "/list/"),
            (
                "http://testserver/list/#a",
                "http://testserver/list/",
                "http://testserver/list/",
            ),
            ("?page=2#a", "http://testserver/edit/?page=2", "/edit/?page=2"),
            ("#a", "http://testserver/edit/", "/edit/"),
            ("/list/#a", "http://testserver/list/?page=2", "/list/#a"),
            ("/list/#a", "https://testserver/list/", "/list/#a"),
            ("/list/#a", "http://elsewhere/list/", "/list/#a"),
            ("/list/#a", None, "/list/#a"),
            ("/list/#a", "nonsense [", "/list/#a"),
            ("../x/#a", "http://testserver/list/", "/x/#a"),
            ("", "http://testserver/list/", "/edit/"),
            ("https://example.org/a?b=c", None, "https://example.org/a?b=c"),
        ],
    )
    @pytest.mark.parametrize("soft", [False, True])
    def test_address(self, client, address, here, expected, soft):
        details = details_of(client, "a", here=here)
        found = details.protocol.leave(redirect(address), details, soft=soft)
        if soft:
            assert json.loads(found["HX-Location"])["path"] == expected
        else:
            assert found["HX-Redirect"] == expected

    @pytest.mark.parametrize("protocol", [Htmx2(), Htmx4()])
    def test_details_without_a_request(self, protocol):
        details = HypermediaDetails(protocol, ("a",), wants_partial=True)
        found = protocol.leave(redirect("/list/#a"), details, soft=False)
        assert found["HX-Redirect"] == "/list/#a"

    def test_alpine_details_without_a_request(self):
        details = HypermediaDetails(AlpineAjax(), ("a",), wants_partial=True)
        response = redirect()
        assert details.protocol.leave(response, details, soft=False) is response

    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize(
        "here",
        [
            "",
            "#",
            "http://[",
            "http://[::1",
            "http://[#a",
            "//",
            "\x00",
            "ж",
            "x" * 9000,
            "javascript:1",
        ],
    )
    def test_any_page_whatever(self, client, here):
        details = details_of(client, "a", here=here)
        found = details.protocol.leave(redirect("/list/#a"), details, soft=False)
        assert found["HX-Redirect"] == "/list/#a"


@pytest.mark.parametrize("status", [409, 422, 400, 500])
@pytest.mark.parametrize(
    ("protocol", "shown"),
    [
        (Htmx2(), 200),
        (Htmx4(), 200),
        (AlpineAjax(), None),
        (Plain(), None),
        (Protocol(), None),
    ],
)
def test_shown_status(protocol, status, shown):
    assert protocol.shown_status(status) == (shown or status)


@pytest.mark.parametrize("repeats", [False, True])
def test_a_redirect_of_django_s_own(repeats):
    response = HttpResponseRedirect(ADDRESS, preserve_request=repeats)
    found = answer_redirect(response, details_of("htmx-4", "a"), Answer(leaves="page"))
    assert found.has_header("HX-Redirect") is not repeats
