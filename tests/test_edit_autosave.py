"""A field that saves itself, and what of the others stays as it is."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.core.exceptions import (
    BadRequest,
    ImproperlyConfigured,
    PermissionDenied,
)
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.views.generic import CreateView, FormView, UpdateView

from hypermedia_views import (
    AutosaveMixin,
    OOBSwapMixin,
    PartialTemplateMixin,
    TriggerEventMixin,
)

from .asking import CLIENTS, ENHANCED, factory, headers_of
from .editing import INVALID_STATUS, answer, body, send
from .records.models import Entry, Group, Record, Serial
from .together import at_once

pytestmark = [
    pytest.mark.usefixtures("engine"),
    pytest.mark.django_db(databases="__all__"),
    pytest.mark.usefixtures("everywhere"),
]

FIELDS = ["title", "text", "done", "stage", "price", "day", "group", "tags", "file"]


class Save(AutosaveMixin, PartialTemplateMixin, UpdateView):
    """Saves whatever is named."""

    model = Entry
    fields = FIELDS
    template_name = "unit/live.html"
    success_url = "/done/"


class EntryForm(forms.ModelForm):
    """Has conditions on two fields at once."""

    code = forms.CharField(required=False)

    class Meta:
        model = Entry
        fields = ["title", "text", "price"]

    def clean(self):
        super().clean()
        title, text = self.cleaned_data.get("title"), self.cleaned_data.get("text")
        if text == "taboo":
            raise forms.ValidationError("Not that text.")
        if title == text:
            raise forms.ValidationError("Title and text are one.")


class Whole(Save):
    """Has a form of its own."""

    fields = None
    form_class = EntryForm


def save(entry, name, client="htmx-4", view=Save, **data):
    """The answer for one field of an object, with what the page sends along."""
    data = {"_field": name, **data}
    return send(view, data, client, f"id_{name}-field", kwargs={"pk": entry.pk})


def stored(entry):
    """The object as the database has it."""
    return Entry.objects.get(pk=entry.pk)


@pytest.fixture
def entry(everywhere):
    return Entry.objects.create(title="old", text="old", done=True, price=1)


@pytest.fixture
def written(everywhere):
    """The tables and columns that are written meanwhile. (On SQLite the transaction begins by writing to no row.)"""
    with CaptureQueriesContext(connections[everywhere]) as queries:
        yield lambda: [
            (table, re.findall(r'"(\w+)" = ', columns))
            for query in queries
            for table, columns in re.findall(
                r'^UPDATE "records_(\w+)" SET (.*) WHERE (?!0)',
                query["sql"],
                re.DOTALL,
            )
        ]


class TestSaves:
    @pytest.mark.parametrize("client", ENHANCED)
    def test_the_field(self, client, entry):
        response = save(entry, "title", client, title="new")
        assert response.status_code == 200
        assert body(response) == '<p id="id_title-field">title=new saved </p>'
        assert stored(entry).title == "new"

    def test_no_other(self, entry):
        """What the page sends along may be old, or wrong."""
        save(entry, "title", title="new", text="stale", price="x", stage="none")
        now = stored(entry)
        assert (now.title, now.text, now.price, now.done) == ("new", "old", 1, True)

    def test_what_is_missing_elsewhere_does_not_matter_yet(self, entry):
        Entry.objects.update(title="")
        assert "saved" in body(save(entry, "text", text="new"))
        assert stored(entry).text == "new"

    def test_the_column_and_those_with_auto_now_alone(self, entry, written):
        before = stored(entry).updated
        save(entry, "title", title="new", text="stale")
        assert written() == [("entry", ["title", "updated"])]
        assert stored(entry).updated > before

    def test_two_pages_that_know_nothing_of_each_other(self, entry):
        save(entry, "title", title="new", text="old")
        save(entry, "text", title="old", text="new")
        now = stored(entry)
        assert (now.title, now.text) == ("new", "new")

    def test_a_box_that_is_not_ticked_any_more(self, entry):
        save(entry, "done")
        assert stored(entry).done is False

    def test_a_field_that_is_emptied(self, entry):
        save(entry, "price", price="")
        assert stored(entry).price is None

    def test_a_foreign_key(self, entry, written):
        group = Group.objects.create(name="a")
        save(entry, "group", group=group.pk)
        assert written() == [("entry", ["group_id", "updated"])]
        assert stored(entry).group == group

    def test_a_relation_to_many(self, entry, written):
        group = Group.objects.create(name="a")
        save(entry, "tags", tags=[group.pk], title="stale")
        assert written() == [("entry", ["updated"])]
        assert list(entry.tags.all()) == [group]

    def test_a_relation_to_many_alone(self, written):
        """Nothing has to be written to the row."""
        group, record = Group.objects.create(name="a"), Record.objects.create()
        view = Save.as_view(model=Record, fields=["tags", "title"])
        save(record, "tags", view=view, tags=[group.pk])
        assert written() == []
        assert list(record.tags.all()) == [group]

    def test_a_relation_to_many_that_is_emptied(self, entry):
        entry.tags.add(Group.objects.create(name="a"))
        save(entry, "tags")
        assert not entry.tags.exists()

    def test_a_relation_to_many_is_left_alone(self, entry):
        entry.tags.add(Group.objects.create(name="a"))
        save(entry, "title", title="new")
        assert entry.tags.count() == 1

    @pytest.mark.parametrize("client", CLIENTS)
    def test_a_file(self, client, entry):
        file = SimpleUploadedFile("a.txt", b"contents")
        headers = headers_of(client, "id_file-field")
        data = {"_field": "file", "file": file, "title": "stale"}
        request = factory.post("/", data, headers=headers)
        answer(Save, request, pk=entry.pk)
        now = stored(entry)
        assert (now.file.read(), now.title) == (b"contents", "old")

    def test_another_field_than_a_file(self, entry):
        entry.file.save("b.txt", ContentFile(b"contents"))
        save(entry, "title", title="new")
        assert stored(entry).file.name == entry.file.name
        assert stored(entry).title == "new"

    def test_a_field_beside_a_file_that_is_gone(self, entry):
        """As with any other form: what was not sent is not looked at."""
        Entry.objects.update(file="gone.txt")
        save(entry, "title", title="new")
        assert stored(entry).title == "new"

    def test_put(self, entry):
        data = {"_field": "title", "title": "new", "text": "stale"}
        send(Save, data, "htmx-4", method="PUT", kwargs={"pk": entry.pk})
        assert (stored(entry).title, stored(entry).text) == ("new", "old")

    def test_prefix(self, entry):
        view = Save.as_view(prefix="one")
        data = {"_field": "title", "one-title": "new", "one-text": "stale"}
        send(view, data, "htmx-4", kwargs={"pk": entry.pk})
        assert (stored(entry).title, stored(entry).text) == ("new", "old")

    def test_fields_that_clean_changes_too(self, entry):
        class Both(Save):
            def get_update_fields(self, name):
                return [*super().get_update_fields(name), "text"]

            def save_field(self, form, name):
                form.instance.text = "changed, too"
                super().save_field(form, name)

        save(entry, "title", view=Both, title="new")
        assert stored(entry).text == "changed, too"

    def test_an_object_that_a_view_finds_by_itself(self, entry):
        class Own(AutosaveMixin, PartialTemplateMixin, FormView):
            form_class = EntryForm
            template_name = "unit/live.html"
            success_url = "/done/"

            def get_form_kwargs(self):
                return {**super().get_form_kwargs(), "instance": self.object}

            def post(self, request, *args, **kwargs):
                self.object = Entry.objects.get()
                return super().post(request, *args, **kwargs)

        assert "saved" in body(save(entry, "title", view=Own, title="new"))
        assert stored(entry).title == "new"


class TestShows:
    def test_what_the_database_makes_of_it(self, entry):
        response = save(entry, "price", price="2.5")
        assert body(response) == '<p id="id_price-field">price=2.50 saved </p>'

    def test_the_object_as_it_is_stored(self, entry):
        """Not as a trigger, or another field of the form, would have left it."""

        class Changing(Save):
            def save_field(self, form, name):
                super().save_field(form, name)
                Entry.objects.update(title="by somebody else")

        response = save(entry, "title", view=Changing, title="new")
        assert "title=by somebody else saved" in body(response)

    @pytest.mark.parametrize("client", CLIENTS)
    def test_errors(self, client, entry):
        response = save(entry, "title", client, title="", price="x")
        assert response.status_code == INVALID_STATUS[client]
        shown = '<p id="id_title-field">title= * This field is required.</p>'
        assert shown in body(response)
        assert "saved" not in body(response)
        assert stored(entry).title == "old"

    def test_the_errors_of_the_field_alone(self, entry):
        Entry.objects.update(stage="none")
        response = save(entry, "price", "plain", price="x")
        assert body(response).count("* ") == 1

    def test_that_it_is_not_unique(self, entry):
        Entry.objects.create(title="taken")
        response = save(entry, "title", title="taken")
        assert "* Entry with this Title already exists." in body(response)

    @pytest.mark.parametrize("client", CLIENTS)
    def test_that_the_database_does_not_take_it(self, client, everywhere):
        """Something wrong elsewhere keeps Django from asking whether both are unique together."""
        rows = [Serial.objects.create(series="", number=number) for number in (1, 2)]
        view = Save.as_view(model=Serial, fields=["series", "number"])
        response = save(rows[0], "number", client, view, number=2)
        assert response.status_code == INVALID_STATUS[client]
        said = "* This can’t be saved together with what the other fields have."
        assert f"number=2 {said}" in body(response)
        assert Serial.objects.get(pk=rows[0].pk).number == 1

    def test_invalid_status(self, entry):
        view = Save.as_view(invalid_status=400)
        assert save(entry, "title", view=view, title="").status_code == 400

    def test_a_browser_without_a_client_is_redirected(self, entry):
        response = save(entry, "title", "plain", title="new")
        assert (response.status_code, response.url) == (302, "/done/")

    @pytest.mark.parametrize("client", ENHANCED)
    def test_success_tells_others(self, client, entry):
        data = {"_field": "title", "title": "new"}
        kwargs = {"pk": entry.pk}
        response = send(Telling, data, client, "id_title-field", "count", kwargs=kwargs)
        assert "title=new saved" in body(response)
        assert 'id="count">new</b>' in body(response)
        assert [name for name in response.headers if "Trigger" in name]

    @pytest.mark.parametrize("client", CLIENTS)
    def test_errors_tell_nobody(self, client, entry):
        response = save(entry, "title", client, Telling, title="")
        assert ('<b id="count">' in body(response)) == (client == "plain")
        assert not [name for name in response.headers if "Trigger" in name]

    def test_saved_is_false_elsewhere(self, entry):
        request = factory.get("/")
        response = answer(Save, request, pk=entry.pk)
        assert response.context_data["saved"] is False
        assert "field" not in response.context_data


class Telling(TriggerEventMixin, OOBSwapMixin, Save):
    """Tells others."""

    oob_partials = ["count"]
    trigger_events = ["saved"]


class TestForm:
    def test_clean_sees_what_is_stored(self, entry):
        """The page still shows another text, with which there would be no error."""
        response = save(entry, "title", view=Whole, title="old", text="stale")
        assert "saved" in body(response)
        Entry.objects.update(title="else")
        response = save(entry, "title", view=Whole, title="old", text="stale")
        assert "* Title and text are one." in body(response)
        assert stored(entry).title == "else"

    @pytest.mark.parametrize("client", CLIENTS)
    def test_new_errors_of_no_field_are_shown_with_it(self, client, entry):
        response = save(entry, "text", client, Whole, text="taboo")
        assert response.status_code == INVALID_STATUS[client]
        shown = '<p id="id_text-field">text=taboo * Not that text.</p>'
        assert shown in body(response)
        assert stored(entry).text == "old"

    def test_errors_of_no_field_that_were_there_before(self, entry):
        Entry.objects.update(text="taboo")
        response = save(entry, "price", view=Whole, price="3")
        assert body(response) == '<p id="id_price-field">price=3.00 saved </p>'
        assert stored(entry).price == 3

    def test_errors_of_no_field_that_are_other_ones_now(self, entry):
        Entry.objects.update(title="x", text="x")
        response = save(entry, "text", view=Whole, text="taboo")
        assert "* Not that text." in body(response)
        assert stored(entry).text == "x"

    def test_errors_of_no_field_that_were_there_before_beside_others(self, entry):
        Entry.objects.update(text="taboo")
        response = save(entry, "price", view=Whole, price="x")
        assert "price=x * Enter a number." in body(response)
        assert "taboo" not in body(response)

    def test_the_form_as_a_whole(self, entry):
        data = {"title": "new", "text": "taken from the page"}
        response = send(Whole, data, "htmx-4", kwargs={"pk": entry.pk})
        assert response.status_code == 303
        now = stored(entry)
        assert (now.title, now.text, now.price) == ("new", "taken from the page", None)

    @pytest.mark.parametrize("client", CLIENTS)
    def test_the_form_as_a_whole_that_is_not_valid(self, client, entry):
        data = {"title": "", "text": "taboo"}
        response = send(Whole, data, client, "form", kwargs={"pk": entry.pk})
        assert response.status_code == INVALID_STATUS[client]
        assert "* This field is required." in body(response)
        assert "Not that text." in body(response)

    def test_patch_without_a_field(self, entry):
        kwargs = {"pk": entry.pk}
        send(Save, {"title": "new"}, "htmx-4", method="PATCH", kwargs=kwargs)
        now = stored(entry)
        assert (now.title, now.text, now.done) == ("new", "old", True)


class Refusing(Save):
    """Lets nobody change the price."""

    def has_field_permission(self, name):
        return name != "price" and self.object.title != "locked"


class TestRefuses:
    @pytest.mark.parametrize("client", CLIENTS)
    def test_field_that_is_not_the_user_s(self, client, entry):
        with pytest.raises(PermissionDenied) as caught:
            save(entry, "price", client, Refusing, price="2")
        assert str(caught.value) == "This field is not yours to change."
        assert stored(entry).price == 1

    def test_field_that_is(self, entry):
        save(entry, "title", view=Refusing, title="new")
        assert stored(entry).title == "new"

    def test_object_that_is_not_the_user_s_any_more(self, entry):
        """The hook sees what is stored now."""

        class Meanwhile(Refusing):
            def get_object(self, queryset=None):
                found = super().get_object(queryset)
                Entry.objects.update(title="locked")
                return found

        with pytest.raises(PermissionDenied):
            save(entry, "text", view=Meanwhile, text="new")

    def test_field_that_is_none_of_the_model_s(self, entry):
        with pytest.raises(BadRequest) as caught:
            save(entry, "code", view=Whole, code="1")
        expected = "The form has no such field that can be saved."
        assert str(caught.value) == expected

    def test_field_that_is_a_relation_to_the_model(self):
        class GroupForm(forms.ModelForm):
            entries = forms.CharField()

            class Meta:
                model = Group
                fields = ["name"]

        view = Save.as_view(model=Group, fields=None, form_class=GroupForm)
        with pytest.raises(BadRequest):
            save(Group.objects.create(), "entries", view=view, entries="1")

    @pytest.mark.parametrize("name", ["unknown", "updated", "", "id", "pk"])
    def test_field_that_is_none_of_the_form_s(self, name, entry):
        with pytest.raises(BadRequest) as caught:
            save(entry, name, title="new")
        assert str(caught.value) == "The form has no such field."
        assert stored(entry).title == "old"

    def test_object_that_is_deleted_meanwhile(self, entry):
        class Meanwhile(Save):
            def get_object(self, queryset=None):
                found = super().get_object(queryset)
                Entry.objects.all().delete()
                return found

        with pytest.raises(Http404) as caught:
            save(entry, "title", view=Meanwhile, title="new")
        assert str(caught.value) == "It was deleted meanwhile."

    @pytest.mark.parametrize("step", ["save_field", "get_success_url"])
    def test_nothing_is_saved_if_a_later_step_fails(self, step, entry):
        def fail(self, *args):
            if args:
                super(Failing, self).save_field(*args)
            raise ZeroDivisionError

        Failing = type("Failing", (Save,), {step: fail})
        with pytest.raises(ZeroDivisionError):
            save(entry, "title", view=Failing, title="new")
        assert stored(entry).title == "old"


class Created(AutosaveMixin, CreateView):
    """Has no object."""

    model = Entry
    fields = ["title"]
    template_name = "unit/live.html"
    success_url = "/done/"


class Asked(AutosaveMixin, FormView):
    """Has none either."""

    form_class = EntryForm


@pytest.mark.parametrize("view", [Created, Asked])
def test_a_view_without_an_object(view):
    with pytest.raises(ImproperlyConfigured) as caught:
        send(view, {"_field": "title", "title": "new"})
    name = view.__name__
    assert str(caught.value) == (
        f"{name} has no object to change. Make it an UpdateView, or set self.object in {name} before the form is made."
    )


def test_a_view_without_an_object_still_makes_one():
    send(Created, {"title": "new"})
    assert Entry.objects.get().title == "new"


def test_the_database_that_a_queryset_names(database, settings):
    settings.DATABASE_ROUTERS = []
    rows = Entry.objects.using(database)
    entry = rows.create(title="old")
    save(
        entry, "title", view=Save.as_view(queryset=rows, fields=["title"]), title="new"
    )
    assert rows.get().title == "new"


@pytest.mark.django_db(databases="__all__", transaction=True)
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
class TestAtOnce:
    def test_the_row_is_locked(self, entry, everywhere):
        with CaptureQueriesContext(connections[everywhere]) as queries:
            save(entry, "title", title="new")
        locking = [each["sql"] for each in queries if "FOR UPDATE" in each["sql"]]
        assert len(locking) == 1

    def test_the_second_sees_what_the_first_has_saved(self, entry):
        """With both pages as they are, the second would find no error."""

        class First(Whole):
            pause = None

            def save_field(self, form, name):
                super().save_field(form, name)
                self.pause()

        one, other = at_once(
            lambda pause: save(
                entry, "title", view=First.as_view(pause=pause), title="new"
            ),
            lambda: save(entry, "text", view=Whole, title="old", text="new"),
        )
        assert "title=new saved" in body(one)
        assert "* Title and text are one." in body(other)
        now = stored(entry)
        assert (now.title, now.text) == ("new", "old")

    def test_nothing_is_lost(self, entry):
        class First(Save):
            pause = None

            def save_field(self, form, name):
                super().save_field(form, name)
                self.pause()

        at_once(
            lambda pause: save(
                entry, "title", view=First.as_view(pause=pause), title="new"
            ),
            lambda: save(entry, "text", title="old", text="new"),
        )
        now = stored(entry)
        assert (now.title, now.text) == ("new", "new")
