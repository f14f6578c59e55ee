"""Notifications, on four clients: each message shows once, wherever it comes from."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from sandbox.notifications.views import KINDS

BUTTONS = {
    "success": "Success",
    "warning": "Warning",
    "error": "Error",
    "redirect": "After a redirect",
}


def press(page, kind: str) -> None:
    """Have a message made."""
    page.get_by_role("button", name=BUTTONS[kind], exact=True).click()


@pytest.mark.parametrize("kind", ["success", "redirect"])
def test_the_message_shows_beside_what_was_asked_for(visitor, kind):
    page = visitor.page
    visitor.visit("/notifications/")
    visitor.mark("#messages")
    visitor.mark("main form")

    press(page, kind)

    announced = page.locator("#messages[role=status][aria-live=polite]")
    expect(announced.locator(".message")).to_have_text([KINDS[kind][1]])
    expect(page.locator(".message")).to_have_count(1)
    expect(page.locator("#last")).to_have_text(f"Asked for last: {kind}")
    if visitor.enhanced:
        expect(
            page.get_by_role("button", name=BUTTONS[kind], exact=True)
        ).to_be_focused()
    visitor.assert_fragments_only()
    visitor.assert_kept("#messages")
    visitor.assert_kept("main form")


@pytest.mark.parametrize("kind", ["success", "redirect"])
def test_the_message_is_gone_with_the_next_page(visitor, kind):
    page = visitor.page
    visitor.visit("/notifications/")
    press(page, kind)
    expect(page.locator("#messages .message")).to_have_count(1)

    visitor.visit("/notifications/")

    expect(page.locator("#messages")).to_be_attached()
    expect(page.locator(".message")).to_have_count(0)


def test_each_message_takes_the_place_of_the_one_before(visitor):
    page = visitor.page
    visitor.visit("/notifications/")
    visitor.mark("#messages")

    for kind in KINDS:
        press(page, kind)
        expect(page.locator("#messages .message")).to_have_text([KINDS[kind][1]])

    expect(page.locator(".message")).to_have_count(1)
    visitor.assert_kept("#messages")
    visitor.assert_fragments_only()


def test_the_message_comes_with_the_answer_after_the_redirect(visitor):
    page = visitor.page
    visitor.visit("/notifications/")

    with page.expect_response(lambda response: response.status >= 300) as redirect:
        press(page, "redirect")

    assert redirect.value.headers["location"] == "/notifications/?kind=redirect"
    expect(page.locator("#messages .message")).to_have_text([KINDS["redirect"][1]])
    expect(page.locator(".message")).to_have_count(1)


def test_a_message_shows_beside_the_next_fragment_of_any_view(enhanced_visitor):
    visitor, page = enhanced_visitor, enhanced_visitor.page
    visitor.visit(f"/like/{visitor.contact.pk}/")
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    form = {"csrfmiddlewaretoken": token, "kind": "warning"}
    page.request.post(f"{visitor.url}/notifications/", form=form, max_redirects=0)

    page.get_by_role("button", name="Like").click()

    expect(page.locator("#messages .message")).to_have_text([KINDS["warning"][1]])
    expect(page.locator("#like-button")).to_have_attribute("aria-pressed", "true")
    visitor.assert_fragments_only()
    visitor.visit("/notifications/")
    expect(page.locator(".message")).to_have_count(0)
