"""Notifications: Django's messages, which the project's middleware shows beside whatever was asked for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView

from hypermedia_views import PartialTemplateMixin

#: Kinds of messages → their level and their text.
KINDS = {
    "success": (messages.SUCCESS, "The letter was sent."),
    "warning": (messages.WARNING, "The letter was sent without a stamp."),
    "error": (messages.ERROR, "The letter could not be sent."),
    "redirect": (messages.INFO, "The letter was sent on to another address."),
}


class Notify(PartialTemplateMixin, TemplateView):
    """The view knows nothing of how messages are shown. A redirect leaves them to the answer after it."""

    template_name = "notifications/notifications.html"
    partial_names = ["last"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("kind", self.request.GET.get("kind"))
        return super().get_context_data(kinds=KINDS, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kind = request.POST.get("kind")
        if kind not in KINDS:
            return HttpResponseBadRequest("There is no such kind of message.")
        messages.add_message(request, *KINDS[kind])
        if self.hypermedia.wants_partial and kind != "redirect":
            return self.render_to_response(self.get_context_data(kind=kind))
        return redirect(f"{reverse('notifications')}?kind={kind}")
