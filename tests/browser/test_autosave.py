"""A checklist whose fields save themselves, on four clients; what is typed meanwhile, and in another tab, stays."""

from __future__ import annotations

from playwright.sync_api import expect

from sandbox.fields.models import Checklist

from .conftest import HeldAnswer

PAGE = "/fields/checklist/"


def state(page):
    """The line that says what was saved."""
    return page.locator("#state")


def expect_answered(page, count: int) -> None:
    """The wheel says so to everybody."""
    wheel = page.get_by_role("progressbar", name="Progress")
    expect(wheel).to_have_text(f"{count} of 5 answered")
    expect(wheel).to_have_attribute("aria-valuenow", str(count))


def saved(visitor, field: str) -> None:
    """Wait until a field has saved itself: the tests' database takes one request after the other."""
    if visitor.enhanced:
        visitor.page.keyboard.press("Tab")
        expect(state(visitor.page)).to_contain_text(f"{field}: saved at")


def press_save(visitor) -> None:
    """Press the button that is there without JavaScript."""
    if not visitor.enhanced:
        visitor.page.get_by_role("button", name="Save", exact=True).click()


def caret(locator) -> int:
    """Where the next character would go."""
    return locator.evaluate("input => input.selectionStart")


def test_each_field_is_saved(visitor):
    page = visitor.page
    visitor.visit(PAGE)
    expect_answered(page, 0)
    for kept in ("h1", "#state", "form >> nth=1", "#id_notes"):
        visitor.mark(kept)

    page.get_by_label("Ward").fill("Willow")
    saved(visitor, "Ward")
    page.get_by_label("At some beds").check()
    saved(visitor, "Hand rub")
    page.get_by_label("Temperature").fill("4")
    saved(visitor, "Temperature of the refrigerator, °C")
    page.get_by_label("Hoist").check()
    saved(visitor, "Equipment that works")
    press_save(visitor)

    expect_answered(page, 4)
    checklist = Checklist.objects.get()
    answers = (checklist.ward, checklist.hand_rub, checklist.temperature)
    assert answers == ("Willow", "some", 4)
    assert checklist.equipment.get().name == "Hoist"
    if visitor.enhanced:
        expect(page.get_by_label("Defibrillator")).to_be_focused()
        # Each was sent once, whether by a pause or by leaving the field.
        assert len(visitor.answers) == 4
    visitor.assert_fragments_only()
    for kept in ("h1", "#state", "form >> nth=1", "#id_notes"):
        visitor.assert_kept(kept)


def test_a_field_with_an_error_is_told_of_and_not_saved(visitor):
    page = visitor.page
    visitor.visit(PAGE)
    page.get_by_label("Ward").fill("Willow")
    saved(visitor, "Ward")
    page.get_by_label("Temperature").fill("400")
    page.get_by_label("Notes").focus()
    press_save(visitor)

    temperature = page.get_by_label("Temperature")
    message = "Ensure this value is less than or equal to 50."
    expect(temperature).to_have_accessible_description(message)
    expect(temperature).to_have_attribute("aria-invalid", "true")
    expect(temperature).to_have_value("400")
    if visitor.enhanced:
        expect(page.get_by_label("Notes")).to_be_focused()
        expect(state(page)).to_contain_text(f"not saved. {message}")
        expect_answered(page, 1)

    temperature.fill("5")
    press_save(visitor)

    expect_answered(page, 2)
    expect(page.locator(".errorlist")).to_have_count(0)
    assert Checklist.objects.get().temperature == 5


def test_what_is_typed_meanwhile_is_kept_and_saved_next(enhanced_visitor):
    visitor, page = enhanced_visitor, enhanced_visitor.page
    visitor.visit(PAGE)
    ward, mark = page.get_by_label("Ward"), page.locator(
        "#id_ward-field small >> nth=0"
    )
    # The answer is there at once: a slow one would be dropped for the next.
    with HeldAnswer(page, PAGE) as held:
        ward.fill("Wilow ")
        held.wait()
        # The caret stands in the middle.
        for _ in range(4):
            ward.press("ArrowLeft")
        ward.press_sequentially("l")
        held.let_go()
        expect(mark).to_have_text("✓ Saved")

        expect(ward).to_be_focused()
        expect(ward).to_have_value("Willow ")
        assert caret(ward) == 3
        assert Checklist.objects.get().ward == "Wilow"
        held.wait()
    expect(page.locator("#id_ward")).to_have_attribute("value", "Willow")

    assert Checklist.objects.get().ward == "Willow"
    # What the server stores without the space at its end is not taken from under the caret.
    expect(ward).to_have_value("Willow ")
    assert caret(ward) == 3


def test_a_caret_that_no_script_can_set_stays_where_it_is(enhanced_visitor):
    visitor, page = enhanced_visitor, enhanced_visitor.page
    visitor.visit(PAGE)
    temperature = page.get_by_label("Temperature")

    temperature.press_sequentially("2")
    expect(state(page)).to_contain_text("saved at")
    temperature.press_sequentially("5")

    expect(temperature).to_have_value("25")
    page.get_by_label("Notes").focus()
    expect(page.locator("#id_temperature")).to_have_attribute("value", "25")
    assert Checklist.objects.get().temperature == 25


def test_what_is_composed_is_sent_once_it_is_written(enhanced_visitor):
    visitor, page = enhanced_visitor, enhanced_visitor.page
    visitor.visit(PAGE)
    ward = page.get_by_label("Ward")
    ward.focus()
    keyboard = page.context.new_cdp_session(page)
    composed = {"text": "びょう", "selectionStart": 3, "selectionEnd": 3}
    keyboard.send("Input.imeSetComposition", composed)
    page.wait_for_timeout(1000)
    assert not visitor.answers

    keyboard.send("Input.insertText", {"text": "病棟"})

    expect(state(page)).to_contain_text("Ward: saved at")
    expect(ward).to_have_value("病棟")
    assert Checklist.objects.get().ward == "病棟"


def test_what_could_not_be_saved_is_told_of_and_saved_next(enhanced_visitor):
    visitor, page = enhanced_visitor, enhanced_visitor.page
    visitor.visit(PAGE)
    visitor.mark("#id_ward")
    page.route(f"**{PAGE}", lambda route: route.abort())
    page.get_by_label("Ward").fill("Willow")
    alert = page.locator("#id_ward-field [role=alert]")
    expect(alert).to_be_visible()
    visitor.assert_kept("#id_ward")
    page.unroute(f"**{PAGE}")
    visitor.errors.clear()

    page.keyboard.press("Tab")

    expect(alert).to_be_hidden()
    expect_answered(page, 1)
    assert Checklist.objects.get().ward == "Willow"


def test_what_is_typed_is_not_taken_to_another_object(enhanced_visitor):
    visitor, page = enhanced_visitor, enhanced_visitor.page
    visitor.visit(PAGE)

    # At once: a slow machine would send what was typed before.
    page.locator("#id_ward-field").evaluate("""field => {
            const box = field.querySelector("input");
            box.value = "Wil";
            box.dispatchEvent(new Event("input", { bubbles: true }));
            const other = field.cloneNode(true);
            for (const name of ["hx-post", "x-hypermedia-refresh"]) {
                const said = other.getAttribute(name)?.replace("checklist", "other");
                if (said) other.setAttribute(name, said);
            }
            other.querySelector("input").value = "Oak";
            field.replaceWith(other);
        }""")
    page.wait_for_timeout(1000)

    expect(page.get_by_label("Ward")).to_have_value("Oak")
    assert visitor.answers == []


def test_two_tabs_lose_nothing_of_each_other(enhanced_visitor):
    visitor, page = enhanced_visitor, enhanced_visitor.page
    visitor.visit(PAGE)
    other = page.context.new_page()
    other.goto(visitor.url + PAGE)
    visitor.wait_for_start(other)

    other.get_by_label("Notes").fill("Draughty")
    expect_answered(other, 1)
    page.get_by_label("Ward").fill("Willow")
    page.get_by_label("Temperature").focus()
    expect_answered(page, 2)
    other.get_by_label("At every bed").check()
    expect_answered(other, 3)
    page.get_by_label("Temperature").fill("4")
    page.get_by_label("Ward").focus()
    expect_answered(page, 4)

    expect(page.get_by_label("Ward")).to_have_value("Willow")
    expect(other.get_by_label("Notes")).to_have_value("Draughty")
    checklist = Checklist.objects.get()
    answers = (checklist.ward, checklist.hand_rub, checklist.temperature)
    assert (*answers, checklist.notes) == ("Willow", "all", 4, "Draughty")
    other.close()
