"""A backend of Django's for Jinja2 whose blocks are partials."""

from __future__ import annotations

from contextlib import suppress
from types import SimpleNamespace, TracebackType
from typing import Any
from weakref import WeakKeyDictionary

import jinja2
from django.conf import settings
from django.http import HttpRequest
from django.template.backends import jinja2 as djangos

from ..partials import Lacking, get_partial
from .blocks import block_template, compile_definitions
from .extension import Hypermedia


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
    ``rows`` of that page, as the page would write it, with what the template imports and sets outside of its blocks,
    with ``super()`` and with the blocks of the templates that it extends. A hyphen in a partial's name is an underscore
    in the block's.

    It adds `Hypermedia` to the environment. Its loader has to know the templates' sources, which ``ModuleLoader`` does
    not.
    """

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.env.add_extension(Hypermedia)
        self._sources: WeakKeyDictionary[jinja2.Template, str] = WeakKeyDictionary()
        self._definitions: WeakKeyDictionary[jinja2.Template, jinja2.Template] = (
            WeakKeyDictionary()
        )

    def from_string(self, template_code: str) -> Template:
        """Return a template made of its source. Its blocks are partials, too."""
        template = self.env.from_string(template_code)
        self._sources[template] = template_code
        return Template(template, self)

    def get_template(self, template_name: str) -> Any:
        """Return a template by its name, or one block of it: ``"list.html#rows"``.

        Raises TemplateDoesNotExist, and TemplateSyntaxError with the place for Django's error page. That a block is not
        there is a `PartialDoesNotExist` once it is rendered, since a template may choose what it extends then.
        """
        file, _, name = template_name.partition("#")
        page = Template(super().get_template(file).template, self)
        return get_partial(page, name) if name else page

    def get_definitions(self, template: jinja2.Template) -> jinja2.Template:
        """Return what a template does outside of its blocks, compiled once for each of its versions."""
        if template not in self._definitions:
            source = self._sources.get(template)
            if source is None:
                name: Any = template.name
                loader: Any = self.env.loader
                source = loader.get_source(self.env, name)[0]
            self._definitions[template] = compile_definitions(
                self.env, source, template
            )
        return self._definitions[template]


class Template(djangos.Template):
    """A template of `Jinja2`, or one block of it."""

    backend: Jinja2

    def get_partial(
        self,
        name: str,
        lacking: Lacking,
    ) -> Template:
        """Return a block as a template; it raises what ``lacking`` returns when it is rendered and is not there."""
        advice = "Add {{% block {} %}} … {{% endblock %}} to it".format(
            name.replace("-", "_")
        )
        block = block_template(
            self.template,
            name,
            self.backend.get_definitions,
            lambda found: lacking(sorted(found), advice),
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
                _note_place(error)
            raise


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
    told: Any = SimpleNamespace(
        filename=place.tb_frame.f_code.co_filename,
        lineno=place.tb_lineno,
        message=str(error),
        source=None,
    )
    # Django leaves out empty lines at a file's beginning, and then looks for the line beyond the end.
    with suppress(IndexError):
        setattr(error, "template_debug", djangos.get_exception_info(told))
