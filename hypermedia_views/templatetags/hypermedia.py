"""``{% load hypermedia %}``: attributes that make links, forms and regions work with the page's client."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ..attributes import region_attributes, swap_attributes

register = template.Library()


@register.simple_tag(takes_context=True)
def swap(context: Context, target: Any, *rest: Any, **options: Any) -> SafeString:
    """Enhance a link or a form, so that its answer replaces the element ``target``.

    ::

        <a href="{{ contact.get_absolute_url }}" {% swap "details" %}>{{ contact }}</a>
        <form action="{% url "search" %}" {% swap "results" push_url=True debounce="300ms" %}>…</form>
        <form action="{% url "line" line.pk %}" method="post" {% swap "line-" line.pk %}>…</form>
        <div {% region "wheel" %} {% swap "wheel" href=url on="audit-changed" every="60s" %}>…</div>

    An id may come in pieces, which are put together. Options are the fields of `hypermedia_views.protocols.Swap`, and
    ``client``. Without JavaScript the element stays
    the plain link or form that it is. Give a form its ``action``. An unknown option or value is a TemplateSyntaxError.
    """
    return _write("swap", swap_attributes, context, (target, *rest), options)


@register.simple_tag(takes_context=True)
def region(context: Context, id: Any, *rest: Any, **options: Any) -> SafeString:
    """Write the id of an element that answers replace, and what its client needs on it.

    ::

        <section {% region "details" %}>…</section>
        <ul {% region "log" swap="beforeend" %}>…</ul>
        <tr {% region "line-" line.pk %}>…</tr>

    Write it where the partial writes the element, so that the replaced one stays replaceable. An id may come in pieces,
    which are put together. Options are the fields of `hypermedia_views.protocols.Region`, and ``client``. An unknown
    option or value is a TemplateSyntaxError.
    """
    return _write("region", region_attributes, context, (id, *rest), options)


@register.simple_tag(takes_context=True)
def hypermedia_script(context: Context) -> SafeString:
    """Load the package's script, for what a client can't do by attributes alone. Put it before the client's own.

    Alpine AJAX needs it: for ``debounce``, ``on``, ``every``, for Back to the page where a URL was first pushed, to
    tell the server the page that the user is on, for events, for redirects of the whole page, for deleting out of band,
    and to send nothing twice after an error. htmx needs it for a ``debounce`` with a button's ``name``. It carries
    Django's ``csp_nonce`` where the context has one.
    """
    # Django's nonce is false until something asks for its value, and then stands in the policy.
    nonce = context.get("csp_nonce")
    nonce = "" if nonce is None else str(nonce)
    return format_html(
        '<script src="{}"{} defer></script>',
        static("hypermedia_views/hypermedia.js"),
        format_html(' nonce="{}"', nonce) if nonce else "",
    )


def _write(
    tag: str,
    write: Callable[..., SafeString],
    context: Context,
    pieces: tuple[Any, ...],
    options: dict[str, Any],
) -> SafeString:
    # If a variable is not set, there is no id: the rest of it alone would be another element's.
    complete = None not in pieces and "" not in pieces
    subject = "".join(map(str, pieces)) if complete else ""
    # A template that is included with "only" has no variable for it, and one without its context processor neither.
    request = getattr(context, "request", None) or context.get("request")
    if not isinstance(request, HttpRequest):
        request = None
    try:
        return write(request, subject, **options)
    except ValueError as error:
        raise template.TemplateSyntaxError(f"{{% {tag} %}}: {error}") from error
