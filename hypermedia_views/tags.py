"""What the tags of both template engines do.

``{% load hypermedia %}`` and `hypermedia_views.jinja2` say how they are written. Each takes the variables of the
template that it stands in, and raises ValueError for what it can't write.
"""

from __future__ import annotations

from typing import Any, Final, Protocol

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from . import csrf
from .attributes import live_field_attributes, region_attributes, swap_attributes
from .load_more import load_more as make_load_more

#: The files that ``{% hypermedia_script %}`` loads, in this order.
SCRIPTS: Final = (
    "hypermedia",
    "load_more",
    "history",
    "fields",
    "forms",
    "session",
)


class Variables(Protocol):
    """The context of a template, of any engine."""

    def get(self, key: str, otherwise: Any = None, /) -> Any:
        """Return the value of a variable."""


def get_request(variables: Variables) -> HttpRequest | None:
    """Return the request that a template is rendered for, if it knows it."""
    # A template that is included with "only" has no variable for it, and one without its context processor neither.
    request = getattr(variables, "request", None) or variables.get("request")
    return request if isinstance(request, HttpRequest) else None


def swap(
    variables: Variables, /, target: Any, *rest: Any, **options: Any
) -> SafeString:
    """Return the attributes that enhance a link or a form, so that its answer replaces the element ``target``.

    Options are the fields of `hypermedia_views.protocols.Swap`, and ``client``.
    """
    return swap_attributes(get_request(variables), _id(target, *rest), **options)


def region(variables: Variables, /, id: Any, *rest: Any, **options: Any) -> SafeString:
    """Return the id of an element that answers replace, and what its client needs on it.

    Options are the fields of `hypermedia_views.protocols.Region`, and ``client``.
    """
    return region_attributes(get_request(variables), _id(id, *rest), **options)


def live_field(variables: Variables, /, field: Any, **options: Any) -> SafeString:
    """Return the id of the element around a form's field, and what has the field sent by itself."""
    return live_field_attributes(get_request(variables), field, **options)


def load_more(
    variables: Variables, /, page: Any, **options: Any
) -> tuple[str, dict[str, Any]]:
    """Return the name and the context of the template for the link to a list's next page; no name for nothing.

    Where the control of the list that grows is asked for alone, that of another list is nothing.
    """
    asked = variables.get("load_more_rows")
    try:
        return make_load_more(get_request(variables), page, asked=asked, **options)
    except TypeError as error:
        raise ValueError(error) from error


def csrf_headers(variables: Variables) -> SafeString:
    """Return what has every request of the page's client carry the CSRF token."""
    return csrf.csrf_headers(get_request(variables))


def session_status(variables: Variables, /, name: str = "session-status") -> SafeString:
    """Return who is logged in, in a region that finds out anew; ``name`` is the URL name of its view."""
    # Its view needs django.contrib.auth, which these tags do not.
    from .auth import session_status as write_session_status

    request = get_request(variables)
    if request is None:
        raise ValueError(
            "There is no request. Render the template with it, as views do."
        )
    return write_session_status(request, name)


def hypermedia_script(variables: Variables) -> SafeString:
    """Return the elements that load the package's scripts, with Django's ``csp_nonce`` where there is one."""
    # Django's nonce is false until something asks for its value, and then stands in the policy.
    nonce = variables.get("csp_nonce")
    nonce = "" if nonce is None else str(nonce)
    attribute = format_html(' nonce="{}"', nonce) if nonce else ""
    return format_html_join(
        "\n",
        '<script src="{}"{} defer></script>',
        ((static(f"hypermedia_views/{name}.js"), attribute) for name in SCRIPTS),
    )


def _id(*pieces: Any) -> str:
    # If a variable is not set, there is no id: the rest of it alone would be another element's.
    complete = None not in pieces and "" not in pieces
    return "".join(map(str, pieces)) if complete else ""
