"""Forms that crispy-forms writes."""

from __future__ import annotations

import re

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.views.generic import UpdateView

from hypermedia_views import (
    EditConflictMixin,
    FieldValidationMixin,
    PartialFormMixin,
    PartialTemplateMixin,
)

from .asking import ENHANCED, factory
from .editing import INVALID_STATUS, answer, body, send
from .records.models import Entry

pytestmark = pytest.mark.django_db

#: Both ways to write a form: the tag writes the element, too; the filter its fields.
WAYS = ["tag", "filter"]


class Edit(
    EditConflictMixin,
    FieldValidationMixin,
    PartialFormMixin,
    PartialTemplateMixin,
    UpdateView,
):
    """Edits two fields."""

    model = Entry
    fields = ["title", "text"]
    template_name = "unit/crispy.html"
    partial_names = WAYS
    success_partial_name = "filter"
    success_url = "/done/"


class LaidOut(forms.ModelForm):
    """Names its fields, which leaves out those that a view adds, if it is not told otherwise."""

    class Meta:
        model = Entry
        fields = ["title", "text"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("title", "text")
        self.helper.render_hidden_fields = True


VIEWS = [Edit.as_view(), Edit.as_view(fields=None, form_class=LaidOut)]


@pytest.fixture
def entry():
    return Entry.objects.create(title="old", text="old")


def tokens(html):
    """The version tokens in some HTML."""
    inputs = re.findall(r'<input [^>]*name="version_token"[^>]*>', html)
    return [re.search(r'value="([^"]*)"', each)[1] for each in inputs]


def save(entry, way, client="htmx-4", view=VIEWS[0], **data):
    """The answer to a form."""
    kwargs = {"pk": entry.pk}
    return send(view, data, client, way, kwargs=kwargs)


@pytest.mark.parametrize("view", VIEWS)
def test_the_page_has_the_token_in_each_form(view, entry):
    html = body(answer(view, factory.get("/"), pk=entry.pk))
    first, second = tokens(html)
    assert first == second
    assert html.count('name="title"') == 3


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("client", ENHANCED)
@pytest.mark.parametrize("way", WAYS)
def test_a_form_that_is_not_valid(way, client, view, entry):
    token, _ = tokens(body(answer(view, factory.get("/"), pk=entry.pk)))
    response = save(entry, way, client, view, title="", version_token=token)
    html = body(response)
    assert response.status_code == INVALID_STATUS[client]
    assert "This field is required." in html
    assert 'aria-invalid="true"' in html
    assert set(tokens(html)) == {token}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("way", WAYS)
def test_a_conflict_and_the_new_token(way, view, entry):
    token, _ = tokens(body(answer(view, factory.get("/"), pk=entry.pk)))
    Entry.objects.update(title="theirs")
    html = body(save(entry, way, view=view, title="mine", version_token=token))
    assert "Somebody else has changed this meanwhile." in html
    assert 'value="mine"' in html
    (again,) = tokens(html)
    save(entry, way, view=view, title="mine", version_token=again)
    assert Entry.objects.get().title == "mine"


@pytest.mark.parametrize("view", VIEWS)
def test_a_form_after_success(view, entry):
    token, _ = tokens(body(answer(view, factory.get("/"), pk=entry.pk)))
    html = body(save(entry, "filter", view=view, title="new", version_token=token))
    assert 'value="new"' in html
    assert "is-valid" not in html
    (fresh,) = tokens(html)
    assert fresh != token


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("client", ENHANCED)
def test_a_field_by_itself(client, view, entry):
    data = {"_field": "title", "title": "x" * 21}
    response = save(entry, "id_title-field", client, view, **data)
    html = body(response)
    assert response.status_code == 200
    assert html.startswith('<div data-hypermedia-field="0" id="id_title-field">')
    assert "has at most 20 characters" in html
    assert "is-invalid" in html
    assert "id_text" not in html


@pytest.mark.parametrize("view", VIEWS)
def test_a_field_by_itself_that_is_valid(view, entry):
    data = {"_field": "title", "title": "new", "text": "x" * 21}
    html = body(save(entry, "id_title-field", view=view, **data))
    assert 'value="new"' in html
    assert "is-invalid" not in html
    assert Entry.objects.get().title == "old"
