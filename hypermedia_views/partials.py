"""Finding a named piece of a template.

A partial is what ``{% partialdef name %}`` defines: in Django's core since 6.0, from django-template-partials on 5.2.
Both keep the partials of a template beside it, under one name, so that one way of finding them serves all versions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, cast

import django
from django.http import HttpRequest
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.backends.django import Template as DjangoTemplate
from django.template.base import Node, NodeList, Origin, Parser, Template
from django.template.response import SimpleTemplateResponse

if django.VERSION >= (6, 0):
    from django.template.base import PartialTemplate
else:
    from template_partials.templatetags.partials import TemplateProxy as PartialTemplate  # type: ignore[no-redef]


class Renderable(Protocol):
    """A template of any engine, as `django.template.loader.get_template` returns it."""

    def render(
        self,
        context: dict[str, Any] | None = None,
        request: HttpRequest | None = None,
    ) -> str:
        """Return the rendered text."""


class PartialDoesNotExist(TemplateDoesNotExist):
    """A template lacks a partial that a view declares. Names template, engine, and the partials that it does have."""


#: Loads a template by its name, or the first that loads of several: a response's ``resolve_template``.
Resolve = Callable[[Any], Any]


def load(template_names: str | Sequence[str] | Renderable) -> Renderable:
    """Load a template as Django's TemplateResponse does: by name, from several names, or the template itself."""
    return SimpleTemplateResponse("").resolve_template(template_names)


def get_page(
    template_names: str | Sequence[str] | Renderable, resolve: Resolve = load
) -> Renderable:
    """Return the template that partials are taken from: the first of ``template_names`` that loads.

    A name may itself point at a partial (``"page.html#main"``); its file is meant then. Raises
    `TemplateDoesNotExist` when none loads.
    """
    if isinstance(template_names, str):
        template_names = _file(template_names)
    elif isinstance(template_names, (list, tuple)):
        template_names = [_file(name) for name in template_names]
    return cast(Renderable, resolve(template_names))


def get_partial(
    page: Renderable,
    name: str,
    resolve: Resolve = load,
    *,
    view: str = "",
    candidates: Sequence[str] = (),
) -> Renderable:
    """Return the partial ``name`` of the template ``page``, as a template of its own.

    ``name`` may name another template's partial: ``"base.html#messages"``. It is found in that very template, never
    in one further down a list of names. Raises `PartialDoesNotExist`, whose message also tells of the ``view`` and of
    the template names that ``page`` was chosen from (``candidates``).
    """
    file, _, partial_name = name.rpartition("#")
    if file:
        page, candidates = get_page(file, resolve), ()
    partials = _partials_of(page)
    if partial_name not in partials:
        raise PartialDoesNotExist(
            _explanation(page, partial_name, view, candidates),
            backend=getattr(page, "backend", None),
        )
    page = cast(DjangoTemplate, page)
    partial = partials[partial_name]
    # Loaders set it when a partial is asked for by its full name; context processors are looked up through it.
    partial.engine = page.backend.engine
    return cast(Renderable, DjangoTemplate(partial, page.backend))


class TagNodes(NodeList):
    """What tags made a partial of, and no ``{% partialdef %}``."""


def add_partial(parser: Parser, name: str, node: Node) -> None:
    """Make what a tag compiled a partial of its template, or a further part of what such tags have made.

    Raises TemplateSyntaxError if the template defines a partial of that name before.
    """
    partials = parser.extra_data.setdefault("partials", {})
    if name not in partials:
        nodes = TagNodes([node])
        partials[name] = PartialTemplate(nodes, cast(Origin, parser.origin), name)
    elif isinstance(partials[name].nodelist, TagNodes):
        partials[name].nodelist.append(node)
    else:
        raise TemplateSyntaxError(
            f"The template has a partial {name!r} of its own, and {{% {name} %}} makes one of this name. Give yours "
            f"another name."
        )


def _file(template_name: str) -> str:
    return template_name.partition("#")[0]


def _partials_of(page: Renderable) -> dict[str, Template]:
    """Return the partials that a template defines, by name; none for engines that have no partials."""
    extra_data = getattr(getattr(page, "template", None), "extra_data", {})
    return cast("dict[str, Template]", extra_data.get("partials", {}))


def _explanation(
    page: Renderable, partial_name: str, view: str, candidates: Sequence[str]
) -> str:
    """Return the whole message of a `PartialDoesNotExist`."""
    inner = getattr(page, "template", None)
    engine = getattr(getattr(page, "backend", None), "name", "unknown")
    found = ", ".join(map(repr, sorted(_partials_of(page)))) or "none"
    message = (
        f"{view + ': t' if view else 'T'}he template {getattr(inner, 'name', None)!r} has no partial "
        f"{partial_name!r} (engine {engine!r}). Partials found there: {found}."
    )
    if len(candidates) > 1:
        names = ", ".join(map(repr, candidates))
        message += (
            f" It is the first of {names} that loads, and only its own partials count."
        )
    return (
        f"{message} Add {{% partialdef {partial_name} %}} … {{% endpartialdef %}} to it, correct the name, or name the "
        f"template that defines it: 'template.html#{partial_name}'."
    )
