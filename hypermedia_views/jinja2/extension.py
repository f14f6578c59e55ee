"""The tags of this package as functions of Jinja2 templates."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.template import TemplateSyntaxError
from django.utils.translation import get_language, gettext
from jinja2 import Environment, Undefined, pass_context
from jinja2.ext import Extension
from jinja2.runtime import Context
from markupsafe import Markup

from .. import tags

#: What a function returns.
Written = TypeVar("Written")


class Hypermedia(Extension):
    """Has in a Jinja2 environment, as functions, what ``{% load hypermedia %}`` brings to Django's templates.

    ::

        <head>{{ csrf_headers() }}{{ hypermedia_script() }}…</head>
        <div role="status">{{ session_status() }}</div>
        <ul {{ region("rows", swap="beforeend") }}>…</ul>
        {{ load_more(page_obj, scroll=True) }}
        <form action="{{ url("line", line.pk) }}" method="post" {{ swap("line-", line.pk) }}>…</form>
        <p {{ live_field(form.email) }}>{{ form.email }}</p>

    They take the same arguments as the tags, and write the same; a wrong one is a TemplateSyntaxError. A macro of
    another file knows the page's request, and with it the client, if it is imported ``with context``.

    The backend `Jinja2` adds it by itself. In an environment of another one it stands among the ``extensions`` as
    ``"hypermedia_views.jinja2.Hypermedia"``. Besides, the templates of this package use Django's ``gettext`` as
    ``translate``, and its ``get_language``.
    """

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        #: A template within another is rendered at once, even where the outer one is asynchronous.
        self.inner = (
            environment.overlay(enable_async=False)
            if environment.is_async
            else environment
        )
        for write in (
            tags.swap,
            tags.region,
            tags.live_field,
            tags.csrf_headers,
            tags.session_status,
            tags.hypermedia_script,
        ):
            environment.globals[write.__name__] = pass_context(_function(write))
        environment.globals["load_more"] = self.load_more
        environment.globals.setdefault("translate", gettext)
        environment.globals.setdefault("get_language", get_language)

    @pass_context
    def load_more(self, context: Context, page: Any, **options: Any) -> Markup:
        """Return the link to a list's next page. It is a block of its template, too, unless that has its own."""
        name, values = _function(tags.load_more)(context, page, **options)
        if not name:
            return Markup()
        return Markup(self.inner.get_template(name).render(values))


def _function(write: Callable[..., Written]) -> Callable[..., Written]:
    """Return what writes a tag, for Jinja2: what is undefined there is empty, and an error names the function."""

    @wraps(write)
    def function(context: Context, *arguments: Any, **options: Any) -> Written:
        given = [_defined(value) for value in arguments]
        said = {name: _defined(value) for name, value in options.items()}
        try:
            return write(context, *given, **said)
        except ValueError as error:
            raise TemplateSyntaxError(
                f"{{{{ {write.__name__}() }}}}: {error}"
            ) from error

    return function


def _defined(value: Any) -> Any:
    if isinstance(value, Undefined):
        # A strict one says so.
        str(value)
        return ""
    return value
