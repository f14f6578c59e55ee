"""CSRF tokens: one in a header of each request, for nobody but its user, and a fresh one for what is out of date."""

from __future__ import annotations

import itertools
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import JsonResponse
from django.shortcuts import render
from django.template import TemplateDoesNotExist
from django.test import Client
from django.urls import path
from django.views.decorators.cache import cache_page
from django.views.generic import TemplateView

import hypermedia_views
from hypermedia_views import PartialTemplateMixin
from hypermedia_views.csrf import csrf_failure

from .asking import ENHANCED, factory, headers_of
from .engines import call, template_of

pytestmark = pytest.mark.usefixtures("engine")

OWN = "http://testserver"
#: What a browser has in its cookie, and a token that was another one's.
SECRET, STALE = "s" * 32, "b" * 64
OURS = "hypermedia_views.middleware.HypermediaMiddleware"
COUNTER = itertools.count(1)


class Page(TemplateView):
    template_name = "unit/tokens.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(number=next(COUNTER), **kwargs)


class Partials(PartialTemplateMixin, Page):
    partial_names = ["line"]


def rendered(request):
    return render(request, "unit/tokens.html", {"number": next(COUNTER)})


def save(request):
    """Says what it was sent."""
    files = {name: request.FILES[name].read().decode() for name in request.FILES}
    return JsonResponse({"sent": dict(request.POST.lists()), "files": files})


PAGES = {
    "template": Page.as_view(),
    "mixin": Partials.as_view(),
    "render": rendered,
}
urlpatterns = [
    path("save/", save),
    path("tokenless/", cache_page(60)(Page.as_view(template_name="unit/parts.html"))),
    *(path(f"{name}/", view) for name, view in PAGES.items()),
    *(path(f"cached/{name}/", cache_page(60)(view)) for name, view in PAGES.items()),
]


class Browser(Client):
    """A browser whose requests have to carry their token."""

    def __init__(self, **cookies):
        super().__init__(enforce_csrf_checks=True)
        for name, value in cookies.items():
            self.cookies[name] = value

    def token(self, path="/template/"):
        """The token of a page, for a header."""
        html = self.get(path).content.decode()
        return re.search('<meta name="hypermedia-csrf" content="(.+?)"', html)[1]

    def save(self, token):
        response = self.post("/save/", headers={"X-CSRFToken": token})
        return response.status_code == 200


class Form(HTMLParser):
    """The form that asks to be sent again, as a browser reads it: the last one of its page."""

    def __init__(self, response):
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        #: Names, and whether each takes several.
        self.files: list[tuple[str, bool]] = []
        self.feed(response.content.decode())
        self.close()
        self.token = self.sent.pop("csrfmiddlewaretoken")[0]

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "form":
            self.__dict__.update(attributes=found, sent={}, files=[])
        elif tag == "input" and found["type"] == "file":
            self.files.append((found["name"], "multiple" in found))
        elif tag == "input":
            assert found["type"] == "hidden"
            self.sent.setdefault(found["name"], []).append(found["value"])


@pytest.fixture(autouse=True)
def project(settings):
    settings.ROOT_URLCONF = __name__
    settings.CSRF_FAILURE_VIEW = "hypermedia_views.csrf.csrf_failure"
    settings.HYPERMEDIA_ERROR_PARTIAL = "unit/errors.html#error"
    # The package's own pages, and not the sandbox's.
    own = Path(hypermedia_views.__file__).parent / "templates"
    templates = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**templates, "DIRS": [own, *templates["DIRS"]]}]
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def sessions(settings):
    """Tokens are kept there."""
    settings.CSRF_USE_SESSIONS = True
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"


class TestHeaders:
    def written(self, **context):
        return template_of(call("csrf_headers")).render(context)

    def test_markup(self):
        request = factory.get("/")
        request.META["CSRF_COOKIE"] = SECRET
        assert re.fullmatch(
            r'<meta name="hypermedia-csrf" content="[a-zA-Z0-9]{64}" data-header="X-Csrftoken">',
            self.written(request=request),
        )

    @pytest.mark.parametrize(
        ("name", "header"),
        [
            ("HTTP_X_XSRF_TOKEN", "X-Xsrf-Token"),
            ("HTTP_TOKEN", "Token"),
            ('HTTP_X_"<', "X-&quot;&lt;"),
        ],
    )
    def test_name_of_the_header(self, name, header, settings):
        settings.CSRF_HEADER_NAME = name
        html = self.written(request=factory.get("/"))
        assert html.endswith(f' data-header="{header}">')

    @pytest.mark.parametrize("context", [{}, {"request": None}, {"request": "no"}])
    def test_without_a_request(self, context):
        assert self.written(**context) == ""

    def test_it_saves(self):
        browser = Browser()
        assert browser.save(browser.token())
        assert not browser.save(STALE)

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_every_method(self, method):
        browser = Browser()
        token = browser.token()
        send = getattr(browser, method)
        assert send("/save/", headers={"X-CSRFToken": token}).status_code == 200
        assert send("/save/").status_code == 403

    def test_another_header(self, settings):
        settings.CSRF_HEADER_NAME = "HTTP_X_XSRF_TOKEN"
        browser = Browser()
        headers = {"X-Xsrf-Token": browser.token()}
        assert browser.post("/save/", headers=headers).status_code == 200

    def test_a_cookie_that_no_script_reads(self, settings):
        settings.CSRF_COOKIE_HTTPONLY = True
        browser = Browser()
        assert browser.save(browser.token())
        assert browser.cookies["csrftoken"]["httponly"]

    @pytest.mark.usefixtures("sessions")
    def test_a_token_in_the_session(self):
        browser = Browser()
        assert browser.save(browser.token())
        assert "csrftoken" not in browser.cookies


@pytest.mark.parametrize("known", [(), (0,), (1,), (0, 1)], ids=str)
@pytest.mark.parametrize("way", PAGES)
class TestCached:
    """No page gives one user's token to another, whichever of two browsers has a cookie from before."""

    def check(self, path, known):
        browsers = Browser(), Browser()
        for number in known:
            browsers[number].get("/template/")
        tokens = [browser.token(path) for browser in browsers]
        for browser, own, other in zip(browsers, tokens, reversed(tokens), strict=True):
            assert browser.save(own)
            assert not browser.save(other)

    def test_by_a_decorator(self, way, known):
        self.check(f"/cached/{way}/", known)

    def test_by_a_middleware(self, way, known, settings):
        settings.MIDDLEWARE = [
            "django.middleware.cache.UpdateCacheMiddleware",
            *settings.MIDDLEWARE,
            "django.middleware.cache.FetchFromCacheMiddleware",
        ]
        self.check(f"/{way}/", known)

    @pytest.mark.usefixtures("sessions")
    def test_of_a_session(self, way, known):
        self.check(f"/cached/{way}/", known)


class TestStillCached:
    def test_a_page_without_a_token(self):
        assert (
            Client().get("/tokenless/").content == Browser().get("/tokenless/").content
        )

    def test_a_partial_without_a_token(self):
        def ask():
            headers = headers_of("htmx-4", "line")
            return Browser().get("/cached/mixin/", headers=headers).content

        assert ask() == ask()


@pytest.mark.parametrize("client", ENHANCED)
class TestHypermedia:
    """A client whose token is out of date gets a partial, and the page a token that is accepted."""

    def ask(self, browser, client, method="post", **headers):
        headers = {"X-CSRFToken": STALE, "Origin": OWN, **headers}
        headers |= headers_of(client, "line", "error")
        return getattr(browser, method)("/save/", headers=headers)

    def fresh(self, response):
        return json.loads(response["HX-Trigger"])["hypermedia:csrf"]["token"]

    @pytest.fixture
    def browser(self):
        return Browser(csrftoken=SECRET)

    def test_a_partial(self, client, browser):
        response = self.ask(browser, client)
        html = response.content.decode()

        assert response.status_code == 403
        assert "<p>403 True «»</p>" in html and "<html" not in html
        assert response["Cache-Control"] == "private, no-store"

    def test_the_event_tells(self, client, browser):
        events = json.loads(self.ask(browser, client)["HX-Trigger"])
        failed = {"target": "body", "status": 403, "csrf": True}
        assert list(events) == ["request-failed", "hypermedia:csrf", "hypermedia:seen"]
        assert events["request-failed"] == failed

    @pytest.mark.parametrize("stale", [STALE, "b" * 32, "short", "!" * 64])
    def test_whatever_the_token_was(self, client, browser, stale):
        response = self.ask(browser, client, **{"X-CSRFToken": stale})
        assert "403 True" in response.content.decode()

    def test_a_token_in_the_form(self, client, browser):
        headers = headers_of(client, "line", "error")
        sent = {"csrfmiddlewaretoken": STALE}
        response = browser.post("/save/", sent, headers=headers)
        assert "403 True" in response.content.decode()

    def test_the_fresh_token_in_a_form(self, client, browser):
        token = self.fresh(self.ask(browser, client))
        sent = {"name": "x", "csrfmiddlewaretoken": token}
        assert browser.post("/save/", sent).json()["sent"]["name"] == ["x"]

    def test_the_fresh_token_in_a_header(self, client, browser):
        assert browser.save(self.fresh(self.ask(browser, client)))

    @pytest.mark.parametrize("method", ["put", "patch", "delete"])
    def test_any_method(self, client, browser, method):
        response = self.ask(browser, client, method)
        assert "403 True" in response.content.decode()
        assert browser.save(self.fresh(response))

    def test_without_our_middleware(self, client, browser, settings):
        response = self.ask(browser, client)
        settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != OURS]
        without = self.ask(browser, client)

        assert without.content == response.content
        assert without["Cache-Control"] == "private, no-store"
        assert browser.save(self.fresh(without))

    @pytest.mark.parametrize("partial", [None, "unit/errors.html#error"])
    def test_once(self, client, browser, partial, settings):
        """The view for it and the middleware have one answer between them."""
        settings.HYPERMEDIA_ERROR_PARTIAL = partial
        response = self.ask(browser, client)
        assert response.content.decode().count("403 True") == bool(partial)
        assert "details" not in response["HX-Trigger"]

    def test_without_an_event_the_token_comes(self, client, browser, settings):
        settings.HYPERMEDIA_ERROR_EVENT = None
        events = json.loads(self.ask(browser, client)["HX-Trigger"])
        assert list(events) == ["hypermedia:csrf", "hypermedia:seen"]

    @pytest.mark.usefixtures("sessions")
    @pytest.mark.parametrize("cookie", ["sessionid", "other"])
    def test_a_session_that_has_ended(self, client, cookie):
        """The token has ended with it."""
        browser = Browser(**{cookie: "ended"})
        response = self.ask(browser, client)
        assert "403 True" in response.content.decode()
        assert browser.save(self.fresh(response))

    def test_a_cookie_that_has_gone(self, client):
        """The browser keeps others."""
        browser = Browser(other="kept")
        response = self.ask(browser, client)
        assert "403 True" in response.content.decode()
        assert browser.save(self.fresh(response))

    def refused(self, response):
        assert response.status_code == 403
        assert "<p>403 False «»</p>" in response.content.decode()
        assert list(json.loads(response["HX-Trigger"])) == ["request-failed"]

    @pytest.mark.parametrize("origin", ["https://evil.example", "null"])
    def test_a_request_of_another_site(self, client, browser, origin):
        self.refused(self.ask(browser, client, Origin=origin))

    def test_a_page_that_has_no_token(self, client, browser):
        headers = headers_of(client, "line", "error")
        self.refused(browser.post("/save/", headers=headers))

    def test_a_browser_that_keeps_no_cookies(self, client):
        """It would be told for ever to send it again."""
        self.refused(self.ask(Browser(), client))

    @pytest.mark.usefixtures("sessions")
    def test_a_browser_that_keeps_no_session(self, client):
        self.refused(self.ask(Browser(), client))


class TestWholePages:
    """Of a client that asks for one."""

    def ask(self, headers):
        headers = headers | {"X-CSRFToken": STALE, "Origin": OWN}
        return Browser(csrftoken=SECRET).post("/save/", {"a": "b"}, headers=headers)

    @pytest.mark.parametrize(
        "headers",
        [
            headers_of("htmx-2", boosted=True),
            headers_of("htmx-4") | {"HX-Request-Type": "full"},
        ],
        ids=["htmx-2", "htmx-4"],
    )
    def test_the_present_one_stays_with_what_is_typed(self, headers):
        response = self.ask(headers)
        assert "403 True" in response.content.decode()
        assert response["HX-Reswap"] == "none show:none"

    def test_alpine_ajax(self):
        response = self.ask({"X-Alpine-Request": "true"})
        assert "CSRF verification failed" in response.content.decode()
        events = json.loads(response["HX-Trigger"])
        assert list(events) == ["request-failed", "hypermedia:csrf", "hypermedia:seen"]
        assert "details" not in events["hypermedia:csrf"]


def test_a_project_without_our_templates(monkeypatch):
    """It has Django's page, and no error upon an error."""

    def missing(*args, **kwargs):
        raise TemplateDoesNotExist("hypermedia_views/csrf_failure.html")

    monkeypatch.setattr("hypermedia_views.csrf.TemplateResponse", missing)
    sent, headers = {"csrfmiddlewaretoken": STALE}, {"Origin": OWN}
    response = Browser(csrftoken=SECRET).post("/save/", sent, headers=headers)
    assert response.status_code == 403
    assert "CSRF verification failed" in response.content.decode()


class TestSendAgain:
    """A form without a client, out of date since a login in another tab."""

    SENT = {
        "name": ["Ünïcode 🙂"],
        "tag": ["a", "b", "a"],
        "empty": ["", ""],
        "text": ["\n one\r\ntwo\n\n"],
        "quoted": ['"\'<b>&amp;"</b> value='],
        'a "name"': ["<"],
    }

    def ask(self, sent=None, path="/save/", headers=None, **options):
        browser = Browser(csrftoken=SECRET)
        data = {"csrfmiddlewaretoken": STALE, **(sent or self.SENT)}
        headers = {"Origin": OWN} if headers is None else headers
        return browser, browser.post(path, data, headers=headers, **options)

    def test_the_page_asks(self):
        response = self.ask()[1]
        assert response.status_code == 403
        assert "<title>Send it again?</title>" in response.content.decode()
        assert response["Cache-Control"] == "private, no-store"
        assert "HX-Trigger" not in response

    def test_it_holds_every_field(self):
        form = Form(self.ask()[1])
        assert form.sent == self.SENT
        assert form.files == []

    def test_it_does_not_hold_the_old_token(self):
        assert STALE not in self.ask()[1].content.decode()

    def test_sent_again_it_saves(self):
        browser, response = self.ask()
        form = Form(response)
        sent = {**form.sent, "csrfmiddlewaretoken": form.token}
        saved = browser.post(form.attributes["action"], sent, headers={"Origin": OWN})

        assert saved.status_code == 200
        got = saved.json()["sent"]
        assert got == sent | {"csrfmiddlewaretoken": [form.token]}

    def test_a_form_without_files(self):
        attributes = Form(self.ask()[1]).attributes
        assert attributes == {"action": "/save/", "method": "post"}

    def test_its_address_is_that_of_the_form(self):
        form = Form(self.ask(path="/save/?a=1&b=%22%3C")[1])
        assert form.attributes["action"] == "/save/?a=1&b=%22%3C"

    def test_files_have_to_be_chosen_again(self):
        files = [SimpleUploadedFile(f"{n}.txt", b"secret") for n in range(3)]
        sent = {"name": "x", "one": files[0], "many": files[1:]}
        browser, response = self.ask(sent)
        form = Form(response)

        assert form.files == [("one", False), ("many", True)]
        assert form.attributes["enctype"] == "multipart/form-data"
        assert b"secret" not in response.content
        again = {**form.sent, "csrfmiddlewaretoken": form.token}
        again["one"] = SimpleUploadedFile("1.txt", b"chosen")
        saved = browser.post("/save/", again, headers={"Origin": OWN}).json()
        assert (saved["sent"]["name"], saved["files"]) == (["x"], {"one": "chosen"})

    def test_without_our_middleware(self, settings):
        settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != OURS]
        response = self.ask()[1]
        assert Form(response).sent == self.SENT
        assert response["Cache-Control"] == "private, no-store"

    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": "https://evil.example"},
            {"Origin": "http://testserver.evil.example"},
            {"Origin": "null"},
            {"Origin": "http://testserver:8000"},
            {"Origin": "https://testserver"},
            {"Origin": "http://testserver/"},
            {"Origin": ""},
            {},
            {"Referer": "http://testserver/save/"},
        ],
        ids=str,
    )
    def test_not_for_another_site(self, headers):
        self.djangos(self.ask(headers=headers)[1])

    def test_not_for_a_trusted_site(self, settings):
        settings.CSRF_TRUSTED_ORIGINS = ["https://other.example"]
        self.djangos(self.ask(headers={"Origin": "https://other.example"})[1])

    def test_over_https(self):
        headers = {"Origin": "https://testserver"}
        response = self.ask(headers=headers, secure=True)[1]
        assert Form(response).sent == self.SENT

    @pytest.mark.usefixtures("sessions")
    def test_a_session_that_has_ended(self):
        """The token has ended with it."""
        browser = Browser(sessionid="ended")
        response = browser.post("/save/", self.SENT, headers={"Origin": OWN})
        form = Form(response)

        assert form.sent == self.SENT
        sent = {**form.sent, "csrfmiddlewaretoken": form.token}
        assert browser.post("/save/", sent).status_code == 200

    def test_not_for_a_form_without_a_token(self):
        browser = Browser(csrftoken=SECRET)
        self.djangos(browser.post("/save/", {"a": "b"}, headers={"Origin": OWN}))

    def test_not_for_a_browser_that_keeps_no_cookies(self):
        """It would be asked for ever."""
        sent = {"csrfmiddlewaretoken": STALE}
        self.djangos(Browser().post("/save/", sent, headers={"Origin": OWN}))

    @pytest.mark.usefixtures("sessions")
    @pytest.mark.parametrize(
        ("sent", "type"),
        [
            ("a=b&c=d", "application/x-www-form-urlencoded"),
            ("a=b", "multipart/form-data"),
        ],
        ids=["too many fields", "no boundary"],
    )
    def test_not_for_what_can_not_be_read(self, sent, type, settings):
        settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1
        browser = Browser(sessionid="ended")
        self.djangos(browser.post("/save/", sent, type, headers={"Origin": OWN}))

    @pytest.mark.parametrize("type", ["application/json", "text/plain"])
    def test_not_for_what_is_no_form(self, type):
        headers = {"Origin": OWN, "X-CSRFToken": STALE}
        browser = Browser(csrftoken=SECRET)
        self.djangos(browser.post("/save/", "{}", type, headers=headers))

    @pytest.mark.parametrize("method", ["put", "patch", "delete"])
    def test_not_for_another_method(self, method):
        send = getattr(Browser(csrftoken=SECRET), method)
        headers = {"Origin": OWN, "X-CSRFToken": STALE}
        type = "application/x-www-form-urlencoded"
        self.djangos(send("/save/", "name=x", type, headers=headers))

    @staticmethod
    def djangos(response):
        html = response.content.decode()
        assert response.status_code == 403
        assert "CSRF verification failed" in html and "again" not in html

    def test_django_gives_the_reason(self, settings):
        settings.DEBUG = True
        response = csrf_failure(factory.post("/save/"), "A reason.")
        assert b"A reason." in response.content
