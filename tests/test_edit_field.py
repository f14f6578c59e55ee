"""One field of a form, validated by itself."""

from __future__ import annotations

import pytest
from django import forms
from django.core.exceptions import BadRequest
from django.urls import path
from django.views.generic import CreateView, FormView, UpdateView

from hypermedia_views import (
    FieldValidationMixin,
    OOBSwapMixin,
    PartialFormMixin,
    PartialTemplateMixin,
    TriggerEventMixin,
)
from hypermedia_views.edit.field import LiveFieldMixin

from .asking import CLIENTS, ENHANCED
from .editing import INVALID_STATUS, body, send
from .records.models import Entry

pytestmark = [
    pytest.mark.usefixtures("engine"),
    pytest.mark.django_db(databases="__all__"),
    pytest.mark.usefixtures("everywhere"),
]

TITLE = "id_title-field"


class EntryForm(forms.ModelForm):
    """Has something against every title."""

    fixed = forms.CharField(disabled=True, required=False)
    code = forms.CharField(required=False)

    class Meta:
        model = Entry
        fields = ["title", "text", "stage", "price"]

    def clean_title(self):
        if self.cleaned_data["title"] == "bad":
            raise forms.ValidationError("A bad title.")
        return self.cleaned_data["title"]

    def clean(self):
        super().clean()
        if self.cleaned_data.get("text") == self.cleaned_data.get("title"):
            self.add_error("text", "Say something else.")
            self.add_error("title", "Say it otherwise.")
        if self.cleaned_data.get("code") == "whole":
            raise forms.ValidationError("Not as a whole.")


class Live(
    TriggerEventMixin,
    OOBSwapMixin,
    FieldValidationMixin,
    PartialFormMixin,
    PartialTemplateMixin,
    CreateView,
):
    """Would save, if it could."""

    form_class = EntryForm
    template_name = "unit/live.html"
    success_url = "/done/"
    oob_partials = invalid_oob_partials = ["count"]
    trigger_events = invalid_trigger_events = ["changed"]

    def form_valid(self, form):
        raise AssertionError("It was to be validated only.")

    form_invalid = form_valid


urlpatterns = [path("", Live.as_view())]


def check(name, client="htmx-4", view=Live, **data):
    """The answer for one field of a form that was filled in so."""
    return send(view, {"_field": name, **data}, client, f"id_{name}-field")


def shown(name, value, errors=""):
    """The element of a field."""
    return f'<p id="id_{name}-field">{name}={value} {errors}</p>'


class TestErrors:
    @pytest.mark.parametrize("client", ENHANCED)
    def test_none(self, client):
        response = check("title", client, title="good")
        assert response.status_code == 200
        assert body(response) == shown("title", "good")

    @pytest.mark.parametrize("client", ENHANCED)
    def test_of_the_field_itself(self, client):
        response = check("title", client, title="")
        assert response.status_code == 200
        assert body(response) == shown("title", "", "* This field is required.")

    def test_of_its_clean_method(self):
        response = check("title", title="bad")
        assert body(response) == shown("title", "bad", "* A bad title.")

    def test_of_the_model(self):
        response = check("title", title="x" * 21)
        assert "has at most 20 characters (it has 21)" in body(response)

    def test_of_a_validator_of_the_model(self):
        response = check("price", price="1.234")
        assert "no more than 2 decimal places" in body(response)

    def test_that_it_is_not_unique(self):
        Entry.objects.create(title="taken")
        said = "* Entry with this Title already exists."
        assert body(check("title", title="taken")) == shown("title", "taken", said)

    def test_that_it_is_none_of_the_choices(self):
        assert "nothing is not one of the available" in body(
            check("stage", stage="nothing")
        )

    @pytest.mark.parametrize(
        "name, said", [("text", "Say something else."), ("title", "Say it otherwise.")]
    )
    def test_of_the_form_that_belong_to_the_field(self, name, said):
        response = check(name, title="same", text="same")
        assert body(response) == shown(name, "same", f"* {said}")

    def test_of_other_fields_wait(self):
        response = check("text", title="", text="good", price="x")
        assert body(response) == shown("text", "good")

    @pytest.mark.parametrize("client", CLIENTS)
    def test_of_no_field_wait(self, client):
        response = check("title", client, title="good", code="whole")
        assert "Not as a whole." not in body(response)

    def test_a_base_without_validation_shows_none(self):
        class Base(LiveFieldMixin, PartialTemplateMixin, CreateView):
            form_class = EntryForm
            template_name = "unit/live.html"

        assert body(check("title", view=Base, title="bad")) == shown("title", "bad")


class TestWhatIsDone:
    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize("title", ["good", "bad"])
    def test_nothing_is_saved_and_nobody_told(self, client, title):
        """The view's own form_valid and form_invalid would fail."""
        response = check("title", client, title=title)
        assert response.status_code == 200
        assert not Entry.objects.exists()
        assert not [name for name in response.headers if "Trigger" in name]
        assert ("count" in body(response)) == (client == "plain")

    def test_the_object_stays_as_it_is(self):
        entry = Entry.objects.create(title="old")

        class Change(FieldValidationMixin, PartialTemplateMixin, UpdateView):
            queryset = Entry.objects.all()
            form_class = EntryForm
            template_name = "unit/live.html"
            success_url = "/done/"

        response = send(
            Change,
            {"_field": "title", "title": "new"},
            "htmx-4",
            kwargs={"pk": entry.pk},
        )
        assert body(response) == shown("title", "new")
        entry.refresh_from_db()
        assert entry.title == "old"

    def test_put_is_a_post(self):
        response = send(
            Live, {"_field": "title", "title": "bad"}, "htmx-4", method="PUT"
        )
        assert body(response) == shown("title", "bad", "* A bad title.")

    @pytest.mark.parametrize("client", CLIENTS)
    def test_get_knows_nothing_of_it(self, client):
        address = "/?_field=title&title=bad"
        response = send(Live, None, client, TITLE, method="GET", path=address)
        html = body(response)
        assert "<h1>Form</h1>" in html
        assert "bad" not in html

    def test_a_post_knows_nothing_of_its_address(self):
        class Whole(Live):
            def form_invalid(self, form):
                return self.render_to_response(self.get_context_data(form=form))

        response = send(Whole, {"title": ""}, path="/?_field=price")
        assert "* This field is required." in body(response)

    @pytest.mark.parametrize("client", CLIENTS)
    def test_the_whole_form_is_sent_without_it(self, client):
        class Whole(FieldValidationMixin, PartialFormMixin, CreateView):
            form_class = EntryForm
            template_name = "unit/live.html"
            success_url = "/done/"

        response = send(Whole, {"title": "bad", "text": "good"}, client, TITLE)
        assert response.status_code == INVALID_STATUS[client]
        send(Whole, {"title": "good", "text": "better"}, client, TITLE)
        assert Entry.objects.get().title == "good"


class TestPage:
    def test_alpine_gets_the_field_that_it_asks_for(self):
        response = check("text", "alpine-ajax", text="good", title="good")
        assert body(response) == shown("text", "good", "* Say something else.")

    def test_alpine_gets_the_page_for_what_is_elsewhere(self):
        data = {"_field": "title", "title": "bad"}
        response = send(Live, data, "alpine-ajax", TITLE, "id_text-field")
        assert shown("title", "bad", "* A bad title.") in body(response)
        assert shown("text", "") in body(response)

    def test_plain_gets_the_page_with_the_errors_of_the_field(self):
        response = check("title", "plain", title="bad", text="some", price="x")
        html = body(response)
        assert html.startswith("<html><h1>Form</h1>")
        assert shown("title", "bad", "* A bad title.") in html
        assert shown("text", "some") in html
        assert shown("price", "x") in html

    @pytest.mark.parametrize("client", ENHANCED)
    def test_a_declared_target_gets_what_is_declared(self, client):
        """Such as the whole form, in the place of which a button asks for it."""
        view = Live.as_view(partial_names={"whole": "count"})
        data = {"_field": "title", "title": "good"}
        assert 'id="count">good</b>' in body(send(view, data, client, "whole", "count"))

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_any_other_target_gets_the_field(self, client):
        view = Live.as_view(partial_names={"whole": "count"})
        response = send(view, {"_field": "title", "title": "good"}, client, "other")
        assert body(response) == shown("title", "good")


class TestNames:
    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize(
        "name",
        [
            "unknown",
            "",
            "fixed",
            "id",
            "done",
            "pk",
            "TITLE",
            "title ",
            "title\0",
            "__class__",
            "form-title",
            "['title']",
            "0",
            "тitle",
            "x" * 10_000,
        ],
    )
    def test_no_field_of_the_form(self, name, client):
        with pytest.raises(BadRequest) as caught:
            check(name, client, title="good")
        assert str(caught.value) == "The form has no such field."
        assert not Entry.objects.exists()

    def test_the_last_of_several_counts(self):
        response = send(Live, {"_field": ["text", "title"], "title": "bad"}, "htmx-4")
        assert body(response) == shown("title", "bad", "* A bad title.")

    def test_in_json_it_is_none(self):
        """What Django does not read names no field; the form as a whole is not valid."""

        class Whole(Live):
            def form_invalid(self, form):
                return self.render_to_response(self.get_context_data(form=form))

        response = send(Whole, '{"_field": 1}', content_type="application/json")
        assert "* This field is required." in body(response)

    def test_the_user_gets_a_400(self, client, settings):
        settings.ROOT_URLCONF = __name__
        assert client.post("/", {"_field": "unknown"}).status_code == 400


class TestOptions:
    def test_prefix(self):
        """The field's name is the form's own, without it."""
        view = Live.as_view(prefix="one")
        data = {"_field": "title", "one-title": "bad", "title": "good"}
        response = send(view, data, "htmx-4", "id_one-title-field")
        assert body(response) == (
            '<p id="id_one-title-field">one-title=bad * A bad title.</p>'
        )

    def test_name_of_the_parameter(self):
        view = Live.as_view(field_param="only")
        response = send(view, {"only": "title", "title": "bad"}, "htmx-4", TITLE)
        assert body(response) == shown("title", "bad", "* A bad title.")

    def test_hook_of_the_parameter(self):
        class Other(Live):
            def get_field_param(self):
                return "other"

        response = send(Other, {"other": "title", "title": "good"}, "htmx-4")
        assert body(response) == shown("title", "good")

    def test_name_of_the_partial(self):
        view = Live.as_view(field_partial_name="own")
        assert body(check("title", view=view)) == '<p id="own">title</p>'

    def test_hook_of_the_partial(self):
        class Other(Live):
            def get_field_partial_name(self):
                return "unit/live.html#own"

        assert body(check("title", view=Other)) == '<p id="own">title</p>'

    def test_field_that_the_context_has_already(self):
        class Other(Live):
            def get_context_data(self, **kwargs):
                form = kwargs.get("form") or self.get_form()
                return super().get_context_data(**{**kwargs, "field": form["text"]})

        response = check("title", view=Other, title="bad", text="mine")
        assert body(response) == shown("text", "mine")

    def test_a_form_without_a_model(self):
        class Code(forms.Form):
            code = forms.IntegerField()

        class Ask(FieldValidationMixin, PartialTemplateMixin, FormView):
            form_class = Code
            template_name = "unit/live.html"

        said = "* Enter a whole number."
        assert body(check("code", view=Ask, code="x")) == shown("code", "x", said)
