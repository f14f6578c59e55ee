"""What a request for a list of 20 rows, and for its partial, costs through `PartialTemplateMixin` and by other ways.

One template serves all peers. It writes its ``hx-`` attributes out, so that nobody's template tags are timed, and its
rows are plain values: cheap rendering hides little of what a view adds.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import RequestFactory
from django.views.decorators.vary import vary_on_headers
from django.views.generic import ListView
from django_htmx.middleware import HtmxDetails
from hx_requests.hx_registry import HxRequestRegistry
from hx_requests.hx_requests import BaseHxRequest
from hx_requests.utils import get_url
from hx_requests.views import HtmxViewMixin

from hypermedia_views import PartialTemplateMixin
from sandbox.contacts.factories import seed
from sandbox.contacts.models import Contact

from .measure import Peer, interleave, outcome
from .report import circumstances, table, timings

ROWS = 20
PAGE = "benchmarks/contacts.html"
PARTIAL = f"{PAGE}#contacts"

BROWSER = {"Accept": "text/html"}
#: As htmx 4 sends them for a link with ``{% swap "contacts" %}``.
HTMX_4 = {
    **BROWSER,
    "HX-Boosted": "true",
    "HX-Current-URL": "http://testserver/",
    "HX-Request": "true",
    "HX-Request-Type": "partial",
    "HX-Source": "a#reload",
    "HX-Target": "table#contacts",
}

# By hand, but with care: Back and Forward get the page, and no cache mixes it up with the partial.
vary = vary_on_headers("HX-Request", "HX-History-Restore-Request")


def choose(request: HttpRequest) -> str:
    """Ask django-htmx, as request.htmx would be asked had its middleware run; middleware is not timed."""
    htmx = HtmxDetails(request)
    return PARTIAL if htmx and not htmx.history_restore_request else PAGE


class ByHand(ListView):
    model = Contact

    def get_template_names(self) -> list[str]:
        return [choose(self.request)]


@vary
def function_by_hand(request: HttpRequest) -> HttpResponse:
    return render(request, choose(request), {"object_list": Contact.objects.all()})


class ByMixin(PartialTemplateMixin, ListView):
    model = Contact
    template_name = PAGE
    partial_names = ["contacts"]


class ByHxRequests(HtmxViewMixin, ListView):
    model = Contact
    template_name = PAGE


class ContactsHxRequest(BaseHxRequest):
    name = "contacts"
    # In its favour: its own way, GET_block, takes longer.
    GET_template = PARTIAL


# By itself it finds hx_requests.py of top-level applications only.
HxRequestRegistry.register_hx_request("contacts", ContactsHxRequest)


def peers(headers: dict[str, str]) -> list[Peer]:
    """Return the peers, each asked with these headers."""

    def peer(name: str, view: Callable[..., Any], url: str = "/") -> Peer:
        return Peer(
            name,
            prepare=lambda: RequestFactory().get(url, headers=headers),
            run=lambda request: answer(view, request),
        )

    # hx-requests tells its own requests by a signed parameter; this is what its {% hx_get %} calls.
    signed = get_url({"request": RequestFactory().get("/")}, "contacts", None)
    hx_url = signed if "HX-Request" in headers else "/"
    return [
        peer("class-based view by hand", vary(ByHand.as_view())),
        peer("function view by hand", function_by_hand),
        peer("``PartialTemplateMixin``", ByMixin.as_view()),
        peer("hx-requests", ByHxRequests.as_view(), hx_url),
    ]


def answer(view: Callable[..., Any], request: HttpRequest) -> bytes:
    """Do what Django's handler does between the middlewares."""
    response = view(request)
    if hasattr(response, "render"):
        response = response.render()
    return bytes(response.content)


def report(rounds: int, requests: int) -> Iterator[str]:
    """Compare the answers, then time them; yield piece by piece what to print."""
    seed(ROWS)
    asked = {
        f"A partial of {ROWS} rows, asked for by htmx 4": peers(HTMX_4),
        "The full page, asked for by a browser": peers(BROWSER),
    }
    partial, page = map(outcome, asked.values())
    if partial == page or partial.strip() not in page:
        raise SystemExit("The partial is no part of the page.")
    for caption, group in asked.items():
        times = interleave(group, rounds, requests)
        yield timings(caption, [peer.name for peer in group], times)
    sizes = [
        (name, f"{len(body)}", f"{len(gzip.compress(body, 6))}")
        for name, body in (("partial", partial), ("full page", page))
    ]
    yield table("Bytes of an answer", ("answer", "raw", "gzip"), *sizes)
    yield (
        f"View and rendering, no middleware. Medians of {rounds} interleaved rounds of {requests} requests; a ratio is "
        "that to the\nfirst line within a round. All peers answer the same, byte for byte.\n"
    )
    yield circumstances("hx-requests", "django-htmx")
