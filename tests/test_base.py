"""Class-based views: which partial answers, and what the mixins leave alone."""

from __future__ import annotations

import asyncio
import logging
from itertools import permutations

import pytest
from asgiref.sync import iscoroutinefunction
from django.core.exceptions import ImproperlyConfigured
from django.http import (
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import RedirectView, TemplateView, View

from hypermedia_views import HypermediaMixin, PartialTemplateMixin
from hypermedia_views.protocols import PROTOCOLS, HypermediaDetails, Protocol, vary_on

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


class TestSelection:
    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_declared_target(self, client):
        assert text(PageView, headers_of(client, "results")) == RESULTS

    def test_alpine_gets_all_declared_partials(self):
        assert text(PageView, headers_of("alpine-ajax", "results")) == DETAILS + RESULTS

    def test_no_client(self):
        page = text(PageView)
        assert page.startswith("<!doctype html>")
        assert DETAILS in page

    @pytest.mark.parametrize("client", ENHANCED)
    def test_unknown_target_gets_the_page(self, client):
        assert text(PageView, headers_of(client, "secret")) == text(PageView)

    @pytest.mark.parametrize("client", ENHANCED)
    def test_partial_name_for_its_own_id(self, client):
        view = TemplateViewWith(partial_name="details")
        assert text(view, headers_of(client, "details", boosted=True)) == DETAILS

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_partial_name_for_unknown_target(self, client):
        view = TemplateViewWith(partial_name="details", partial_names=["results"])
        assert text(view, headers_of(client, "unknown")) == DETAILS

    def test_alpine_takes_partial_name_where_it_holds_the_id(self):
        view = TemplateViewWith(partial_name="details")
        held = headers_of("alpine-ajax", "details")
        unheld = headers_of("alpine-ajax", "unknown")
        assert text(view, held) == DETAILS
        assert text(view, unheld) == text(view)

    @pytest.mark.parametrize("client", ENHANCED)
    def test_ids_and_partials_of_other_names(self, client):
        view = TemplateViewWith(partial_names={"results": "results", "x": "details"})
        target = "results" if client == "alpine-ajax" else "x"
        assert DETAILS in text(view, headers_of(client, target))

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_boosted_with_a_declared_target(self, client):
        headers = headers_of(client, "results", boosted=True)
        assert text(PageView, headers) == RESULTS

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_boosted_with_an_unknown_target_gets_the_page(self, client):
        view = TemplateViewWith(partial_name="details")
        headers = headers_of(client, "unknown", boosted=True)
        assert text(view, headers) == text(view)

    @pytest.mark.parametrize("client", ENHANCED)
    def test_partial_of_another_template(self, client):
        view = TemplateViewWith(partial_names={"messages": "unit/other.html#messages"})
        html = text(view, headers_of(client, "messages"))
        assert html == '<ul id="messages"></ul>'

    @pytest.mark.parametrize("client", ENHANCED)
    def test_template_name_that_is_itself_a_partial(self, client):
        view = TemplateViewWith(
            template_name="unit/page.html#details", partial_names=["results"]
        )
        assert text(view) == DETAILS
        assert text(view, headers_of(client, "results")) == RESULTS

    def test_page_that_is_itself_a_partial_is_given_whole_when_an_id_is_missing(self):
        view = TemplateViewWith(
            template_name="unit/page.html#details",
            partial_names={"results": "results", "gone": "results"},
        )
        html = text(view, headers_of("alpine-ajax", "results", "gone"))
        assert html == DETAILS + RESULTS

    def test_empty_partial_name_is_none(self):
        view = TemplateViewWith(partial_name="")
        assert text(view, headers_of("htmx-4", "a")) == text(view)

    def test_nothing_declared_is_the_page(self):
        view = TemplateViewWith()
        assert text(view, headers_of("htmx-4", "details")) == text(view)

    def test_head(self):
        response = ask(PageView, headers_of("htmx-4", "results"), "head")
        assert response.content.decode() == RESULTS


def TemplateViewWith(**attributes):
    """A TemplateView of the unit page, set up through ``as_view``."""

    class View(PartialTemplateMixin, TemplateView):
        template_name = "unit/page.html"

    return View.as_view(**attributes)


class TestHooks:
    @pytest.mark.parametrize("client", ENHANCED)
    def test_names_by_hook(self, client):
        class ByHook(PageView):
            partial_names = None

            def get_partial_names(self):
                return {self.kwargs.get("id", "results"): "results"}

            def get_partial_name(self):
                return "results"

        assert text(ByHook, headers_of(client, "results")) == RESULTS

    @pytest.mark.parametrize("client", ENHANCED)
    def test_context_of_a_partial(self, client):
        class WithContext(PageView):
            def get_context_data(self, **kwargs):
                return super().get_context_data(title="Page", partial_name="free")

            def get_partial_context_data(self, partial_name, /, **context):
                assert context["partial_name"] == "free"
                title = f"{context['title']} as {partial_name}"
                return super().get_partial_context_data(
                    partial_name, **(context | {"title": title})
                )

        html = text(WithContext, headers_of(client, "details"))
        assert '<div id="details">details of Page as details</div>' in html
        assert "as details" not in text(WithContext)

    def test_context_of_one_partial_does_not_reach_the_next(self):
        class Leaky(PageView):
            partial_names = ["details", "results"]

            def get_partial_context_data(self, partial_name, /, **context):
                assert "leak" not in context
                context["leak"] = partial_name
                return context

        ask(Leaky, headers_of("alpine-ajax", "details"))

    @pytest.mark.parametrize("client", CLIENTS)
    def test_hypermedia(self, client):
        class Who(HypermediaMixin, View):
            def get(self, request):
                return HttpResponse(self.hypermedia.client)

        assert text(Who, headers_of(client, "a")) == client

    def test_describe_is_called_once(self):
        calls = []

        class Counted(PageView):
            def describe(self, answer):
                calls.append(answer.view)
                return super().describe(answer)

        ask(Counted, headers_of("htmx-4", "details"))
        assert len(calls) == 1
        assert calls[0].endswith("Counted")

    @pytest.mark.parametrize(
        "names", ["details", 5, [("a", "b")], [""], {"details": None}, {"": "details"}]
    )
    def test_other_shapes_of_partial_names_are_refused(self, names):
        class Wrong(PageView):
            partial_names = names

        with pytest.raises(ImproperlyConfigured) as caught:
            ask(Wrong)
        assert str(caught.value) == (
            f"{Wrong.__qualname__}.partial_names is {names!r}. Make it a list of names, ['details'], or a dict from "
            "target ids to partials, {'panel': 'details'}; or set partial_name to answer every target with one partial."
        )

    def test_a_list_from_the_hook_is_names_that_are_ids(self):
        class Listed(PageView):
            def get_partial_names(self):
                return ["details"]

        response = ask(Listed, headers_of("htmx-4", "details"))
        assert response.content.decode().strip() == DETAILS

    def test_other_shapes_from_the_hook_are_refused(self):
        class Wrong(PageView):
            def get_partial_names(self):
                return "details"

        with pytest.raises(ImproperlyConfigured) as caught:
            ask(Wrong)
        assert str(caught.value) == (
            f"{Wrong.__qualname__}.get_partial_names() is 'details'. Make it a list of names, ['details'], or a dict "
            "from target ids to partials, {'panel': 'details'}; or set partial_name to answer every target with one "
            "partial."
        )


class TestAnswersOfOthers:
    """What is not a page passes whole."""

    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize("make", [HttpResponse, lambda: JsonResponse({"a": 1})])
    def test_rendered_answers_stay(self, client, make):
        class Rendered(PageView):
            def get(self, request):
                return make()

        response = ask(Rendered, headers_of(client, "details"))
        assert response.content == make().content
        assert response["Vary"] == VARY

    @pytest.mark.parametrize("client", CLIENTS)
    def test_method_not_allowed(self, client):
        response = ask(PageView, headers_of(client, "details"), "post")
        assert response.status_code == 405
        assert response["Vary"] == VARY

    def test_options(self):
        response = ask(PageView, headers_of("htmx-4", "details"), "options")
        assert response.status_code == 200
        assert response["Vary"] == VARY

    def test_a_method_that_is_an_attribute_of_the_view(self):
        request = factory.generic("DISPATCH", "/", headers=headers_of("htmx-4"))
        assert PageView.as_view()(request).status_code == 405

    def test_redirect_view(self):
        class Away(HypermediaMixin, RedirectView):
            url = "/away/"

        response = ask(Away, headers_of("htmx-2", "a"))
        assert (response.status_code, response["Location"]) == (303, "/away/")
        assert ask(Away).status_code == 302

    def test_own_response_class_is_kept(self):
        class Themed(TemplateResponse):
            def resolve_template(self, template):
                if isinstance(template, str):
                    template = f"unit/{template}"
                return super().resolve_template(template)

        class ThemedView(PageView):
            response_class = Themed

            def get_template_names(self):
                return "page.html"

        assert "<h1>" in text(ThemedView)
        assert (
            text(ThemedView, headers_of("alpine-ajax", "details")) == DETAILS + RESULTS
        )

    def test_partial_response_of_the_handler_says_its_own_partials(self):
        from hypermedia_views import PartialTemplateResponse

        class Own(PageView):
            partial_names = ["details"]

            def get(self, request):
                return PartialTemplateResponse(
                    request, "unit/page.html", partial_names={"details": "results"}
                )

        assert text(Own, headers_of("htmx-4", "details")) == RESULTS


class Guard(View):
    """Answers in place of the view, without asking it."""

    def dispatch(self, request, *args, **kwargs):
        if request.GET.get("in"):
            return super().dispatch(request, *args, **kwargs)
        return self.deny(request)


class Redirecting(Guard):
    def deny(self, request):
        return HttpResponseRedirect("/login/")


class Denying(Guard):
    def deny(self, request):
        return TemplateResponse(
            request, "unit/page.html", {"title": "Denied"}, status=403
        )


class TestGuards:
    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize("guard", [Redirecting, Denying])
    @pytest.mark.parametrize("order", list(permutations(range(3))))
    def test_guard_s_answer_passes_whole_and_no_hook_runs(self, client, guard, order):
        class Hooked(PartialTemplateMixin):
            partial_name = "details"

            def get_partial_names(self):
                raise AssertionError("a hook ran for a guard's answer")

        bases = [Hooked, guard, HypermediaMixinFirst]
        view = type("Guarded", (*(bases[i] for i in order), TemplateView), {})
        response = ask(
            view.as_view(template_name="unit/page.html"), headers_of(client, "details")
        )

        if guard is Denying:
            assert response.status_code == 403
            assert "<h1>Denied</h1>" in response.content.decode()
        else:
            assert response.status_code == (303 if client != "plain" else 302)
            assert response["Location"] == "/login/"
        assert response["Vary"] == VARY

    @pytest.mark.parametrize("bases", list(permutations([PartialTemplateMixin, Guard])))
    @pytest.mark.parametrize("client", ENHANCED)
    def test_guard_that_lets_through(self, bases, client):
        class Guarded(*bases, TemplateView):
            template_name = "unit/page.html"
            partial_names = ["results"]

        request = factory.get("/?in=1", headers=headers_of(client, "results"))
        response = Guarded.as_view()(request).render()
        assert response.content.decode().strip() == RESULTS

    def test_guard_by_a_decorated_dispatch(self):
        def closed(view):
            return lambda request, *args, **kwargs: HttpResponseRedirect("/closed/")

        @method_decorator(closed, name="dispatch")
        class Closed(PageView):
            pass

        response = ask(Closed, headers_of("htmx-4", "results"))
        assert (response.status_code, response["Vary"]) == (303, VARY)

    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize("status", [401, 403, 404])
    def test_guard_by_a_decorated_handler(self, client, status):
        def closed(view):
            return lambda request, *args, **kwargs: TemplateResponse(
                request, "unit/none.html", status=status
            )

        @method_decorator(closed, name="get")
        class Closed(PageView):
            pass

        response = ask(Closed, headers_of(client, "results"))
        assert response.status_code == status
        assert "no partials" in response.content.decode()

    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize("status", [409, 422])
    def test_answer_of_the_view_with_another_status(self, client, status):
        class Invalid(PageView):
            def get(self, request):
                return self.render_to_response({}, status=status)

        response = ask(Invalid, headers_of(client, "results"))
        assert response.status_code == status
        assert RESULTS in response.content.decode()
        assert "<h1>" not in response.content.decode()

    def test_answer_put_in_place_of_the_handler_s(self):
        class Replacing(View):
            def dispatch(self, request, *args, **kwargs):
                super().dispatch(request, *args, **kwargs)
                return TemplateResponse(request, "unit/page.html", {"title": "Late"})

        class Replaced(PartialTemplateMixin, Replacing, TemplateView):
            template_name = "unit/page.html"
            partial_names = ["results"]

        assert "<h1>Late</h1>" in text(Replaced, headers_of("htmx-4", "results"))


class HypermediaMixinFirst(HypermediaMixin):
    """One more base, so that there are orders to try."""


class TestAsView:
    def test_csrf_exempt_of_a_base_s_dispatch(self):
        class Exempt(PartialTemplateMixin, csrf_exempt_view()):
            pass

        assert Exempt.as_view().csrf_exempt

    def test_decorated_subclass_keeps_the_base_s_attributes(self):
        def marked(view):
            view.marked = True
            return view

        @method_decorator(marked, name="dispatch")
        class Marked(PartialTemplateMixin, csrf_exempt_view()):
            pass

        view = Marked.as_view()
        assert view.csrf_exempt
        assert view.marked

    def test_overridden_dispatch_hides_them_as_in_django(self):
        class Strict(csrf_exempt_view()):
            def dispatch(self, request, *args, **kwargs):
                return super().dispatch(request, *args, **kwargs)

        class Mixed(PartialTemplateMixin, Strict):
            pass

        assert not hasattr(Strict.as_view(), "csrf_exempt")
        assert not hasattr(Mixed.as_view(), "csrf_exempt")

    def test_view_class_and_initkwargs(self):
        view = PageView.as_view(partial_name="details")
        assert view.view_class is PageView
        assert view.view_initkwargs == {"partial_name": "details"}

    def test_unknown_attribute(self):
        with pytest.raises(TypeError, match="invalid keyword 'partial'"):
            PageView.as_view(partial="details")


def csrf_exempt_view():
    @method_decorator(csrf_exempt, name="dispatch")
    class Exempt(TemplateView):
        template_name = "unit/page.html"

    return Exempt


class TestAsync:
    class AsyncPage(PartialTemplateMixin, View):
        partial_names = ["results"]

        async def get(self, request):
            return TemplateResponse(request, "unit/page.html")

    def answer(self, view, headers, method="get"):
        view = view.as_view()
        assert iscoroutinefunction(view)
        request = getattr(factory, method)("/", headers=headers)
        return asyncio.run(view(request))

    @pytest.mark.parametrize("client", ENHANCED)
    def test_partial(self, client):
        response = self.answer(self.AsyncPage, headers_of(client, "results"))
        assert response.render().content.decode().strip() == RESULTS
        assert response["Vary"] == VARY

    def test_page(self):
        response = self.answer(self.AsyncPage, {})
        assert "<h1>" in response.render().content.decode()

    def test_method_not_allowed(self):
        response = self.answer(self.AsyncPage, headers_of("htmx-4"), "put")
        assert (response.status_code, response["Vary"]) == (405, VARY)

    def test_hooks_may_query(self, transactional_db):
        from sandbox.contacts.models import Contact

        class Querying(self.AsyncPage):
            def get_partial_names(self):
                Contact.objects.count()
                return {"results": "results"}

        response = self.answer(Querying, headers_of("htmx-4", "results"))
        assert response.render().content.decode().strip() == RESULTS

    def test_guard(self):
        class Guarded(PartialTemplateMixin, View):
            async def get(self, request):
                raise AssertionError

            async def deny(self):
                return HttpResponseRedirect("/login/")

        class AsyncGuard(Guarded):
            def dispatch(self, request, *args, **kwargs):
                return self.deny()

        response = self.answer(AsyncGuard, headers_of("htmx-4"))
        assert (response.status_code, response["Vary"]) == (303, VARY)


class Unpoly(Protocol):
    """The example of the docs, shortened: Unpoly names its targets by selector."""

    name = "unpoly"
    headers = ("X-Up-Version", "X-Up-Target")

    def read(self, request):
        if "X-Up-Version" not in request.headers:
            return None
        selectors = request.headers.get("X-Up-Target", "").split(",")
        targets = tuple(part.strip().removeprefix("#") for part in selectors)
        return HypermediaDetails(self, targets=targets, wants_partial=True)


class TestOwnProtocol:
    class UnpolyPage(PageView):
        protocols = (Unpoly(), *PROTOCOLS)

    def test_it_answers(self):
        headers = {"X-Up-Version": "3.14.3", "X-Up-Target": "#results"}
        assert text(self.UnpolyPage, headers) == RESULTS

    def test_vary_names_its_headers(self):
        assert ask(self.UnpolyPage)["Vary"] == f"X-Up-Version, X-Up-Target, {VARY}"

    def test_a_guard_s_answer_varies_on_them_too(self):
        class Guarded(Redirecting, self.UnpolyPage):
            pass

        assert ask(Guarded)["Vary"].startswith("X-Up-Version, X-Up-Target, ")

    def test_other_views_do_not_know_it(self):
        headers = {"X-Up-Version": "3.14.3", "X-Up-Target": "#results"}
        assert text(PageView, headers) == text(PageView)

    def test_it_may_be_given_to_as_view(self):
        view = PageView.as_view(protocols=(Unpoly(),))
        headers = {"X-Up-Version": "3.14.3", "X-Up-Target": "#results"}
        assert text(view, headers) == RESULTS
        assert ask(view)["Vary"] == "X-Up-Version, X-Up-Target"


class TestWarning:
    """With DEBUG on, an undeclared target is in the log."""

    @pytest.fixture(autouse=True)
    def debug(self, settings, caplog):
        settings.DEBUG = True
        caplog.set_level(logging.WARNING, "hypermedia_views")

    @pytest.mark.parametrize("client", ENHANCED)
    def test_unknown_target(self, client, caplog):
        ask(PageView, headers_of(client, "contactz"))
        assert caplog.messages == [
            f"PageView at '/': {client} asked for 'contactz', which is not declared. Declared: 'details', 'results'. "
            "Add it to partial_names, or if it is on every page to HYPERMEDIA_PARTIAL_NAMES."
        ]

    @pytest.mark.parametrize("boosted", [True, False])
    def test_partial_name_does_not_answer_what_is_boosted(self, boosted, caplog):
        view = PageView.as_view(partial_name="details", partial_names=None)
        ask(view, headers_of("htmx-4", "elsewhere", boosted=boosted))
        assert ("asked for 'elsewhere'" in caplog.text) == boosted

    def test_nothing_declared(self, caplog):
        ask(TemplateViewWith(), headers_of("htmx-4", "a"))
        assert "Declared: none." in caplog.text

    def test_long_and_unprintable_values_are_shortened(self, caplog):
        ask(PageView, headers_of("htmx-2", "a\x1b[31m" + "b" * 8000))
        assert "\x1b" not in caplog.text
        assert len(caplog.messages[0]) < 300

    @pytest.mark.parametrize("client", ENHANCED)
    def test_declared_target(self, client, caplog):
        ask(PageView, headers_of(client, "details"))
        assert caplog.messages == []

    def test_partial_name_alone_means_every_target(self, caplog):
        ask(TemplateViewWith(partial_name="details"), headers_of("htmx-4", "any"))
        assert caplog.messages == []

    def test_many_values_are_cut(self, caplog):
        ask(PageView, headers_of("alpine-ajax", *(f"id{n}" for n in range(1000))))
        assert len(caplog.messages[0]) < 300

    @pytest.mark.parametrize("client", ENHANCED)
    def test_rendered_answer(self, client, caplog):
        class Rendered(PageView):
            def get(self, request):
                return render(request, self.template_name)

        ask(Rendered, headers_of(client, "details"))
        assert caplog.messages == [
            f"{Rendered.__qualname__} at '/': {client} asked for a partial, but the view answered with a rendered "
            "HttpResponse. Answer with a TemplateResponse."
        ]

    def test_rendered_answer_to_a_browser(self, caplog):
        class Rendered(PageView):
            def get(self, request):
                return render(request, self.template_name)

        ask(Rendered)
        assert caplog.messages == []

    def test_no_answer_is_django_s_to_complain_of(self):
        class Forgetful(PageView):
            def get(self, request):
                pass

        assert (
            Forgetful.as_view()(
                factory.get("/", headers=headers_of("htmx-4", "details"))
            )
            is None
        )

    def test_redirect(self, caplog):
        class Away(PageView):
            def get(self, request):
                return HttpResponseRedirect("/")

        ask(Away, headers_of("htmx-4", "details"))
        assert caplog.messages == []

    def test_page_wanted(self, caplog):
        ask(PageView, {"HX-Request-Type": "full", "HX-Target": "div#any"})
        assert caplog.messages == []

    def test_silent_without_debug(self, settings, caplog):
        settings.DEBUG = False
        ask(PageView, headers_of("htmx-4", "any"))
        assert caplog.messages == []
