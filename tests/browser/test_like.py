"""The like button, on four clients."""

from playwright.sync_api import expect


def test_like_button(visitor):
    page = visitor.page
    visitor.visit(f"/like/{visitor.contact.pk}/")
    button = page.get_by_role("button", name="Like")
    expect(button).to_have_attribute("aria-pressed", "false")
    visitor.mark("#who")

    button.click()

    expect(button).to_have_attribute("aria-pressed", "true")
    visitor.assert_kept("#who")
    visitor.assert_fragments_only()
    if visitor.enhanced:
        expect(button).to_be_focused()
    visitor.contact.refresh_from_db()
    assert visitor.contact.liked

    button.click()

    expect(button).to_have_attribute("aria-pressed", "false")
    visitor.contact.refresh_from_db()
    assert not visitor.contact.liked


def test_like_button_by_keyboard(visitor):
    page = visitor.page
    visitor.visit(f"/like/{visitor.contact.pk}/")
    button = page.get_by_role("button", name="Like")

    button.focus()
    page.keyboard.press("Enter")

    expect(button).to_have_attribute("aria-pressed", "true")
