"""Pages that need a login. Each view serves htmx 4, htmx 2, Alpine AJAX and a browser without JavaScript."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import LoginView
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.views.generic import (
    CreateView,
    DeleteView,
    ListView,
    UpdateView,
    View,
)

from hypermedia_views import (
    ClickToEditMixin,
    KeysetPaginator,
    LiveSearchMixin,
    PaginatedLoadMoreMixin,
    PartialDeleteMixin,
    PartialFormMixin,
    PartialTemplateMixin,
    TriggerEventMixin,
)
from sandbox.contacts.forms import ContactForm
from sandbox.contacts.models import Contact
from sandbox.rows.forms import RowForm

from .factories import NAME, PASSWORD


class ShowContacts(
    LoginRequiredMixin,
    LiveSearchMixin,
    PaginatedLoadMoreMixin,
    PartialTemplateMixin,
    ListView,
):
    """A search, and a list that comes by scrolling."""

    model = Contact
    ordering = ["company", "name", "pk"]
    search_fields = ["name", "company"]
    paginate_by = 20
    paginator_class = KeysetPaginator
    partial_names = ["results"]
    template_name = "session/contacts.html"


class EditContact(LoginRequiredMixin, ClickToEditMixin, UpdateView):
    """The row is a form, or the row again."""

    model = Contact
    form_class = RowForm
    template_name = "session/row.html"

    def get_success_url(self) -> str:
        return reverse("session")


class DeleteContact(LoginRequiredMixin, PartialDeleteMixin, DeleteView):
    """The row goes. Opened by its address, as after a login without a client, it is the row with its button."""

    model = Contact
    template_name = "session/row.html"
    success_url = reverse_lazy("session")


class EndSession(TriggerEventMixin, View):
    """Ends the session on the server, as time does. The browser keeps its cookie, and the page knows nothing of it."""

    # The page has a region that listens to it.
    trigger_events = ["hypermedia:seen"]

    def post(self, request: HttpRequest) -> HttpResponse:
        request.session.delete(request.session.session_key)
        if self.hypermedia:
            return HttpResponse(status=204)
        return redirect("session-status")


class AddContact(
    LoginRequiredMixin, PartialFormMixin, PartialTemplateMixin, CreateView
):
    """A form that takes a while to fill in. What is typed outlives the session, if somebody logs in in another tab."""

    model = Contact
    form_class = ContactForm
    template_name = "session/add.html"
    partial_names = ["form"]
    success_partial_name = "form"
    success_url = reverse_lazy("login-status")

    def form_valid(self, form: ModelForm[Contact]) -> HttpResponse:
        response = super().form_valid(form)
        messages.success(self.request, f"{self.object} is saved.")
        return response


class LogIn(LoginView):
    """Django's own view. The page tells who may log in."""

    template_name = "session/login.html"
    extra_context = {"name": NAME, "password": PASSWORD}
