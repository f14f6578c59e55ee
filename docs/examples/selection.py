"""Ways to declare which partial answers for which element."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.generic import DetailView, View

from hypermedia_views import PartialTemplateMixin
from sandbox.contacts.models import Contact


class ContactDetail(PartialTemplateMixin, DetailView):
    model = Contact
    template_name = "contact.html"
    partial_names = ["details", "history"]


class ContactPanel(PartialTemplateMixin, DetailView):
    model = Contact
    template_name = "panel.html"
    partial_names = {"panel": "card", "footer": "parts.html#footer"}


class ContactCard(PartialTemplateMixin, DetailView):
    model = Contact
    template_name = "contact.html"
    partial_name = "details"


class StaffContactDetail(ContactDetail):
    """Staff may also ask for the audit trail; nobody else can, whatever their browser sends."""

    def get_partial_names(self):
        names = super().get_partial_names()
        if self.request.user.is_staff:
            names["audit"] = "audit"
        return names

    def get_partial_context_data(self, partial_name, /, **context):
        context["alone"] = True
        return super().get_partial_context_data(partial_name, **context)


class SitePage(PartialTemplateMixin):
    """Base of this site's views. The header's count is on every page, so every view declares it."""

    def get_partial_names(self):
        return super().get_partial_names() | {"count": "site.html#count"}

    def get_context_data(self, **kwargs):
        return super().get_context_data(count=Contact.objects.count, **kwargs)


class SiteContactDetail(SitePage, DetailView):
    model = Contact
    template_name = "site_contact.html"
    partial_names = ["details"]


class AsyncContactDetail(PartialTemplateMixin, View):
    partial_names = ["details", "history"]

    async def get(self, request, pk):
        try:
            contact = await Contact.objects.aget(pk=pk)
        except Contact.DoesNotExist:
            return HttpResponse("There is no such contact.", status=404)
        return TemplateResponse(request, "contact.html", {"contact": contact})
