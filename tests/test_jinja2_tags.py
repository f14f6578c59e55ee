"""The functions of Jinja2 templates: each writes what the tag of its name writes in Django's."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path
from typing import Any

import jinja2
import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser, User
from django.core.paginator import Paginator
from django.template import TemplateSyntaxError, engines
from django.template.backends.django import DjangoTemplates
from django.template.backends.jinja2 import Jinja2 as DjangosJinja2
from django.urls import reverse_lazy
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

import hypermedia_views
from hypermedia_views import LookAheadPaginator, PartialDoesNotExist
from hypermedia_views.jinja2 import Hypermedia, Jinja2

from .asking import CLIENTS, factory, headers_of
from .test_jinja2 import backend, lacking

PACKAGE = Path(hypermedia_views.__file__).parent
#: The packaged templates.
FILES = jinja2.FileSystemLoader(PACKAGE / "jinja2_templates")
EXTENSION = "hypermedia_views.jinja2.Hypermedia"


def packaged(**options: Any) -> Jinja2:
    """A backend that has the packaged templates alone."""
    return backend(loader=FILES, **options)


def page_of(number=1, of=9, rows="rows"):
    """A page of a list of numbers, as a view's mixin leaves it."""
    page = LookAheadPaginator(range(of), 2).page(number)
    page.rows_id = rows
    return page


class SignUp(forms.Form):
    email = forms.EmailField()


CONTEXT = {
    "form": SignUp(),
    "page": page_of(2),
    "last": page_of(5),
    "pk": 5,
    "none": None,
    "markup": mark_safe("a&b"),
    "text": '<"&',
    "sign": "<&",
    "lazy": reverse_lazy("session-status"),
    "words": gettext_lazy("Log in"),
    "csp_nonce": "n0n'ce",
}

#: What is written in Django's templates, and in Jinja2's.
TAGS = [
    ('swap "a"', 'swap("a")'),
    ('swap "line-" pk', 'swap("line-", pk)'),
    ("swap text", "swap(text)"),
    ("swap markup", "swap(markup)"),
    ('swap "a" push_url=True', 'swap("a", push_url=True)'),
    ('swap "a" push_url=nothing', 'swap("a", push_url=nothing)'),
    ('swap "a" debounce="300ms"', 'swap("a", debounce="300ms")'),
    (
        'swap "a" href=lazy on="saved" every="9s"',
        'swap("a", href=lazy, on="saved", every="9s")',
    ),
    ('swap "a" client="plain"', 'swap("a", client="plain")'),
    ('swap "a" client="htmx-2"', 'swap("a", client="htmx-2")'),
    ('swap target="a"', 'swap(target="a")'),
    ('region "rows"', 'region("rows")'),
    ('region "rows" swap="beforeend"', 'region("rows", swap="beforeend")'),
    ('region "rows" swap=nothing', 'region("rows", swap=nothing)'),
    ('region "line-" pk', 'region("line-", pk)'),
    ("region text", "region(text)"),
    ("region markup", "region(markup)"),
    ('region id="rows"', 'region(id="rows")'),
    ("live_field form.email", "live_field(form.email)"),
    ("live_field form.email", 'live_field(form["email"])'),
    (
        'live_field form.email debounce="1s" href=lazy',
        'live_field(form.email, debounce="1s", href=lazy)',
    ),
    ("live_field form.email href=text", "live_field(form.email, href=text)"),
    ("live_field form.email href=nothing", "live_field(form.email, href=nothing)"),
    ("csrf_headers", "csrf_headers()"),
    ("session_status", "session_status()"),
    ('session_status "session-status"', 'session_status("session-status")'),
    ('session_status name="probe-status"', 'session_status(name="probe-status")'),
    ("hypermedia_script", "hypermedia_script()"),
    ("load_more page", "load_more(page)"),
    ("load_more last", "load_more(last)"),
    ("load_more page scroll=True", "load_more(page, scroll=True)"),
    ("load_more page previous=True", "load_more(page, previous=True)"),
    ("load_more page label=sign", "load_more(page, label=sign)"),
    ("load_more page label=markup", "load_more(page, label=markup)"),
    ("load_more page label=words", "load_more(page, label=words)"),
    ("load_more page label=nothing", "load_more(page, label=nothing)"),
    (
        'load_more page template="unit/control.html"',
        'load_more(page, template="unit/control.html")',
    ),
    ('load_more page client="plain"', 'load_more(page, client="plain")'),
]


@pytest.fixture
def token(monkeypatch):
    """The same CSRF token for each."""
    for module in (
        "hypermedia_views.csrf",
        "django.template.backends.utils",
        "django.template.context_processors",
    ):
        monkeypatch.setattr(f"{module}.get_token", lambda request: "t0ken")


def request_of(client: str = "plain") -> Any:
    """A request of nobody."""
    request = factory.get("/list/?q=a", headers=headers_of(client, "a"))
    request.user = AnonymousUser()
    return request


def django_writes(source: str, request: Any = None) -> str:
    template = engines["django"].from_string(
        "{% load hypermedia %}{% " + source + " %}"
    )
    return template.render(dict(CONTEXT), request)


def jinja_writes(source: str, request: Any = None, **options: Any) -> str:
    engine = backend(**options) if options else engines["jinja2"]
    template = engine.from_string("{{ " + source + " }}")
    return template.render(dict(CONTEXT), request)


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize(("django", "jinja"), TAGS)
def test_both_write_the_same(django, jinja, client, token, settings):
    settings.HYPERMEDIA_CLIENT = client
    written = jinja_writes(jinja, request_of(client))
    assert written.strip() == django_writes(django, request_of(client)).strip()


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize(
    ("django", "jinja"),
    [pair for pair in TAGS if re.match("swap|region|live|csrf|hypermedia", pair[0])],
)
def test_both_write_the_same_without_a_request(django, jinja, client, settings):
    settings.HYPERMEDIA_CLIENT = client
    assert jinja_writes(jinja) == django_writes(django)


class TestUndefined:
    @pytest.mark.parametrize(
        "source",
        [
            "swap(nothing)",
            'swap("a", nothing)',
            'swap("a", push_url=nothing)',
            "region(nothing)",
            "live_field(nothing)",
            "load_more(nothing)",
            "load_more(page, label=nothing)",
            "session_status(nothing)",
        ],
    )
    def test_strict(self, source):
        with pytest.raises(jinja2.UndefinedError) as caught:
            jinja_writes(source, request_of(), undefined=jinja2.StrictUndefined)
        assert str(caught.value) == "'nothing' is undefined"

    @pytest.mark.parametrize(
        "kind", [jinja2.Undefined, jinja2.DebugUndefined, jinja2.ChainableUndefined]
    )
    def test_option(self, kind):
        html = jinja_writes('region("a", swap=nothing)', undefined=kind)
        assert html == 'id="a"'

    @pytest.mark.parametrize(
        "kind", [jinja2.Undefined, jinja2.DebugUndefined, jinja2.ChainableUndefined]
    )
    @pytest.mark.parametrize("id", ["nothing", '"line-", nothing', 'nothing, "-line"'])
    def test_id(self, kind, id):
        with pytest.raises(TemplateSyntaxError) as caught:
            jinja_writes(f"region({id})", undefined=kind)
        assert str(caught.value) == (
            "{{ region() }}: There is no id. Quote it, or see that the variable that names it is set."
        )


class TestErrors:
    @pytest.mark.parametrize(
        ("django", "jinja"),
        [
            ("swap nothing", "swap(nothing)"),
            ("swap none", "swap(none)"),
            ('swap ""', 'swap("")'),
            ('swap "line-" nothing', 'swap("line-", nothing)'),
            ('region "line-" none', 'region("line-", none)'),
            ('swap "a" push_url=text', 'swap("a", push_url=text)'),
            ('swap "a" push=True', 'swap("a", push=True)'),
            ('swap "a" debounce="soon"', 'swap("a", debounce="soon")'),
            ('swap "a" client="other"', 'swap("a", client="other")'),
            ('region "a" swap="none"', 'region("a", swap="none")'),
            ("live_field text", "live_field(text)"),
            (
                'live_field form.email debounce="x"',
                'live_field(form.email, debounce="x")',
            ),
            ("load_more text", "load_more(text)"),
            ("load_more nothing previous=True", "load_more(nothing, previous=True)"),
            ("load_more page auto=True", "load_more(page, auto=True)"),
            ('load_more page client="other"', 'load_more(page, client="other")'),
            ('session_status "absent"', 'session_status("absent")'),
            ('session_status "login"', 'session_status("login")'),
        ],
    )
    def test_the_tag_s(self, django, jinja):
        with pytest.raises(TemplateSyntaxError) as caught:
            django_writes(django, request_of())
        name = django.split()[0]
        said = str(caught.value).replace(f"{{% {name} %}}: ", f"{{{{ {name}() }}}}: ")
        with pytest.raises(TemplateSyntaxError) as caught:
            jinja_writes(jinja, request_of())
        assert str(caught.value) == said
        assert isinstance(caught.value.__cause__, ValueError)

    def test_whole_message(self):
        with pytest.raises(TemplateSyntaxError) as caught:
            jinja_writes('swap("a", client="other")')
        assert str(caught.value) == (
            "{{ swap() }}: There is no client 'other' here. Use one of: alpine-ajax, htmx-4, htmx-2, plain; or add its "
            "protocol to the view's protocols."
        )

    def test_session_status_without_a_request(self):
        with pytest.raises(TemplateSyntaxError) as caught:
            jinja_writes("session_status()")
        assert str(caught.value) == (
            "{{ session_status() }}: There is no request. Render the template with it, as views do."
        )

    def test_load_more_without_a_request(self):
        with pytest.raises(TemplateSyntaxError) as caught:
            jinja_writes("load_more(page)")
        assert str(caught.value) == (
            "{{ load_more() }}: The address of the next page is made of the request's, and there is none. Render the "
            "template with the request, as views do."
        )

    @pytest.mark.parametrize("name", ["swap", "region", "live_field", "load_more"])
    def test_without_what_it_is_about(self, name):
        with pytest.raises(TemplateSyntaxError) as caught:
            jinja_writes(f"{name}()", request_of())
        assert str(caught.value).startswith(f"{{{{ {name}() }}}}: ")
        assert "missing 1 required positional argument" in str(caught.value)

    def test_of_python_are_its_own(self):
        class Failing:
            def __str__(self):
                raise TypeError("gone")

        template = backend().from_string("{{ region(failing) }}")
        with pytest.raises(TypeError, match="^gone$"):
            template.render({"failing": Failing()})

    def test_of_a_value_are_its_own(self):
        engine = backend()

        def fail():
            raise LookupError("gone")

        with pytest.raises(LookupError, match="gone"):
            engine.from_string("{{ swap(fail()) }}").render({"fail": fail})


class TestEscaping:
    @pytest.mark.parametrize(
        "value", ['<"&', Markup('<"&'), mark_safe('<"&'), gettext_lazy('<"&')]
    )
    def test_of_an_id(self, value):
        engine = backend()
        html = engine.from_string("{{ region(value, client='plain') }}").render(
            {"value": value}
        )
        assert html == 'id="&lt;&quot;&amp;"'

    @pytest.mark.parametrize(
        ("value", "html"),
        [
            ("<b>", "&lt;b&gt;"),
            (gettext_lazy("<b>"), "&lt;b&gt;"),
            (Markup("<b>"), "<b>"),
            (mark_safe("<b>"), "<b>"),
        ],
    )
    def test_of_a_label(self, value, html):
        template = packaged().from_string("{{ load_more(page, label=value) }}")
        context = {"page": page_of(), "value": value}
        assert f">{html}</a>" in template.render(context, request_of())

    def test_is_not_done_twice(self):
        """The same where nothing is escaped."""
        source = 'swap("a", href="/?a=1&b=2", on="saved", client="htmx-4")'
        escaped = jinja_writes(source)
        assert "&amp;b=2" in escaped
        assert jinja_writes(source, autoescape=False) == escaped

    def test_packaged_templates_escape_by_their_names(self):
        engine = packaged(autoescape=jinja2.select_autoescape())
        template = engine.from_string("{{ load_more(page, label='<') }}")
        assert "&lt;" in template.render({"page": page_of()}, request_of())


class TestEnvironments:
    @pytest.mark.parametrize("extension", [EXTENSION, Hypermedia])
    def test_djangos_backend(self, extension):
        options = {"loader": FILES, "extensions": [extension]}
        params = {"NAME": "stock", "DIRS": [], "APP_DIRS": False, "OPTIONS": options}
        engine = DjangosJinja2(params)
        template = engine.from_string("<p {{ region('a') }}>{{ load_more(page) }}")
        html = template.render({"page": page_of()}, request_of("htmx-4"))
        assert html.startswith('<p id="a"><div class="load-more"')

    def test_extension_of_ours_that_is_named_as_well(self):
        html = jinja_writes('region("a", client="plain")', extensions=[EXTENSION])
        assert html == 'id="a"'

    def test_none_of_djangos(self):
        environment = jinja2.Environment(autoescape=True)
        environment.add_extension(Hypermedia)
        template = environment.from_string("<p {{ region('a', client='plain') }}>")
        assert template.render() == '<p id="a">'

    def test_sandboxed(self):
        environment = SandboxedEnvironment(autoescape=True, loader=FILES)
        environment.add_extension(Hypermedia)
        template = environment.from_string("{{ load_more(page) }}")
        html = template.render(page=page_of(), request=request_of())
        assert 'rel="next"' in html

    def test_asynchronous(self):
        engine = packaged(enable_async=True)
        template = engine.from_string("{{ load_more(page) }}")
        html = template.render({"page": page_of()}, request_of())
        assert 'rel="next"' in html

    def test_asynchronous_has_extensions_that_come_later(self):
        files = {"own": "{% do found.append(1) %}{{ href }}"}
        engine = backend({**files}, enable_async=True)
        engine.env.add_extension("jinja2.ext.do")
        engine.env.globals["found"] = []
        template = engine.from_string("{{ load_more(page, template='own') }}")
        html = template.render({"page": page_of()}, request_of())
        assert html == "/list/?q=a&amp;page=2"

    def test_own_functions_stay(self):
        options = {"environment": "tests.test_jinja2_tags.own", "loader": FILES}
        engine = backend(**options)
        source = "{{ region() }} {{ translate('a') }} {{ hypermedia.region('a', client='plain') }}"
        assert engine.from_string(source).render() == 'own A id="a"'
        template = engine.from_string("{{ load_more(page) }}")
        assert ">Load more</a>" in template.render({"page": page_of()}, request_of())

    def test_own_variables_stay(self):
        source = "{{ region }} {{ hypermedia.region('a', client='plain') }}"
        html = backend().from_string(source).render({"region": "Bavaria"})
        assert html == 'Bavaria id="a"'

    @pytest.mark.parametrize(("django", "jinja"), TAGS)
    def test_each_is_there_by_its_whole_name(self, django, jinja, token):
        html = jinja_writes(f"hypermedia.{jinja}", request_of())
        assert html == jinja_writes(jinja, request_of())

    def test_macro_without_context(self):
        files = {"m": "{% macro m() %}{{ swap('a') }}{% endmacro %}"}
        files["page"] = "{% import 'm' as m %}{{ m.m() }}"
        template = backend(files).get_template("page")
        assert "hx-target" in template.render({}, request_of("alpine-ajax"))

    @pytest.mark.parametrize(
        "page",
        [
            "{% import 'm' as m with context %}{{ m.m() }}",
            "{% from 'm' import m with context %}{{ m() }}",
            "{% include 'i' %}",
            "{% macro m() %}{{ swap('a') }}{% endmacro %}{{ m() }}",
            "{% block a %}{{ swap('a') }}{% endblock %}",
            "{% for n in [1] %}{{ swap('a') }}{% endfor %}",
        ],
    )
    def test_the_client_is_known(self, page):
        files = {"m": "{% macro m() %}{{ swap('a') }}{% endmacro %}"}
        files |= {"i": "{{ swap('a') }}", "page": page}
        template = backend(files).get_template("page")
        assert template.render({}, request_of("alpine-ajax")) == 'x-target="a"'


def own(**options: Any) -> jinja2.Environment:
    """An environment with functions of its own."""
    environment = jinja2.Environment(**options)
    environment.globals.update(translate=str.upper, region=lambda: "own")
    return environment


class TestNonce:
    def nonces(self, **context):
        html = backend().from_string("{{ hypermedia_script() }}").render(context)
        assert html.count("<script") == 6
        return html.count(' nonce="n"')

    def test_of_the_context(self):
        assert self.nonces(csp_nonce="n") == 6

    @pytest.mark.parametrize("context", [{}, {"csp_nonce": None}, {"csp_nonce": ""}])
    def test_none(self, context):
        assert self.nonces(**context) == 0

    def test_that_is_made_when_it_is_asked_for(self):
        class Lazy:
            made = False

            def __bool__(self):
                return self.made

            def __str__(self):
                self.made = True
                return "n"

        assert self.nonces(csp_nonce=Lazy()) == 6

    def test_that_is_set_in_the_template(self):
        source = "{% set csp_nonce = 'n' %}{{ hypermedia_script() }}"
        assert backend().from_string(source).render().count('nonce="n"') == 6

    def test_is_escaped(self):
        html = backend().from_string("{{ hypermedia_script() }}")
        assert 'nonce="&lt;&quot;"' in html.render({"csp_nonce": '<"'})


class TestLoadMore:
    """It is a block of its template, too."""

    def engine(self, **files):
        found = [jinja2.DictLoader(files), FILES]
        return backend(loader=jinja2.ChoiceLoader(found))

    def render(self, source, name="load_more", /, *, parent="", **context):
        engine = self.engine(page=source, parent=parent)
        template = engine.get_template(f"page#{name}")
        return template.render(context, request_of()).strip()

    @pytest.mark.parametrize("name", ["load_more", "load-more"])
    def test_one_list(self, name):
        html = self.render("<p>{{ load_more(page) }}</p>", name, page=page_of())
        assert html.startswith('<div class="load-more" id="rows-more"')
        assert html.endswith("</div>")

    @pytest.mark.parametrize(
        "source",
        [
            "{% block results %}{{ load_more(page) }}{% endblock %}",
            "{% if page %}{{ load_more(page) }}{% endif %}",
            "{% if not page %}{{ load_more(page) }}{% endif %}",
            "{% set control = load_more(page) %}{{ control }}",
            "{{ load_more(page)|safe }}",
            "{{ hypermedia.load_more(page) }}",
            "{{ '<p>' ~ load_more(page) }}",
            "{% filter trim %}{{ load_more(page) }}{% endfilter %}",
            "{% with a = 1 %}{{ load_more(page) }}{% endwith %}",
            "{% set page = page %}{{ load_more(page) }}",
            "{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}{{ load_more(page) }}{% endcall %}",
        ],
    )
    def test_wherever_it_stands(self, source):
        html = self.render(source, page=page_of())
        assert html.startswith('<div class="load-more" id="rows-more"')
        assert html.count("<div") == 1

    @pytest.mark.parametrize("asked", ["one", "two"])
    def test_two_lists(self, asked):
        source = "{{ load_more(one) }}{{ load_more(two) }}"
        html = self.render(
            source,
            one=page_of(rows="one"),
            two=page_of(rows="two"),
            load_more_rows=asked,
        )
        assert html.count("<div") == 1
        assert f'id="{asked}-more"' in html

    def test_two_lists_and_a_third_is_asked_for(self):
        source = "{{ load_more(one) }}{{ load_more(two) }}"
        pages = {"one": page_of(rows="one"), "two": page_of(rows="two")}
        assert self.render(source, load_more_rows="three", **pages) == ""

    def test_link_to_the_page_before_is_none(self):
        source = "{{ load_more(page, previous=True) }}{{ load_more(page) }}"
        html = self.render(source, page=page_of(2), load_more_rows="rows")
        assert 'rel="next"' in html
        assert 'rel="prev"' not in html

    def test_options(self):
        source = "{{ load_more(page, label=label, scroll=True) }}"
        html = self.render(source, page=page_of(), label="More & more")
        assert ">More &amp; more</a>" in html

    def test_own_block_of_that_name(self):
        source = "{{ load_more(page) }}{% block load_more %}own{% endblock %}"
        assert self.render(source, page=page_of()) == "own"

    def test_own_block_that_is_set(self):
        source = "{% set x %}{% block load_more %}own{% endblock %}{% endset %}{{ load_more(page) }}"
        assert self.render(source, page=page_of()) == "own"

    def test_own_block_around_it(self):
        source = "{% block load_more %}<p>{{ load_more(page) }}</p>{% endblock %}"
        html = self.render(source, page=page_of())
        assert html.startswith('<p><div class="load-more"')

    def test_of_a_parent(self):
        page = "{% extends 'parent' %}"
        html = self.render(page, parent="{{ load_more(page) }}", page=page_of())
        assert html.startswith('<div class="load-more"')

    def test_of_a_parent_with_what_the_child_sets(self):
        page = "{% extends 'parent' %}{% set label = 'Child' %}"
        parent = "{{ load_more(page, label=label) }}"
        assert ">Child</a>" in self.render(page, parent=parent, page=page_of())

    def test_of_a_child_before_the_parent_s(self):
        page = "{% extends 'parent' %}{% block rows %}{{ load_more(page, label='Child') }}{% endblock %}"
        parent = "{% block rows %}{{ load_more(page) }}{% endblock %}"
        assert ">Child</a>" in self.render(page, parent=parent, page=page_of())

    @pytest.mark.parametrize(
        "source",
        [
            "{% macro m(page) %}{{ load_more(page) }}{% endmacro %}{{ m(page) }}",
            "{% include 'parent' %}",
            "{{ load_more }}",
            "{{ other.load_more(page) }}",
        ],
    )
    def test_there_is_none(self, source):
        with pytest.raises(PartialDoesNotExist, match="no partial 'load_more'"):
            self.render(source, parent="{{ load_more(page) }}", page=page_of())

    def test_name_of_a_loop_is_not_known(self):
        source = "{% for list in lists %}{{ load_more(list) }}{% endfor %}"
        with pytest.raises(TemplateSyntaxError, match="'' is not a page of a list"):
            self.render(source, lists=[page_of()])

    def test_page_shows_it_once(self):
        engine = self.engine(page="{{ load_more(page) }}")
        context = {"page": page_of()}
        engine.get_template("page#load_more").render(context, request_of())
        html = engine.get_template("page").render(context, request_of())
        assert html.count("<div") == 1

    def test_of_a_string(self):
        page = packaged().from_string("<p>{{ load_more(page) }}</p>")
        html = page.get_partial("load_more", lacking).render(
            {"page": page_of()}, request_of()
        )
        assert html.startswith('<div class="load-more"')

    def test_asynchronous(self):
        engine = packaged(enable_async=True)
        page = engine.from_string("<p>{{ load_more(page) }}</p>")
        html = page.get_partial("load_more", lacking).render(
            {"page": page_of()}, request_of()
        )
        assert html.startswith('<div class="load-more"')

    def test_writes_once(self):
        calls = count(1)
        page = "{{ load_more(page, label=count()) }}"
        html = self.render(page, page=page_of(), count=lambda: f"No. {next(calls)}")
        assert ">No. 1</a>" in html
        assert next(calls) == 2


STATUS = {"status_url": "/session/?a=1&b=2", "login_url": "/in/?a=1&b=2", "every": "9s"}
CONTROL = {"href": "/?a=1&page=2", "control": mark_safe('id="a"')}

#: The packaged templates, and their contexts.
TEMPLATES = [
    ("load_more", {"page": page_of(2), "href": ""}),
    ("load_more", {"page": page_of(1), "href": ""}),
    ("load_more", {"page": page_of(2), "label": "<b>", **CONTROL}),
    ("load_more", {"page": page_of(2), "attributes": mark_safe('b="c"'), **CONTROL}),
    ("load_previous", {"href": "/?a=1&page=2", "label": ""}),
    ("load_previous", {"href": "/?a=1&page=2", "label": "<b>"}),
    ("session_status", {"user": AnonymousUser(), **STATUS}),
    ("session_status", {"user": User(username="<b>%s"), **STATUS}),
    ("session_status", {"user": AnonymousUser(), **STATUS, "every": None}),
    ("csrf_failure", {"action": "/?a=1&b=2", "sent": [("a", "<b>")], "files": []}),
    (
        "csrf_failure",
        {"action": "/", "sent": [], "files": [("<a>", False), ("b", True)]},
    ),
]


@pytest.mark.parametrize("language", ["en", "de", "ar"])
@pytest.mark.parametrize(("name", "context"), TEMPLATES)
class TestPackagedTemplates:
    @pytest.fixture(autouse=True)
    def translated(self, monkeypatch, language, token):
        """What is translated stands in quotation marks."""
        if language != "en":
            translate = "«{}»".format
            monkeypatch.setattr(translation._trans, "gettext", translate)
        with translation.override(language):
            yield

    def render(self, engine, name, context):
        template = engine.get_template(f"hypermedia_views/{name}.html")
        return " ".join(template.render(dict(context), request_of()).split())

    def django(self):
        folders = [PACKAGE / "templates"]
        options = {"builtins": engines["django"].engine.builtins}
        params = {"NAME": "django", "DIRS": folders, "APP_DIRS": False}
        return DjangoTemplates({**params, "OPTIONS": options})

    def test_both_write_the_same(self, name, context, language):
        html = self.render(packaged(), name, context)
        assert html == self.render(self.django(), name, context)

    def test_language(self, name, context, language):
        html = self.render(packaged(), name, context)
        assert ("<html" not in html) or f'<html lang="{language}">' in html


def test_paginator_of_django():
    """Its pages have no id of their rows."""
    page = Paginator(range(9), 2).page(1)
    template = packaged().from_string("{{ load_more(page) }}")
    html = template.render({"page": page}, request_of())
    assert html.startswith('<div class="load-more">\n  <a href="/list/?q=a&amp;page=2"')
