"""Failures that were seen in the field, and that must never happen here. Each test has its failure's name.

Those that only a browser can show stand in ``tests/browser/test_failures.py``.
"""

from __future__ import annotations

import copy
import datetime
import itertools
import json
import re
import subprocess
import sys
import uuid
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.cache import cache
from django.http import (
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.middleware.csrf import CsrfViewMiddleware
from django.template import engines
from django.test import Client
from django.urls import path
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_page
from django.views.generic import DeleteView, DetailView, ListView, TemplateView, View

import hypermedia_views
from hypermedia_views import (
    OOB,
    OOBSwapMixin,
    PartialDoesNotExist,
    PartialTemplateMixin,
    TriggerEventMixin,
)
from hypermedia_views.protocols import PROTOCOLS, Plain, vary_on
from sandbox.contacts.factories import ContactFactory
from sandbox.contacts.models import Contact

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
from .engines import definition

pytestmark = pytest.mark.usefixtures("engine")


@pytest.mark.parametrize("client", ENHANCED)
@pytest.mark.parametrize(
    "target", ["secret", "unit/page.html#secret", "#secret", "page.html"]
)
def test_01_undeclared_partial_is_never_rendered(client, target):
    html = text(PageView, headers_of(client, target))

    assert "secret" not in html
    assert html == text(PageView)


@pytest.mark.parametrize("client", ENHANCED)
def test_02_unknown_target_is_no_error(client):
    response = ask(PageView, headers_of(client, "unknown"))

    assert response.status_code == 200
    assert "<h1>" in response.content.decode()


def test_03_htmx_4_target_has_its_tag_and_is_percent_encoded():
    class French(PageView):
        partial_names = {"résultats": "results"}

    headers = {"HX-Request-Type": "partial", "HX-Target": "div#r%C3%A9sultats"}
    assert text(French, headers) == RESULTS


@pytest.mark.parametrize("targets", [("details", "results"), ("results",)])
def test_04_two_alpine_targets_get_every_declared_partial(targets):
    assert text(PageView, headers_of("alpine-ajax", *targets)) == DETAILS + RESULTS


@pytest.mark.parametrize("targets", [("details", "synced"), ("synced",)])
def test_04_an_undeclared_sync_id_gets_the_page(targets):
    assert text(PageView, headers_of("alpine-ajax", *targets)) == text(PageView)


def test_04_a_declared_id_that_was_not_rendered_gets_the_page():
    class Renamed(PageView):
        partial_names = {"details": "results"}

    assert text(Renamed, headers_of("alpine-ajax", "details")) == text(Renamed)


def test_04_an_undeclared_sync_id_costs_no_partial_of_another_template():
    class Elsewhere(PageView):
        partial_names = {"messages": "unit/other.html#messages"}

    html = text(Elsewhere, headers_of("alpine-ajax", "messages", "synced"))

    assert "<h1>" in html
    assert '<ul id="messages"></ul>' in html


class CachedPage(PageView):
    """Says how often it was rendered."""

    renderings = itertools.count(1)

    def get_context_data(self, **kwargs):
        return super().get_context_data(title=f"No. {next(self.renderings)}")


@pytest.fixture
def empty_cache():
    cache.clear()
    yield
    cache.clear()


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_05_a_shared_cache_mixes_nothing_up(empty_cache, order):
    view = cache_page(60)(CachedPage.as_view())
    asked = {
        "page": {},
        "details": headers_of("htmx-4", "details"),
        "results": headers_of("htmx-4", "results"),
        "alpine": headers_of("alpine-ajax", "results"),
    }
    first = {}
    for name in (list(asked)[place] for place in order):
        first[name] = ask(view, asked[name])
    for name, headers in asked.items():
        again = ask(view, headers)
        assert again.content == first[name].content, f"{name} was not cached"
        assert again["Vary"] == ", ".join(vary_on(PROTOCOLS))

    assert "<h1>" in first["page"].content.decode()
    assert first["details"].content.startswith(b'<div id="details">')
    assert first["results"].content.decode() == RESULTS
    both = first["alpine"].content.decode()
    assert "<h1>" not in both
    assert 'id="details"' in both and 'id="results"' in both


@pytest.mark.parametrize("client", CLIENTS)
def test_05_every_representation_varies(client):
    class Every(PageView):
        def get(self, request):
            if request.GET:
                return HttpResponseRedirect("/")
            return super().get(request)

    expected = ", ".join(vary_on(PROTOCOLS))
    headers = headers_of(client, "details")
    redirect = Every.as_view()(factory.get("/?away=1", headers=headers))
    for response in (ask(Every, headers), redirect, ask(Every, headers, "post")):
        assert response["Vary"] == expected


def test_05_not_modified_varies(settings):
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = ["django.middleware.http.ConditionalGetMiddleware"]

    first = Client().get("/")
    second = Client().get("/", headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, second.status_code) == (200, 304)
    assert second["Vary"] == first["Vary"] == ", ".join(vary_on(PROTOCOLS))


urlpatterns = [path("", PageView.as_view())]


@pytest.mark.parametrize(
    "headers",
    [
        {"HX-History-Restore-Request": "true", "HX-Request-Type": "full"},
        {"HX-History-Restore-Request": "true"},
        headers_of("htmx-2", "results") | {"HX-History-Restore-Request": "true"},
        headers_of("htmx-4", "results") | {"HX-Request-Type": "full"},
        headers_of("htmx-2", boosted=True),
        headers_of("htmx-4", boosted=True) | {"HX-Target": "body"},
        headers_of("htmx-4", boosted=True)
        | {"HX-Target": "body", "HX-Request-Type": "full"},
    ],
    ids=[
        "restored by htmx 4.0.1",
        "restored by htmx 4.0.0-beta6",
        "restored by htmx 2",
        "full",
        "boosted by htmx 2",
        "boosted body of htmx 4",
        "boosted by htmx 4",
    ],
)
def test_06_a_request_for_the_page_gets_the_page(headers):
    class WithDefault(PageView):
        partial_name = "details"

    response = ask(WithDefault, headers)

    assert "<h1>" in response.content.decode()
    assert response["Vary"] == ", ".join(vary_on(PROTOCOLS))


@pytest.mark.django_db
@pytest.mark.parametrize("client", CLIENTS)
def test_07_the_method_is_never_read_from_the_query(client):
    class Delete(PartialTemplateMixin, DeleteView):
        model = Contact
        template_name = "unit/page.html"
        partial_names = ["details"]
        success_url = "/"

    contact = ContactFactory()
    request = factory.get(
        "/?_method=DELETE&_method=POST", headers=headers_of(client, "details")
    )

    assert Delete.as_view()(request, pk=contact.pk).status_code == 200
    assert Contact.objects.filter(pk=contact.pk).exists()


class Login(View):
    """Lets nobody in, in the manner of LoginRequiredMixin."""

    def dispatch(self, request, *args, **kwargs):
        return HttpResponseRedirect("/login/")


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("order", list(itertools.permutations(range(2))))
def test_08_a_guard_holds_in_every_order_among_the_mixins(client, order):
    bases = [PartialTemplateMixin, Login]

    class Guarded(*(bases[place] for place in order), TemplateView):
        template_name = "unit/page.html"
        partial_names = ["details"]

        def get(self, request):
            raise AssertionError("the guard let it through")

    response = ask(Guarded, headers_of(client, "details"))
    assert response["Location"] == "/login/"
    assert response.content == b""


def test_09_python_protects_the_place_of_the_mixins():
    """To the right of ``View`` a mixin would do nothing. (To the right of a generic view it works.)"""
    with pytest.raises(TypeError, match="method resolution"):

        class Ignored(View, PartialTemplateMixin):
            pass


@pytest.mark.parametrize("client", ENHANCED)
def test_09_a_mixin_right_of_a_generic_view_is_not_ignored(client):
    class Right(TemplateView, PartialTemplateMixin):
        template_name = "unit/page.html"
        partial_names = ["results"]

    response = ask(Right, headers_of(client, "results"))
    assert response.content.decode().strip() == RESULTS
    assert response["Vary"] == ", ".join(vary_on(PROTOCOLS))


def test_10_a_partial_is_bound_to_the_first_template_that_loads(engine):
    class Listed(PageView):
        partial_names = ["rows"]

        def get_template_names(self):
            return ["unit/absent.html", "unit/mine.html", "unit/other.html"]

    with pytest.raises(PartialDoesNotExist) as caught:
        ask(Listed, headers_of("htmx-4", "rows"))

    assert str(caught.value) == (
        f"{Listed.__qualname__}: the template 'unit/mine.html' has no partial 'rows' (engine {engine!r}). Partials "
        "found there: 'mine'. It is the first of 'unit/absent.html', 'unit/mine.html', 'unit/other.html' that loads, "
        f"and only its own partials count. Add {definition('rows')} to it, correct the name, or "
        "name the template that defines it: 'template.html#rows'."
    )


def test_11_a_missing_partial_says_where_it_was_looked_for(engine):
    class Misspelt(PageView):
        partial_names = {"results": "result"}

    with pytest.raises(PartialDoesNotExist) as caught:
        ask(Misspelt, headers_of("htmx-2", "results"))

    assert str(caught.value) == (
        f"{Misspelt.__qualname__}: the template 'unit/page.html' has no partial 'result' (engine {engine!r}). Partials "
        f"found there: 'details', 'results', 'secret'. Add {definition('result')} to it, "
        "correct the name, or name the template that defines it: 'template.html#result'."
    )


class Parts(OOBSwapMixin, TriggerEventMixin, PartialTemplateMixin, TemplateView):
    template_name = "unit/parts.html"
    partial_names = ["line"]
    oob_partials = ["count"]
    trigger_events = {"saved": {"n": 2}}


@pytest.mark.parametrize("present", ["saved, more", '{"saved": {"n": 1}, "more": {}}'])
def test_12_events_of_other_code_are_kept(present):
    class Merging(Parts):
        def render_to_response(self, context):
            return super().render_to_response(context, headers={"HX-Trigger": present})

    events = json.loads(ask(Merging, headers_of("htmx-4", "line"))["HX-Trigger"])

    first = {"n": 1} if "1" in present else {}
    assert list(events) == ["saved", "more"]
    assert events["saved"]["details"] == [first, {"n": 2}]


@pytest.mark.parametrize(
    ("client", "header"),
    [("htmx-2", "HX-Trigger-After-Swap"), ("htmx-4", "HX-Trigger")],
)
def test_13_events_go_where_the_version_reads_them_after_the_swap(client, header):
    response = ask(Parts, headers_of(client, "line"))
    assert [name for name in response.headers if "Trigger" in name] == [header]


def test_14_details_that_json_does_not_know_and_text_that_headers_do_not():
    detail = {
        "day": gettext_lazy("Monday"),
        "on": datetime.date(2026, 11, 21),
        "sum": Decimal("1.5"),
        "id": uuid.UUID(int=1),
        "who": Contact(pk=5),
        "name": "Жан",
    }
    view = Parts.as_view(trigger_events={"saved": detail})
    header = ask(view, headers_of("htmx-4", "line"))["HX-Trigger"]

    assert header.isascii()
    assert list(json.loads(header)["saved"].values()) == [
        "body",
        "Monday",
        "2026-11-21",
        "1.5",
        str(uuid.UUID(int=1)),
        5,
        "Жан",
    ]


@pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
def test_15_parts_alone_leave_the_main_target_alone(client):
    view = Parts.as_view(partial_names=None)
    response = ask(view, headers_of(client, "elsewhere"), "get")
    assert response["HX-Reswap"].split()[0] == "none"


@pytest.mark.parametrize("client", ENHANCED)
def test_17_ids_are_escaped(client):
    part = OOB("entry", target='"><script>alert(1)</script>', swap="innerHTML")
    html = text(Parts.as_view(oob_partials=[part]), headers_of(client, "line"))

    assert "<script>" not in html
    assert '"">' not in html


@pytest.mark.parametrize("client", ENHANCED)
@pytest.mark.parametrize(
    "answer",
    [
        lambda: HttpResponseRedirect("/"),
        lambda: HttpResponse(status=204),
        lambda: HttpResponse(status=304),
        lambda: StreamingHttpResponse(["<p>"]),
        lambda: JsonResponse({}),
    ],
    ids=["redirect", "no content", "not modified", "stream", "JSON"],
)
def test_18_nothing_is_appended_to_what_is_no_fragment(client, answer):
    class Other(Parts):
        def get(self, request):
            return answer()

    response = ask(Other, headers_of(client, "line"))
    assert b"".join(response) == b"".join(answer())


@pytest.mark.parametrize("client", ENHANCED)
def test_18_nothing_is_appended_for_head(client):
    assert b"count" not in ask(Parts, headers_of(client, "line"), "head").content


def test_19_every_id_that_alpine_ajax_asks_for_is_in_the_answer():
    html = text(Parts, headers_of("alpine-ajax", "line", "count"))
    assert 'id="line"' in html and 'id="count"' in html and "<h1>" not in html
    assert "<h1>" in text(Parts, headers_of("alpine-ajax", "line", "log"))


def test_20_alpine_requests_that_share_one_fetch_both_find_their_target():
    """The shared fetch names the first one's target only."""
    first = text(PageView, headers_of("alpine-ajax", "details"))
    second = text(PageView, headers_of("alpine-ajax", "results"))

    assert first == second == DETAILS + RESULTS


def test_31_no_request_changes_what_a_class_declares():
    class Changing(PageView):
        partial_names = {"details": "details"}

        def get_partial_names(self):
            names = super().get_partial_names()
            names["results"] = "results"
            return names

    before = copy.deepcopy(Changing.partial_names)
    ask(Changing, headers_of("htmx-4", "results"))

    assert Changing.partial_names == before


def test_31_no_request_changes_what_a_caller_passed():
    names = {"details": "details"}

    class Passing(PageView):
        def get_partial_names(self):
            found = super().get_partial_names()
            found.clear()
            return found

    ask(Passing.as_view(partial_names=names), headers_of("htmx-4", "details"))

    assert names == {"details": "details"}


def test_32_import_needs_no_settings():
    """In an interpreter of its own: nothing configured, ``contrib.auth`` not touched."""
    code = (
        "import sys, hypermedia_views;"
        "from django.conf import settings;"
        "assert not settings.configured;"
        "assert not [name for name in sys.modules if name.startswith('django.contrib.auth')]"
    )
    subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        check=True,
        cwd=Path(hypermedia_views.__file__).parents[1],
    )


@pytest.mark.parametrize(
    "attributes, expected",
    [
        ({"template_name": "unit/other.html", "partial_names": ["messages"]}, "page"),
        ({"partial_name": "results", "partial_names": None}, RESULTS),
        ({"partial_names": {"details": "results"}}, RESULTS),
        ({"protocols": (Plain(),)}, "page"),
        (
            {"extra_context": {"title": "Given"}},
            '<div id="details">details of Given</div>',
        ),
    ],
)
def test_33_as_view_takes_every_attribute(attributes, expected):
    headers = headers_of("htmx-4", "details")
    html = text(PageView.as_view(**attributes), headers)

    assert html == expected or (expected == "page" and html.startswith("<"))
    assert html != text(PageView, headers)


@pytest.mark.django_db
@pytest.mark.parametrize("client", ENHANCED)
@pytest.mark.parametrize(
    "generic, attributes",
    [(ListView, {}), (DetailView, {"slug_field": "email"})],
    ids=["list", "detail"],
)
def test_33_as_view_takes_every_attribute_of_generic_views(client, generic, attributes):
    class Generic(PartialTemplateMixin, generic):
        pass

    contact = ContactFactory()
    view = Generic.as_view(
        model=Contact,
        template_name="unit/page.html",
        partial_names=["results"],
        **attributes,
    )
    request = factory.get("/", headers=headers_of(client, "results"))
    kwargs = {"slug": contact.email} if attributes else {}
    assert view(request, **kwargs).render().content.decode().strip() == RESULTS


@pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
def test_34_a_partial_inside_a_condition_is_reached_by_declaration_only(client):
    """Django registers it whether or not the condition holds, so a header must never be what names it."""

    class Conditional(PageView):
        template_name = "unit/conditional.html"
        partial_names = ["open"]

    html = text(Conditional, headers_of(client, "staff"))

    assert "for staff" not in html
    assert text(Conditional, headers_of(client, "open")) == '<p id="open">open</p>'


#: What begins and ends a partial of the page, in each engine.
PARTIAL = {
    "django": ("{% partialdef who inline %}", "{% endpartialdef %}"),
    "jinja2": ("{% block who %}", "{% endblock %}"),
}
#: The request, the token, and what two context processors give.
WHO = re.compile(r'<p id="who">/ (\w{64}) AnonymousUser htmx-4</p>')


class Who(OOBSwapMixin, PartialTemplateMixin, TemplateView):
    partial_names = ["who"]

    def get_template_names(self):
        engine = next(iter(engines))
        start, end = PARTIAL[engine]
        who = "{{ request.path }} {{ csrf_token }} {{ user }} {{ client }}"
        source = f'<h1>Who</h1>{start}<p id="who">{who}</p>{end}'
        return engines[engine].from_string(source)


@pytest.mark.parametrize("client", CLIENTS)
def test_35_a_block_has_request_token_and_context_processors(client):
    html = text(Who, headers_of(client, "who"))

    assert WHO.search(html)
    assert ("<h1>" in html) == (client == "plain")


@pytest.mark.parametrize("client", ENHANCED)
def test_35_so_has_a_block_beside_another(client):
    view = Who.as_view(
        partial_names={"details": "unit/page.html#details"}, oob_partials=["who"]
    )
    html = text(view, headers_of(client, "details"))

    assert DETAILS in html
    assert re.search(WHO.pattern.removeprefix('<p id="who"'), html)
    assert "<h1>" not in html


@pytest.mark.parametrize("client", CLIENTS)
def test_35_its_token_is_the_browser_s(client):
    request = factory.get("/", headers=headers_of(client, "who"))
    [token] = WHO.findall(Who.as_view()(request).render().content.decode())
    cookie = {"HTTP_COOKIE": f"csrftoken={request.META['CSRF_COOKIE']}"}
    sent = factory.post("/", {"csrfmiddlewaretoken": token}, **cookie)

    middleware = CsrfViewMiddleware(lambda request: None)
    middleware.process_request(sent)
    assert middleware.process_view(sent, ask, (), {}) is None
    assert sent.csrf_processing_done


@pytest.mark.parametrize("client", CLIENTS)
def test_37_no_content_is_never_sent_to_alpine_ajax(client):
    class Nothing(Parts):
        def post(self, request):
            return HttpResponse(status=204)

    response = ask(Nothing, headers_of(client, "line"), "post")
    assert (response.status_code == 204) == (client != "alpine-ajax")


@pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
def test_38_a_location_is_never_parsed_as_configuration(client):
    class Away(Parts):
        def get(self, request):
            return HttpResponse(headers={"HX-Location": "/d?n=1,path:/evil"})

    location = ask(Away, headers_of(client, "line"))["HX-Location"]
    assert json.loads(location)["path"] == "/d?n=1,path:/evil"


@pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
def test_39_addresses_and_selectors_arrive(client):
    class Pushing(Parts):
        def get(self, request):
            headers = {"HX-Push-Url": "true", "HX-Retarget": "#привет"}
            headers["HX-Replace-Url"] = "/ж"
            return HttpResponse(headers=headers)

    response = ask(Pushing, headers_of(client, "line"))
    assert response["HX-Push-Url"] == "/"
    assert response["HX-Replace-Url"] == "/%D0%B6"
    assert response["HX-Retarget"].isascii()


@pytest.mark.parametrize("client", ENHANCED)
def test_40_an_event_names_its_target(client):
    response = ask(Parts, headers_of(client, "line"))
    [header] = [response[name] for name in response.headers if "Trigger" in name]
    assert json.loads(header)["saved"]["target"] == "body"


@pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
def test_41_a_row_is_deleted_in_so_many_words(client):
    parts = [OOB("row-5", swap="delete"), "count"]
    response = ask(Parts.as_view(oob_partials=parts), headers_of(client, "row-5"))

    assert response["HX-Reswap"].split()[0] == "delete"
    assert "count" in response.content.decode()
