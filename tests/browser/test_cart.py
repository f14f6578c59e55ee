"""The cart, on four clients, by both template engines: a line, the count and the total with one answer."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from sandbox.cart.models import Line

from .conftest import BOTH_ENGINES

pytestmark = BOTH_ENGINES


def quantity_of(page, product: str):
    """The field for a line's quantity."""
    return page.get_by_role("spinbutton", name=f"Quantity of {product}")


def update(page, product: str, quantity: str) -> None:
    """Set a quantity by its button."""
    quantity_of(page, product).fill(quantity)
    page.get_by_role("button", name=f"Update {product}").click()


def expect_sums(page) -> None:
    """Count and total say what the database holds."""
    lines = Line.objects.all()
    count = sum(line.quantity for line in lines)
    total = sum((line.amount for line in lines), Decimal())
    expect(page.locator("#cart-count")).to_have_text(f"{count} items")
    expect(page.locator("#cart-total")).to_have_text(f"Total: £{total}")


def test_a_quantity_changes_line_count_and_total_at_once(visitor):
    page = visitor.page
    mug = Line.objects.get(product="Mug")
    visitor.visit("/cart/")
    for kept in ("h1", "#cart", "[role=status] >> nth=1", "tr:has-text('Teapot')"):
        visitor.mark(kept)

    update(page, "Mug", "10")

    expect(page.locator(f"#line-{mug.pk}")).to_contain_text("£72.50")
    mug.refresh_from_db()
    assert mug.quantity == 10
    expect_sums(page)
    assert len(visitor.answers) == visitor.enhanced
    visitor.assert_fragments_only()
    for kept in ("h1", "#cart", "[role=status] >> nth=1", "tr:has-text('Teapot')"):
        visitor.assert_kept(kept)


def test_the_line_can_be_changed_again_and_keeps_the_focus(visitor):
    page = visitor.page
    visitor.visit("/cart/")
    update(page, "Mug", "10")
    expect(page.locator("#cart-count")).to_contain_text("14 items")
    if visitor.enhanced:
        expect(page.get_by_role("button", name="Update Mug")).to_be_focused()

    quantity_of(page, "Mug").fill("2")
    page.keyboard.press("Enter")

    expect(page.locator("#cart-count")).to_contain_text("6 items")
    expect_sums(page)
    expect(quantity_of(page, "Mug")).to_have_value("2")


@pytest.mark.parametrize("quantity", ["0", ""])
def test_a_wrong_quantity_shows_in_its_line_alone(visitor, quantity):
    page = visitor.page
    visitor.visit("/cart/")
    visitor.mark("#cart-count")
    visitor.mark("#cart-total")

    update(page, "Mug", quantity)

    field = quantity_of(page, "Mug")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value(quantity)
    expect(field).to_have_accessible_description(
        page.locator(".errorlist").inner_text()
    )
    expect(field).to_be_focused()
    expect_sums(page)
    visitor.assert_fragments_only()
    visitor.assert_kept("#cart-count")
    visitor.assert_kept("#cart-total")


def test_a_wrong_quantity_is_mended(visitor):
    page = visitor.page
    visitor.visit("/cart/")
    update(page, "Mug", "100")
    expect(page.locator(".errorlist")).to_be_visible()

    update(page, "Mug", "5")

    expect(page.locator("#cart-count")).to_contain_text("9 items")
    expect(page.locator(".errorlist")).to_have_count(0)
    expect_sums(page)


def test_a_removed_line_goes_and_the_sums_follow(visitor):
    page = visitor.page
    visitor.visit("/cart/")
    visitor.mark("tr:has-text('Teapot')")
    visitor.mark("#cart")

    page.get_by_role("button", name="Remove Mug").click()

    expect(page.get_by_role("rowheader")).to_have_text(
        ["Teapot", "Tea cosy", "Sugar bowl"]
    )
    expect(page.locator("#cart-count")).to_contain_text("4 items")
    assert not Line.objects.filter(product="Mug").exists()
    expect_sums(page)
    if visitor.enhanced:
        expect(page.locator("#cart-total")).to_be_focused()
    visitor.assert_fragments_only()
    visitor.assert_kept("tr:has-text('Teapot')")
    visitor.assert_kept("#cart")


def test_the_cart_becomes_empty(visitor):
    page = visitor.page
    visitor.visit("/cart/")

    for product in ("Teapot", "Tea cosy", "Mug", "Sugar bowl"):
        page.get_by_role("button", name=f"Remove {product}").click()
        expect(page.get_by_role("rowheader", name=product)).to_have_count(0)
        if visitor.enhanced:
            expect(page.locator("#cart-total")).to_be_focused()

    expect(page.locator("#cart-total")).to_have_text("The cart is empty.")
    expect(page.locator("#cart-count")).to_have_text("0 items")
    expect(page.locator("#cart")).to_be_hidden()
    assert not Line.objects.exists()
    visitor.assert_fragments_only()
