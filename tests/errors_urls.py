"""Views that answer with an error, each in another way."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import (
    Http404,
    HttpResponse,
    HttpResponseForbidden,
    JsonResponse,
    StreamingHttpResponse,
)
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hypermedia_views import hypermedia_view
from hypermedia_views.protocols import Plain

PAGE = "<!doctype html><title>An error</title><p>Nothing here is a fragment.</p>"


def raising(exception):
    """A view that raises this."""

    def view(request):
        raise exception

    return view


def page(status, html=PAGE, **options):
    """A view that answers with a page of this status."""
    return lambda request: HttpResponse(html, status=status, **options)


def denied(request):
    """A guard's own page."""
    return TemplateResponse(request, "unit/page.html", status=403)


def shown(request):
    """A guard's own page, which shows the messages."""
    return TemplateResponse(request, "unit/parts.html", status=403)


def add(request):
    """Leaves a message for the next page."""
    messages.success(request, "<Saved>")
    return HttpResponse()


#: What no view has answered, with its status and what it says of itself. There is nothing at "nowhere".
BARE = {
    "raised-403": (403, "Not yours."),
    "raised-404": (404, "No such line."),
    "nowhere": (404, ""),
    "suspicious": (400, ""),
    "broken": (500, ""),
    "guard": (403, ""),
    "empty": (403, ""),
    "unavailable": (503, ""),
}
#: What is a view's own answer.
OWN = {
    "conflict": page(409),
    "invalid": page(422),
    "nothing-409": page(409, ""),
    "nothing-422": page(422, ""),
    **{f"page-{status}": page(status) for status in (400, 401, 404)},
    **{f"nothing-{status}": page(status, "") for status in (400, 401, 404)},
    "method": require_POST(page(200)),
    "retargeted": page(403, headers={"HX-Retarget": "#error"}),
    "reswapped": page(403, "", headers={"HX-Reswap": "delete"}),
    "selected": page(500, headers={"HX-Reselect": "#error"}),
    "left": page(403, "", headers={"HX-Redirect": "/"}),
    "reloaded": page(500, "", headers={"HX-Refresh": "true"}),
    "fragment": page(400, "<p>Not so.</p>"),
    "text": page(400, "<!doctype html>", content_type="text/plain"),
    "json": lambda request: JsonResponse({"error": "<html>"}, status=400),
    "stream": lambda request: StreamingHttpResponse([PAGE], status=500),
    "compressed": page(500, headers={"Content-Encoding": "br"}),
}
#: Exceptions, and what the partial has of them.
SAID = {
    "str": (PermissionDenied("<b>No</b>"), "&lt;b&gt;No&lt;/b&gt;"),
    "lazy": (Http404(gettext_lazy("Yes")), "Ja"),
    "none": (PermissionDenied(), ""),
    "dict": (Http404({"tried": ["secret"]}), ""),
    "number": (PermissionDenied(5), ""),
    "several": (Http404("first", "second"), "first"),
    "another": (ValueError("secret"), ""),
}

urlpatterns = [
    path("raised-403/", raising(PermissionDenied("Not yours."))),
    path("raised-404/", raising(Http404("No such line."))),
    path("unknown/", hypermedia_view(raising(PermissionDenied()), protocols=[Plain()])),
    path("suspicious/", raising(SuspiciousOperation("secret"))),
    path("broken/", raising(ValueError("secret"))),
    path("guard/", denied),
    path("unavailable/", page(503)),
    path("members/", login_required(page(200))),
    path("empty/", lambda request: HttpResponseForbidden(" \n")),
    path("shown/", shown),
    path("add/", add),
    path("messages/", lambda request: TemplateResponse(request, "unit/parts.html")),
    path("latin/", page(403, charset="latin-1")),
    path("typed/", page(403, "", content_type="application/json")),
    path("counted/", page(403, headers={"ETag": '"old"', "Content-Length": "3"})),
    path("public/", page(403, headers={"Cache-Control": "public"})),
    path("named/", page(403, headers={"HX-Trigger": "seen"})),
    path("malformed/", page(403, headers={"HX-Trigger": "{seen"})),
    path("varying/", page(403, headers={"Vary": "Accept"})),
    *(path(f"{name}/", view) for name, view in OWN.items()),
    *(path(f"said/{name}/", raising(error)) for name, (error, _) in SAID.items()),
]
