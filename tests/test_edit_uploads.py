"""Files of a form that is shown again."""

from __future__ import annotations

import gc
import os
import time

import pytest
from django import forms
from django.core import signing
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, InMemoryStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import RequestFactory, TestCase
from django.urls import path
from django.views.generic import CreateView, FormView, UpdateView

from hypermedia_views import (
    AutosaveMixin,
    EditConflictMixin,
    FieldValidationMixin,
    KeepUploadsMixin,
    PartialFormMixin,
    PartialTemplateMixin,
)

from .asking import CLIENTS, ENHANCED, headers_of
from .editing import INVALID_STATUS, body
from .records.models import Entry

pytestmark = [pytest.mark.usefixtures("engine"), pytest.mark.django_db]
factory = RequestFactory()


class SendForm(forms.Form):
    """A short title, and a file that is no secret."""

    title = forms.CharField(max_length=5)
    file = forms.FileField()
    other = forms.FileField(required=False)

    def clean_file(self):
        if self.cleaned_data["file"].name.startswith("secret"):
            raise forms.ValidationError("No secrets.")
        return self.cleaned_data["file"]


class Send(KeepUploadsMixin, PartialFormMixin, PartialTemplateMixin, FormView):
    """Keeps what arrives."""

    form_class = SendForm
    template_name = "unit/upload.html"
    partial_names = {"upload": "form"}
    success_url = "/done/"
    arrived = None

    def form_valid(self, form):
        if self.arrived is not None:
            file = form.cleaned_data["file"]
            self.arrived.append((file.name, file.content_type, file.size, file.read()))
        return super().form_valid(form)


class Photo(KeepUploadsMixin, PartialFormMixin, UpdateView):
    """Has a file already, which can be removed."""

    model = Entry
    fields = ["title", "file"]
    template_name = "unit/upload.html"
    success_url = "/done/"


urlpatterns = [
    path("", Send.as_view()),
    path("new/", Photo.as_view()),
]


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    """Where uploads are."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return tmp_path


def kept(folder):
    """The files that are kept there."""
    return sorted(folder.glob("hypermedia_views-*/*"))


def file(name="a.txt", contents=b"contents", content_type="text/plain"):
    return SimpleUploadedFile(name, contents, content_type)


def upload(view=Send, client="plain", method="post", kwargs=None, **data):
    """The answer to a form with files."""
    view = view.as_view() if isinstance(view, type) else view
    target = f"id_{data['_field']}-field" if "_field" in data else "upload"
    headers = headers_of(client, target)
    request = factory.post("/", data, headers=headers)
    request.method = method.upper()
    try:
        with TestCase.captureOnCommitCallbacks(execute=True):
            response = view(request, **(kwargs or {}))
        return response.render() if hasattr(response, "render") else response
    finally:
        request.close()


def token_of(response, name="file"):
    """What the answer's form has as a token for a file."""
    return response.context_data["form"][f"{name}_kept"].value()


def keep(view=Send, name="a.txt"):
    """The token of a file that a view has kept."""
    return token_of(upload(view, title="too long", file=file(name)))


@pytest.fixture
def token():
    """The token of a file that was kept."""
    return keep()


class TestKept:
    @pytest.mark.parametrize("client", CLIENTS)
    def test_after_an_error_elsewhere(self, client, folder):
        response = upload(client=client, title="too long", file=file())
        assert response.status_code == INVALID_STATUS[client]
        (stored,) = kept(folder)
        assert stored.read_bytes() == b"contents"
        assert token_of(response)

    def test_the_form_says_so(self):
        response = upload(title="too long", file=file("b & <i>.txt"))
        html = body(response)
        assert (
            "b &amp; &lt;i&gt;.txt is kept. Choose another file to replace it." in html
        )
        assert f'type="hidden" name="file_kept" value="{token_of(response)}"' in html
        field = response.context_data["form"]["file"]
        assert "required" not in str(field)

    @pytest.mark.parametrize("client", ENHANCED)
    def test_the_partial_says_so(self, client):
        response = upload(client=client, title="too long", file=file())
        assert body(response).startswith('<form id="upload"')
        assert "a.txt is kept" in body(response)

    def test_only_the_user_of_this_machine_reads_it(self, folder, token):
        (stored,) = kept(folder)
        assert stored.stat().st_mode & 0o777 == 0o600
        assert stored.parent.stat().st_mode & 0o777 == 0o700

    def test_nobody_else_knows_the_name_of_the_folder(self, settings, folder, token):
        settings.SECRET_KEY = "another"
        keep()
        assert len({stored.parent for stored in kept(folder)}) == 2

    def test_nothing_of_the_name_is_in_the_folder(self, folder):
        upload(title="too long", file=file("../../evil.txt"))
        (stored,) = kept(folder)
        assert len(stored.name) == 32

    def test_a_large_file(self, folder, settings):
        """Django has it on the disk already."""
        settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1
        settings.FILE_UPLOAD_HANDLERS = [
            "django.core.files.uploadhandler.TemporaryFileUploadHandler"
        ]
        arrived = []
        known = token_of(upload(title="too long", file=file(contents=b"x" * 10_000)))
        upload(Send.as_view(arrived=arrived), title="short", file_kept=known)
        assert arrived == [("a.txt", "text/plain", 10_000, b"x" * 10_000)]

    def test_the_other_one_where_this_one_is_wrong(self, folder):
        response = upload(title="short", file=file("secret"), other=file("b.txt"))
        assert token_of(response, "other")
        assert not token_of(response)
        assert "secret is kept" not in body(response)

    def test_not_after_success(self, folder):
        upload(title="short", file=file())
        assert kept(folder) == []

    def test_not_where_its_own_field_is_wrong(self, folder):
        response = upload(title="too long", file=file("secret"))
        assert not token_of(response)
        assert kept(folder) == []

    @pytest.mark.parametrize("size, there", [(8, 1), (7, 0)])
    def test_not_where_it_is_too_large(self, size, there, folder):
        view = Send.as_view(kept_upload_size=size)
        response = upload(view, title="too long", file=file())
        assert len(kept(folder)) == there
        assert bool(token_of(response)) == bool(there)

    def test_nothing_where_none_was_sent(self, folder):
        response = upload(title="too long")
        assert not token_of(response)
        assert kept(folder) == []

    def test_no_form_without_a_file_has_a_token(self):
        class Words(forms.Form):
            word = forms.CharField()

        response = upload(Send.as_view(form_class=Words))
        assert list(response.context_data["form"].fields) == ["word"]

    def test_fields_of_several_files_are_left_alone(self, folder):
        class Several(forms.ClearableFileInput):
            allow_multiple_selected = True

        class Many(forms.Form):
            files = forms.FileField(widget=Several)
            word = forms.CharField()

        response = upload(Send.as_view(form_class=Many), files=[file(), file()])
        assert list(response.context_data["form"].fields) == ["files", "word"]
        assert kept(folder) == []

    def test_where_the_system_has_its_own(self, settings, monkeypatch, tmp_path):
        settings.FILE_UPLOAD_TEMP_DIR = None
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "system"))
        upload(title="too long", file=file())
        assert len(kept(tmp_path / "system")) == 1

    def test_in_a_storage_of_the_view_s_own(self, folder):
        storage = InMemoryStorage()

        class Own(Send):
            def get_kept_upload_storage(self):
                return storage

        arrived = []
        known = token_of(upload(Own, title="too long", file=file()))
        assert len(storage.listdir("")[1]) == 1
        upload(Own.as_view(arrived=arrived), title="short", file_kept=known)
        assert arrived == [("a.txt", "text/plain", 8, b"contents")]
        assert storage.listdir("")[1] == kept(folder) == []


class TestRestored:
    @pytest.mark.parametrize("client", CLIENTS)
    def test_it_is_as_if_it_was_sent(self, client, token, folder):
        arrived = []
        view = Send.as_view(arrived=arrived)
        upload(view, client, title="short", file_kept=token)
        assert arrived == [("a.txt", "text/plain", 8, b"contents")]

    def test_it_is_deleted_after_success(self, token, folder):
        upload(title="short", file_kept=token)
        assert kept(folder) == []

    def test_it_is_there_after_another_error(self, token, folder):
        response = upload(title="too long", file_kept=token)
        assert token_of(response) == token
        assert len(kept(folder)) == 1
        assert "a.txt is kept." in body(response)
        assert response.context_data["form"].errors.keys() == {"title"}

    def test_a_newer_file_takes_its_place(self, token, folder):
        arrived = []
        view = Send.as_view(arrived=arrived)
        newer = file("b.txt", b"newer")
        upload(view, title="short", file=newer, file_kept=token)
        assert arrived == [("b.txt", "text/plain", 5, b"newer")]

    def test_a_newer_file_is_kept_in_its_place(self, token):
        newer = file("b.txt", b"newer")
        response = upload(title="too long", file=newer, file_kept=token)
        arrived = []
        view = Send.as_view(arrived=arrived)
        upload(view, title="short", file_kept=token_of(response))
        assert arrived == [("b.txt", "text/plain", 5, b"newer")]

    def test_a_newer_file_that_is_wrong(self, token, folder):
        response = upload(title="too long", file=file("secret"), file_kept=token)
        assert response.context_data["form"].errors["file"] == ["No secrets."]
        assert not token_of(response)

    def test_patch(self, token):
        """The token stands for the field."""
        arrived = []
        view = Send.as_view(arrived=arrived, initial={"title": "old"})
        upload(view, method="patch", file_kept=token)
        assert [name for name, *_ in arrived] == ["a.txt"]

    def test_prefix(self, folder):
        arrived = []
        view = Send.as_view(prefix="one", arrived=arrived)
        data = {"one-title": "too long", "one-file": file()}
        known = token_of(upload(view, **data))
        upload(view, **{"one-title": "short", "one-file_kept": known})
        assert [name for name, *_ in arrived] == ["a.txt"]
        assert kept(folder) == []

    def test_the_form_of_a_success_is_fresh(self, token):
        view = Send.as_view(success_partial_name="form")
        response = upload(view, "htmx-4", title="short", file_kept=token)
        assert "is kept" not in body(response)
        assert token_of(response) is None

    @pytest.mark.parametrize(
        "bases",
        [(KeepUploadsMixin, EditConflictMixin), (EditConflictMixin, KeepUploadsMixin)],
    )
    def test_with_edit_conflicts(self, bases):
        entry = Entry.objects.create(title="old")
        view = type("Both", (*bases, PartialFormMixin, UpdateView), BOTH)
        first = view.as_view()(factory.get("/"), pk=entry.pk)
        version = first.context_data["form"]["version_token"].value()
        Entry.objects.update(title="theirs")
        data = {"title": "mine", "version_token": version, "file": file()}
        response = upload(view, kwargs={"pk": entry.pk}, **data)
        assert response.status_code == 409
        form = response.context_data["form"]
        sent = {name: form[name].value() for name in ("version_token", "file_kept")}
        upload(view, kwargs={"pk": entry.pk}, title="mine", **sent)
        entry.refresh_from_db()
        assert (entry.title, entry.file.read()) == ("mine", b"contents")


BOTH = {name: value for name, value in vars(Photo).items() if name[0] != "_"}


class TestBadTokens:
    @pytest.mark.parametrize("bad", ["", "x", "a:b:c", ":", "é", "x" * 9999])
    def test_of_nobody(self, bad):
        response = upload(title="short", file_kept=bad)
        errors = response.context_data["form"].errors
        assert errors == {"file": ["This field is required."]}
        assert not token_of(response)

    def test_what_no_text_has(self):
        response = upload(title="short", file_kept="\0")
        errors = response.context_data["form"].errors
        assert errors["file_kept"] == ["Null characters are not allowed."]

    def test_changed(self, token):
        response = upload(title="short", file_kept="x" + token)
        assert "file" in response.context_data["form"].errors

    def test_of_another_field(self, token):
        response = upload(title="too long", other_kept=token, file=file())
        assert not token_of(response, "other")

    def test_of_another_view(self, token):
        response = upload(Live, title="short", file_kept=token)
        assert "file" in response.context_data["form"].errors

    def test_of_another_purpose(self):
        said = {"stored": "../../etc/passwd", "name": "a", "type": "text/plain"}
        response = upload(title="short", file_kept=signing.dumps(said))
        assert "file" in response.context_data["form"].errors

    def test_expired(self, token):
        view = Send.as_view(kept_upload_age=0)
        time.sleep(0.01)
        response = upload(view, title="short", file_kept=token)
        errors = response.context_data["form"].errors
        assert errors == {"file": ["This field is required."]}
        assert not token_of(response)

    def test_of_a_file_that_is_gone(self, token, folder):
        for stored in kept(folder):
            stored.unlink()
        response = upload(title="short", file_kept=token)
        assert "file" in response.context_data["form"].errors
        assert not token_of(response)

    def test_twice(self, token):
        upload(title="short", file_kept=token)
        response = upload(title="short", file_kept=token)
        assert "file" in response.context_data["form"].errors


class TestClearing:
    @pytest.fixture
    def entry(self):
        return Entry.objects.create(
            title="old", file=ContentFile(b"old", name="old.txt")
        )

    def test_a_file_that_was_there_before_is_removed(self, entry):
        """And the one that was kept in its place is not taken."""
        kwargs = {"pk": entry.pk}
        known = token_of(upload(Photo, kwargs=kwargs, title="", file=file()))
        data = {"title": "new", "file_kept": known, "file-clear": "on"}
        upload(Photo, kwargs=kwargs, **data)
        entry.refresh_from_db()
        assert (entry.title, bool(entry.file)) == ("new", False)

    def test_a_file_that_was_there_before_stays(self, entry):
        upload(Photo, kwargs={"pk": entry.pk}, title="new")
        entry.refresh_from_db()
        assert (entry.title, entry.file.read()) == ("new", b"old")

    def test_a_file_that_was_there_before_is_replaced_by_what_was_kept(self, entry):
        kwargs = {"pk": entry.pk}
        known = token_of(upload(Photo, kwargs=kwargs, title="", file=file()))
        upload(Photo, kwargs=kwargs, title="new", file_kept=known)
        entry.refresh_from_db()
        assert entry.file.read() == b"contents"

    def test_sent_and_removed_at_once(self, entry, folder):
        data = {"title": "new", "file": file(), "file-clear": "on"}
        response = upload(Photo, kwargs={"pk": entry.pk}, **data)
        assert "file" in response.context_data["form"].errors
        assert kept(folder) == []


class TestPurge:
    @pytest.mark.parametrize("use_tz", [True, False])
    def test_what_nobody_came_back_for(self, use_tz, settings, folder, token):
        settings.USE_TZ = use_tz
        (old,) = kept(folder)
        hour_ago = time.time() - 3601
        os.utime(old, (hour_ago, hour_ago))
        upload(title="too long", file=file())
        assert old not in kept(folder)
        assert len(kept(folder)) == 1

    @pytest.mark.parametrize("use_tz", [True, False])
    def test_not_what_somebody_may_come_back_for(self, use_tz, settings, folder, token):
        settings.USE_TZ = use_tz
        (recent,) = kept(folder)
        almost = time.time() - 3500
        os.utime(recent, (almost, almost))
        upload(title="too long", file=file())
        assert len(kept(folder)) == 2

    def test_age_of_the_view_s_own(self, folder, token):
        (old,) = kept(folder)
        minutes_ago = time.time() - 121
        os.utime(old, (minutes_ago, minutes_ago))
        upload(Send.as_view(kept_upload_age=120), title="too long", file=file())
        assert old not in kept(folder)

    def test_what_another_request_has_just_deleted(self, folder):
        class Late(FileSystemStorage):
            def listdir(self, path):
                return [], ["gone"]

        class Slow(Send):
            def get_kept_upload_storage(self):
                return Late(folder)

        assert token_of(upload(Slow, title="too long", file=file()))


class Live(FieldValidationMixin, Send):
    """Validates its fields one by one."""


class TestLiveField:
    def test_nothing_is_kept(self, folder):
        response = upload(Live, "htmx-4", _field="file", file=file())
        assert body(response) == '<p id="id_file-field"></p>'
        assert kept(folder) == []

    def test_what_is_wrong_is_told(self, folder):
        response = upload(Live, "htmx-4", _field="file", file=file("secret"))
        assert "* No secrets." in body(response)

    def test_what_was_kept_counts(self, folder):
        token = keep(Live)
        response = upload(Live, "htmx-4", _field="file", file_kept=token)
        html = body(response)
        assert "a.txt is kept. Choose another file to replace it." in html
        assert len(kept(folder)) == 1

    def test_a_newer_file_leaves_what_was_kept(self, folder):
        """The page has its token still."""
        data = {"file": file("b.txt"), "file_kept": keep(Live)}
        upload(Live, "htmx-4", _field="file", **data)
        assert len(kept(folder)) == 1

    @pytest.mark.parametrize("first", [True, False])
    def test_with_autosave(self, first, folder):
        bases = (AutosaveMixin, Photo) if first else (Photo, AutosaveMixin)
        entry = Entry.objects.create(title="old")
        data = {"_field": "file", "file": file(), "title": ""}
        upload(type("Both", bases, {}), "htmx-4", kwargs={"pk": entry.pk}, **data)
        entry.refresh_from_db()
        assert (entry.title, entry.file.read()) == ("old", b"contents")
        assert kept(folder) == []


class New(KeepUploadsMixin, PartialFormMixin, CreateView):
    """Makes an object."""

    model = Entry
    fields = ["title", "file"]
    template_name = "unit/upload.html"
    success_url = "/done/"


urlpatterns.append(path("entry/", New.as_view()))


def test_a_field_that_has_the_name_of_a_token():
    class Taken(SendForm):
        file_kept = forms.CharField()

    with pytest.raises(ImproperlyConfigured) as caught:
        upload(Send.as_view(form_class=Taken))
    assert str(caught.value) == (
        "Send's form has a field 'file_kept', which is the name of the token for a kept file. Give it another name."
    )


class TestAfterwards:
    """What form_valid does after the form was found valid."""

    def test_form_is_not_valid_after_all(self, folder):
        class Refusing(FormView):
            def form_valid(self, form):
                form.add_error("title", "Not today.")
                return self.form_invalid(form)

        class Late(KeepUploadsMixin, PartialFormMixin, Refusing):
            form_class = SendForm
            template_name = "unit/upload.html"

        known = token_of(upload(Late, title="short", file=file()))
        response = upload(Late, title="short", file_kept=known)
        assert token_of(response) == known
        assert len(kept(folder)) == 1

    def test_transaction_that_fails(self, folder):
        class Failing(Send):
            def form_valid(self, form):
                with transaction.atomic():
                    super().form_valid(form)
                    raise ZeroDivisionError

        known = keep(Failing)
        with pytest.raises(ZeroDivisionError):
            upload(Failing, title="short", file_kept=known)
        assert len(kept(folder)) == 1


def test_every_file_is_closed(client, settings, folder):
    """What is open still, Python warns of, and a warning is an error."""
    settings.ROOT_URLCONF = __name__
    response = client.post("/entry/", {"title": "", "file": file()})
    for title in ("", "x" * 99, "new"):
        known = token_of(response)
        response = client.post("/entry/", {"title": title, "file_kept": known})
    assert response.status_code == 302
    assert Entry.objects.get().file.read() == b"contents"
    del response
    gc.collect()
