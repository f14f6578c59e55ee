"""Requests as each client sends them, and a view to ask."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.test import RequestFactory
from django.views.generic import TemplateView

from hypermedia_views import PartialTemplateMixin

ENHANCED = ("htmx-2", "htmx-4", "alpine-ajax")
CLIENTS = (*ENHANCED, "plain")

factory = RequestFactory()


def headers_of(client: str, *targets: str, boosted: bool = False) -> dict[str, str]:
    """The headers with which a client asks for elements by their ids."""
    boost = {"HX-Boosted": "true"} if boosted else {}
    if client == "htmx-2":
        target = {"HX-Target": targets[0]} if targets else {}
        return {"HX-Request": "true", **target, **boost}
    if client == "htmx-4":
        target = f"div#{quote(targets[0])}" if targets else "div"
        return {
            "HX-Request": "true",
            "HX-Request-Type": "partial",
            "HX-Source": "a#source",
            "HX-Target": target,
            **boost,
        }
    if client == "alpine-ajax":
        return {"X-Alpine-Request": "true", "X-Alpine-Target": " ".join(targets)}
    return {}


def ask(view: Any, headers: dict[str, str] | None = None, method: str = "get") -> Any:
    """The rendered answer of a view, a class or a function, to one request."""
    request = getattr(factory, method)("/", headers=headers or {})
    view = view.as_view() if isinstance(view, type) else view
    response: HttpResponse = view(request)
    if hasattr(response, "render"):
        response.render()
    return response


def text(view: Any, headers: dict[str, str] | None = None) -> str:
    """The body of that answer, white space at its ends left out."""
    return ask(view, headers).content.decode().strip()


class PageView(PartialTemplateMixin, TemplateView):
    """Declares two of the three partials that its template has."""

    template_name = "unit/page.html"
    partial_names = ["details", "results"]


DETAILS = '<div id="details">details of Page</div>'
RESULTS = '<div id="results">results</div>'
