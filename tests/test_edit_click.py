"""One object that is shown, and in its place the form that changes it."""

from __future__ import annotations

import pytest
from django.contrib.messages.views import SuccessMessageMixin
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpResponseRedirect
from django.views.generic import CreateView, FormView, UpdateView

from hypermedia_views import (
    MessagesMixin,
    OOBSwapMixin,
    PartialTemplateMixin,
    TriggerEventMixin,
)
from hypermedia_views.edit import ClickToEditMixin
from sandbox.contacts.factories import ContactFactory
from sandbox.contacts.models import Contact

from .asking import CLIENTS, ENHANCED
from .editing import (
    INVALID,
    INVALID_STATUS,
    VALID,
    ContactForm,
    answer,
    body,
    make,
    send,
)

pytestmark = [pytest.mark.usefixtures("engine"), pytest.mark.django_db]
TARGET = "contact-5"
DISPLAY = '<p id="contact-5">Old</p>'


class Click(ClickToEditMixin, PartialTemplateMixin, UpdateView):
    model = Contact
    fields = ["name", "email"]
    template_name = "unit/click.html"
    success_url = "/contacts/"


@pytest.fixture(autouse=True)
def contact():
    return ContactFactory(pk=5, name="Old", email="old@example.org")


def look(view, client="plain", *targets, path="/", **options):
    """The body that GET gets."""
    return body(ask(view, None, client, *targets, method="GET", path=path, **options))


def ask(view, data, client="plain", *targets, **options):
    """The answer for the one contact."""
    return send(view, data, client, *targets, kwargs={"pk": 5}, **options)


class TestLook:
    @pytest.mark.parametrize("client", ENHANCED)
    def test_display(self, client):
        """Where a form was shown before, this is how to cancel."""
        assert look(Click, client, TARGET) == DISPLAY

    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize("path", ["/?edit", "/?edit=", "/?edit=1&page=2"])
    def test_form(self, client, path):
        html = look(Click, client, TARGET, path=path)
        assert html.startswith('<form id="contact-5">')
        assert "editing" in html and 'value="Old"' in html and "<h1>" not in html

    @pytest.mark.parametrize("path", ["/", "/?edit"])
    def test_page_without_a_client(self, path):
        html = look(Click, path=path)
        assert "<h1>" in html
        assert ("<form" in html) is (path == "/?edit")
        assert ('<p id="contact-5">' in html) is (path == "/")

    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize("target", ["contact-6", "contact", "edit", "display"])
    def test_any_other_target_gets_the_page(self, client, target):
        assert "<h1>" in look(Click, client, target)

    @pytest.mark.parametrize("client", ENHANCED)
    def test_own_target(self, client):
        view = Click.as_view(edit_target="panel", edit_partial_name="extra")
        html = look(view, client, "panel", path="/?edit")
        if client == "alpine-ajax":
            assert "<h1>" in html  # for that partial has no such id
        else:
            assert html == '<b id="extra">extra</b>'

    @pytest.mark.parametrize("client", ENHANCED)
    def test_own_parameter(self, client):
        view = Click.as_view(edit_param="change")
        assert look(view, client, TARGET, path="/?edit") == DISPLAY
        assert "<form" in look(view, client, TARGET, path="/?change")

    @pytest.mark.parametrize("client", ENHANCED)
    def test_partials_of_another_template(self, client):
        names = {"display_partial_name": "row", "edit_partial_name": "row_form"}
        names = {key: f"unit/click_table.html#{name}" for key, name in names.items()}
        view = Click.as_view(**names)
        html = look(view, client, TARGET)
        row = '<tr id="contact-5"><td>row of Old</td></tr>'
        alpine = f"<table><tbody>{row}</tbody></table>"
        assert html == (alpine if client == "alpine-ajax" else row)
        assert "<div>" in look(view, client, TARGET, path="/?edit")

    @pytest.mark.parametrize("client", ENHANCED)
    def test_hooks(self, client):
        class Hooked(Click):
            def get_display_partial_name(self):
                return "extra"

            def get_edit_partial_name(self):
                return "display"

            def get_edit_param(self):
                return "on"

            def get_edit_target(self):
                return "extra" if "on" not in self.request.GET else "contact-5"

        assert look(Hooked, client, "extra") == '<b id="extra">extra</b>'
        assert "Old editing" in look(Hooked, client, TARGET, path="/?on")

    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize(
        "bases",
        [
            (ClickToEditMixin, PartialTemplateMixin, UpdateView),
            (PartialTemplateMixin, ClickToEditMixin, UpdateView),
            (PartialTemplateMixin, UpdateView, ClickToEditMixin),
            (UpdateView, ClickToEditMixin, PartialTemplateMixin),
        ],
    )
    def test_other_targets_are_declared_beside_it(self, client, bases):
        attributes = {name: getattr(Click, name) for name in ("model", "fields")}
        attributes |= {"template_name": "unit/click.html", "success_url": "/"}
        attributes |= {"partial_names": ["extra"]}
        view = type("Beside", bases, attributes)
        extra = look(view, client, "extra")
        assert '<b id="extra">extra</b>' in extra and "<h1>" not in extra
        shown = look(view, client, TARGET)
        assert DISPLAY in shown and "<h1>" not in shown

    @pytest.mark.parametrize("client", CLIENTS)
    def test_another_object_is_not_found(self, client):
        view = Click.as_view(queryset=Contact.objects.none())
        with pytest.raises(Http404):
            look(view, client, TARGET)

    @pytest.mark.parametrize("client", ENHANCED)
    def test_nothing_goes_along_with_a_look(self, client):
        class Told(TriggerEventMixin, OOBSwapMixin, Click):
            trigger_events = ["saved"]
            oob_partials = ["extra"]

        request = make("GET", None, client, TARGET, path="/?edit")
        response = answer(Told, request, pk=5)
        assert b"extra" not in response.content
        assert "saved" not in str(response.headers)


class TestSend:
    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize("path", ["/", "/?edit"])
    def test_invalid(self, client, path):
        response = ask(Click, INVALID, client, TARGET, path=path)
        html = body(response)
        assert response.status_code == INVALID_STATUS[client]
        assert html.startswith('<form id="contact-5">')
        assert "This field is required." in html and "editing" in html

    @pytest.mark.parametrize("path", ["/", "/?edit"])
    def test_invalid_without_a_client(self, path):
        response = ask(Click, INVALID, path=path)
        assert response.status_code == 200
        assert "This field is required." in body(response)

    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize("path", ["/", "/?edit"])
    def test_saved(self, client, path):
        response = ask(Click, VALID, client, TARGET, path=path)
        assert response.status_code == 200
        assert body(response) == '<p id="contact-5">Ann</p>'
        assert Contact.objects.get().name == "Ann"

    def test_saved_without_a_client(self):
        response = ask(Click, VALID)
        assert (response.status_code, response["Location"]) == (302, "/contacts/")

    @pytest.mark.parametrize("client", ENHANCED)
    def test_saved_is_shown_by_the_success_partial(self, client):
        view = Click.as_view(success_partial_name="extra")
        assert body(ask(view, VALID, client, "extra")) == '<b id="extra">extra</b>'

    @pytest.mark.parametrize("client", ENHANCED)
    def test_saved_row_of_another_template(self, client):
        view = Click.as_view(display_partial_name="unit/click_table.html#row")
        row = '<tr id="contact-5"><td>row of Ann</td></tr>'
        alpine = f"<table><tbody>{row}</tbody></table>"
        expected = alpine if client == "alpine-ajax" else row
        assert body(ask(view, VALID, client, TARGET)) == expected

    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize("method", ["PUT", "PATCH"])
    def test_other_methods(self, client, method):
        response = ask(Click, VALID, client, TARGET, method=method)
        assert body(response) == '<p id="contact-5">Ann</p>'

    def test_patch_of_one_field(self):
        response = ask(Click, {"name": "Ann"}, "htmx-4", TARGET, method="PATCH")
        assert body(response) == '<p id="contact-5">Ann</p>'
        assert Contact.objects.get().email == "old@example.org"

    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize("left", [True, False])
    def test_parts_events_and_messages(self, client, left):
        bases = (SuccessMessageMixin, Click) if left else (Click, SuccessMessageMixin)

        class Told(TriggerEventMixin, OOBSwapMixin, MessagesMixin, *bases):
            trigger_events = ["saved"]
            oob_partials = ["extra"]
            messages_partial = "messages"
            success_message = "Saved"

        response = ask(Told, VALID, client, TARGET, "extra", "messages")
        html = body(response)
        assert "Ann</p>" in html and 'id="extra"' in html
        # Django's own mixin does nothing to the right of its view.
        assert html.count("<i>Saved</i>") == left
        assert "saved" in str(response.headers)

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_boosted_for_another_target_goes_to_the_page(self, client):
        response = ask(Click, VALID, client, "elsewhere", boosted=True)
        # How it leaves is for PartialFormMixin to say.
        assert (response.status_code, response["Location"]) == (303, "/contacts/")

    @pytest.mark.parametrize("client", ENHANCED)
    def test_a_guard_comes_first(self, client):
        class Guarded(Click):
            def dispatch(self, request, *args, **kwargs):
                return HttpResponseRedirect("/login/")

        response = ask(Guarded, VALID, client, TARGET)
        assert (response.status_code, response["Location"]) == (303, "/login/")


class TestWithoutObject:
    class Make(ClickToEditMixin, PartialTemplateMixin, CreateView):
        model = Contact
        fields = ["name", "email"]
        template_name = "unit/click.html"
        success_url = "/contacts/"

    class Form(ClickToEditMixin, PartialTemplateMixin, FormView):
        form_class = ContactForm
        template_name = "unit/click.html"
        success_url = "/contacts/"

    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize("view", [Make, Form])
    def test_error(self, client, view):
        with pytest.raises(ImproperlyConfigured) as caught:
            look(view, client, TARGET)
        name = view.__qualname__
        assert str(caught.value) == (
            f"{name} has no object to change. Make it an UpdateView, or set self.object in {name} before the form is "
            f"made."
        )

    @pytest.mark.parametrize("client", ENHANCED)
    def test_a_target_of_its_own_needs_none(self, client):
        view = self.Make.as_view(edit_target="contact-", edit_partial_name="edit")
        html = look(view, client, "contact-", path="/?edit")
        assert html.startswith('<form id="contact-">')
