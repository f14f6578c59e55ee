"""axe-core finds nothing to object to, on any page in any state."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from sandbox.clients import CLIENTS
from sandbox.contacts.models import Contact
from sandbox.settings import NODE_MODULES

from .conftest import JINJA2, ONCE, visitor_of
from .test_session import log_in

pytestmark = ONCE


def violations(page) -> list[str]:
    """What axe-core objects to, a line each. It is run past the page's Content-Security-Policy."""
    page.evaluate((NODE_MODULES / "axe-core" / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("axe.run().then(result => result.violations)")
    return [
        f"{each['id']}: {each['help']} {json.dumps([node['html'] for node in each['nodes']])}"
        for each in found
    ]


OUTDATED = "[role=alert] .error, h1:has-text('Send it again')"
#: A state of a page: where it is, what to press there, and what then shows.
STATES = {
    "home": ("/", None, "h1"),
    "like": ("/like/{pk}/", "Like", "[aria-pressed=true]#like-button"),
    "display": ("/contacts/{pk}/", None, "#edit"),
    "form": ("/contacts/{pk}/", "Edit", "#id_name"),
    "errors": ("/contacts/{pk}/?edit", "Save", ".errorlist"),
    "search": ("/contacts/?q=a", "Next", "#count:has-text('page 2')"),
    "nothing found": ("/contacts/?q=zzz", None, "#count"),
    "cart": ("/cart/", "Update Mug", "#cart-total"),
    "line with an error": ("/cart/", "Update Mug", ".errorlist"),
    "line removed": ("/cart/", "Remove Mug", "#cart-count:has-text('4 items')"),
    "audit": ("/audit/", None, "#wheel"),
    "audit, other tab": ("/audit/", "Medicines", "#panel:has-text('out of band')"),
    "notifications": ("/notifications/", "Error", ".message"),
    "rows": ("/rows/", None, "#count"),
    "row that is needed": ("/rows/", "Delete {name}", ".errorlist"),
    "row with an error": ("/rows/{pk}/?edit", "Save", ".errorlist"),
    "rows that are refused": ("/rows/bulk/", "Delete", "#refused"),
    "conflict": ("/rows/{pk}/conflict/", "Save", "#conflict"),
    "dialog with errors": ("/rows/dialog/", "Add", ".errorlist >> nth=0"),
    "sign-up with errors": ("/fields/sign-up/", "Sign up", ".errorlist >> nth=0"),
    "checklist": ("/fields/checklist/", None, "#wheel"),
    "checklist with an error": ("/fields/checklist/", None, ".errorlist"),
    "parcel with errors": ("/fields/parcel/", "Send", ".errorlist >> nth=0"),
    "document with errors": ("/fields/documents/add/", "Store", ".errorlist >> nth=0"),
    "shopping": ("/fields/shopping/", "Add", ".errorlist"),
    "settings": ("/fields/settings/", "Save the profile", ".message"),
    "session": ("/session/", None, "#rows"),
    # Without a client there is a page for it.
    "form that is out of date": ("/session/add/", "Add the contact", OUTDATED),
}
#: Those of pages that Jinja2 makes, too.
JINJA2_STATES = [
    "display",
    "form",
    "errors",
    "search",
    "nothing found",
    "cart",
    "line with an error",
    "line removed",
]


def fill(label: str, value: str):
    """What writes into a field."""
    return lambda page: page.get_by_label(label, exact=True).fill(value)


def conflict(page) -> None:
    """Have somebody else change the contact that the visitor changes."""
    fill("Phone:", "111")(page)
    Contact.objects.update(phone="222")


def refused(page) -> None:
    """Send the checklist, which has no button where scripts run, with an answer that is none."""
    fill("Temperature of the refrigerator, °C:", "400")(page)
    page.locator("form").last.evaluate("form => form.submit()")


def outdated(page) -> None:
    """Have the browser lose its token, as a login in another tab does."""
    page.context.clear_cookies(name="csrftoken")


#: What is done before it is pressed.
FIRST = {
    "errors": fill("E-mail:", "nowhere"),
    "line with an error": fill("Quantity of Mug", "100"),
    "row with an error": fill("E-mail", "nowhere"),
    "rows that are refused": lambda page: page.get_by_role("checkbox").first.check(),
    "conflict": conflict,
    "dialog with errors": lambda page: page.locator("#add").click(),
    "checklist with an error": refused,
    "form that is out of date": outdated,
}
#: What needs a login.
GUARDED = ("session", "form that is out of date")


@pytest.fixture(params=list(CLIENTS))
def scripted_visitor(request, contexts, live_server, page_engine):
    """A visitor with each client in turn; axe-core is a script, and so needs them even on the pages without."""
    yield from visitor_of(
        contexts, request.param, live_server.url, scripts=True, engine=page_engine
    )


@pytest.mark.parametrize(
    "page_engine, state",
    [
        *(pytest.param("django", state, id=state) for state in STATES),
        *(
            pytest.param("jinja2", state, id=f"jinja2 {state}")
            for state in JINJA2_STATES
        ),
    ],
)
def test_axe_finds_no_violation(scripted_visitor, state):
    address, press, shows = STATES[state]
    page, contact = scripted_visitor.page, scripted_visitor.contact
    if state in GUARDED:
        log_in(scripted_visitor)
    scripted_visitor.expected.add(403)
    scripted_visitor.visit(address.format(pk=contact.pk))
    if state in FIRST:
        FIRST[state](page)
    if press:
        press = press.format(name=contact)
        button = page.get_by_role("button", name=press, exact=True)
        button.or_(page.get_by_role("link", name=press, exact=True)).click()
    expect(page.locator(shows)).to_be_visible()
    scripted_visitor.settle()

    assert violations(page) == []


def test_axe_finds_no_violation_in_long_lists(scripted_visitor):
    for name in ("more", "scroll", "filters", "two"):
        assert violations_of_list(scripted_visitor, name) == []


@JINJA2
def test_axe_finds_no_violation_in_a_long_list_of_jinja2(scripted_visitor):
    assert violations_of_list(scripted_visitor, "more") == []


def violations_of_list(visitor, name: str) -> list[str]:
    """Have a list grow, that of the table to its end; what axe-core objects to then."""
    page = visitor.page
    visitor.visit(f"/lists/{name}/")
    link = page.locator(".load-more a").first
    for _ in range(2 if name == "more" else 1):
        link.click()
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        page.wait_for_timeout(100)
    return violations(page)
