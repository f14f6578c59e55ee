"""Fields that are validated while somebody types, that depend on others, and that share a name with another form's."""

from __future__ import annotations

from playwright.sync_api import expect

from sandbox.fields.models import Account, Parcel, Preferences, Profile

from .conftest import Held

WRONG = "This is not the address above."
UNKNOWN = "Enter a valid email address."


def choose(page, field: str, option: str) -> None:
    """Choose an option; without JavaScript, have the page show what depends on it."""
    page.get_by_label(field).focus()
    page.get_by_label(field).select_option(label=option)
    button = page.get_by_role("button", name=f"Show what is in this {field.lower()}")
    if button.count():
        button.click()


def options(page, field: str):
    """The options of a field, but for the one that stands for none."""
    return page.get_by_label(field).locator("option:not([value=''])")


def test_an_error_shows_while_somebody_types_on(enhanced_visitor):
    visitor, page = enhanced_visitor, enhanced_visitor.page
    visitor.visit("/fields/sign-up/")
    email = page.get_by_label("E-mail:")
    for kept in ("form >> nth=1", "#id_name", "[aria-live=polite] >> nth=2"):
        visitor.mark(kept)

    email.press_sequentially("zoe@")
    expect(email).to_have_accessible_description(UNKNOWN)
    expect(email).to_have_attribute("aria-invalid", "true")
    expect(email).to_be_focused()
    visitor.assert_fragments_only()
    email.press_sequentially("example.org")

    expect(email).not_to_have_attribute("aria-invalid", "true")
    expect(email).to_have_value("zoe@example.org")
    expect(page.locator(".errorlist")).to_have_count(0)
    expect(email).to_be_focused()
    for kept in ("form >> nth=1", "#id_name", "[aria-live=polite] >> nth=2"):
        visitor.assert_kept(kept)
    assert not Account.objects.exists()


def test_a_field_is_told_what_only_the_form_or_the_database_knows(enhanced_visitor):
    visitor, page = enhanced_visitor, enhanced_visitor.page
    Account.objects.create(name="Zoë", email="zoe@example.org")
    visitor.visit("/fields/sign-up/")
    again = page.get_by_label("E-mail, again")

    page.get_by_label("Name").fill("Admin")
    page.keyboard.press("Tab")
    expect(page.locator("#id_name_error")).to_have_text("This name is ours.")
    page.keyboard.type("zoe@example.org")
    page.keyboard.press("Tab")
    taken = "Account with this E-mail already exists."
    expect(page.locator("#id_email_error")).to_have_text(taken)
    page.keyboard.type("zoe@example.com")
    expect(again).to_have_accessible_description(WRONG)

    expect(again).to_be_focused()
    expect(page.locator(".errorlist")).to_have_count(3)
    visitor.assert_fragments_only()


def test_a_password_that_no_server_sends_back_stays(enhanced_visitor):
    visitor, page = enhanced_visitor, enhanced_visitor.page
    visitor.visit("/fields/sign-up/")
    name = page.get_by_label("Name")
    name.evaluate("input => input.type = 'password'")
    wrapper = page.locator("#id_name-field").evaluate("el => el.cloneNode().outerHTML")
    field = '<input id="id_name" name="name" type="password" aria-invalid="true">'
    answer = wrapper.replace("></", f"><label for=id_name>Name</label>{field}</")
    page.route(
        f"{visitor.url}/fields/sign-up/", lambda route: route.fulfill(body=answer)
    )

    name.fill("secret")
    page.keyboard.press("Tab")

    expect(name).to_have_attribute("aria-invalid", "true")
    expect(name).to_have_value("secret")
    expect(page.get_by_label("E-mail:")).to_be_focused()


def test_the_whole_form_is_sent_by_its_button(visitor):
    page = visitor.page
    visitor.visit("/fields/sign-up/")
    page.get_by_label("Name").fill("Zoë")
    page.get_by_label("E-mail:").fill("zoe@example.org")
    page.get_by_label("E-mail, again").fill("zoe@example.com")

    page.get_by_role("button", name="Sign up").click()
    again = page.get_by_label("E-mail, again")
    expect(again).to_have_accessible_description(WRONG)
    expect(again).to_be_focused()
    assert not Account.objects.exists()
    visitor.settle()
    again.fill("zoe@example.org")
    page.keyboard.press("Enter")

    expect(page.locator(".message")).to_have_text("Welcome, Zoë.")
    expect(page).to_have_url(f"{visitor.url}/")
    assert Account.objects.get().email == "zoe@example.org"


def test_the_options_are_those_of_the_chosen_parent(visitor):
    page = visitor.page
    visitor.visit("/fields/parcel/")
    expect(page.get_by_label("Recipient")).to_be_focused()
    page.get_by_label("Recipient").fill("Zoë")
    for field in ("Region", "City"):
        expect(options(page, field)).to_have_count(0)

    choose(page, "Country", "Poland")
    expect(options(page, "Region")).to_have_text(["Lesser Poland", "Pomerania"])
    expect(page.get_by_label("Country")).to_be_focused()
    choose(page, "Region", "Lesser Poland")
    expect(options(page, "City")).to_have_text(["Kraków", "Tarnów"])
    page.get_by_label("City").select_option(label="Kraków")
    expect(page.locator(".errorlist")).to_have_count(0)
    # Not by the button that shows regions, which is the first one to be seen without JavaScript.
    page.get_by_label("Recipient").press("Enter")

    told = "The parcel for Zoë goes to Kraków."
    expect(page.locator(".message")).to_have_text(told)
    expect(page.get_by_label("Recipient")).to_be_focused()
    expect(page.get_by_label("Recipient")).to_have_value("")
    visitor.assert_fragments_only()
    assert Parcel.objects.get().city.name == "Kraków"


def test_another_country_takes_region_and_cities_away(visitor):
    page = visitor.page
    visitor.visit("/fields/parcel/")
    choose(page, "Country", "Poland")
    choose(page, "Region", "Pomerania")
    expect(options(page, "City")).to_have_text(["Gdańsk"])

    choose(page, "Country", "France")

    expect(options(page, "Region")).to_have_text(["Brittany", "Provence"])
    expect(options(page, "City")).to_have_count(0)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".errorlist")).to_have_count(3)
    expect(page.get_by_label("Recipient")).to_be_focused()
    expect(options(page, "Region")).to_have_text(["Brittany", "Provence"])


def test_what_was_chosen_last_counts(enhanced_visitor):
    visitor, page = enhanced_visitor, enhanced_visitor.page
    visitor.visit("/fields/parcel/")
    with Held(page, "/fields/parcel/") as held:
        choose(page, "Country", "Poland")
        held.wait()
        choose(page, "Country", "France")
        page.wait_for_timeout(100)

    expect(options(page, "Region")).to_have_text(["Brittany", "Provence"])
    expect(page.get_by_label("Country").locator(":checked")).to_have_text("France")
    expect(page.get_by_label("Country")).to_be_focused()
    visitor.assert_fragments_only()


def test_keys_alone_choose_from_what_comes(visitor):
    page = visitor.page
    visitor.visit("/fields/parcel/")
    for key in ("Tab", "F", "Tab"):
        page.keyboard.press(key)
    if not visitor.enhanced:
        page.keyboard.press("Enter")
        expect(page.get_by_label("Country")).to_be_focused()
        for _ in range(2):
            page.keyboard.press("Tab")
    expect(options(page, "Region")).to_have_text(["Brittany", "Provence"])
    expect(page.get_by_label("Region")).to_be_focused()

    page.keyboard.press("P")

    expect(page.get_by_label("Region")).to_have_value(
        options(page, "Region").nth(1).get_attribute("value") or ""
    )
    if visitor.enhanced:
        expect(options(page, "City")).not_to_have_count(0)


def test_the_first_field_does_not_take_the_focus_back(enhanced_visitor):
    visitor, page = enhanced_visitor, enhanced_visitor.page
    visitor.visit("/fields/parcel/")
    expect(page.get_by_label("Recipient")).to_be_focused()

    visitor.mark("#id_recipient-field")
    page.keyboard.type("Zoë")
    page.keyboard.press("Tab")
    expect(page.locator("#id_recipient-field")).not_to_have_js_property("mark", "kept")
    page.wait_for_timeout(100)

    expect(page.get_by_label("Country")).to_be_focused()
    expect(page.get_by_label("Recipient")).to_have_value("Zoë")
    visitor.assert_fragments_only()


def test_what_is_typed_by_who_comes_back_is_sent_when_they_leave(enhanced_visitor):
    visitor, page = enhanced_visitor, enhanced_visitor.page
    visitor.visit("/fields/parcel/")
    recipient = page.get_by_label("Recipient")
    # A slow machine would take a pause, and send what is typed before they leave.
    field = page.locator("#id_recipient-field")
    field.evaluate("field => { field.dataset.hypermediaField = 60000 }")
    with Held(page, "/fields/parcel/") as held:
        page.keyboard.type("Zo")
        page.keyboard.press("Tab")
        held.wait()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("End")
        page.keyboard.type("ë")

    expect(recipient).to_have_attribute("value", "Zo")
    expect(recipient).to_be_focused()
    expect(recipient).to_have_value("Zoë")
    page.keyboard.press("Tab")

    expect(recipient).to_have_attribute("value", "Zoë")
    expect(page.get_by_label("Country")).to_be_focused()


def test_two_forms_do_not_know_each_other(visitor):
    page = visitor.page
    visitor.visit("/fields/settings/")
    profile = page.get_by_role("region", name="Profile")
    preferences = page.get_by_role("region", name="Preferences")
    preferences.get_by_label("Name").fill("Zo")
    visitor.mark("#preferences")

    profile.get_by_label("Name").fill("Zoë Newman")
    profile.get_by_label("E-mail").fill("nowhere")
    profile.get_by_role("button").click()
    expect(profile.get_by_label("E-mail")).to_have_accessible_description(UNKNOWN)
    expect(profile.get_by_label("E-mail")).to_be_focused()
    profile.get_by_label("E-mail").fill("new@example.org")
    profile.get_by_role("button").click()

    expect(page.locator(".message")).to_have_text("The profile is saved.")
    if visitor.enhanced:
        expect(profile.get_by_role("button")).to_be_focused()
        expect(preferences.get_by_label("Name")).to_have_value("Zo")
    visitor.assert_fragments_only()
    visitor.assert_kept("#preferences")
    assert Profile.objects.get().name == "Zoë Newman"
    assert Preferences.objects.get().name == ""
    preferences.get_by_label("Newsletter").select_option("never")
    preferences.get_by_role("button").click()
    expect(page.locator(".message")).to_have_text("The preferences are saved.")
    assert Preferences.objects.get().email == "never"
