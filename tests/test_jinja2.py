"""The backend for Jinja2: templates and their blocks by name, what is in their context, and what errors tell."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import jinja2
import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.shortcuts import render
from django.template import (
    TemplateDoesNotExist,
    TemplateSyntaxError,
    engines,
    loader,
)
from django.utils.safestring import mark_safe
from django.views.debug import ExceptionReporter
from jinja2.nativetypes import NativeEnvironment
from jinja2.sandbox import ImmutableSandboxedEnvironment, SecurityError

import hypermedia_views
from hypermedia_views import PartialDoesNotExist
from hypermedia_views.jinja2 import Jinja2

from .asking import factory

PACKAGE = Path(hypermedia_views.__file__).parent


def backend(files: dict[str, str] | None = None, **options: Any) -> Jinja2:
    """A backend with these templates, or with those of another loader."""
    options.setdefault("loader", jinja2.DictLoader(files or {}))
    options = {"NAME": "jinja2", "DIRS": [], "APP_DIRS": False, "OPTIONS": options}
    return Jinja2(options)


def folder(path: Path, files: dict[str, str], **options: Any) -> Jinja2:
    """A backend with these templates in files of a folder."""
    for name, source in files.items():
        (path / name).write_text(source, encoding="utf-8")
    return backend(loader=jinja2.FileSystemLoader(path), **options)


def greeting(request: HttpRequest) -> dict[str, str]:
    """A context processor."""
    return {"greeting": f"Hello at {request.path}", "title": "processor's"}


class TestNames:
    def test_page(self):
        engine = backend({"page": "<h1>{% block rows %}rows{% endblock %}</h1>"})
        assert engine.get_template("page").render() == "<h1>rows</h1>"

    def test_block(self):
        engine = backend({"page": "<h1>{% block rows %}rows{% endblock %}</h1>"})
        assert engine.get_template("page#rows").render() == "rows"

    def test_hyphen_is_an_underscore(self):
        engine = backend({"page": "{% block new_rows %}new{% endblock %}"})
        assert engine.get_template("page#new-rows").render() == "new"
        assert engine.get_template("page#new_rows").render() == "new"

    def test_no_name_is_the_page(self):
        engine = backend({"page": "<h1>{% block rows %}rows{% endblock %}</h1>"})
        assert engine.get_template("page#").render() == "<h1>rows</h1>"

    def test_origin_is_the_file(self, tmp_path):
        engine = folder(tmp_path, {"page.html": "{% block rows %}{% endblock %}"})
        origin = engine.get_template("page.html#rows").origin
        assert origin.name == str(tmp_path / "page.html")
        assert origin.template_name == "page.html"

    def test_djangos_loader(self):
        template = loader.get_template("unit/page.html#results", using="jinja2")
        assert template.render() == '<div id="results">results</div>'

    def test_djangos_shortcut(self):
        request = factory.get("/")
        response = render(
            request, "unit/page.html#details", {"title": "<b>"}, using="jinja2"
        )
        assert response.content == b'<div id="details">details of &lt;b&gt;</div>'

    def test_string(self):
        page = backend().from_string("<h1>{% block rows %}rows{% endblock %}</h1>")
        assert page.render() == "<h1>rows</h1>"
        assert page.get_partial("rows", lacking).render() == "rows"

    def test_string_with_a_parent(self):
        engine = backend({"parent": "<h1>{% block rows %}rows{% endblock %}</h1>"})
        page = engine.from_string("{% extends 'parent' %}{% set more = 'more' %}")
        assert page.get_partial("rows", lacking).render() == "rows"


def lacking(found, advice):
    return AssertionError(f"{found} {advice}")


#: A page with two blocks.
TWO = {
    "page": "{% set a = 1 %}{% block one %}{% endblock %}{% block two %}{{ a }}{% endblock %}"
}


class TestBlockOfABlock:
    @pytest.mark.parametrize("depth", [1, 2])
    def test_it_is_one_of_the_page(self, depth):
        block = backend(TWO).get_template("page#one")
        for _ in range(depth):
            block = block.get_partial("two", lacking)
        assert block.render() == "1"

    def test_of_a_string(self):
        one = backend().from_string(TWO["page"]).get_partial("one", lacking)
        assert one.get_partial("two", lacking).render() == "1"

    def test_that_is_not_there(self):
        block = backend(TWO).get_template("page#one")
        with pytest.raises(AssertionError, match="'one', 'two'"):
            block.get_partial("three", lacking)


def test_two_engines_share_an_environment():
    environment = jinja2.Environment(loader=jinja2.DictLoader(TWO))
    options = {"environment": __name__ + ".shared"}
    settings = {"NAME": "jinja2", "DIRS": [], "APP_DIRS": False, "OPTIONS": options}
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(globals(), "shared", lambda **options: environment)
        first, second = Jinja2(settings), Jinja2(settings)
    for engine in (first, second):
        assert engine.get_template("page#two").render() == "1"


PAGES = pytest.mark.parametrize("name", ["page", "page#rows"])


def context_of(name: str, expression: str, **options: Any) -> Jinja2:
    """A template, page or block, that writes one expression."""
    source = f"{{% block rows %}}{{{{ {expression} }}}}{{% endblock %}}"
    return backend({"page": source}, **options).get_template(name)


@PAGES
class TestContext:
    def test_the_view_s(self, name):
        assert context_of(name, "title").render({"title": "yours"}) == "yours"

    def test_request(self, name):
        template = context_of(name, "request.path")
        assert template.render({}, factory.get("/here/")) == "/here/"

    def test_no_request(self, name):
        assert context_of(name, "request is defined").render() == "False"

    def test_csrf_token(self, name):
        token = context_of(name, "csrf_token").render({}, factory.get("/"))
        assert len(token) == 64

    def test_csrf_input(self, name):
        html = context_of(name, "csrf_input").render({}, factory.get("/"))
        assert html.startswith('<input type="hidden" name="csrfmiddlewaretoken" value=')

    def test_csrf_cookie_is_sent(self, name):
        request = factory.get("/")
        context_of(name, "csrf_token").render({}, request)
        assert request.META["CSRF_COOKIE_NEEDS_UPDATE"]

    def test_csrf_token_that_nobody_writes(self, name):
        request = factory.get("/")
        context_of(name, "title").render({}, request)
        assert "CSRF_COOKIE" not in request.META

    def test_context_processors(self, name):
        processors = ["tests.test_jinja2.greeting"]
        template = context_of(name, "greeting", context_processors=processors)
        assert template.render({}, factory.get("/here/")) == "Hello at /here/"

    def test_context_processors_win_as_in_djangos_backend(self, name):
        processors = ["tests.test_jinja2.greeting"]
        template = context_of(name, "title", context_processors=processors)
        html = template.render({"title": "view's"}, factory.get("/"))
        assert html == "processor&#39;s"

    def test_what_the_environment_has(self, name):
        template = context_of(name, "site|upper")
        template.backend.env.globals["site"] = "ours"
        assert template.render() == "OURS"

    def test_safe_values(self, name):
        html = context_of(name, "title").render({"title": mark_safe("<b>")})
        assert html == "<b>"


class TestMissing:
    def test_file(self):
        engine = backend()
        with pytest.raises(TemplateDoesNotExist, match="^absent$") as caught:
            engine.get_template("absent")
        assert caught.value.backend is engine

    def test_file_of_a_block(self):
        engine = backend()
        with pytest.raises(TemplateDoesNotExist, match="^absent$") as caught:
            engine.get_template("absent#rows")
        assert caught.value.backend is engine

    def test_block(self):
        engine = backend(
            {"page": "{% block b %}{% endblock %}{% block a %}{% endblock %}"}
        )
        with pytest.raises(PartialDoesNotExist) as caught:
            engine.get_template("page#my-rows")
        assert str(caught.value) == (
            "The template 'page' has no partial 'my-rows' (engine 'jinja2'). Partials found there: 'a', 'b'. Add "
            "{% block my_rows %} … {% endblock %} to it, correct the name, or name the template that defines it: "
            "'template.html#my-rows'."
        )
        assert caught.value.backend is engine

    def test_any_block(self):
        with pytest.raises(PartialDoesNotExist, match="found there: none. Add"):
            backend({"page": ""}).get_template("page#rows").render()

    def test_block_tells_of_those_of_parents(self):
        files = {"page": "{% extends 'parent' %}{% block b %}{% endblock %}"}
        files["parent"] = "{% block a %}{% endblock %}"
        with pytest.raises(PartialDoesNotExist, match="found there: 'a', 'b'. Add"):
            backend(files).get_template("page#rows").render()

    @pytest.mark.parametrize("name", ["page", "child"])
    def test_block_of_a_parent_that_is_chosen_later(self, name):
        files = {"page": "{% extends layout %}", "child": "{% extends 'page' %}"}
        block = backend({**files, "parent": ""}).get_template(f"{name}#rows")
        with pytest.raises(PartialDoesNotExist, match="found there: none. Add"):
            block.render({"layout": "parent"})

    @PAGES
    def test_parent(self, name):
        engine = backend(
            {"page": "{% extends 'absent' %}{% block rows %}{% endblock %}"}
        )
        with pytest.raises(jinja2.TemplateNotFound, match="absent"):
            engine.get_template(name).render()

    def test_block_on_djangos_error_page(self, settings):
        settings.DEBUG = True
        with pytest.raises(PartialDoesNotExist) as caught:
            engines["jinja2"].get_template("unit/none.html#rows")
        html = report(caught.value)
        assert "PartialDoesNotExist" in html
        assert "has no partial &#x27;rows&#x27; (engine &#x27;jinja2&#x27;)" in html


def error_of(template: Any, **context: Any) -> Any:
    """What a template raises."""
    with pytest.raises(Exception) as caught:
        template.render(context)
    return caught.value


def report(error: Exception) -> str:
    """Django's error page."""
    trace = error.__traceback__
    reporter = ExceptionReporter(factory.get("/"), type(error), error, trace)
    return reporter.get_traceback_html()


def place(error: Exception) -> tuple[str, int, str]:
    """The place that Django's error page shows: file, number of the line, and the line."""
    told = error.template_debug
    assert (told["line"], told["during"]) in told["source_lines"]
    return Path(told["name"]).name, told["line"], told["during"]


BROKEN = "{% block rows %}\n{{ 1 / 0 }}\n{% endblock %}\n"


class TestErrors:
    @pytest.fixture(autouse=True)
    def debug(self, settings):
        settings.DEBUG = True

    @pytest.mark.parametrize("name", ["page.html", "page.html#rows"])
    def test_of_a_block(self, tmp_path, name):
        engine = folder(tmp_path, {"page.html": BROKEN})
        error = error_of(engine.get_template(name))
        assert type(error) is ZeroDivisionError
        assert place(error) == ("page.html", 2, "{{ 1 / 0 }}")
        assert error.template_debug["message"] == "division by zero"

    def test_without_debug(self, tmp_path, settings):
        settings.DEBUG = False
        engine = folder(tmp_path, {"page.html": BROKEN})
        error = error_of(engine.get_template("page.html#rows"))
        assert type(error) is ZeroDivisionError
        assert not hasattr(error, "template_debug")

    def test_of_a_parent_s_block(self, tmp_path):
        files = {"page.html": "{% extends 'parent.html' %}", "parent.html": BROKEN}
        error = error_of(folder(tmp_path, files).get_template("page.html#rows"))
        assert place(error) == ("parent.html", 2, "{{ 1 / 0 }}")

    def test_outside_of_blocks(self, tmp_path):
        source = "<p>\n{% set x = 1 / 0 %}\n{% block rows %}{% endblock %}"
        engine = folder(tmp_path, {"page.html": source})
        error = error_of(engine.get_template("page.html#rows"))
        assert place(error) == ("page.html", 2, "{% set x = 1 / 0 %}")

    def test_of_a_macro(self, tmp_path):
        source = "{% from 'm.html' import m %}{% block rows %}{{ m() }}{% endblock %}"
        macro = "{% macro m() %}\n{{ 1 / 0 }}\n{% endmacro %}"
        engine = folder(tmp_path, {"page.html": source, "m.html": macro})
        error = error_of(engine.get_template("page.html#rows"))
        assert place(error) == ("m.html", 2, "{{ 1 / 0 }}")

    def test_of_an_included_file(self, tmp_path):
        source = "{% block rows %}{% include 'i.html' %}{% endblock %}"
        files = {"page.html": source, "i.html": "<p>\n{{ 1 / 0 }}\n"}
        error = error_of(folder(tmp_path, files).get_template("page.html#rows"))
        assert type(error) is ZeroDivisionError
        assert place(error) == ("i.html", 2, "{{ 1 / 0 }}")

    def test_of_a_string(self):
        page = backend().from_string(BROKEN)
        error = error_of(page.get_partial("rows", lacking))
        assert type(error) is ZeroDivisionError
        assert error.template_debug["line"] == 2

    def test_of_a_tag(self, tmp_path):
        source = "{% block rows %}\n{{ region('a', swap='x') }}{% endblock %}"
        engine = folder(tmp_path, {"page.html": source})
        error = error_of(engine.get_template("page.html#rows"))
        assert type(error) is TemplateSyntaxError
        assert place(error)[:2] == ("page.html", 2)

    def test_of_a_value(self, tmp_path):
        def fail():
            raise KeyError("gone")

        source = "{% block rows %}\n{{ fail() }}{% endblock %}"
        engine = folder(tmp_path, {"page.html": source})
        error = error_of(engine.get_template("page.html#rows"), fail=fail)
        assert type(error) is KeyError
        assert place(error) == ("page.html", 2, "{{ fail() }}{% endblock %}")

    def test_of_no_template(self):
        processors = ["tests.test_jinja2.absent"]
        template = context_of("page#rows", "title", context_processors=processors)
        with pytest.raises(ImportError) as caught:
            template.render({}, factory.get("/"))
        assert not hasattr(caught.value, "template_debug")

    @pytest.mark.parametrize("name", ["page.html", "page.html#rows"])
    def test_of_a_file_that_begins_with_empty_lines(self, tmp_path, name):
        engine = folder(tmp_path, {"page.html": "\n\n\n" + BROKEN + "<p>\n<p>\n<p>\n"})
        error = error_of(engine.get_template(name))
        assert place(error) == ("page.html", 5, "{{ 1 / 0 }}")

    @pytest.mark.parametrize("name", ["page.html", "page.html#rows"])
    def test_of_a_short_file_that_begins_with_empty_lines(self, tmp_path, name):
        engine = folder(tmp_path, {"page.html": "\n\n\n\n\n" + BROKEN})
        error = error_of(engine.get_template(name))
        assert type(error) is ZeroDivisionError
        assert place(error) == ("page.html", 7, "{{ 1 / 0 }}")

    def test_of_a_file_that_has_become_shorter(self, tmp_path):
        engine = folder(tmp_path, {"page.html": BROKEN}, auto_reload=False)
        block = engine.get_template("page.html#rows")
        (tmp_path / "page.html").write_text("short", encoding="utf-8")
        assert type(error_of(block)) is ZeroDivisionError

    def test_of_a_file_of_another_encoding(self, tmp_path):
        (tmp_path / "page.html").write_bytes(("é" + BROKEN).encode("latin-1"))
        files = jinja2.FileSystemLoader(tmp_path, encoding="latin-1")
        error = error_of(backend(loader=files).get_template("page.html#rows"))
        assert type(error) is ZeroDivisionError

    def test_on_djangos_error_page(self, tmp_path):
        engine = folder(tmp_path, {"page.html": BROKEN})
        html = report(error_of(engine.get_template("page.html#rows")))
        assert "Error during template rendering" in html
        assert str(tmp_path / "page.html") in html
        assert "error at line <strong>2</strong>" in html
        assert "{{ 1 / 0 }}" in html


class TestSyntaxErrors:
    """Django makes them its own, whether or not ``DEBUG`` is on."""

    WRONG = "<p>\n{% nope %}\n</p>\n"
    MESSAGE = "Encountered unknown tag 'nope'."

    @pytest.mark.parametrize("name", ["page.html", "page.html#rows"])
    def test_of_the_page(self, tmp_path, name):
        engine = folder(tmp_path, {"page.html": self.WRONG})
        with pytest.raises(TemplateSyntaxError, match=self.MESSAGE) as caught:
            engine.get_template(name)
        assert place(caught.value) == ("page.html", 2, "{% nope %}")

    @pytest.mark.parametrize("name", ["page.html", "page.html#rows"])
    def test_of_a_parent(self, tmp_path, name):
        files = {"page.html": "{% extends 'parent.html' %}", "parent.html": self.WRONG}
        template = folder(tmp_path, files).get_template(name)
        with pytest.raises(TemplateSyntaxError, match=self.MESSAGE) as caught:
            template.render()
        assert place(caught.value) == ("parent.html", 2, "{% nope %}")

    @pytest.mark.parametrize("name", ["page.html", "page.html#rows"])
    def test_of_an_included_file(self, tmp_path, name):
        source = "{% block rows %}{% include 'i.html' %}{% endblock %}"
        files = {"page.html": source, "i.html": self.WRONG}
        template = folder(tmp_path, files).get_template(name)
        with pytest.raises(TemplateSyntaxError, match=self.MESSAGE) as caught:
            template.render()
        assert place(caught.value) == ("i.html", 2, "{% nope %}")


def templates_of(engine: Jinja2) -> list[jinja2.Template]:
    """The templates of an engine in memory, and what was compiled of them besides."""
    # Templates refer to themselves; the second time it frees what was kept as long as they were there.
    gc.collect()
    gc.collect()
    found = [each for each in gc.get_objects() if type(each) is jinja2.Template]
    return [each for each in found if each.environment is engine.env]


PARENT = "<h1>{% block rows %}parent's {{ title }}{% endblock %}</h1>"
CHILD = (
    "{% extends 'parent' %}{% set title = 'title' %}"
    "{% block rows %}{{ super() }}, {{ title }}{% endblock %}"
)
FILES = {"page": CHILD, "parent": PARENT}
HTML = "parent's title, title"


#: What a template says whose blocks nobody can have by themselves.
FOREIGN = (
    "The template {} was not compiled by the environment of 'hypermedia_views.jinja2.Jinja2', so that none of its "
    "blocks can be a partial. Empty the environment's bytecode cache, compile its templates anew, or load the template "
    "by this engine."
)


class TestLoaders:
    def render(self, files, name="page#rows", **options):
        return backend(loader=files, **options).get_template(name).render()

    def test_dictionary(self):
        assert self.render(jinja2.DictLoader(FILES)) == HTML

    def test_choice(self):
        first = jinja2.DictLoader({"page": CHILD})
        second = jinja2.DictLoader({"page": "other", "parent": PARENT})
        assert self.render(jinja2.ChoiceLoader([first, second])) == HTML

    def test_prefix(self):
        child = CHILD.replace("'parent'", "'b/parent'")
        first = jinja2.DictLoader({"page": child})
        second = jinja2.DictLoader({"parent": PARENT})
        files = jinja2.PrefixLoader({"a": first, "b": second})
        assert self.render(files, "a/page#rows") == HTML

    def test_function(self):
        assert self.render(jinja2.FunctionLoader(FILES.get)) == HTML

    def test_package(self):
        files = jinja2.PackageLoader("hypermedia_views", "jinja2_templates")
        engine = backend(loader=files)
        name = "hypermedia_views/session_status.html#session-status"
        context = {"user": AnonymousUser(), "login_url": "/in/", "status_url": "/"}
        context["every"] = "9s"
        html = engine.get_template(name).render(context)
        assert '<a href="/in/" target="_blank">' in html
        assert "<html" not in html

    def test_modules(self, tmp_path):
        backend(FILES).env.compile_templates(tmp_path, zip=None)
        assert self.render(jinja2.ModuleLoader(tmp_path)) == HTML

    def test_modules_of_another_environment(self, tmp_path):
        other = jinja2.Environment(loader=jinja2.DictLoader(FILES))
        other.compile_templates(tmp_path, zip=None)
        engine = backend(loader=jinja2.ModuleLoader(tmp_path))
        assert HTML in engine.get_template("page").render()
        with pytest.raises(jinja2.TemplateRuntimeError) as caught:
            engine.get_template("page#rows").render()
        assert str(caught.value) == FOREIGN.format("'page'")

    def test_template_of_another_environment(self):
        parent = jinja2.Environment().from_string(PARENT)
        engine = backend({"page": "{% extends layout %}"})
        with pytest.raises(jinja2.TemplateRuntimeError) as caught:
            engine.get_template("page#rows").render({"layout": parent})
        assert str(caught.value) == FOREIGN.format("None")

    def test_bytecode_cache(self, tmp_path):
        cache = jinja2.FileSystemBytecodeCache(str(tmp_path))
        files = jinja2.DictLoader(FILES)
        assert self.render(files, bytecode_cache=cache) == HTML
        assert len(os.listdir(tmp_path)) == 2
        assert self.render(files, bytecode_cache=cache) == HTML

    def test_no_cache(self):
        assert self.render(jinja2.DictLoader(FILES), cache_size=0) == HTML

    def test_changed_file(self, tmp_path):
        engine = folder(tmp_path, FILES, auto_reload=True)
        template = engine.get_template("page#rows")
        assert template.render() == HTML
        (tmp_path / "page").write_text(
            CHILD.replace("title'", "new'"), encoding="utf-8"
        )
        os.utime(tmp_path / "page", (0, 0))
        assert engine.get_template("page#rows").render() == "parent's new, new"

    def test_changed_parent(self, tmp_path):
        engine = folder(tmp_path, FILES, auto_reload=True)
        assert engine.get_template("page#rows").render() == HTML
        parent = "{% set title = 'other' %}" + PARENT
        (tmp_path / "parent").write_text(parent, encoding="utf-8")
        os.utime(tmp_path / "parent", (0, 0))
        assert engine.get_template("page#rows").render() == "parent's other, other"

    def test_old_versions_leave_the_memory(self):
        engine = backend(FILES)
        assert engine.get_template("page#rows").render() == HTML
        assert templates_of(engine)
        engine.env.cache.clear()
        assert templates_of(engine) == []

    def test_strings_leave_the_memory(self):
        engine = backend()
        page = engine.from_string("{% block rows %}rows{% endblock %}")
        assert page.get_partial("rows", lacking).render() == "rows"
        assert templates_of(engine)
        del page
        assert templates_of(engine) == []

    def test_many_threads_at_first_use(self):
        engine = backend(FILES)
        barrier = Barrier(8)

        def render(number):
            barrier.wait()
            return engine.get_template("page#rows").render()

        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(render, range(8))) == [HTML] * 8


def sandboxed(**options: Any) -> jinja2.Environment:
    """An environment for templates that nobody trusts."""
    return ImmutableSandboxedEnvironment(**options)


def native(**options: Any) -> jinja2.Environment:
    """An environment whose templates give values."""
    return NativeEnvironment(**options)


class TestEnvironments:
    def render(self, source, name="page#rows", context=None, parent=PARENT, **options):
        engine = backend({"page": source, "parent": parent}, **options)
        return engine.get_template(name).render(context)

    @PAGES
    def test_sandboxed(self, name):
        html = self.render(CHILD, name, environment="tests.test_jinja2.sandboxed")
        assert HTML in html

    @pytest.mark.parametrize("name", ["page", "page#rows"])
    def test_sandboxed_stays_so(self, name):
        source = "{% set x = [].append(1) %}{% block rows %}{% endblock %}"
        with pytest.raises(SecurityError, match="append"):
            self.render(source, name, environment="tests.test_jinja2.sandboxed")

    @PAGES
    def test_asynchronous(self, name):
        async def later():
            return "later"

        source = CHILD.replace("'title'", "later()")
        html = self.render(source, name, {"later": later}, enable_async=True)
        assert "parent's later, later" in html

    def test_asynchronous_loop(self):
        source = (
            "{% set ns = namespace(n=0) %}{% for n in [1, 2] %}{{ n }}{% set ns.n = ns.n + n %}{% endfor %}"
            "{% block rows %}{{ ns.n }}{% endblock %}"
        )
        assert self.render(source, enable_async=True) == "3"

    def test_asynchronous_of_a_missing_block(self):
        with pytest.raises(PartialDoesNotExist, match="found there: 'rows'. Add"):
            self.render(CHILD, "page#none", enable_async=True)

    def test_native(self):
        source = (
            "{% extends 'parent' %}{% set n = 4 %}{% block rows %}{{ n }}{% endblock %}"
        )
        value = self.render(
            source,
            parent="{% block rows %}{% endblock %}",
            environment="tests.test_jinja2.native",
        )
        assert value == 4

    def test_line_statements(self):
        source = "# extends 'parent'\n# set title = 'title'\n# block rows\n{{ super() }}, {{ title }}\n# endblock\n"
        html = self.render(source, line_statement_prefix="#")
        assert html.strip() == HTML

    def test_own_delimiters(self):
        options = {
            "block_start_string": "<%",
            "block_end_string": "%>",
            "variable_start_string": "[[",
            "variable_end_string": "]]",
        }
        source = "<% set a = 1 %><% block rows %>[[ a ]]{{ a }}<% endblock %>"
        assert self.render(source, **options) == "1{{ a }}"

    @PAGES
    def test_strict_undefined(self, name):
        source = "{% block rows %}{{ nothing }}{% endblock %}"
        with pytest.raises(jinja2.UndefinedError, match="'nothing' is undefined"):
            self.render(source, name, undefined=jinja2.StrictUndefined)

    def test_strict_undefined_outside_of_blocks(self):
        source = "{{ nothing }}{% block rows %}rows{% endblock %}"
        html = self.render(source, undefined=jinja2.StrictUndefined)
        assert html == "rows"

    @PAGES
    def test_debug_undefined(self, name):
        source = "{% block rows %}{{ nothing }}{% endblock %}"
        html = self.render(source, name, undefined=jinja2.DebugUndefined)
        assert html == "{{ nothing }}"

    @PAGES
    def test_chainable_undefined(self, name):
        source = "{% block rows %}[{{ nothing.of.it }}]{% endblock %}"
        html = self.render(source, name, undefined=jinja2.ChainableUndefined)
        assert html == "[]"


def test_nothing_else_of_the_package_needs_jinja2():
    """In an interpreter of its own that has none."""
    modules = sorted(
        ".".join(("hypermedia_views", *path.relative_to(PACKAGE).with_suffix("").parts))
        for path in PACKAGE.rglob("*.py")
        if path.relative_to(PACKAGE).parts[0] not in ("blocks.py", "jinja2.py")
    )
    code = (
        "import sys; sys.modules['jinja2'] = None\n"
        "import django; from django.conf import settings\n"
        "apps = ['django.contrib.auth', 'django.contrib.contenttypes', 'hypermedia_views']\n"
        "settings.configure(INSTALLED_APPS=apps)\n"
        "django.setup()\n"
        f"for name in {modules}: __import__(name)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=PACKAGE.parent)
