"""What the package has for both template engines, as the one writes it that is asked first (the fixture ``engine``)."""

from __future__ import annotations

import re
from typing import Any

from django.template import engines

#: A value, or an option and its value.
ARGUMENT = r"""((?:\w+=)?(?:"[^"]*"|'[^']*'|[^\s"'|]+))(?:\|\w+)?"""


def is_jinja() -> bool:
    """Whether Jinja2 is asked first."""
    return next(iter(engines)) == "jinja2"


def tag(name: str) -> str:
    """The name of a tag, as an error has it."""
    return f"{{{{ {name}() }}}}" if is_jinja() else f"{{% {name} %}}"


def definition(name: str) -> str:
    """What makes a partial of this name."""
    if is_jinja():
        return f"{{% block {name} %}} … {{% endblock %}}"
    return f"{{% partialdef {name} %}} … {{% endpartialdef %}}"


def call(source: str) -> str:
    """A tag with its arguments, given as Django's templates have it: ``swap "a" push_url=True``.

    Filters are left out for Jinja2: in the tests they are only those that escape what it escapes by itself.
    """
    name, _, arguments = source.partition(" ")
    if is_jinja():
        return f"{{{{ {name}({', '.join(re.findall(ARGUMENT, arguments))}) }}}}"
    return f"{{% {source} %}}"


def template_of(*sources: str) -> Any:
    """A template of text and of tags; those are what `call` returns."""
    load = "" if is_jinja() else "{% load hypermedia %}"
    return next(iter(engines.all())).from_string(load + "".join(sources))
