"""Pages that probe out-of-band partials, events, messages, errors and CSRF tokens in the browser."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.generic import TemplateView
from django_htmx.http import (
    HttpResponseClientRedirect,
    HttpResponseClientRefresh,
    HttpResponseLocation,
    trigger_client_event,
)

from hypermedia_views import (
    OOB,
    ClientEvent,
    FieldValidationMixin,
    MessagesMixin,
    OOBSwapMixin,
    PartialTemplateMixin,
    TriggerEventMixin,
)
from hypermedia_views.attributes import region_attributes
from sandbox.session.views import AddContact

#: Kind of an element → what opens and closes its container, and one of its kind.
KINDS = {
    "div": ("<article {}>", "</article>", "<div {}>{}</div>"),
    "tr": ("<table><tbody {}>", "</tbody></table>", "<tr {}><td>{}</td></tr>"),
    "td": ("<table><tr {}>", "</tr></table>", "<td {}>{}</td>"),
    "li": ("<ul {}>", "</ul>", "<li {}>{}</li>"),
    "option": (
        '<select aria-label="Choice" {}>',
        "</select>",
        "<option {}>{}</option>",
    ),
}
#: Styles whose target is the container, and not the element in the middle.
INTO = ("innerHTML", "innerMorph", "afterbegin", "beforeend")


class Styles(OOBSwapMixin, PartialTemplateMixin, TemplateView):
    """One swap style, out of band, to one of three elements of each kind, or to what holds them."""

    template_name = "probes/styles.html"
    partial_names = ["main"]

    def get_oob_partials(self) -> list[OOB]:
        return [
            OOB(
                "part", f"target-{kind}", self.style, context={"part": self.write(kind)}
            )
            for kind in KINDS
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(holders=map(self.hold, KINDS), **kwargs)

    def post(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data(answered=True))

    @property
    def style(self) -> str:
        return self.request.GET["swap"]

    def hold(self, kind: str) -> SafeString:
        """Three elements in what holds them, one of these being the target."""
        opening, closing, element = KINDS[kind]
        region, into = self.region(kind), self.style in INTO
        markup = opening + element + element + element + closing
        around, middle = (region, "") if into else ("", region)
        return format_html(markup, around, "", "first", middle, "old", "", "last")

    def write(self, kind: str) -> str:
        """What comes: an element, with the target's attributes where it takes its place, or a text."""
        own = self.region(kind) if self.style in ("outerHTML", "outerMorph") else ""
        text = self.style == "textContent"
        return "new" if text else format_html(KINDS[kind][2], own, "new")

    def region(self, kind: str) -> SafeString:
        # What is deleted is a region like any other.
        style = "outerHTML" if self.style == "delete" else self.style
        return region_attributes(self.request, f"target-{kind}", swap=style, sync=True)


class Rows(OOBSwapMixin, TriggerEventMixin, PartialTemplateMixin, TemplateView):
    """Rows to delete, their count, and a region that hears of it."""

    template_name = "probes/rows.html"
    partial_names = ["log"]
    rows: ClassVar[list[int]] = []

    def get(self, request, *args, **kwargs):
        if not self.hypermedia:
            Rows.rows = [1, 2, 3]
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        self.rows.remove(int(request.POST["row"]))
        return self.render_to_response(self.get_context_data())

    def get_oob_partials(self) -> list[OOB]:
        row = self.request.POST.get("row")
        return [OOB(f"row-{row}", swap="delete"), OOB("count")] if row else []

    def get_trigger_events(self) -> list[ClientEvent]:
        row = self.request.POST.get("row")
        return [ClientEvent("rows-changed", {"row": row})] if row else []

    def get_context_data(self, **kwargs):
        return super().get_context_data(rows=list(self.rows), **kwargs)


class Alone(OOBSwapMixin, TemplateView):
    """Answers its form with a part of the page that stands elsewhere, and nothing else."""

    template_name = "probes/alone.html"
    oob_partials = ["count"]

    def post(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data(count="counted"))


class Emptied(PartialTemplateMixin, Alone):
    """Answers its form with nothing for itself, as after deleting it, and a part beside."""

    partial_names = {"entry": "gone"}


class Answers(OOBSwapMixin, TriggerEventMixin, PartialTemplateMixin, TemplateView):
    """Answers in whatever way the button says, and counts how often it was asked."""

    template_name = "probes/answers.html"
    partial_names = ["entry"]
    oob_partials = [OOB("note", when=False)]
    trigger_events = {"answered": {"name": "Zoë"}}
    ways = (
        "again",
        "later",
        "204",
        "403",
        "500",
        "redirect",
        "location",
        "bare",
        "refresh",
    )
    posts: ClassVar[list[str]] = []

    def post(self, request, *args, **kwargs):
        how = request.POST["how"]
        self.posts.append(how)
        if how == "later":
            response = self.render_to_response(self.get_context_data(said=how))
            return trigger_client_event(response, "settled", {"n": 1}, after="settle")
        if how in ("204", "403", "500"):
            return HttpResponse(status=int(how))
        return {
            "redirect": HttpResponseClientRedirect("/contacts/?q=ж"),
            "location": HttpResponseLocation("/contacts/?q=n%3D1,path:/like/"),
            "bare": HttpResponse(headers={"HX-Location": "/contacts/?q=1,path:/like/"}),
            "refresh": HttpResponseClientRefresh(),
        }.get(how) or self.render_to_response(self.get_context_data(said=how))


class Poll(PartialTemplateMixin, TemplateView):
    """A region that asks again until the third answer."""

    template_name = "probes/poll.html"
    partial_names = ["job"]
    asked: ClassVar[int] = 0

    def get_context_data(self, **kwargs):
        Poll.asked = Poll.asked + 1 if self.hypermedia else 0
        return super().get_context_data(asked=Poll.asked, **kwargs)


class Notes(MessagesMixin, PartialTemplateMixin, TemplateView):
    """Messages in a region of this page alone, by the mixin."""

    template_name = "probes/notes.html"
    partial_names = ["entry"]
    messages_partial = OOB("note-list", target="notes", swap="beforeend")
    ways = ("shown", "redirected", "kept")

    def post(self, request, *args, **kwargs):
        messages.info(request, request.POST["how"])
        if request.POST["how"] == "redirected":
            return HttpResponseRedirect(request.path)
        if request.POST["how"] == "kept":
            return HttpResponse(status=204)
        return self.render_to_response(self.get_context_data())


class Broken(Exception):
    """What nobody expected."""


class Errors(PartialTemplateMixin, TemplateView):
    """Raises whatever the link or the button says."""

    template_name = "probes/errors.html"
    partial_names = ["entry"]
    ways: ClassVar[dict[str, type[Exception]]] = {
        "403": PermissionDenied,
        "404": Http404,
        "500": Broken,
    }

    def get(self, request, *args, **kwargs):
        if "how" in request.GET:
            raise self.ways[request.GET["how"]]("Not yours.")
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        raise self.ways[request.POST["how"]]("Not yours.")


class Methods(PartialTemplateMixin, TemplateView):
    """Says with which method it was asked."""

    template_name = "probes/methods.html"
    partial_names = ["said"]
    ways = ("delete", "put", "patch")

    def get(self, request, *args, **kwargs):
        said = request.method if self.hypermedia else ""
        return self.render_to_response(self.get_context_data(said=said))

    post = delete = put = patch = get


class Guarded(TemplateView):
    """Needs a login, of which the URLconf takes care, and is no view of ours."""

    template_name = "probes/alone.html"


class Background(FieldValidationMixin, AddContact):
    """Needs a login, for a form that is filled in, and for what the page asks for by itself meanwhile."""

    template_name = "probes/background.html"
    partial_names = ["clock", "form"]
    #: How often a region refreshes itself. Without that, each field is validated.
    every = ""
