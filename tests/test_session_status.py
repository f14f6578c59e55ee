"""The state of the session in an open page: who is logged in, what that costs, and the token that it brings."""

from __future__ import annotations

import itertools
import json
import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.template import TemplateSyntaxError
from django.test import Client
from django.test.utils import override_script_prefix
from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.views.decorators.cache import cache_page
from django.views.generic import TemplateView

from hypermedia_views.auth import SessionStatusView

from .asking import CLIENTS, ENHANCED, factory, headers_of
from .engines import call, tag, template_of

pytestmark = [pytest.mark.usefixtures("engine"), pytest.mark.django_db]

AUTH = "django.contrib.auth.middleware.AuthenticationMiddleware"
REQUIRED = "django.contrib.auth.middleware.LoginRequiredMiddleware"
COUNTER = itertools.count(1)


class Own(SessionStatusView):
    """With a template and a state of its own."""

    template_name = "unit/status.html"

    def get_state(self):
        return f"{super().get_state()} at {self.request.GET.get('shop', 'home')}"

    def get_context_data(self, **kwargs):
        return super().get_context_data(greeting="hello", **kwargs)


class Greeting(SessionStatusView):
    """With something for its partial alone."""

    template_name = "unit/status.html"

    def get_partial_context_data(self, partial_name, /, **context):
        context = super().get_partial_context_data(partial_name, **context)
        return {**context, "greeting": "hello"}


class Hooks(SessionStatusView):
    def get_every(self):
        return "5m"

    def get_login_url(self):
        return "/hooked/?a=1"


class Page(TemplateView):
    """Has the status in it; the address says whose."""

    template_name = "unit/status_page.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(number=next(COUNTER), **kwargs)


def save(request):
    return HttpResponse("saved")


status = SessionStatusView.as_view
ENGINE = {"template_name": "unit/engine.html"}
PARTS = {"partial_names": {"session-status": "unit/engine.html#session-status"}}
urlpatterns = [
    path("status/", status(), name="session-status"),
    path("own/", Own.as_view(), name="own"),
    path("greeting/", Greeting.as_view(), name="greeting"),
    path("hooks/", Hooks.as_view(), name="hooks"),
    path("never/", status(every=None), name="never"),
    path("often/", status(every="2s", login_url="/in/"), name="often"),
    path("named/", status(login_url="never"), name="named"),
    path("lengthy way/", status(), name="lengthy"),
    path("состояние/", status(), name="cyrillic"),
    path("who am i?/", status(), name="question"),
    path("template/", status(template_name="unit/status.html"), name="template"),
    path("django/", status(**ENGINE, template_engine="django"), name="django"),
    path("jinja2/", status(**ENGINE, template_engine="jinja2"), name="jinja2"),
    path("parts/", status(**ENGINE, **PARTS, template_engine="jinja2"), name="parts"),
    path("of/<int:pk>/", status(), name="of"),
    path("save/", save, name="save"),
    path("plain/", TemplateView.as_view(), name="plain"),
    path("shop/", include(([path("", status(), name="state")], "shop"))),
    path("login/", save, name="login"),
    path("page/", cache_page(60)(Page.as_view())),
]


@pytest.fixture(autouse=True)
def project(settings):
    settings.ROOT_URLCONF = __name__
    settings.HYPERMEDIA_CLIENT = "htmx-4"
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def user():
    return User.objects.create(username="<Ann>", pk=7)


class Browser(Client):
    """A browser, of somebody who is logged in or of nobody."""

    def __init__(self, user=None):
        super().__init__(enforce_csrf_checks=True)
        if user is not None:
            self.force_login(user)

    def ask(self, query="", client="htmx-4", path="/status/", method="get"):
        send = getattr(self, method)
        return send(path + query, headers=headers_of(client, "session-status"))

    def html(self, *arguments, **options):
        return self.ask(*arguments, **options).content.decode()


def events_of(response):
    for name in ("HX-Trigger", "HX-Trigger-After-Swap"):
        if name in response:
            return json.loads(response[name])
    return {}


def leads_back(html):
    """Check that the address to ask, and the one after a login, are those of the view."""
    asked = unescape(re.search('hx-get="(.+?)"', html)[1])
    login = unescape(re.search(' href="(.+?)"', html)[1])
    back = parse_qs(urlsplit(login).query)["next"][0]
    assert Browser().ask(path=iri_to_uri(asked)).status_code == 204
    assert b"<title>Session" in Browser().get(iri_to_uri(back)).content


class TestAnswer:
    @pytest.mark.parametrize("client", ENHANCED)
    def test_nobody(self, client):
        html = Browser().html(client=client)
        assert "You are not logged in." in html and "<html" not in html
        assert 'href="/login/?next=/status/"' in html

    @pytest.mark.parametrize("client", ENHANCED)
    def test_a_user(self, client, user):
        html = Browser(user).html(client=client)
        assert "Logged in as &lt;Ann&gt;." in html and "<html" not in html
        assert "log" not in html

    def test_a_page(self, user):
        response = Browser(user).ask(client="plain")
        assert b"<title>Session</title>" in response.content
        assert b"Logged in as &lt;Ann&gt;." in response.content
        assert events_of(response) == {}

    @pytest.mark.parametrize("query", ["", "?state=7"])
    def test_a_page_is_whole_whatever_is_known(self, query, user):
        assert b"<title>" in Browser(user).ask(query, "plain").content

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    @pytest.mark.parametrize("method", ["get", "head"])
    def test_nothing_new(self, client, method, user):
        response = Browser(user).ask("?state=7", client, method=method)
        assert (response.status_code, response.content) == (204, b"")

    def test_nothing_new_of_nobody(self):
        assert Browser().ask("?state=").status_code == 204

    def test_nothing_new_for_alpine_ajax(self, user):
        response = Browser(user).ask("?state=7", "alpine-ajax")
        assert (response.status_code, response.content) == (200, b"")
        assert response["X-Alpine-Missing"] == "keep"

    @pytest.mark.parametrize("query", ["", "?state=", "?state=8", "?state=7&state=8"])
    def test_something_new(self, query, user):
        assert "Logged in" in Browser(user).html(query)

    def test_a_login_and_a_logout(self, user):
        browser, other = Browser(), User.objects.create(username="Ben", pk=8)
        assert browser.ask("?state=").status_code == 204
        browser.force_login(user)
        assert "Ann" in browser.html("?state=")
        browser.force_login(other)
        assert "Ben" in browser.html("?state=7")
        browser.logout()
        assert "You are not logged in." in browser.html("?state=8")

    def test_the_partial_knows_its_state(self, user):
        assert "/status/?state=7" in Browser(user).html()
        assert '/status/?state="' in Browser().html()

    def test_head(self, user):
        response = Browser(user).ask(method="head")
        assert (response.status_code, response.content) == (200, b"")

    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_it_changes_nothing(self, client, method):
        headers = headers_of(client, "session-status")
        response = getattr(Client(), method)("/status/", headers=headers)
        assert response.status_code == 405
        assert response["Allow"] == "GET, HEAD, OPTIONS"

    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize("query", ["", "?state=", "?state=7"])
    def test_no_cache_stores_it(self, client, query, user):
        for browser in (Browser(), Browser(user)):
            control = browser.ask(query, client)["Cache-Control"]
            assert {"no-store", "no-cache", "private"} <= set(control.split(", "))

    def test_a_site_wide_cache_does_not_store_it(self, settings, user):
        settings.MIDDLEWARE = [
            "django.middleware.cache.UpdateCacheMiddleware",
            *settings.MIDDLEWARE,
            "django.middleware.cache.FetchFromCacheMiddleware",
        ]
        assert "Ann" in Browser(user).html()
        assert "You are not logged in." in Browser().html()

    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize("path", ["/status/", "/own/"])
    def test_it_is_open_where_everything_needs_a_login(self, client, path, settings):
        order = list(settings.MIDDLEWARE)
        order.insert(order.index(AUTH) + 1, REQUIRED)
        settings.MIDDLEWARE = order
        assert Browser().ask(client=client, path=path).status_code == 200
        assert Browser().get("/save/").status_code == 302

    def test_without_users(self, settings):
        settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != AUTH]
        with pytest.raises(ImproperlyConfigured) as caught:
            Browser().get("/hooks/")
        assert str(caught.value) == (
            "Hooks has no user to tell of. Add 'django.contrib.auth.middleware.AuthenticationMiddleware' to "
            "MIDDLEWARE."
        )


class TestCost:
    def test_of_a_user(self, user, django_assert_num_queries):
        browser = Browser(user)
        for query in ("", "?state=7"):
            with django_assert_num_queries(2):
                browser.ask(query)

    def test_of_nobody(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            Browser().ask()
            Browser().ask("?state=")

    @pytest.mark.parametrize("query", ["", "?state="])
    def test_of_a_session_that_has_ended(self, query, user, django_assert_num_queries):
        browser = Browser(user)
        Session.objects.all().delete()
        with django_assert_num_queries(1):
            browser.ask(query)


class TestExpiry:
    """It does not keep the session alive."""

    def ask(self, user, query):
        browser = Browser(user)
        soon = timezone.now() + timedelta(minutes=1)
        Session.objects.update(expire_date=soon)
        response = browser.ask(query)
        return response, Session.objects.get().expire_date == soon

    @pytest.mark.parametrize("query", ["", "?state=7"])
    def test_it_stays(self, query, user):
        response, stays = self.ask(user, query)
        assert stays
        assert "sessionid" not in response.cookies

    @pytest.mark.parametrize("query", ["", "?state=7"])
    def test_of_tokens_in_the_session(self, query, user, settings):
        """The first of them is stored."""
        settings.CSRF_USE_SESSIONS = True
        browser = Browser(user)
        browser.ask()
        stored = Session.objects.get().expire_date
        response = browser.ask(query)
        assert Session.objects.get().expire_date == stored
        assert "sessionid" not in response.cookies

    def test_nobody_gets_a_session(self):
        response = Browser().ask()
        assert not Session.objects.exists()
        assert "sessionid" not in response.cookies

    def test_where_every_request_saves_it(self, user, settings):
        """It can't help it; a system check says so."""
        settings.SESSION_SAVE_EVERY_REQUEST = True
        response, stays = self.ask(user, "?state=7")
        assert not stays
        assert "sessionid" in response.cookies


class TestToken:
    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize("query", ["", "?state=7"])
    def test_every_answer_brings_one_that_is_accepted(self, client, query, user):
        browser = Browser(user)
        events = events_of(browser.ask(query, client))

        assert list(events) == ["hypermedia:csrf"]
        token = events["hypermedia:csrf"]["token"]
        headers = {"X-CSRFToken": token}
        assert browser.post("/save/", headers=headers).status_code == 200

    def test_a_login_makes_the_one_before_out_of_date(self):
        browser, tokens = Browser(), []
        for secret in ("s" * 32, "t" * 32):
            browser.cookies["csrftoken"] = secret
            events = events_of(browser.ask("?state="))
            tokens.append(events["hypermedia:csrf"]["token"])
        headers = [{"X-CSRFToken": token} for token in tokens]
        assert browser.post("/save/", headers=headers[0]).status_code == 403
        assert browser.post("/save/", headers=headers[1]).status_code == 200

    @pytest.mark.parametrize("sessions", [False, True])
    @pytest.mark.parametrize("query", ["", "?state="])
    def test_nobody_without_one_gets_none(self, query, sessions, settings):
        """No page has one that could be out of date."""
        settings.CSRF_USE_SESSIONS = sessions
        response = Browser().ask(query)
        assert events_of(response) == {} and not response.cookies
        assert not Session.objects.exists()

    @pytest.mark.parametrize("path", ["/own/", "/greeting/"])
    def test_nobody_without_one_gets_none_of_a_subclass(self, path):
        assert events_of(Browser().ask(path=path)) == {}


class TestOptions:
    def test_how_often(self):
        assert "every 60000ms" in Browser().html()
        assert "every 2000ms" in Browser().html(path="/often/")
        assert "every 300000ms" in Browser().html(path="/hooks/")

    def test_only_when_the_tab_is_seen(self):
        html = Browser().html(path="/never/")
        assert 'hx-trigger="hypermedia:seen from:document"' in html

    @pytest.mark.parametrize(
        ("path", "address"),
        [
            ("/often/", "/in/?next=/often/"),
            ("/hooks/", "/hooked/?a=1&amp;next=/hooks/"),
            ("/named/", "/never/?next=/named/"),
        ],
    )
    def test_login(self, path, address):
        assert f'href="{address}"' in Browser().html(path=path)

    @pytest.mark.parametrize("name", ["lengthy", "cyrillic", "question"])
    def test_an_address_with_other_letters(self, name):
        leads_back(Browser().html(path=reverse(name)))

    def test_a_login_on_another_host(self, settings):
        """It has to know the whole address to come back to, as Django's own guards tell it."""
        settings.LOGIN_URL = "https://sso.example/in/?a=1"
        address = "https://sso.example/in/?a=1&amp;next=http%3A//testserver/status/"
        assert f'href="{address}"' in Browser().html()

    def test_a_template_of_its_own(self, user):
        html = Browser(user).html(path="/template/")
        assert html == '<b id="session-status">&lt;Ann&gt;, </b>'

    def test_a_state_of_its_own(self, user):
        browser = Browser(user)
        html = browser.html("?state=7", path="/own/")
        assert html == '<b id="session-status">&lt;Ann&gt;, hello</b>'
        assert browser.ask("?state=7+at+home", path="/own/").status_code == 204
        assert browser.ask("?state=7+at+home&shop=x", path="/own/").status_code == 200

    def test_a_state_is_quoted(self):
        class Odd(SessionStatusView):
            def get_state(self):
                return 'a&b="c" #'

        request = factory.get("/status/")
        request.user = AnonymousUser()
        view = Odd()
        view.setup(request)
        url = view.get_context_data()["status_url"]
        assert url == "/status/?state=a%26b%3D%22c%22+%23"


class TestTag:
    def written(self, name="", user=None, prefix="", **context):
        request = factory.get(f"{prefix}/page/?state=x")
        request.user = user or AnonymousUser()
        template = template_of(call(f"session_status {name}"))
        return template.render({"request": request, **context})

    def asked(self, path, user=None):
        """The partial that the view itself answers with, for the client of the page."""
        return Browser(user).html(path=path).strip()

    @pytest.mark.parametrize("logged_in", [False, True])
    @pytest.mark.parametrize(
        ("name", "path"),
        [
            ("", "/status/"),
            ('"own"', "/own/"),
            ('"hooks"', "/hooks/"),
            ('"never"', "/never/"),
            ('"often"', "/often/"),
            ('"template"', "/template/"),
            ('"shop:state"', "/shop/"),
            ('"greeting"', "/greeting/"),
        ],
    )
    def test_it_writes_what_the_view_answers(self, name, path, logged_in, user):
        somebody = user if logged_in else None
        assert self.written(name, somebody).strip() == self.asked(path, somebody)

    @pytest.mark.parametrize("name", ["lengthy", "cyrillic", "question"])
    def test_an_address_with_other_letters(self, name):
        leads_back(self.written(f'"{name}"'))

    @pytest.mark.parametrize("prefix", ["/app", "/status", "/app/status"])
    def test_under_a_prefix(self, prefix):
        with override_script_prefix(f"{prefix}/"):
            html = self.written(prefix=prefix)
        assert f'"{prefix}/status/?state="' in html
        assert f"?next={prefix}/status/" in html

    @pytest.mark.parametrize("name", ["django", "jinja2"])
    def test_by_the_view_s_engine(self, name):
        assert self.written(f'"{name}"') == name

    def test_by_the_view_s_engine_from_another_template(self):
        assert self.written('"parts"') == "jinja2"

    def test_by_a_variable(self):
        assert "every 2000ms" in self.written("which", which="often")

    def test_the_page_is_its_users_own(self, user):
        ben = User.objects.create(username="Ben")
        pages = [Browser(each).get("/page/").content for each in (user, ben, None)]
        assert b"Ann" in pages[0] and b"Ben" in pages[1]
        assert b"You are not logged in." in pages[2]

    def raised(self, argument, **context):
        template = template_of(call(f"session_status {argument}"))
        with pytest.raises(TemplateSyntaxError) as caught:
            template.render(context)
        return str(caught.value)

    @pytest.mark.parametrize("name", ["absent", "of", "shop:absent", "no:state"])
    def test_no_such_address(self, name):
        assert self.raised(f'"{name}"', request=factory.get("/")) == (
            f"{tag('session_status')}: There is no URL '{name}' that takes no arguments. Add path('session/', "
            f"SessionStatusView.as_view(), name='{name}') to the URLconf, or pass the tag another name."
        )

    @pytest.mark.parametrize("name", ["save", "plain"])
    def test_another_view(self, name):
        assert self.raised(f'"{name}"', request=factory.get("/")) == (
            f"{tag('session_status')}: The view at the URL '{name}' is no SessionStatusView. Subclass that, or pass "
            f"the tag another name."
        )

    def test_no_request(self):
        assert self.raised("") == (
            f"{tag('session_status')}: There is no request. Render the template with it, as views do."
        )

    def test_no_user(self):
        request = factory.get("/")
        template = template_of(call("session_status"))
        with pytest.raises(ImproperlyConfigured, match="^SessionStatusView has no"):
            template.render({"request": request})

    @pytest.mark.parametrize("client", ENHANCED)
    def test_it_asks_by_itself(self, client, settings):
        settings.HYPERMEDIA_CLIENT = client
        html = self.written()
        assert "/status/?state=" in html
        assert "hypermedia:seen" in html and "60000" in html

    def test_without_a_client_it_does_not_ask(self, settings):
        settings.HYPERMEDIA_CLIENT = "plain"
        html = self.written()
        assert '<div id="session-status" >' in html and "?state" not in html
