"""Errors that no view has answered: a partial beside a target that stays. And what a view has answered stays, too."""

from __future__ import annotations

import asyncio
import json

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.template import TemplateDoesNotExist
from django.test import AsyncClient, Client
from django.utils.cache import has_vary_header

from hypermedia_views import OOB, PartialDoesNotExist
from hypermedia_views.middleware import HypermediaMiddleware
from hypermedia_views.protocols import PROTOCOLS, vary_on

from .asking import CLIENTS, ENHANCED, headers_of
from .errors_urls import BARE, OWN, SAID

pytestmark = [
    pytest.mark.usefixtures("engine"),
    pytest.mark.urls("tests.errors_urls"),
]

PARTIAL = "unit/errors.html#error"
#: A part in the words of each client.
WORDS = {
    "htmx-2": '<template><div hx-swap-oob="innerHTML:#error">{}</div></template>',
    "htmx-4": '<hx-partial hx-target="#error" hx-swap="innerHTML">{}</hx-partial>',
    "alpine-ajax": '<div id="error">{}</div>',
}
HTMX = {"HX-Reswap": "none show:none", "HX-Push-Url": "false"}
#: What has each client leave its target.
KEEPING = {
    "htmx-2": {**HTMX, "HX-Swap-Error": "true"},
    "htmx-4": HTMX,
    "alpine-ajax": {"X-Alpine-Missing": "keep"},
}
#: Requests for whole pages.
WHOLE = {
    "boosted": headers_of("htmx-2", boosted=True),
    "full": headers_of("htmx-4", "line") | {"HX-Request-Type": "full"},
    "window": {"X-Alpine-Request": "true", "X-Alpine-Target": "_top"},
}


@pytest.fixture(autouse=True)
def project(settings):
    settings.HYPERMEDIA_ERROR_PARTIAL = PARTIAL
    settings.HYPERMEDIA_MESSAGES_PARTIAL = "unit/parts.html#messages"


class Browser(Client):
    """A browser in which a message is pending, and which is shown errors as any other is."""

    def __init__(self):
        super().__init__(raise_request_exception=False)
        self.get("/add/")

    def ask(self, path, client="htmx-4", *targets, method="get", **headers):
        targets = targets or ("line", "error", "messages")
        send = getattr(self, method)
        return send(f"/{path}/", headers=headers_of(client, *targets) | headers)

    def pending(self):
        """What the next page shows."""
        return self.get("/messages/").content.decode()


def ask(*arguments, **options):
    return Browser().ask(*arguments, **options)


def html_of(response):
    return response.content.decode()


def keeping(response):
    """The headers that have a client leave its target."""
    names = {name for headers in KEEPING.values() for name in headers}
    return {name: response[name] for name in names if name in response}


def events_of(response):
    return json.loads(response.get("HX-Trigger", "{}"))


@pytest.mark.parametrize("client", ENHANCED)
@pytest.mark.parametrize("way", BARE)
class TestPartial:
    def test_in_the_place_of_the_page(self, client, way):
        status, said = BARE[way]
        response = ask(way, client)

        html = f"<p>{status} False «{said}»</p>"
        assert html_of(response) == WORDS[client].format(html)
        assert response.status_code == status

    def test_the_target_stays(self, client, way):
        assert keeping(ask(way, client)) == KEEPING[client]

    def test_an_event_tells(self, client, way):
        detail = {"target": "body", "status": BARE[way][0], "csrf": False}
        assert events_of(ask(way, client)) == {"request-failed": detail}

    def test_no_cache_stores_it(self, client, way):
        assert ask(way, client)["Cache-Control"] == "private, no-store"

    def test_of_an_async_project(self, client, way):
        async def answer():
            browser = AsyncClient(raise_request_exception=False)
            headers = headers_of(client, "line", "error")
            return await browser.get(f"/{way}/", headers=headers)

        response = asyncio.run(answer())
        assert html_of(response) == html_of(ask(way, client))
        assert keeping(response) == KEEPING[client]


class TestDebug:
    @pytest.fixture(autouse=True)
    def debug(self, settings):
        settings.DEBUG = True

    @pytest.mark.parametrize("way", BARE)
    def test_a_partial(self, way):
        html = html_of(ask(way)).partition("</hx-partial>")[0]
        assert html.startswith('<hx-partial hx-target="#error" hx-swap="innerHTML">')
        assert f"<p>{BARE[way][0]} False " in html

    @pytest.mark.parametrize("way", ["broken", "raised-404", "nowhere"])
    def test_a_technical_page_follows(self, way):
        response = ask(way)
        page = html_of(response).partition("</hx-partial>")[2]
        assert page.lstrip().startswith("<!DOCTYPE html>")
        assert response["Content-Length"] == str(len(response.content))

    @pytest.mark.parametrize("way", ["raised-403", "guard", "empty"])
    def test_another_page_does_not(self, way):
        assert html_of(ask(way)).endswith("</hx-partial>")


class TestLeftAlone:
    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize("way", OWN)
    def test_an_answer_of_its_own(self, client, way):
        headers = headers_of(client, "line", "error")
        response, plain = Client().get(f"/{way}/", headers=headers), ask(way, "plain")

        assert response.getvalue() == plain.getvalue()
        assert response.headers == plain.headers

    @pytest.mark.parametrize("way", BARE)
    def test_a_browser_without_a_client(self, way, settings):
        response = ask(way, "plain")
        settings.MIDDLEWARE = [
            name for name in settings.MIDDLEWARE if "Hypermedia" not in name
        ]
        without = ask(way, "plain")

        assert response.content == without.content
        del response.headers["Vary"]
        assert {**without.headers, **response.headers} == without.headers

    @pytest.mark.parametrize("way", BARE)
    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_back(self, client, way):
        response = ask(way, client, **{"HX-History-Restore-Request": "true"})
        plain = ask(way, "plain")
        assert response.content == plain.content
        assert response.headers == plain.headers

    def test_a_client_that_the_view_does_not_know(self):
        response = ask("unknown")
        assert "<h1>403 Forbidden</h1>" in html_of(response)
        assert "HX-Trigger" not in response and keeping(response) == {}

    @pytest.mark.parametrize("client", CLIENTS)
    def test_what_is_no_error(self, client):
        response = ask("messages", client)
        assert b"<h1>" in response.content
        assert "HX-Trigger" not in response and keeping(response) == {}


class TestWholePages:
    """Of a client that asks for one."""

    @pytest.mark.parametrize("way", BARE)
    @pytest.mark.parametrize("client", ["full", "window"])
    def test_shown_where_the_client_does_so(self, client, way):
        response = Browser().get(f"/{way}/", headers=WHOLE[client])
        assert response.content == ask(way, "plain").content
        assert keeping(response) == {}

    @pytest.mark.parametrize("way", BARE)
    def test_htmx_2_shows_no_page_of_an_error(self, way):
        response = Browser().get(f"/{way}/", headers=WHOLE["boosted"])
        assert f"<p>{BARE[way][0]} False" in html_of(response)
        assert keeping(response) == KEEPING["htmx-2"]

    @pytest.mark.parametrize("client", ["boosted", "full"])
    def test_a_change_loses_nothing_of_the_present_one(self, client):
        response = Browser().post("/guard/", headers=WHOLE[client])
        assert "<p>403 False" in html_of(response)
        assert keeping(response)["HX-Reswap"] == "none show:none"

    def test_alpine_ajax_has_no_region_in_a_window(self):
        response = Browser().post("/guard/", headers=WHOLE["window"])
        assert "<h1>" in html_of(response) and keeping(response) == {}

    @pytest.mark.parametrize("method", ["get", "post"])
    @pytest.mark.parametrize("headers", WHOLE.values(), ids=WHOLE)
    def test_without_a_partial_the_page_is_better(self, headers, method, settings):
        settings.HYPERMEDIA_ERROR_PARTIAL = None
        response = getattr(Browser(), method)("/guard/", headers=headers)
        assert "<h1>" in html_of(response) and keeping(response) == {}

    @pytest.mark.parametrize("method", ["get", "post"])
    @pytest.mark.parametrize("headers", WHOLE.values(), ids=WHOLE)
    def test_the_event_tells(self, headers, method):
        response = getattr(Browser(), method)("/guard/", headers=headers)
        assert events_of(response)["request-failed"]["status"] == 403
        assert response["Cache-Control"] == "private, no-store"


class TestLogin:
    """What a page asks for by itself, of somebody whose session has ended."""

    HERE = "http://testserver/here/?a=1"
    headers = {"HX-Background": "true", "HX-Current-URL": HERE}

    @pytest.fixture(autouse=True)
    def login(self, settings):
        settings.LOGIN_URL = "/login/"
        settings.HYPERMEDIA_ERROR_PARTIAL = OOB(
            "unit/errors.html#login", "error", "innerHTML"
        )

    @pytest.mark.parametrize("client", ENHANCED)
    def test_a_partial_leads_there(self, client):
        response = ask("members", client, **self.headers)
        link = '<a href="/login/?next=/here/%3Fa%3D1">401</a>'

        assert html_of(response) == WORDS[client].format(link)
        assert response.status_code == 401
        assert keeping(response) == KEEPING[client]
        assert response["Cache-Control"] == "private, no-store"

    @pytest.mark.parametrize("client", ENHANCED)
    def test_events_tell(self, client):
        events = events_of(ask("members", client, **self.headers))
        assert list(events) == ["request-failed", "hypermedia:ended"]
        assert events["request-failed"]["status"] == 401

    @pytest.mark.parametrize("way", ["empty", "broken", "nowhere"])
    def test_no_other_error_leads_there(self, way):
        response = ask(way, **self.headers)
        assert '<a href="">' in html_of(response)
        assert list(events_of(response)) == ["request-failed"]


class TestHeaders:
    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize("way", [*BARE, *OWN])
    def test_vary(self, client, way):
        response = ask(way, client)
        for name in vary_on(PROTOCOLS):
            assert has_vary_header(response, name)

    def test_vary_is_added_to(self):
        assert ask("varying", "plain")["Vary"].startswith("Accept, X-Alpine-Request,")

    @pytest.mark.parametrize("way", ["counted", "guard", "empty"])
    def test_they_tell_of_the_new_contents(self, way):
        response = ask(way)
        assert response["Content-Length"] == str(len(response.content))
        assert "ETag" not in response

    def test_an_etag_of_the_page(self, settings):
        settings.MIDDLEWARE = [
            *settings.MIDDLEWARE,
            "django.middleware.http.ConditionalGetMiddleware",
        ]
        assert "ETag" in ask("guard", "plain")
        assert "ETag" not in ask("guard")

    def test_none_tells_of_a_length_that_was_not_told(self, settings):
        settings.MIDDLEWARE = ["hypermedia_views.middleware.HypermediaMiddleware"]
        response = Client().get("/empty/", headers=headers_of("htmx-4", "line"))
        assert "Content-Length" not in response

    def test_what_was_public_is_private(self):
        assert ask("public")["Cache-Control"] == "private, no-store"

    def test_events_that_are_there_already(self):
        assert list(events_of(ask("named"))) == ["seen", "request-failed"]

    def test_what_are_no_events(self):
        response = ask("malformed")
        assert response["HX-Trigger"] == "{seen"
        assert html_of(response).startswith("<hx-partial")

    def test_another_type(self):
        assert ask("typed")["Content-Type"] == "text/html; charset=utf-8"

    def test_another_charset(self):
        response = ask("latin")
        assert response["Content-Type"] == "text/html; charset=latin-1"
        assert "«»" in response.content.decode("latin-1")

    def test_head(self):
        response = ask("guard", method="head")
        assert (response.status_code, response.content) == (403, b"")
        assert keeping(response) == HTMX


class TestAlpine:
    def test_a_page_without_the_region(self):
        response = ask("guard", "alpine-ajax", "line")
        assert (response.status_code, response.content) == (403, b"")
        assert keeping(response) == KEEPING["alpine-ajax"]
        assert "request-failed" in events_of(response)


class TestException:
    @pytest.mark.parametrize("way", SAID)
    def test_what_it_says(self, way, settings):
        settings.LANGUAGE_CODE = "de"
        assert f"«{SAID[way][1]}»" in html_of(ask(f"said/{way}"))


class TestSettings:
    @pytest.mark.parametrize("client", ENHANCED)
    def test_none(self, client, settings):
        settings.HYPERMEDIA_ERROR_PARTIAL = None
        response = ask("guard", client)
        assert (response.status_code, response.content) == (403, b"")
        assert keeping(response) == KEEPING[client]
        assert "request-failed" in events_of(response)

    def test_not_set(self, settings):
        del settings.HYPERMEDIA_ERROR_PARTIAL
        response = ask("guard")
        assert response.content == b""
        assert keeping(response) == HTMX

    def test_another_element(self, settings):
        settings.HYPERMEDIA_ERROR_PARTIAL = OOB(PARTIAL, "alerts", "beforeend")
        html = html_of(ask("empty"))
        assert html == (
            '<hx-partial hx-target="#alerts" hx-swap="beforeend"><p>403 False «»</p></hx-partial>'
        )

    def test_a_context_of_its_own(self, settings):
        settings.HYPERMEDIA_ERROR_PARTIAL = OOB(
            "unit/errors.html#place", "error", "innerHTML", context={"more": "more"}
        )
        assert "<p>/empty/ more</p>" in html_of(ask("empty"))

    @pytest.mark.parametrize(
        "when",
        [False, lambda context: context["status"] == 404],
        ids=["never", "callable"],
    )
    def test_on_a_condition(self, when, settings):
        settings.HYPERMEDIA_ERROR_PARTIAL = OOB(PARTIAL, swap="innerHTML", when=when)
        response = ask("empty")
        assert response.content == b""
        assert keeping(response) == HTMX

    @pytest.mark.parametrize("client", ENHANCED)
    def test_a_partial_that_says_nothing(self, client, settings):
        """It empties its region."""
        settings.HYPERMEDIA_ERROR_PARTIAL = OOB(
            "unit/errors.html#server", "error", "innerHTML"
        )
        assert html_of(ask("empty", client)) == WORDS[client].format("")
        assert "<p>500</p>" in html_of(ask("broken", client))

    def test_another_event(self, settings):
        settings.HYPERMEDIA_ERROR_EVENT = "shop:failed"
        assert list(events_of(ask("guard"))) == ["shop:failed"]

    @pytest.mark.parametrize("name", [None, ""])
    def test_no_event(self, name, settings):
        settings.HYPERMEDIA_ERROR_EVENT = name
        response = ask("guard")
        assert "HX-Trigger" not in response
        assert "403" in html_of(response)


class TestMisspelt:
    @pytest.mark.parametrize(
        ("partial", "message"),
        [
            (
                "error",
                "HYPERMEDIA_ERROR_PARTIAL is 'error', which names no template. Write it in full: 'base.html#error'.",
            ),
            (
                "base.html#an error",
                "HYPERMEDIA_ERROR_PARTIAL: 'an error' is not an element's id: write it without '#' and without "
                "spaces.",
            ),
            (
                403,
                "HYPERMEDIA_ERROR_PARTIAL is 403. Make it the name of a partial, 'base.html#error', or "
                "OOB('base.html#error-list', target='error', swap='beforeend').",
            ),
        ],
    )
    def test_told_of_at_the_start(self, partial, message, settings):
        settings.HYPERMEDIA_ERROR_PARTIAL = partial
        with pytest.raises(ImproperlyConfigured) as caught:
            HypermediaMiddleware(lambda request: HttpResponse())
        assert str(caught.value) == message

    def test_no_such_template(self, settings):
        settings.HYPERMEDIA_ERROR_PARTIAL = "unit/absent.html#error"
        with pytest.raises(TemplateDoesNotExist, match="^unit/absent.html$"):
            HypermediaMiddleware(lambda request: HttpResponse())

    def test_no_such_partial(self, settings):
        settings.DEBUG = True
        settings.HYPERMEDIA_ERROR_PARTIAL = "unit/page.html#error"
        with pytest.raises(PartialDoesNotExist) as caught:
            Client().get("/raised-404/", headers=headers_of("htmx-4", "line"))
        assert str(caught.value) == (
            "HYPERMEDIA_ERROR_PARTIAL: the template 'unit/page.html' has no partial 'error' (engine 'django'). "
            "Partials found there: 'details', 'results', 'secret'. Add {% partialdef error %} … {% endpartialdef %} "
            "to it, correct the name, or name the template that defines it: 'template.html#error'."
        )


class TestFailing:
    """The partial itself can't be rendered. A page would be no better answer."""

    @pytest.fixture(autouse=True)
    def failing(self, settings):
        settings.HYPERMEDIA_ERROR_PARTIAL = "unit/errors.html#failing"

    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize("way", BARE)
    def test_the_error_is_answered_all_the_same(self, way, client, caplog):
        response = ask(way, client, "line", "failing")

        assert (response.status_code, response.content) == (BARE[way][0], b"")
        assert keeping(response) == KEEPING[client]
        assert "request-failed" in events_of(response)
        message = "The partial of HYPERMEDIA_ERROR_PARTIAL could not be rendered."
        assert ("hypermedia_views", 40, message) in caplog.record_tuples

    def test_it_shows_while_developing(self, settings):
        settings.DEBUG = True
        with pytest.raises(TemplateDoesNotExist):
            Client().get("/raised-404/", headers=headers_of("htmx-4", "line"))

    def test_what_has_failed_shows_while_developing(self, settings):
        settings.DEBUG = True
        assert "ValueError" in html_of(ask("broken", "htmx-4", "line", "failing"))


class TestMessages:
    """Row 25 of the failures: messages consumed by a request that could not show them."""

    @pytest.mark.parametrize("client", ENHANCED)
    def test_beside_what_the_page_would_have_shown(self, client):
        browser = Browser()
        html = html_of(browser.ask("shown", client))

        part = WORDS[client].replace("error", "messages")
        assert html.endswith(part.format("<p>&lt;Saved&gt;</p>"))
        assert "Saved" not in browser.pending()

    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize("way", BARE)
    def test_kept_by_a_page_that_shows_none(self, way, client):
        browser = Browser()
        assert "Saved" not in browser.ask(way, client).content.decode()
        assert "Saved" in browser.pending()

    def test_without_a_partial_for_errors(self, settings):
        settings.HYPERMEDIA_ERROR_PARTIAL = None
        html = html_of(ask("shown"))
        assert html.count("Saved") == 1 and "403" not in html

    def test_a_project_without_a_region_for_them(self, settings):
        settings.HYPERMEDIA_MESSAGES_PARTIAL = None
        settings.MIDDLEWARE = settings.MIDDLEWARE[:-1]
        html = html_of(ask("shown"))
        assert "403" in html and "Saved" not in html

    def test_a_region_that_each_view_fills(self, settings):
        """The partial is one of the view's own template, which no error has."""
        settings.HYPERMEDIA_MESSAGES_PARTIAL = "messages"
        settings.MIDDLEWARE = settings.MIDDLEWARE[:-1]
        html = html_of(ask("shown"))
        assert "403" in html and "Saved" not in html

    def test_once_where_an_error_is_no_page(self):
        """MessagesMiddleware has put them there."""
        assert html_of(ask("fragment")).count("Saved") == 1
