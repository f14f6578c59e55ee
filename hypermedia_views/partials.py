"""Finding a named piece of a template.

A partial is what ``{% partialdef name %}`` defines: in Django's core since 6.0, from django-template-partials on 5.2.
Both keep the partials of a template beside it, under one name, so that one way of finding them serves all versions. A
template of another engine finds its partials by itself, by its ``get_partial``, as those of `hypermedia_views.jinja2`
do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol, cast

import django
from django.http import HttpRequest
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.backends.django import Template as DjangoTemplate
from django.template.base import Node, NodeList, Origin, Parser
from django.template.context import Context
from django.template.response import SimpleTemplateResponse
from django.utils.safestring import SafeString

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


#: Takes what partials there are, and how to add one; returns the error that one is not there.
Lacking = Callable[[Sequence[str], str], PartialDoesNotExist]
#: Finds a partial of a template by its name.
FindPartial = Callable[[str, Lacking], Renderable]

#: Loads a template by its name, or the first that loads of several: a response's ``resolve_template``.
Resolve = Callable[[Any], Any]


def load(
    template_names: str | Sequence[str] | Renderable, using: str | None = None
) -> Renderable:
    """Load a template as Django's TemplateResponse does: by name, from several names, or the template itself.

    ``using`` names the engine; without it the first that has the template is taken.
    """
    return SimpleTemplateResponse("", using=using).resolve_template(template_names)


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
    the template names that ``page`` was chosen from (``candidates``). A template whose engine can't know it yet raises
    it when it is rendered.
    """
    file, _, partial_name = name.rpartition("#")
    if file:
        page, candidates = get_page(file, resolve), ()

    def lacking(found: Sequence[str], advice: str) -> PartialDoesNotExist:
        message = _explanation(page, partial_name, view, candidates, found, advice)
        return PartialDoesNotExist(message, backend=getattr(page, "backend", None))

    find: FindPartial = getattr(page, "get_partial", partial(_find_partial, page))
    return find(partial_name, lacking)


def _find_partial(page: Renderable, name: str, lacking: Lacking) -> Renderable:
    """Return what ``{% partialdef %}`` defines; other engines have no partials."""
    backend: Any = getattr(page, "backend", None)
    extra_data = getattr(getattr(page, "template", None), "extra_data", {})
    partials = extra_data.get("partials", {})
    if name not in partials:
        # Django's own backend for Jinja2 looks for its templates there.
        if getattr(backend, "app_dirname", "") == "jinja2":
            advice = "Make 'hypermedia_views.jinja2.Jinja2' its engine's BACKEND, where a block is a partial"
        else:
            advice = f"Add {{% partialdef {name} %}} … {{% endpartialdef %}} to it"
        raise lacking(sorted(partials), advice)
    found = partials[name]
    # Loaders set it when a partial is asked for by its full name; context processors are looked up through it.
    found.engine = backend.engine
    return cast(Renderable, DjangoTemplate(found, backend))


class TagNodes(NodeList):
    """What tags made a partial of, and no ``{% partialdef %}``: the first of them that writes something."""

    def render(self, context: Context) -> SafeString:
        """Return what the first one writes."""
        written = (node.render_annotated(context) for node in self)
        return SafeString(next(filter(None, written), ""))


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


def _explanation(
    page: Renderable,
    partial_name: str,
    view: str,
    candidates: Sequence[str],
    found: Sequence[str],
    advice: str,
) -> str:
    """Return the whole message of a `PartialDoesNotExist`."""
    inner = getattr(page, "template", None)
    engine = getattr(getattr(page, "backend", None), "name", "unknown")
    message = (
        f"{view + ': t' if view else 'T'}he template {getattr(inner, 'name', None)!r} has no partial "
        f"{partial_name!r} (engine {engine!r}). Partials found there: {', '.join(map(repr, found)) or 'none'}."
    )
    if len(candidates) > 1:
        names = ", ".join(map(repr, candidates))
        message += (
            f" It is the first of {names} that loads, and only its own partials count."
        )
    return (
        f"{message} {advice}, correct the name, or name the template that defines it: "
        f"'template.html#{partial_name}'."
    )
