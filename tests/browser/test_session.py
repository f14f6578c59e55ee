"""The session ends while a page is open, and comes back in another tab, on four clients."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from sandbox.contacts.models import Contact
from sandbox.session.factories import NAME, PASSWORD
from sandbox.session.views import ShowContacts

from .conftest import TYPE, Held, Visitor, visitor_of, wait_until
from .test_lists import scroll_to

LOGIN = reverse("login")
#: As the browser says when its user comes back to a tab. The one that the tests drive thinks that all are seen.
SEEN = "document.dispatchEvent(new Event('visibilitychange'))"


@pytest.fixture
def plain_visitor(contexts, live_server) -> Iterator[Visitor]:
    """A visitor without JavaScript."""
    yield from visitor_of(contexts, "plain", live_server.url)


def log_in(visitor: Visitor) -> None:
    """Give the browser the cookie of a session, as if its user had logged in before."""
    client = Client()
    client.force_login(User.objects.get())
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    visitor.page.context.add_cookies([{**cookie, "url": visitor.url}])


def end_session() -> None:
    """End all sessions on the server, as time does."""
    Session.objects.all().delete()


def send_login(page: Page) -> None:
    """Fill in the login page, and send it."""
    page.get_by_label("Username").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()


def log_in_elsewhere(visitor: Visitor) -> None:
    """Log in in another tab, and close that."""
    tab = visitor.page.context.new_page()
    tab.goto(f"{visitor.url}{LOGIN}?next={reverse('session-status')}")
    send_login(tab)
    expect(tab.get_by_text("You can close this tab")).to_be_visible()
    tab.close()


def edit(visitor: Visitor) -> None:
    """Open the form of a row."""
    link = f"Edit {visitor.contact}"
    visitor.page.get_by_role("link", name=link, exact=True).click()


def save(visitor: Visitor) -> None:
    """Send the form, which is open."""
    visitor.page.get_by_role("button", name="Save").click()


def search(visitor: Visitor) -> None:
    """Type into the search field."""
    visitor.page.get_by_role("searchbox").evaluate(TYPE, "so")
    if not visitor.enhanced:
        visitor.page.get_by_role("button", name="Search").click()


def delete(visitor: Visitor) -> None:
    """Delete a row."""
    button = f"Delete {visitor.contact}"
    visitor.page.get_by_role("button", name=button, exact=True).click()


def scroll(visitor: Visitor) -> None:
    """Scroll to the end of the rows."""
    more = visitor.page.locator("#rows-more a")
    more.scroll_into_view_if_needed()
    if not visitor.enhanced:
        more.click()


#: What is done after the end of the session, and where it leads a browser without a client.
ACTIONS = {
    edit: "/session/{pk}/?edit",
    save: "/session/{pk}/",
    search: "/session/?q=so",
    delete: "/session/{pk}/delete/",
    scroll: "{more}",
}


@pytest.mark.parametrize("act", ACTIONS, ids=lambda act: act.__name__)
def test_23_the_whole_page_goes_to_the_login_and_comes_back(visitor, act):
    """To the page that the user was on; without a client, to the one that was asked for."""
    page = visitor.page
    visitor.contact = Contact.objects.order_by("company", "name", "pk")[0]
    log_in(visitor)
    visitor.visit("/session/?tag=b&tag=%26")
    more = page.locator("#rows-more a").get_attribute("href")
    there = ACTIONS[act].format(pk=visitor.contact.pk, more=more)
    if act is save:
        edit(visitor)
        expect(page.get_by_role("textbox", name="Name")).to_be_focused()
        visitor.settle()
    here = page.url.removeprefix(visitor.url) if visitor.enhanced else there
    end_session()
    visitor.requests.clear()

    act(visitor)

    expect(page.locator("h1")).to_have_text("Log in")
    assert parse_qs(urlsplit(page.url).query) == {"next": [here]}
    send_login(page)
    expect(page).to_have_url(visitor.url + here)
    expect(page.locator("h1")).to_have_text("Session expiry")
    expect(page.locator("tbody tr").first).to_be_visible()
    # No fragment was a login page, and nothing was sent twice.
    logins = [each for each in visitor.requests if LOGIN in each.url]
    assert {each.resource_type for each in logins} == {"document"}
    posts = [urlsplit(each.url).path for each in visitor.requests if each.post_data]
    assert posts == [*([there] if act in (save, delete) else []), LOGIN]


def test_23_the_session_ends_while_the_list_loads(enhanced_visitor):
    """Far down in the list: the page that the reader was at is in the address, and so in the way back."""
    visitor, page = enhanced_visitor, enhanced_visitor.page
    size, rows = ShowContacts.paginate_by, page.locator("#rows > tr")
    log_in(visitor)
    visitor.visit("/session/")
    scroll(visitor)
    expect(rows).to_have_count(2 * size)
    scroll_to(page, "rows", size + 1)
    expect(page).to_have_url(re.compile("page="))
    here = page.url
    with Held(page, "/session/**page=*", "GET") as held:
        scroll(visitor)
        held.wait()
        end_session()

    expect(page.locator("h1")).to_have_text("Log in")
    send_login(page)
    expect(page).to_have_url(here)
    second = Contact.objects.order_by("company", "name", "pk")[size]
    expect(rows.first).to_contain_text(second.name)


def test_23_back_goes_to_the_login_and_from_there_to_the_page_it_meant(htmx_visitor):
    """If htmx 2 has not kept that page; htmx 4 keeps none."""
    page = htmx_visitor.page
    log_in(htmx_visitor)
    htmx_visitor.visit("/session/?tag=b&tag=%26")
    there = page.url
    page.evaluate("htmx.config.historyCacheSize = 0")
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(re.compile("q="))
    htmx_visitor.settle()
    end_session()

    page.go_back()

    expect(page.locator("h1")).to_have_text("Log in")
    here = there.removeprefix(htmx_visitor.url)
    assert parse_qs(urlsplit(page.url).query) == {"next": [here]}
    send_login(page)
    expect(page).to_have_url(there)
    expect(page.locator("h1")).to_have_text("Session expiry")


def test_the_page_says_that_its_session_has_ended(visitor):
    page = visitor.page
    log_in(visitor)
    visitor.visit("/session/")
    visitor.mark("#rows")

    page.get_by_role("button", name="End my session on the server").click()

    status = page.locator("#session-status")
    expect(status).to_contain_text("You are not logged in")
    visitor.assert_kept("#rows")


def fill_in(visitor: Visitor, path: str = "/session/add/") -> Page:
    """Log in, and fill in the form of a contact."""
    page = visitor.page
    log_in(visitor)
    visitor.visit(path)
    page.get_by_label("Name").fill("Zoë Ångström")
    page.get_by_label("E-mail").fill("zoe@example.org")
    return page


def fill_in_and_validate(visitor: Visitor) -> Page:
    """Fill in a form whose fields are validated, and wait until the server has seen them."""
    page = fill_in(visitor, "/probes/validated/")
    # One after the other, for the tests' database.
    expect(page.get_by_label("Name")).to_have_attribute("value", "Zoë Ångström")
    page.get_by_label("Phone").focus()
    expect(page.get_by_label("E-mail")).to_have_attribute("value", "zoe@example.org")
    visitor.wait_for_answers()
    visitor.settle()
    return page


def assert_saved(page: Page) -> None:
    """What was typed is there, once."""
    expect(page.get_by_text("Zoë Ångström is saved.")).to_be_visible()
    [contact] = Contact.objects.filter(email="zoe@example.org")
    assert contact.name == "Zoë Ångström"


def test_what_is_typed_is_saved_after_a_login_in_another_tab(every_build):
    visitor, page = every_build, fill_in(every_build)
    visitor.mark("#id_name")
    page.get_by_role("button", name="End my session on the server").click()
    expect(page.locator("#session-status")).to_contain_text("You are not logged in")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="log in in a new tab").click()
    send_login(opened.value)
    expect(opened.value.get_by_text("You can close this tab")).to_be_visible()
    opened.value.close()
    page.get_by_label("Phone").focus()

    page.evaluate(SEEN)

    expect(page.locator("#session-status")).to_contain_text("You are logged in")
    expect(page.get_by_label("Phone")).to_be_focused()
    expect(page.get_by_label("Name")).to_have_value("Zoë Ångström")
    visitor.assert_kept("#id_name")
    page.get_by_role("button", name="Add the contact").click()
    assert_saved(page)


def test_what_is_typed_is_sent_again_without_a_client(plain_visitor):
    """Nothing brings the open page its token; but what was sent comes back as a page, to be sent once more."""
    page = fill_in(plain_visitor)
    plain_visitor.expected = {403}
    end_session()
    log_in_elsewhere(plain_visitor)

    page.get_by_role("button", name="Add the contact").click()
    expect(page.locator("h1")).to_have_text("Send it again?")
    page.get_by_role("button", name="Send again").click()

    assert_saved(page)


def test_what_is_typed_is_saved_the_second_time_if_nothing_told_the_page(
    enhanced_visitor,
):
    visitor, page = enhanced_visitor, fill_in(enhanced_visitor)
    visitor.expected = {403}
    visitor.mark("#id_name")
    end_session()
    log_in_elsewhere(visitor)
    button = page.get_by_role("button", name="Add the contact")

    button.click()

    expect(page.get_by_role("alert")).to_contain_text("send the form again")
    expect(page.get_by_label("Name")).to_have_value("Zoë Ångström")
    visitor.assert_kept("#id_name")
    button.click()
    assert_saved(page)
    expect(page.get_by_role("alert")).to_have_text("")


def assert_saved_after_login(visitor: Visitor) -> None:
    """Nobody was taken away, nothing that was typed is lost, and a login in another tab is enough."""
    page = visitor.page
    assert not [each for each in visitor.requests if each.is_navigation_request()]
    expect(page.get_by_label("Name")).to_have_value("Zoë Ångström")
    visitor.assert_kept("#form")
    log_in_elsewhere(visitor)
    page.evaluate(SEEN)
    expect(page.locator("#session-status")).to_contain_text("You are logged in")
    page.get_by_role("button", name="Add the contact").click()
    assert_saved(page)


def test_a_region_that_refreshes_itself_takes_nobody_away(enhanced_visitor):
    visitor, page = enhanced_visitor, fill_in(enhanced_visitor, "/probes/polled/")
    visitor.expected = {401}
    visitor.mark("#form")

    end_session()

    expect(page.locator("#session-status")).to_contain_text("You are not logged in")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("You are not logged in any more")
    visitor.requests.clear()
    page.wait_for_timeout(1000)
    # It listens to what tells the page to look again, too.
    assert len(visitor.requests) < 10
    assert_saved_after_login(visitor)


def test_a_field_that_is_validated_takes_nobody_away(enhanced_visitor):
    visitor, page = enhanced_visitor, fill_in_and_validate(enhanced_visitor)
    visitor.expected = {401}
    visitor.mark("#form")
    end_session()

    with page.expect_response("**/probes/validated/") as answered:
        page.get_by_label("Phone").fill("123")
        page.keyboard.press("Tab")

    assert answered.value.status == 401
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("You are not logged in any more")
    expect(page.locator("#session-status")).to_contain_text("You are not logged in")
    expect(page.get_by_label("Phone")).to_have_value("123")
    assert_saved_after_login(visitor)


def test_several_requests_that_are_refused_at_a_time_are_told_of(enhanced_visitor):
    """Alpine AJAX leaves it to the newest one to change what several would."""
    visitor, page = enhanced_visitor, fill_in_and_validate(enhanced_visitor)
    visitor.expected = {401}
    end_session()

    with Held(page, "/probes/validated/") as held:
        page.get_by_label("Name").fill("Zoë")
        page.get_by_label("Phone").fill("123")
        page.keyboard.press("Tab")
        wait_until(page, lambda: len(held.routes) > 1, "fewer than two were sent")
        # The tests' database takes one request after the other, that for the status among them.
        while held.routes:
            with page.expect_response("**/probes/validated/"):
                held.routes.pop(0).continue_()
            status = page.locator("#session-status")
            expect(status).to_contain_text("You are not logged in")
    visitor.wait_for_answers()
    visitor.settle()

    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("You are not logged in any more")


def test_an_open_page_finds_out_by_itself(enhanced_visitor):
    visitor, page = enhanced_visitor, enhanced_visitor.page
    status, words = page.locator("#session-status"), page.get_by_label("Words")
    log_in(visitor)
    visitor.visit("/probes/session/")
    words.press_sequentially("typed before")
    visitor.mark("input[name=words]")

    end_session()
    expect(status).to_contain_text("You are not logged in")
    words.press_sequentially(", while")
    log_in_elsewhere(visitor)
    expect(status).to_contain_text("You are logged in")
    words.press_sequentially(", after")

    expect(words).to_be_focused()
    visitor.assert_kept("input[name=words]")
    page.get_by_role("button", name="Go").click()
    expect(page.locator("main p").last).to_have_text("words=typed before, while, after")


def test_a_status_that_is_the_same_stays_in_its_place(enhanced_visitor):
    visitor, page = enhanced_visitor, enhanced_visitor.page
    log_in(visitor)
    visitor.visit("/probes/session/")
    visitor.mark("#session-status")

    for _ in range(2):
        with page.expect_response("**/probes/status/**"):
            pass

    visitor.settle()
    visitor.assert_kept("#session-status")
    expect(page.locator("#session-status")).to_contain_text("You are logged in")
