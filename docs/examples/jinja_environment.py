"""The environment of a project's Jinja2 templates: what they need of Django's tags, as functions."""

from functools import partial

from django.template import defaulttags
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment


def url(name, *args, **kwargs):
    return reverse(name, args=args, kwargs=kwargs)


def environment(**options):
    environment = Environment(**options)
    environment.globals.update(
        querystring=partial(defaulttags.querystring, None),
        static=static,
        url=url,
    )
    return environment
