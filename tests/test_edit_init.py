"""Forms that look at their errors while they are made, such as the sandbox's, which have the focus enter the first."""

from __future__ import annotations

import pytest
from django import forms
from django.views.generic import FormView, UpdateView

from hypermedia_views import (
    DependentFieldsMixin,
    EditConflictMixin,
    PartialFormMixin,
    PartialTemplateMixin,
)
from sandbox.contacts.factories import ContactFactory
from sandbox.contacts.forms import ContactForm
from sandbox.contacts.models import Contact

from .editing import answer, make

pytestmark = pytest.mark.django_db


class Edit(PartialFormMixin, PartialTemplateMixin, UpdateView):
    """Edits a contact."""

    model = Contact
    form_class = ContactForm
    template_name = "contacts/contact.html"
    success_url = "/done/"


class EditTogether(EditConflictMixin, Edit):
    """Tells of a conflict."""


class CityForm(forms.Form):
    """The cities of a country."""

    country = forms.CharField()
    city = forms.ChoiceField(choices=[("lyon", "Lyon"), ("graz", "Graz")])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.errors


class ChooseCity(DependentFieldsMixin, PartialFormMixin, FormView):
    """Knows the cities of one country."""

    form_class = CityForm
    template_name = "contacts/contact.html"
    success_url = "/done/"
    dependent_fields = {"city": "country"}

    def get_dependent_choices(self, name, parents):
        return [("lyon", "Lyon")]


@pytest.fixture
def contact():
    return ContactFactory(phone="1")


def test_conflict_is_noticed(contact):
    form = EditTogether.as_view()(make("GET"), pk=contact.pk).context_data["form"]
    data = {
        **form.initial,
        "phone": "2",
        "version_token": form["version_token"].value(),
    }
    Contact.objects.update(phone="3")

    response = EditTogether.as_view()(make("POST", data), pk=contact.pk)

    fields = response.context_data["conflict"].fields
    assert [(each.theirs, each.yours) for each in fields] == [("3", "2")]
    contact.refresh_from_db()
    assert contact.phone == "3"


def test_patch_changes_what_is_sent(contact):
    response = answer(Edit, make("PATCH", {"phone": "2"}), pk=contact.pk)

    assert response.status_code == 303
    assert Contact.objects.values("name", "phone").get() == {
        "name": contact.name,
        "phone": "2",
    }


@pytest.mark.parametrize("city", ["lyon", "graz"])
def test_options_are_those_of_the_parent(city):
    data = {"country": "France", "city": city}
    response = ChooseCity.as_view()(make("POST", data))
    assert response.status_code == (302 if city == "lyon" else 200)
