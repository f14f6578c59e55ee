"""The link to a list's next page: what the template tags of both engines share."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django.core.paginator import Page
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.encoding import escape_uri_path
from django.utils.html import format_html
from django.utils.http import escape_leading_slashes
from django.utils.safestring import SafeString

from .answers import control_id
from .attributes import load_more_attributes

#: So many pages come by scrolling alone; then a button lets the reader reach what is below the list.
AUTOMATIC: Final = 3


def page_url(request: HttpRequest, page: Page[Any], number: Any) -> str:
    """Return the address of another page of a list, with every other query parameter as it is.

    The page stands where it stood: in the path, if the URL pattern has it, or else in the query. Raises ValueError if
    that pattern has no name.
    """
    kwarg = getattr(page, "page_kwarg", "page")
    # As get_full_path() does: what begins with two slashes would lead to another host.
    path = escape_leading_slashes(escape_uri_path(request.path))
    query = request.GET.copy()
    match = request.resolver_match
    if match is not None and kwarg in match.kwargs:
        if match.url_name is None:
            raise ValueError(
                f"The page stands in the path, and the URL pattern {match.route!r} has no name to make other addresses "
                f"by. Give it one, path(…, name='contacts'), or leave the page to the query."
            )
        try:
            path = reverse(match.view_name, kwargs={**match.kwargs, kwarg: number})
        except NoReverseMatch:
            raise ValueError(
                f"The page stands in the path, and the URL pattern {match.route!r} takes no other page than this. Have "
                f"it take any, <int:{kwarg}> or for cursors <str:{kwarg}>, or leave the page to the query."
            ) from None
    else:
        query[kwarg] = str(number)
    return f"{path}?{query.urlencode()}" if query else path


def load_more(
    request: HttpRequest | None,
    page: Any,
    client: str | None = None,
    asked: str | None = None,
    *,
    scroll: bool = False,
    previous: bool = False,
    label: str = "",
    template: str = "",
) -> tuple[str, dict[str, Any]]:
    """Return the template of ``{% load_more %}`` and its context; no name where nothing is to be written.

    ``asked`` is the id of the rows whose control alone is wanted, of those on the page. Raises ValueError for what is
    no page, without a request, and for a client that there is not.
    """
    if not isinstance(page, Page):
        raise ValueError(
            f"{page!r} is not a page of a list. Pass it page_obj, and see that the view has a paginate_by; or what "
            f"paginate() returned."
        )
    rows = getattr(page, "rows_id", None)
    if asked and (previous or rows != asked):
        return "", {}
    if request is None:
        raise ValueError(
            "The address of the next page is made of the request's, and there is none. Render the template with the "
            "request, as views do."
        )
    if previous:
        return _previous(request, page, label, template)
    href, attributes = "", SafeString()
    if page.has_next():
        href = page_url(request, page, page.next_page_number())
        if rows:
            automatic = (
                scroll and bool(page.number) and page.number % (AUTOMATIC + 1) > 0
            )
            attributes = load_more_attributes(
                request,
                href,
                client,
                rows=rows,
                control=control_id(rows),
                scroll=automatic,
            )
    context = {
        "request": request,
        "page": page,
        "href": href,
        "attributes": attributes,
        "control": _control(request, page, rows) if rows else "",
        "label": label,
    }
    return template or "hypermedia_views/load_more.html", context


def _previous(
    request: HttpRequest, page: Page[Any], label: str, template: str
) -> tuple[str, dict[str, Any]]:
    """Return a plain link to the page before, nothing on the first one."""
    if not page.has_previous():
        return "", {}
    href = page_url(request, page, page.previous_page_number())
    context = {"request": request, "page": page, "href": href, "label": label}
    return template or "hypermedia_views/load_previous.html", context


def _control(request: HttpRequest, page: Any, rows: str) -> SafeString:
    """Return the attributes of the control itself: its id, and for the script whose it is and of which page."""
    match = request.resolver_match
    kwarg = getattr(page, "page_kwarg", "page")
    # A page's number need not be what it is asked for by.
    asked = request.GET.get(kwarg, page.number) if page.has_previous() else ""
    # A page whose address is not in the query can't be put there.
    in_path = match is not None and kwarg in match.kwargs
    place = "" if in_path else urlencode({kwarg: asked})
    return format_html(
        'id="{}" data-hypermedia-more="{}" data-hypermedia-page="{}"',
        control_id(rows),
        rows,
        place,
    )
