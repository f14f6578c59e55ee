"""``{% swap %}``, ``{% region %}``, ``{% live_field %}`` and ``{% hypermedia_script %}``."""

from __future__ import annotations

import gzip
import html
import json
import re
from pathlib import Path

import pytest
from django import forms
from django.template import RequestContext, Template, TemplateSyntaxError
from django.test import override_settings
from django.urls import reverse_lazy
from django.utils import translation
from django.utils.functional import SimpleLazyObject

import hypermedia_views
from hypermedia_views import get_hypermedia
from hypermedia_views.attributes import swap_attributes
from hypermedia_views.protocols import LiveField, Plain, Protocol
from hypermedia_views.protocols.htmx import css_id

from .asking import CLIENTS, ENHANCED, factory, headers_of
from .engines import call
from .engines import tag as named
from .engines import template_of

pytestmark = pytest.mark.usefixtures("engine")

STATIC = Path(hypermedia_views.__file__).parent / "static/hypermedia_views"
SCRIPTS = sorted(STATIC.glob("*.js"))


def render(tag: str, client: str = "plain", **context: object) -> str:
    """A tag on a page that a client asked for."""
    request = factory.get("/", headers=headers_of(client, "a"))
    return template_of(call(tag)).render(context, request)


def attributes(tag: str, client: str, **context: object) -> dict[str, str]:
    """The attributes that a tag writes for a client, unescaped."""
    written = render(f'{tag} client="{client}"', **context)
    return {
        name: html.unescape(value)
        for name, value in re.findall(r'([\w.:-]+)="([^"]*)"', written)
    }


HTMX = {
    "hx-boost": "true",
    "hx-target": "#results",
    "hx-swap": "outerHTML show:none swapEmpty:true",
    "hx-push-url": "false",
    "hx-sync": "this:drop",
}
#: What a form has to say of what was sent is shown, and no other error.
STATUSES = {
    "hx-status:409": "push:false",
    "hx-status:422": "push:false",
    "hx-status:4xx": "swap:none",
    "hx-status:5xx": "swap:none",
}
HTMX_4 = HTMX | STATUSES


class TestSwap:
    def test_htmx_4(self):
        assert attributes('swap "results"', "htmx-4") == HTMX_4

    def test_htmx_2_keeps_its_attributes_to_itself(self):
        written = attributes('swap "results"', "htmx-2")
        told = {"hx-disinherit": "*", "hx-swap": "outerHTML show:none"}
        assert written == HTMX | told

    def test_alpine(self):
        assert attributes('swap "results"', "alpine-ajax") == {"x-target": "results"}

    def test_plain(self):
        assert render('swap "results" client="plain"') == ""

    def test_push_url(self):
        tag = 'swap "results" push_url=True'
        assert attributes(tag, "htmx-4") == HTMX_4 | {"hx-push-url": "true"}
        assert attributes(tag, "alpine-ajax") == {
            "x-target.push": "results",
            "x-target.error": "results",
        }

    def test_swap_style(self):
        tag = 'swap "results" swap="beforeend"'
        assert attributes(tag, "htmx-4")["hx-swap"] == "beforeend show:none"
        assert attributes(tag, "alpine-ajax") == {"x-target": "results"}

    @pytest.mark.parametrize(
        ("style", "nearest"), [("outerMorph", "outerHTML"), ("innerMorph", "innerHTML")]
    )
    def test_htmx_2_morphs_nothing(self, style, nearest):
        tag = f'swap "results" swap="{style}"'
        assert (
            attributes(tag, "htmx-4")["hx-swap"] == f"{style} show:none swapEmpty:true"
        )
        assert attributes(tag, "htmx-2")["hx-swap"] == f"{nearest} show:none"

    def test_swap_none(self):
        tag = 'swap "results" swap="none"'
        assert attributes(tag, "htmx-4")["hx-swap"] == "none show:none"
        assert attributes(tag, "alpine-ajax") == {"x-target": "_none"}

    def test_debounce(self):
        tag = 'swap "results" debounce="0.3s"'
        assert attributes(tag, "htmx-4") == HTMX_4 | {
            "hx-trigger": "input delay:300ms, submit",
            "hx-sync": "this:replace",
        }
        alpine = attributes(tag, "alpine-ajax")
        assert alpine.pop("x-target") == "results"
        assert json.loads(alpine.pop("data-hypermedia-debounce")) == {"delay": 300}
        assert alpine == {}

    @pytest.mark.parametrize("client", ENHANCED)
    def test_name_and_value_of_the_button(self, client):
        tag = 'swap "results" debounce="1s" name="do" value=value'
        quoted = "a \"quoted\" <value> & 'more'"
        written = attributes(tag, client, value=quoted)
        assert json.loads(written["data-hypermedia-debounce"]) == {
            "delay": 1000,
            "name": "do",
            "value": quoted,
        }
        assert "hx-trigger" not in written

    def test_value_that_is_a_number(self):
        tag = 'swap "results" debounce="1s" name="do" value=7'
        written = attributes(tag, "alpine-ajax")["data-hypermedia-debounce"]
        assert json.loads(written)["value"] == "7"

    def test_region_that_refreshes_itself(self):
        tag = 'swap "wheel" href=url on="audit-changed" every="2m"'
        url = reverse_lazy("search")
        assert attributes(tag, "htmx-4", url=url) == {
            "hx-get": "/contacts/",
            "hx-target": "#wheel",
            "hx-swap": "outerHTML show:none swapEmpty:true settle:0ms",
            "hx-sync": "this:replace",
            "hx-push-url": "false",
            "hx-trigger": "audit-changed from:document, every 120000ms",
            "hx-status:4xx": "swap:none",
            "hx-status:5xx": "swap:none",
            "data-hypermedia-background": "",
        }
        alpine = attributes(tag, "alpine-ajax", url=url)
        assert json.loads(alpine.pop("x-hypermedia-refresh")) == {
            "href": "/contacts/",
            "target": "wheel",
            "on": "audit-changed",
            "every": 120000,
        }
        assert alpine == {"data-hypermedia-background": ""}

    def test_region_on_an_event_alone(self):
        tag = 'swap "wheel" href="/" on="a:b"'
        assert attributes(tag, "htmx-4")["hx-trigger"] == "a:b from:document"
        refresh = json.loads(attributes(tag, "alpine-ajax")["x-hypermedia-refresh"])
        assert refresh == {"href": "/", "target": "wheel", "on": "a:b"}

    def test_region_at_an_interval_alone(self):
        tag = 'swap "wheel" href="/" every="60s"'
        assert attributes(tag, "htmx-4")["hx-trigger"] == "every 60000ms"

    @pytest.mark.parametrize("client", ENHANCED)
    def test_what_it_writes_is_escaped(self, client):
        written = render(
            f'swap target href=url on="e" client="{client}"',
            target='"><script>',
            url='/?a="&b=<i>',
        )
        assert '"><' not in written
        assert "<" not in written

    @pytest.mark.parametrize("tag", ["swap", "region"])
    def test_an_id_in_pieces(self, tag):
        with translation.override("de"), override_settings(USE_THOUSAND_SEPARATOR=True):
            written = render(f'{tag} "row-" pk client="alpine-ajax"', pk=1000)
        assert written == render(f'{tag} "row-1000" client="alpine-ajax"')

    @pytest.mark.parametrize("tag", ["swap", "region"])
    @pytest.mark.parametrize("pk", [None, ""])
    def test_a_piece_that_is_not_set(self, tag, pk):
        with pytest.raises(TemplateSyntaxError, match="There is no id"):
            render(f'{tag} "row-" pk', pk=pk)

    @pytest.mark.parametrize("tag", ["swap", "region"])
    def test_literals_of_a_template_are_escaped_too(self, tag):
        """They are safe strings; and what is remembered of one serves no other."""
        for client in ("htmx-4", "alpine-ajax"):
            for written in (
                render(f"{tag} 'a\"onclick=\"b' client='{client}'"),
                render(f"{tag} id client='{client}'", id='a"onclick="b'),
            ):
                assert "onclick" in written
                assert 'onclick="' not in written

    @pytest.mark.parametrize("client", ENHANCED)
    def test_option_that_is_not_set_is_not_said(self, client):
        tag = f'swap "a" debounce=unset every=none client="{client}"'
        assert render(tag, none=None) == render(f'swap "a" client="{client}"')

    def test_target_by_its_keyword(self):
        assert render('swap target="a"') == render('swap "a"')
        assert render('region id="a"') == 'id="a"'

    @pytest.mark.parametrize("client", ENHANCED)
    def test_no_expression_is_written(self, client):
        """Nothing that a client would evaluate: a strict Content-Security-Policy allows it."""
        tags = (
            'swap "a" debounce="1s" name="b" value="c" push_url=True',
            'swap "a" href="/" on="e" every="1s"',
            'region "a" sync=True swap="beforeend"',
        )
        for tag in tags:
            for name, value in attributes(tag, client).items():
                assert not re.match(r"(on|@|x-on|x-init|x-data|x-bind|:|hx-on)", name)
                assert not value.startswith(("js:", "javascript:"))


class TestClient:
    @pytest.mark.parametrize("client", ENHANCED)
    def test_that_asked(self, client):
        expected = render(f'swap "a" client="{client}"')
        assert render('swap "a"', client) == expected != ""

    def test_htmx_4_otherwise(self):
        assert render('swap "a"') == render('swap "a" client="htmx-4"')

    @pytest.mark.parametrize("client", CLIENTS)
    def test_of_the_setting(self, settings, client):
        settings.HYPERMEDIA_CLIENT = client
        assert render('swap "a"') == render(f'swap "a" client="{client}"')

    def test_of_a_callable_of_the_setting(self, settings):
        settings.HYPERMEDIA_CLIENT = lambda request: request.GET.get("c", "htmx-2")
        assert "hx-disinherit" in render('swap "a"')

    def test_of_a_dotted_path_of_the_setting(self):
        request = factory.get("/")
        request.COOKIES["client"] = "alpine-ajax"
        assert swap_attributes(request, "a") == 'x-target="a"'

    def test_the_asking_one_comes_before_the_setting(self, settings):
        settings.HYPERMEDIA_CLIENT = "plain"
        assert "hx-boost" in render('swap "a"', "htmx-2")

    def test_template_without_a_request(self):
        assert "hx-boost" in template_of(call('swap "a"')).render()

    def test_that_asked_is_known_in_a_template_included_alone(self):
        request = factory.get("/", headers=headers_of("alpine-ajax", "a"))
        engine = Template("{% include inner only %}")
        inner = Template('{% load hypermedia %}{% swap "a" %}')
        html = engine.render(RequestContext(request, {"inner": inner}))
        assert html == 'x-target="a"'

    def test_variable_that_is_called_request_but_is_none(self):
        template = template_of(call('swap "a"'))
        assert "hx-boost" in template.render({"request": "a request"})

    def test_of_the_view_s_own_protocols(self, settings):
        class Own(Protocol):
            name = "own"

            def swap_attributes(self, swap):
                return {"own-target": swap.target}

        request = factory.get("/")
        get_hypermedia(request, [Plain(), Own()])
        assert swap_attributes(request, "a", client="own") == 'own-target="a"'

    def test_unknown(self):
        with pytest.raises(TemplateSyntaxError) as caught:
            render('swap "a" client="htmx"')
        assert str(caught.value) == (
            f"{named('swap')}: There is no client 'htmx' here. Use one of: alpine-ajax, htmx-4, htmx-2, plain; or add "
            "its protocol to the view's protocols."
        )

    def test_protocol_without_attributes_of_its_own(self):
        assert swap_attributes(factory.get("/"), "a", client="plain") == ""


class TestErrors:
    @pytest.mark.parametrize(
        "tag, message",
        [
            (
                'swap "a" pushurl=True',
                "swap has no option 'pushurl'. Use one of: swap, push_url, debounce, name, value, href, "
                "on, every, client.",
            ),
            (
                'region "a" merge="append"',
                "region has no option 'merge'. Use one of: swap, sync, client.",
            ),
            (
                'swap ""',
                "There is no id. Quote it, or see that the variable that names it is set.",
            ),
            (
                "region unset",
                "There is no id. Quote it, or see that the variable that names it is set.",
            ),
            (
                'swap "#a"',
                "'#a' is not an element's id: write it without '#' and without spaces.",
            ),
            (
                'swap "a" push_url="false"',
                "push_url is 'false': write True or False.",
            ),
            (
                'region "a" sync=1',
                "sync is '1': write True or False.",
            ),
            (
                'region "a b"',
                "'a b' is not an element's id: write it without '#' and without spaces.",
            ),
            (
                'swap "a" swap="outer"',
                "'outer' is not a swap style here. Use one of: outerHTML, innerHTML, textContent, "
                "outerMorph, innerMorph, beforebegin, afterbegin, beforeend, afterend, delete, none.",
            ),
            (
                'region "a" swap="delete"',
                "'delete' is not a swap style here. Use one of: outerHTML, innerHTML, "
                "textContent, outerMorph, innerMorph, beforebegin, afterbegin, beforeend, afterend.",
            ),
            (
                'swap "a" debounce="soon"',
                "'soon' is not an interval: write it like '300ms', '60s' or '2m'.",
            ),
            (
                'swap "a" href="/" every="0.001ms"',
                "'0.001ms' is not an interval: write it like '300ms', '60s' or '2m'.",
            ),
            (
                "region nothing",
                "There is no id. Quote it, or see that the variable that names it is set.",
            ),
            (
                'swap "a" href="/" every="0s"',
                "'0s' is not an interval: write it like '300ms', '60s' or '2m'.",
            ),
            (
                'swap "a" href="/" on="click[alert(1)]"',
                "'click[alert(1)]' is not an event's name: use letters, digits, '-', '_', '.' and ':'.",
            ),
            (
                'swap "a" on="saved"',
                "A region that refreshes itself needs an href and at least one of on and every.",
            ),
            (
                'swap "a" href="/"',
                "A region that refreshes itself needs an href and at least one of on and every.",
            ),
            (
                'swap "a" href="/" on="saved" debounce="1s"',
                "debounce is for a form, href for a region: use one.",
            ),
            (
                'swap "a" name="b"',
                "name stands for the button of a debounced form: set debounce, too.",
            ),
            (
                'swap "a:b" client="alpine-ajax"',
                "Alpine AJAX can't ask for 'a:b': it splits ids at ':', and a header carries Latin-1 only.",
            ),
            (
                'region "ж" sync=True client="alpine-ajax"',
                "Alpine AJAX can't ask for 'ж': it splits ids at ':', and a header carries Latin-1 only.",
            ),
            (
                'swap "ж" client="alpine-ajax"',
                "Alpine AJAX can't ask for 'ж': it splits ids at ':', and a header carries Latin-1 only.",
            ),
        ],
    )
    def test_message(self, tag, message):
        with pytest.raises(TemplateSyntaxError) as caught:
            render(tag, nothing=None)
        name = tag.partition(" ")[0]
        assert str(caught.value) == f"{named(name)}: {message}"


class TestRegion:
    @pytest.mark.parametrize("client", CLIENTS)
    def test_id(self, client):
        assert render('region "cart"', client) == 'id="cart"'

    def test_id_is_escaped(self):
        assert render("region id", id='"><b>') == 'id="&quot;&gt;&lt;b&gt;"'

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4", "plain"])
    def test_htmx_needs_no_more(self, client):
        tag = f'region "cart" sync=True swap="beforeend" client="{client}"'
        assert render(tag) == 'id="cart"'

    def test_alpine_takes_it_from_every_answer(self):
        written = attributes('region "cart" sync=True', "alpine-ajax")
        assert written == {"id": "cart", "x-sync": ""}

    @pytest.mark.parametrize(
        "style, strategy",
        [
            ("innerHTML", "update"),
            ("textContent", "update"),
            ("innerMorph", "update"),
            ("beforebegin", "before"),
            ("afterbegin", "prepend"),
            ("beforeend", "append"),
            ("afterend", "after"),
        ],
    )
    def test_alpine_merges(self, style, strategy):
        written = attributes(f'region "cart" swap="{style}"', "alpine-ajax")
        assert written == {"id": "cart", "x-merge": strategy}

    def test_alpine_morphs_with_a_plugin_only(self):
        written = attributes('region "cart" swap="outerMorph"', "alpine-ajax")
        assert written == {"id": "cart"}


class SignUp(forms.Form):
    """A form whose fields are validated one by one."""

    email = forms.EmailField()
    photo = forms.FileField()


LIVE = {
    "id": "id_email-field",
    "data-hypermedia-field": "0",
    "hx-post": "/",
    "hx-trigger": "change",
    "hx-include": "closest form",
    "hx-vals": '{"_field": "email"}',
    "hx-target": "#id_email-field",
    "hx-swap": "outerHTML show:none swapEmpty:true settle:0",
    "hx-push-url": "false",
    "hx-sync": "this:replace",
    **STATUSES,
}


def live(client: str, rest: str = "", form: forms.Form | None = None) -> dict[str, str]:
    """What is written for a field, its directive of the script as data."""
    written = attributes(f"live_field form.email {rest}", client, form=form or SignUp())
    if "x-hypermedia-refresh" in written:
        written["x-hypermedia-refresh"] = json.loads(written["x-hypermedia-refresh"])
    return written


class TestLiveField:
    def test_htmx_4(self):
        assert live("htmx-4") == LIVE

    def test_htmx_2_keeps_its_attributes_to_itself(self):
        expected = {k: v for k, v in LIVE.items() if "status" not in k}
        told = {"hx-disinherit": "*", "hx-swap": "outerHTML show:none settle:0"}
        assert live("htmx-2") == expected | told

    def test_alpine(self):
        assert live("alpine-ajax") == {
            "id": "id_email-field",
            "data-hypermedia-field": "0",
            "x-hypermedia-refresh": {
                "href": "/",
                "target": "id_email-field",
                "on": "hypermedia:id_email-field",
                "values": {"_field": "email"},
            },
        }

    def test_plain(self):
        expected = {"id": "id_email-field", "data-hypermedia-field": "0"}
        assert live("plain") == expected

    @pytest.mark.parametrize("client", ENHANCED)
    def test_the_client_that_asked(self, client):
        context = {"form": SignUp()}
        expected = render(f'live_field form.email client="{client}"', **context)
        assert render("live_field form.email", client, **context) == expected

    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize("debounce", ["500ms", "0.5s"])
    def test_debounce(self, client, debounce):
        written = live(client, f'debounce="{debounce}"')
        assert written["data-hypermedia-field"] == "500"
        trigger = "input delay:500ms, change" if "htmx" in client else None
        assert written.get("hx-trigger") == trigger

    @pytest.mark.parametrize("debounce", ["unset", "none", '""'])
    def test_debounce_that_is_not_set(self, debounce):
        form = {"form": SignUp(), "none": None}
        tag = f"live_field form.email debounce={debounce}"
        assert render(tag, **form) == render("live_field form.email", **form)

    def test_the_address_is_the_request_s(self):
        request = factory.get("/a/?b=1&c=%C3%A9")
        html = template_of(call("live_field form.email")).render(
            {"form": SignUp()}, request
        )
        assert 'hx-post="/a/?b=1&amp;c=%C3%A9"' in html

    def test_without_a_request_it_is_the_page_s(self):
        html = template_of(call("live_field form.email")).render({"form": SignUp()})
        assert 'hx-post=""' in html

    def test_href(self):
        tag = "live_field form.email href=url"
        url = reverse_lazy("search")
        written = attributes(tag, "htmx-4", form=SignUp(), url=url)
        assert written["hx-post"] == "/contacts/"
        written = attributes(tag, "alpine-ajax", form=SignUp(), url=url)
        assert json.loads(written["x-hypermedia-refresh"])["href"] == "/contacts/"

    def test_param(self):
        assert live("htmx-4", 'param="only"')["hx-vals"] == '{"only": "email"}'
        told = live("alpine-ajax", 'param="only"')["x-hypermedia-refresh"]
        assert told["values"] == {"only": "email"}

    def test_prefix_is_in_the_id_and_not_in_the_name(self):
        form = SignUp(prefix="one")
        assert live("htmx-4", "", form) == LIVE | {
            "id": "id_one-email-field",
            "hx-target": "#id_one-email-field",
        }

    @pytest.mark.parametrize("auto_id", [False, "", "for-%s"])
    def test_id_of_a_form_that_has_its_own(self, auto_id):
        form = SignUp(auto_id=auto_id)
        expected = "for-email-field" if auto_id else "email-field"
        assert live("htmx-4", "", form)["id"] == expected

    def test_files_are_sent_by_a_field_that_has_them(self):
        tag, form = "live_field form.photo", SignUp()
        encoding = attributes(tag, "htmx-4", form=form)["hx-encoding"]
        assert encoding == "multipart/form-data"
        written = attributes(tag, "alpine-ajax", form=form)["x-hypermedia-refresh"]
        assert json.loads(written)["enctype"] == "multipart/form-data"

    def test_dependents_are_asked_for_by_alpine(self):
        form = SignUp()
        form.fields["email"].live_also = ("id_a-field", "id_b-field")
        told = live("alpine-ajax", "", form)["x-hypermedia-refresh"]
        assert told["target"] == "id_email-field id_a-field id_b-field"
        assert live("htmx-4", "", form) == LIVE

    @pytest.mark.parametrize("client", ENHANCED)
    def test_what_it_writes_is_escaped(self, client):
        form = SignUp(prefix='"><script>')
        written = render(
            f'live_field form.email href=url param=param client="{client}"',
            form=form,
            url='/?a="&b=<i>',
            param="\"'><i>",
        )
        assert "<" not in written
        assert '">' not in written

    def test_field_that_is_lazy(self):
        """As those out of band are; nothing has looked at it before."""
        field, tag = SimpleLazyObject(lambda: SignUp()["email"]), "live_field field"
        expected = render("live_field form.email", form=SignUp())
        assert render(tag, field=field) == expected

    @pytest.mark.parametrize("client", ENHANCED)
    def test_no_expression_is_written(self, client):
        for name, value in live(client, 'debounce="1s" href="/"').items():
            assert not re.match(r"(on|@|x-on|x-init|x-data|x-bind|:|hx-on)", name)
            assert not str(value).startswith(("js:", "javascript:"))

    @pytest.mark.parametrize(
        "tag, message",
        [
            (
                "live_field unset",
                "'' is not a field of a form. Pass one, form.email for example.",
            ),
            (
                "live_field 7",
                "7 is not a field of a form. Pass one, form.email for example.",
            ),
            (
                'live_field form.email swap="none"',
                "live_field has no option 'swap'. Use one of: href, param, debounce, client.",
            ),
            (
                'live_field form.email name="other"',
                "live_field has no option 'name'. Use one of: href, param, debounce, client.",
            ),
            (
                "live_field form.email debounce=300",
                "'300' is not an interval: write it like '300ms', '60s' or '2m'.",
            ),
            (
                'live_field form.email debounce="soon"',
                "'soon' is not an interval: write it like '300ms', '60s' or '2m'.",
            ),
            (
                'live_field spaced.email client="htmx-4"',
                "'a b-email-field' is not an element's id: write it without '#' and without spaces.",
            ),
            (
                'live_field colon.email client="alpine-ajax"',
                "Alpine AJAX can't ask for 'a:email-field': it splits ids at ':', and a header carries Latin-1 only.",
            ),
            (
                'live_field form.email client="htmx"',
                "There is no client 'htmx' here. Use one of: alpine-ajax, htmx-4, htmx-2, plain; or add its protocol "
                "to the view's protocols.",
            ),
        ],
    )
    def test_message(self, tag, message):
        forms = {
            "form": SignUp(),
            "spaced": SignUp(auto_id="a b-%s"),
            "colon": SignUp(auto_id="a:%s"),
        }
        with pytest.raises(TemplateSyntaxError) as caught:
            render(tag, **forms)
        assert str(caught.value) == f"{named('live_field')}: {message}"

    def test_element(self):
        """What a protocol of a project's own is told."""
        field = LiveField("a", "/", "_field", "email", "2s", ("b",), True)
        assert (field.delay, field.values) == (2000, {"_field": "email"})
        assert field.attributes(Protocol()) == {
            "id": "a",
            "data-hypermedia-field": "2000",
        }


class TestScript:
    def test_tag(self):
        assert render("hypermedia_script") == (
            '<script src="/static/hypermedia_views/hypermedia.js" defer></script>\n'
            '<script src="/static/hypermedia_views/load_more.js" defer></script>\n'
            '<script src="/static/hypermedia_views/history.js" defer></script>\n'
            '<script src="/static/hypermedia_views/fields.js" defer></script>\n'
            '<script src="/static/hypermedia_views/forms.js" defer></script>\n'
            '<script src="/static/hypermedia_views/session.js" defer></script>'
        )

    def test_nonce(self):
        assert 'js" nonce="&quot;abc" defer' in render(
            "hypermedia_script", csp_nonce='"abc'
        )

    def test_nonce_that_nothing_asked_for_yet(self):
        """As Django's: false until its value is used, and in the policy only then."""

        class Lazy(str):
            def __bool__(self):
                return False

        assert 'nonce="abc"' in render("hypermedia_script", csp_nonce=Lazy("abc"))

    @pytest.mark.parametrize("nonce", ["", None])
    def test_no_nonce(self, nonce):
        assert "nonce" not in render("hypermedia_script", csp_nonce=nonce)

    @pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
    def test_it_is_small(self, script):
        assert len(gzip.compress(script.read_bytes())) < 2000

    @pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
    def test_it_evaluates_nothing(self, script):
        source = script.read_text(encoding="utf-8")
        assert not re.search(
            r"\beval\b|new Function|innerHTML|evaluate(Later)?\(", source
        )


@pytest.mark.parametrize(
    "id, selector",
    [
        ("results", "#results"),
        ("row-3_b", "#row-3_b"),
        ("résultats", "#résultats"),
        ("a.b:c", r"#a\00002eb\00003ac"),
        ("3rd", r"#\000033rd"),
        ("-3", r"#\00002d\000033"),
        ("-", r"#\00002d"),
        ("a,b", r"#a\00002cb"),
    ],
)
def test_id_as_a_selector(id, selector):
    assert css_id(id) == selector
