"""Pages that Jinja2 makes, on four clients: the second switch in their head, and what comes to them from elsewhere.

What each of them does is tested where Django's is, with `BOTH_ENGINES`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.backends import django, jinja2
from playwright.sync_api import Page, expect

from sandbox.cart.models import Line
from sandbox.cart.views import ChangeQuantity
from sandbox.contacts.models import Contact
from sandbox.contacts.views import EditContact, SearchContacts
from sandbox.lists.views import LoadMore
from sandbox.notifications.views import KINDS

from .conftest import JINJA2, ONCE, Visitor, visitor_of
from .test_cart import expect_sums, quantity_of, update
from .test_lists import (
    click_in_many_ways,
    fail_and_try_again,
    go_and_come_back,
    more_contacts,
)
from .test_session import log_in, log_in_elsewhere

pytestmark = ONCE

#: Each template that stands there for both engines: where its page is, and what is pressed there for a fragment.
PAGES = {
    "contacts/search.html": ("/contacts/", "Next"),
    "contacts/contact.html": ("/contacts/{pk}/", "Edit"),
    "cart/cart.html": ("/cart/", "Update Mug"),
    "lists/load_more.html": ("/lists/more/", "Load more"),
}
#: Their addresses, with all that may stand in them.
STATES = [
    "/contacts/?q=%22%3E%3Cb%3E%26amp%3B&x=%27",
    "/contacts/{pk}/?edit&tag=b&tag=a",
    "/contacts/{pk}/",
    "/contacts/?q=a&page=2&tag=b&tag=a",
    "/cart/",
    "/lists/more/?tag=b&tag=%26&size=",
]
#: What a page consists of, but for what shows its template, the switch and the tokens.
CONTENT = r"""() => {
  const page = document.documentElement.cloneNode(true);
  page.querySelectorAll("section[aria-label=Source], #engine-switch").forEach(each => each.remove());
  const attribute = each => `${each.name}=${each.value.replace(/\b\w{64}\b/, "token")}`;
  const text = each => each.nodeType === Node.TEXT_NODE ? each.data.trim().replace(/\s+/g, " ") : "";
  return [...page.querySelectorAll("*")].map(({ localName, attributes, childNodes }) =>
    [localName, ...[...attributes].map(attribute).sort(), ...[...childNodes].map(text)].join(" ").trim());
}"""
#: What fails while a page is open, by its status: the page's template, the view's method, and how.
FAILURES = {
    404: ("contacts/search.html", SearchContacts, "get", Http404),
    403: ("contacts/contact.html", EditContact, "get", PermissionDenied),
    500: ("cart/cart.html", ChangeQuantity, "post", RuntimeError),
}
#: What the page then says.
SAYS = {
    404: "That is not here any more.",
    403: "You are not allowed to do that.",
    500: "Something went wrong (500). Nothing was lost: try it again.",
}


@pytest.fixture
def plain_visitor(contexts, live_server, page_engine) -> Iterator[Visitor]:
    """A visitor without JavaScript."""
    yield from visitor_of(contexts, "plain", live_server.url, engine=page_engine)


@pytest.fixture
def made(monkeypatch) -> list[str]:
    """Engine and name of each template that was rendered."""
    found: list[str] = []

    def note(engine: str, template: Any) -> None:
        render = template.render

        def noting(self, *args, **kwargs):
            found.append(f"{engine} {self.template.name}")
            return render(self, *args, **kwargs)

        monkeypatch.setattr(template, "render", noting)

    note("django", django.Template)
    note("jinja2", jinja2.Template)
    return found


def choose(page: Page, engine: str) -> None:
    """Press a button of the second switch, and see that it is pressed."""
    switch = page.get_by_role("form", name="Template engine")
    switch.get_by_role("button", name=engine).click()
    expect_engine(page, engine)


def expect_engine(page: Page, engine: str) -> None:
    """This one is chosen, and no other."""
    switch = page.get_by_role("form", name="Template engine")
    expect(switch.locator("[aria-pressed=true]")).to_have_text([engine])


def press(page: Page, name: str) -> None:
    """Press a button, or follow a link."""
    button = page.get_by_role("button", name=name, exact=True)
    button.or_(page.get_by_role("link", name=name, exact=True)).click()


def test_the_switch_changes_the_engine_and_comes_back_to_the_page(visitor):
    page = visitor.page
    for state in STATES[:2]:
        visitor.visit(state.format(pk=visitor.contact.pk))
        address = page.url
        expect_engine(page, "Django templates")

        for engine in ("Jinja2", "Django templates"):
            choose(page, engine)
            assert page.url == address


def test_the_switch_comes_back_to_what_was_searched(enhanced_visitor):
    visitor, page = enhanced_visitor, enhanced_visitor.page
    visitor.visit("/contacts/")
    page.get_by_label("Name or company").press_sequentially("an")
    page.wait_for_url("**/contacts/?q=an")

    choose(page, "Jinja2")

    expect(page).to_have_url(visitor.url + "/contacts/?q=an")


def test_the_engine_is_remembered_and_the_client_stays(visitor):
    page = visitor.page
    visitor.visit("/cart/")
    client = page.locator("#client-switch [aria-pressed=true]")
    name = client.inner_text()

    choose(page, "Jinja2")

    for address, _ in PAGES.values():
        visitor.visit(address.format(pk=visitor.contact.pk))
        expect_engine(page, "Jinja2")
        expect(client).to_have_text(name)


@JINJA2
def test_the_client_is_chosen_on_a_page_of_jinja2(plain_visitor):
    page = plain_visitor.page
    plain_visitor.visit("/contacts/?q=a&page=2")

    press(page, "Alpine AJAX")

    chosen = page.locator("#client-switch [aria-pressed=true]")
    expect(chosen).to_have_text("Alpine AJAX")
    expect(page.locator("head script[src*=alpine]")).to_have_count(2)
    expect_engine(page, "Jinja2")
    assert page.url.endswith("/contacts/?q=a&page=2")


@JINJA2
def test_the_switch_stands_on_pages_of_both_engines_alone(plain_visitor, made):
    """Who chose Jinja2 sees the other pages as Django's engine makes them."""
    page, switched = plain_visitor.page, set()
    log_in(plain_visitor)
    plain_visitor.visit("/")
    links = [each.get_attribute("href") for each in page.locator("main a").all()]

    for address in ["/", *links]:
        made.clear()
        plain_visitor.visit(address)
        expect(page.get_by_role("form", name="Client")).to_be_visible()
        if page.get_by_role("form", name="Template engine").count():
            switched.add(address)
        by_jinja2 = any(each.startswith("jinja2 ") for each in made)
        assert by_jinja2 == (address in switched)

    pk = Contact.objects.first().pk
    assert switched == {address.format(pk=pk) for address, _ in PAGES.values()}


@JINJA2
def test_pages_and_their_fragments_are_made_by_jinja2(visitor, made):
    page = visitor.page
    for file, (address, name) in PAGES.items():
        made.clear()
        visitor.visit(address.format(pk=visitor.contact.pk))
        source = page.get_by_label("Source of the template")
        expect(source).to_contain_text("{{ region(")
        assert f"jinja2 {file}" in made

        made.clear()
        with page.expect_request_finished():
            press(page, name)
        visitor.wait_for_answers()
        assert f"jinja2 {file}" in made
        visitor.assert_fragments_only()


def test_both_engines_make_the_same_page(visitor):
    page = visitor.page
    for state in STATES:
        contents = []
        for engine in ("django", "jinja2"):
            cookie = {"name": "engine", "value": engine, "url": visitor.url}
            page.context.add_cookies([cookie])
            visitor.visit(state.format(pk=visitor.contact.pk))
            contents.append(page.evaluate(CONTENT))

        assert contents[0] == contents[1]


def leave_message(visitor: Visitor) -> None:
    """Have a message wait for the next answer that can show it, whatever that is."""
    page = visitor.page
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    form = {"csrfmiddlewaretoken": token, "kind": "warning"}
    page.request.post(f"{visitor.url}/notifications/", form=form, max_redirects=0)


def expect_message(page: Page) -> None:
    """It is shown, once."""
    said = page.locator("#messages[role=status] .message")
    expect(said).to_have_text([KINDS["warning"][1]])
    expect(page.locator(".message")).to_have_count(1)


@JINJA2
def test_a_message_shows_beside_a_fragment(visitor):
    """The setting names its partial, which is that of Django's template."""
    page = visitor.page
    for address, name in PAGES.values():
        if (visitor.client, name) == ("alpine-ajax", "Load more"):
            # It asks for rows alone, with either engine: the message waits.
            continue
        visitor.visit(address.format(pk=visitor.contact.pk))
        visitor.mark("#messages")
        leave_message(visitor)

        press(page, name)

        expect_message(page)
        visitor.assert_fragments_only()
        visitor.assert_kept("#messages")


@JINJA2
def test_a_page_shows_the_message_that_waits(plain_visitor):
    for address, _ in PAGES.values():
        plain_visitor.visit(address.format(pk=plain_visitor.contact.pk))
        leave_message(plain_visitor)

        plain_visitor.page.reload()
        expect_message(plain_visitor.page)

        plain_visitor.page.reload()
        expect(plain_visitor.page.locator(".message")).to_have_count(0)


@JINJA2
@pytest.mark.parametrize("status", FAILURES)
def test_an_error_is_told_beside_what_stays(enhanced_visitor, monkeypatch, status):
    """The setting names its partial, which is that of Django's template."""
    visitor, page = enhanced_visitor, enhanced_visitor.page
    file, view, method, error = FAILURES[status]
    address, name = PAGES[file]
    visitor.expected = {status}
    visitor.visit(address.format(pk=visitor.contact.pk))
    for kept in ("h1", "#error", "main [id]:not(:empty) >> nth=0"):
        visitor.mark(kept)

    with monkeypatch.context() as broken:
        broken.setattr(view, method, Mock(side_effect=error))
        press(page, name)
        expect(page.locator("#error[role=alert]")).to_have_text(SAYS[status])

    for kept in ("h1", "#error", "main [id]:not(:empty) >> nth=0"):
        visitor.assert_kept(kept)
    press(page, name)
    expect(page.locator("#error")).to_have_text("")
    visitor.settle()


@JINJA2
def test_an_error_is_told_where_a_list_would_have_grown(enhanced_visitor):
    fail_and_try_again(enhanced_visitor, "/lists/more/")


@JINJA2
def test_reload_and_back_find_the_row_that_the_reader_was_at(enhanced_visitor):
    more_contacts(60)
    size = LoadMore.paginate_by
    go_and_come_back(enhanced_visitor, "/lists/more/", "rows", size)


@JINJA2
def test_a_button_asks_once_and_leaves_other_clicks_to_the_browser(enhanced_visitor):
    click_in_many_ways(enhanced_visitor, "/lists/more/")


@JINJA2
def test_the_token_is_in_a_header(enhanced_visitor):
    page = enhanced_visitor.page
    enhanced_visitor.visit("/cart/")
    field = page.locator("tr", has_text="Mug").locator("[name=csrfmiddlewaretoken]")
    for each in field.all():
        each.evaluate("field => { field.disabled = true }")

    with page.expect_request("**/cart/*/") as asked:
        update(page, "Mug", "10")

    expect(page.locator("#cart-count")).to_contain_text("14 items")
    expect_sums(page)
    assert "csrfmiddlewaretoken" not in asked.value.post_data
    assert len(asked.value.headers["x-csrftoken"]) == 64
    # What comes has its own, for browsers without scripts.
    expect(field.and_(page.locator(":enabled"))).to_have_count(2)


@JINJA2
def test_a_token_from_before_the_login_is_told_and_mended(enhanced_visitor):
    visitor, page = enhanced_visitor, enhanced_visitor.page
    visitor.expected = {403}
    visitor.visit("/cart/")
    log_in_elsewhere(visitor)

    update(page, "Mug", "10")
    expect(page.get_by_role("alert")).to_contain_text("send the form again")
    expect(quantity_of(page, "Mug")).to_have_value("10")
    page.get_by_role("button", name="Update Mug").click()

    expect(page.locator("#cart-count")).to_contain_text("14 items")
    expect_sums(page)
    expect(page.get_by_role("alert")).to_have_text("")


@JINJA2
def test_a_form_from_before_the_login_is_sent_again_without_a_client(plain_visitor):
    page = plain_visitor.page
    plain_visitor.expected = {403}
    plain_visitor.visit("/cart/")
    log_in_elsewhere(plain_visitor)

    update(page, "Mug", "10")
    expect(page.locator("h1")).to_have_text("Send it again?")
    page.get_by_role("button", name="Send again").click()

    expect(page.locator("#cart-count")).to_contain_text("14 items")
    expect_engine(page, "Jinja2")
    assert Line.objects.get(product="Mug").quantity == 10
