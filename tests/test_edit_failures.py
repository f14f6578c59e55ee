"""Failures of forms that were seen in the field, and that must never happen here; see ``test_failures.py``."""

from __future__ import annotations

import json
from urllib.parse import unquote

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.views import SuccessMessageMixin
from django.http import Http404, HttpResponse
from django.views.generic import DeleteView, ListView, UpdateView

from hypermedia_views import OOBSwapMixin, PartialTemplateMixin, TriggerEventMixin
from hypermedia_views.edit import (
    BulkActionMixin,
    ClickToEditMixin,
    EditConflictMixin,
    FieldValidationMixin,
    PartialDeleteMixin,
    PartialFormMixin,
)
from hypermedia_views.protocols.markup import Ids
from sandbox.contacts.factories import ContactFactory
from sandbox.contacts.models import Contact

from .asking import CLIENTS, ENHANCED
from .editing import INVALID, VALID, Ask, Create, Update, answer, body, make, send
from .records.models import Book, Shelf

pytestmark = [
    pytest.mark.usefixtures("engine"),
    pytest.mark.django_db(databases="__all__"),
]
TARGETS = ("contact", "count", "messages", "unknown")


class Told(SuccessMessageMixin, TriggerEventMixin, OOBSwapMixin):
    """What the views have to say of a success."""

    success_message = "Done"
    trigger_events = ["done"]
    oob_partials = ["count"]


class Edit(Told, Update):
    pass


class Conflict(EditConflictMixin, Update):
    pass


class Live(FieldValidationMixin, Update):
    """Its element of a field is one that has the form's id."""

    field_partial_name = "form"


class Click(Told, ClickToEditMixin, Update):
    template_name = "unit/click.html"
    oob_partials = ["extra"]


class Delete(Told, PartialDeleteMixin, PartialTemplateMixin, DeleteView):
    model = Contact
    template_name = "unit/edit.html"
    partial_names = {"contact": "form"}
    success_url = "/done/"


@pytest.fixture(autouse=True)
def contact():
    return ContactFactory(pk=5, name="Old")


def ask(view, data, client="plain", *targets, method="POST", **options):
    """The answer for the one contact."""
    return send(
        view, data, client, *targets, method=method, kwargs={"pk": 5}, **options
    )


def missing(response, *targets):
    """The ids that Alpine AJAX asked for and would miss. The script has it keep a part that is not due."""
    gone = unquote(response.get("X-Alpine-Delete", "")).split()
    if response.get("X-Alpine-Missing") == "keep":
        return set()
    return {*targets} - Ids(body(response)).found - {*gone}


class TestAlpineFindsItsTargets:
    @pytest.mark.parametrize("view", [Update, Edit, Conflict, Live])
    @pytest.mark.parametrize("data", [INVALID, {**INVALID, "_field": "name"}])
    @pytest.mark.parametrize("targets", [TARGETS[:1], TARGETS[:2], TARGETS[:3]])
    def test_19_in_a_form_that_is_not_valid(self, view, data, targets):
        if view is Conflict:
            data = {**data, "version_token": token(view)}
        response = ask(view, data, "alpine-ajax", *targets)
        assert "contact" in Ids(body(response)).found
        assert not missing(response, *targets)

    @pytest.mark.parametrize("view", [Update, Edit, Click])
    @pytest.mark.parametrize("partial", ["done", "form", None])
    def test_19_after_a_success(self, view, partial):
        if view is Click:
            partial, targets = None, ("contact-5", "extra", "messages")
        else:
            targets = TARGETS[:3]
        view = view.as_view(success_partial_name=partial)
        response = ask(view, VALID, "alpine-ajax", *targets)
        if response.status_code != 303:
            assert not missing(response, *targets)

    @pytest.mark.parametrize("data", [VALID, INVALID], ids=["valid", "not valid"])
    def test_19_or_it_gets_the_page(self, data):
        view = Edit.as_view(success_partial_name="done")
        response = ask(view, data, "alpine-ajax", *TARGETS)
        assert "<h1>" in body(response)
        assert {*TARGETS} - Ids(body(response)).found == {"unknown"}

    @pytest.mark.parametrize("method", ["POST", "DELETE"])
    def test_19_but_what_is_deleted_goes(self, method, settings):
        settings.HYPERMEDIA_MESSAGES_PARTIAL = "unit/edit.html#messages"
        response = ask(Delete, None, "alpine-ajax", *TARGETS[:3], method=method)
        assert response["X-Alpine-Delete"] == "contact"
        assert Ids(body(response)).found == {"count"}


def token(view):
    """The version that a form has."""
    html = body(ask(view, None, "htmx-4", "contact", method="GET"))
    return html.partition('name="version_token" value="')[2].partition('"')[0]


@pytest.mark.parametrize("client", CLIENTS)
class TestOnePath:
    @pytest.mark.parametrize(
        ("view", "method"),
        [
            (Edit, "POST"),
            (Edit, "PUT"),
            (Edit, "PATCH"),
            (Delete, "POST"),
            (Delete, "DELETE"),
        ],
    )
    def test_22_every_method_succeeds_in_one_way(self, client, view, method):
        ran = []

        class Noting(view):
            success_partial_name = "done"

            def form_valid(self, form):
                ran.append(method)
                return super().form_valid(form)

        request = make(method, VALID, client, "contact")
        response = answer(Noting, request, pk=5)
        assert ran == [method]
        assert [str(each) for each in get_messages(request)] == ["Done"]
        fired = [name for name in response.headers if name.startswith("HX-Trigger")]
        assert len(fired) == (client != "plain")

    def test_22_put_sees_the_form(self, client):
        ask(Update, VALID, client, "contact", method="PUT")
        assert Contact.objects.get().name == "Ann"

    def test_22_patch_is_allowed(self, client):
        response = ask(Update, {"name": "Ann"}, client, "contact", method="PATCH")
        assert response.status_code in (200, 303)
        assert Contact.objects.get().name == "Ann"


class Bulk(BulkActionMixin, PartialTemplateMixin, ListView):
    """Likes contacts of nobody."""

    queryset = Contact.objects.none()
    template_name = "unit/edit.html"
    partial_names = {"contact": "form"}
    bulk_actions = {"delete": Contact.delete}


@pytest.mark.parametrize("client", CLIENTS)
class TestNothingMeansNothing:
    def test_26_no_row_is_changed(self, client):
        data = {"action": "delete", "ids": [5]}
        response = send(Bulk, data, client, "contact")
        assert "5 is not one of the available choices." in body(response)
        assert Contact.objects.exists()

    def test_26_no_row_is_shown(self, client):
        response = send(Bulk, None, client, "contact", method="GET")
        assert list(response.context_data["object_list"]) == []
        assert list(response.context_data["form"].fields["ids"].queryset) == []

    @pytest.mark.parametrize("method", ["POST", "DELETE"])
    def test_26_no_object_is_deleted(self, client, method):
        view = Delete.as_view(queryset=Contact.objects.none())
        with pytest.raises(Http404):
            ask(view, None, client, "contact", method=method)
        assert Contact.objects.exists()

    @pytest.mark.parametrize("view", [Update, Click, Conflict, Live])
    @pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH"])
    def test_26_no_object_is_changed(self, client, view, method):
        view = view.as_view(queryset=Contact.objects.none())
        with pytest.raises(Http404):
            ask(view, VALID, client, "contact", method=method)
        assert Contact.objects.get().name == "Old"


class Plain(PartialFormMixin, UpdateView):
    """Has no partials at all."""

    model = Contact
    fields = ["name", "email"]
    template_name = "unit/edit.html"
    success_url = "/done/"


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize(
    ("view", "method"),
    [
        (Plain, "PUT"),
        (Plain, "PATCH"),
        (Update, "PUT"),
        (Update, "PATCH"),
        (Click, "PUT"),
        (Delete.as_view(removes_target=False), "DELETE"),
        (Delete.as_view(removes_target=False), "POST"),
        (Delete, "DELETE"),
        (Delete, "POST"),
    ],
)
@pytest.mark.parametrize("boosted", [False, True])
def test_36_no_redirect_has_the_method_repeated(client, view, method, boosted):
    """A browser's ``fetch`` repeats PUT, PATCH and DELETE upon 302, and a body with them."""
    response = ask(view, VALID, client, "elsewhere", method=method, boosted=boosted)
    followed = client == "plain" and method == "POST"
    assert response.status_code in ((302,) if followed else (200, 303))
    if response.status_code == 200:
        assert not response.has_header("Location")


class TestNoContent:
    @pytest.mark.parametrize("view", [Ask, Create, Edit, Click, Delete])
    @pytest.mark.parametrize("hook", ["form_valid", "form_invalid"])
    def test_37_is_never_sent_to_alpine_ajax(self, view, hook):
        own = type("Own", (view,), {hook: lambda self, form: HttpResponse(status=204)})
        data = VALID if hook == "form_valid" else INVALID
        if view is Delete and hook == "form_invalid":
            own.get_form = lambda self: Ask.form_class({})
        response = ask(own, data, "alpine-ajax", "contact")
        assert response.status_code == 200
        assert response["X-Alpine-Missing"] == "keep"

    @pytest.mark.parametrize("status", [400, 409, 422])
    @pytest.mark.parametrize("view", [Ask, Create, Edit, Conflict])
    def test_37_an_error_has_what_alpine_ajax_asked_for(self, view, status):
        """Else it would send the form a second time."""
        data = INVALID
        if view is Conflict:
            data = {**data, "version_token": token(view)}
        view = view.as_view(invalid_status=status)
        response = ask(view, data, "alpine-ajax", *TARGETS[:3])
        assert response.status_code == status
        assert not missing(response, *TARGETS[:3])

    def test_37_a_conflict_has_what_alpine_ajax_asked_for(self):
        sent = {**VALID, "version_token": token(Conflict)}
        Contact.objects.update(name="Newer")
        response = ask(Conflict, sent, "alpine-ajax", *TARGETS[:3])
        assert response.status_code == 409
        assert not missing(response, *TARGETS[:3])

    @pytest.mark.parametrize("partial", [None, "kept"])
    def test_37_a_protected_object_has_what_alpine_ajax_asked_for(self, partial):
        shelf = Shelf.objects.create(pk=5, name="Shelf")
        Book.objects.create(title="Emma", shelf=shelf)
        view = Delete.as_view(model=Shelf, protected_partial_name=partial)
        response = ask(view, None, "alpine-ajax", *TARGETS[:3])
        assert response.status_code == 409
        assert not missing(response, *TARGETS[:3])


class TestRowAndCount:
    class Count(Delete):
        def get_context_data(self, **kwargs):
            return super().get_context_data(count=Contact.objects.count(), **kwargs)

    @pytest.mark.parametrize("method", ["POST", "DELETE"])
    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_41_the_row_goes_and_the_count_changes(self, client, method):
        ContactFactory()
        response = ask(self.Count, None, client, "contact", method=method)
        assert response["HX-Reswap"].split()[0] == "delete"
        assert ">1</b>" in body(response)

    @pytest.mark.parametrize("method", ["POST", "DELETE"])
    def test_41_for_alpine_ajax_too(self, method):
        ContactFactory()
        response = ask(
            self.Count, None, "alpine-ajax", "contact", "count", method=method
        )
        assert response["X-Alpine-Delete"] == "contact"
        assert body(response) == '<b id="count">1</b>'

    @pytest.mark.parametrize("client", ENHANCED)
    def test_41_and_the_event_does_not_fire_on_what_went(self, client):
        response = ask(self.Count, None, client, "contact")
        [header] = [name for name in response.headers if "Trigger" in name]
        assert json.loads(response[header])["done"]["target"] == "body"
