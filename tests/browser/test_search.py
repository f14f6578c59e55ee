"""Search as you type, on four clients, by both template engines."""

from __future__ import annotations

from playwright.sync_api import expect

from sandbox.contacts.models import Contact

from .conftest import BOTH_ENGINES, TYPE

pytestmark = BOTH_ENGINES


def count_of(word: str) -> str:
    """The words that announce how many contacts have a word in their name or company.

    It asks in other words than the server, which may be at it: SQLite's connection is one, and so is each statement.
    """
    found = Contact.objects.values_list("name", "company")
    count = sum(word in name.lower() or word in at.lower() for name, at in found)
    return f"{count} contact"


def search(visitor, words: str) -> None:
    """Type, and send the form where nothing else does."""
    box = visitor.page.get_by_role("searchbox")
    box.evaluate(TYPE, words)
    if not visitor.enhanced:
        box.press("Enter")


def test_search_as_you_type(visitor):
    page = visitor.page
    visitor.visit("/contacts/")
    expect(page.locator("#count")).to_contain_text("60 contacts")
    visitor.mark("#q")
    visitor.mark("#announcer")

    search(visitor, "son")

    expect(page.locator("#count")).to_contain_text(count_of("son"))
    expect(page).to_have_url(f"{visitor.url}/contacts/?q=son")
    expect(page.get_by_role("searchbox")).to_have_value("son")
    if visitor.enhanced:
        expect(page.get_by_role("searchbox")).to_be_focused()
        assert len(visitor.answers) == 1, "each key asked anew"
    visitor.assert_kept("#q")
    visitor.assert_kept("#announcer")
    visitor.assert_fragments_only()


def test_the_count_stands_in_a_live_region_and_the_list_is_silent(visitor):
    page = visitor.page
    visitor.visit("/contacts/")

    search(visitor, "son")

    expect(page.locator("[aria-live=polite] #count")).to_contain_text(count_of("son"))
    expect(page.locator("#results ul")).to_have_attribute("aria-live", "off")


def test_nothing_found(visitor):
    visitor.visit("/contacts/")

    search(visitor, "zzz")

    expect(visitor.page.locator("#count")).to_have_text("No contact matches “zzz”.")
    expect(visitor.page.locator("#results li")).to_have_count(0)


def test_the_button_searches_too(visitor):
    page = visitor.page
    visitor.visit("/contacts/")

    page.get_by_role("searchbox").fill("son")
    page.get_by_role("button", name="Search").click()

    expect(page.locator("#count")).to_contain_text(count_of("son"))
    expect(page).to_have_url(f"{visitor.url}/contacts/?q=son")


def test_next_page_keeps_the_search_and_takes_the_focus(visitor):
    page = visitor.page
    visitor.visit("/contacts/?q=a")

    page.get_by_role("link", name="Next").click()

    expect(page.locator("#count")).to_contain_text("page 2")
    expect(page).to_have_url(f"{visitor.url}/contacts/?q=a&page=2")
    if visitor.enhanced:
        expect(page.locator("#count")).to_be_focused()
    visitor.assert_fragments_only()


def test_back_within_the_page_shows_what_was_there(visitor):
    page = visitor.page
    visitor.visit("/contacts/")
    search(visitor, "son")
    expect(page.locator("#count")).to_contain_text(count_of("son"))

    page.go_back()

    expect(page.locator("#count")).to_contain_text("60 contacts")
    expect(page.locator("h1")).to_have_text("Search as you type")
    visitor.wait_for_start(page)
    page.go_forward()
    expect(page.locator("#count")).to_contain_text(count_of("son"))


def test_the_address_is_that_of_the_newest_search(enhanced_visitor):
    """Alpine AJAX pushes the address of an older answer, too, that comes later."""
    visitor, page = enhanced_visitor, enhanced_visitor.page
    visitor.visit("/contacts/")
    box = page.get_by_role("searchbox")

    with page.expect_request("**/contacts/?q=slow"):
        box.evaluate(TYPE, "slow")
    box.fill("son")
    expect(page.locator("#count")).to_contain_text(count_of("son"))
    page.wait_for_timeout(1000)

    expect(page).to_have_url(f"{visitor.url}/contacts/?q=son")
    expect(page.locator("#count")).to_contain_text(count_of("son"))
