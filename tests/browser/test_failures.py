"""Failures seen in the field that only a browser can show; each test has its failure's name."""

from __future__ import annotations

from playwright.sync_api import expect

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
    page.wait_for_timeout(50)
    visitor.answers.clear()

    search(visitor, "zzz")

    expect(page.locator("#count")).to_contain_text("No contact matches")
    visitor.assert_fragments_only()


def test_20_two_requests_for_one_address_at_a_time_both_find_their_target(
    enhanced_visitor,
):
    """Alpine AJAX lets them share one fetch, whose header names only the first one's target."""
    page = enhanced_visitor.page
    enhanced_visitor.visit("/probes/shared/")

    page.evaluate(
        "['ask-one', 'ask-two'].forEach(id => document.getElementById(id).click())"
    )

    expect(page.locator("#one")).to_have_text("fresh")
    expect(page.locator("#two")).to_have_text("fresh")
    expect(page.locator("main p")).to_have_count(3)
    enhanced_visitor.assert_fragments_only()


def test_04_an_undeclared_target_takes_its_element_from_the_page(enhanced_visitor):
    """htmx shows the whole page in its place, which the log explains; Alpine AJAX finds the element in the page."""
    page = enhanced_visitor.page
    enhanced_visitor.visit("/probes/shared/")

    page.locator("#ask-unknown").click()

    expect(page.locator("#unknown").last).to_have_text("fresh")
    if enhanced_visitor.client == "alpine-ajax":
        expect(page.locator("main p")).to_have_count(3)
