"""Forms that are answered in their place: with a fresh form, with a row, in a dialog, one of two."""

from django.contrib.messages.views import SuccessMessageMixin
from django.forms import modelform_factory
from django.urls import path, reverse, reverse_lazy
from django.views.generic import CreateView, ListView, UpdateView

from hypermedia_views import (
    OOB,
    ClickToEditMixin,
    MessagesMixin,
    OOBSwapMixin,
    PartialFormMixin,
    PartialTemplateMixin,
    TriggerEventMixin,
)
from sandbox.contacts.models import Contact


class AddContact(OOBSwapMixin, PartialFormMixin, PartialTemplateMixin, CreateView):
    """Saved, it answers with a fresh form, and the new contact beside it."""

    model = Contact
    fields = ["name", "email"]
    template_name = "add_contact.html"
    partial_names = {"add": "form"}
    success_partial_name = "form"
    success_url = reverse_lazy("add")
    oob_partials = [OOB("contact", target="contacts", swap="afterbegin")]
    extra_context = {"contacts": Contact.objects.all}


class AddAndGoOn(AddContact):
    """A second button adds a contact and goes on to its row."""

    def get_success_partial_name(self):
        if "leave" in self.request.POST:
            return None
        return super().get_success_partial_name()

    def get_success_url(self):
        if "leave" in self.request.POST:
            return reverse("row", args=[self.object.pk])
        return super().get_success_url()


class ContactTable(ListView):
    model = Contact
    template_name = "table.html"


class ContactRow(ClickToEditMixin, PartialTemplateMixin, UpdateView):
    """A row of the table, and in its place the form."""

    model = Contact
    fields = ["name", "email"]
    template_name = "row.html"
    success_url = reverse_lazy("table")

    def get_prefix(self):
        # Several rows can be open, and an id is there once.
        return f"contact-{self.object.pk}"


class ContactCard(ContactRow):
    """The same contact elsewhere, in an element of another id; how it is shown depends on what is known."""

    template_name = "card.html"

    def get_edit_target(self):
        return f"card-{self.object.pk}"

    def get_display_partial_name(self):
        return "with_phone" if self.object.phone else "without_phone"


class ContactPage(
    SuccessMessageMixin,
    MessagesMixin,
    PartialFormMixin,
    PartialTemplateMixin,
    UpdateView,
):
    """Two forms on one page, with a prefix each. A view shows both, and takes its own."""

    model = Contact
    template_name = "two_forms.html"
    messages_partial = "notices.html#messages"
    success_message = "Saved."
    forms = {
        "who": modelform_factory(Contact, fields=["name", "company"]),
        "where": modelform_factory(Contact, fields=["email", "phone"]),
    }

    def get_form_class(self):
        return self.forms[self.prefix]

    def get_partial_names(self):
        return {self.prefix: self.prefix}

    def get_success_partial_name(self):
        return self.prefix

    def get_success_url(self):
        return reverse(self.prefix, args=[self.object.pk])

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        for name, form_class in self.forms.items():
            context[name] = form_class(instance=self.object, prefix=name)
        return {**context, self.prefix: context["form"]}


class Contacts(PartialTemplateMixin, ListView):
    """A list, and a dialog to add to it."""

    model = Contact
    template_name = "dialog.html"
    partial_names = ["contacts"]


class AddInDialog(
    TriggerEventMixin, PartialFormMixin, PartialTemplateMixin, CreateView
):
    """The form in the dialog. Saved, it leaves the dialog empty, and the event has the list fetch itself."""

    model = Contact
    fields = ["name", "email"]
    template_name = "dialog_form.html"
    partial_names = {"dialog": "form"}
    success_partial_name = "empty"
    success_url = reverse_lazy("contacts")
    trigger_events = ["contact-added"]


urlpatterns = [
    path("add/", AddContact.as_view(), name="add"),
    path("add-and-go-on/", AddAndGoOn.as_view()),
    path("table/", ContactTable.as_view(), name="table"),
    path("<int:pk>/", ContactRow.as_view(), name="row"),
    path("<int:pk>/card/", ContactCard.as_view(), name="card"),
    path("<int:pk>/who/", ContactPage.as_view(prefix="who"), name="who"),
    path("<int:pk>/where/", ContactPage.as_view(prefix="where"), name="where"),
    path("contacts/", Contacts.as_view(), name="contacts"),
    path("contacts/add/", AddInDialog.as_view(), name="add-in-dialog"),
]
