"""The login page is a page, never a fragment: every guard of Django's, and how each client is turned away."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.http import (
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import resolve_url
from django.test import AsyncClient, Client
from django.test.utils import override_script_prefix
from django.urls import include, path, resolve, reverse_lazy
from django.utils.html import escape
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import override
from django.views.generic import FormView, View
from hypothesis import assume, example, given
from hypothesis import strategies as st

from hypermedia_views import HypermediaMixin
from hypermedia_views.login import answer_login, own_address
from hypermedia_views.protocols import PROTOCOLS, vary_on
from sandbox.session.factories import NAME, PASSWORD, UserFactory

from .asking import CLIENTS, ENHANCED, factory, headers_of
from .editing import ContactForm
from .guards import (
    ASYNCHRONOUS,
    BARE,
    GUARDS,
    HOST,
    LOGIN,
    METHODS,
    PAGE,
    QUERY,
    TURNED,
    WHO,
    Guard,
    Left,
    back_of,
    goes_to,
    headers_on,
    inside,
    leads,
    login_required,
    visit,
)

pytestmark = pytest.mark.urls("tests.guards")

OURS = "hypermedia_views.middleware.HypermediaMiddleware"
DJANGOS = "django.contrib.auth.middleware.LoginRequiredMiddleware"
HTMX = ("htmx-2", "htmx-4")
#: How each client is turned away from a view; a plain one by Django itself.
STATUS = dict.fromkeys(ENHANCED, 200) | {BARE: 303, "plain": 302}
SSO = "https://sso.example/auth?client=a%26b&scope=x&scope=y"
OWN = "/list/?q=1"


@pytest.fixture
def alone(settings):
    """Only the package's views answer for themselves."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != OURS]


@pytest.fixture
def everywhere_guarded(settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, DJANGOS]


@pytest.fixture
def user(db):
    return UserFactory()


def login_at(address, field="next", page=PAGE):
    """The address of a login page that leads back."""
    if field is None:
        return address
    mark = "" if address.endswith("&") else "&" if "?" in address else "?"
    return address + mark + urlencode({field: page}, safe="/")


def page_of(who, own):
    """The page that comes after the login: without a client, the one that was asked for."""
    if who == "plain":
        return own
    return PAGE.partition("#")[0] if who == BARE else PAGE


def check(response, who, own, guard):
    """Whether somebody was turned away rightly: who asked for ``own``, by this method."""
    asked = response.request["REQUEST_METHOD"]
    expected = login_at(guard.login, guard.field, page_of(who, own))
    assert goes_to(response) == expected, asked
    # A view of ours has no browser repeat a method.
    repeats = who == "plain" and guard.own and asked not in ("GET", "POST")
    assert response.status_code == (303 if repeats else STATUS[who]), asked
    if who != "plain":
        assert not response.content
        assert response.has_header("HX-Redirect") is (who != BARE)
        assert response.has_header("Location") is (who == BARE)
        assert {"private", "no-store"} <= {*response["Cache-Control"].split(", ")}
        assert {*vary_on(PROTOCOLS)} <= {*response["Vary"].split(", ")}


def check_all(who, own, guard, **options):
    """The same for every method."""
    for method in METHODS:
        check(visit(own, who, method, **options), who, own, guard)


@pytest.mark.parametrize("who", WHO)
class TestExpired:
    @pytest.mark.parametrize("name", GUARDS)
    def test_goes_to_the_login_as_a_whole(self, name, who):
        check_all(who, f"/{name}/5/{QUERY}", GUARDS[name])

    @pytest.mark.parametrize("name", [name for name in GUARDS if GUARDS[name].own])
    def test_without_the_middleware(self, alone, name, who):
        check_all(who, f"/{name}/5/{QUERY}", GUARDS[name])

    @pytest.mark.parametrize("name", ["open", "open-alone", "urlconf"])
    def test_login_required_middleware(self, everywhere_guarded, name, who):
        check_all(who, f"/{name}/5/{QUERY}", GUARDS["urlconf"])

    def test_login_required_middleware_reads_the_view(self, everywhere_guarded, who):
        guard = GUARDS["urlconf-elsewhere"]
        check_all(who, f"/urlconf-elsewhere/5/{QUERY}", guard)
        check_all(who, f"/open-elsewhere/5/{QUERY}", guard._replace(field="next"))

    @pytest.mark.parametrize("page", ["", "auth/user/", "auth/user/5/change/"])
    @pytest.mark.parametrize("site", ["admin", "office"])
    def test_admin(self, site, page, who):
        guard = GUARDS["urlconf"]._replace(login=f"/{site}/login/")
        check_all(who, f"/{site}/{page}{QUERY}", guard)

    @pytest.mark.parametrize("site", ["admin", "office"])
    def test_admin_behind_login_required_middleware(
        self, everywhere_guarded, site, who
    ):
        """The pages of a model have no ``login_url`` that it could read; those of the site have."""
        guard = GUARDS["urlconf"]
        check_all(who, f"/{site}/auth/user/{QUERY}", guard)
        check_all(who, f"/{site}/{QUERY}", guard._replace(login=f"/{site}/login/"))


@pytest.mark.parametrize("name", [name for name in GUARDS if not GUARDS[name].own])
@pytest.mark.parametrize("who", TURNED)
def test_a_guard_outside_needs_the_middleware(alone, name, who):
    address = f"/{name}/5/{QUERY}"
    guard, response = GUARDS[name], visit(address, who)
    assert response.status_code == 302
    assert response["Location"] == login_at(guard.login, guard.field, address)


DENYING = [name for name in GUARDS if GUARDS[name].denies == "raises"]
SENDING = [name for name in GUARDS if GUARDS[name].denies == "redirects"]


class TestDenied:
    @pytest.mark.parametrize("name", DENYING)
    @pytest.mark.parametrize("client", ENHANCED)
    def test_stays_403_with_the_partial(self, user, name, client):
        for method in METHODS:
            response = visit(f"/{name}/5/", client, method, user=user)
            html = response.content.decode()
            assert response.status_code == 403
            assert "You are not allowed to do that." in html
            assert ("Ask Ann." in html) is name.startswith("permission")
            assert "<h1>" not in html
            assert not response.has_header("HX-Redirect")

    @pytest.mark.parametrize("name", DENYING)
    def test_plain_gets_its_page(self, user, name):
        for method in METHODS:
            response = visit(f"/{name}/5/", "plain", method, user=user)
            assert response.status_code == 403
            assert b"<h1>403 Forbidden</h1>" in response.content

    @pytest.mark.parametrize("name", DENYING)
    @pytest.mark.parametrize("client", CLIENTS)
    def test_without_the_middleware_it_is_djangos(self, alone, user, name, client):
        for method in METHODS:
            response = visit(f"/{name}/5/", client, method, user=user)
            assert response.status_code == 403
            assert b"<h1>403 Forbidden</h1>" in response.content

    @pytest.mark.parametrize("name", SENDING)
    @pytest.mark.parametrize("who", WHO)
    def test_goes_to_the_login_where_django_has_it(self, user, name, who):
        check_all(who, f"/{name}/5/{QUERY}", GUARDS[name], user=user)

    @pytest.mark.parametrize("site", ["admin", "office"])
    @pytest.mark.parametrize("who", WHO)
    def test_admin_is_for_staff(self, user, site, who):
        guard = GUARDS["urlconf"]._replace(login=f"/{site}/login/")
        check_all(who, f"/{site}/auth/user/", guard, user=user)

    @pytest.mark.parametrize("client", ENHANCED)
    def test_who_raises_for_everybody_tells_everybody(self, user, client):
        for somebody in (user, None):
            response = visit("/raises/", client, user=somebody)
            assert response.status_code == 403
            assert "You are not allowed to do that." in response.content.decode()


@pytest.mark.parametrize("client", CLIENTS)
def test_who_may_gets_in(user, client):
    user.is_staff = user.is_superuser = True
    user.save()
    for address in (*(f"/{name}/5/{QUERY}" for name in GUARDS), "/admin/auth/user/"):
        response = visit(address, client, user=user)
        assert response.status_code == 200, address
        assert not response.has_header("HX-Redirect")


def check_later(who, name, guard):
    """The same in a project under ASGI."""

    async def visit_all():
        for method in ("GET", "PUT"):
            headers = headers_on(who)
            response = await AsyncClient().generic(method, own, headers=headers)
            response.request["REQUEST_METHOD"] = method
            check(response, who, own, guard)

    own = f"/{name}/5/{QUERY}"
    asyncio.run(visit_all())


class TestAsync:
    EXPIRED = [name for name in ASYNCHRONOUS if not ASYNCHRONOUS[name].denies]

    @pytest.mark.parametrize("name", EXPIRED)
    @pytest.mark.parametrize("who", WHO)
    def test_expired(self, name, who):
        check_later(who, name, ASYNCHRONOUS[name])

    @pytest.mark.parametrize("name", ["mixin-left", "urlconf-alone", "get-login-url"])
    @pytest.mark.parametrize("who", WHO)
    def test_expired_in_a_sync_view(self, name, who):
        check_later(who, name, GUARDS[name])

    @pytest.mark.parametrize("name", ["async-function", "async-get-login-url"])
    @pytest.mark.parametrize("who", WHO)
    def test_without_the_middleware(self, alone, name, who):
        check_later(who, name, ASYNCHRONOUS[name])

    @pytest.mark.parametrize("client", ENHANCED)
    def test_denied(self, client):
        ask = async_to_sync(AsyncClient().get)
        response = ask("/async-permission/5/", headers=headers_on(client))
        assert response.status_code == 403
        assert "You are not allowed to do that." in response.content.decode()


def ask(here=None, who="htmx-4", method="get", address=OWN, **headers):
    """What becomes of Django's redirect, for a request that nobody sees."""
    headers = {**headers_on(who, None), **headers}
    if here is not None:
        headers["HX-Current-URL"] = here
    request = getattr(factory, method)(address, headers=headers)
    return answer_login(redirect_to_login(request.get_full_path()), request)


class TestNext:
    @pytest.mark.parametrize("who", TURNED)
    def test_nobody_knows(self, who):
        """A fragment's own address is no page."""
        for method in METHODS:
            response = visit(f"/urlconf/5/{QUERY}", who, method, here=None)
            assert goes_to(response) == LOGIN

    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize("method", ["GET", "DELETE"])
    def test_referer_where_there_is_no_better(self, client, method):
        headers = {"HX-Current-URL": "", "Referer": f"{HOST}/list/?page=2"}
        response = visit("/urlconf/5/", client, method, headers=headers)
        assert back_of(response) == "/list/?page=2"

    @pytest.mark.parametrize("here", ["https://other.example/", "nonsense", "http://["])
    def test_referer_where_the_address_is_not_ours(self, here):
        assert back_of(ask(here, Referer=f"{HOST}/list/")) == "/list/"

    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize("length", [2048, 2049])
    def test_as_long_as_the_login_takes_it(self, client, length):
        """Django's login view takes no longer address either."""
        here = f"{HOST}/list/?q=".ljust(length, "a")
        response = visit("/urlconf/5/", client, "POST", here=here)
        expected = here.removeprefix(HOST) if length == 2048 else None
        assert back_of(response) == expected

    @pytest.mark.parametrize("who", TURNED)
    def test_too_long_for_a_redirect(self, who, settings):
        """The address of the login page is long enough without."""
        settings.LOGIN_URL = LOGIN + "?theme=".ljust(16_300, "a")
        response = ask(None, who, address="/a/", Referer=f"{HOST}/{'%20' * 200}")
        assert goes_to(response) == settings.LOGIN_URL

    @pytest.mark.parametrize("who", ENHANCED)
    @pytest.mark.parametrize("page", [PAGE, "/list/?q=é%20ü", "/list/?next=/login/"])
    def test_the_login_leads_back(self, user, who, page):
        here = HOST + quote(page, safe="/?=&%#")
        login = goes_to(visit("/mixin-left/5/", who, "POST", here=here))
        data = {"username": NAME, "password": PASSWORD}
        response = Client().post(login, data)
        assert HOST + response["Location"] == here

    def test_other_host_of_the_same_project(self, settings):
        settings.ALLOWED_HOSTS = ["testserver", "other.example"]
        assert back_of(ask("http://other.example/list/", method="post")) is None
        response = ask(f"{HOST}/list/", method="post", Host="other.example")
        assert back_of(response) is None

    def test_host_that_is_not_allowed(self):
        response = visit("/urlconf/5/", "htmx-4", headers={"Host": "evil.example"})
        assert response.status_code == 400
        assert not response.has_header("HX-Redirect")

    @pytest.mark.parametrize("here", ["http", "https"])
    @pytest.mark.parametrize("secure", [False, True])
    def test_scheme(self, here, secure):
        """A proxy may have hidden that a page is secure; what is not leads nobody back to plain HTTP."""
        own = factory.post("/", secure=secure)
        expected = None if secure and here == "http" else "/list/"
        assert own_address(own, f"{here}://testserver/list/") == expected


#: What a browser leaves alone, and what it quotes, in a path, a query or a fragment.
NASTY = [
    "//",
    "///evil.example",
    "%2F%2Fevil.example",
    "\\\\evil.example",
    "%5C",
    "%2E%2E",
    "%",
    "%zz",
    "%ff%fe",
    "%00",
    "%0d%0aX-Evil: 1",
    "é ü",
    "中文",
    "🐍",
    "a b+c",
    "'\"<>`{}|^",
    ";@:!$&()*,=[]~",
    "next=/login/",
    "?a=b&a=c",
    "http://evil.example/",
    "a" * 900,
]
pieces = st.lists(
    st.one_of(st.text(max_size=12), st.sampled_from(NASTY)), max_size=4
).map("".join)


def as_sent(text, kept):
    """Text as a browser has it in an address."""
    return quote(text, safe="%;/:@!$&'()*+,=~[]|^" + kept)


class TestFuzzedNext:
    @given(path=pieces, query=pieces, fragment=pieces)
    @example(path="/evil.example", query="", fragment="")
    @example(path="\\evil.example", query="", fragment="")
    @example(path="/%2Fevil.example", query="//", fragment="//")
    def test_is_always_the_page_of_the_user(self, path, query, fragment):
        # A browser takes it for a slash, and resolves dots.
        path = as_sent("/" + path.replace("\\", "/"), "")
        assume(not {".", ".."} & {*unquote(path).split("/")})
        query, fragment = as_sent(query, "?`{}\\"), as_sent(fragment, "?{}\\#")
        sent = HOST + path
        sent += f"?{query}" if query else ""
        sent += f"#{fragment}" if fragment else ""
        assume(len(sent) <= 2048)
        back = back_of(ask(sent, method="post"))
        assert back
        check_back(back)
        there = urlsplit(HOST + back)
        assert unquote(there.path) == unquote(path)
        assert unquote(there.query) == unquote(query)
        assert parse_qsl(there.query) == parse_qsl(query)
        assert unquote(there.fragment) == unquote(fragment)

    SCHEMES = ["http", "https", "HTTP", "javascript", "data", "ftp", "blob", "", "\x00"]
    MARKS = ["://", ":", ":/", ":///", "//", "///", "/\\", "\\\\", "://\t", "\n//", ""]
    HOSTS = [
        "testserver",
        "TESTSERVER",
        "testserver:80",
        "testserver:81",
        "testserver.evil.example",
        "testserver@evil.example",
        "evil.example@testserver",
        "evil.example\\@testserver",
        "testserver\\@evil.example",
        "testserver\\.evil.example",
        "testserver%2eevil.example",
        "testserver\t.evil.example",
        "testserver\n",
        "testserver\x00",
        "testserver#@evil.example",
        "testserver?@evil.example",
        "evil.example",
        "[::1]",
        "[",
        "[testserver]",
        "]",
        "[::1%25]",
        "",
        "xn--",
        "ｔｅｓｔｓｅｒｖｅｒ",
    ]
    lookalikes = st.tuples(
        st.sampled_from(["", " ", "\x01", "\u200b"]),
        st.sampled_from(SCHEMES),
        st.sampled_from(MARKS),
        st.sampled_from(HOSTS),
        st.one_of(pieces, pieces.map("/".__add__)),
    ).map("".join)
    anything = st.one_of(
        st.text(), lookalikes, st.text(max_size=3).map(lambda t: t * 999)
    )

    @pytest.mark.parametrize("who", TURNED)
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_never_leads_off_the_site(self, who, method):
        @given(here=self.anything, referer=self.anything)
        @example(here="http://[", referer="http://]")
        @example(here=f"{HOST}//evil.example", referer="")
        @example(here=f"{HOST}/\\evil.example", referer="")
        @example(here=f"{HOST}/\t/evil.example", referer="")
        @example(here=f"{HOST}\\@evil.example", referer="")
        @example(here="javascript://testserver/%0aalert(1)", referer="")
        def try_it(here, referer):
            headers = {"HX-Current-URL": here, "Referer": referer}
            response = ask(None, who, method, **headers)
            if response.status_code == 204:
                # It says that this is the login page.
                assert LOGIN in here
                return
            assert goes_to(response).startswith(LOGIN)
            assert urlsplit(goes_to(response)).path == LOGIN
            check_back(back_of(response))

        try_it()

    @given(here=anything)
    def test_never_does_what_is_encoded(self, here):
        headers = {"HX-Current-URL-URI-AutoEncoded": "true"}
        response = ask(quote(here), "htmx-2", "post", **headers)
        assert response.status_code == 204 or goes_to(response).startswith(LOGIN)
        if response.status_code != 204:
            check_back(back_of(response))

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_never_does_a_single_sign_on(self, settings, method):
        settings.LOGIN_URL = SSO

        @given(here=self.anything)
        def try_it(here):
            headers = {**headers_of("htmx-4", "a"), "HX-Current-URL": here}
            request = getattr(factory, method)(OWN, headers=headers)
            request.user = AnonymousUser()
            response = login_required(inside)(request, 5)
            response = answer_login(response, request)
            assert goes_to(response).startswith(SSO)
            back = back_of(response)
            assert back is None or back.startswith(f"{HOST}/")
            assert back is None or urlsplit(back).netloc == "testserver"

        try_it()


def check_back(back):
    """Whether a browser, and Django's login view, stay on this site; there may be no page to come back to."""
    if not back:
        return
    assert back.startswith("/")
    assert not back.startswith(("//", "/\\"))
    assert back.isascii() and back.isprintable()
    assert len(back) > 2048 or url_has_allowed_host_and_scheme(back, {"testserver"})
    for seen in (back, back.replace("\\", "/")):
        assert urlsplit(urljoin(HOST + LOGIN, seen)).netloc == "testserver"


class TestOwnAddress:
    @pytest.mark.parametrize(
        ("address", "expected"),
        [
            (f"{HOST}/list/", "/list/"),
            (f"  {HOST}/list/ ", "/list/"),
            (HOST, "/"),
            (f"{HOST}?q=1", "/?q=1"),
            (f"{HOST}#a", "/#a"),
            (f"{HOST}/list/?", "/list/"),
            (f"{HOST}/list/?q=1&q=2#a?b#c", "/list/?q=1&q=2#a?b#c"),
            (f"{HOST}/a%2Fb/?q=%26", "/a%2Fb/?q=%26"),
            (f"{HOST}/é ü/?q=é", "/%C3%A9%20%C3%BC/?q=%C3%A9"),
            (f"{HOST}//evil.example/", "/%2Fevil.example/"),
            (f"{HOST}///evil.example/", "/%2F/evil.example/"),
            (f"{HOST}/\\evil.example/", "/%5Cevil.example/"),
            (f"{HOST}/\t/evil.example/", "/%2Fevil.example/"),
            (f"{HOST}/a\r\nX-Evil: 1", "/aX-Evil:%201"),
            (f"{HOST}/\x00", "/%00"),
            ("//testserver/list/", "/list/"),
            ("https://testserver/list/", "/list/"),
        ],
    )
    def test_own(self, address, expected):
        assert own_address(factory.get("/"), address) == expected

    @pytest.mark.parametrize(
        "address",
        [
            None,
            "",
            " ",
            "/list/",
            "list",
            "?q=1",
            "#a",
            "about:blank",
            "null",
            "javascript:alert(1)",
            "javascript://testserver/%0aalert(1)",
            "data:text/html,testserver",
            "ftp://testserver/",
            "blob:http://testserver/1",
            "http:testserver/",
            "http:/testserver/",
            "http:///testserver/",
            "///testserver/",
            "http://[",
            "http://[testserver]/",
            "http://[::1]/",
            "http://testserver:81/",
            "http://user@testserver/",
            "http://testserver@evil.example/",
            "http://testserver\\@evil.example/",
            "http://testserver.evil.example/",
            "http://evil.example/http://testserver/",
            "\x01http://testserver/",
            "http://testserver\x00/",
            "http://testserver/".ljust(2049, "a"),
        ],
        ids=lambda address: repr(address)[:40],
    )
    def test_not_own(self, address):
        assert own_address(factory.get("/"), address) is None

    @pytest.mark.parametrize("host", ["localhost:8000", "[::1]:8000"])
    def test_port(self, host):
        own = factory.get("/", headers={"Host": host})
        assert own_address(own, f"http://{host}/list/") == "/list/"
        assert own_address(own, f"http://{host[:-1]}1/list/") is None


def answer(response, who="htmx-4", address=OWN, method="post", view=None):
    """What the login makes of a response."""
    request = getattr(factory, method)(address, headers=headers_on(who))
    return answer_login(response, request, view)


BACK = quote(OWN, safe="/")


class TestRecognition:
    @pytest.mark.parametrize(
        "address",
        [
            "/login/",
            "/login/?next=/elsewhere/",
            "/login/?next=/",
            "/login/?next=",
            "/login/help/",
            f"/login/help/?next={BACK}",
            f"/login-history/?next={BACK}",
            "/accounts/login-history/?next=/elsewhere/",
            f"/login?next={BACK}",
            f"/login/?next={BACK}&theme=dark",
            f"/login/?theme=dark&next={BACK}",
            f"/login/?theme={BACK}&next={BACK}",
            f"/login/?next={BACK}%26r=2",
            f"/?next={BACK}",
            f"?next={BACK}",
            f"//testserver/login/?next={BACK}",
            f"{HOST}/login/?next={BACK}",
            f"https://sso.example/login/?next={BACK}",
            f"https://sso.example/auth?login=1&next={BACK}",
            OWN,
            "",
        ],
    )
    def test_every_other_redirect_passes(self, address):
        for who in TURNED:
            response = HttpResponseRedirect(address)
            assert answer(response, who) is response
            assert (response.status_code, response["Location"]) == (302, address)
            assert not response.has_header("Cache-Control")

    @pytest.mark.parametrize(
        "address",
        [
            f"/login/?next={BACK}",
            f"/login/?next={quote(OWN, safe='')}",
            f"/login/?next={OWN}",
            f"/login/?next={BACK}#top",
            f"/login/?from={BACK}",
            "/login/?next=/list/",
        ],
    )
    def test_a_guard_may_write_it_otherwise(self, address):
        for who in ENHANCED:
            found = answer(HttpResponseRedirect(address), who)
            field = "from" if "from" in address else "next"
            assert found["HX-Redirect"] == login_at(LOGIN, field)

    def test_a_guard_may_write_whole_addresses(self):
        response = redirect_to_login(HOST + OWN)
        found = answer(response)
        assert found["HX-Redirect"] == login_at(LOGIN, page=HOST + PAGE)

    @pytest.mark.parametrize("status", [200, 204, 301, 303, 307, 308, 403])
    def test_every_other_status_passes(self, status):
        for who in WHO:
            response = HttpResponse(status=status)
            response["Location"] = f"/login/?next={BACK}"
            assert answer(response, who) is response

    def test_permanent_redirect_passes(self):
        response = HttpResponsePermanentRedirect(f"/login/?next={BACK}")
        assert answer(response) is response

    @pytest.mark.parametrize("who", WHO)
    def test_no_location_passes(self, who):
        response = HttpResponse(status=302)
        assert answer(response, who) is response

    @pytest.mark.parametrize(
        "address",
        [
            "http://[",
            "http://[/login/?next=" + BACK,
            "/list/?" + "id=1&" * 1500,
            "/list/?%ff=%zz",
            "mailto:login@example.org?next=" + BACK,
            "/é/?next=" + OWN,
        ],
        ids=lambda address: address[:20],
    )
    def test_odd_location_passes(self, address):
        response = HttpResponse(status=302)
        response["Location"] = address
        assert answer(response) is response

    @pytest.mark.parametrize("who", TURNED)
    def test_a_success_that_ends_at_the_login_passes(self, who):
        """Who has signed up is sent to the login page by the view itself."""

        class SignUp(HypermediaMixin, FormView):
            form_class = ContactForm
            success_url = LOGIN

        data = {"name": "Ann", "email": "ann@example.org"}
        request = factory.post("/", data, headers=headers_on(who))
        response = SignUp.as_view()(request)
        assert (response.status_code, response["Location"]) == (303, LOGIN)
        assert not response.has_header("Cache-Control")

    @pytest.mark.parametrize("who", ENHANCED)
    @pytest.mark.parametrize(
        "login_url",
        [
            "login",
            reverse_lazy("login"),
            "/login/",
            "/login/?theme=dark&theme=big",
            "/login/?next=/never/",
            "/#login",
            "/é/",
            "http://testserver/login/",
            "//testserver/login/",
        ],
    )
    def test_setting(self, settings, who, login_url):
        settings.LOGIN_URL = login_url
        response = visit(f"/urlconf/5/{QUERY}", who)
        # Where the login page is, Django knows.
        assert goes_to(response) == redirect_to_login(PAGE)["Location"]
        assert back_of(response) == PAGE

    @pytest.mark.parametrize("who", ENHANCED)
    def test_prefix_of_the_server(self, settings, who):
        settings.FORCE_SCRIPT_NAME = "/app"
        with override_script_prefix("/app/"):
            response = visit("/urlconf/5/", who, here="/app/list/")
            assert goes_to(response) == "/app/login/?next=/app/list/"
            response = visit("/admin/auth/user/", who, here="/app/admin/")
        assert goes_to(response) == "/app/admin/login/?next=/app/admin/"

    @pytest.mark.parametrize("who", WHO)
    def test_login_page_in_a_language(self, settings, who):
        settings.LOGIN_URL = "welcome"
        settings.MIDDLEWARE = [
            *settings.MIDDLEWARE,
            "django.middleware.locale.LocaleMiddleware",
        ]
        guard = Guard(None, "/de/welcome/")
        with override("en"):
            check_all(who, "/de/world/5/", guard)
            check_later(who, "de/world", guard)

    @pytest.mark.parametrize("login_url", [None, "", "no-such-name"])
    def test_no_setting(self, settings, login_url):
        """A project whose every guard says by itself where to log in."""
        settings.LOGIN_URL = login_url
        response = visit(f"/get-login-url/5/{QUERY}", "htmx-4")
        assert goes_to(response) == login_at("/elsewhere/5/?c%26d=&")

    @pytest.mark.parametrize("login_url", [None, ""])
    def test_no_setting_at_all(self, settings, login_url):
        """The guard of a project without a login page raises; the view redirects as it likes."""
        settings.LOGIN_URL = login_url
        headers = {"X-To": "/other/?next=/leads/"}
        response = visit("/leads/", "htmx-4", headers=headers)
        assert (response.status_code, response["Location"]) == (303, headers["X-To"])

    @pytest.mark.parametrize("who", TURNED)
    def test_a_login_page_that_depends_on_the_request(self, who):
        """The class itself has a property for its address."""
        to = {"X-To": "/other/?next=/leads/5/"}
        response = visit("/leads/5/", who, headers=to)
        assert (response.status_code, response["Location"]) == (303, to["X-To"])
        to = {"X-To": "/elsewhere/5/?next=/leads/5/"}
        response = visit("/leads/5/", who, headers=to)
        assert goes_to(response) == login_at("/elsewhere/5/", page=page_of(who, ""))

    def test_an_application_that_is_named_admin_too(self, settings):
        """It need have no login page."""

        class Addresses:
            urlpatterns = [
                path("login/", inside, name="login"),
                path("own/", include(([path("", leads)], "admin"))),
            ]

        settings.ROOT_URLCONF = Addresses
        for to in ("/login/?next=/own/", "/other/?next=/own/"):
            response = visit("/own/", "htmx-2", headers={"X-To": to})
            assert response.has_header("HX-Redirect") is to.startswith(LOGIN)

    def test_guard_of_another_address(self):
        """The view's own login page is not that of this redirect."""
        address = "/get-login-url/5/?tab=x"
        request = factory.get(address, headers=headers_on("htmx-4"))
        request.resolver_match = resolve("/get-login-url/5/")
        response = HttpResponseRedirect(f"/elsewhere/6/?x=&next={quote(address)}")
        assert answer_login(response, request) is response

    def test_the_login_page_of_a_guard_without_a_way_back(self):
        response = HttpResponseRedirect(LOGIN)
        found = answer(response, view=GUARDS["no-field"].view)
        assert found["HX-Redirect"] == LOGIN

    @pytest.mark.parametrize("installed", [True, False])
    def test_without_auth_there_is_no_login(self, monkeypatch, installed):
        name = "hypermedia_views.guards.apps.is_installed"
        monkeypatch.setattr(name, lambda app: installed)
        response = HttpResponseRedirect(f"/login/?next={BACK}")
        assert (answer(response) is response) is not installed

    def test_plain_is_left_to_django(self):
        response = HttpResponseRedirect(f"/login/?next={BACK}")
        assert answer(response, "plain") is response

    @pytest.mark.parametrize("who", TURNED)
    def test_a_guard_of_a_project_s_own_passes(self, who):
        """Nobody knows its login page; and the view, which has not run, may be none to be set up."""
        response = visit("/staff/", who)
        assert response["Location"] == "/staff/login/?next=/staff/"

    @pytest.mark.parametrize(
        "login_url", ["/staff/login/", "gate", reverse_lazy("gate")]
    )
    def test_a_setting_may_name_its_login_page(self, settings, login_url):
        settings.HYPERMEDIA_LOGIN_URLS = ["/other/", "no-such-name", login_url]
        address = resolve_url(login_url)
        headers = {"X-To": f"{address}?next=/leads/"}
        for path_ in ("/leads/", "/leads-alone/"):
            response = visit(path_, "htmx-4", headers=headers)
            known = path_ == "/leads/"
            assert response.has_header("HX-Redirect") is known
        headers = {"X-To": f"{address}?next=/leads-alone/"}
        response = visit("/leads-alone/", "htmx-4", headers=headers)
        assert response["HX-Redirect"] == login_at(address)

    @pytest.mark.parametrize("who", TURNED)
    def test_a_decorator_around_another_passes(self, who):
        """Django has the inner one's ``login_url`` on both of them."""
        response = visit("/twice/5/", who)
        assert response["Location"] == "/elsewhere/?next=/twice/5/"


class TestSingleSignOn:
    @pytest.fixture(autouse=True)
    def elsewhere(self, settings):
        settings.LOGIN_URL = SSO

    @pytest.mark.parametrize(
        "name", ["mixin-left", "urlconf-alone", "user-passes-test"]
    )
    @pytest.mark.parametrize("who", TURNED)
    def test_is_kept_whole_and_knows_the_site(self, name, who):
        page = HOST + page_of(who, "")
        for method in METHODS:
            response = visit(f"/{name}/5/{QUERY}", who, method)
            assert goes_to(response) == f"{SSO}&next={quote(page, safe='/')}"
            assert response.status_code == STATUS[who]

    def test_plain_is_left_to_django(self):
        address = f"/urlconf/5/{QUERY}"
        response = visit(address, "plain")
        assert response["Location"] == f"{SSO}&next={quote(HOST + address, safe='/')}"

    @pytest.mark.parametrize("who", TURNED)
    def test_without_a_page_to_come_back_to(self, who):
        assert goes_to(visit("/urlconf/5/", who, "POST", here=None)) == SSO

    @pytest.mark.parametrize(
        "login_url", ["//sso.example:8443/a?b=c", "https://testserver/login/"]
    )
    def test_any_other_site(self, settings, login_url):
        """For Django that is the same host with another scheme, too."""
        settings.LOGIN_URL = login_url
        response = visit("/urlconf/5/", "htmx-4")
        assert goes_to(response) == login_at(login_url, page=HOST + PAGE)

    @pytest.mark.parametrize("who", ENHANCED)
    def test_nobody_is_there_already(self, who):
        """Its pages are not ours, whatever their paths."""
        response = visit("/urlconf/5/", who, here="/auth")
        assert response.status_code == 200
        assert back_of(response) == f"{HOST}/auth"


class TestCarriedOver:
    @pytest.mark.parametrize("address", ["/tells/", "/tells-alone/"])
    @pytest.mark.parametrize("who", WHO)
    def test_cookies_and_headers(self, address, who):
        response = visit(address, who)
        assert response.cookies["seen"].value == "yes"
        assert response.cookies["seen"]["samesite"] == "Strict"
        assert response["X-Own"] == "1"
        assert "Accept-Language" in response["Vary"]

    @pytest.mark.parametrize("address", ["/tells/", "/tells-alone/"])
    @pytest.mark.parametrize("who", TURNED)
    def test_vary(self, address, who):
        varies = visit(address, who)["Vary"].split(", ")
        assert {*vary_on(PROTOCOLS), "Cookie", "Accept-Language"} == {*varies}

    @pytest.mark.parametrize("name", ["mixin-left", "urlconf-alone", "admin/auth"])
    @pytest.mark.parametrize("who", WHO)
    def test_the_end_of_the_session(self, user, name, who):
        browser = Client()
        browser.force_login(user)
        browser.session.delete()
        response = browser.get(f"/{name}/5/", headers=headers_on(who))
        assert "login/?next=" in goes_to(response)
        assert response.cookies["sessionid"]["max-age"] == 0

    @pytest.mark.parametrize("client", ENHANCED)
    def test_nothing_of_its_body(self, client):
        response = redirect_to_login(OWN)
        response["Content-Length"] = "17"
        found = answer(response, client)
        assert not found.has_header("Content-Length")
        assert not found.has_header("Location")


class TestCache:
    @pytest.fixture(autouse=True)
    def empty(self):
        cache.clear()
        yield
        cache.clear()

    @pytest.mark.parametrize("address", ["/cached/", "/cached-inside/"])
    @pytest.mark.parametrize("client", CLIENTS)
    def test_of_a_view_has_no_login(self, user, address, client):
        assert goes_to(visit(address, client)).startswith(LOGIN)
        response = visit(address, client, user=user)
        assert (response.status_code, response.content) == (200, b"inside")

    @pytest.mark.parametrize("name", ["mixin-left", "urlconf", "urlconf-alone"])
    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize("first", ["nobody", "user"])
    def test_of_a_site_has_no_login(self, settings, user, name, client, first):
        settings.MIDDLEWARE = [
            "django.middleware.cache.UpdateCacheMiddleware",
            *settings.MIDDLEWARE,
            "django.middleware.cache.FetchFromCacheMiddleware",
        ]
        for nobody in [first == "nobody", first != "nobody"] * 2:
            response = visit(f"/{name}/5/", client, user=None if nobody else user)
            assert (response.content == b"inside") is not nobody

    @pytest.mark.parametrize("client", ENHANCED)
    def test_vary_is_the_same_for_who_gets_in(self, user, client):
        ours = ", ".join(vary_on(PROTOCOLS))
        assert visit("/cached/", client)["Vary"] == f"{ours}, Cookie"
        response = visit("/cached/", client, user=user)
        assert response["Vary"] == f"{ours}, Cookie"


WHOLE = {
    "boosted body": headers_of("htmx-2", boosted=True),
    "full": headers_of("htmx-4") | {"HX-Request-Type": "full"},
    "boosted and full": headers_of("htmx-4", boosted=True)
    | {"HX-Request-Type": "full"},
    "restored by htmx 2": headers_of("htmx-2") | {"HX-History-Restore-Request": "true"},
    "restored by htmx 4": {"HX-History-Restore-Request": "true"},
    "window": {"X-Alpine-Request": "true", "X-Alpine-Target": "_top"},
}


@pytest.mark.parametrize("name", ["mixin-left", "urlconf-alone", "field"])
@pytest.mark.parametrize("headers", WHOLE.values(), ids=WHOLE)
class TestWholePages:
    def visit(self, name, headers, method="GET", here=PAGE):
        headers = {**headers, "HX-Current-URL": HOST + here}
        return visit(f"/{name}/5/{QUERY}", "plain", method, headers=headers)

    def test_come_back_to_the_page_that_was_asked_for(self, name, headers):
        response = self.visit(name, headers)
        assert back_of(response, GUARDS[name].field) == f"/{name}/5/{QUERY}"

    def test_come_back_to_the_user_s_page_after_a_change(self, name, headers):
        for method in METHODS[1:]:
            response = self.visit(name, headers, method)
            assert back_of(response, GUARDS[name].field) == PAGE


class TestAlreadyThere:
    @pytest.mark.parametrize("name", ["mixin-left", "urlconf-alone"])
    @pytest.mark.parametrize("who", TURNED)
    @pytest.mark.parametrize("query", ["?next=", "?next=/list/&a=b#form"])
    def test_a_fragment_stays_away(self, name, who, query):
        response = visit(f"/{name}/5/", who, here=LOGIN + query)
        alpine = who not in HTMX
        assert response.status_code == (200 if alpine else 204)
        assert response.get("X-Alpine-Missing") == ("keep" if alpine else None)
        assert not response.content
        assert not response.has_header("HX-Redirect")
        assert not response.has_header("Location")
        assert {"private", "no-store"} <= {*response["Cache-Control"].split(", ")}

    @pytest.mark.parametrize("name", GUARDS)
    def test_nobody_is_sent_there_for_ever(self, name):
        """A login page may have a fragment that loads by itself, for users only."""
        here = GUARDS[name].login
        for _ in range(3):
            response = visit(f"/{name}/5/{QUERY}", "htmx-4", here=here)
            if not response.has_header("HX-Redirect"):
                break
            here = response["HX-Redirect"]
        assert not response.has_header("HX-Redirect")

    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize("method", METHODS)
    def test_who_comes_by_a_link_may_have_come_for_another(self, client, method):
        """The page may be more than a login; once there by such a redirect, only a change opens it anew."""
        response = visit("/urlconf/5/", client, method, here=LOGIN)
        assert goes_to(response) == "/login/?next="

    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize("method", METHODS[1:])
    def test_a_change_is_answered(self, client, method):
        response = visit("/urlconf/5/", client, method, here="/login/?next=/list/")
        assert goes_to(response) == "/login/?next="

    @pytest.mark.parametrize("client", HTMX)
    def test_a_boosted_link_leads_on(self, client):
        """Its page comes after the login then."""
        headers = headers_of(client, boosted=True) | {"HX-Request-Type": "full"}
        if client == "htmx-2":
            del headers["HX-Request-Type"]
        headers["HX-Current-URL"] = f"{HOST}/login/?next=/list/"
        response = visit("/urlconf/5/", "plain", headers=headers)
        assert response["HX-Redirect"] == "/login/?next=/urlconf/5/"

    @pytest.mark.parametrize("who", TURNED)
    @pytest.mark.parametrize("site", ["admin", "office"])
    def test_stays_on_the_admin_s(self, site, who):
        response = visit(f"/{site}/auth/user/", who, here=f"/{site}/login/?next=/x/")
        assert not response.has_header("HX-Redirect")
        response = visit(f"/{site}/auth/user/", who, here="/login/?next=/x/")
        assert goes_to(response) == f"/{site}/login/?next=/login/%3Fnext%3D/x/"

    @pytest.mark.parametrize("who", ENHANCED)
    @pytest.mark.parametrize(
        "here",
        [
            "/login?next=/x/",
            "/login/help/?next=/x/",
            "/?next=/login/",
            "https://x.example/login/?next=/x/",
        ],
    )
    def test_is_not_there_yet(self, who, here):
        response = visit("/mixin-left/5/", who, here=here)
        own = here.startswith("/")
        assert goes_to(response) == (login_at(LOGIN, page=here) if own else LOGIN)

    def test_plain_is_left_to_django(self):
        response = visit("/mixin-left/5/", "plain", here="/login/?next=/x/")
        assert response["Location"] == "/login/?next=/mixin-left/5/"

    def test_with_cookies(self):
        response = visit("/tells/", "htmx-4", here="/login/?next=/x/")
        assert response.cookies["seen"].value == "yes"


@pytest.mark.parametrize("name", ["mixin-left", "urlconf-alone", "login-url"])
@pytest.mark.parametrize("method", ["GET", "POST"])
class TestBackground:
    """What the page asks for by itself takes nobody away."""

    BACKGROUND = {"HX-Background": "true"}

    @pytest.mark.parametrize("client", ENHANCED)
    def test_tells_of_it(self, name, method, client):
        response = visit(f"/{name}/5/", client, method, headers=self.BACKGROUND)
        assert response.status_code == 401
        assert not response.has_header("HX-Redirect")
        html = response.content.decode()
        assert "<html" not in html
        assert f'href="{escape(login_at(GUARDS[name].login))}"' in html

    @pytest.mark.parametrize("client", ENHANCED)
    def test_without_a_partial_it_goes_to_the_login(
        self, settings, name, method, client
    ):
        settings.HYPERMEDIA_ERROR_PARTIAL = None
        response = visit(f"/{name}/5/", client, method, headers=self.BACKGROUND)
        assert goes_to(response) == login_at(GUARDS[name].login)

    def test_plain_is_left_to_django(self, name, method):
        response = visit(f"/{name}/5/", "plain", method, headers=self.BACKGROUND)
        assert response["Location"] == login_at(GUARDS[name].login, page=f"/{name}/5/")


@pytest.mark.django_db
@pytest.mark.parametrize("client", ENHANCED)
@pytest.mark.parametrize("name", ["permission-required", "user-passes-test"])
def test_background_of_somebody_who_lacks_a_right(client, name):
    """They are logged in: no login would help."""
    user, headers = UserFactory.create(), TestBackground.BACKGROUND
    response = visit(f"/{name}/5/", client, user=user, headers=headers)
    assert response.status_code == 403
    assert not response.has_header("HX-Redirect")
    assert "not allowed" in response.content.decode()


def answered(location, view, **attributes):
    """What htmx 4 gets for a redirect of a view's own, at an address of its own."""
    request = factory.get("/list/", headers=headers_on("htmx-4"))
    for name, value in attributes.items():
        setattr(request, name, value)
    return answer_login(HttpResponseRedirect(location), request, view)


class TestOwnRedirects:
    """What leads to the login page, and is no guard's."""

    def test_a_success_without_a_way_back(self):
        view = GUARDS["no-field"].view
        found = answered(LOGIN, view, _hypermedia_answered=True)
        assert found["Location"] == LOGIN

    def test_an_address_that_lacks_a_parameter_of_the_login_page(self, settings):
        settings.LOGIN_URL = "/login/?app=a"
        found = answered("/login/?next=/list/", inside)
        assert found["Location"] == "/login/?next=/list/"

    def test_a_login_page_with_a_way_back_of_its_own(self, settings):
        settings.LOGIN_URL = "/login/?next=/start/"
        found = answered("/login/?next=/list/", inside)
        assert back_of(found) == PAGE

    def test_a_guard_that_needs_what_it_has_come_by(self):
        class Needs(View):
            @property
            def login_url(self):
                raise LookupError

            def get_login_url(self):
                raise LookupError

            def get_redirect_field_name(self):
                raise LookupError

        found = answered("/other/?next=/list/", Needs())
        assert found["Location"] == "/other/?next=/list/"


@pytest.mark.parametrize("client", ENHANCED)
def test_background_needs_the_middleware(alone, client):
    """Only it would tell."""
    headers = TestBackground.BACKGROUND
    response = visit("/mixin-left/5/", client, headers=headers)
    assert goes_to(response) == login_at(LOGIN)


@pytest.mark.parametrize("gate", ["gate", "gate-as-view"])
class TestComesStraightBack:
    """The login page would send a user back to the page that may not ask for this."""

    @pytest.fixture(autouse=True)
    def gate_keeps(self, settings, gate):
        settings.LOGIN_URL = gate

    @pytest.mark.parametrize("name", ["permission-required", "user-passes-test"])
    @pytest.mark.parametrize("client", ENHANCED)
    def test_is_told(self, user, gate, name, client):
        for method in METHODS:
            response = visit(f"/{name}/5/", client, method, user=user)
            assert response.status_code == 403
            assert "You are not allowed to do that." in response.content.decode()

    @pytest.mark.parametrize("client", ENHANCED)
    def test_keeps_the_target_without_the_middleware(self, alone, user, gate, client):
        response = visit("/function-permission/5/", client, user=user)
        assert (response.status_code, response.content) == (403, b"")
        kept = response.get("HX-Reswap") or response.get("X-Alpine-Missing")
        assert str(kept).startswith(("none", "keep"))

    @pytest.mark.parametrize("client", ENHANCED)
    def test_is_told_under_asgi(self, user, gate, client):
        browser = AsyncClient()
        browser.force_login(user)
        ask = async_to_sync(browser.get)
        response = ask("/async-sends/5/", headers=headers_on(client))
        assert response.status_code == 403

    @pytest.mark.parametrize("who", TURNED)
    def test_nobody_is_sent_there(self, gate, who):
        response = visit("/permission-required/5/", who)
        assert goes_to(response) == login_at(resolve_url(gate), page=page_of(who, ""))

    def test_who_wants_a_page_is_sent_there(self, user, gate):
        headers = {**WHOLE["full"], "HX-Current-URL": HOST + PAGE}
        address = "/permission-required/5/"
        response = visit(address, "plain", user=user, headers=headers)
        assert goes_to(response) == login_at(resolve_url(gate), page=address)

    def test_plain_is_left_to_django(self, user, gate):
        response = visit("/permission-required/5/", "plain", user=user)
        assert response.status_code == 302

    @pytest.mark.parametrize("login_url", [LOGIN, "/no/such/page/", SSO])
    def test_another_login_page_takes_them(self, settings, user, gate, login_url):
        settings.LOGIN_URL = login_url
        response = visit("/permission-required/5/", "htmx-4", user=user)
        assert goes_to(response).startswith(login_url)


def test_the_view_that_answered_is_asked_itself():
    """It has another's ``as_view``, and so it is an instance that finishes the answer."""
    request = factory.get("/9/?tab=x", headers=headers_on("htmx-4"))
    view = GUARDS["get-login-url"].view.view_class()
    view.setup(request, pk=9)
    response = redirect_to_login("/9/?tab=x", view.get_login_url())
    found = answer_login(response, request, view)
    assert found["HX-Redirect"] == login_at("/elsewhere/9/?x=&")


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_of_the_urlconf(method):
    """Middleware may answer before there is a view."""
    request = getattr(factory, method)("/", headers=headers_on("htmx-2"))
    assert request.resolver_match is None
    found = answer_login(redirect_to_login("/"), request)
    assert found["HX-Redirect"] == login_at(LOGIN)


def test_protocols_are_the_view_s():
    """A view that serves no hypermedia client leaves Django's redirect to it."""
    request = factory.get("/", headers=headers_on("htmx-4"))
    request.user = AnonymousUser()
    response = Left.as_view(protocols=PROTOCOLS[-1:])(request)
    assert (response.status_code, response["Location"]) == (302, "/login/?next=/")


@pytest.mark.django_db
class TestLateAnswers:
    """A session has ended, and its cookie is there still."""

    def ask(self, **headers):
        browser = Client(headers={**headers_on("htmx-4"), **headers})
        browser.cookies["sessionid"] = "ended"
        return browser.get("/urlconf/5/")

    def test_what_the_page_asks_for_by_itself_logs_nobody_out(self):
        """Somebody may have logged in meanwhile."""
        assert "sessionid" not in self.ask(**TestBackground.BACKGROUND).cookies

    def test_what_a_user_asks_for_tidies_up(self):
        assert self.ask().cookies["sessionid"]["max-age"] == 0
