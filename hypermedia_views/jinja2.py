"""Jinja2: the blocks of a template are partials, and the tags are functions.

It needs Jinja2, which the extra ``jinja2`` installs, and so does `blocks`; nothing else of the package does.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cached_property, wraps
from pathlib import Path
from types import SimpleNamespace, TracebackType
from typing import Any, Final, TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.template import TemplateSyntaxError
from django.template.backends import jinja2 as djangos
from django.utils.translation import get_language, gettext
from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    Undefined,
    pass_context,
)
from jinja2.ext import Extension
from jinja2.runtime import Context
from markupsafe import Markup

from . import tags
from .blocks import block_template, compile_definitions
from .partials import Lacking, get_partial

__all__ = ["Hypermedia", "Jinja2"]

#: The package's own templates. A folder of another name than those that every engine of Jinja2 looks into.
TEMPLATES: Final = Path(__file__).parent / "jinja2_templates"

#: What a function returns.
Written = TypeVar("Written")


class Jinja2(djangos.Jinja2):
    """Django's backend for Jinja2; the blocks of its templates are partials, and it has the tags of this package.

    ::

        TEMPLATES = [
            {
                "BACKEND": "hypermedia_views.jinja2.Jinja2",
                "APP_DIRS": True,
                "OPTIONS": {"environment": "project.jinja2.environment"},
            },
        ]

    The settings are those of ``django.template.backends.jinja2.Jinja2``, and so are the templates' folders (``jinja2``
    in each application) and what they have in their context: the request, ``csrf_input``, ``csrf_token``, and what the
    context processors give. A block by itself has all of it, too: ``get_template("list.html#rows")`` is the block
    ``rows`` of that page, with what its templates import and set outside of their blocks, with ``super()`` and with the
    blocks of the templates that it extends. A hyphen in a partial's name is an underscore in the block's.

    It adds `Hypermedia` to the environment, and has the environment compile with each template what a block needs of
    it. The package's own templates are found last, after the project's.
    """

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.env.loader = _with_own(self.env.loader)
        self.env.add_extension(Hypermedia)
        compile_definitions(self.env)

    def from_string(self, template_code: str) -> Template:
        """Return a template made of its source."""
        return Template(self.env.from_string(template_code), self)

    def get_template(self, template_name: str) -> Any:
        """Return a template by its name, or one block of it: ``"list.html#rows"``.

        Raises TemplateDoesNotExist, of which `PartialDoesNotExist` is one, and TemplateSyntaxError with the place for
        Django's error page. A template that chooses what it extends while it is rendered tells only then that it lacks
        a block.
        """
        file, _, name = template_name.partition("#")
        page = Template(super().get_template(file).template, self)
        return get_partial(page, name) if name else page


class Template(djangos.Template):
    """A template of `Jinja2`, or one block of it."""

    backend: Jinja2

    def get_partial(self, name: str, lacking: Lacking) -> Template:
        """Return a block as a template. Raises what ``lacking`` returns if there is none."""
        block_name = name.replace("-", "_")
        advice = f"Add {{% block {block_name} %}} … {{% endblock %}} to it"
        block = block_template(
            self.template, block_name, lambda found: lacking(sorted(found), advice)
        )
        return Template(block, self.backend)

    def render(
        self, context: dict[str, Any] | None = None, request: HttpRequest | None = None
    ) -> str:
        """Return what the template writes. While ``DEBUG`` is on, an error has the place for Django's error page."""
        try:
            return super().render(context, request)
        except Exception as error:
            if settings.DEBUG and not hasattr(error, "template_debug"):
                # The file may be another by now, or none.
                with suppress(IndexError, OSError):
                    _note_place(error)
            raise


class Hypermedia(Extension):
    """Has in a Jinja2 environment, as functions, what ``{% load hypermedia %}`` brings to Django's templates.

    ::

        <head>{{ csrf_headers() }}{{ hypermedia_script() }}…</head>
        <div role="status">{{ session_status() }}</div>
        <ul {{ region("rows", swap="beforeend") }}>…</ul>
        {{ load_more(page_obj, scroll=True) }}
        <form action="{{ url("line", line.pk) }}" method="post" {{ swap("line-", line.pk) }}>…</form>
        <p {{ live_field(form.email) }}>{{ form.email }}</p>

    They take the same arguments as the tags, and write the same; a wrong one is a TemplateSyntaxError. A function of
    the project with the same name stays, and so does a variable of a view: all of them are in ``hypermedia`` as well,
    ``{{ hypermedia.region("rows") }}``. A macro of another file knows the page's request, and with it the client, if it
    is imported ``with context``.

    The backend `Jinja2` adds it by itself. In an environment of another one it stands among the ``extensions`` as
    ``"hypermedia_views.jinja2.Hypermedia"``.
    """

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        functions: dict[str, Callable[..., Any]] = {
            write.__name__: pass_context(_function(write))
            for write in (
                tags.swap,
                tags.region,
                tags.live_field,
                tags.csrf_headers,
                tags.session_status,
                tags.hypermedia_script,
            )
        }
        functions["load_more"] = self.load_more
        own = SimpleNamespace(**functions, translate=gettext, get_language=get_language)
        environment.globals["hypermedia"] = own
        for name, function in functions.items():
            environment.globals.setdefault(name, function)

    @cached_property
    def inner(self) -> Environment:
        """Has the package's templates, and renders one within another at once, even if the outer is asynchronous."""
        loader = _with_own(self.environment.loader)
        return self.environment.overlay(loader=loader, enable_async=False)

    @pass_context
    def load_more(self, context: Context, /, *arguments: Any, **options: Any) -> Markup:
        """Return the link to a list's next page. It is a block of its template, too, unless that has its own."""
        name, values = _function(tags.load_more)(context, *arguments, **options)
        if not name:
            return Markup()
        return Markup(self.inner.get_template(name).render(values))


def _with_own(loader: BaseLoader | None) -> BaseLoader:
    """Return what loads the project's templates, and where it has none of a name, those of this package."""
    return ChoiceLoader([*filter(None, [loader]), FileSystemLoader(TEMPLATES)])


def _function(write: Callable[..., Written]) -> Callable[..., Written]:
    """Return what writes a tag, for Jinja2: what is undefined there is empty, and an error names the function."""

    @wraps(write)
    def function(context: Context, /, *arguments: Any, **options: Any) -> Written:
        given = [_defined(value) for value in arguments]
        said = {name: _defined(value) for name, value in options.items()}
        try:
            return write(context, *given, **said)
        except (TypeError, ValueError) as error:
            trace = error.__traceback__
            if isinstance(error, TypeError) and trace is not None and trace.tb_next:
                # It is not about the arguments.
                raise
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


def _note_place(error: Exception) -> None:
    """Have Django's error page show the line of the template, as it does for its own templates."""
    place: TracebackType | None = None
    trace = error.__traceback__
    while trace is not None:
        # What Jinja2 puts in the place of the Python that it has compiled.
        if "__jinja_exception__" in trace.tb_frame.f_globals:
            place = trace
        trace = trace.tb_next
    if place is None:
        return
    file = Path(place.tb_frame.f_code.co_filename)
    source = file.read_text("utf-8", "replace") if file.is_file() else None
    # Django leaves out empty lines at the beginning, and counts from there.
    beginning = source[: -len(source.lstrip())] if source else ""
    empty = beginning.count("\n")
    told: Any = SimpleNamespace(
        filename=str(file),
        lineno=place.tb_lineno - empty,
        message=str(error),
        source=source,
    )
    info = djangos.get_exception_info(told)
    info["source_lines"] = [(line + empty, text) for line, text in info["source_lines"]]
    for name in ("line", "total", "top", "bottom"):
        info[name] += empty
    setattr(error, "template_debug", info)
