"""A block of any Jinja2 template writes by itself exactly what its page writes at its place."""

from __future__ import annotations

import re

from hypothesis import example, given, note, settings
from hypothesis import strategies as st
from jinja2.utils import Namespace

from .test_jinja2 import backend

#: What all templates begin with; some import and define it anew.
HEAD = (
    "{% import 'kit' as kit %}{% from 'kit' import item, around %}{% set ns = ns %}"
    "{% macro count() %}{% set ns.n = ns.n + 1 %}{% endmacro %}"
)
FILES = {
    "kit": (
        "{% macro item(p) %}<s>{{ p }}{{ x }}{{ ns.n if ns }}</s>{% endmacro %}{% set mark = '&' ~ title %}"
        "{% macro around() %}<q>{{ caller() }}</q>{% endmacro %}"
    ),
    "piece": "({{ x }}{{ title }}{{ added|length }})",
}
OPTIONS = {"extensions": ["jinja2.ext.do", "jinja2.ext.loopcontrols"]}


def context():
    return {"x": "<x>", "numbers": [1, 2, 3], "added": [], "ns": Namespace(n=0)}


def fill(source, *parts):
    """Sources with something in the place of each "…"."""
    first, *rest = source.split("…")
    return st.tuples(*parts).map(
        lambda found: first + "".join(map("".join, zip(found, rest, strict=True)))
    )


def several(part, most):
    return st.lists(part, max_size=most).map("".join)


one = st.sampled_from
names = one(["x", "y", "title"])
values = one(
    ["x", "y", "title", "'<b>'", "x ~ '&'", "y|upper", "title|default('none')"]
    + ["numbers|join('<')", "added|length", "ns.n", "ns.text", "x if y else title"]
    + ["item(x)", "item('<')|upper", "kit.item(title)", "kit.mark"]
)
conditions = one(["x", "not title", "y is defined", "ns.n > 1", "true", "false"])
escaping = one(["true", "false", "x"])
known = one(["", " with context", " without context"])

writing = st.recursive(
    one(["<p>", " & ", "\n", "{% include 'piece' %}"])
    | one(["{% for n in numbers %}{{ n }}{{ x }}{% else %}none{% endfor %}"])
    | fill("{{ … }}", values),
    lambda part: fill("{% if … %}…{% else %}…{% endif %}", conditions, part, part)
    | fill("{% with x = … %}…{% endwith %}", values, part)
    | fill("{% filter upper %}…{% endfilter %}", part)
    | fill("{% call around() %}…{% endcall %}", part)
    | fill("{% autoescape … %}…{% endautoescape %}", escaping, part),
    max_leaves=3,
)

#: This goes for what is outside of the scope that it stands in, too.
changing = (
    fill("{% set ns.n = ns.n + … %}", one(["1", "2", "added|length"]))
    | fill("{% set ns.text %}…{% endset %}", writing)
    | fill("{% do added.append(…) %}", values)
    | one(["{% do count() %}"])
)
within = several(writing | changing, 3)
leaving = one(["", "{% if n == 2 %}{% break %}{% endif %}", "{% continue %}"])
defining = st.recursive(
    changing
    | fill("{% set … = … %}", names, values)
    | fill("{% set …, y = …, … %}", one(["x", "title"]), values, values)
    | fill("{% set … %}…{% endset %}", names, writing)
    | one(["{% set x %}{{ x }}, once more{% endset %}"])
    | fill("{% set … | upper %}…{% endset %}", names, writing)
    | fill("{% macro item(p) %}{{ p }}{{ … }}{% endmacro %}", names)
    | fill("{% macro around() %}{{ caller() }}{{ … }}{% endmacro %}", names)
    | fill("{% import 'kit' as kit… %}", known)
    | fill("{% from 'kit' import item, mark as …… %}", names, known)
    | fill("{% for n in numbers %}………{% endfor %}", within, leaving, changing)
    | fill("{% for n in numbers if n > 3 %}{% else %}…{% endfor %}", changing)
    | fill("{% with x = … %}…{% endwith %}", values, within)
    | fill("{% filter upper %}…{% endfilter %}", within)
    | fill("{% call around() %}…{% endcall %}", within)
    | fill("{% autoescape … %}…{% endautoescape %}", escaping, within)
    | one(["{% set third = self.c() if self.c is defined %}"]),
    lambda part: fill("{% if … %}…{% else %}…{% endif %}", conditions, part, part)
    | fill("{% if … %}{% elif … %}…{% endif %}", conditions, conditions, part),
    max_leaves=3,
)
definitions = several(defining | writing, 4)

inside = writing | one(
    [
        "{{ super() if super is defined }}",
        "{{ third }}",
        "{% set x = title %}{{ x }}",
        "{% macro own(p) %}{{ p }}{{ x }}{% endmacro %}{{ own(title) }}",
        "{% from 'kit' import mark with context %}{{ mark }}",
        "{% set mine = namespace(n=0) %}{% for n in numbers %}{% if n == 3 %}{% break %}{% endif %}"
        "{% set mine.n = mine.n + n %}{% endfor %}{{ mine.n }}",
    ]
)
#: What every block writes: all that definitions change.
STATE = "{{ x }} {{ y }} {{ title }} {{ ns.n }} {{ ns.text }} {{ added|join }} "
#: What else a block holds, and whether those after it stand in it or beside it, or it is not there.
block = st.tuples(several(inside, 3), one(["inside", "beside", "absent"]))


def nested(a, b, c):
    html = ""
    for name, (content, place) in (("c", c), ("b", b), ("a", a)):
        content = STATE + content
        if name == "a":
            content += "{{ self.c() if self.c is defined }}"
        if place == "inside":
            content, html = content + html, ""
        if place != "absent":
            html = (
                f"[{name}]{{% block {name} %}}{content}{{% endblock %}}[/{name}]{html}"
            )
    return html


blocks = st.builds(nested, block, block, block)
layouts = one(
    ["<h1>…</h1>", "{% if x %}…{% endif %}", "{% for n in numbers %}…{% endfor %}"]
    + ["{% with n = 1 %}…{% endwith %}", "{% call around() %}…{% endcall %}"]
    + ["{% set all %}…{% endset %}{{ all }}"]
    + ["{% autoescape true %}…{% endautoescape %}"]
)
extends = one(
    ["{% extends '…' %}", "{% extends '…' if true else 'none' %}"]
    + ["{% if true %}{% extends '…' %}{% endif %}"]
)
tops = st.tuples(definitions, layouts.flatmap(lambda layout: fill(layout, blocks)))
children = st.tuples(definitions, extends, definitions, blocks, definitions)


ALONE = "[a]{% block a %}{{ x }}{% endblock %}[/a]"


@settings(max_examples=200)
@given(st.lists(children, max_size=2), tops)
@example([], ("{{ x }}{% set x %}{{ x }}, once more{% endset %}", ALONE))
def test_block_writes_what_its_page_writes(children, top):
    files = dict(FILES)
    for number, parts in enumerate([*children, top]):
        source = HEAD + "".join(parts)
        files[f"page{number}"] = source.replace("…", f"page{number + 1}")
        note(files[f"page{number}"])
    engine = backend(files, **OPTIONS)
    html = engine.get_template("page0").render(context())
    for name in "abc":
        for written in re.findall(rf"\[{name}\](.*?)\[/{name}\]", html, re.DOTALL):
            assert engine.get_template(f"page0#{name}").render(context()) == written
