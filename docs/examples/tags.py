"""Views of the pages that show what the tags do."""

from django.utils import timezone
from django.views.generic import ListView, TemplateView

from hypermedia_views import PartialTemplateMixin
from sandbox.contacts.models import Contact


class SearchContacts(PartialTemplateMixin, ListView):
    model = Contact
    paginate_by = 20
    template_name = "search.html"
    partial_names = ["results"]

    def get_queryset(self):
        query = self.request.GET.get("q", "").replace("\x00", "")
        return super().get_queryset().filter(name__icontains=query)


class Clock(PartialTemplateMixin, TemplateView):
    template_name = "clock.html"
    partial_names = ["clock"]
    extra_context = {"now": timezone.now}
