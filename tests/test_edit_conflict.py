"""Two people who edit one object: the second is told, and nothing is lost."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.contrib.messages.views import SuccessMessageMixin
from django.core.exceptions import BadRequest, ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import override
from django.views.generic import CreateView, FormView, UpdateView

from hypermedia_views import (
    AutosaveMixin,
    ClickToEditMixin,
    EditConflictMixin,
    FieldValidationMixin,
    OOBSwapMixin,
    PartialFormMixin,
    PartialTemplateMixin,
    TriggerEventMixin,
)

from .asking import CLIENTS, factory
from .editing import answer, body, make, send
from .records.models import Attachment, Entry, Group
from .together import at_once

pytestmark = [
    pytest.mark.usefixtures("engine"),
    pytest.mark.django_db(databases="__all__"),
    pytest.mark.usefixtures("everywhere"),
]

STATUS = {"htmx-2": 200, "htmx-4": 200, "alpine-ajax": 409, "plain": 409}
MESSAGE = "Somebody else has changed this meanwhile. Nothing of yours is lost: look at both, and save again."
FOREIGN = "The form has no version of this object."


class Edit(EditConflictMixin, PartialFormMixin, PartialTemplateMixin, UpdateView):
    """Edits two fields."""

    model = Entry
    fields = ["title", "text"]
    template_name = "unit/conflict.html"
    partial_names = {"entry": "form"}
    conflict_partial_name = "conflict"
    success_partial_name = "form"
    success_url = "/done/"


@pytest.fixture
def entry(everywhere):
    return Entry.objects.create(title="old", text="old")


def form_of(entry, view=Edit):
    """The form that a page shows."""
    response = answer(view, factory.get("/"), pk=entry.pk)
    return response.context_data["form"]


def token_of(form):
    """What the form's hidden field has."""
    return form["version_token"].value()


def save(entry, token, client="plain", view=Edit, method="POST", **data):
    """The answer to a form of this version."""
    data = {"version_token": token, **data}
    return send(view, data, client, "entry", method=method, kwargs={"pk": entry.pk})


def stored(entry):
    """The object as the database has it."""
    return Entry.objects.get(pk=entry.pk)


@pytest.fixture
def stale(entry):
    """A token of what the object was before somebody else has changed it."""
    token = token_of(form_of(entry))
    Entry.objects.update(title="theirs")
    return token


class TestVersion:
    @pytest.mark.parametrize("client", CLIENTS)
    def test_nobody_else_was_there(self, client, entry):
        token = token_of(form_of(entry))
        response = save(entry, token, client, title="new", text="new")
        assert response.status_code == (302 if client == "plain" else 200)
        assert (stored(entry).title, stored(entry).text) == ("new", "new")

    @pytest.mark.parametrize("client", CLIENTS)
    def test_somebody_else_was(self, client, entry, stale):
        response = save(entry, stale, client, title="mine", text="old")
        assert response.status_code == STATUS[client]
        assert response.context_data["conflict"].theirs.title == "theirs"
        assert stored(entry).title == "theirs"

    def test_somebody_else_has_changed_another_field(self, entry, stale):
        """The user's form has its old value, which would take theirs back."""
        assert save(entry, stale, title="old", text="mine").status_code == 409
        assert (stored(entry).title, stored(entry).text) == ("theirs", "old")

    def test_somebody_else_has_saved_the_same(self, entry, stale):
        response = save(entry, stale, title="theirs", text="old")
        assert response.status_code == 302

    def test_somebody_else_has_changed_what_is_not_in_the_form(self, entry):
        token = token_of(form_of(entry))
        Entry.objects.update(price=7)
        assert save(entry, token, title="new").status_code == 302
        assert stored(entry).price == 7

    def test_what_somebody_else_has_changed_is_back(self, entry, stale):
        Entry.objects.update(title="old")
        assert save(entry, stale, title="new").status_code == 302

    def test_saved_again_with_the_new_token(self, entry, stale):
        form = save(entry, stale, title="mine").context_data["form"]
        assert save(entry, token_of(form), title="mine").status_code == 302
        assert stored(entry).title == "mine"

    def test_saved_again_when_there_is_one_more(self, entry, stale):
        form = save(entry, stale, title="mine").context_data["form"]
        Entry.objects.update(title="theirs, again")
        response = save(entry, token_of(form), title="mine")
        assert response.status_code == 409
        assert response.context_data["conflict"].theirs.title == "theirs, again"

    def test_saved_again_with_the_old_one(self, entry, stale):
        save(entry, stale, title="mine")
        assert save(entry, stale, title="mine").status_code == 409

    def test_put(self, entry, stale):
        response = save(entry, stale, title="mine", method="PUT")
        assert response.status_code == 409

    def test_patch_of_the_field_that_somebody_else_has_changed(self, entry, stale):
        response = save(entry, stale, title="mine", method="PATCH")
        assert response.status_code == 409
        assert [each.field.name for each in conflicts(response)] == ["title"]

    def test_patch_of_another_field(self, entry, stale):
        """The token does not say which field has changed; what is not sent is no conflict."""
        response = save(entry, stale, text="mine", method="PATCH")
        assert response.status_code == 409
        assert [each.field.name for each in conflicts(response)] == ["text"]
        again = token_of(response.context_data["form"])
        save(entry, again, text="mine", method="PATCH")
        assert (stored(entry).title, stored(entry).text) == ("theirs", "mine")

    @pytest.mark.parametrize("theirs", [[2, 1], [1, 2, 3], {"a": [1]}, None])
    def test_of_what_is_no_text(self, theirs):
        """The order of a list counts where it is the value's own."""
        attachment = Attachment.objects.create(data=[1, 2])
        view = Edit.as_view(model=Attachment, fields=["data", "number"])
        token = token_of(form_of(attachment, view))
        Attachment.objects.update(data=theirs)
        assert save(attachment, token, view=view, data="[1, 2]").status_code == 409

    def test_of_objects_that_come_in_another_order(self, entry):
        groups = [Group.objects.create(name=name) for name in "ab"]
        entry.tags.set(groups)
        view = Edit.as_view(fields=["tags", "title"])
        token = token_of(form_of(entry, view))
        # Which changes the order that groups come in.
        Group.objects.filter(name="a").update(name="c")
        assert token_of(form_of(entry, view)) == token

    def test_with_a_field_of_the_version(self, entry):
        """Whatever has changed, and be it not in the form."""
        view = Edit.as_view(version_field="updated")
        token = token_of(form_of(entry, view))
        assert save(entry, token, view=view, title="new").status_code == 302
        assert save(entry, token, view=view, title="newer").status_code == 409
        assert stored(entry).title == "new"

    def test_with_a_field_of_the_version_and_the_same_values(self, entry):
        view = Edit.as_view(version_field="updated")
        token = token_of(form_of(entry, view))
        entry.save()
        assert save(entry, token, view=view, title="old", text="old").status_code == 302

    def test_with_a_version_of_the_view_s_own(self, entry):
        class Lines(Edit):
            def get_version(self, stored, values):
                return str(len(stored.text))

        token = token_of(form_of(entry, Lines))
        Entry.objects.update(title="theirs")
        assert save(entry, token, view=Lines, title="mine").status_code == 302
        Entry.objects.update(text="longer")
        assert save(entry, token, view=Lines, title="mine").status_code == 409

    def test_prefix(self, entry):
        view = Edit.as_view(prefix="one")
        data = {"one-version_token": token_of(form_of(entry, view))}
        Entry.objects.update(title="theirs")
        data = {**data, "one-title": "mine"}
        response = send(view, data, kwargs={"pk": entry.pk})
        assert response.status_code == 409
        again = {**data, "one-version_token": token_of(response.context_data["form"])}
        assert send(view, again, kwargs={"pk": entry.pk}).status_code == 302

    def test_name_of_the_token(self, entry):
        view = Edit.as_view(version_param="seen")
        form = form_of(entry, view)
        assert "version_token" not in form.fields
        data = {"seen": form["seen"].value(), "title": "new"}
        assert send(view, data, kwargs={"pk": entry.pk}).status_code == 302


FIELDS = ["price", "moment", "day", "text", "done", "group", "tags", "file", "stage"]


@pytest.mark.parametrize("version_field", [None, "updated"])
@pytest.mark.parametrize(
    "sent",
    [
        {"price": "1.5"},
        {"moment": "2024-01-31 20:00"},
        {"moment": "2024-01-31 20:00:00.123456"},
        {"day": "01/31/2024"},
        {"text": "  stripped \n"},
        {"done": "on"},
        {"stage": "old"},
        {},
    ],
    ids=str,
)
def test_the_token_of_the_answer_is_good(sent, version_field, entry):
    """It is of what the database makes of what was saved."""
    view = Edit.as_view(fields=FIELDS, version_field=version_field)
    token = token_of(form_of(entry, view))
    form = save(entry, token, "htmx-4", view, **sent).context_data["form"]
    assert not form.is_bound
    assert token_of(form) == token_of(form_of(entry, view))
    response = save(entry, token_of(form), "htmx-4", view, text="another")
    assert response.context_data["conflict"] is None
    assert stored(entry).text == "another"


def conflicts(response):
    """The fields that differ."""
    return response.context_data["conflict"].fields


def texts(entry, name, theirs, yours, **options):
    """Both values of one field, as they are shown."""
    view = Edit.as_view(fields=[name], **options)
    token = token_of(form_of(entry, view))
    if name == "tags":
        entry.tags.set(theirs)
    else:
        setattr(entry, name, theirs)
        entry.save()
    response = save(entry, token, view=view, **{name: yours})
    assert response.status_code == 409
    (field,) = conflicts(response)
    return field.theirs, field.yours


class TestTexts:
    @pytest.mark.parametrize(
        "name, theirs, yours, shown",
        [
            ("title", "theirs", "mine", ("theirs", "mine")),
            ("title", "theirs", "", ("theirs", "")),
            ("title", "theirs", "x" * 21, ("theirs", "x" * 21)),
            ("text", "<b>", "", ("<b>", "")),
            ("stage", "new", "old", ("Brand new", "Rather old")),
            ("stage", "old", "", ("Rather old", "")),
            ("stage", "new", "none", ("Brand new", "none")),
            ("stage", "gone", "new", ("gone", "Brand new")),
            ("done", True, "", ("Yes", "No")),
            ("price", Decimal("1.5"), "2", ("1.50", "2")),
            ("price", None, "x", ("", "x")),
            ("price", Decimal(0), "", ("0.00", "")),
            ("day", datetime.date(2024, 1, 31), "", ("Jan. 31, 2024", "")),
            ("day", None, "2024-02-01", ("", "Feb. 1, 2024")),
            ("day", None, "31.31.2024", ("", "31.31.2024")),
        ],
    )
    def test_of_a_value(self, name, theirs, yours, shown, entry):
        Entry.objects.update(title="old", price=9, day="2000-01-01")
        entry.refresh_from_db()
        assert texts(entry, name, theirs, yours) == shown

    def test_of_a_box(self, entry):
        Entry.objects.update(done=True)
        assert texts(entry, "done", False, "on") == ("No", "Yes")

    def test_of_times_on_the_user_s_clock(self, entry):
        theirs = datetime.datetime(2024, 1, 31, 20, 0, tzinfo=datetime.timezone.utc)
        with override("Asia/Tokyo"):
            shown = texts(entry, "moment", theirs, "2024-02-01 06:00")
        assert shown == ("Feb. 1, 2024, 5 a.m.", "Feb. 1, 2024, 6 a.m.")

    def test_of_an_object(self, entry):
        one, two = Group.objects.create(name="a"), Group.objects.create(name="b")
        assert texts(entry, "group", one, two.pk) == (str(one), str(two))

    @pytest.mark.parametrize("value", ["0", "x", "-1", "9" * 30])
    def test_of_an_object_that_there_is_not(self, value, entry):
        one = Group.objects.create(name="a")
        assert texts(entry, "group", one, value) == (str(one), value)

    def test_of_no_object(self, entry):
        two = Group.objects.create(name="b")
        entry.group = Group.objects.create(name="a")
        entry.save()
        assert texts(entry, "group", None, two.pk) == ("", str(two))

    def test_of_many_objects(self, entry):
        one, two = Group.objects.create(name="a"), Group.objects.create(name="b")
        shown = texts(entry, "tags", [one, two], [one.pk])
        assert shown == (f"{two}, {one}", str(one))

    def test_of_many_objects_that_there_are_not(self, entry):
        one = Group.objects.create(name="a")
        assert texts(entry, "tags", [one], ["0", "x"]) == (str(one), "0, x")

    def test_of_no_objects(self, entry):
        one = Group.objects.create(name="a")
        assert texts(entry, "tags", [one], []) == (str(one), "")

    def test_of_a_file(self, entry):
        view = Edit.as_view(fields=["file"])
        token = token_of(form_of(entry, view))
        entry.file.save("theirs.txt", ContentFile(b"theirs"))
        sent = SimpleUploadedFile("mine.txt", b"mine")
        request = factory.post("/", {"version_token": token, "file": sent})
        (field,) = conflicts(answer(view, request, pk=entry.pk))
        assert (field.theirs, field.yours) == (entry.file.name, "mine.txt")

    def test_label_of_an_object_in_the_form(self, entry):
        class Labelled(Edit):
            def get_form(self, form_class=None):
                form = super().get_form(form_class)
                form.fields["group"].label_from_instance = lambda group: group.name
                return form

        one, two = Group.objects.create(name="a"), Group.objects.create(name="b")
        view = Labelled.as_view(fields=["group"])
        token = token_of(form_of(entry, view))
        Entry.objects.update(group=one)
        (field,) = conflicts(save(entry, token, view=view, group=two.pk))
        assert (field.theirs, field.yours) == ("a", "b")


class TestAnswer:
    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4", "alpine-ajax"])
    def test_the_partial_of_a_conflict(self, client, entry, stale):
        response = save(entry, stale, client, title="mine", text="also mine")
        assert body(response) == (
            '<div id="entry">theirs: Title, theirs or mine; Text, old or also mine; '
            f"* {MESSAGE}</div>"
        )

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4", "alpine-ajax"])
    def test_without_one_that_of_the_target(self, client, entry, stale):
        view = Edit.as_view(conflict_partial_name=None)
        html = body(save(entry, stale, client, view, title="mine"))
        assert html.startswith('<form id="entry"')
        assert MESSAGE in html
        assert 'value="mine"' in html

    def test_the_page(self, entry, stale):
        html = body(save(entry, stale, title="mine"))
        assert "<h1>Edit</h1>" in html
        assert MESSAGE in html

    @pytest.mark.parametrize("client", CLIENTS)
    def test_status_of_its_own(self, client, entry, stale):
        view = Edit.as_view(conflict_status=412, invalid_status=400)
        assert save(entry, stale, client, view, title="mine").status_code == 412

    def test_message_of_its_own(self, entry, stale):
        class Brief(Edit):
            def get_conflict_message(self):
                return "Look."

        assert "* Look." in body(save(entry, stale, "htmx-4", Brief, title="mine"))

    def test_the_form_as_it_was_sent(self, entry, stale):
        form = save(entry, stale, title="mine", text="").context_data["form"]
        assert (form["title"].value(), form["text"].value()) == ("mine", "")

    @pytest.mark.parametrize("client", CLIENTS)
    def test_other_errors_beside(self, client, entry, stale):
        response = save(entry, stale, client, title="")
        assert response.status_code == STATUS[client]
        form = response.context_data["form"]
        assert form.errors["title"] == ["This field is required."]
        assert form.non_field_errors() == [MESSAGE]

    @pytest.mark.parametrize("client", CLIENTS)
    def test_other_errors_alone(self, client, entry):
        token = token_of(form_of(entry))
        response = save(entry, token, client, title="")
        assert response.status_code == (422 if client == "alpine-ajax" else 200)
        assert response.context_data["conflict"] is None
        assert token_of(response.context_data["form"]) == token

    @pytest.mark.parametrize("client", CLIENTS)
    def test_nobody_is_told_of_a_success(self, client, entry, stale):
        class Telling(TriggerEventMixin, OOBSwapMixin, SuccessMessageMixin, Edit):
            success_message = "Saved."
            trigger_events = ["saved"]
            oob_partials = ["display"]

        data = {"version_token": stale, "title": "mine"}
        request = make("POST", data, client, "entry")
        response = answer(Telling, request, pk=entry.pk)
        assert not len(request._messages)
        assert not [name for name in response.headers if "Trigger" in name]
        assert '<p id="entry">' not in body(response)

    def test_the_token_is_hidden_in_the_form(self, entry):
        html = body(answer(Edit, factory.get("/"), pk=entry.pk))
        assert '<input type="hidden" name="version_token" value="' in html

    def test_it_tells_nothing_of_the_object(self, entry):
        token = token_of(form_of(entry))
        assert len(token) < 120
        assert "old" not in token


class TestCombined:
    @pytest.mark.parametrize(
        "bases",
        [(ClickToEditMixin, EditConflictMixin), (EditConflictMixin, ClickToEditMixin)],
    )
    def test_with_click_to_edit(self, bases, entry):
        view = type(
            "Row",
            (*bases, PartialTemplateMixin, UpdateView),
            {
                "model": Entry,
                "fields": ["title"],
                "template_name": "unit/conflict.html",
                "edit_target": "entry",
                "success_url": "/done/",
            },
        )
        token = token_of(form_of(entry, view))
        Entry.objects.update(title="theirs")
        response = save(entry, token, "htmx-4", view, title="mine")
        assert body(response).startswith('<form id="entry">')
        token = token_of(response.context_data["form"])
        response = save(entry, token, "htmx-4", view, title="mine")
        assert body(response) == '<p id="entry">mine</p>'

    @pytest.mark.parametrize("mixin", [FieldValidationMixin, AutosaveMixin])
    @pytest.mark.parametrize("first", [True, False])
    def test_with_a_field_by_itself(self, mixin, first, entry):
        """It has no version: it is validated only, or saved without the others."""
        view = type("Both", (mixin, Edit) if first else (Edit, mixin), {})
        data = {"_field": "title", "title": ""}
        response = send(view, data, "htmx-4", kwargs={"pk": entry.pk})
        assert "* This field is required." in body(response)
        assert token_of(form_of(entry, view))

    def test_after_a_field_has_saved_itself(self, entry):
        class Both(AutosaveMixin, Edit):
            pass

        token = token_of(form_of(entry, Both))
        data = {"_field": "title", "title": "mine"}
        send(Both, data, "htmx-4", kwargs={"pk": entry.pk})
        assert stored(entry).title == "mine"
        response = save(entry, token, view=Both, title="mine", text="mine")
        assert response.status_code == 409
        assert [each.field.name for each in conflicts(response)] == ["text"]


class TestBadTokens:
    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize("token", ["", "x", "x:y", "\0", "é", ":" * 9, "1" * 9999])
    def test_of_nobody(self, token, client, entry):
        with pytest.raises(BadRequest) as caught:
            save(entry, token, client, title="new")
        assert str(caught.value) == FOREIGN
        assert stored(entry).title == "old"

    @pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
    def test_missing(self, method, entry):
        with pytest.raises(BadRequest) as caught:
            send(Edit, {"title": "new"}, method=method, kwargs={"pk": entry.pk})
        assert str(caught.value) == FOREIGN
        assert stored(entry).title == "old"

    def test_of_another_object(self, entry):
        token = token_of(form_of(Entry.objects.create(title="other", text="old")))
        with pytest.raises(BadRequest):
            save(entry, token, title="new")

    def test_of_another_model(self, entry):
        group = Group.objects.create(pk=entry.pk)
        view = Edit.as_view(model=Group, fields=["name"])
        with pytest.raises(BadRequest):
            save(entry, token_of(form_of(group, view)), title="new")

    def test_changed(self, entry):
        token = token_of(form_of(entry))
        with pytest.raises(BadRequest):
            save(entry, "a" + token, title="new")

    def test_of_another_secret(self, entry, settings):
        token = token_of(form_of(entry))
        settings.SECRET_KEY = "another"
        with pytest.raises(BadRequest):
            save(entry, token, title="new")


class TestNoObject:
    def test_deleted_meanwhile(self, entry, stale):
        Entry.objects.all().delete()
        with pytest.raises(Http404):
            save(entry, stale, title="mine")

    def test_deleted_after_the_view_has_found_it(self, entry, stale):
        class Meanwhile(Edit):
            def get_object(self, queryset=None):
                found = super().get_object(queryset)
                Entry.objects.all().delete()
                return found

        with pytest.raises(Http404) as caught:
            save(entry, stale, view=Meanwhile, title="mine")
        assert str(caught.value) == "It was deleted meanwhile."

    @pytest.mark.parametrize("method", ["GET", "POST"])
    @pytest.mark.parametrize("generic", [CreateView, FormView])
    def test_a_view_that_has_none(self, generic, method):
        attributes = {
            "model": Entry,
            "form_class": Edit(model=Entry, fields=["title"]).get_form_class(),
            "template_name": "unit/conflict.html",
            "success_url": "/",
        }
        view = type("Without", (EditConflictMixin, generic), attributes)
        with pytest.raises(ImproperlyConfigured) as caught:
            send(view, {"title": "new"}, method=method)
        assert str(caught.value) == (
            "Without has no object to change. Make it an UpdateView, or set self.object in Without before the form is "
            "made."
        )

    def test_a_token_that_has_the_name_of_a_field(self, entry):
        with pytest.raises(ImproperlyConfigured) as caught:
            form_of(entry, Edit.as_view(version_param="title"))
        assert str(caught.value) == (
            "Edit's form has a field 'title', which is the name of its token. Set Edit.version_param to another one."
        )


@pytest.mark.django_db(databases="__all__", transaction=True)
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
class TestAtOnce:
    def test_the_row_is_locked(self, entry, everywhere):
        token = token_of(form_of(entry))
        with CaptureQueriesContext(connections[everywhere]) as queries:
            save(entry, token, title="new")
        locking = [each["sql"] for each in queries if "FOR UPDATE" in each["sql"]]
        assert len(locking) == 1

    def test_one_wins_and_the_other_sees_the_conflict(self, entry):
        class First(Edit):
            pause = None

            def form_valid(self, form):
                response = super().form_valid(form)
                self.pause()
                return response

        token = token_of(form_of(entry))
        one, other = at_once(
            lambda pause: save(
                entry, token, view=First.as_view(pause=pause), title="one"
            ),
            lambda: save(entry, token, title="other"),
        )
        assert (one.status_code, other.status_code) == (302, 409)
        (title,) = conflicts(other)
        assert (title.theirs, title.yours) == ("one", "other")
        assert stored(entry).title == "one"
