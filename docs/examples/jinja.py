"""Views whose templates are those of Jinja2. The list used to name blocks of its template by hand."""

from django.urls import reverse_lazy
from django.views.generic import CreateView, ListView

from hypermedia_views import OOB, OOBSwapMixin, PartialFormMixin, PartialTemplateMixin
from sandbox.contacts.models import Contact


class AddContact(OOBSwapMixin, PartialFormMixin, PartialTemplateMixin, CreateView):
    model = Contact
    fields = ["name", "email"]
    template_name = "add_contact.html"
    template_engine = "jinja2"
    partial_names = {"add": "form"}
    success_partial_name = "form"
    success_url = reverse_lazy("add")
    oob_partials = [OOB("contact", target="contacts", swap="afterbegin")]
    extra_context = {"contacts": Contact.objects.all}


class ContactList(PartialTemplateMixin, ListView):
    model = Contact
    paginate_by = 20
    template_name = "contacts.html"
    template_engine = "jinja2"
    partial_names = ["contacts"]
