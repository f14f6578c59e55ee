"""The sandbox's addresses, and pages that probe one thing each in the browser."""

from __future__ import annotations

import itertools
import time

from django.contrib import admin
from django.contrib.auth.decorators import login_required, user_passes_test
from django.contrib.auth.views import LoginView
from django.http import HttpResponse, HttpResponseServerError
from django.urls import include, path
from django.views.generic import TemplateView

from hypermedia_views import PartialTemplateMixin
from hypermedia_views.auth import SessionStatusView
from sandbox.contacts.views import SearchContacts

from . import probes


class BrokenRecord(Exception):
    """What a view did not expect."""


class Tags(PartialTemplateMixin, TemplateView):
    """Regions that refresh themselves, and a count of the answers."""

    template_name = "probes/tags.html"
    partial_names = ["wheel", "clock", "record"]
    counter = itertools.count(1)
    record = "first"

    def get_context_data(self, **kwargs):
        record = Tags.record
        if self.request.GET.get("slow"):
            time.sleep(0.3)
            if record == "broken":
                raise BrokenRecord
        return super().get_context_data(count=next(self.counter), record=record)


class Form(PartialTemplateMixin, TemplateView):
    """Says what it was sent."""

    template_name = "probes/form.html"
    partial_names = {"résultats.1": "echo"}

    def post(self, request, *args, **kwargs):
        sent = [f"{name}={value}" for name, value in request.POST.items()]
        said = ", ".join(sent[1:] + list(request.GET.values()))
        if request.POST["words"] == "slow":
            time.sleep(0.8)
        return self.render_to_response(self.get_context_data(said=said))


class Shared(PartialTemplateMixin, TemplateView):
    """Two regions that one address refreshes, slowly enough to ask twice at a time."""

    template_name = "probes/shared.html"
    partial_names = ["one", "two", "row"]

    def get_context_data(self, **kwargs):
        if self.request.GET.get("slow"):
            time.sleep(0.3)
            kwargs["answer"] = "fresh"
        return super().get_context_data(**kwargs)


class SlowSearch(SearchContacts):
    """Takes its time for one word."""

    def get_queryset(self):
        if self.request.GET.get("q") == "slow":
            time.sleep(0.8)
        return super().get_queryset()


def broken(request):
    """The page of an error, in few words."""
    return HttpResponseServerError("<!doctype html><title>Broken</title><p>broken</p>")


handler500 = broken


def blank(request):
    """An empty page of the same site: from any other one, the browser goes on in another process."""
    return HttpResponse('<link rel="icon" href="data:,">')


#: Sends everybody else to a login page that sends back whoever is logged in.
for_staff = user_passes_test(lambda user: user.is_staff, login_url="/probes/login/")

urlpatterns = [
    path("contacts/", SlowSearch.as_view(), name="search"),
    path("probes/blank/", blank),
    path("probes/tags/", Tags.as_view()),
    path("probes/form/", Form.as_view()),
    path("probes/shared/", Shared.as_view()),
    path("probes/styles/", probes.Styles.as_view()),
    path("probes/rows/", probes.Rows.as_view()),
    path("probes/alone/", probes.Alone.as_view()),
    path("probes/emptied/", probes.Emptied.as_view()),
    path("probes/answers/", probes.Answers.as_view()),
    path("probes/poll/", probes.Poll.as_view()),
    path("probes/notes/", probes.Notes.as_view()),
    path("probes/errors/", probes.Errors.as_view()),
    path("probes/methods/", probes.Methods.as_view()),
    path("probes/guards/", TemplateView.as_view(template_name="probes/guards.html")),
    path("probes/guarded/", login_required(probes.Guarded.as_view())),
    path("probes/load/", TemplateView.as_view(template_name="probes/load.html")),
    path("probes/staff/", for_staff(probes.Guarded.as_view())),
    path(
        "probes/login/",
        LoginView.as_view(
            template_name="session/login.html", redirect_authenticated_user=True
        ),
    ),
    path("probes/polled/", probes.Background.as_view(every="300ms")),
    path("probes/validated/", probes.Background.as_view()),
    path("probes/boosted/", Form.as_view(template_name="probes/boosted.html")),
    path("probes/session/", Form.as_view(template_name="probes/session.html")),
    path(
        "probes/status/",
        SessionStatusView.as_view(template_name="session/status.html", every="300ms"),
        name="probe-status",
    ),
    path("admin/", admin.site.urls),
    path("", include("sandbox.urls")),
]
