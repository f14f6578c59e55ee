"""The demonstrations. Each view serves htmx 4, htmx 2, Alpine AJAX and a browser without JavaScript."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import DetailView, ListView, TemplateView, UpdateView

from hypermedia_views import ClickToEditMixin, PartialTemplateMixin
from sandbox.engines import TwoEnginesMixin

from .forms import ContactForm
from .models import Contact


class Home(TemplateView):
    """What there is to see."""

    template_name = "contacts/home.html"
    extra_context = {"contact": Contact.objects.first}


class LikeContact(PartialTemplateMixin, DetailView):
    """A toggle button: its state is flipped on the server and comes back as a partial."""

    model = Contact
    template_name = "contacts/like.html"
    partial_names = ["like"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        contact = self.get_object()
        contact.liked = not contact.liked
        contact.save(update_fields=["liked"])
        return redirect("like", pk=contact.pk)


class EditContact(TwoEnginesMixin, ClickToEditMixin, PartialTemplateMixin, UpdateView):
    """Click to edit: the display, and the form in its place. A browser without a client comes back to the link."""

    model = Contact
    form_class = ContactForm
    template_name = "contacts/contact.html"
    edit_target = "contact"

    def get_success_url(self) -> str:
        return f"{self.object.get_absolute_url()}#edit"


class SearchContacts(TwoEnginesMixin, PartialTemplateMixin, ListView):
    """Search as you type: the results are a partial, the address says what they are."""

    model = Contact
    paginate_by = 20
    template_name = "contacts/search.html"
    partial_names = ["results"]

    def get_queryset(self) -> QuerySet[Contact]:
        # A database takes neither a NUL nor any number of conditions.
        words = self.request.GET.get("q", "").replace("\x00", "").split()[:20]
        matches = Q()
        for word in words:
            matches &= Q(name__icontains=word) | Q(company__icontains=word)
        return super().get_queryset().filter(matches)
