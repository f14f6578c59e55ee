"""A form in a page, valid or not, on FormView, CreateView and UpdateView."""

from __future__ import annotations

import asyncio
import json

import pytest
from asgiref.sync import sync_to_async
from django import forms
from django.contrib import messages
from django.contrib.messages import get_messages
from django.contrib.messages.views import SuccessMessageMixin
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse, HttpResponseRedirect
from django.views.generic import CreateView, FormView, UpdateView

from hypermedia_views import (
    MessagesMixin,
    OOBSwapMixin,
    PartialTemplateMixin,
    TriggerEventMixin,
)
from hypermedia_views.edit import PartialFormMixin
from sandbox.contacts.factories import ContactFactory
from sandbox.contacts.models import Contact

from .asking import CLIENTS, ENHANCED
from .editing import (
    INVALID,
    INVALID_STATUS,
    VALID,
    Ask,
    Create,
    Edit,
    Update,
    answer,
    body,
    make,
    send,
)

pytestmark = [pytest.mark.usefixtures("engine"), pytest.mark.django_db]
HTMX = ("htmx-2", "htmx-4")
HERE = {"HX-Current-URL": "http://testserver/list/?page=2"}


@pytest.fixture
def contact():
    return ContactFactory(name="Old")


@pytest.fixture(params=[Ask, Create, Update], ids=lambda view: view.__name__)
def view(request):
    """Each generic view with a form."""
    return request.param


@pytest.fixture
def kwargs(view, contact):
    """What its address says."""
    return {"pk": contact.pk} if view is Update else {}


class Done(Edit):
    success_partial_name = "done"


def shown(html):
    """Whether that is the form's partial alone."""
    return html.startswith("<form") and "<h1>" not in html


class TestInvalid:
    @pytest.mark.parametrize("client", CLIENTS)
    def test_status_that_the_client_shows(self, client, view, kwargs):
        response = send(view, INVALID, client, "contact", kwargs=kwargs)
        assert response.status_code == INVALID_STATUS[client]

    @pytest.mark.parametrize("client", ENHANCED)
    def test_partial_of_the_target(self, client, view, kwargs):
        html = body(send(view, INVALID, client, "contact", kwargs=kwargs))
        assert shown(html)
        assert "This field is required." in html and "ann@example.org" in html

    def test_page_without_a_client(self, view, kwargs):
        html = body(send(view, INVALID, kwargs=kwargs))
        assert "<h1>" in html and "This field is required." in html

    @pytest.mark.parametrize("client", CLIENTS)
    def test_nothing_is_saved(self, client, contact):
        send(Update, INVALID, client, "contact", kwargs={"pk": contact.pk})
        contact.refresh_from_db()
        assert contact.name == "Old"

    @pytest.mark.parametrize("client", CLIENTS)
    def test_status_of_the_view(self, client, view, kwargs):
        view = view.as_view(invalid_status=400)
        assert send(view, INVALID, client, "contact", kwargs=kwargs).status_code == 400

    @pytest.mark.parametrize("client", CLIENTS)
    def test_status_of_the_hook(self, client):
        class Chosen(Ask):
            def get_invalid_status(self):
                return 409

        assert send(Chosen, INVALID, client, "contact").status_code == 409

    @pytest.mark.parametrize("client", CLIENTS)
    def test_a_form_that_is_shown_only_has_200(self, client):
        assert send(Ask, None, client, "contact", method="GET").status_code == 200

    @pytest.mark.parametrize("client", CLIENTS)
    def test_status_that_the_view_answers_with_is_kept(self, client):
        class Own(Ask):
            def form_invalid(self, form):
                context = self.get_context_data(form=form)
                return self.render_to_response(context, status=418)

        assert send(Own, INVALID, client, "contact").status_code == 418

    @pytest.mark.parametrize("client", CLIENTS)
    def test_what_is_no_page_keeps_its_status(self, client):
        class Json(Ask):
            def form_invalid(self, form):
                return HttpResponse("{}", content_type="application/json")

        assert send(Json, INVALID, client, "contact").status_code == 200

    def test_alpine_gets_the_page_if_an_id_is_not_in_the_partial(self, view, kwargs):
        response = send(view, INVALID, "alpine-ajax", "contact", "x", kwargs=kwargs)
        assert "<h1>" in body(response)
        assert response.status_code == 422

    def test_alpine_gets_every_declared_partial(self):
        view = Ask.as_view(partial_names={"contact": "form", "count": "count"})
        html = body(send(view, INVALID, "alpine-ajax", "contact", "count"))
        assert 'id="contact"' in html and 'id="count"' in html and "<h1>" not in html

    @pytest.mark.parametrize("client", ENHANCED)
    def test_an_undeclared_target_gets_the_page(self, client):
        response = send(Ask, INVALID, client, "elsewhere")
        assert "<h1>" in body(response)
        assert response.status_code == INVALID_STATUS[client]

    @pytest.mark.parametrize("client", ENHANCED)
    def test_success_partial_is_not_shown(self, client):
        view = Ask.as_view(success_partial_name="done")
        assert shown(body(send(view, INVALID, client, "contact")))

    @pytest.mark.parametrize("client", ENHANCED)
    def test_events_and_parts_of_a_failure(self, client):
        class Told(TriggerEventMixin, OOBSwapMixin, Ask):
            trigger_events = ["saved"]
            invalid_trigger_events = ["refused"]
            oob_partials = ["count"]
            invalid_oob_partials = ["display"]

        response = send(Told, INVALID, client, "contact", "count", "display")
        headers = str(response.headers)
        assert "refused" in headers and "saved" not in headers
        assert 'id="display"' in body(response)
        if client != "alpine-ajax":
            assert 'id="count"' not in body(response)

    @pytest.mark.parametrize("client", CLIENTS)
    def test_form_valid_may_find_that_it_is_not(self, client, view, kwargs):
        class Late(view):
            success_partial_name = "done"

            def form_valid(self, form):
                form.add_error("email", "Not here.")
                return self.form_invalid(form)

        response = send(Late, VALID, client, "contact", kwargs=kwargs)
        assert response.status_code == INVALID_STATUS[client]
        assert "Not here." in body(response)

    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize("status", [400, 409, 500])
    def test_form_valid_may_answer_with_an_error(self, client, status):
        class Refused(Ask):
            success_partial_name = "done"

            def form_valid(self, form):
                context = self.get_context_data(form=form)
                return self.render_to_response(context, status=status)

        response = send(Refused, VALID, client, "contact")
        assert response.status_code == status
        assert shown(body(response))


class TestSuccessPartial:
    @pytest.mark.parametrize("client", ENHANCED)
    def test_answers_with_200(self, client, view, kwargs):
        response = send(Show(view), VALID, client, "contact", kwargs=kwargs)
        assert response.status_code == 200
        assert body(response).startswith('<p id="contact">')
        assert not response.has_header("Location")

    @pytest.mark.parametrize("client", HTMX)
    @pytest.mark.parametrize("target", [(), ("anything",)])
    def test_answers_for_every_target(self, client, target, view, kwargs):
        html = body(send(Show(view), VALID, client, *target, kwargs=kwargs))
        assert html.startswith('<p id="contact">')

    def test_alpine_gets_the_page_if_an_id_is_not_in_it(self, view, kwargs):
        view = Show(view)
        response = send(view, VALID, "alpine-ajax", "contact", "x", kwargs=kwargs)
        assert response.status_code == 200
        assert "<h1>" in body(response) and "bound" not in body(response)

    def test_redirect_without_a_client(self, view, kwargs):
        response = send(Show(view), VALID, kwargs=kwargs)
        assert (response.status_code, response["Location"]) == (302, "/done/")

    @pytest.mark.parametrize("client", ENHANCED)
    def test_form_is_unbound(self, client, view, kwargs):
        html = body(send(Show(view), VALID, client, "contact", kwargs=kwargs))
        assert "bound" not in html

    @pytest.mark.parametrize("client", ENHANCED)
    def test_what_was_made_is_in_the_context_and_the_next_form_is_another_s(
        self, client
    ):
        html = body(send(Show(Create), VALID, client, "contact"))
        assert html == '<p id="contact">Ann is saved; the next is new</p>'

    @pytest.mark.parametrize("client", ENHANCED)
    def test_what_was_changed_is_shown(self, client, contact):
        html = body(
            send(Show(Update), VALID, client, "contact", kwargs={"pk": contact.pk})
        )
        assert html == f'<p id="contact">Ann is saved; the next is {contact.pk}</p>'

    @pytest.mark.parametrize("client", ENHANCED)
    def test_the_next_form_has_its_initial_values(self, client):
        view = Create.as_view(success_partial_name="form", initial={"name": "Next"})
        html = body(send(view, VALID, client, "contact"))
        assert 'value="Next"' in html and "Ann" not in html

    @pytest.mark.parametrize("client", ENHANCED)
    def test_the_hook_chooses(self, client):
        class Chosen(Ask):
            def get_success_partial_name(self):
                return "count" if self.request.GET else "done"

        html = body(send(Chosen, VALID, client, "count", path="/?count"))
        assert html == '<b id="count"></b>'

    @pytest.mark.parametrize("client", ENHANCED)
    def test_a_partial_of_another_template(self, client):
        view = Ask.as_view(success_partial_name="unit/page.html#results")
        html = body(send(view, VALID, client, "results"))
        assert html == '<div id="results">results</div>'

    @pytest.mark.parametrize("client", ENHANCED)
    def test_context_of_the_partial(self, client):
        class Made(Show(Ask)):
            def get_partial_context_data(self, partial_name, /, **context):
                return {**context, "object": {"name": partial_name}}

        assert "done is saved" in body(send(Made, VALID, client, "contact"))

    @pytest.mark.parametrize("client", ENHANCED)
    def test_parts_events_and_messages_go_with_it(self, client, view, kwargs):
        class Told(SuccessMessageMixin, TriggerEventMixin, OOBSwapMixin, Show(view)):
            trigger_events = ["saved"]
            invalid_trigger_events = ["refused"]
            oob_partials = ["count"]
            success_message = "%(name)s is there."
            extra_context = {"count": 7}

        targets = ("contact", "count", "messages")
        response = send(Told, VALID, client, *targets, kwargs=kwargs)
        html = body(response)
        assert "is saved" in html and 'id="count"' in html and ">7</b>" in html
        assert html.count("<i>Ann is there.</i>") == 1
        headers = str(response.headers)
        assert "saved" in headers and "refused" not in headers

    @pytest.mark.parametrize("client", ENHANCED)
    def test_a_message_that_was_shown_is_not_pending(self, client):
        class Told(SuccessMessageMixin, Show(Ask)):
            success_message = "Saved"

        request = make("POST", VALID, client, "contact", "messages")
        assert "<i>Saved</i>" in body(answer(Told, request))
        assert get_messages(request).used

    @pytest.mark.parametrize("client", ENHANCED)
    def test_cookies_and_headers_of_the_redirect_are_kept(self, client, view, kwargs):
        response = send(Cookies(Show(view)), VALID, client, "contact", kwargs=kwargs)
        assert response.cookies["seen"].value == "yes"
        assert response["X-Own"] == "1"
        assert response["Content-Type"].startswith("text/html")

    @pytest.mark.parametrize("client", HTMX)
    def test_boosted_for_a_declared_target(self, client, view, kwargs):
        sent = send(Show(view), VALID, client, "contact", boosted=True, kwargs=kwargs)
        assert body(sent).startswith('<p id="contact">')

    @pytest.mark.parametrize("client", HTMX)
    def test_boosted_for_any_other_goes_to_the_page(self, client, view, kwargs):
        response = send(Show(view), VALID, client, "x", boosted=True, kwargs=kwargs)
        assert response["HX-Redirect"] == "/done/"
        assert body(response) == ""

    @pytest.mark.parametrize("headers", [{}, {"HX-Request-Type": "full"}])
    def test_boosted_body_follows_the_redirect(self, headers, view, kwargs):
        """It asks for no partial, so that its client puts the page that comes into the body."""
        client = "htmx-4" if headers else "htmx-2"
        response = send(
            Show(view), VALID, client, boosted=True, headers=headers, kwargs=kwargs
        )
        assert (response.status_code, response["Location"]) == (303, "/done/")

    @pytest.mark.parametrize("client", CLIENTS)
    def test_form_valid_may_render_by_itself(self, client, view, kwargs):
        class Rendering(Show(view)):
            def form_valid(self, form):
                return self.render_to_response(self.get_context_data(form=form))

        response = send(Rendering, VALID, client, "contact", kwargs=kwargs)
        assert response.status_code == 200
        assert body(response).startswith("<p id=" if client != "plain" else "<!doctype")

    @pytest.mark.parametrize("client", CLIENTS)
    def test_form_valid_may_render_the_target(self, client, view, kwargs):
        class Rendering(view):
            def form_valid(self, form):
                return self.render_to_response(self.get_context_data(form=form))

        response = send(Rendering, VALID, client, "contact", kwargs=kwargs)
        assert response.status_code == 200
        assert shown(body(response)) is (client != "plain")

    @pytest.mark.parametrize("client", ENHANCED)
    def test_form_valid_may_answer_with_what_is_no_page(self, client):
        class Json(Show(Ask)):
            def form_valid(self, form):
                return HttpResponse("{}", content_type="application/json")

        assert body(send(Json, VALID, client, "contact")) == "{}"

    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize("status", [307, 308])
    def test_a_redirect_that_repeats_the_request_is_left_alone(self, client, status):
        class Repeating(Show(Ask)):
            def form_valid(self, form):
                return HttpResponse(status=status, headers={"Location": "/again/"})

        response = send(Repeating, VALID, client, "contact")
        assert (response.status_code, response["Location"]) == (status, "/again/")

    def test_no_request_changes_the_class(self, contact):
        view = Show(Update).as_view()
        first = send(view, VALID, "htmx-4", "contact", kwargs={"pk": contact.pk})
        second = send(view, INVALID, "htmx-4", "contact", kwargs={"pk": contact.pk})
        assert "is saved" in body(first)
        assert "This field is required." in body(second)


def Show(view):
    """The view with a partial for a success."""
    return type("Show", (view,), {"success_partial_name": "done"})


def Cookies(view):
    """The view with something of its own in its redirect."""

    class Cookies(view):
        def form_valid(self, form):
            response = super().form_valid(form)
            response.set_cookie("seen", "yes")
            response["X-Own"] = "1"
            return response

    return Cookies


class TestRedirect:
    @pytest.mark.parametrize("method, status", [("POST", 302), ("PUT", 303)])
    def test_without_a_client(self, method, status, view, kwargs):
        response = send(view, VALID, method=method, kwargs=kwargs)
        assert (response.status_code, response["Location"]) == (status, "/done/")

    @pytest.mark.parametrize("client", HTMX)
    def test_htmx_loads_the_page(self, client, view, kwargs):
        response = send(view, VALID, client, "contact", kwargs=kwargs)
        assert (response.status_code, response["HX-Redirect"]) == (200, "/done/")
        assert not response.has_header("Location")
        assert body(response) == ""

    @pytest.mark.parametrize("client", HTMX)
    def test_htmx_goes_softly(self, client, view, kwargs):
        view = view.as_view(soft_redirect=True)
        response = send(view, VALID, client, "contact", kwargs=kwargs)
        assert json.loads(response["HX-Location"]) == {
            "path": "/done/",
            "headers": {"HX-Request-Type": "full"},
        }
        assert response.status_code == 200
        assert not response.has_header("HX-Redirect")

    @pytest.mark.parametrize("client", HTMX)
    def test_the_hook_chooses_how(self, client):
        class Chosen(Ask):
            def get_soft_redirect(self):
                return "soft" in self.request.GET

        soft = send(Chosen, VALID, client, "contact", path="/?soft")
        assert soft.has_header("HX-Location")
        assert send(Chosen, VALID, client, "contact").has_header("HX-Redirect")

    def test_alpine_without_the_script_follows(self, view, kwargs):
        response = send(view, VALID, "alpine-ajax", "contact", kwargs=kwargs)
        assert (response.status_code, response["Location"]) == (303, "/done/")
        assert not response.has_header("HX-Redirect")

    @pytest.mark.parametrize("here", ["/done/", "/done", "/done/?page=2#top"])
    def test_alpine_follows_to_the_user_s_own_page(self, here, view, kwargs):
        headers = {"HX-Current-URL": f"http://testserver{here}"}
        response = send(
            view, VALID, "alpine-ajax", "contact", headers=headers, kwargs=kwargs
        )
        assert (response.status_code, response["Location"]) == (303, "/done/")

    def test_alpine_leaves_for_another_page(self, view, kwargs):
        response = send(
            view, VALID, "alpine-ajax", "contact", headers=HERE, kwargs=kwargs
        )
        assert (response.status_code, response["HX-Redirect"]) == (200, "/done/")
        assert body(response) == ""

    def test_alpine_follows_softly(self):
        view = Ask.as_view(soft_redirect=True)
        response = send(view, VALID, "alpine-ajax", "contact", headers=HERE)
        assert (response.status_code, response["Location"]) == (303, "/done/")

    @pytest.mark.parametrize("client", HTMX)
    @pytest.mark.parametrize("soft", [False, True])
    def test_the_fragment_of_the_user_s_own_page_is_dropped(self, client, soft):
        """The browser would only scroll there, and show nothing new."""
        view = Ask.as_view(success_url="/list/?page=2#row-5", soft_redirect=soft)
        response = send(view, VALID, client, "contact", headers=HERE)
        location = json.loads(response["HX-Location"])["path"] if soft else ""
        assert (location or response["HX-Redirect"]) == "/list/?page=2"

    @pytest.mark.parametrize("client", HTMX)
    @pytest.mark.parametrize("address", ["/list/?page=3#row-5", "/other/#row-5"])
    def test_the_fragment_of_another_page_is_kept(self, client, address):
        view = Ask.as_view(success_url=address)
        response = send(view, VALID, client, "contact", headers=HERE)
        assert response["HX-Redirect"] == address

    @pytest.mark.parametrize("client", HTMX)
    def test_an_address_is_encoded(self, client):
        view = Ask.as_view(success_url="/ж/?n=1,path:/evil")
        response = send(view, VALID, client, "contact")
        assert response["HX-Redirect"] == "/%D0%B6/?n=1,path:/evil"

    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize("headers", [{}, HERE])
    def test_messages_wait_for_the_page(self, client, headers, view, kwargs):
        class Told(SuccessMessageMixin, view):
            success_message = "Saved"

        request = make("POST", VALID, client, "contact", "messages", headers=headers)
        response = answer(Told, request, **kwargs)
        assert response.content == b""
        assert not get_messages(request).used
        assert [str(each) for each in get_messages(request)] == ["Saved"]

    @pytest.mark.parametrize("client", HTMX)
    def test_events_go_with_htmx_s_redirect(self, client):
        class Told(TriggerEventMixin, Ask):
            trigger_events = ["saved"]

        response = send(Told, VALID, client, "contact")
        assert list(json.loads(response["HX-Trigger"])) == ["saved"]

    def test_a_redirect_that_is_followed_has_no_events(self):
        class Told(TriggerEventMixin, Ask):
            trigger_events = ["saved"]

        response = send(Told, VALID, "alpine-ajax", "contact")
        assert not response.has_header("HX-Trigger")

    @pytest.mark.parametrize("client", CLIENTS)
    def test_cookies_and_headers_are_kept(self, client):
        response = send(Cookies(Ask), VALID, client, "contact", headers=HERE)
        assert response.cookies["seen"].value == "yes"
        assert response["X-Own"] == "1"

    @pytest.mark.parametrize("client", ENHANCED)
    def test_a_redirect_that_shows_the_form_is_no_success(self, client):
        """Only what ends a change is answered for the client; any other redirect is followed."""

        class Elsewhere(Ask):
            def get(self, request):
                return HttpResponseRedirect("/login/")

        response = send(Elsewhere, None, client, "contact", method="GET")
        assert (response.status_code, response["Location"]) == (303, "/login/")

    @pytest.mark.parametrize("client", ENHANCED)
    def test_a_guard_s_redirect_passes_whole(self, client):
        class Guarded(Show(Ask)):
            def dispatch(self, request, *args, **kwargs):
                return HttpResponseRedirect("/login/")

        response = send(Guarded, VALID, client, "contact")
        assert (response.status_code, response["Location"]) == (303, "/login/")

    def test_what_is_said_without_an_address(self):
        with pytest.raises(ImproperlyConfigured) as caught:
            send(Ask.as_view(success_url=None), VALID)
        assert str(caught.value) == "No URL to redirect to. Provide a success_url."


class TestMessageMixin:
    """SuccessMessageMixin on either side."""

    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize("left", [True, False])
    def test_message_goes_along(self, client, left, view, kwargs):
        mixins = (SuccessMessageMixin, PartialFormMixin)
        names = [name for name in vars(Edit) if not name.startswith("__")]
        shared = {name: getattr(view, name) for name in (*names, "form_class")}
        shared |= {"success_message": "Saved", "success_partial_name": "done"}
        bases = (*(mixins if left else mixins[::-1]), MessagesMixin)
        bases = (*bases, PartialTemplateMixin, view.__bases__[-1])
        view = type("Told", bases, shared)

        targets = ("contact", "messages")
        html = body(send(view, VALID, client, *targets, kwargs=kwargs))
        assert html.count("<i>Saved</i>") == 1
        html = body(send(view, INVALID, client, *targets, kwargs=kwargs))
        assert "<i>Saved</i>" not in html


def Wrong(right, generic):
    """The same view with its mixins to the right of Django's."""
    names = [name for name in vars(Edit) if not name.startswith("__")]
    shared = {name: getattr(right, name) for name in (*names, "form_class")}
    mixins = (PartialFormMixin, MessagesMixin, PartialTemplateMixin)
    return type(right.__name__, (generic, *mixins), shared)


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("data", [None, VALID, INVALID], ids=["get", "valid", "not"])
@pytest.mark.parametrize(
    ("right", "generic"),
    [(Ask, FormView), (Create, CreateView), (Update, UpdateView)],
    ids=["form", "create", "update"],
)
@pytest.mark.parametrize("partial", [None, "done"])
def test_mixins_right_of_the_view_do_the_same(client, data, right, generic, partial):
    method = "POST" if data else "GET"
    answers = []
    for view in (Wrong(right, generic), right):
        Contact.objects.all().delete()
        contact = ContactFactory(name="Old", email="old@example.org", pk=7)
        kwargs = {"pk": contact.pk} if right is Update else {}
        view = view.as_view(success_partial_name=partial)
        sent = send(view, data, client, "contact", method=method, kwargs=kwargs)
        answers.append((sent.status_code, dict(sent.headers), sent.content))
    assert answers[0] == answers[1]


class TestPrefix:
    """Two forms of one page; each has a view, a prefix and a target."""

    class First(Ask):
        prefix = "a"
        partial_names = {"first": "first"}
        template_name = "unit/two_forms.html"

        def get_context_data(self, **kwargs):
            context = super().get_context_data(**kwargs)
            form = context["form"]
            context[self.prefix] = form
            other = "b" if self.prefix == "a" else "a"
            return {other: self.form_class(prefix=other), **context}

    class Second(First):
        prefix = "b"
        partial_names = {"second": "second"}

    @pytest.mark.parametrize("client", ENHANCED)
    def test_each_answers_its_own_target(self, client):
        for view, target, other in (
            (self.First, "first", "second"),
            (self.Second, "second", "first"),
        ):
            html = body(send(view, {}, client, target))
            assert html.startswith(f'<form id="{target}">')
            assert f'id="{other}"' not in html
            assert html.count("This field is required.") == 2

    @pytest.mark.parametrize("client", ENHANCED)
    def test_the_other_one_s_fields_are_not_read(self, client):
        data = {"b-name": "Ann", "b-email": "ann@example.org"}
        response = send(self.First, data, client, "first")
        assert body(response).count("This field is required.") == 2
        response = send(self.Second, data, client, "second", headers=HERE)
        assert response["HX-Redirect"] == "/done/"

    def test_the_page_shows_both(self):
        html = body(send(self.First, {}))
        assert html.count("This field is required.") == 2
        assert 'id="first"' in html and 'id="second"' in html

    @pytest.mark.parametrize("client", ENHANCED)
    def test_a_fresh_form_has_its_prefix(self, client):
        view = self.First.as_view(success_partial_name="first")
        data = {"a-name": "Ann", "a-email": "ann@example.org"}
        html = body(send(view, data, client, "first"))
        assert 'name="a-name"' in html and "Ann" not in html


class OwnForm(forms.ModelForm):
    class Meta:
        model = Contact
        fields = ["name", "email"]


class TestObjectOfItsOwn:
    """A view that finds its object without a queryset, as a page for one's own data does."""

    class Mine(Show(Update)):
        model = None
        fields = None
        form_class = OwnForm

        def get_object(self):
            return Contact.objects.get()

    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
    def test_it_is_changed(self, client, method, contact):
        html = body(send(self.Mine, VALID, client, "contact", method=method))
        assert "Ann is saved" in html


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("client", ENHANCED)
@pytest.mark.parametrize("data", [VALID, INVALID], ids=["valid", "not valid"])
def test_async_view(client, data):
    class Async(Show(Create)):
        http_method_names = ["get", "post"]

        async def get(self, request):
            return await sync_to_async(super().get)(request)

        async def post(self, request):
            return await sync_to_async(super().post)(request)

    async def ask():
        return await Async.as_view()(make("POST", data, client, "contact"))

    response = asyncio.run(ask())
    html = body(response.render())
    assert ("Ann is saved" in html) is (data is VALID)
    assert shown(html) is (data is INVALID)


@pytest.mark.parametrize("client", CLIENTS)
def test_messages_of_other_code_are_shown_with_a_form_that_is_not_valid(client):
    request = make("POST", INVALID, client, "contact", "messages")
    messages.info(request, "hello")
    assert "<i>hello</i>" in body(answer(Ask, request))


@pytest.mark.parametrize("client", CLIENTS)
def test_everything_varies(client, view, kwargs):
    for data in (VALID, INVALID):
        response = send(view, data, client, "contact", kwargs=kwargs)
        assert "HX-Request" in response["Vary"]
