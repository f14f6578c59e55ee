"""``{% load hypermedia %}``: attributes that make links, forms and regions work with the page's client."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django import template
from django.template.base import Node, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

from .. import tags
from ..partials import add_partial

#: What a tag writes, or what it is made of.
Written = TypeVar("Written")

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
    return _write(tags.swap, context, target, *rest, **options)


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
    return _write(tags.region, context, id, *rest, **options)


@register.simple_tag(takes_context=True)
def live_field(context: Context, field: Any, **options: Any) -> SafeString:
    """Write the id of the element around a form's field, and what has the field sent by itself.

    ::

        <div {% live_field field debounce="500ms" %}>{{ field.label_tag }} {{ field }} {{ field.errors }}</div>

    The field is sent as soon as the user has left it with another value, and with ``debounce`` that long after the last
    input, too; the whole form goes along. The view has FieldValidationMixin, AutosaveMixin or DependentFieldsMixin. The
    element's id is the input's with ``-field`` after it. ``href`` is the address, by default that of the request;
    ``param`` the view's ``field_param``; ``client`` as for ``{% swap %}``. What is no field of a form is a
    TemplateSyntaxError.
    """
    return _write(tags.live_field, context, field, **options)


@register.simple_tag(takes_context=True)
def load_more(context: Context, page: Any, **options: Any) -> SafeString:
    """Write the link to a list's next page, which a client turns into a button that adds that page's rows.

    ::

        {% load_more page_obj previous=True %}
        <ul {% region "rows" swap="beforeend" %}>…</ul>
        {% load_more page_obj scroll=True label="More contacts" %}

    It keeps every other query parameter. It stands beside the element that holds the rows, outside of loops and of
    ``{% with %}``, since it is a partial of its template as well: the answer has it in the place of the one that asked.
    With ``scroll=True`` the next page comes as soon as the link is in view; after three such pages there is a button.
    ``previous=True`` writes a plain link to the page before, nothing on the first page. ``label`` is the link's text,
    ``template`` the name of another template than ``hypermedia_views/load_more.html`` (``load_previous.html``),
    ``client`` as for ``{% swap %}``. What is no page is a TemplateSyntaxError.
    """
    name, values = _write(tags.load_more, context, page, **options)
    if not name:
        return SafeString()
    engine = cast(template.Template, context.template).engine
    return SafeString(engine.get_template(name).render(context.new(values)))


_compile_load_more = register.tags["load_more"]


@register.tag("load_more")
def _compile(parser: Parser, token: Token) -> Node:
    """Compile ``{% load_more %}``, and make it a partial of its template."""
    node: Node = _compile_load_more(parser, token)
    add_partial(parser, "load_more", node)
    return node


@register.simple_tag(takes_context=True)
def csrf_headers(context: Context) -> SafeString:
    """Have every request of the page's client carry the CSRF token, in the header that Django reads.

    ::

        <head>{% csrf_headers %}{% hypermedia_script %}…</head>

    It writes the token and the header's name (``CSRF_HEADER_NAME``) into a ``<meta>`` element, and no script:
    ``{% hypermedia_script %}`` reads it there for POST, PUT, PATCH and DELETE to this site, and takes the token out of
    what a client would put into an address. It works with ``CSRF_USE_SESSIONS``, with ``CSRF_COOKIE_HTTPONLY`` and
    under any Content-Security-Policy. Django's cache does not store a page with it. Without a request it writes
    nothing.
    """
    return tags.csrf_headers(context)


@register.simple_tag(takes_context=True)
def session_status(context: Context, name: str = "session-status") -> SafeString:
    """Say who is logged in, in a region that finds out anew at an interval and when the tab is seen again.

    ::

        <div role="status">{% session_status %}</div>

    ``name`` is the URL name of the `SessionStatusView` that it asks. Django's cache does not store a page with it. A
    name without such a view, and a template without a request, is a TemplateSyntaxError.
    """
    return _write(tags.session_status, context, name)


@register.simple_tag(takes_context=True)
def hypermedia_script(context: Context) -> SafeString:
    """Load the package's scripts, for what a client can't do by attributes alone. Put them before the client's own.

    Alpine AJAX needs the first: for ``debounce``, ``on``, ``every``, to tell the server the page that the user is on,
    for events, for redirects of the whole page, for deleting out of band, and to send nothing twice after an error.
    htmx needs it for a ``debounce`` with a button's ``name``. The second is for ``{% load_more %}``: it moves the focus
    to the first new row and says what failed; Alpine AJAX loads more by it alone. The third keeps the reader's place in
    a list that grows, for a reload and for Back; and for Alpine AJAX Back to the page where a URL was first pushed. The
    fourth is for ``{% live_field %}``: it keeps what is typed while an answer is under way, and says what failed. The
    fifth opens and closes dialogs with forms. The sixth is for ``{% csrf_headers %}``, ``{% session_status %}`` and the
    partial of errors.

    They carry Django's ``csp_nonce`` where the context has one.
    """
    return tags.hypermedia_script(context)


def _write(
    write: Callable[..., Written], context: Context, /, *arguments: Any, **options: Any
) -> Written:
    try:
        return write(context, *arguments, **options)
    except ValueError as error:
        message = f"{{% {write.__name__} %}}: {error}"
        raise template.TemplateSyntaxError(message) from error
