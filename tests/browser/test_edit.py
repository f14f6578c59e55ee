"""Click to edit, on four clients, by both template engines."""

from playwright.sync_api import expect

from .conftest import BOTH_ENGINES

pytestmark = BOTH_ENGINES


def test_click_to_edit(visitor):
    page, contact = visitor.page, visitor.contact
    visitor.visit(contact.get_absolute_url())
    visitor.mark("h1")

    page.get_by_role("link", name="Edit").click()
    expect(page.get_by_label("Name")).to_be_focused()
    expect(page.get_by_label("Name")).to_have_value(contact.name)
    visitor.assert_fragments_only()

    page.get_by_label("Name").fill("Zoë Ångström")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#contact dd").first).to_have_text("Zoë Ångström")
    expect(page.get_by_role("link", name="Edit")).to_be_focused()
    visitor.assert_fragments_only()
    visitor.assert_kept("h1")
    contact.refresh_from_db()
    assert contact.name == "Zoë Ångström"


def test_cancel_gives_the_display_back_and_changes_nothing(visitor):
    page, contact = visitor.page, visitor.contact
    visitor.visit(contact.get_absolute_url())

    page.get_by_role("link", name="Edit").click()
    expect(page.get_by_label("Name")).to_be_focused()
    visitor.settle()
    page.get_by_label("Name").fill("Nobody")
    page.get_by_role("link", name="Cancel").click()

    expect(page.locator("#contact dd").first).to_have_text(contact.name)
    expect(page.get_by_role("link", name="Edit")).to_be_focused()
    visitor.assert_fragments_only()


def test_invalid_form_is_shown_with_its_errors(visitor):
    page, contact = visitor.page, visitor.contact
    visitor.visit(contact.get_absolute_url())

    page.get_by_role("link", name="Edit").click()
    expect(page.get_by_label("Name")).to_be_focused()
    visitor.settle()
    page.get_by_label("E-mail").fill("nowhere")
    page.get_by_role("button", name="Save").click()

    email = page.get_by_label("E-mail")
    expect(email).to_have_attribute("aria-invalid", "true")
    expect(email).to_have_value("nowhere")
    expect(email).to_be_focused()
    expect(email).to_have_accessible_description("Enter a valid email address.")
    visitor.assert_fragments_only()

    email.fill("somewhere@example.org")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#contact")).to_contain_text("somewhere@example.org")


def test_the_form_has_an_address_of_its_own(visitor):
    visitor.visit(f"/contacts/{visitor.contact.pk}/?edit")
    page = visitor.page

    page.get_by_label("Company").fill("Own Address Ltd")
    page.get_by_role("button", name="Save").click()

    expect(page.locator("#contact dd").last).to_have_text("Own Address Ltd")


def test_cancel_of_the_form_opened_by_its_address(visitor):
    visitor.visit(f"/contacts/{visitor.contact.pk}/?edit")

    visitor.page.get_by_role("link", name="Cancel").click()

    expect(visitor.page.get_by_role("link", name="Edit")).to_be_visible()
