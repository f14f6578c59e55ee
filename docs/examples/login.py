"""Views that need a login or a permission, and the state of the session in an open page."""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin
from django.urls import path, reverse
from django.views.generic import DetailView, UpdateView

from hypermedia_views import (
    ClientEvent,
    PartialFormMixin,
    PartialTemplateMixin,
    PartialTemplateResponse,
)
from hypermedia_views.auth import SessionStatusView
from sandbox.contacts.models import Contact


class RenameContact(
    LoginRequiredMixin, PartialFormMixin, PartialTemplateMixin, UpdateView
):
    model = Contact
    fields = ["name"]
    template_name = "rename.html"
    partial_names = ["form"]
    success_partial_name = "form"

    def get_success_url(self):
        return reverse("rename", args=[self.object.pk])


class ShowContact(PermissionRequiredMixin, PartialTemplateMixin, DetailView):
    permission_required = "contacts.view_contact"
    permission_denied_message = "The office may look it up for you."
    model = Contact
    template_name = "contact.html"
    partial_names = ["details", "history"]


def account(request):
    return PartialTemplateResponse(request, "account.html", partial_names=["account"])


class SessionStatus(SessionStatusView):
    """Tells the rest of the page, too, that somebody else is logged in, or nobody any more."""

    every = "2m"

    def get_trigger_events(self):
        events = super().get_trigger_events()
        if self.request.GET.get("state") != self.get_state():
            events.append(ClientEvent("user-changed"))
        return events


urlpatterns = [
    path("<int:pk>/rename/", RenameContact.as_view(), name="rename"),
    path("<int:pk>/", ShowContact.as_view(), name="show"),
    path("account/", login_required(account), name="account"),
    path("session/", SessionStatusView.as_view(), name="session-status"),
]
