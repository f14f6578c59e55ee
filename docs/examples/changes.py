"""What changes rows: deletion, one action over many, an edit that comes too late, a file."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.urls import path, reverse, reverse_lazy
from django.views.generic import DeleteView, FormView, ListView, UpdateView

from hypermedia_views import (
    BulkActionForm,
    BulkActionMixin,
    EditConflictMixin,
    KeepUploadsMixin,
    OOBSwapMixin,
    PartialDeleteMixin,
    PartialFormMixin,
    PartialTemplateMixin,
)
from sandbox.contacts.models import Contact


class Contacts(ListView):
    model = Contact
    template_name = "list.html"
    extra_context = {"total": Contact.objects.count}


class DeleteContact(OOBSwapMixin, PartialDeleteMixin, DeleteView):
    """The row goes, and the count changes. Opened by itself, it is a page that asks."""

    model = Contact
    template_name = "delete.html"
    success_url = reverse_lazy("contacts")
    protected_partial_name = "list.html#row"
    oob_partials = ["list.html#total"]
    extra_context = Contacts.extra_context


class DeleteFromPage(DeleteContact):
    """From the contact's own page it leads to the list: there is nothing left to show."""

    def get_removes_target(self):
        return "contact" not in self.hypermedia.targets

    def get_protected_message(self, objects):
        return f"{self.object} is needed {len(objects)} times."


def like(contact):
    if not contact.phone:
        raise ValidationError("There is no telephone number.")
    contact.liked = True
    contact.save(update_fields=["liked"])


def forget_company(contact):
    contact.company = ""
    contact.save(update_fields=["company"])
    return "The company is forgotten."


class ManyContacts(BulkActionMixin, PartialTemplateMixin, ListView):
    """Rows are chosen, and a button says what is done with them."""

    model = Contact
    template_name = "many.html"
    partial_names = ["contacts"]
    bulk_actions = {"like": like, "forget": forget_company}


class MoveForm(BulkActionForm):
    company = forms.CharField()


class MoveContacts(ManyContacts):
    """An action that takes a value from the form; for staff only, another one."""

    form_class = MoveForm
    template_name = "move.html"
    bulk_atomic = False

    def get_bulk_actions(self):
        actions = {"move": self.move}
        return actions | self.bulk_actions if self.request.user.is_staff else actions

    def form_valid(self, form):
        self.company = form.cleaned_data["company"]
        return super().form_valid(form)

    def move(self, contact):
        contact.company = self.company
        contact.save(update_fields=["company"])
        return f"{contact} is at {self.company}."


class EditContact(
    EditConflictMixin, PartialFormMixin, PartialTemplateMixin, UpdateView
):
    """Who saves last is told what somebody else has saved meanwhile."""

    model = Contact
    fields = ["name", "email", "phone"]
    template_name = "conflict.html"
    partial_names = {"contact": "form"}
    success_partial_name = "display"
    conflict_partial_name = "conflict"

    def get_success_url(self):
        return reverse("edit", args=[self.object.pk])


class EditPhone(EditContact):
    """What others do to the rest of the contact is no conflict, unless the company is another."""

    fields = ["phone"]

    def get_version(self, stored, values):
        return f"{stored.phone} {stored.company}"

    def get_conflict_message(self):
        return "There is another number by now."


class ImportForm(forms.Form):
    company = forms.CharField()
    addresses = forms.FileField(help_text="One e-mail address a line.")

    def clean_addresses(self):
        file = self.cleaned_data["addresses"]
        if not file.name.endswith(".txt"):
            raise ValidationError("This is no text.")
        return file


class Import(KeepUploadsMixin, PartialFormMixin, PartialTemplateMixin, FormView):
    """A file is chosen once, even if something else was wrong."""

    form_class = ImportForm
    template_name = "import.html"
    partial_names = {"import": "form"}
    success_partial_name = "done"
    success_url = reverse_lazy("import")

    def form_valid(self, form):
        company = form.cleaned_data["company"]
        for line in form.cleaned_data["addresses"]:
            address = line.decode().strip()
            Contact.objects.create(name=address, email=address, company=company)
        return super().form_valid(form)


class ImportOnServers(Import):
    """Several servers keep what they are sent in one place."""

    kept_upload_age = 600

    def get_kept_upload_storage(self):
        return storages["uploads"]


urlpatterns = [
    path("", Contacts.as_view(), name="contacts"),
    path("<int:pk>/delete/", DeleteContact.as_view(), name="delete"),
    path("<int:pk>/delete-from-page/", DeleteFromPage.as_view()),
    path("many/", ManyContacts.as_view(), name="many"),
    path("move/", MoveContacts.as_view(), name="move"),
    path("<int:pk>/edit/", EditContact.as_view(), name="edit"),
    path("<int:pk>/edit-phone/", EditPhone.as_view()),
    path("import/", Import.as_view(), name="import"),
    path("import-on-servers/", ImportOnServers.as_view()),
]
