"""The package's script, beside Alpine AJAX that is written by hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from .conftest import ONCE, Visitor, visitor_of

pytestmark = ONCE

PAGE = """<!doctype html><html><head><link rel="icon" href="data:,">
<script src="/static/hypermedia_views/hypermedia.js" defer></script>
<script src="/static/alpine-ajax/cdn.min.js" defer></script>
<script src="/static/alpinejs/cdn.min.js" defer></script></head>
<body><script>window.heard = []; document.addEventListener("saved", ({ detail }) => heard.push(detail.n));</script>
%s</body></html>"""


@pytest.fixture
def by_hand(contexts, live_server) -> Iterator[Visitor]:
    """A visitor whose pages are written in the tests."""
    yield from visitor_of(contexts, "alpine-ajax", live_server.url)


def serve(visitor: Visitor, body: str, **answers: dict) -> None:
    """Open a page with this body; ``/name`` is answered as told."""
    pages = {"page": {"body": PAGE % body, "content_type": "text/html"}, **answers}

    def answer(route):
        route.fulfill(**pages[route.request.url.rpartition("/")[2]])

    for name in pages:
        visitor.page.route(f"**/{name}", answer)
    visitor.visit("/page")


def test_two_requests_of_one_element_are_both_answered(by_hand):
    serve(
        by_hand,
        """<p id="a">old</p><p id="b">old</p>
        <div x-data x-init="$ajax('/one', {target: 'a'}); $ajax('/two', {target: 'b'})"></div>""",
        one={"body": '<p id="a">new</p>'},
        two={"body": '<p id="b">new</p>'},
    )

    expect(by_hand.page.locator("#a")).to_have_text("new")
    expect(by_hand.page.locator("#b")).to_have_text("new")


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Alpine-Missing": "keep"},
        {"X-Alpine-Missing": "a b%6Fx"},
        {"HX-Redirect": "/away"},
    ],
    ids=str,
)
def test_what_is_told_holds_if_what_asked_has_gone(by_hand, headers):
    serve(
        by_hand,
        """<p id="box">here</p>
        <form x-data x-target="box" action="/slow" method="post"><button>Go</button></form>""",
        away={"body": "<h1>Away</h1>", "content_type": "text/html"},
    )
    page = by_hand.page

    def answer(route):
        page.evaluate("document.querySelector('form').remove()")
        route.fulfill(body="<i></i>", headers=headers)

    page.route("**/slow", answer)
    page.get_by_role("button").click()

    if "HX-Redirect" in headers:
        expect(page.locator("h1")).to_have_text("Away")
    else:
        page.wait_for_timeout(200)
        expect(page.locator("#box")).to_have_text("here")


def test_a_shared_answer_fires_its_events_once(by_hand):
    serve(
        by_hand,
        """<p id="box">old</p><a x-data href="/linked" x-target="box">Go</a>""",
        linked={
            "body": '<p id="box">new</p>',
            "headers": {"HX-Trigger": '{"saved": {"n": 1}}'},
        },
    )
    page = by_hand.page

    page.evaluate("for (const i of [1, 2]) document.querySelector('a').click()")

    expect(page.locator("#box")).to_have_text("new")
    page.wait_for_timeout(100)
    assert page.evaluate("heard") == [1]


def test_events_of_other_code_need_no_detail(by_hand):
    serve(
        by_hand,
        """<p id="box">old</p><a x-data href="/linked" x-target="box">Go</a>""",
        linked={
            "body": '<p id="box">new</p>',
            "headers": {"HX-Trigger": '{"other": null, "saved": {"n": 2}}'},
        },
    )

    by_hand.page.get_by_role("link").click()

    expect(by_hand.page.locator("#box")).to_have_text("new")
    assert by_hand.page.evaluate("heard") == [2]


def test_an_error_of_ajax_reaches_who_called_it(by_hand):
    serve(
        by_hand,
        """<p id="box">old</p><button x-data
        @click="$ajax('/broken', {method: 'POST', target: 'box'}).catch(() => $el.textContent = 'caught')"
        >Go</button>""",
        broken={"status": 500, "body": "broken"},
    )

    by_hand.page.get_by_role("button").click()

    expect(by_hand.page.get_by_role("button")).to_have_text("caught")
    by_hand.errors.clear()


def test_polling_goes_on_after_a_lost_connection(by_hand):
    asked: list[str] = []
    serve(
        by_hand,
        """<p id="box" x-hypermedia-refresh='{"href": "/poll", "target": "box", "every": 100}'>old</p>""",
    )

    def answer(route):
        asked.append(route.request.url)
        if len(asked) == 1:
            route.abort()
        else:
            route.fulfill(body='<p id="box">new</p>')

    by_hand.page.route("**/poll**", answer)

    expect(by_hand.page.locator("#box")).to_have_text("new")
    by_hand.errors.clear()
