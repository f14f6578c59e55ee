"""Views that answer in their own way."""

from django.http import HttpResponse
from django.views.generic import RedirectView, View

from hypermedia_views import HypermediaMixin
from hypermedia_views.protocols import Htmx4, Plain


class OldAddress(HypermediaMixin, RedirectView):
    """Redirects htmx and Alpine AJAX with 303, everyone else with 302."""

    pattern_name = "search"


class WhoAsks(HypermediaMixin, View):
    """Knows one client; every other request is a plain one."""

    protocols = (Htmx4(), Plain())

    def get(self, request):
        return HttpResponse(self.hypermedia.client)
