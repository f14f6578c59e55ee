"""Rows that are edited, deleted, changed together, and changed by two people, on four clients."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from sandbox.contacts.models import Contact


@pytest.fixture
def contacts() -> list[Contact]:
    """The contacts in the order of the tables. The first has appointments, the second has none."""
    return list(Contact.objects.order_by("pk"))


def edit(visitor, contact: Contact):
    """Press a row's link by keyboard; return the row, which is a form by then."""
    page = visitor.page
    page.get_by_role("link", name=f"Edit {contact}").focus()
    page.keyboard.press("Enter")
    row = page.locator(f"#contact-{contact.pk}")
    expect(row.get_by_label("Name")).to_be_focused()
    visitor.settle()
    return row


def test_a_row_is_edited_in_its_place(visitor, contacts):
    page, contact = visitor.page, contacts[1]
    visitor.visit("/rows/")
    visitor.mark(f"#contact-{contacts[0].pk}")
    row = edit(visitor, contact)

    row.get_by_label("Name").fill("Zoë Ångström")
    page.keyboard.press("Enter")

    expect(row.get_by_role("rowheader")).to_have_text("Zoë Ångström")
    expect(row.get_by_role("link", name="Edit Zoë Ångström")).to_be_focused()
    visitor.assert_kept(f"#contact-{contacts[0].pk}")
    visitor.assert_fragments_only()
    contact.refresh_from_db()
    assert contact.name == "Zoë Ångström"


def test_a_row_shows_its_errors_and_is_given_up(visitor, contacts):
    page, contact = visitor.page, contacts[1]
    visitor.visit("/rows/")
    row = edit(visitor, contact)
    row.get_by_label("E-mail").fill("nowhere")
    page.keyboard.press("Enter")

    email = row.get_by_label("E-mail")
    expect(email).to_have_accessible_description("Enter a valid email address.")
    expect(email).to_be_focused()
    expect(email).to_have_value("nowhere")
    visitor.settle()

    row.get_by_role("link", name="Cancel").focus()
    page.keyboard.press("Enter")
    expect(row).to_contain_text(contact.email)
    expect(row.get_by_role("link", name="Edit")).to_be_focused()
    visitor.assert_fragments_only()


def test_a_row_is_deleted_and_the_count_follows(visitor, contacts):
    page, contact = visitor.page, contacts[1]
    visitor.visit("/rows/")
    visitor.mark("#table")
    visitor.mark("[role=status]:has(#count)")

    page.get_by_role("button", name=f"Delete {contact}").focus()
    page.keyboard.press("Space")

    expect(page.locator(f"#contact-{contact.pk}")).to_have_count(0)
    count = page.locator("#count")
    expect(count).to_contain_text("59 contacts")
    if visitor.enhanced:
        expect(count).to_contain_text(f"{contact} is deleted.")
        expect(count).to_be_focused()
    assert not Contact.objects.filter(pk=contact.pk).exists()
    visitor.assert_kept("#table")
    visitor.assert_kept("[role=status]:has(#count)")
    visitor.assert_fragments_only()


def test_a_row_that_is_needed_says_what_for(visitor, contacts):
    page, contact = visitor.page, contacts[0]
    visitor.visit("/rows/")

    page.get_by_role("button", name=f"Delete {contact}").click()

    row = page.locator(f"#contact-{contact.pk}")
    button = row.get_by_role("button")
    expect(row).to_contain_text("the call on Tuesday and the lunch on Monday")
    expect(button).to_be_focused()
    expect(button).to_have_accessible_description(
        row.locator(".errorlist").inner_text()
    )
    expect(page.locator("#count")).to_have_text("60 contacts in all")
    assert Contact.objects.filter(pk=contact.pk).exists()
    visitor.assert_fragments_only()


def choose(visitor, *contacts: Contact) -> None:
    """Tick boxes by keyboard."""
    for contact in contacts:
        visitor.page.get_by_role("checkbox", name=contact.name).focus()
        visitor.page.keyboard.press("Space")


def test_many_rows_change_at_once_and_the_address_stays(visitor, contacts):
    page = visitor.page
    Contact.objects.filter(pk__gt=contacts[14].pk).update(company="Away")
    Contact.objects.filter(pk__lte=contacts[14].pk).update(company="Here", liked=False)
    Contact.objects.filter(pk=contacts[11].pk).update(liked=True)
    visitor.visit("/rows/bulk/?q=here")
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_text("Page 2 of")).to_be_visible()
    choose(visitor, contacts[10], contacts[11])

    page.get_by_role("button", name="Like", exact=True).focus()
    page.keyboard.press("Enter")

    expect(page.locator("#messages")).to_have_text("Done: like 2 contacts.")
    expect(page.get_by_role("img", name="liked")).to_have_count(2)
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)
    assert page.url.endswith("/rows/bulk/?q=here&page=2")
    if visitor.enhanced:
        outcomes = [page.locator(f"#outcome-{each.pk}") for each in contacts[10:12]]
        expect(outcomes[0]).to_have_text("changed")
        expect(outcomes[1]).to_have_text("as before")
        expect(page.get_by_role("button", name="Like", exact=True)).to_be_focused()
    visitor.assert_fragments_only()


def test_a_refused_row_keeps_all_others_from_being_changed(visitor, contacts):
    page, first, second = visitor.page, *contacts[:2]
    visitor.visit("/rows/bulk/")
    choose(visitor, first, second)

    page.get_by_role("button", name="Delete").click()

    alert = page.locator("#refused")
    needed = "It is needed by: the call on Tuesday and the lunch on Monday."
    expect(alert).to_contain_text(f"{first}: {needed}")
    expect(alert).to_be_focused()
    box = page.get_by_role("checkbox", name=first.name)
    expect(box).to_be_checked()
    expect(box).to_have_accessible_description(needed)
    assert Contact.objects.filter(pk=second.pk).exists()
    visitor.settle()

    box.uncheck()
    page.get_by_role("button", name="Delete").click()
    expect(page.locator("#messages")).to_have_text("Done: delete 1 contact.")
    expect(page.get_by_role("rowheader", name=second.name)).to_have_count(0)
    visitor.assert_fragments_only()


@pytest.fixture
def conflicting(visitor):
    """The visitor's page, with a conflict that another tab has made."""
    page, contact = visitor.page, visitor.contact
    visitor.visit(f"/rows/{contact.pk}/conflict/")
    other = page.context.new_page()
    other.goto(page.url)
    for tab, phone in ((other, "111"), (page, "222")):
        tab.get_by_label("Phone").fill(phone)
        tab.get_by_role("button", name="Save").click()
        if tab is other:
            expect(tab.locator("#messages")).to_have_text(f"{contact} is saved.")
    other.close()
    expect(page.locator("#conflict")).to_be_focused()
    visitor.settle()
    return page


def test_a_conflict_is_shown_and_not_overwritten(visitor, conflicting):
    row = conflicting.get_by_role("row", name="Phone")

    expect(row.get_by_role("cell")).to_have_text(["111", "222"])
    expect(conflicting.get_by_label("Phone")).to_have_value("222")
    visitor.contact.refresh_from_db()
    assert visitor.contact.phone == "111"
    visitor.assert_fragments_only()


def test_ones_own_version_is_saved_all_the_same(visitor, conflicting):
    conflicting.get_by_role("button", name="Save mine all the same").click()

    expect(conflicting.locator("#messages")).to_contain_text("is saved.")
    expect(conflicting.get_by_role("table")).to_have_count(0)
    visitor.contact.refresh_from_db()
    assert visitor.contact.phone == "222"

    # The form is of this version by now.
    visitor.settle()
    conflicting.get_by_label("Name").fill("Zoë")
    conflicting.get_by_role("button", name="Save").click()
    expect(conflicting.locator("#messages")).to_have_text("Zoë is saved.")
    expect(conflicting.locator("#conflict")).to_have_count(0)


def test_the_stored_version_is_taken(visitor, conflicting):
    conflicting.get_by_role("link", name="Take what is stored").click()

    expect(conflicting.get_by_label("Phone")).to_have_value("111")
    expect(conflicting.get_by_role("table")).to_have_count(0)
    visitor.assert_fragments_only()
