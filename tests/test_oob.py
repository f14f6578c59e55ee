"""What travels beside a fragment, as each client finds it."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.views.generic import FormView, TemplateView

from hypermedia_views import (
    OOB,
    OOBSwapMixin,
    PartialTemplateMixin,
    PartialTemplateResponse,
)
from sandbox.contacts.forms import ContactForm

from .asking import CLIENTS, ENHANCED, ask, factory, headers_of, text

pytestmark = pytest.mark.usefixtures("engine")

LINE = '<p id="line">line</p>'
COUNT = '<b id="count">0</b>'


class Parts(OOBSwapMixin, PartialTemplateMixin, TemplateView):
    template_name = "unit/parts.html"
    partial_names = ["line"]
    oob_partials = ["count"]

    def post(self, request):
        return self.render_to_response(self.get_context_data())


def parts(*oob_partials, **attributes):
    """The view with other parts, and other attributes."""
    return Parts.as_view(oob_partials=list(oob_partials), **attributes)


def beside(view, client, *targets):
    """What stands beside the line in the answer to a client that asks for it."""
    html = text(view, headers_of(client, *(targets or ("line",))))
    assert html.startswith(LINE), html
    return html.removeprefix(LINE)


class TestWireForm:
    @pytest.mark.parametrize(
        ("client", "html"),
        [
            (
                "htmx-2",
                '<template><b hx-swap-oob="outerHTML:#count" id="count">0</b></template>',
            ),
            (
                "htmx-4",
                f'<hx-partial hx-target="#count" hx-swap="outerHTML">{COUNT}</hx-partial>',
            ),
            ("alpine-ajax", COUNT),
        ],
    )
    def test_element(self, client, html):
        assert beside(Parts, client) == html

    @pytest.mark.parametrize(
        ("client", "html"),
        [
            (
                "htmx-2",
                '<template><div hx-swap-oob="beforeend:#log"><li>nobody</li></div></template>',
            ),
            (
                "htmx-4",
                '<hx-partial hx-target="#log" hx-swap="beforeend"><li>nobody</li></hx-partial>',
            ),
            ("alpine-ajax", '<div id="log"><li>nobody</li></div>'),
        ],
    )
    def test_contents(self, client, html):
        assert beside(parts(OOB("entry", "log", "beforeend")), client) == html

    @pytest.mark.parametrize(
        ("client", "html"),
        [
            (
                "htmx-2",
                '<template><!-- a row --><tr hx-swap-oob="outerHTML:#row" id="row"><td>1</td></tr></template>',
            ),
            (
                "htmx-4",
                '<hx-partial hx-target="#row" hx-swap="outerHTML"><!-- a row --><tr id="row"><td>1</td></tr>'
                "</hx-partial>",
            ),
            (
                "alpine-ajax",
                '<table><tbody><!-- a row --><tr id="row"><td>1</td></tr></tbody></table>',
            ),
        ],
    )
    def test_row(self, client, html):
        assert beside(parts("row"), client) == html

    @pytest.mark.parametrize(
        ("client", "html"),
        [
            (
                "htmx-2",
                '<template><tbody hx-swap-oob="afterend:#one"><!-- a row --><tr id="row"><td>1</td></tr></tbody>'
                "</template>",
            ),
            (
                "alpine-ajax",
                '<table><tbody id="one"><!-- a row --><tr id="row"><td>1</td></tr></tbody></table>',
            ),
        ],
    )
    def test_row_as_contents(self, client, html):
        assert beside(parts(OOB("row", "one", "afterend")), client) == html

    @pytest.mark.parametrize(
        ("client", "html"),
        [
            (
                "htmx-2",
                '<template><div hx-swap-oob="delete:#row-5"></div></template>',
            ),
            (
                "htmx-4",
                '<hx-partial hx-target="#row-5" hx-swap="delete"></hx-partial>',
            ),
            ("alpine-ajax", ""),
        ],
    )
    def test_deletion(self, client, html):
        view = parts(OOB("row-5", swap="delete"))

        response = ask(view, headers_of(client, "line"))

        assert response.content.decode().strip() == LINE + html
        deleted = "row-5" if client == "alpine-ajax" else None
        assert response.get("X-Alpine-Delete") == deleted

    @pytest.mark.parametrize(
        ("client", "html"),
        [
            (
                "htmx-2",
                '<template><div hx-swap-oob="innerHTML:#note">plain text</div></template>',
            ),
            (
                "htmx-4",
                '<hx-partial hx-target="#note" hx-swap="textContent">plain <i>text</i></hx-partial>',
            ),
            ("alpine-ajax", '<div id="note">plain text</div>'),
        ],
    )
    def test_text(self, client, html):
        assert beside(parts(OOB("text", "note", "textContent")), client) == html

    @pytest.mark.parametrize("client", ENHANCED)
    def test_text_before_an_element_is_text(self, client):
        comment = OOB("remark", "log", "beforeend")
        assert "<tbody" not in beside(parts(comment), client)

    @pytest.mark.parametrize(
        ("style", "nearest"), [("outerMorph", "outerHTML"), ("innerMorph", "innerHTML")]
    )
    def test_htmx_2_morphs_nothing(self, style, nearest):
        html = beside(parts(OOB("count", swap=style)), "htmx-2")
        assert f'hx-swap-oob="{nearest}:#count"' in html

    @pytest.mark.parametrize("client", ENHANCED)
    def test_empty_contents_empty_the_target(self, client):
        assert "log" in beside(parts(OOB("nothing", "log", "innerHTML")), client)

    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize("style", ["outerHTML", "beforeend"])
    def test_nothing_else_goes_without_contents(self, client, style):
        assert beside(parts(OOB("nothing", "log", style)), client) == ""

    def test_a_client_of_a_project_gets_none_until_it_says_how(self):
        from hypermedia_views.protocols import HypermediaDetails, Protocol

        class Own(Protocol):
            name = "own"

            def read(self, request):
                return HypermediaDetails(self, ("line",), wants_partial=True)

        own = Own()
        assert text(Parts.as_view(protocols=[own])) == LINE
        assert own.reswap("delete") == ()
        assert own.out_of_band(OOB("count"), COUNT) == ""


class TestWhen:
    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize("when", [False, lambda context: "absent" in context])
    def test_not_sent(self, client, when):
        assert beside(parts(OOB("count", when=when)), client) == ""

    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize("when", [None, True, lambda context: "view" in context])
    def test_sent(self, client, when):
        assert "count" in beside(parts(OOB("count", when=when)), client)

    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_by_the_request(self, client, method):
        part = OOB("count", when=lambda context: context["request"].method == "POST")
        response = ask(parts(part), headers_of(client, "line"), method)
        assert (b"count" in response.content) == (method == "post")

    @pytest.mark.parametrize("client", ENHANCED)
    def test_asked_once(self, client):
        asked = []
        part = OOB("count", when=lambda context: asked.append(context) or True)
        assert "count" in beside(parts(part), client)
        assert len(asked) == 1

    def test_its_region_stays_as_it_is(self):
        """Alpine AJAX asks for it with every request."""
        headers = headers_of("alpine-ajax", "line", "count")
        response = ask(parts(OOB("count", when=False)), headers)

        assert response.content.decode().strip() == LINE
        assert response["X-Alpine-Missing"] == "keep"


class TestHook:
    @pytest.mark.parametrize("client", ENHANCED)
    def test_it_may_return_names(self, client):
        class Hooked(Parts):
            def get_oob_partials(self):
                return ["count"]

        assert "count" in beside(Hooked, client)


class TestContext:
    @pytest.mark.parametrize("client", ENHANCED)
    def test_one_part_does_not_see_the_others(self, client):
        entries = [
            OOB("entry", "one", "beforeend", context={"who": "Ada"}),
            OOB("entry", "two", "beforeend"),
        ]

        html = beside(parts(*entries), client)

        assert html.index("Ada") < html.index("nobody")

    def test_the_hook_makes_it(self):
        class Hooked(Parts):
            def get_partial_context_data(self, partial_name, **context):
                return {"number": f"{partial_name} of {context.get('number')}"}

        part = OOB("count", context={"number": 7})
        html = beside(Hooked.as_view(oob_partials=[part]), "alpine-ajax")

        assert html == '<b id="count">count of 7</b>'

    def test_it_does_not_leak_into_the_main_partial(self):
        class Asked(Parts):
            partial_names = ["entry"]
            oob_partials = [OOB("count", context={"who": "Ada"})]

        html = text(Asked, headers_of("htmx-4", "entry"))
        assert html.startswith("<li>nobody</li>")


class TestAskedFor:
    """The part that a client asks for is the answer itself."""

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    @pytest.mark.parametrize(
        ("part", "html"),
        [
            (OOB("count"), COUNT),
            (OOB("count", swap="delete"), ""),
            (OOB("entry", "count", "beforeend"), "<li>nobody</li>"),
        ],
    )
    def test_htmx_swaps_it_as_it_says(self, client, part, html):
        response = ask(parts(part), headers_of(client, "count"))

        assert response.content.decode().strip() == html
        assert response["HX-Reswap"].startswith(f"{part.swap} show:none")

    def test_htmx_2_swaps_text_as_contents(self):
        view = parts(OOB("text", "count", "textContent"))
        response = ask(view, headers_of("htmx-2", "count"))

        assert response.content.decode() == "plain text"
        assert response["HX-Reswap"] == "innerHTML show:none"

    @pytest.mark.parametrize("client", ENHANCED)
    def test_the_other_parts_come_beside_it(self, client):
        row = OOB("row-5", swap="delete")
        response = ask(parts(row, "count"), headers_of(client, "row-5"))

        assert "count" in response.content.decode()
        assert "<h1>" not in response.content.decode()
        if client == "alpine-ajax":
            assert response["X-Alpine-Delete"] == "row-5"
            assert "X-Alpine-Missing" not in response
        else:
            assert response["HX-Reswap"] == "delete show:none"

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_a_part_that_is_not_sent_leaves_its_element_alone(self, client):
        view = parts(OOB("entry", "log", "beforeend", when=False))
        response = ask(view, headers_of(client, "log"))

        assert response.content == b""
        assert response["HX-Reswap"] == "none show:none"

    def test_what_a_view_says_of_the_swap_itself_stands(self):
        class Own(Parts):
            def render_to_response(self, context, **kwargs):
                headers = {"HX-Reswap": "innerHTML"}
                return super().render_to_response(context, headers=headers)

        response = ask(Own, headers_of("htmx-4", "count"))
        assert response["HX-Reswap"] == "innerHTML"

    @pytest.mark.parametrize("client", ENHANCED)
    def test_a_condition_guards_its_part(self, client):
        view = parts(OOB("count", when=False, context={"number": "secret"}))
        assert "secret" not in text(view, headers_of(client, "count"))

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_a_part_that_is_sent_after_success_can_be_asked_for(self, client):
        part = OOB("count", context={"number": 7})
        html = text(Form.as_view(oob_partials=[part]), headers_of(client, "count"))
        assert html == '<b id="count">7</b>'

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_a_main_partial_comes_before_a_part_that_is_not_sent(self, client):
        class Both(Form):
            partial_names = {"count": "line"}

        assert text(Both, headers_of(client, "count")) == LINE

    def test_a_main_partial_of_the_same_id_gives_way(self):
        view = parts(OOB("entry", "line", "beforeend"))
        headers = headers_of("alpine-ajax", "line")
        assert text(view, headers) == '<div id="line"><li>nobody</li></div>'


class TestAlone:
    """An answer that has nothing for the main target."""

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_htmx_leaves_its_target_alone(self, client, method):
        view = parts("count", partial_names=None)
        response = ask(view, headers_of(client, "elsewhere"), method)

        assert "<h1>" not in response.content.decode()
        assert response["HX-Reswap"] == "none show:none"

    def test_alpine_ajax_with_the_script_leaves_its_target_alone(self):
        headers = headers_of("alpine-ajax", "elsewhere", "count")
        headers |= {"HX-Current-URL": "http://testserver/"}
        response = ask(parts("count", partial_names=None), headers, "post")

        assert response.content.decode().strip() == COUNT
        assert response["X-Alpine-Missing"] == "keep"

    @pytest.mark.parametrize(
        ("method", "headers"),
        [("post", {}), ("get", {"HX-Current-URL": "http://testserver/"})],
    )
    def test_otherwise_it_gets_the_page(self, method, headers):
        """Without the script it would remove the target; and no cache tells the two apart."""
        headers = headers_of("alpine-ajax", "elsewhere", "count") | headers
        response = ask(parts("count", partial_names=None), headers, method)

        assert "<h1>" in response.content.decode()

    @pytest.mark.parametrize("targets", ["", "_self"])
    def test_alpine_ajax_gets_the_page_for_no_target(self, targets):
        view = parts("count", partial_name="line", partial_names=None)
        assert "<h1>" in text(view, headers_of("alpine-ajax", targets))

    @pytest.mark.parametrize("when", [True, False])
    def test_alpine_ajax_finds_nothing_and_leaves_all_alone(self, when):
        headers = headers_of("alpine-ajax", "elsewhere")
        headers |= {"HX-Current-URL": "http://testserver/"}
        view = parts(OOB("count", when=when), partial_names=None)
        response = ask(view, headers, "post")

        assert "<h1>" not in response.content.decode()
        assert response["X-Alpine-Missing"] == "keep"

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_navigation_gets_the_page(self, client):
        headers = headers_of(client, "content", boosted=True)
        response = ask(parts("count", partial_names=None), headers)

        assert "<h1>" in response.content.decode()

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_where_none_is_due(self, client):
        view = parts(OOB("count", when=False), partial_names=None)
        response = ask(view, headers_of(client, "elsewhere"), "post")

        assert response.content == b""
        assert response["HX-Reswap"] == "none show:none"


class Form(OOBSwapMixin, PartialTemplateMixin, FormView):
    form_class = ContactForm
    template_name = "unit/parts.html"
    success_url = "/"
    partial_names = ["line"]
    oob_partials = ["count"]
    invalid_oob_partials = [OOB("entry", "log", "innerHTML")]

    def post(self, request):
        how = getattr(self, request.headers["How"])
        return how(self.get_form())

    def form_valid(self, form):
        return self.render_to_response(self.get_context_data())


class ChangesItsMind(Form):
    def form_valid(self, form):
        return self.form_invalid(form)


class Conflicting(Form):
    def form_valid(self, form):
        return self.render_to_response(self.get_context_data(), status=409)


class TestOutcome:
    def answer(self, view, how="", method="post"):
        headers = headers_of("htmx-4", "line") | {"How": how}
        return ask(view, headers, method).content.decode()

    def test_success_sends_the_parts(self):
        html = self.answer(Form, "form_valid")
        assert "count" in html and "log" not in html

    def test_an_invalid_form_sends_its_own(self):
        html = self.answer(Form, "form_invalid")
        assert "count" not in html and "log" in html

    def test_a_form_that_is_shown_only_sends_none(self):
        assert self.answer(Form, method="get").strip() == LINE

    @pytest.mark.parametrize("view", [ChangesItsMind, Conflicting])
    def test_what_turns_out_invalid_is_invalid(self, view):
        html = self.answer(view, "form_valid")
        assert "count" not in html and "log" in html

    def test_a_view_without_a_form_fails_by_its_status(self):
        class Refusing(Parts):
            def render_to_response(self, context, **kwargs):
                return super().render_to_response(context, status=422)

        assert self.answer(Refusing, method="get").strip() == LINE

    def test_ids_of_parts_that_are_not_due_are_declared(self):
        headers = headers_of("alpine-ajax", "line", "count", "log")
        response = ask(Form, headers)

        assert response.content.decode().strip() == LINE
        assert response["X-Alpine-Missing"] == "keep"


class TestFunctionView:
    @pytest.mark.parametrize("client", ENHANCED)
    def test_sends_parts(self, client):
        def view(request):
            return PartialTemplateResponse(
                request,
                "unit/parts.html",
                {"number": 3},
                partial_names=["line"],
                oob_partials=["count", OOB("row-5", swap="delete")],
            )

        assert 'id="count">3</b>' in beside(view, client)

    def test_a_views_own_parts_come_with_those_of_its_mixin(self):
        class Both(Parts):
            def get(self, request):
                return PartialTemplateResponse(
                    request,
                    "unit/parts.html",
                    partial_names=["line"],
                    oob_partials=[OOB("entry", "log", "beforeend")],
                )

        html = beside(Both, "alpine-ajax")
        assert html == f'<div id="log"><li>nobody</li></div>{COUNT}'

    def test_deletions_of_both_are_told(self):
        class Both(Parts):
            oob_partials = [OOB("row-6", swap="delete")]

            def get(self, request):
                return PartialTemplateResponse(
                    request,
                    "unit/parts.html",
                    partial_names=["line"],
                    oob_partials=[OOB("row-5", swap="delete")],
                )

        response = ask(Both, headers_of("alpine-ajax", "line"))
        assert response["X-Alpine-Delete"] == "row-5 row-6"

    @pytest.mark.parametrize("client", ENHANCED)
    def test_a_template_without_a_body(self, client):
        class Empty(Parts):
            def get(self, request):
                return self.render_to_response({}, status=205)

        assert text(Empty, headers_of(client, "line")) == LINE


def whole(request):
    return TemplateResponse(request, "unit/parts.html")


OTHERS = {
    "redirect": lambda request: HttpResponseRedirect("/"),
    "rendered": lambda request: HttpResponse("<p>rendered</p>"),
    "JSON": lambda request: HttpResponse("{}", content_type="application/json"),
    "stream": lambda request: StreamingHttpResponse(["<p>stream</p>"]),
    "no content": lambda request: HttpResponse(status=204),
    "not modified": lambda request: HttpResponse(status=304),
    "leaving": lambda request: HttpResponse("<p>", headers={"HX-Redirect": "/"}),
    "refused": lambda request: TemplateResponse(request, "unit/parts.html", status=403),
    "text": lambda request: TemplateResponse(
        request, "unit/parts.html", content_type="text/plain"
    ),
}


class TestOnlyFragments:
    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize("kind", OTHERS)
    def test_anything_else_passes_as_it_is(self, client, kind):
        class Other(Parts):
            def get(self, request):
                return OTHERS[kind](request)

        response = ask(Other, headers_of(client, "line"))
        expected = OTHERS[kind](factory.get("/"))
        if hasattr(expected, "render"):
            expected.render()

        assert b"".join(response) == b"".join(expected)

    @pytest.mark.parametrize("client", ENHANCED)
    def test_a_template_that_the_client_leaves(self, client):
        class Leaving(Parts):
            def render_to_response(self, context):
                return super().render_to_response(context, headers={"HX-Redirect": "/"})

        assert text(Leaving, headers_of(client, "line")) == LINE

    @pytest.mark.parametrize("client", CLIENTS)
    def test_hooks_do_not_run_where_no_fragment_is_wanted(self, client):
        class Counting(Parts):
            def get_oob_partials(self):
                raise AssertionError("nobody takes it")

        headers = headers_of(client, boosted=True)
        if client == "htmx-4":
            headers["HX-Request-Type"] = "full"
        assert "<h1>" in text(Counting, headers)

    @pytest.mark.parametrize("client", ENHANCED)
    def test_head(self, client):
        response = ask(Parts, headers_of(client, "line"), "head")
        assert response.content.decode().strip() == LINE

    @pytest.mark.parametrize(
        ("client", "sent"), [("htmx-2", False), ("htmx-4", True), ("alpine-ajax", True)]
    )
    def test_an_error_that_the_client_would_not_swap(self, client, sent):
        class Failing(Parts):
            invalid_oob_partials = ["count"]

            def get(self, request):
                return self.render_to_response({}, status=409)

        assert ("count" in beside(Failing, client)) == sent

    def test_the_page(self):
        html = text(Parts)
        assert html.count('id="count"') == 1 and "hx-" not in html


class TestErrors:
    def raised(self, view, client="htmx-4"):
        with pytest.raises(ImproperlyConfigured) as caught:
            ask(view, headers_of(client, "line"))
        return str(caught.value)

    @pytest.mark.parametrize("value", ["count", {"count": "count"}, [1]])
    def test_not_a_list_of_partials(self, value):
        assert self.raised(Parts.as_view(oob_partials=value)) == (
            f"Parts.oob_partials is {value!r}. Make it a list of partials' names, ['cart-count'], and of OOB objects, "
            "[OOB('log-row', target='log', swap='beforeend')]."
        )

    def test_invalid_oob_partials(self):
        message = self.raised(Form.as_view(invalid_oob_partials="log"))
        assert message.startswith("Form.invalid_oob_partials is 'log'. Make it a list")

    def test_hook(self):
        class Hooked(Parts):
            def get_oob_partials(self):
                return "count"

        message = self.raised(Hooked)
        assert "Hooked.get_oob_partials() is 'count'. Make it a list" in message

    def test_function_view(self):
        def view(request):
            return PartialTemplateResponse(
                request, "unit/parts.html", oob_partials="count"
            )

        assert self.raised(view).startswith("/: oob_partials is 'count'. Make it")

    def test_a_name_that_is_no_id(self):
        assert self.raised(parts("a b")) == (
            "Parts.oob_partials: 'a b' is not an element's id: write it without '#' and without spaces."
        )

    @pytest.mark.parametrize("client", ENHANCED)
    def test_two_parts_for_one_element(self, client):
        assert self.raised(parts("count", OOB("entry", "count")), client) == (
            "Parts: two out-of-band partials go to the element 'count'. Send one of them, put the contents of both "
            "into one partial, or let their conditions (when=…) exclude each other."
        )

    @pytest.mark.parametrize("client", ENHANCED)
    def test_two_parts_for_one_element_by_view_and_mixin(self, client):
        class Both(Parts):
            def get(self, request):
                return PartialTemplateResponse(
                    request,
                    "unit/parts.html",
                    partial_names=["line"],
                    oob_partials=["count"],
                )

        assert "two out-of-band partials go to" in self.raised(Both, client)

    def test_conditions_that_exclude_each_other(self):
        alternatives = [OOB("count", when=True), OOB("entry", "count", when=False)]
        assert "0" in beside(parts(*alternatives), "htmx-4")

    @pytest.mark.parametrize("client", ENHANCED)
    def test_a_replacement_without_its_element(self, client):
        assert self.raised(parts("text"), client) == (
            "Parts: the out-of-band partial 'text' replaces the element 'text', but does not begin with an element. "
            "Begin it with that element, written with {% region 'text' %}; or, if it holds the contents only, set "
            "swap='innerHTML'."
        )

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (
                ("",),
                "There is no id. Quote it, or see that the variable that names it is set.",
            ),
            ((5,), "5 is not the name of a partial: it is a string."),
            (("row", 5), "5 is not an element's id: it is a string."),
            (
                ("row", "#row"),
                "'#row' is not an element's id: write it without '#' and without spaces.",
            ),
            (
                ("row", "row", "none"),
                "'none' is not a swap style here. Use one of: outerHTML, innerHTML, textContent, outerMorph, "
                "innerMorph, beforebegin, afterbegin, beforeend, afterend, delete.",
            ),
        ],
    )
    def test_declaration(self, arguments, message):
        with pytest.raises(ValueError) as caught:
            OOB(*arguments)
        assert str(caught.value) == message
