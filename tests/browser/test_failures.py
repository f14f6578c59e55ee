"""Failures seen in the field that only a browser can show; each test has its failure's name."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.probes import Answers, Poll

from .conftest import wait_until
from .test_search import count_of, search


def test_06_back_from_another_site_shows_the_page_and_no_fragment(visitor):
    """The browser takes the page from its own cache, by its address: without Vary that is the bare fragment."""
    page = visitor.page
    visitor.visit("/contacts/")
    search(visitor, "son")
    expect(page).to_have_url(f"{visitor.url}/contacts/?q=son")
    expect(page.locator("#count")).to_contain_text(count_of("son"))

    page.goto(visitor.url.replace("localhost", "127.0.0.1"))
    expect(page.locator("h1")).to_have_text("Sandbox")
    page.go_back()

    expect(page).to_have_url(f"{visitor.url}/contacts/?q=son")
    expect(page.locator("h1")).to_have_text("Search as you type")
    expect(page.locator("#count")).to_contain_text(count_of("son"))
    expect(page.locator("link[rel=stylesheet]")).to_have_count(2)


def test_06_the_page_is_enhanced_again_after_back(enhanced_visitor):
    visitor, page = enhanced_visitor, enhanced_visitor.page
    visitor.visit("/contacts/")
    search(visitor, "son")
    expect(page).to_have_url(f"{visitor.url}/contacts/?q=son")
    page.goto(visitor.url.replace("localhost", "127.0.0.1"))
    page.go_back()
    visitor.wait_for_start(page)
    visitor.answers.clear()

    search(visitor, "zzz")

    expect(page.locator("#count")).to_contain_text("No contact matches")
    visitor.assert_fragments_only()


def test_20_two_requests_for_one_address_at_a_time_both_find_their_target(
    every_build,
):
    """Alpine AJAX lets them share one fetch, whose header names only the first one's target."""
    page = every_build.page
    every_build.visit("/probes/shared/")

    page.evaluate(
        "['ask-one', 'ask-two'].forEach(id => document.getElementById(id).click())"
    )

    expect(page.locator("#one")).to_have_text("fresh")
    expect(page.locator("#two")).to_have_text("fresh")
    expect(page.locator("main p")).to_have_count(3)
    every_build.assert_fragments_only()


def test_04_an_undeclared_target_takes_its_element_from_the_page(enhanced_visitor):
    """htmx shows the whole page in its place, which the log explains; Alpine AJAX finds the element in the page."""
    page = enhanced_visitor.page
    enhanced_visitor.visit("/probes/shared/")

    page.locator("#ask-unknown").click()

    expect(page.locator("#unknown").last).to_have_text("fresh")
    if enhanced_visitor.client == "alpine-ajax":
        expect(page.locator("main p")).to_have_count(3)


def press(visitor, name: str) -> None:
    """Press a button of a probe."""
    visitor.page.get_by_role("button", name=name, exact=True).click()


def listen(visitor, event: str, selector: str) -> None:
    """Note each event that reaches the body, with its detail and what an element says at that moment."""
    visitor.page.evaluate(
        """([event, selector]) => {
          window.heard = [];
          document.body.addEventListener(event, ({ detail }) =>
            heard.push([detail, document.querySelector(selector)?.textContent ?? null]));
        }""",
        [event, selector],
    )


def heard(visitor) -> list:
    """Wait for an event, and return all that were noted."""
    return wait_until(
        visitor.page, lambda: visitor.page.evaluate("heard"), "no event was heard"
    )


def test_13_an_event_fires_after_the_swap(every_build):
    every_build.visit("/probes/answers/")
    listen(every_build, "answered", "output")

    press(every_build, "again")

    [[detail, said]] = heard(every_build)
    assert (detail["name"], said) == ("Zoë", "again")


def test_13_an_event_that_other_code_sends_after_settling_is_not_lost(every_build):
    """htmx 4 reads no HX-Trigger-After-Settle, and Alpine AJAX no header."""
    every_build.visit("/probes/answers/")
    listen(every_build, "settled", "output")

    press(every_build, "later")

    [[detail, said]] = heard(every_build)
    assert (detail["n"], said) == (1, "later")


def test_15_parts_alone_leave_the_main_target_alone(every_build):
    page = every_build.page
    every_build.visit("/probes/alone/")
    page.get_by_label("Words").fill("still here")
    every_build.mark("#entry")

    press(every_build, "Go")

    expect(page.locator("#count")).to_have_text("counted")
    expect(page.get_by_label("Words")).to_have_value("still here")
    every_build.assert_kept("#entry")
    expect(page.locator("#entry[aria-busy]")).to_have_count(0)
    every_build.assert_fragments_only()


def test_15_alpine_ajax_without_the_script_gets_the_page(enhanced_visitor):
    """Nothing could keep it from removing the target. htmx needs no script for that."""
    page = enhanced_visitor.page
    page.route("**/hypermedia.js", lambda route: route.fulfill(body=""))
    enhanced_visitor.visit("/probes/alone/")

    press(enhanced_visitor, "Go")

    expect(page.locator("#count")).to_have_text("counted")
    expect(page.locator("#entry")).to_have_count(1)


def test_19_what_an_answer_lacks_stays(every_build):
    page = every_build.page
    every_build.visit("/probes/answers/")
    every_build.mark("#note")

    press(every_build, "again")

    expect(page.locator("output")).to_have_text("again")
    expect(page.locator("#note")).to_have_text("first")
    expect(page.locator("#note[aria-busy]")).to_have_count(0)
    every_build.assert_kept("#note")
    every_build.assert_fragments_only()


def test_21_polling_ends_with_the_answer_that_asks_for_no_more(every_build):
    page = every_build.page
    every_build.visit("/probes/poll/")

    expect(page.locator("#job")).to_have_text("done")

    every_build.wait_for_answers()
    asked = Poll.asked
    page.wait_for_timeout(700)
    assert Poll.asked == asked >= 3
    # The beta of htmx 4 calls it an error if a poll takes the place of a slower one.
    every_build.errors[:] = [e for e in every_build.errors if "AbortError" not in e]


@pytest.mark.parametrize("how", ["204", "403", "500"])
def test_37_nothing_is_sent_twice(every_build, how):
    """Alpine AJAX sends a form again, without itself, after an error that lacks the target."""
    Answers.posts.clear()
    every_build.visit("/probes/answers/")
    address = every_build.page.url

    press(every_build, how)
    wait_until(every_build.page, lambda: Answers.posts, "nothing was sent")
    every_build.page.wait_for_timeout(300)

    assert Answers.posts == [how]
    assert every_build.page.url == address
    expect(every_build.page.locator("h1")).to_have_text("Probe")
    # The browser itself reports the status.
    every_build.errors[:] = [e for e in every_build.errors if how not in e]


def test_37_no_content_removes_nothing(every_build):
    every_build.visit("/probes/answers/")
    listen(every_build, "answered", "output")
    every_build.mark("#entry")

    press(every_build, "204")

    assert len(heard(every_build)) == 1
    every_build.assert_kept("#entry")
    expect(every_build.page.locator("[aria-busy]")).to_have_count(0)


@pytest.mark.parametrize(
    ("how", "query"),
    [
        ("redirect", "?q=%D0%B6"),
        ("location", "?q=n%3D1,path:/like/"),
        ("bare", "?q=1,path:/like/"),
    ],
)
def test_38_the_whole_page_goes_where_the_header_says(every_build, how, query):
    """htmx 4 parses a bare HX-Location as configuration; Alpine AJAX reads no header."""
    page = every_build.page
    every_build.visit("/probes/answers/")

    press(every_build, how)

    expect(page).to_have_url(f"{every_build.url}/contacts/{query}")
    expect(page.locator("h1")).to_have_text("Search as you type")


def test_38_the_page_is_loaded_anew_where_the_header_says(every_build):
    page = every_build.page
    every_build.visit("/probes/answers/?here=1")

    with page.expect_navigation():
        press(every_build, "refresh")

    expect(page.locator("h1")).to_have_text("Probe")
    assert page.url.endswith("?here=1")


def test_40_an_event_is_heard_even_if_its_source_is_gone(every_build):
    page = every_build.page
    every_build.visit("/probes/rows/")
    listen(every_build, "rows-changed", "#row-2")

    press(every_build, "Delete 2")

    [[detail, row]] = heard(every_build)
    assert (detail["row"], row) == ("2", None)
    expect(page.locator("#log")).to_have_text("heard")


def test_41_the_row_goes_and_the_count_changes(every_build):
    page = every_build.page
    every_build.visit("/probes/rows/")

    press(every_build, "Delete 2")

    expect(page.locator("#count")).to_have_text("2 rows")
    expect(page.locator("tr")).to_have_text(["Delete 1", "Delete 3"])
    expect(page.locator("#log")).to_have_text("heard")
    every_build.assert_fragments_only()


def test_25_messages_are_shown_once_and_kept_where_they_can_not_be_shown(visitor):
    page, notes = visitor.page, visitor.page.locator("#notes p")
    visitor.visit("/probes/notes/")
    visitor.mark("#notes")

    press(visitor, "shown")
    expect(notes).to_have_text(["shown"])
    # The messages are in a cookie, and so the next request has only those of what was answered.
    with page.expect_response("**/probes/notes/"):
        press(visitor, "kept")
    press(visitor, "redirected")

    shown = ["shown", "kept", "redirected"]
    expect(notes).to_have_text(shown if visitor.enhanced else shown[1:])
    visitor.assert_kept("#notes")
    visitor.visit("/probes/notes/")
    expect(page.locator("#notes")).to_have_text("")


def test_41_an_empty_answer_removes_its_target_even_if_something_comes_beside_it(
    every_build,
):
    """Alpine AJAX gets the page where an answer lacks what it asks for; to delete, say so."""
    page = every_build.page
    every_build.visit("/probes/emptied/")

    press(every_build, "Go")

    expect(page.locator("#count")).to_have_text("counted")
    alpine = every_build.client == "alpine-ajax"
    expect(page.locator("#entry")).to_have_count(1 if alpine else 0)
