"""Answers without a class-based view: function views, caches, redirects."""

from __future__ import annotations

import asyncio
import pickle

import pytest
from asgiref.sync import iscoroutinefunction
from django.core.exceptions import ImproperlyConfigured
from django.http import (
    Http404,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.template.response import TemplateResponse
from django.views.decorators.csrf import csrf_exempt

from hypermedia_views import PartialTemplateResponse, hypermedia_view
from hypermedia_views.answers import Answer, normalise
from hypermedia_views.protocols import PROTOCOLS, Plain, vary_on
from hypermedia_views.responses import apply

from .asking import (
    CLIENTS,
    DETAILS,
    ENHANCED,
    RESULTS,
    PageView,
    ask,
    factory,
    headers_of,
    text,
)

pytestmark = pytest.mark.usefixtures("engine")

VARY = ", ".join(vary_on(PROTOCOLS))


def contact(request):
    return PartialTemplateResponse(
        request, "unit/page.html", {"title": "Page"}, partial_names=["details"]
    )


@pytest.mark.parametrize("client", ENHANCED)
def test_function_view_gives_the_partial(client):
    assert text(contact, headers_of(client, "details")) == DETAILS


def test_function_view_gives_the_page():
    assert "<h1>Page</h1>" in text(contact)


@pytest.mark.parametrize("client", CLIENTS)
def test_function_view_varies(client):
    assert ask(contact, headers_of(client, "details"))["Vary"] == VARY


@pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
def test_partial_name_answers_every_target(client):
    def view(request):
        return PartialTemplateResponse(
            request, "unit/page.html", partial_name="results"
        )

    assert text(view, headers_of(client, "anything")) == RESULTS


def test_response_has_django_s_arguments_and_is_pickled_when_rendered():
    request = factory.get("/", headers=headers_of("htmx-4", "details"))
    response = PartialTemplateResponse(
        request,
        ["unit/absent.html", "unit/page.html"],
        {},
        "text/html; charset=latin-1",
        418,
        partial_names={"details": "details"},
    )

    response.render()

    assert response.status_code == 418
    assert pickle.loads(pickle.dumps(response)).content == response.content


def test_protocols_of_a_function_view():
    def view(request):
        return PartialTemplateResponse(
            request, "unit/page.html", partial_name="results", protocols=[Plain()]
        )

    assert "<h1>" in text(view, headers_of("htmx-4", "results"))


def test_string_for_partial_names_is_refused():
    with pytest.raises(ImproperlyConfigured) as caught:
        PartialTemplateResponse(
            factory.get("/contact/"), "unit/page.html", partial_names="details"
        )

    assert str(caught.value) == (
        "/contact/: partial_names is 'details'. Make it a list of names, ['details'], or a dict from target ids to "
        "partials, {'panel': 'details'}; or set partial_name to answer every target with one partial."
    )


def test_names_of_other_templates_answer_for_the_id_after_the_hash():
    assert normalise(["base.html#messages", "rows"], "") == {
        "messages": "base.html#messages",
        "rows": "rows",
    }


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse("<p>rendered</p>"),
        HttpResponse(status=204),
        JsonResponse({}),
        StreamingHttpResponse(["a"]),
        HttpResponseRedirect("/"),
        TemplateResponse(factory.get("/"), "unit/page.html", content_type="text/plain"),
        TemplateResponse(factory.get("/"), "unit/page.html").render(),
    ],
    ids=lambda response: f"{type(response).__name__}-{response.get('Content-Type')}",
)
def test_only_an_unrendered_page_of_html_becomes_a_fragment(response):
    request = factory.get("/", headers=headers_of("htmx-4", "details"))
    before = dict(vars(response))

    assert apply(response, request, Answer(partial_names={"details": "details"}))
    assert vars(response) == before


@pytest.mark.parametrize("client", ENHANCED)
def test_response_that_a_middleware_makes_anew(client):
    def view(request):
        old = contact(request)
        return TemplateResponse(request, old.template_name, old.context_data)

    assert text(view, headers_of(client, "details")) == DETAILS


def test_rendering_twice_gives_the_same():
    response = contact(factory.get("/", headers=headers_of("htmx-4", "details")))

    assert response.rendered_content == response.rendered_content


def test_template_response_without_context():
    def view(request):
        response = TemplateResponse(request, "unit/page.html")
        return apply(response, request, Answer(partial_name="details"))

    assert text(view, headers_of("htmx-4")) == DETAILS


class TestHypermediaView:
    def test_vary_is_set(self):
        view = hypermedia_view(lambda request: HttpResponse())
        assert ask(view)["Vary"] == VARY

    def test_vary_is_added_once(self):
        @hypermedia_view
        @hypermedia_view
        def view(request):
            return HttpResponse(headers={"Vary": "Cookie, hx-request"})

        vary = ask(view)["Vary"].split(", ")
        assert vary[:2] == ["Cookie", "hx-request"]
        assert sorted(map(str.lower, vary)) == sorted(
            {"cookie", *map(str.lower, vary_on(PROTOCOLS))}
        )

    def test_vary_of_a_longer_name_is_not_taken_for_ours(self):
        class Negotiating(Plain):
            headers = ("Accept",)

        @hypermedia_view(protocols=[Negotiating()])
        def view(request):
            return HttpResponse(headers={"Vary": "Accept-Language"})

        assert ask(view)["Vary"] == "Accept-Language, Accept"

    def test_view_within_a_view_of_other_protocols(self):
        class Negotiating(Plain):
            headers = ("Accept",)

        outer = hypermedia_view(protocols=[Negotiating()])(PageView.as_view())
        assert ask(outer)["Vary"] == f"{VARY}, Accept"

    def test_view_that_answers_nothing_is_django_s_to_complain_of(self):
        view = hypermedia_view(lambda request: None)
        assert view(factory.get("/")) is None

    def test_vary_on_everything_stays(self):
        view = hypermedia_view(lambda request: HttpResponse(headers={"Vary": "*"}))
        assert ask(view)["Vary"] == "*"

    @pytest.mark.parametrize("method", ["put", "patch", "delete"])
    def test_see_other_after_a_method_that_fetch_would_repeat(self, method):
        view = hypermedia_view(lambda request: HttpResponseRedirect("/"))
        response = ask(view, method=method)
        assert response.status_code == 303
        assert response["Location"] == "/"

    @pytest.mark.parametrize("client", ENHANCED)
    def test_see_other_for_hypermedia_clients(self, client):
        view = hypermedia_view(lambda request: HttpResponseRedirect("/"))
        assert ask(view, headers_of(client, "a"), "post").status_code == 303

    def test_plain_post_keeps_django_s_status(self):
        view = hypermedia_view(lambda request: HttpResponseRedirect("/"))
        assert ask(view, method="post").status_code == 302

    @pytest.mark.parametrize("status", [301, 307, 308])
    def test_other_redirects_keep_their_status(self, status):
        def answer(request):
            response = HttpResponsePermanentRedirect("/")
            response.status_code = status
            return response

        view = hypermedia_view(answer)
        assert ask(view, headers_of("htmx-4"), "delete").status_code == status

    def test_attributes_of_the_view_are_kept(self):
        @hypermedia_view
        @csrf_exempt
        def view(request):
            """Documented."""

        assert view.csrf_exempt
        assert view.__name__ == "view"
        assert view.__doc__ == "Documented."

    def test_async_view_is_awaited_first(self):
        @hypermedia_view
        async def view(request):
            return HttpResponseRedirect("/")

        assert iscoroutinefunction(view)
        response = asyncio.run(view(factory.put("/")))
        assert response.status_code == 303
        assert response["Vary"] == VARY

    def test_exceptions_pass(self):
        @hypermedia_view
        def view(request):
            raise Http404

        with pytest.raises(Http404):
            view(factory.get("/"))

    def test_protocols(self):
        @hypermedia_view(protocols=[Plain()])
        def view(request):
            return HttpResponseRedirect("/")

        response = ask(view, headers_of("htmx-4"))
        assert response.status_code == 302
        assert "Vary" not in response


def test_ids_of_every_page_are_declared_by_a_setting(settings):
    settings.HYPERMEDIA_PARTIAL_NAMES = {
        "messages": "unit/other.html#messages",
        "details": "unit/other.html#rows",
    }

    assert text(contact, headers_of("htmx-4", "messages")) == '<ul id="messages"></ul>'
    both = text(contact, headers_of("alpine-ajax", "details", "messages"))
    assert both == DETAILS + '<ul id="messages"></ul>'
