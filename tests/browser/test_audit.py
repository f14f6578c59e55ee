"""The audit, on four clients: tabs, and a wheel that an event refreshes or that comes out of band."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from sandbox.audit.models import Question

TABS = {"hands": "Hand hygiene", "medicines": "Medicines"}


def answer(page, number: int, label: str):
    """The button of a question on the page, the first one being 1."""
    return page.get_by_role("group").nth(number - 1).get_by_role("button", name=label)


def expect_answered(page, count: int) -> None:
    """The wheel says so to everybody."""
    wheel = page.get_by_role("progressbar", name="Progress")
    expect(wheel).to_have_text(f"{count} of 5 answered")
    expect(wheel).to_have_attribute("aria-valuenow", str(count))


@pytest.mark.parametrize("tab", TABS)
def test_each_answer_is_saved_by_itself(visitor, tab):
    page = visitor.page
    visitor.visit(f"/audit/?section={tab}")
    expect_answered(page, 0)
    kept = ("h1", "#panel", "[aria-live] >> nth=1", "fieldset >> nth=0")
    for selector in kept:
        visitor.mark(selector)

    answer(page, 2, "Yes").click()

    expect(answer(page, 2, "Yes")).to_have_attribute("aria-pressed", "true")
    expect_answered(page, 1)
    if visitor.enhanced:
        expect(answer(page, 2, "Yes")).to_be_focused()
    answers = Question.objects.filter(section=tab).values_list("answer", flat=True)
    assert list(answers) == ["", "yes", "", "", ""]
    visitor.assert_fragments_only()
    for selector in kept:
        visitor.assert_kept(selector)


def test_the_buttons_are_told_apart(visitor):
    page = visitor.page
    visitor.visit("/audit/?section=medicines")
    answer(page, 1, "Yes").click()
    expect_answered(page, 1)

    answer(page, 1, "No").click()

    expect(answer(page, 1, "No")).to_have_attribute("aria-pressed", "true")
    expect(answer(page, 1, "Yes")).to_have_attribute("aria-pressed", "false")
    expect_answered(page, 1)
    if visitor.enhanced:
        expect(answer(page, 1, "No")).to_be_focused()
    assert Question.objects.filter(section="medicines")[0].answer == "no"


@pytest.mark.parametrize("tab", TABS)
def test_the_wheel_turns_again_and_again(enhanced_visitor, tab):
    visitor, page = enhanced_visitor, enhanced_visitor.page
    visitor.visit(f"/audit/?section={tab}")

    for number in range(1, 6):
        answer(page, number, "No").click()
        expect_answered(page, number)

    assert not Question.objects.filter(section=tab, answer="").exists()
    visitor.assert_fragments_only()


def test_the_wheel_is_fetched_on_the_first_tab_and_sent_on_the_second(enhanced_visitor):
    visitor, page = enhanced_visitor, enhanced_visitor.page
    asked = {}
    for tab in TABS:
        visitor.visit(f"/audit/?section={tab}")
        answer(page, 1, "Yes").click()
        expect_answered(page, 1)
        # What is under way would come in this time.
        page.wait_for_timeout(200)
        asked[tab] = [each.request.method for each in visitor.answers]

    assert asked == {"hands": ["POST", "GET"], "medicines": ["POST"]}


def test_the_tabs_are_links_that_say_which_one_is_open(visitor):
    page = visitor.page
    visitor.visit("/audit/")
    visitor.mark("h1")

    page.get_by_role("link", name="Medicines").click()

    expect(page).to_have_url(f"{visitor.url}/audit/?section=medicines")
    expect(page.locator("[aria-current=page]")).to_have_text("Medicines")
    expect(page.locator("#panel")).to_contain_text("the wheel comes out of band")
    expect(page.get_by_role("group").first).to_contain_text("medicines cupboard")
    if visitor.enhanced:
        expect(page.get_by_role("link", name="Medicines")).to_be_focused()
    visitor.assert_kept("h1")
    visitor.assert_fragments_only()


def test_a_tab_works_as_well_after_the_other(visitor):
    page = visitor.page
    visitor.visit("/audit/?section=medicines")
    page.get_by_role("link", name="Hand hygiene").click()
    expect(page.locator("#panel")).to_contain_text("fires the event")

    answer(page, 1, "Yes").click()
    expect_answered(page, 1)
    page.get_by_role("link", name="Medicines").click()
    expect_answered(page, 0)
    answer(page, 3, "No").click()
    expect_answered(page, 1)

    visitor.assert_fragments_only()


def test_back_opens_the_tab_that_was_open(visitor):
    page = visitor.page
    visitor.visit("/audit/")
    page.get_by_role("link", name="Medicines").click()
    expect(page.locator("[aria-current=page]")).to_have_text("Medicines")

    page.go_back()

    expect(page.locator("[aria-current=page]")).to_have_text("Hand hygiene")
    visitor.wait_for_start(page)
    answer(page, 1, "Yes").click()
    expect_answered(page, 1)


def test_what_was_answered_is_there_after_a_reload(visitor):
    page = visitor.page
    visitor.visit("/audit/?section=medicines")
    answer(page, 4, "Yes").click()
    expect_answered(page, 1)

    visitor.visit("/audit/?section=medicines")

    expect(answer(page, 4, "Yes")).to_have_attribute("aria-pressed", "true")
    expect_answered(page, 1)
