"""Failures of logins and tokens that were seen in the field, and that must never happen here; see ``test_failures.py``.

Those that only a browser can show stand in ``tests/browser``.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, parse_qsl, quote, urlencode, urlsplit

import pytest
from django.contrib.auth.views import redirect_to_login
from django.test import Client

from sandbox.contacts.factories import ContactFactory
from sandbox.session.factories import NAME, PASSWORD, UserFactory

from .asking import ENHANCED, headers_of
from .guards import (
    BARE,
    GUARDS,
    HOST,
    METHODS,
    PAGE,
    TURNED,
    back_of,
    goes_to,
    headers_on,
    visit,
)

guards = pytest.mark.urls("tests.guards")
UNSAFE = METHODS[1:]
SANDBOX = [
    ("GET", "/session/?q=a", "results"),
    ("GET", "/session/?cursor=x", "rows"),
    ("GET", "/session/5/", "contact-5"),
    ("POST", "/session/5/", "contact-5"),
    ("POST", "/session/5/delete/", "contact-5"),
    ("DELETE", "/session/5/delete/", "contact-5"),
    ("POST", "/session/add/", "form"),
]


@pytest.fixture
def browser(db):
    """A browser whose session has ended on the server. It keeps its cookie, and its page."""
    browser = Client()
    browser.force_login(UserFactory())
    browser.session.delete()
    return browser


class TestTheLoginPageInAFragment:
    """Row 23."""

    @pytest.mark.parametrize(("method", "address", "target"), SANDBOX)
    @pytest.mark.parametrize("who", TURNED)
    def test_23_the_whole_page_goes_to_the_login(
        self, browser, who, method, address, target
    ):
        headers = headers_on(who, "/session/?q=a%20b#row", target)
        response = browser.generic(method, address, headers=headers)
        here = "/session/?q=a%20b" + ("" if who == BARE else "#row")
        assert goes_to(response) == f"/session/login/?next={quote(here, safe='/')}"
        assert response.status_code == (303 if who == BARE else 200)
        assert not response.content

    @pytest.mark.parametrize(("method", "address", "target"), SANDBOX)
    def test_23_no_client_repeats_what_it_sent(self, browser, method, address, target):
        """Upon 303 every browser goes on with GET; 302 repeats a DELETE, and 307 a POST, too."""
        for who in TURNED:
            headers = headers_on(who, "/session/", target)
            response = browser.generic(method, address, headers=headers)
            assert response.status_code in (200, 303)

    @pytest.mark.parametrize("who", TURNED)
    def test_23_after_the_login_comes_the_page(self, browser, who):
        ContactFactory(name="Ann")
        here = f"/session/?q={quote('An&n')}&q=Ann"
        headers = headers_on(who, here, "results")
        login = goes_to(browser.get("/session/", headers=headers))
        response = browser.post(login, {"username": NAME, "password": PASSWORD})
        assert response["Location"] == here
        assert b"Ann" in browser.get(here).content

    @guards
    @pytest.mark.parametrize("name", GUARDS)
    def test_23_whatever_guards_it(self, name):
        guard = GUARDS[name]
        response = visit(f"/{name}/5/?tab=x", "htmx-4", "DELETE")
        assert response.status_code == 200
        assert back_of(response, guard.field or "") == (PAGE if guard.field else None)

    @guards
    @pytest.mark.parametrize("who", TURNED)
    def test_23_next_is_quoted(self, who):
        here = "/list/?q=a%26next=/evil/&q=%23"
        login = urlsplit(goes_to(visit("/urlconf/5/", who, here=here)))
        assert parse_qs(login.query) == {"next": [here]}
        assert not login.fragment

    @guards
    @pytest.mark.parametrize("who", TURNED)
    @pytest.mark.parametrize(
        "here",
        [
            "https://evil.example/",
            "http://testserver@evil.example/",
            "http://testserver.evil.example/",
            "http://testserver:81/",
            "javascript://testserver/%0aalert(1)",
        ],
    )
    def test_23_next_is_on_this_site(self, who, here):
        assert goes_to(visit("/urlconf/5/", who, "POST", here=here)) == "/login/"

    @guards
    @pytest.mark.parametrize("who", TURNED)
    @pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example/"])
    def test_23_next_is_no_other_host(self, who, path):
        back = back_of(visit("/urlconf/5/", who, "POST", here=HOST + path))
        assert back in ("/%2Fevil.example/", "/%5Cevil.example/")

    @guards
    @pytest.mark.parametrize("client", ENHANCED)
    def test_23_nor_does_a_403_come_into_a_fragment(self, db, client):
        response = visit("/permission-alone/5/", client, user=UserFactory())
        assert response.status_code == 403
        assert b"<html" not in response.content
        assert response.get("HX-Reswap") or response["X-Alpine-Missing"] == "keep"


@guards
class TestARedirectWithLoginInItsAddress:
    """Row 24."""

    ADDRESSES = [
        "/login/",
        "/login/help/",
        "/login/?next=/elsewhere/",
        "/accounts/login-history/?next=/elsewhere/",
        "/login-history/?next=/leads/",
        "https://sso.example/login/?next=/leads/",
    ]

    @pytest.mark.parametrize("address", ADDRESSES)
    @pytest.mark.parametrize("who", TURNED)
    def test_24_is_the_view_s_own(self, address, who):
        response = visit("/leads/", who, headers={"X-To": address})
        assert (response.status_code, response["Location"]) == (303, address)
        assert not response.has_header("HX-Redirect")
        assert not response.has_header("Cache-Control")

    @pytest.mark.parametrize("address", ADDRESSES)
    @pytest.mark.parametrize("who", TURNED)
    def test_24_is_left_as_it_is_by_the_middleware(self, address, who):
        response = visit("/leads-alone/", who, headers={"X-To": address})
        assert (response.status_code, response["Location"]) == (302, address)
        assert not response.has_header("HX-Redirect")
        assert not response.has_header("Cache-Control")

    @pytest.mark.parametrize("who", TURNED)
    @pytest.mark.parametrize("name", ["mixin-left", "urlconf-alone"])
    def test_24_a_single_sign_on_is_not_cut_off(self, settings, who, name):
        site = "https://sso.example:8443/a%20b/auth"
        sent = [("scope", "a b"), ("scope", "c&d"), ("to", "https://x.example/?y=z#é")]
        settings.LOGIN_URL = f"{site}?{urlencode(sent)}"
        address = goes_to(visit(f"/{name}/5/", who, "POST"))
        page = PAGE.partition("#")[0] if who == BARE else PAGE
        assert address.startswith(f"{site}?")
        assert parse_qsl(urlsplit(address).query) == [*sent, ("next", HOST + page)]

    def test_24_what_is_recognised_is_what_django_writes(self):
        """A redirect of a view that asks Django for it is the same as a guard's."""
        address = redirect_to_login("/leads/")["Location"]
        response = visit("/leads/", "htmx-2", headers={"X-To": address})
        assert response["HX-Redirect"] == redirect_to_login(PAGE)["Location"]


@guards
class TestTheTokenInTheAddress:
    """Row 42. It goes in a header, with every client alike; the browser's part is the package's script."""

    @pytest.fixture(params=["cookie", "session", "renamed", "hidden"])
    def browser(self, request, settings, db):
        settings.CSRF_USE_SESSIONS = request.param == "session"
        settings.CSRF_COOKIE_HTTPONLY = request.param == "hidden"
        if request.param == "renamed":
            settings.CSRF_HEADER_NAME = "HTTP_X_OUR_TOKEN"
            settings.CSRF_COOKIE_NAME = "ours"
        return Client(enforce_csrf_checks=True)

    def token(self, browser):
        """What the page says: a header, and the token in it."""
        html = browser.get("/token/").content.decode()
        [(token, name)] = re.findall(r' content="(\w+)" data-header="([\w-]+)">', html)
        return {name: token}

    @pytest.mark.parametrize("client", ENHANCED)
    def test_42_a_header_is_enough(self, browser, client):
        headers = {**headers_of(client, "row"), **self.token(browser)}
        for method in UNSAFE:
            response = browser.generic(method, "/open/5/", headers=headers)
            assert (response.status_code, response.content) == (200, b"inside")

    @pytest.mark.parametrize("client", ENHANCED)
    def test_42_an_address_is_none(self, browser, client):
        """What got into an address is worth nothing there, to whoever reads it."""
        [(name, token)] = self.token(browser).items()
        headers = headers_of(client, "row")
        address = f"/open/5/?csrfmiddlewaretoken={token}"
        assert browser.delete(address, headers=headers).status_code == 403
        headers[name] = token
        assert browser.delete("/open/5/", headers=headers).status_code == 200

    def test_42_no_attribute_is_inherited(self, browser):
        """htmx 4 inherits no ``hx-headers``, and so nothing depends on it."""
        html = browser.get("/token/").content.decode()
        assert html.startswith("<meta ")
        assert "hx-" not in html
