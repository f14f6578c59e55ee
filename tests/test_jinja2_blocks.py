"""What a block of a Jinja2 template sees by itself: all that it sees on its page."""

from __future__ import annotations

import itertools
from typing import Any

import jinja2
import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage

from sandbox.contacts.factories import ContactFactory
from sandbox.contacts.models import Contact

from .asking import factory
from .test_jinja2 import backend


def alone(
    page: str, name: str = "rows", *, context: Any = (), options: Any = (), **files: str
) -> str:
    """What a block writes by itself. Other templates are known by the names of the arguments."""
    engine = backend({"page": page, **files}, **dict(options))
    return engine.get_template(f"page#{name}").render(dict(context))


def rendered(page: str, *, context: Any = (), options: Any = (), **files: str) -> str:
    """What the block ``rows`` writes by itself, which is what its page has between square brackets."""
    html = alone(page, context=context, options=options, **files)
    engine = backend({"page": page, **files}, **dict(options))
    assert f"[{html}]" in engine.get_template("page").render(dict(context))
    return html


#: A parent with a block.
PARENT = "<h1>[{% block rows %}parent{% endblock %}]</h1>"
EXTENDS = "{% extends 'parent' %}"


class TestInheritance:
    def test_none(self):
        assert rendered("<p>[{% block rows %}rows{% endblock %}]</p>") == "rows"

    def test_overridden(self):
        page = EXTENDS + "{% block rows %}child{% endblock %}"
        assert rendered(page, parent=PARENT) == "child"

    def test_of_a_parent_alone(self):
        assert rendered(EXTENDS, parent=PARENT) == "parent"

    def test_of_a_grandparent_alone(self):
        between = "{% extends 'top' %}{% block other %}{% endblock %}"
        assert rendered(EXTENDS, parent=between, top=PARENT) == "parent"

    def test_overridden_between(self):
        between = "{% extends 'top' %}{% block rows %}between{% endblock %}"
        assert rendered(EXTENDS, parent=between, top=PARENT) == "between"

    def test_super(self):
        page = EXTENDS + "{% block rows %}child of {{ super() }}{% endblock %}"
        assert rendered(page, parent=PARENT) == "child of parent"

    def test_super_of_super(self):
        page = EXTENDS + "{% block rows %}{{ super.super() }}{% endblock %}"
        between = "{% extends 'top' %}{% block rows %}between{% endblock %}"
        assert rendered(page, parent=between, top=PARENT) == "parent"

    def test_super_through_each(self):
        page = EXTENDS + "{% block rows %}child, {{ super() }}{% endblock %}"
        between = (
            "{% extends 'top' %}{% block rows %}between, {{ super() }}{% endblock %}"
        )
        html = rendered(page, parent=between, top=PARENT)
        assert html == "child, between, parent"

    def test_super_of_nothing(self):
        with pytest.raises(jinja2.UndefinedError, match="no parent block"):
            alone("{% block rows %}{{ super() }}{% endblock %}")

    def test_self(self):
        page = "[{% block rows %}{{ self.title() }}{% endblock %}]{% block title %}T{% endblock %}"
        assert rendered(page) == "T"

    def test_self_of_a_parent(self):
        page = EXTENDS + "{% block rows %}{{ self.title() }}{% endblock %}"
        parent = PARENT + "{% block title %}T{% endblock %}"
        assert rendered(page, parent=parent) == "T"

    def test_self_of_a_child(self):
        page = EXTENDS + "{% block title %}child's{% endblock %}"
        parent = "{% block title %}{% endblock %}[{% block rows %}{{ self.title() }}{% endblock %}]"
        assert rendered(page, parent=parent) == "child's"

    def test_inner_block(self):
        page = "{% block all %}[{% block rows %}rows{% endblock %}]{% endblock %}"
        assert rendered(page) == "rows"

    def test_outer_block(self):
        page = "[{% block rows %}a {% block inner %}b{% endblock %}{% endblock %}]"
        assert rendered(page) == "a b"

    def test_inner_block_that_a_child_overrides(self):
        page = EXTENDS + "{% block inner %}child{% endblock %}"
        parent = "[{% block rows %}a {% block inner %}b{% endblock %}{% endblock %}]"
        assert rendered(page, parent=parent) == "a child"

    def test_inner_block_of_a_child(self):
        page = (
            EXTENDS + "{% block rows %}{% block inner %}b{% endblock %}{% endblock %}"
        )
        assert alone(page, "inner", parent=PARENT) == "b"

    def test_of_a_template_object(self):
        engine = backend(
            {
                "page": "{% extends layout %}{% block rows %}c, {{ super() }}{% endblock %}"
            }
        )
        layout = engine.from_string(PARENT).template
        html = engine.get_template("page#rows").render({"layout": layout})
        assert html == "c, parent"

    @pytest.mark.parametrize("name", ["page", "page#rows"])
    def test_extended_twice(self, name):
        page = "{% if true %}{% extends 'parent' %}{% endif %}{% extends 'other' %}"
        engine = backend({"page": page, "parent": PARENT, "other": PARENT})
        with pytest.raises(jinja2.TemplateRuntimeError) as caught:
            engine.get_template(name).render()
        assert str(caught.value) == "extended multiple times"

    @pytest.mark.parametrize("name", ["rows", "none"])
    def test_of_itself_by_name(self, name):
        page = "{% extends 'other' %}{% block rows %}{% endblock %}"
        engine = backend({"page": page, "other": "{% extends 'page' %}"})
        with pytest.raises(Exception, match="extends itself|has no partial 'none'"):
            engine.get_template(f"page#{name}").render()

    @pytest.mark.parametrize("name", ["page", "page#rows"])
    @pytest.mark.parametrize("layout", ["page", "other"])
    def test_without_an_end(self, name, layout):
        def choose():
            assert next(calls) < 5000
            return layout

        calls = itertools.count()
        page = "{% extends choose() %}{% block rows %}{% endblock %}"
        engine = backend({"page": page, "other": "{% extends 'page' %}"})
        with pytest.raises((RecursionError, jinja2.TemplateRuntimeError)):
            engine.get_template(name).render({"choose": choose})


LAYOUTS = {
    "first": "<h1>[{% block rows %}first{% endblock %}]</h1>",
    "second": "<h2>[{% block rows %}second{% endblock %}]</h2>",
}


class TestChosenParent:
    @pytest.mark.parametrize("layout", LAYOUTS)
    def test_by_a_variable(self, layout):
        context = {"layout": layout}
        assert rendered("{% extends layout %}", context=context, **LAYOUTS) == layout

    def test_by_a_variable_that_is_set_there(self):
        page = "{% set layout = 'second' %}{% extends layout %}"
        assert rendered(page, **LAYOUTS) == "second"

    @pytest.mark.parametrize(("wide", "layout"), [(True, "first"), (False, "second")])
    def test_by_an_expression(self, wide, layout):
        page = "{% extends 'first' if wide else 'second' %}"
        assert rendered(page, context={"wide": wide}, **LAYOUTS) == layout

    @pytest.mark.parametrize(("wide", "layout"), [(True, "first"), (False, "second")])
    def test_by_a_condition(self, wide, layout):
        page = "{% if wide %}{% extends 'first' %}{% else %}{% extends 'second' %}{% endif %}"
        assert rendered(page, context={"wide": wide}, **LAYOUTS) == layout

    @pytest.mark.parametrize("width", ["first", "second", "none"])
    def test_by_several_conditions(self, width):
        page = (
            "{% if width == 'first' %}{% extends 'first' %}"
            "{% elif width == 'second' %}{% extends 'second' %}{% endif %}"
            "[{% block rows %}{{ super() if width != 'none' else width }}{% endblock %}]"
        )
        assert rendered(page, context={"width": width}, **LAYOUTS) == width

    @pytest.mark.parametrize(
        ("wide", "html"), [(True, "of first"), (False, "of nothing")]
    )
    def test_or_none(self, wide, html):
        page = (
            "{% if wide %}{% extends 'first' %}{% endif %}"
            "[{% block rows %}of {{ super() if wide else 'nothing' }}{% endblock %}]"
        )
        assert rendered(page, context={"wide": wide}, **LAYOUTS) == html

    def test_anew_for_each_request(self):
        engine = backend({"page": "{% extends layout %}", **LAYOUTS})
        block = engine.get_template("page#rows")
        assert block.render({"layout": "first"}) == "first"
        assert block.render({"layout": "second"}) == "second"
        assert block.render({"layout": "first"}) == "first"

    def test_block_that_only_one_has(self):
        engine = backend(
            {
                "page": "{% extends layout %}",
                "a": "{% block x %}x{% endblock %}",
                "b": "",
            }
        )
        block = engine.get_template("page#x")
        assert block.render({"layout": "a"}) == "x"
        with pytest.raises(Exception, match="no partial 'x'"):
            block.render({"layout": "b"})


#: A file of macros.
MACROS = (
    "{% macro item(x) %}<i>{{ x }} {{ name }}</i>{% endmacro %}{% set mark = '!' %}"
)
NAMED = {"name": "Zoë"}


class TestMacros:
    def test_of_the_page(self):
        page = "{% macro m(x) %}<i>{{ x }}</i>{% endmacro %}[{% block rows %}{{ m(1) }}{% endblock %}]"
        assert rendered(page) == "<i>1</i>"

    def test_below_the_block(self):
        page = "{% block rows %}{{ m(1) }}{% endblock %}{% macro m(x) %}<i>{{ x }}</i>{% endmacro %}"
        assert alone(page) == "<i>1</i>"

    def test_of_the_parent(self):
        page = EXTENDS + "{% block rows %}{{ m() }}{% endblock %}"
        parent = "{% macro m() %}m{% endmacro %}" + PARENT
        assert rendered(page, parent=parent) == "m"

    def test_of_the_child_for_the_parent_s_block(self):
        page = EXTENDS + "{% macro m() %}m{% endmacro %}"
        parent = "[{% block rows %}{{ m() }}{% endblock %}]"
        assert rendered(page, parent=parent) == "m"

    def test_with_caller(self):
        page = (
            "{% macro m() %}<i>{{ caller() }}</i>{% endmacro %}"
            "[{% block rows %}{% call m() %}x{% endcall %}{% endblock %}]"
        )
        assert rendered(page) == "<i>x</i>"

    def test_that_calls_another(self):
        page = (
            "{% macro a() %}a{% endmacro %}{% macro b() %}{{ a() }}b{% endmacro %}"
            "[{% block rows %}{{ b() }}{% endblock %}]"
        )
        assert rendered(page) == "ab"

    def test_import(self):
        page = "{% import 'm' as m %}[{% block rows %}{{ m.item(1) }}{{ m.mark }}{% endblock %}]"
        assert rendered(page, m=MACROS, context=NAMED) == "<i>1 </i>!"

    def test_import_with_context(self):
        page = "{% import 'm' as m with context %}[{% block rows %}{{ m.item(1) }}{% endblock %}]"
        assert rendered(page, m=MACROS, context=NAMED) == "<i>1 Zoë</i>"

    def test_from(self):
        page = "{% from 'm' import item, mark as end %}[{% block rows %}{{ item(1) }}{{ end }}{% endblock %}]"
        assert rendered(page, m=MACROS, context=NAMED) == "<i>1 </i>!"

    def test_from_with_context(self):
        page = "{% from 'm' import item with context %}[{% block rows %}{{ item(1) }}{% endblock %}]"
        assert rendered(page, m=MACROS, context=NAMED) == "<i>1 Zoë</i>"

    def test_import_of_the_parent(self):
        page = EXTENDS + "{% block rows %}{{ m.item(1) }}{% endblock %}"
        parent = "{% import 'm' as m %}" + PARENT
        assert rendered(page, parent=parent, m=MACROS) == "<i>1 </i>"

    def test_import_in_a_condition(self):
        page = "{% if true %}{% import 'm' as m %}{% endif %}[{% block rows %}{{ m.mark }}{% endblock %}]"
        assert rendered(page, m=MACROS) == "!"

    def test_import_in_the_block(self):
        page = "[{% block rows %}{% from 'm' import mark %}{{ mark }}{% endblock %}]"
        assert rendered(page, m=MACROS) == "!"

    def test_import_sees_what_is_set_before(self):
        page = "{% set name = 'Ann' %}{% import 'm' as m with context %}[{% block rows %}{{ m.item(1) }}{% endblock %}]"
        assert rendered(page, m=MACROS, context=NAMED) == "<i>1 Ann</i>"

    def test_block_in_a_macro(self):
        page = (
            EXTENDS
            + "{% macro m() %}{% block rows %}{{ super() }}, child{% endblock %}{% endmacro %}"
        )
        assert rendered(page, parent=PARENT) == "parent, child"


class TestSet:
    def test_at_top(self):
        page = "{% set x = 1 %}[{% block rows %}{{ x }}{% endblock %}]"
        assert rendered(page) == "1"

    def test_several(self):
        page = "{% set x, y = 1, 2 %}[{% block rows %}{{ x }}{{ y }}{% endblock %}]"
        assert rendered(page) == "12"

    def test_block_of_text(self):
        page = "{% set x %}<b>{{ name }}</b>{% endset %}[{% block rows %}{{ x }}{% endblock %}]"
        assert rendered(page, context={"name": "<"}) == "<b>&lt;</b>"

    def test_block_of_text_with_a_filter(self):
        page = "{% set x | upper %}a{% endset %}[{% block rows %}{{ x }}{% endblock %}]"
        assert rendered(page) == "A"

    def test_over_the_context(self):
        page = "{% set name = name|upper %}[{% block rows %}{{ name }}{% endblock %}]"
        assert rendered(page, context={"name": "ann"}) == "ANN"

    def test_by_what_was_set_before(self):
        page = (
            "{% set x = 1 %}{% set y = x + 1 %}[{% block rows %}{{ y }}{% endblock %}]"
        )
        assert rendered(page) == "2"

    @pytest.mark.parametrize(("n", "html"), [(1, "one"), (2, "two"), (3, "many")])
    def test_in_a_condition(self, n, html):
        page = (
            "{% if n == 1 %}{% set x = 'one' %}{% elif n == 2 %}{% set x = 'two' %}"
            "{% else %}{% set x = 'many' %}{% endif %}"
            "[{% block rows %}{{ x }}{% endblock %}]"
        )
        assert rendered(page, context={"n": n}) == html

    def test_in_a_condition_that_fails(self):
        page = "{% if false %}{% set x = 1 %}{% endif %}[{% block rows %}{{ x is defined }}{% endblock %}]"
        assert rendered(page) == "False"

    def test_in_a_loop_stays_there(self):
        page = "{% for n in [1] %}{% set x = n %}{% endfor %}[{% block rows %}{{ x is defined }}{% endblock %}]"
        assert rendered(page) == "False"

    def test_of_the_child_for_the_parent_s_block(self):
        page = EXTENDS + "{% set x = 1 %}"
        assert rendered(page, parent="[{% block rows %}{{ x }}{% endblock %}]") == "1"

    def test_of_the_parent_over_the_child_s(self):
        page = EXTENDS + "{% set x = 'child' %}{% block rows %}{{ x }}{% endblock %}"
        assert rendered(page, parent="{% set x = 'parent' %}" + PARENT) == "parent"

    def test_of_the_parent_by_the_child_s(self):
        page = EXTENDS + "{% set x = 'child' %}{% block rows %}{{ x }}{% endblock %}"
        parent = "{% set x = x|default('parent') %}" + PARENT
        assert rendered(page, parent=parent) == "child"

    def test_by_another_block(self):
        page = "{% set x = self.title() %}{% block title %}T{% endblock %}[{% block rows %}{{ x }}{% endblock %}]"
        assert rendered(page) == "T"

    def test_to_a_block(self):
        page = (
            "{% set x %}{% block title %}T{% endblock %}{% endset %}{{ x }}"
            "[{% block rows %}{{ x }}{% endblock %}]"
        )
        assert rendered(page) == "T"

    def test_to_a_block_with_a_parent_of_its_own(self):
        page = (
            EXTENDS
            + "{% set x %}{% block rows %}{{ super() }}, child{% endblock %}{% endset %}"
        )
        assert rendered(page, parent=PARENT) == "parent, child"

    def test_below_the_block_is_known_to_it_alone(self):
        """On its page the block comes first; by itself it comes after all that its templates set."""
        page = "{% set x = 1 %}{% block rows %}{{ x }}{% endblock %}{% set x = 2 %}"
        assert alone(page) == "2"
        assert backend({"page": page}).get_template("page").render() == "1"


NAMESPACE = "{% set ns = namespace(n=0) %}"
ROWS = "[{% block rows %}{{ ns.n }}{% endblock %}]"


class TestNameThatIsReadBefore:
    """It is one of the context, where a template sets it anew."""

    @pytest.mark.parametrize(
        "setting",
        [
            "{% set title %}{{ title }} – Site{% endset %}",
            "{% set title = title ~ ' – Site' %}",
            "{% macro own() %}{{ title }} – Site{% endmacro %}{% set title = own() %}",
            "{% if title %}{% set title %}{{ title }} – Site{% endset %}{% endif %}",
        ],
    )
    @pytest.mark.parametrize(
        "reading",
        [
            "{{ title }}",
            "{% if title %}{{ title }}{% endif %}",
            "{% for n in title %}{{ n }}{% endfor %}",
            "{% include 'part' if title else 'none' %}",
        ],
    )
    def test_it_is_known(self, reading, setting):
        page = f"{reading}{setting}[{{% block rows %}}{{{{ title }}}}{{% endblock %}}]"
        html = rendered(page, context={"title": "T"}, part="part")
        assert html == "T – Site"


class TestNamespace:
    def test_at_top(self):
        assert rendered(NAMESPACE + "{% set ns.n = 1 %}" + ROWS) == "1"

    def test_in_a_loop(self):
        loop = "{% for n in [1, 2, 3] %}{{ n }}{% set ns.n = ns.n + n %}{% endfor %}"
        assert rendered(NAMESPACE + loop + ROWS) == "6"

    def test_in_a_loop_over_nothing(self):
        loop = "{% for n in [] %}{% else %}{% set ns.n = 'none' %}{% endfor %}"
        assert rendered(NAMESPACE + loop + ROWS) == "none"

    def test_in_a_loop_with_a_condition(self):
        loop = "{% for n in [1, 2, 3] if n > 1 %}{% if n == 2 %}{% set ns.n = loop.index %}{% endif %}{% endfor %}"
        assert rendered(NAMESPACE + loop + ROWS) == "1"

    def test_in_a_loop_in_a_loop(self):
        loop = (
            "{% for a in [1, 2] %}{% for b in [3, 4] %}{% set ns.n = ns.n + a * b %}{% endfor %}"
            "{% for c in [1] %}{{ c }}{% endfor %}{% endfor %}"
        )
        assert rendered(NAMESPACE + loop + ROWS) == "21"

    @pytest.mark.parametrize(
        "scope", ["for a in [1]", "with a = 1", "autoescape true", "if true"]
    )
    def test_to_what_a_block_writes(self, scope):
        written = "{% set ns.n %}<{% block title %}T{% endblock %}>{% endset %}"
        page = f"{NAMESPACE}{{% {scope} %}}{written}{{% end{scope.split()[0]} %}}{ROWS}"
        assert rendered(page) == "<T>"

    def test_by_a_name_of_the_loop(self):
        loop = "{% for n in [1, 2] %}{% set m = n * 10 %}{% set ns.n = ns.n + m %}{% endfor %}"
        assert rendered(NAMESPACE + loop + ROWS) == "30"

    def test_text_in_a_loop(self):
        loop = "{% for n in [1, 2] %}{% set ns.n %}{{ n }}.{% endset %}{% endfor %}"
        assert rendered(NAMESPACE + loop + ROWS) == "2."

    def test_with_names(self):
        page = NAMESPACE + "{% with x = 4 %}{% set ns.n = x %}{% endwith %}" + ROWS
        assert rendered(page) == "4"

    def test_in_another_way_of_escaping(self):
        page = "{% autoescape false %}{% set ns.n = '<' %}{% endautoescape %}"
        assert rendered(NAMESPACE + page + ROWS) == "&lt;"

    @pytest.mark.parametrize("tag", ["break", "continue"])
    def test_loop_that_is_left(self, tag):
        loop = (
            "{% for n in [1, 2, 3] %}{% if n > 1 %}{% TAG %}{% endif %}{% set ns.n = ns.n + n %}{% endfor %}"
        ).replace("TAG", tag)
        options = {"extensions": ["jinja2.ext.loopcontrols"]}
        assert rendered(NAMESPACE + loop + ROWS, options=options) == "1"

    @pytest.mark.parametrize(
        "source",
        [
            "{% do found.append(1) %}",
            "{% for n in [1] %}{% do found.append(n) %}{% endfor %}",
            "{% if true %}{% do found.append(1) %}{% endif %}",
        ],
    )
    def test_do(self, source):
        page = "{% set found = [] %}SOURCE[{% block rows %}{{ found.0 }}{% endblock %}]"
        options = {"extensions": ["jinja2.ext.do"]}
        assert rendered(page.replace("SOURCE", source), options=options) == "1"

    @pytest.mark.parametrize(
        "source",
        [
            "{% filter upper %}{% set ns.n = 1 %}{% endfilter %}",
            "{% call m() %}a{% block a %}b{% endblock %}{% set ns.n = 1 %}{% endcall %}",
        ],
    )
    def test_in_what_writes(self, source):
        macro = "{% macro m() %}{{ caller() }}{% endmacro %}"
        assert rendered(macro + NAMESPACE + source + ROWS) == "1"

    def test_in_a_loop_that_calls_itself(self):
        loop = "{% for n in [[1, 2], 3] recursive %}{% set ns.n = ns.n + 1 %}{{ loop(n) if n is iterable }}{% endfor %}"
        assert rendered(NAMESPACE + loop + ROWS) == "4"

    @pytest.mark.parametrize(
        "source",
        [
            "{{ ns.update(n=1) or '' }}",
            "{% include 'part' %}",
            "{% block other %}{% if ns.update(n=1) %}{% endif %}{% endblock %}",
        ],
    )
    def test_by_what_writes_is_not_known(self, source):
        page = NAMESPACE.replace("namespace", "dict") + source + ROWS
        part = "{% if ns.update(n=1) %}{% endif %}"
        assert (
            "[1]" in backend({"page": page, "part": part}).get_template("page").render()
        )
        assert alone(page, part=part) == "0"


class TestPlace:
    def test_in_a_condition_that_fails(self):
        page = "{% if false %}{% block rows %}rows{% endblock %}{% endif %}"
        assert alone(page) == "rows"

    def test_below_another_block(self):
        page = "{% block a %}{% endblock %}{% if x %}{% block rows %}rows{% endblock %}{% endif %}"
        assert alone(page) == "rows"

    def test_scoped_in_a_loop(self):
        """On its page it has the loop's name; by itself the context's."""
        page = "{% for row in all %}[{% block rows scoped %}{{ row }}{% endblock %}]{% endfor %}"
        context = {"all": [1, 2], "row": 2}
        assert rendered(page, context=context) == "2"

    def test_scoped_without_the_loop_s_name(self):
        page = "{% for row in all %}{% block rows scoped %}{{ row is defined }}{% endblock %}{% endfor %}"
        assert alone(page, context={"all": [1]}) == "False"

    def test_of_an_included_file_is_its_own(self):
        page = "{% include 'part' %}"
        with pytest.raises(Exception, match="no partial 'rows'"):
            alone(page, part="{% block rows %}rows{% endblock %}")

    def test_includes(self):
        page = "{% set x = 1 %}[{% block rows %}{% include 'part' %}{% endblock %}]"
        assert rendered(page, part="{{ x }}{{ y }}", context={"y": 2}) == "12"

    def test_required_and_not_there(self):
        """Its page says so; by itself it is as empty as it stands."""
        engine = backend({"page": "{% block rows required %}{% endblock %}"})
        with pytest.raises(jinja2.TemplateRuntimeError) as caught:
            engine.get_template("page").render()
        assert str(caught.value) == "Required block 'rows' not found"
        assert engine.get_template("page#rows").render() == ""

    def test_required_and_there(self):
        page = EXTENDS + "{% block rows %}child{% endblock %}"
        parent = "[{% block rows required %}{% endblock %}]"
        assert rendered(page, parent=parent) == "child"

    @pytest.mark.parametrize("n", [1, 2])
    def test_again(self, n):
        """The same compiled template writes for many requests."""
        engine = backend(
            {"page": "{% set x = n %}{% block rows %}{{ x }}{% endblock %}"}
        )
        block = engine.get_template("page#rows")
        assert [block.render({"n": n}) for _ in range(3)] == [str(n)] * 3


class TestEscaping:
    @pytest.mark.parametrize(
        ("name", "html"), [("page.html", "&lt;"), ("page.txt", "<")]
    )
    def test_by_the_file_s_name(self, name, html):
        source = "{% set y = x %}[{% block rows %}{{ y }}{% endblock %}]"
        engine = backend({name: source}, autoescape=jinja2.select_autoescape())
        context = {"x": "<"}
        assert engine.get_template(name).render(context) == f"[{html}]"
        assert engine.get_template(f"{name}#rows").render(context) == html

    def test_by_the_file_s_name_of_a_parent(self):
        files = {
            "page.html": "{% extends 'p.txt' %}",
            "p.txt": "[{% block rows %}{{ x }}{% endblock %}]",
        }
        engine = backend(files, autoescape=jinja2.select_autoescape())
        assert engine.get_template("page.html").render({"x": "<"}) == "[<]"
        assert engine.get_template("page.html#rows").render({"x": "<"}) == "<"

    def test_macro_s_text_is_not_escaped_again(self):
        page = "{% macro m(x) %}<b>{{ x }}</b>{% endmacro %}[{% block rows %}{{ m('<') }}{% endblock %}]"
        assert rendered(page) == "<b>&lt;</b>"

    def test_off(self):
        page = "[{% block rows %}{{ x }}{% endblock %}]"
        html = rendered(page, context={"x": "<"}, options={"autoescape": False})
        assert html == "<"

    def test_off_in_the_block(self):
        page = "[{% block rows %}{% autoescape false %}{{ x }}{% endautoescape %}{{ x }}{% endblock %}]"
        assert rendered(page, context={"x": "<"}) == "<&lt;"

    def test_off_around_the_block(self):
        """Jinja2 does not carry it into a block."""
        page = "{% autoescape false %}[{% block rows %}{{ x }}{% endblock %}]{% endautoescape %}"
        assert rendered(page, context={"x": "<"}) == "&lt;"

    def test_off_where_something_is_set(self):
        page = (
            "{% autoescape off %}{% set ns.n %}{{ x }}{% endset %}{% endautoescape %}"
        )
        html = rendered(NAMESPACE + page + ROWS, context={"x": "<", "off": False})
        assert html == "&lt;"


class TestTranslation:
    OPTIONS = {"extensions": ["jinja2.ext.i18n"]}

    def render(self, page: str) -> str:
        engine = backend({"page": page}, **self.OPTIONS)
        engine.env.install_gettext_callables(
            str.upper, lambda one, many, n: one if n == 1 else many, newstyle=True
        )
        html = engine.get_template("page#rows").render({"n": 2})
        assert f"[{html}]" in engine.get_template("page").render({"n": 2})
        return html

    def test_trans(self):
        page = "[{% block rows %}{% trans %}rows{% endtrans %}{% endblock %}]"
        assert self.render(page) == "ROWS"

    def test_plural(self):
        page = "[{% block rows %}{% trans n %}row{% pluralize %}{{ n }} rows{% endtrans %}{% endblock %}]"
        assert self.render(page) == "2 rows"

    def test_set(self):
        page = "{% set x = _('title') %}[{% block rows %}{{ x }}{% endblock %}]"
        assert self.render(page) == "TITLE"

    def test_outside(self):
        page = "{% trans %}page{% endtrans %}[{% block rows %}{{ _('rows') }}{% endblock %}]"
        assert self.render(page) == "ROWS"


class Count:
    """Says how often it was called."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> int:
        self.calls += 1
        return self.calls


class TestWhatIsNotDone:
    """What the page writes outside of the block costs the block nothing."""

    @pytest.mark.parametrize(
        "source",
        [
            "{{ count() }}",
            "{% if true %}{{ count() }}{% endif %}",
            "{% if count() %}written{% endif %}",
            "{% for n in [count()] %}{{ n }}{% endfor %}",
            "{% for n in [count()] %}{% set m = n %}{{ m }}{% endfor %}",
            "{% with n = count() %}{{ n }}{% endwith %}",
            "{% filter upper %}{{ count() }}{% endfilter %}",
            "{% call m() %}{{ count() }}{% endcall %}",
            "{% autoescape false %}{{ count() }}{% endautoescape %}",
            "{% block other %}{{ count() }}{% endblock %}",
            "{% for n in [count()] %}{% block other %}{% set o = namespace() %}{% set o.n = 1 %}{% endblock %}"
            "{% endfor %}",
            "{% include 'part' with context %}",
            "{% macro unused() %}{{ count() }}{% endmacro %}",
        ],
    )
    @pytest.mark.parametrize("place", ["page", "parent"])
    def test_writing(self, source, place):
        macro = "{% macro m() %}{{ caller() }}{% endmacro %}"
        files = {"page": EXTENDS, "parent": PARENT, "part": "{{ count() }}"}
        files[place] += macro + source
        count = Count()
        assert alone(files.pop("page"), context={"count": count}, **files) == "parent"
        assert count.calls == 0

    @pytest.mark.parametrize(
        "source",
        [
            "{% set n = count() %}",
            "{% if count() %}{% set n = 1 %}{% endif %}",
            "{% set ns = namespace() %}{% for n in [count()] %}{% set ns.n = n %}{% endfor %}",
        ],
    )
    def test_setting_is_done_once(self, source):
        count = Count()
        page = source + "{% block rows %}{% endblock %}"
        alone(page, context={"count": count})
        assert count.calls == 1

    def test_block_writes_once(self):
        count = Count()
        page = "{{ self.rows() }}{% block rows %}{{ count() }}{% endblock %}{{ self.rows() }}"
        assert alone(page, context={"count": count}) == "1"

    @pytest.mark.django_db
    def test_queries(self, django_assert_num_queries):
        ContactFactory()
        page = "{% for each in contacts %}{{ each }}{% endfor %}{% block rows %}rows{% endblock %}"
        with django_assert_num_queries(0):
            html = alone(page, context={"contacts": Contact.objects.all()})
        assert html == "rows"

    def test_messages_stay_unread(self):
        request = factory.get("/")
        request._messages = CookieStorage(request)
        request._messages.add(20, "Saved.")
        page = "{% for each in messages %}{{ each }}{% endfor %}{% block rows %}rows{% endblock %}"
        alone(page, context={"messages": get_messages(request)})
        assert not request._messages.used


class TestTwo:
    FILES = {
        "page": EXTENDS + "{% set x = 1 %}{% block a %}a{{ x }}{% endblock %}",
        "parent": "{% block a %}{% endblock %}{% set y = 2 %}{% block b %}b{{ x }}{{ y }}{% endblock %}",
    }

    def test_in_any_order(self):
        engine = backend(self.FILES)
        for names in ("ab", "ba", "aab"):
            html = [engine.get_template(f"page#{name}").render() for name in names]
            assert html == [{"a": "a1", "b": "b12"}[name] for name in names]

    def test_one_s_names_are_not_the_other_s(self):
        page = "{% block a %}{% set x = 1 %}{% endblock %}{% block rows %}{{ x is defined }}{% endblock %}"
        context = {}
        engine = backend({"page": page})
        engine.get_template("page#a").render(context)
        assert engine.get_template("page#rows").render(context) == "False"

    def test_context_stays_as_it_is(self):
        context = {"x": 0}
        backend(self.FILES).get_template("page#a").render(context)
        assert context == {"x": 0}
