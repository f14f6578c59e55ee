"""The sandbox's addresses, and pages that probe one thing each in the browser."""

from __future__ import annotations

import itertools
import time

from django.urls import include, path
from django.views.generic import TemplateView

from hypermedia_views import PartialTemplateMixin


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
        return super().get_context_data(count=next(self.counter), record=record)


class Form(PartialTemplateMixin, TemplateView):
    """Says what it was sent."""

    template_name = "probes/form.html"
    partial_names = {"résultats.1": "echo"}

    def post(self, request, *args, **kwargs):
        sent = [f"{name}={value}" for name, value in request.POST.items()]
        said = ", ".join(sent[1:] + list(request.GET.values()))
        return self.render_to_response(self.get_context_data(said=said))


class Shared(PartialTemplateMixin, TemplateView):
    """Two regions that one address refreshes, slowly enough to ask twice at a time."""

    template_name = "probes/shared.html"
    partial_names = ["one", "two"]

    def get_context_data(self, **kwargs):
        if self.request.GET.get("slow"):
            time.sleep(0.3)
            kwargs["answer"] = "fresh"
        return super().get_context_data(**kwargs)


urlpatterns = [
    path("probes/tags/", Tags.as_view()),
    path("probes/form/", Form.as_view()),
    path("probes/shared/", Shared.as_view()),
    path("", include("sandbox.urls")),
]
