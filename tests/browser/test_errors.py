"""Errors that no view has made a partial of, CSRF tokens, and guards that stand outside of views, on three clients."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import PermissionDenied
from playwright.sync_api import expect

from sandbox.fields.views import FillChecklist
from sandbox.lists.views import LoadMore
from tests.probes import Methods

from .conftest import HTMX_2, Visitor
from .test_failures import heard, listen, press
from .test_session import end_session, log_in

#: What the sandbox's partial says of each failure.
SAYS = {
    "403": "You are not allowed to do that. Not yours.",
    "404": "That is not here any more.",
    "500": "Something went wrong (500)",
}
FIELD = "csrfmiddlewaretoken"


def assert_told(visitor: Visitor, says: str, status: int, csrf: bool = False) -> None:
    """The page heard of it, and is as it was, but for what it says of an error until the next click."""
    alert = visitor.page.get_by_role("alert")
    expect(alert).to_contain_text(says)
    [[detail, _]] = heard(visitor)
    assert (detail["status"], detail["csrf"]) == (status, csrf)
    expect(visitor.page.get_by_label("Words")).to_have_value("typed")
    visitor.assert_kept("#entry")
    visitor.settle()
    assert visitor.page.url == f"{visitor.url}/probes/errors/"
    press(visitor, "Nothing")
    expect(alert).to_have_text("")
    visitor.page.evaluate("heard.length = 0")


@pytest.mark.parametrize("how", SAYS)
def test_an_error_is_told_beside_what_stays(every_build, how):
    visitor, page = every_build, every_build.page
    visitor.expected = {int(how)}
    visitor.visit("/probes/errors/")
    page.get_by_label("Words").fill("typed")
    visitor.mark("#entry")
    listen(visitor, "request-failed", "[role=alert]")

    for element in (
        page.get_by_role("link", name=how, exact=True),
        page.get_by_role("button", name=how),
        # As written without {% swap %}. htmx 4 would put the page of an error there.
        page.get_by_role("link", name=f"by hand {how}"),
    ):
        element.click()
        assert_told(visitor, SAYS[how], int(how))

    posts = [each for each in visitor.requests if each.method == "POST"]
    assert len(posts) == 1


def test_a_refused_token_is_told_and_mended(every_build):
    visitor, page = every_build, every_build.page
    visitor.expected = {403, 404}
    visitor.visit("/probes/errors/")
    page.get_by_label("Words").fill("typed")
    visitor.mark("#entry")
    listen(visitor, "request-failed", "[role=alert]")
    page.context.clear_cookies(name="csrftoken")

    press(visitor, "404")
    assert_told(visitor, "send the form again", 403, csrf=True)

    press(visitor, "404")
    expect(page.get_by_role("alert")).to_have_text(SAYS["404"])


def refuse(*args: Any) -> None:
    """In the place of a view's method."""
    raise PermissionDenied


def test_an_error_is_told_where_a_list_would_have_grown(enhanced_visitor, monkeypatch):
    visitor, page = enhanced_visitor, enhanced_visitor.page
    visitor.expected = {403}
    visitor.visit("/lists/more/")
    monkeypatch.setattr(LoadMore, "get", refuse)

    page.get_by_role("button", name="Load more").click()

    alert = page.locator("#rows-more").get_by_role("alert")
    expect(alert).to_have_text("That did not work. Try again.")
    expect(page.locator("#rows[aria-busy=true]")).to_have_count(0)
    expect(page.locator("#rows > tr")).to_have_count(LoadMore.paginate_by)


def test_an_error_is_told_where_a_field_would_have_been_saved(
    enhanced_visitor, monkeypatch
):
    visitor, page = enhanced_visitor, enhanced_visitor.page
    visitor.expected = {403}
    visitor.visit("/fields/checklist/")
    monkeypatch.setattr(FillChecklist, "post", refuse)

    field = page.get_by_label("Temperature of the refrigerator, °C:")
    field.fill("4")
    field.blur()

    alert = page.locator("#id_temperature-field").get_by_role("alert")
    expect(alert).to_contain_text("Not saved yet.")
    expect(field).to_have_value("4")


def assert_sends(
    visitor: Visitor, button: str, method: str, header: str = "x-csrftoken"
) -> str:
    """What a button sends is taken, by the token in its header; return the address, which has none."""
    with visitor.page.expect_request("**/probes/methods/**") as asked:
        press(visitor, button)
    expect(visitor.page.locator("#said")).to_have_text(method)
    sent = asked.value
    assert (sent.method, FIELD in sent.url) == (method, False)
    assert len(sent.headers[header]) == 64
    return str(sent.url)


def test_42_every_method_carries_the_token_in_a_header(every_build):
    every_build.visit("/probes/methods/")

    for way in Methods.ways:
        assert_sends(every_build, way, way.upper())


def test_42_delete_in_a_form_has_no_token_in_its_address(htmx_visitor):
    """htmx 2 sends the form's fields along by itself, htmx 4 if told so."""
    htmx_visitor.visit("/probes/methods/")

    assert_sends(htmx_visitor, "delete in a form", "DELETE")
    url = assert_sends(htmx_visitor, "delete with its form", "DELETE")

    assert url.endswith("?words=sent")


def test_42_a_form_that_asks_has_no_token_in_its_address(alpine_visitor):
    """Django's own forms of GET have none, but a button may make one of another."""
    page = alpine_visitor.page
    alpine_visitor.visit("/probes/methods/")

    for button in ("get", "get by a button"):
        with page.expect_request("**/probes/methods/?*") as asked:
            press(alpine_visitor, button)
        expect(page.locator("#said")).to_have_text("GET")
        alpine_visitor.settle()
        assert asked.value.url.endswith("/probes/methods/?words=sent")
        assert page.url == asked.value.url


def test_a_refused_token_of_a_header_is_mended(enhanced_visitor):
    visitor, page = enhanced_visitor, enhanced_visitor.page
    visitor.expected = {403}
    visitor.visit("/probes/methods/")
    page.context.clear_cookies(name="csrftoken")

    press(visitor, "put")
    expect(page.get_by_role("alert")).to_contain_text("The page was out of date")

    assert_sends(visitor, "put", "PUT")


@pytest.mark.parametrize("htmx_visitor", HTMX_2, indirect=True)
def test_a_refused_token_of_a_whole_page_is_told_and_mended(htmx_visitor):
    """htmx 2 would not show that page, and nobody would hear of it."""
    page, words = htmx_visitor.page, htmx_visitor.page.get_by_label("Words")
    htmx_visitor.expected = {403}
    htmx_visitor.visit("/probes/boosted/")
    words.fill("typed")
    htmx_visitor.mark("input[name=words]")
    page.context.clear_cookies(name="csrftoken")

    press(htmx_visitor, "Go")
    expect(page.get_by_role("alert")).to_contain_text("send the form again")
    expect(words).to_have_value("typed")
    htmx_visitor.assert_kept("input[name=words]")

    press(htmx_visitor, "Go")
    expect(page.locator("main p").last).to_have_text("words=typed")


@pytest.mark.parametrize(
    ("said", "header"),
    [
        ({"CSRF_HEADER_NAME": "HTTP_X_PROBE", "CSRF_USE_SESSIONS": True}, "x-probe"),
        ({"CSRF_COOKIE_HTTPONLY": True}, "x-csrftoken"),
    ],
    ids=["sessions", "httponly"],
)
def test_42_the_header_follows_the_settings(enhanced_visitor, settings, said, header):
    for name, value in said.items():
        setattr(settings, name, value)
    enhanced_visitor.visit("/probes/methods/")

    assert_sends(enhanced_visitor, "delete", "DELETE", header)


@pytest.mark.parametrize(
    ("guard", "login"), [("guarded", "/session/login/"), ("admin", "/admin/login/")]
)
def test_23_a_guard_outside_of_views_has_the_whole_page_go(
    enhanced_visitor, guard, login
):
    page = enhanced_visitor.page
    # The admin has no icon.
    enhanced_visitor.expected = {404}
    enhanced_visitor.visit("/probes/guards/?tag=b&tag=%26")
    here = page.url.removeprefix(enhanced_visitor.url)

    page.get_by_role("link", name=guard).click()

    expect(page.get_by_label("Username")).to_be_visible()
    assert urlsplit(page.url).path == login
    assert parse_qs(urlsplit(page.url).query) == {"next": [here]}


def test_a_user_who_lacks_a_right_is_told_so(htmx_visitor):
    """The login page would send them back to this one, whose fragment would send them there."""
    visitor, page = htmx_visitor, htmx_visitor.page
    visitor.expected = {403}
    log_in(visitor)
    visitor.visit("/probes/load/")

    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("You are not allowed to do that.")
    visitor.settle()
    page.wait_for_timeout(300)

    expect(page.locator("#entry")).to_have_text("as it was")
    assert not [each for each in visitor.requests if each.is_navigation_request()]


def test_24_the_login_may_be_on_another_site(enhanced_visitor, settings):
    """Its way back is the whole address."""
    visitor, page = enhanced_visitor, enhanced_visitor.page
    site = visitor.url.replace("localhost", "127.0.0.1")
    settings.LOGIN_URL = f"{site}/?via=sso%26&next=x"
    for kind in ("link", "button"):
        log_in(visitor)
        visitor.visit("/session/?tag=b&tag=%26")
        here = page.url
        end_session()

        page.get_by_role(
            kind, name="Edit" if kind == "link" else "Delete"
        ).first.click()

        expect(page.locator("h1")).to_have_text("Sandbox")
        assert page.url.startswith(f"{site}/?")
        query = parse_qs(urlsplit(page.url).query)
        assert query == {"via": ["sso&"], "next": [here]}
