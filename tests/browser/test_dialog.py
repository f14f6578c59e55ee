"""A form in the browser's own dialog, on four clients."""

from __future__ import annotations

from playwright.sync_api import expect

from sandbox.contacts.models import Contact


def open_form(visitor):
    """Follow the link by keyboard; return where its form is: the dialog, or the page."""
    page = visitor.page
    visitor.visit("/rows/dialog/")
    page.get_by_role("link", name="New contact").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name")).to_be_focused()
    visitor.settle()
    return page.get_by_role("dialog") if visitor.enhanced else page


def fill(form, name: str, email: str) -> None:
    """Write into the form."""
    form.get_by_label("Name").fill(name)
    form.get_by_label("E-mail").fill(email)


def test_a_contact_is_added_and_the_list_shows_it(visitor):
    page = visitor.page
    form = open_form(visitor)
    visitor.mark("h1")
    fill(form, "Zoë Ångström", "zoe@example.org")

    page.keyboard.press("Enter")

    expect(page.locator("#contacts li").first).to_contain_text("Zoë Ångström")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#messages")).to_have_text("Zoë Ångström was added.")
    assert Contact.objects.filter(email="zoe@example.org").count() == 1
    visitor.assert_kept("h1")
    if visitor.enhanced:
        expect(page.get_by_role("link", name="New contact")).to_be_focused()
    visitor.assert_fragments_only()


def test_errors_show_inside_the_dialog_and_the_focus_stays_there(visitor):
    page = visitor.page
    form = open_form(visitor)
    fill(form, "Zoë Ångström", "nowhere")
    page.keyboard.press("Enter")

    email = form.get_by_label("E-mail")
    expect(email).to_have_accessible_description("Enter a valid email address.")
    expect(email).to_be_focused()
    expect(email).to_have_value("nowhere")
    visitor.settle()
    if visitor.enhanced:
        # What is behind a dialog can't have it.
        page.locator("#add").focus()
        expect(email).to_be_focused()

    email.fill("zoe@example.org")
    page.keyboard.press("Enter")
    expect(page.locator("#contacts li").first).to_contain_text("Zoë Ångström")


def test_escape_and_cancel_close_and_return_the_focus(visitor):
    page = visitor.page
    opener = page.get_by_role("link", name="New contact")
    form = open_form(visitor)
    if visitor.enhanced:
        page.keyboard.press("Escape")
        expect(form).to_have_count(0)
        expect(opener).to_be_focused()
        form = open_form_again(visitor)
    fill(form, "Nobody", "nobody@example.org")

    cancel = page.get_by_role("button" if visitor.enhanced else "link", name="Cancel")
    cancel.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_label("Name")).to_be_hidden()
    expect(opener).to_be_focused()
    assert not Contact.objects.filter(name="Nobody").exists()


def open_form_again(visitor):
    """The dialog opens a second time, with an empty form."""
    visitor.page.keyboard.press("Enter")
    form = visitor.page.get_by_role("dialog")
    expect(form.get_by_label("Name")).to_be_focused()
    visitor.settle()
    return form
