"""What PUT, PATCH and DELETE send: read as the body of a POST is, with its limits, and checked for its token."""

from __future__ import annotations

import datetime
import json
from urllib.parse import urlencode

import pytest
from django import forms
from django.core.exceptions import BadRequest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import path
from django.views.generic import FormView

from hypermedia_views import PartialTemplateMixin
from hypermedia_views.edit import PartialFormMixin
from hypermedia_views.edit.body import after_clean, keep_others, names_sent, read_body
from sandbox.contacts.factories import ContactFactory
from sandbox.contacts.models import Contact

from .asking import CLIENTS, ENHANCED, headers_of
from .editing import URLENCODED, Update, body, make, send

pytestmark = pytest.mark.usefixtures("engine")

METHODS = ("PUT", "PATCH", "DELETE")


class PhotoForm(forms.Form):
    title = forms.CharField()
    tags = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], required=False)
    photo = forms.FileField(required=False)


class Photo(PartialFormMixin, PartialTemplateMixin, FormView):
    """Tells what it was sent."""

    form_class = PhotoForm
    template_name = "unit/edit.html"
    partial_names = {"contact": "form"}

    def form_valid(self, form):
        sent = {**form.cleaned_data}
        if sent["photo"]:
            sent["photo"] = [sent["photo"].name, sent["photo"].read().decode()]
        return HttpResponse(json.dumps(sent))

    def delete(self, request):
        return self.put(request)


urlpatterns = [path("", Photo.as_view())]


@pytest.fixture
def site(settings):
    """Django's client, whose requests are checked for CSRF."""
    settings.ROOT_URLCONF = __name__
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = _get_new_csrf_string()
    return client


def multipart(data):
    """A multipart body and its type."""
    return encode_multipart(BOUNDARY, data), MULTIPART_CONTENT


def read(method, sent, content_type=URLENCODED, path="/"):
    """A request whose body was read."""
    request = make(method, sent, content_type=content_type, path=path)
    read_body(request)
    return request


class TestRead:
    @pytest.mark.parametrize("method", METHODS)
    def test_urlencoded(self, method):
        request = read(method, "title=%D0%B6&tags=a&tags=b")
        assert request.method == method
        assert dict(request.POST.lists()) == {"title": ["ж"], "tags": ["a", "b"]}
        assert not request.FILES

    @pytest.mark.parametrize("method", METHODS)
    def test_multipart(self, method):
        file = SimpleUploadedFile("a.txt", b"text", "text/plain")
        request = read(method, *multipart({"title": "ж", "photo": file}))
        assert request.method == method
        assert request.POST["title"] == "ж"
        assert request.FILES["photo"].read() == b"text"
        assert request.FILES["photo"].name == "a.txt"

    @pytest.mark.parametrize("method", METHODS)
    @pytest.mark.parametrize(
        ("sent", "content_type"),
        [('{"title": "a"}', "application/json"), ("title=a", "text/plain"), ("", "")],
    )
    def test_what_is_no_form_is_nothing_sent(self, method, sent, content_type):
        request = make(method, sent, content_type=content_type)
        if method == "PATCH" and sent:
            # With nothing to change it would seem to have succeeded.
            with pytest.raises(BadRequest) as caught:
                read_body(request)
            assert str(caught.value) == f"A form can't read {content_type!r}."
        else:
            read_body(request)
        assert not request.POST and not request.FILES
        assert (request.method, request.body) == (method, sent.encode())

    @pytest.mark.parametrize("method", METHODS)
    def test_body_that_was_read_already(self, method):
        request = make(method, "title=a")
        assert request.body == b"title=a"
        read_body(request)
        assert request.POST["title"] == "a"

    @pytest.mark.parametrize("method", METHODS)
    def test_multipart_body_that_was_read_already(self, method):
        sent, content_type = multipart({"photo": SimpleUploadedFile("a.txt", b"text")})
        request = make(method, sent, content_type=content_type)
        assert b"a.txt" in request.body
        read_body(request)
        assert request.FILES["photo"].read() == b"text"

    @pytest.mark.parametrize("method", METHODS)
    def test_form_that_was_looked_at_before(self, method):
        """For these methods it is empty until it is read."""
        request = make(method, "title=a")
        assert not request.POST
        read_body(request)
        assert request.POST["title"] == "a"

    @pytest.mark.parametrize("method", METHODS)
    def test_reading_twice_changes_nothing(self, method):
        request = read(method, "title=a")
        read_body(request)
        assert request.POST["title"] == "a"

    @pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
    def test_other_methods_are_django_s(self, method):
        request = read(method, "title=a")
        assert bool(request.POST) is (method == "POST")

    @pytest.mark.parametrize("method", METHODS)
    def test_query_is_not_the_body(self, method):
        assert not read(method, "", path="/?title=a").POST

    @pytest.mark.parametrize("method", METHODS)
    def test_upload_handlers_are_used(self, method, settings):
        settings.FILE_UPLOAD_HANDLERS = [
            "django.core.files.uploadhandler.TemporaryFileUploadHandler"
        ]
        file = SimpleUploadedFile("a.txt", b"text")
        request = read(method, *multipart({"photo": file}))
        assert request.FILES["photo"].temporary_file_path()
        request.close()

    @pytest.mark.parametrize("method", METHODS)
    def test_method_is_kept_when_it_does_not_parse(self, method):
        request = make(method, b"x", content_type="multipart/form-data")
        with pytest.raises(MultiPartParserError):
            read_body(request)
        assert request.method == method


class TestView:
    @pytest.mark.parametrize("method", METHODS)
    def test_urlencoded(self, method):
        answer = send(Photo, {"title": "a", "tags": ["a", "b"]}, method=method)
        assert json.loads(answer.content)["tags"] == ["a", "b"]

    @pytest.mark.parametrize("method", METHODS)
    def test_file(self, method):
        file = SimpleUploadedFile("a.txt", b"text")
        sent, content_type = multipart({"title": "a", "photo": file})
        answer = send(Photo, sent, method=method, content_type=content_type)
        assert json.loads(answer.content)["photo"] == ["a.txt", "text"]

    @pytest.mark.parametrize("client", CLIENTS)
    def test_json_is_nothing_sent(self, client):
        data, kind = '{"title": "a"}', "application/json"
        answer = send(Photo, data, client, "contact", method="PUT", content_type=kind)
        assert "This field is required." in body(answer)

    @pytest.mark.parametrize("client", CLIENTS)
    def test_json_of_patch_is_refused(self, client):
        data, kind = '{"title": "a"}', "application/json"
        with pytest.raises(BadRequest, match="^A form can't read 'application/json'.$"):
            send(Photo, data, client, "contact", method="PATCH", content_type=kind)

    @pytest.mark.parametrize("method", METHODS[:2])
    def test_query_is_not_the_body(self, method):
        view = Photo.as_view(initial={"title": "before"})
        answer = send(view, "", method=method, path="/?title=a")
        if method == "PUT":
            assert "This field is required." in body(answer)
        else:
            assert json.loads(answer.content)["title"] == "before"


class TestGuards:
    """What Django refuses of a POST it refuses of these, with the same answers."""

    @pytest.mark.parametrize("method", ["POST", *METHODS])
    @pytest.mark.parametrize("client", CLIENTS)
    def test_without_a_token(self, site, client, method):
        headers = headers_of(client, "contact")
        data = urlencode({"title": "a"})
        assert (
            site.generic(method, "/", data, URLENCODED, headers=headers).status_code
            == 403
        )

    @pytest.mark.parametrize("method", ["POST", *METHODS])
    def test_token_in_a_header(self, site, method):
        headers = {"X-CSRFToken": site.cookies["csrftoken"].value}
        answer = site.generic(
            method, "/", urlencode({"title": "a"}), URLENCODED, headers=headers
        )
        assert answer.status_code == 200
        assert json.loads(answer.content)["title"] == "a"

    @pytest.mark.parametrize("method", METHODS)
    def test_token_in_the_body_does_not_count(self, site, method):
        token = site.cookies["csrftoken"].value
        data = urlencode({"title": "a", "csrfmiddlewaretoken": token})
        assert site.generic(method, "/", data, URLENCODED).status_code == 403

    @pytest.mark.parametrize("method", METHODS)
    def test_another_token(self, site, method):
        headers = {"X-CSRFToken": _get_new_csrf_string()}
        data = urlencode({"title": "a"})
        assert (
            site.generic(method, "/", data, URLENCODED, headers=headers).status_code
            == 403
        )

    @pytest.mark.parametrize("method", ["POST", *METHODS])
    @pytest.mark.parametrize(
        ("setting", "limit", "sent"),
        [
            ("DATA_UPLOAD_MAX_NUMBER_FIELDS", 2, ("title=a&b=1&c=2", URLENCODED)),
            ("DATA_UPLOAD_MAX_MEMORY_SIZE", 9, ("title=abcdef", URLENCODED)),
            (
                "DATA_UPLOAD_MAX_NUMBER_FIELDS",
                1,
                multipart({"title": "a", "tags": ["a", "b"]}),
            ),
            ("DATA_UPLOAD_MAX_MEMORY_SIZE", 9, multipart({"title": "abcdef" * 9})),
            (
                "DATA_UPLOAD_MAX_NUMBER_FILES",
                1,
                multipart(
                    {
                        "title": "a",
                        "photo": SimpleUploadedFile("a", b"a"),
                        "other": SimpleUploadedFile("b", b"b"),
                    }
                ),
            ),
        ],
        ids=["fields", "memory", "parts", "part", "files"],
    )
    def test_limits(self, settings, site, method, setting, limit, sent):
        setattr(settings, setting, limit)
        headers = {"X-CSRFToken": site.cookies["csrftoken"].value}
        assert site.generic(method, "/", *sent, headers=headers).status_code == 400

    @pytest.mark.parametrize("method", ["POST", *METHODS])
    @pytest.mark.parametrize(
        ("sent", "content_type"),
        [
            (b"x", "multipart/form-data"),
            (b"x", "multipart/form-data; boundary="),
            (b"x", "multipart/form-data; boundary=\xe9"),
            (
                b"--b\r\nContent-Disposition: form-data; name=a; filename=a\r\n"
                b"Content-Transfer-Encoding: base64\r\n\r\nYQ\r\n--b--",
                "multipart/form-data; boundary=b",
            ),
        ],
        ids=["no boundary", "empty boundary", "not ascii", "no base64"],
    )
    def test_broken_multipart(self, site, method, sent, content_type):
        headers = {"X-CSRFToken": site.cookies["csrftoken"].value}
        assert (
            site.generic(method, "/", sent, content_type, headers=headers).status_code
            == 400
        )

    @pytest.mark.parametrize("method", METHODS)
    def test_another_encoding(self, site, method):
        headers = {"X-CSRFToken": site.cookies["csrftoken"].value}
        kind = f"{URLENCODED}; charset=latin-1"
        answer = site.generic(method, "/", b"title=a", kind, headers=headers)
        assert answer.status_code == 400


class PatchForm(forms.Form):
    """A field of each kind that can be left alone."""

    name = forms.CharField()
    agreed = forms.BooleanField(required=False)
    born = forms.DateField(widget=forms.SelectDateWidget(years=[1999, 2000]))
    at = forms.SplitDateTimeField()
    tags = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], required=False)
    fixed = forms.CharField(disabled=True)
    photo = forms.FileField(required=False)

    def clean(self):
        """See all, as they were or as they are now."""
        if self.cleaned_data.get("name") == "clean":
            seen = {name: self.cleaned_data.get(name) for name in self.fields}
            raise forms.ValidationError(f"seen: {seen['agreed']} {seen['born']}")
        return self.cleaned_data


INITIAL = {
    "name": "Old",
    "agreed": True,
    "born": datetime.date(1999, 5, 4),
    "at": datetime.datetime(2020, 1, 2, 3, 4),
    "tags": ["a"],
    "fixed": "fix",
}


class Patch(PartialFormMixin, PartialTemplateMixin, FormView):
    form_class = PatchForm
    initial = INITIAL
    template_name = "unit/edit.html"
    partial_names = {"contact": "form"}

    def form_valid(self, form):
        data = {**form.cleaned_data, "changed": form.changed_data}
        return HttpResponse(json.dumps(data, default=str))


def patched(data, view=Patch):
    """What the form has after a PATCH."""
    response = send(view, data, "htmx-4", "contact", method="PATCH")
    return json.loads(response.content)


KEPT = {
    "name": "Old",
    "agreed": True,
    "born": "1999-05-04",
    "at": "2020-01-02 03:04:00+00:00",
    "tags": ["a"],
    "fixed": "fix",
    "photo": None,
    "changed": [],
}


class TestPatch:
    def test_nothing_sent_changes_nothing(self):
        assert patched({}) == KEPT

    @pytest.mark.parametrize(
        ("data", "changes"),
        [
            ({"name": "New"}, {"name": "New"}),
            ({"agreed": "false"}, {"agreed": False}),
            ({"agreed": ""}, {"agreed": False}),
            (
                {"born_year": "2000", "born_month": "12", "born_day": "31"},
                {"born": "2000-12-31"},
            ),
            (
                {"at_0": "2021-02-03", "at_1": "05:06"},
                {"at": "2021-02-03 05:06:00+00:00"},
            ),
            ({"tags": ["a", "b"]}, {"tags": ["a", "b"]}),
            ({"fixed": "broken"}, {"changed": []}),
            ({"unknown": "x"}, {"changed": []}),
            ({"nam": "x", "names": "y"}, {"changed": []}),
        ],
        ids=lambda value: "-".join(value),
    )
    def test_one_field(self, data, changes):
        names = [name for name in changes if name != "changed"]
        assert patched(data) == {**KEPT, "changed": names, **changes}

    def test_file(self):
        file = SimpleUploadedFile("a.txt", b"text")
        sent, content_type = multipart({"photo": file})
        response = send(Patch, sent, method="PATCH", content_type=content_type)
        data = json.loads(response.content)
        assert data == {**KEPT, "photo": "a.txt", "changed": ["photo"]}

    def test_prefix(self):
        view = Patch.as_view(prefix="p")
        assert patched({"name": "New"}, view) == KEPT
        expected = {**KEPT, "name": "New", "changed": ["name"]}
        assert patched({"p-name": "New"}, view) == expected

    @pytest.mark.parametrize("client", CLIENTS)
    def test_error_of_a_field_that_was_sent(self, client):
        response = send(Patch, {"name": ""}, client, "contact", method="PATCH")
        html = body(response)
        assert html.count("This field is required.") == 1

    @pytest.mark.parametrize("client", CLIENTS)
    def test_others_are_shown_with_their_values(self, client):
        html = body(send(Patch, {"name": ""}, client, "contact", method="PATCH"))
        assert 'value="2020-01-02"' in html and 'value="03:04:00"' in html
        assert '<option value="1999" selected>' in html
        assert '<option value="a" selected>' in html
        assert html.count(" checked") == 1
        # Only that one can't be edited.
        assert html.count(" disabled") == 1

    def test_what_was_sent_is_shown_as_it_was(self):
        data = {"at_0": "nonsense", "at_1": "05:06"}
        html = body(send(Patch, data, "htmx-4", "contact", method="PATCH"))
        assert 'value="nonsense"' in html and 'value="05:06"' in html
        assert 'value="Old"' in html

    def test_clean_sees_all(self):
        html = body(send(Patch, {"name": "clean"}, "htmx-4", method="PATCH"))
        assert "seen: True 1999-05-04" in html

    def test_put_takes_what_is_not_sent_as_nothing(self):
        html = body(send(Patch, {"name": "New"}, "htmx-4", "contact", method="PUT"))
        assert html.count("This field is required.") == 2

    def test_the_hook_chooses(self):
        class Chosen(Patch):
            def get_sent_names(self, form):
                return ["name"]

        data = {"name": "New", "tags": ["b"]}
        assert patched(data, Chosen)["tags"] == ["a"]
        response = send(Chosen, {**data, "born": "x"}, method="POST")
        assert json.loads(response.content)["name"] == "New"


@pytest.mark.django_db
@pytest.mark.parametrize("client", ENHANCED)
class TestPatchOfObject:
    def test_field_that_was_sent_is_saved(self, client):
        contact = ContactFactory(name="Old", phone="1", email="a@example.org")
        view = Update.as_view(fields=["name", "email", "phone"])
        kwargs = {"pk": contact.pk}
        send(view, {"name": "Ann"}, client, "contact", method="PATCH", kwargs=kwargs)
        contact.refresh_from_db()
        assert (contact.name, contact.phone) == ("Ann", "1")
        assert contact.email == "a@example.org"

    def test_unique_field_that_was_not_sent(self, client):
        """It is validated, and its own object is not in its way."""
        contact = ContactFactory()
        kwargs = {"pk": contact.pk}
        data = {"name": "Ann"}
        response = send(Update, data, client, "contact", method="PATCH", kwargs=kwargs)
        assert response.status_code != 422
        assert Contact.objects.get().name == "Ann"

    def test_what_was_wrong_before_is_told(self, client):
        contact = ContactFactory(email="wrong")
        kwargs = {"pk": contact.pk}
        response = send(
            Update, {"name": "Ann"}, client, "contact", method="PATCH", kwargs=kwargs
        )
        assert "Enter a valid email address." in body(response)
        assert 'value="Ann"' in body(response) and 'value="wrong"' in body(response)


def bound(data, **options):
    """A bound form of every kind of field."""
    query = QueryDict(urlencode(data, doseq=True))
    return PatchForm(query, initial=INITIAL, **options)


class TestNamesSent:
    @pytest.mark.parametrize(
        ("data", "names"),
        [
            ({}, []),
            ({"name": ""}, ["name"]),
            ({"born_day": "1"}, ["born"]),
            ({"at_1": "1"}, ["at"]),
            ({"tags": []}, []),
            ({"tags": ["a"]}, ["tags"]),
            ({"photo-clear": "on"}, ["photo"]),
            ({"names": "1", "na": "1", "_name": "1", "name-x": "1"}, []),
            ({"csrfmiddlewaretoken": "x"}, []),
        ],
        ids=str,
    )
    def test_keys(self, data, names):
        assert names_sent(bound(data)) == names

    def test_prefix(self):
        data = {"p-name": "1", "tags": "a", "p-born_year": "2000"}
        assert names_sent(bound(data, prefix="p")) == ["name", "born"]

    def test_files(self):
        files = {"photo": SimpleUploadedFile("a", b"a")}
        assert names_sent(bound({}, files=files)) == ["photo"]

    def test_field_whose_name_begins_with_another_s(self):
        class Both(forms.Form):
            at = forms.CharField()
            at_home = forms.CharField()

        assert "at_home" in names_sent(Both({"at_home": "x"}))
        assert names_sent(Both({"at": "x"})) == ["at"]
        assert names_sent(Both({"at_home": "x"})) == ["at_home"]


class TestKeepOthers:
    def test_nothing_is_kept_of_what_was_sent(self):
        form = bound({"name": "New", "agreed": "", "tags": ["b"]})
        keep_others(form, ["name"])
        assert form.is_valid()
        assert form.cleaned_data["name"] == "New"
        assert (form.cleaned_data["tags"], form.cleaned_data["agreed"]) == (["a"], True)

    def test_fields_are_as_they_were_afterwards(self):
        form = bound({"name": "New"})
        keep_others(form, ["name"])
        form.full_clean()
        assert [name for name, field in form.fields.items() if field.disabled] == [
            "fixed"
        ]

    def test_the_class_is_left_alone(self):
        form = bound({"name": "New"})
        keep_others(form, ["name"])
        form.full_clean()
        other = bound({"name": "New"})
        other.full_clean()
        assert "born" in other.errors and "born" not in form.errors

    def test_changed_data_is_what_was_sent(self):
        form = bound({"name": "New", "tags": ["b"]})
        keep_others(form, ["name"])
        form.full_clean()
        assert form.changed_data == ["name"]

    def test_no_names_keep_all(self):
        form = bound({"name": "", "tags": ["b"]})
        keep_others(form, [])
        assert form.is_valid()
        assert form.cleaned_data["name"] == "Old"


class TestAfterClean:
    def test_it_runs_once_and_may_add_errors(self):
        form, runs = bound({"name": "New"}), []
        keep_others(form, ["name"])

        def run():
            runs.append(dict(form.cleaned_data))
            form.add_error("name", "Not this one.")

        after_clean(form, run)
        assert not form.is_valid()
        assert form.errors == {"name": ["Not this one."]}
        assert len(runs) == 1 and runs[0]["name"] == "New"

    def test_several_run_in_the_order_they_came(self):
        form, runs = bound({}), []
        after_clean(form, lambda: runs.append(1))
        after_clean(form, lambda: runs.append(2))
        form.full_clean()
        assert runs == [1, 2]
