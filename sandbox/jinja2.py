"""The environment of the sandbox's Jinja2 templates: what they need of Django's tags, as functions."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.template import defaulttags, loader
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from jinja2 import Environment

from .contacts.templatetags import sandbox


def url(name: str, *arguments: Any) -> str:
    """Return an address by the name of its pattern."""
    return reverse(name, args=arguments)


def source(view: Any, module: bool = False) -> SafeString:
    """Show how a demonstration is made."""
    context = sandbox.source(view, module)
    return loader.render_to_string("contacts/source.html", context)


def environment(**options: Any) -> Environment:
    """Return the environment. The tags of hypermedia_views are there by its backend."""
    environment = Environment(**options)
    environment.globals.update(
        # It would take a context for the query that it is given here: {{ querystring(request.GET, page=2) }}.
        querystring=partial(defaulttags.querystring, None),
        source=source,
        static=static,
        url=url,
    )
    return environment
