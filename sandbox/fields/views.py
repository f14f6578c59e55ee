"""Forms and their fields. Each view serves htmx 4, htmx 2, Alpine AJAX and a browser without JavaScript."""

from __future__ import annotations

from typing import Any

from django.contrib.messages.views import SuccessMessageMixin
from django.http import Http404, HttpResponse
from django.urls import reverse, reverse_lazy
from django.views.generic import (
    CreateView,
    DetailView,
    TemplateView,
    UpdateView,
)
from django.views.generic.base import ContextMixin, TemplateResponseMixin
from django.views.generic.edit import FormMixin

from hypermedia_views import (
    OOB,
    AutosaveMixin,
    DependentFieldsMixin,
    FieldValidationMixin,
    KeepUploadsMixin,
    OOBSwapMixin,
    PartialFormMixin,
    PartialTemplateMixin,
)

from .forms import (
    ChecklistForm,
    ParcelForm,
    PreferencesForm,
    ProfileForm,
    PurchaseForm,
    SignUpForm,
)
from .models import (
    Checklist,
    Document,
    Preferences,
    Profile,
    Purchase,
)


class FocusErrorMixin(FormMixin):
    """The focus enters the first field that is wrong, once the whole form was sent."""

    def form_invalid(self, form: Any) -> HttpResponse:
        wrong = [name for name in form.fields if name in form.errors]
        for name, field in form.fields.items():
            field.widget.attrs["autofocus"] = wrong[:1] == [name]
        return super().form_invalid(form)


class SignUp(
    FieldValidationMixin,
    PartialFormMixin,
    SuccessMessageMixin,
    PartialTemplateMixin,
    FocusErrorMixin,
    CreateView,
):
    """Each field is validated while somebody types, and nothing is saved before the button is pressed."""

    form_class = SignUpForm
    template_name = "fields/sign_up.html"
    partial_names = {"sign-up": "form"}
    success_url = reverse_lazy("home")
    success_message = "Welcome, %(name)s."


class FillChecklist(
    OOBSwapMixin, AutosaveMixin, SuccessMessageMixin, PartialTemplateMixin, UpdateView
):
    """Each field saves itself; the wheel, and the line that says so, come out of band."""

    form_class = ChecklistForm
    template_name = "fields/checklist.html"
    success_url = reverse_lazy("checklist")
    success_message = "The checklist is saved."
    oob_partials = ["wheel", OOB("state", swap="innerHTML")]
    invalid_oob_partials = [OOB("state", swap="innerHTML")]

    def get_object(self, queryset: Any = None) -> Checklist:
        checklist = Checklist.objects.first()
        if checklist is None:
            raise Http404("There is no checklist yet.")
        return checklist


class SendParcel(
    DependentFieldsMixin,
    PartialFormMixin,
    SuccessMessageMixin,
    PartialTemplateMixin,
    FocusErrorMixin,
    CreateView,
):
    """The regions are those of the country that is chosen, the cities those of the region."""

    form_class = ParcelForm
    template_name = "fields/parcel.html"
    partial_names = {"parcel": "form"}
    success_partial_name = "form"
    success_url = reverse_lazy("parcel")
    success_message = "The parcel for %(recipient)s goes to %(city)s."
    dependent_fields = {"region": "country", "city": "region"}


class AddDocument(
    KeepUploadsMixin,
    PartialFormMixin,
    PartialTemplateMixin,
    FocusErrorMixin,
    CreateView,
):
    """Nobody has to choose the file again because the title was missing."""

    model = Document
    fields = ["title", "file"]
    template_name = "fields/document.html"
    partial_names = {"document": "form"}
    success_partial_name = "document"

    def get_success_url(self) -> str:
        return reverse("document", args=[self.object.pk])


class ShowDocument(PartialTemplateMixin, DetailView):
    """What was stored, for a browser without JavaScript."""

    model = Document
    template_name = "fields/document.html"
    partial_names = ["document"]


class Shopping(
    OOBSwapMixin,
    PartialFormMixin,
    PartialTemplateMixin,
    FocusErrorMixin,
    CreateView,
):
    """A fresh form after each purchase, which goes to the list out of band."""

    form_class = PurchaseForm
    template_name = "fields/shopping.html"
    partial_names = {"add": "form"}
    success_partial_name = "form"
    success_url = reverse_lazy("shopping")
    oob_partials = [OOB("purchase", target="purchases", swap="beforeend")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(purchases=Purchase.objects.all(), **kwargs)


class SettingsMixin(TemplateResponseMixin, ContextMixin):
    """The page with both forms. Each has a field called "name" and one called "email", told apart by its prefix."""

    template_name = "fields/settings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            profile_form=ProfileForm(instance=Profile.objects.first()),
            preferences_form=PreferencesForm(instance=Preferences.objects.first()),
            **kwargs,
        )


class ShowSettings(SettingsMixin, TemplateView):
    """The page. Its forms have a view each."""


class EditSettings(
    PartialFormMixin,
    SuccessMessageMixin,
    PartialTemplateMixin,
    FocusErrorMixin,
    SettingsMixin,
    UpdateView,
):
    """One of the forms, which answers in the element of the prefix's name."""

    success_url = reverse_lazy("settings")

    def get_object(self, queryset: Any = None) -> Any:
        return self.get_queryset().first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = context["form"]
        return {**context, f"{form.prefix}_form": form}


class EditProfile(EditSettings):
    """Who the visitor is."""

    model = Profile
    form_class = ProfileForm
    partial_names = ["profile"]
    success_partial_name = "profile"
    success_message = "The profile is saved."


class EditPreferences(EditSettings):
    """What the visitor wants."""

    model = Preferences
    form_class = PreferencesForm
    partial_names = ["preferences"]
    success_partial_name = "preferences"
    success_message = "The preferences are saved."
