"""Fields by themselves: validated, saved, and with options that depend on another."""

from django import forms
from django.urls import path, reverse, reverse_lazy
from django.views.generic import CreateView, FormView, UpdateView

from hypermedia_views import (
    AutosaveMixin,
    DependentFieldsMixin,
    FieldValidationMixin,
    OOBSwapMixin,
    PartialFormMixin,
    PartialTemplateMixin,
)
from sandbox.contacts.models import Contact


class ContactForm(forms.ModelForm):
    class Meta:
        model = Contact
        fields = ["name", "email", "phone", "company"]

    def clean(self):
        super().clean()
        if self.cleaned_data.get("company") and not self.cleaned_data.get("phone"):
            self.add_error("phone", "How can the company be reached?")


class CheckContact(
    FieldValidationMixin, PartialFormMixin, PartialTemplateMixin, CreateView
):
    """Each field is validated when it is left, or half a second after the last key; the button saves all of them."""

    model = Contact
    form_class = ContactForm
    template_name = "check.html"
    partial_names = {"add": "form"}
    success_partial_name = "added"
    success_url = reverse_lazy("check")


class CheckOther(CheckContact):
    """The e-mail address has an element of its own."""

    template_name = "check_other.html"

    def get_field_partial_name(self):
        return "address" if self.live_field == "email" else "field"


class SaveContact(OOBSwapMixin, AutosaveMixin, PartialTemplateMixin, UpdateView):
    """Each field is saved when it is left, and the count of what is missing changes."""

    model = Contact
    fields = ["name", "email", "phone", "company"]
    template_name = "autosave.html"
    partial_names = ["contact"]
    success_partial_name = "contact"
    oob_partials = ["missing"]

    def get_success_url(self):
        return reverse("autosave", args=[self.object.pk])

    def get_context_data(self, **kwargs):
        missing = [name for name in self.fields if not getattr(self.object, name, None)]
        return super().get_context_data(missing=missing, **kwargs)


class SaveForStaff(SaveContact):
    """Who is not of the staff can't change the e-mail address; another company makes the telephone number unknown."""

    def has_field_permission(self, name):
        return name != "email" or self.request.user.is_staff

    def get_update_fields(self, name):
        fields = super().get_update_fields(name)
        return [*fields, "phone"] if name == "company" else fields

    def save_field(self, form, name):
        if name == "company":
            form.instance.phone = ""
        super().save_field(form, name)


class CallForm(forms.Form):
    company = forms.ChoiceField(choices=lambda: [("", "---"), *companies()])
    contact = forms.ModelChoiceField(Contact.objects.all())


def companies():
    names = Contact.objects.order_by("company").values_list("company", flat=True)
    return [(name, name) for name in names.distinct()]


class Call(DependentFieldsMixin, PartialFormMixin, PartialTemplateMixin, FormView):
    """The contacts to choose from are those of the company that is chosen."""

    form_class = CallForm
    template_name = "call.html"
    partial_names = {"call": "form"}
    success_partial_name = "form"
    success_url = reverse_lazy("call")
    dependent_fields = {"contact": "company"}


class CallByPhone(Call):
    """Only those who have a telephone number."""

    def get_dependent_queryset(self, name, queryset, parents):
        queryset = super().get_dependent_queryset(name, queryset, parents)
        return queryset.exclude(phone="")


urlpatterns = [
    path("check/", CheckContact.as_view(), name="check"),
    path("check-other/", CheckOther.as_view()),
    path("<int:pk>/", SaveContact.as_view(), name="autosave"),
    path("<int:pk>/staff/", SaveForStaff.as_view()),
    path("call/", Call.as_view(), name="call"),
    path("call/by-phone/", CallByPhone.as_view()),
]
