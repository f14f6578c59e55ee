"""What ``{% swap %}`` writes, as the browser sees it: every option, on every client."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.urls import Tags

from .conftest import ONCE, TYPE

pytestmark = ONCE

EVENT = "document.body.dispatchEvent(new CustomEvent('audit-changed', {bubbles: true}))"


def number_in(visitor, selector: str) -> int:
    """The count that stands in an element."""
    return int(visitor.page.locator(selector).inner_text())


def test_region_refreshes_itself_on_every_event(enhanced_visitor):
    visitor = enhanced_visitor
    visitor.visit("/probes/tags/")
    wheel = visitor.page.locator("#wheel")
    for _ in range(3):
        before = wheel.inner_text()
        visitor.page.evaluate(EVENT)
        expect(wheel).not_to_have_text(before)
    visitor.assert_fragments_only()


def test_region_refreshes_itself_at_intervals(enhanced_visitor):
    visitor = enhanced_visitor
    visitor.visit("/probes/tags/")
    clock = visitor.page.locator("#clock")
    for _ in range(3):
        before = clock.inner_text()
        expect(clock).not_to_have_text(before)
    visitor.assert_fragments_only()


def test_an_event_while_a_region_is_fetched_is_not_lost(enhanced_visitor, monkeypatch):
    visitor, page = enhanced_visitor, enhanced_visitor.page
    visitor.visit("/probes/tags/")
    changed = EVENT.replace("audit", "record")
    expect(page.locator("#record")).to_have_text("first")

    page.evaluate(changed)
    page.wait_for_timeout(150)
    monkeypatch.setattr(Tags, "record", "second")
    page.evaluate(changed)

    expect(page.locator("#record")).to_have_text("second")


def test_replaced_region_no_longer_listens(enhanced_visitor):
    """One event, one request, however often the region was replaced."""
    visitor = enhanced_visitor
    page = visitor.page
    visitor.visit("/probes/tags/")
    page.locator("#clock").evaluate("clock => clock.remove()")
    # It may have asked already, and its answer would have a wheel, too.
    visitor.wait_for_answers()
    for _ in range(3):
        before = page.locator("#wheel").inner_text()
        visitor.answers.clear()
        page.evaluate(EVENT)
        expect(page.locator("#wheel")).not_to_have_text(before)
        visitor.wait_for_answers()
    page.wait_for_timeout(600)

    assert len(visitor.answers) == 1


@pytest.mark.parametrize(
    "button, said",
    [("Yes", "words=, answer=yes"), ("No", "words=, answer=no, button")],
)
def test_a_submit_button_sends_its_name_value_and_address(visitor, button, said):
    page = visitor.page
    visitor.visit("/probes/form/")
    page.get_by_role("button", name=button, exact=True).click()

    expect(page.locator("main p")).to_have_text(said)
    visitor.assert_fragments_only()


def test_a_debounced_form_sends_the_button_s_name_and_value(enhanced_visitor):
    page = enhanced_visitor.page
    enhanced_visitor.visit("/probes/form/")

    page.get_by_label("Words").evaluate(TYPE, "abc")

    expect(page.locator("main p")).to_have_text("words=abc, answer=typed")
    assert len(enhanced_visitor.answers) == 1, "each key asked anew"


def test_a_plain_link_in_an_enhanced_form_stays_plain(enhanced_visitor):
    page = enhanced_visitor.page
    enhanced_visitor.visit("/probes/form/")

    page.locator("#plain-link").click()

    expect(page.locator("h1")).to_have_text("Sandbox")
    expect(page.locator("#form")).to_have_count(0)
    assert enhanced_visitor.answers == []


def test_the_page_does_not_scroll(enhanced_visitor):
    """A boosted htmx element would scroll its target to the top of the window."""
    visitor, page = enhanced_visitor, enhanced_visitor.page
    page.set_viewport_size({"width": 800, "height": 500})
    visitor.visit(f"/like/{visitor.contact.pk}/")
    page.get_by_role("button", name="Like").click()
    expect(page.get_by_role("button", name="Like")).to_have_attribute(
        "aria-pressed", "true"
    )
    page.wait_for_timeout(200)

    assert page.evaluate("window.scrollY") == 0


def test_alpine_tells_the_page_that_the_user_is_on(enhanced_visitor):
    visitor = enhanced_visitor
    visitor.visit("/probes/shared/")
    with visitor.page.expect_request("**/probes/shared/?slow=1") as asked:
        visitor.page.locator("#ask-one").click()

    assert asked.value.headers["hx-current-url"] == f"{visitor.url}/probes/shared/"


def test_a_row_of_a_table_is_replaced_whole(enhanced_visitor):
    """Alpine AJAX gets it beside partials that are no parts of a table."""
    page = enhanced_visitor.page
    enhanced_visitor.visit("/probes/shared/")
    expect(page.locator("tbody > tr#row > td")).to_have_text("stale")

    page.locator("#ask-row").click()

    expect(page.locator("tbody > tr#row > td")).to_have_text("fresh")
    expect(page.locator("table, tr, td")).to_have_count(3)
    enhanced_visitor.assert_fragments_only()


def test_a_double_click_leaves_the_page_as_the_database_is(enhanced_visitor):
    """htmx 4 would queue the second request, and lose its answer with the form that was replaced."""
    visitor, page = enhanced_visitor, enhanced_visitor.page
    visitor.visit(f"/like/{visitor.contact.pk}/")

    page.locator("#like-button").dblclick()
    expect(page.locator("[aria-pressed=true]#like-button")).to_be_visible()
    page.wait_for_timeout(400)
    visitor.wait_for_answers()
    visitor.settle()

    visitor.contact.refresh_from_db()
    pressed = page.locator("#like-button").get_attribute("aria-pressed")
    assert pressed == str(visitor.contact.liked).lower()


def test_what_is_typed_while_a_named_button_waits_is_sent(enhanced_visitor):
    """Alpine AJAX swallows clicks on a button whose request is under way."""
    page = enhanced_visitor.page
    enhanced_visitor.visit("/probes/form/")
    box = page.get_by_label("Words")

    with page.expect_request("**/probes/form/"):
        box.evaluate(TYPE, "slow")
    box.press_sequentially("er")

    expect(page.locator("main p")).to_have_text("words=slower, answer=typed")


def test_an_error_leaves_the_region_and_it_goes_on(enhanced_visitor, monkeypatch):
    visitor, page = enhanced_visitor, enhanced_visitor.page
    visitor.visit("/probes/tags/")
    page.locator("#clock").evaluate("clock => clock.remove()")
    changed = EVENT.replace("audit", "record")

    monkeypatch.setattr(Tags, "record", "broken")
    with page.expect_response("**/probes/tags/?slow=1") as answered:
        page.evaluate(changed)
    assert answered.value.status == 500
    expect(page.locator("#record")).to_have_text("first")
    expect(page.locator("#record[aria-busy]")).to_have_count(0)

    monkeypatch.setattr(Tags, "record", "mended")
    page.evaluate(changed)
    expect(page.locator("#record")).to_have_text("mended")
    visitor.errors.clear()
