"""Django's messages beside fragments, by the mixin and by the middleware: shown once, and where they can be seen."""

from __future__ import annotations

import asyncio

import pytest
from django.contrib import messages
from django.contrib.messages.middleware import MessageMiddleware
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.http import (
    FileResponse,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.test import AsyncClient, Client
from django.urls import path
from django.views.decorators.cache import cache_page
from django.views.generic import TemplateView

from hypermedia_views import (
    OOB,
    MessagesMixin,
    OOBSwapMixin,
    PartialDoesNotExist,
    PartialTemplateMixin,
)
from hypermedia_views.middleware import MessagesMiddleware

from .asking import CLIENTS, ENHANCED, ask, headers_of

pytestmark = pytest.mark.usefixtures("engine")

DJANGOS = "django.contrib.messages.middleware.MessageMiddleware"
OURS = "hypermedia_views.middleware.MessagesMiddleware"
PARTIAL = "unit/parts.html#messages"


class Page(PartialTemplateMixin, TemplateView):
    template_name = "unit/parts.html"
    partial_names = ["line"]


class Shown(MessagesMixin, Page):
    messages_partial = "messages"


class Left(Shown):
    def render_to_response(self, context):
        return super().render_to_response(context, headers={"HX-Redirect": "/"})


class Beside(OOBSwapMixin, Shown):
    partial_names = None
    oob_partials = ["count"]


class Own(MessageMiddleware):
    """A project's own."""


def add(request):
    messages.success(request, "<Saved>")
    messages.info(request, "twice")
    if request.GET:
        messages.info(request, "дважды")
    return HttpResponse()


def compressed(request):
    return HttpResponse(b"<p>", headers={"Content-Encoding": "br"})


def counted(request):
    headers = {"Content-Length": "3", "ETag": '"old"'}
    return HttpResponse("<p>", headers=headers)


WAYS = {
    "page": lambda request: TemplateResponse(request, "unit/page.html"),
    "document": lambda request: HttpResponse("<!-- c --><!DOCTYPE html><p>"),
    "body": lambda request: HttpResponse(" <body>"),
    "redirect": lambda request: HttpResponseRedirect("/"),
    "leaving": lambda request: HttpResponse("<p>", headers={"HX-Redirect": "/"}),
    "empty": lambda request: HttpResponse(" "),
    "no-content": lambda request: HttpResponse(status=204),
    "json": lambda request: JsonResponse({}),
    "stream": lambda request: StreamingHttpResponse(["<p>"]),
    "file": lambda request: FileResponse(b"<p>", content_type="text/html"),
    "compressed": compressed,
}
SHOWING = {
    "view": Page.as_view(),
    "rendered": lambda request: render(request, "unit/parts.html#line"),
    "fragment": lambda request: HttpResponse("<p>"),
    "deleted": lambda request: HttpResponse("", headers={"HX-Reswap": "delete"}),
    "counted": counted,
    "latin": lambda request: HttpResponse("<p>", charset="latin-1"),
}

urlpatterns = [
    path("add/", add),
    path("shown/", Shown.as_view()),
    path("beside/", Beside.as_view()),
    path("left/", Left.as_view()),
    path(
        "never/",
        Shown.as_view(messages_partial=OOB("messages", swap="innerHTML", when=False)),
    ),
    path("itself/", lambda request: render(request, "unit/parts.html")),
    path("project/", Shown.as_view(messages_partial=None)),
    path(
        "appended/", Shown.as_view(messages_partial=OOB("messages", "log", "beforeend"))
    ),
    path("cached/", cache_page(60)(Shown.as_view())),
    *(path(f"{name}/", view) for name, view in {**WAYS, **SHOWING}.items()),
]


@pytest.fixture(autouse=True)
def project(settings):
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = [DJANGOS]
    settings.HYPERMEDIA_MESSAGES_PARTIAL = None


@pytest.fixture
def middleware(settings):
    settings.MIDDLEWARE = [DJANGOS, OURS]
    settings.HYPERMEDIA_MESSAGES_PARTIAL = PARTIAL


class Browser(Client):
    """A browser in which two messages are pending."""

    def __init__(self):
        super().__init__()
        self.get("/add/")

    def ask(self, path, client="htmx-4", *targets, method="get", **headers):
        targets = targets or ("line", "messages")
        send = getattr(self, method)
        return send(f"/{path}/", headers=headers_of(client, *targets) | headers)

    def html(self, path, *arguments, **options):
        response = self.ask(path, *arguments, **options)
        return b"".join(response).decode()

    def pending(self):
        """What the next page shows."""
        return self.html("shown", "plain")


MESSAGES = "<p>&lt;Saved&gt;</p><p>twice</p>"


class TestMixin:
    @pytest.mark.parametrize(
        ("client", "html"),
        [
            (
                "htmx-2",
                f'<template><p hx-swap-oob="innerHTML:#messages">{MESSAGES}</p></template>',
            ),
            (
                "htmx-4",
                f'<hx-partial hx-target="#messages" hx-swap="innerHTML">{MESSAGES}</hx-partial>',
            ),
            ("alpine-ajax", f'<div id="messages">{MESSAGES}</div>'),
        ],
    )
    def test_beside_a_fragment(self, client, html):
        html = html.replace("<p hx-", "<div hx-").replace(
            "</p></template>", "</div></template>"
        )
        answer = Browser().html("shown", client, "line", "messages")
        assert answer == f'<p id="line">line</p>{html}'

    def test_in_a_page(self):
        html = Browser().html("shown", "plain")
        assert f'<div id="messages">{MESSAGES}</div>' in html
        assert html.count("twice") == 1

    @pytest.mark.parametrize("client", CLIENTS)
    def test_once(self, client):
        browser = Browser()
        assert "twice" in browser.html("shown", client, "line", "messages")
        assert "twice" not in browser.html("shown", client, "line", "messages")
        assert "twice" not in browser.pending()

    @pytest.mark.parametrize("client", ENHANCED)
    def test_kept_through_a_redirect(self, client):
        browser = Browser()
        browser.ask("redirect", client)
        assert "twice" in browser.html("shown", client)

    def test_kept_where_the_client_leaves(self):
        browser = Browser()
        assert "twice" not in browser.html("left")
        assert "twice" in browser.pending()

    def test_kept_by_head(self):
        browser = Browser()
        browser.ask("shown", method="head")
        assert "twice" in browser.pending()

    def test_kept_where_alpine_ajax_does_not_ask_for_them(self):
        browser = Browser()
        assert "twice" not in browser.html("shown", "alpine-ajax", "line")
        assert "twice" in browser.pending()

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_beside_parts_alone(self, client):
        response = Browser().ask("beside", client, "elsewhere")
        html = response.content.decode()
        assert "count" in html and "twice" in html and "<h1>" not in html
        assert response["HX-Reswap"] == "none show:none"

    def test_they_alone_are_no_answer(self):
        """A view that declares nothing for the target answers with its page."""
        html = Browser().html("shown", "htmx-4", "unknown")
        assert "<h1>" in html and html.count("twice") == 1

    def test_of_the_project(self, settings):
        settings.HYPERMEDIA_MESSAGES_PARTIAL = PARTIAL
        assert "twice" in Browser().html("project")

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_the_region_asked_for_is_left_alone_without_any(self, client):
        headers = headers_of(client, "messages")
        response = Client().get("/shown/", headers=headers)
        assert response.content == b""
        assert response["HX-Reswap"] == "none show:none"

    @pytest.mark.parametrize("client", CLIENTS)
    def test_on_a_condition(self, client):
        browser = Browser()
        html = browser.html("never", client)
        assert ("twice" in html) == (client == "plain")

    def test_in_another_way(self):
        html = Browser().html("appended", "alpine-ajax", "line", "log")
        assert html.endswith(f'<div id="log">{MESSAGES}</div>')

    def test_without_any_the_region_is_left_alone(self):
        response = Client().get(
            "/shown/", headers=headers_of("alpine-ajax", "line", "messages")
        )
        assert response.content.decode() == '<p id="line">line</p>'
        assert response["X-Alpine-Missing"] == "keep"

    @pytest.mark.parametrize("client", CLIENTS)
    def test_no_cache_stores_them(self, client):
        control = Browser().ask("shown", client)["Cache-Control"]
        assert set(control.split(", ")) == {"private", "no-store"}

    @pytest.mark.parametrize("client", CLIENTS)
    def test_an_answer_without_any_can_be_stored(self, client):
        response = Client().get("/shown/", headers=headers_of(client, "line"))
        assert "Cache-Control" not in response

    @pytest.mark.parametrize("client", CLIENTS)
    def test_cache_page_shows_them_to_nobody_else(self, client):
        cache.clear()
        assert "twice" in Browser().html("cached", client)
        headers = headers_of(client, "line", "messages")
        assert b"twice" not in Client().get("/cached/", headers=headers).content
        cache.clear()

    def test_without_the_framework(self):
        response = ask(Shown, headers_of("htmx-4", "line"))
        assert response.content.decode() == '<p id="line">line</p>'


class TestErrors:
    def raised(self, view):
        with pytest.raises(ImproperlyConfigured) as caught:
            ask(view, headers_of("htmx-4", "line"))
        return str(caught.value)

    def test_no_partial(self):
        assert self.raised(Shown.as_view(messages_partial=None)) == (
            "Shown has no partial for messages. Set Shown.messages_partial or the setting HYPERMEDIA_MESSAGES_PARTIAL "
            "to its name, 'base.html#messages', or override Shown.get_messages_partial()."
        )

    def test_no_name(self):
        assert self.raised(Shown.as_view(messages_partial=["messages"])) == (
            "Shown.messages_partial is ['messages']. Make it the name of a partial, 'base.html#messages', or "
            "OOB('base.html#messages-list', target='messages', swap='beforeend')."
        )

    def test_no_id(self):
        assert self.raised(Shown.as_view(messages_partial="a b")) == (
            "Shown.messages_partial: 'a b' is not an element's id: write it without '#' and without spaces."
        )

    def test_setting(self, settings):
        settings.HYPERMEDIA_MESSAGES_PARTIAL = 5
        message = self.raised(Shown.as_view(messages_partial=None))
        assert message.startswith("HYPERMEDIA_MESSAGES_PARTIAL is 5. Make it")


@pytest.mark.usefixtures("middleware")
class TestMiddleware:
    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize("way", SHOWING)
    def test_beside_a_fragment(self, client, way):
        browser = Browser()
        response = browser.ask(way, client)

        assert response.content.decode().count("twice") == 1
        assert response["Cache-Control"] == "private, no-store"
        assert "twice" not in browser.pending()

    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize("way", WAYS)
    def test_kept_by_anything_else(self, client, way):
        browser = Browser()
        assert "twice" not in browser.html(way, client, "unknown", "messages")
        assert "twice" in browser.pending()

    @pytest.mark.parametrize("way", [way for way in SHOWING if way != "view"])
    def test_kept_by_a_plain_browser(self, way):
        browser = Browser()
        assert "twice" not in browser.html(way, "plain")
        assert "twice" in browser.pending()

    def test_kept_by_head(self):
        browser = Browser()
        browser.ask("view", method="head")
        assert "twice" in browser.pending()

    def test_kept_where_alpine_ajax_does_not_ask_for_them(self):
        browser = Browser()
        assert "twice" not in browser.html("view", "alpine-ajax", "line")
        assert "twice" in browser.pending()

    @pytest.mark.parametrize("client", ENHANCED)
    def test_the_mixin_comes_first(self, client):
        assert Browser().html("shown", client).count("twice") == 1

    def test_in_a_charset_that_lacks_a_letter(self):
        browser = Browser()
        browser.get("/add/?more=1")
        assert "&#1076;" in browser.html("latin")

    def test_headers_tell_of_the_new_contents(self):
        response = Browser().ask("counted")
        assert response["Content-Length"] == str(len(response.content))
        assert "ETag" not in response

    def test_a_region_is_not_missed(self):
        """Alpine AJAX asks every view for it, declared there or not."""
        headers = headers_of("alpine-ajax", "line", "messages")
        html = Client().get("/view/", headers=headers).content.decode()
        assert "<h1>" not in html and "messages" not in html

    @pytest.mark.parametrize("client", CLIENTS)
    def test_no_cache_stores_what_a_page_shows_by_itself(self, client):
        response = Browser().ask("itself", client)
        assert response.content.decode().count("twice") == 1
        assert response["Cache-Control"] == "private, no-store"

    def test_without_messages_nothing_is_added(self):
        response = Client().get("/view/", headers=headers_of("htmx-4", "line"))
        assert "hx-partial" not in response.content.decode()
        assert "Cache-Control" not in response

    def test_on_a_condition(self, settings):
        settings.HYPERMEDIA_MESSAGES_PARTIAL = OOB(
            PARTIAL, swap="innerHTML", when=lambda context: context["request"].GET
        )
        browser = Browser()
        assert "twice" not in browser.html("fragment")
        assert "twice" in browser.pending()

    def test_a_partial_that_shows_none(self, settings):
        settings.HYPERMEDIA_MESSAGES_PARTIAL = OOB("unit/parts.html#nothing")
        response = Browser().ask("fragment")
        assert response.content == b"<p>"
        assert "Cache-Control" not in response

    def test_of_an_async_project(self):
        async def answer():
            client = AsyncClient()
            await client.get("/add/")
            return await client.get("/view/", headers=headers_of("htmx-4", "line"))

        assert "twice" in asyncio.run(answer()).content.decode()


class TestMiddlewareErrors:
    def raised(self):
        with pytest.raises(ImproperlyConfigured) as caught:
            MessagesMiddleware(lambda request: HttpResponse())
        return str(caught.value)

    def test_no_setting(self):
        assert self.raised() == (
            "MessagesMiddleware has no partial for messages. Set HYPERMEDIA_MESSAGES_PARTIAL to its name, "
            "'base.html#messages'."
        )

    def test_a_middleware_made_of_djangos_will_do(self, settings):
        settings.HYPERMEDIA_MESSAGES_PARTIAL = PARTIAL
        settings.MIDDLEWARE = [f"{__name__}.Own", OURS]
        assert "twice" in Browser().html("fragment")

    @pytest.mark.parametrize("order", [[OURS], [OURS, DJANGOS], []])
    def test_order(self, settings, order):
        settings.HYPERMEDIA_MESSAGES_PARTIAL = PARTIAL
        settings.MIDDLEWARE = order
        assert self.raised() == (
            f"MessagesMiddleware has to stand after Django's own, which keeps what was not shown. Put '{DJANGOS}' "
            f"before '{OURS}' in MIDDLEWARE."
        )

    def test_no_template(self, settings):
        settings.MIDDLEWARE = [DJANGOS, OURS]
        settings.HYPERMEDIA_MESSAGES_PARTIAL = "messages"
        assert self.raised() == (
            "HYPERMEDIA_MESSAGES_PARTIAL is 'messages', which names no template. Write it in full: "
            "'base.html#messages'."
        )

    def test_no_such_partial(self, settings):
        settings.MIDDLEWARE = [DJANGOS, OURS]
        settings.HYPERMEDIA_MESSAGES_PARTIAL = "unit/parts.html#absent"
        with pytest.raises(
            PartialDoesNotExist, match="^MessagesMiddleware: the template"
        ):
            Browser().ask("view")
