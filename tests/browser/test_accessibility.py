"""axe-core finds nothing to object to, on any page in any state."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from sandbox.clients import CLIENTS
from sandbox.settings import NODE_MODULES

from .conftest import ONCE, visitor_of

pytestmark = ONCE


def violations(page) -> list[str]:
    """What axe-core objects to, a line each. It is run past the page's Content-Security-Policy."""
    page.evaluate((NODE_MODULES / "axe-core" / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("axe.run().then(result => result.violations)")
    return [
        f"{each['id']}: {each['help']} {json.dumps([node['html'] for node in each['nodes']])}"
        for each in found
    ]


#: A state of a page: where it is, what to press there, and what then shows.
STATES = {
    "home": ("/", None, "h1"),
    "like": ("/like/{pk}/", "Like", "[aria-pressed=true]#like-button"),
    "display": ("/contacts/{pk}/", None, "#edit"),
    "form": ("/contacts/{pk}/", "Edit", "#id_name"),
    "errors": ("/contacts/{pk}/edit/", "Save", ".errorlist"),
    "search": ("/contacts/?q=a", "Next", "#count:has-text('page 2')"),
    "nothing found": ("/contacts/?q=zzz", None, "#count"),
    "cart": ("/cart/", "Update Mug", "#cart-total"),
    "line with an error": ("/cart/", "Update Mug", ".errorlist"),
    "line removed": ("/cart/", "Remove Mug", "#cart-count:has-text('4 items')"),
    "audit": ("/audit/", None, "#wheel"),
    "audit, other tab": ("/audit/", "Medicines", "#panel:has-text('out of band')"),
    "notifications": ("/notifications/", "Error", ".message"),
}


@pytest.fixture(params=list(CLIENTS))
def scripted_visitor(request, contexts, live_server):
    """A visitor with each client in turn; axe-core is a script, and so needs them even on the pages without."""
    yield from visitor_of(contexts, request.param, live_server.url, scripts=True)


@pytest.mark.parametrize("state", list(STATES))
def test_axe_finds_no_violation(scripted_visitor, state):
    address, press, shows = STATES[state]
    page = scripted_visitor.page
    scripted_visitor.visit(address.format(pk=scripted_visitor.contact.pk))
    if state == "errors":
        page.get_by_label("E-mail").fill("nowhere")
    if state == "line with an error":
        page.get_by_label("Quantity of Mug").fill("100")
    if press:
        button = page.get_by_role("button", name=press, exact=True)
        button.or_(page.get_by_role("link", name=press, exact=True)).click()
    expect(page.locator(shows)).to_be_visible()

    assert violations(page) == []


def test_axe_finds_no_violation_in_long_lists(scripted_visitor):
    page = scripted_visitor.page
    for name in ("more", "scroll", "filters", "two"):
        scripted_visitor.visit(f"/lists/{name}/")
        link = page.locator(".load-more a").first
        for _ in range(2 if name == "more" else 1):
            link.click()
            expect(page.locator("[aria-busy=true]")).to_have_count(0)
            page.wait_for_timeout(100)

        assert violations(page) == []
