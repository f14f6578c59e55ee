"""An object is deleted, its element goes, and what else the page tells of it changes."""

from __future__ import annotations

import json

import pytest
from django import forms
from django.contrib import messages
from django.contrib.messages import get_messages
from django.contrib.messages.views import SuccessMessageMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.generic import DeleteView, View

from hypermedia_views import (
    OOB,
    ClientEvent,
    MessagesMixin,
    OOBSwapMixin,
    PartialTemplateMixin,
    TriggerEventMixin,
)
from hypermedia_views.edit import PartialDeleteMixin
from hypermedia_views.middleware import MessagesMiddleware

from .asking import CLIENTS, ENHANCED
from .editing import answer, body, make, send
from .records.models import Book, Label, Shelf

pytestmark = [
    pytest.mark.usefixtures("engine"),
    pytest.mark.django_db(databases="__all__"),
]
METHODS = ("POST", "DELETE")
TARGET = "shelf-5"

#: The status of what others keep.
KEPT_STATUS = {"htmx-2": 200, "htmx-4": 200, "alpine-ajax": 409, "plain": 409}


class Delete(PartialDeleteMixin, PartialTemplateMixin, DeleteView):
    model = Shelf
    template_name = "unit/shelves.html"
    partial_names = {TARGET: "row"}
    success_url = "/shelves/"

    def get_context_data(self, **kwargs):
        return super().get_context_data(count=Shelf.objects.count(), **kwargs)


class Told(SuccessMessageMixin, MessagesMixin, TriggerEventMixin, OOBSwapMixin, Delete):
    """Has something to tell."""

    success_message = "Gone"
    messages_partial = "messages"
    trigger_events = ["gone"]
    invalid_trigger_events = ["kept"]
    oob_partials = ["count"]


@pytest.fixture(autouse=True)
def shelf():
    Shelf.objects.create(pk=4, name="Other")
    return Shelf.objects.create(pk=5, name="Shelf")


def ask(view, client="plain", *targets, data=None, method="POST", **options):
    """The answer of a view that deletes the one shelf."""
    return send(
        view, data, client, *targets, method=method, kwargs={"pk": 5}, **options
    )


def exists():
    return Shelf.objects.filter(pk=5).exists()


def events_of(response):
    """The names of the events that an answer has."""
    names = [name for name in response.headers if name.startswith("HX-Trigger")]
    return [event for name in names for event in json.loads(response[name])]


@pytest.mark.parametrize("method", METHODS)
class TestOnePath:
    @pytest.mark.parametrize("client", CLIENTS)
    def test_it_is_deleted(self, client, method):
        ask(Delete, client, TARGET, method=method)
        assert not exists()
        assert Shelf.objects.count() == 1

    @pytest.mark.parametrize("client", CLIENTS)
    def test_form_valid_runs(self, client, method):
        valid = []

        class Noting(Delete):
            def form_valid(self, form):
                valid.append(self.object.name)
                return super().form_valid(form)

        ask(Noting, client, TARGET, method=method)
        assert valid == ["Shelf"]

    @pytest.mark.parametrize("client", CLIENTS)
    def test_message_is_added(self, client, method):
        request = make(method, None, client, TARGET)
        answer(Told, request, pk=5)
        assert [str(each) for each in get_messages(request)] == ["Gone"]

    @pytest.mark.parametrize("left", [True, False])
    def test_message_mixin_on_either_side(self, left, method):
        bases = (SuccessMessageMixin, PartialDeleteMixin)
        bases = bases if left else bases[::-1]

        class Sides(*bases, MessagesMixin, PartialTemplateMixin, DeleteView):
            model = Shelf
            template_name = "unit/shelves.html"
            success_url = "/"
            success_message = "Gone"
            messages_partial = "messages"

        html = body(ask(Sides, "htmx-4", TARGET, method=method))
        assert html.count("<i>Gone</i>") == 1

    @pytest.mark.parametrize("client", ENHANCED)
    def test_event_is_fired(self, client, method):
        assert events_of(ask(Told, client, TARGET, method=method)) == ["gone"]

    def test_redirect_without_a_client(self, method):
        response = ask(Told, method=method)
        status = 302 if method == "POST" else 303
        assert (response.status_code, response["Location"]) == (status, "/shelves/")
        assert not events_of(response)

    @pytest.mark.parametrize("client", CLIENTS)
    def test_another_object_is_not_found(self, client, method):
        view = Delete.as_view(queryset=Shelf.objects.exclude(pk=5))
        with pytest.raises(Http404):
            ask(view, client, TARGET, method=method)
        assert exists()

    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize("left", [True, False])
    def test_a_guard_comes_first(self, client, left, method):
        class Guard(View):
            def dispatch(self, request, *args, **kwargs):
                return HttpResponseRedirect("/login/")

        bases = (PartialDeleteMixin, PartialTemplateMixin)
        bases = (Guard, *bases) if left else (*bases, Guard)
        view = type("Guarded", (*bases, DeleteView), {"model": Shelf})
        response = ask(view, client, TARGET, method=method)
        assert response["Location"] == "/login/"
        assert exists()

    @pytest.mark.parametrize("client", CLIENTS)
    def test_a_guard_may_raise(self, client, method):
        class Guarded(Delete):
            def get_object(self):
                raise PermissionDenied

        with pytest.raises(PermissionDenied):
            ask(Guarded, client, TARGET, method=method)
        assert exists()

    def test_object_that_the_view_finds_itself(self, method):
        class Own(Delete):
            model = None

            def get_object(self):
                return Shelf.objects.get(name="Shelf")

        assert ask(Own, "htmx-4", TARGET, method=method).status_code == 200
        assert not exists()

    def test_database_of_the_queryset(self, method, database):
        Shelf.objects.using(database).update_or_create(pk=5, name="Shelf")
        view = Delete.as_view(queryset=Shelf.objects.using(database))
        assert ask(view, "htmx-4", TARGET, method=method).status_code == 200
        assert not Shelf.objects.using(database).filter(pk=5).exists()
        assert exists() is (database != "default")

    def test_method_and_csrf_are_not_read_from_the_query(self, method):
        response = ask(
            Delete, "htmx-4", TARGET, method="GET", path=f"/?_method={method}"
        )
        assert response.status_code == 200
        assert exists()


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_other_methods_are_not_allowed(client, method, caplog):
    response = ask(Delete, client, TARGET, method=method)
    assert response.status_code == 405
    assert {"POST", "DELETE"} <= set(response["Allow"].split(", "))
    assert exists()


class Sure(forms.Form):
    sure = forms.BooleanField()


class Ask(Delete):
    """Wants to be sure."""

    form_class = Sure


class TestForm:
    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize("method", METHODS)
    def test_invalid(self, client, method):
        view = Ask.as_view(partial_names={"form": "row"})
        response = ask(view, client, "form", method=method)
        assert response.status_code == (422 if client == "alpine-ajax" else 200)
        assert exists()

    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize("method", METHODS)
    def test_body(self, client, method):
        ask(Ask, client, TARGET, data={"sure": "on"}, method=method)
        assert not exists()

    @pytest.mark.parametrize("client", CLIENTS)
    def test_parameters_of_delete_in_the_address(self, client):
        """htmx sends them there."""
        ask(Ask, client, TARGET, method="DELETE", path="/?sure=on")
        assert not exists()

    @pytest.mark.parametrize("client", CLIENTS)
    def test_parameters_of_post_in_the_address_do_not_count(self, client):
        ask(Ask, client, TARGET, path="/?sure=on")
        assert exists()

    @pytest.mark.parametrize("client", CLIENTS)
    def test_body_goes_before_the_address(self, client):
        data = {"sure": "false"}
        ask(Ask, client, TARGET, data=data, method="DELETE", path="/?sure=on")
        assert exists()

    @pytest.mark.parametrize("client", CLIENTS)
    def test_invalid_status(self, client):
        view = Ask.as_view(invalid_status=400)
        assert ask(view, client, TARGET).status_code == 400

    @pytest.mark.parametrize("client", ENHANCED)
    def test_look_before_it(self, client):
        html = body(ask(Ask, client, TARGET, method="GET"))
        assert html == '<p id="shelf-5">Shelf</p>'


@pytest.mark.parametrize("method", METHODS)
class TestTargetGoes:
    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    @pytest.mark.parametrize("target", [(TARGET,), ("anything",), ()])
    def test_htmx(self, client, target, method):
        response = ask(Delete, client, *target, method=method)
        assert response.status_code == 200
        assert response["HX-Reswap"] == ("delete show:none")
        assert body(response) == ""

    @pytest.mark.parametrize("target", [TARGET, "anything"])
    def test_alpine(self, target, method):
        response = ask(Delete, "alpine-ajax", target, method=method)
        assert response.status_code == 200
        assert response["X-Alpine-Delete"] == target
        assert body(response) == ""

    def test_of_several_ids_alpine_removes_the_targets_by_itself(self, method):
        """The header can't tell which of them is a region with ``x-sync``, which stays."""
        response = ask(Delete, "alpine-ajax", TARGET, "clock", method=method)
        assert response.status_code == 200
        assert not response.has_header("X-Alpine-Delete")
        assert not response.has_header("X-Alpine-Missing")
        assert body(response) == ""

    def test_the_project_s_region_of_messages_stays(self, method, settings):
        settings.HYPERMEDIA_MESSAGES_PARTIAL = "unit/parts.html#messages"
        response = ask(Delete, "alpine-ajax", TARGET, "messages", method=method)
        assert response["X-Alpine-Delete"] == TARGET

    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize(
        "target", ["#x", "a b", "é", "ж", "<i>", "%", "x:y", '"', "\\", "x" * 5000, "{"]
    )
    def test_any_id_whatever(self, client, target, method):
        header = "X-Alpine-Target" if client == "alpine-ajax" else "HX-Target"
        response = ask(Delete, client, TARGET, method=method, headers={header: target})
        assert response.status_code == 200
        assert not exists()
        assert all(value.isascii() for value in response.headers.values())

    @pytest.mark.parametrize("client", ENHANCED)
    def test_no_template_is_needed(self, client, method):
        view = Delete.as_view(template_name="unit/there_is_none.html")
        assert body(ask(view, client, TARGET, method=method)) == ""

    @pytest.mark.parametrize("client", ENHANCED)
    def test_no_other_mixin_is_needed(self, client, method):
        class Alone(PartialDeleteMixin, DeleteView):
            model = Shelf
            success_url = "/"

        assert body(ask(Alone, client, TARGET, method=method)) == ""
        assert not exists()

    @pytest.mark.parametrize("client", ENHANCED)
    def test_parts_and_messages_go_along(self, client, method):
        targets = (TARGET, "count", "messages")
        html = body(ask(Told, client, *targets, method=method))
        assert 'id="count"' in html and ">1</b>" in html
        assert html.count("<i>Gone</i>") == 1
        assert "Shelf" not in html

    @pytest.mark.parametrize("client", ENHANCED)
    def test_messages_by_the_middleware(self, client, method, settings):
        settings.HYPERMEDIA_MESSAGES_PARTIAL = "unit/parts.html#messages"

        class Quiet(SuccessMessageMixin, Delete):
            success_message = "Gone"

        middleware = MessagesMiddleware(lambda request: answer(Quiet, request, pk=5))
        response = middleware(make(method, None, client, TARGET, "messages"))
        assert body(response).count("Gone") == 1
        assert "delete" in response.get("HX-Reswap", "") or (
            response["X-Alpine-Delete"] == TARGET
        )

    def test_alpine_keeps_what_is_sent(self, method):
        targets = (TARGET, "count", "messages")
        response = ask(Told, "alpine-ajax", *targets, method=method)
        assert response["X-Alpine-Delete"] == TARGET

    def test_alpine_keeps_a_part_that_is_not_due(self, method):
        part = OOB("count", when=False)
        view = Told.as_view(oob_partials=[part])
        response = ask(view, "alpine-ajax", TARGET, "count", method=method)
        assert response["X-Alpine-Delete"] == TARGET
        assert response["X-Alpine-Missing"] == "keep"

    def test_alpine_keeps_what_is_on_every_page(self, method, settings):
        settings.HYPERMEDIA_PARTIAL_NAMES = {"line": "unit/parts.html#line"}
        response = ask(Delete, "alpine-ajax", TARGET, "line", method=method)
        assert response["X-Alpine-Delete"] == TARGET
        assert body(response) == '<p id="line">line</p>'

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_a_target_that_is_a_part_is_answered_by_it(self, client, method):
        response = ask(Told, client, "count", method=method)
        assert body(response).startswith('<b id="count">1</b>')
        assert "delete" not in response["HX-Reswap"]

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_boosted(self, client, method):
        response = ask(Delete, client, TARGET, boosted=True, method=method)
        assert response["HX-Reswap"].startswith("delete")

    @pytest.mark.parametrize("client", ENHANCED)
    def test_cookies_and_headers_are_kept(self, client, method):
        class Cookies(Delete):
            def form_valid(self, form):
                response = super().form_valid(form)
                response.set_cookie("seen", "yes")
                response["X-Own"] = "1"
                return response

        response = ask(Cookies, client, TARGET, method=method)
        assert response.cookies["seen"].value == "yes"
        assert response["X-Own"] == "1"


@pytest.mark.parametrize("client", ENHANCED)
@pytest.mark.parametrize("method", METHODS)
class TestAfterwards:
    def test_success_partial(self, client, method):
        view = Told.as_view(success_partial_name="gone")
        response = ask(view, client, TARGET, "count", "messages", method=method)
        assert response.status_code == 200
        assert '<p id="shelf-5">Shelf is gone</p>' in body(response)
        assert ">1</b>" in body(response)
        assert not response.has_header("HX-Reswap")
        assert not response.has_header("X-Alpine-Delete")

    def test_success_partial_by_the_hook(self, client, method):
        class Chosen(Delete):
            def get_success_partial_name(self):
                return "gone"

        html = body(ask(Chosen, client, TARGET, method=method))
        assert html == '<p id="shelf-5">Shelf is gone</p>'

    def test_the_page_goes_to_the_list(self, client, method):
        view = Told.as_view(removes_target=False)
        headers = {"HX-Current-URL": "http://testserver/shelves/5/"}
        response = ask(view, client, TARGET, method=method, headers=headers)
        assert (response.status_code, response["HX-Redirect"]) == (200, "/shelves/")
        assert body(response) == ""
        assert events_of(response) == ["gone"]

    def test_the_page_goes_by_the_hook(self, client, method):
        class Chosen(Delete):
            def get_removes_target(self):
                return "list" in self.request.GET

        headers = {"HX-Current-URL": "http://testserver/shelves/5/"}
        response = ask(Chosen, client, TARGET, method=method, headers=headers)
        assert response["HX-Redirect"] == "/shelves/"

    def test_form_valid_may_render_by_itself(self, client, method):
        class Rendering(Delete):
            def form_valid(self, form):
                super().form_valid(form)
                return self.render_to_response(self.get_context_data(form=form))

        view = Rendering.as_view(removes_target=False)
        html = body(ask(view, client, TARGET, method=method))
        assert html == '<p id="shelf-5">Shelf</p>'


@pytest.mark.parametrize("client", ENHANCED)
class TestHooks:
    def test_they_are_asked_before_it(self, client):
        """What an event tells may be read from the database."""

        class Asking(Told):
            def get_trigger_events(self):
                stored = Shelf.objects.get(pk=self.object.pk)
                return [ClientEvent("gone", {"name": stored.name})]

            def get_oob_partials(self):
                assert exists()
                return [OOB("row", f"shelf-{self.object.pk - 1}", "innerHTML")]

        response = ask(Asking, client, TARGET, "shelf-4")
        [header] = [name for name in response.headers if "Trigger" in name]
        assert json.loads(response[header])["gone"]["name"] == "Shelf"
        assert "shelf-4" in body(response)

    def test_context_is_asked_after_it(self, client):
        assert ">1</b>" in body(ask(Told, client, TARGET, "count"))

    def test_the_object_keeps_its_key(self, client):
        class Keyed(Told):
            def get_context_data(self, **kwargs):
                pk = self.object.pk
                return {**super().get_context_data(**kwargs), "count": f"key {pk}"}

        assert "key 5" in body(ask(Keyed, client, TARGET, "count"))

    def test_they_are_asked_once(self, client):
        calls = []

        class Counting(Told):
            def describe(self, answer):
                calls.append(self.outcome)
                return super().describe(answer)

        ask(Counting, client, TARGET)
        assert calls == ["success"]

    def test_a_description_is_dropped_if_form_valid_answers_an_error(self, client):
        class Refusing(Told):
            invalid_oob_partials = ["count"]

            def form_valid(self, form):
                context = self.get_context_data(form=form)
                return self.render_to_response(context, status=409)

        response = ask(Refusing, client, TARGET)
        assert response.status_code == 409
        assert body(response).startswith('<p id="shelf-5">Shelf</p>')
        assert events_of(response) == ["kept"]
        assert not response.has_header("HX-Reswap")
        assert not response.has_header("X-Alpine-Delete")
        assert exists()

    def test_a_description_is_dropped_if_form_valid_finds_an_error(self, client):
        class Refusing(Told):
            def form_valid(self, form):
                form.add_error(None, "Not now.")
                return self.form_invalid(form)

        response = ask(Refusing, client, TARGET)
        assert "Not now." in body(response)
        assert events_of(response) == ["kept"]
        assert exists()

    def test_a_description_of_one_request_is_not_the_next_one_s(self, client):
        view = Told.as_view()
        Book.objects.create(title="Emma", shelf_id=4)
        ask(view, client, TARGET)
        response = send(view, None, client, "shelf-4", kwargs={"pk": 4})
        assert events_of(response) == ["kept"]


@pytest.fixture(params=[Book, Label], ids=["protected", "restricted"])
def keep(request):
    """Makes objects that keep the shelf."""

    def make(*names):
        text = "title" if request.param is Book else "text"
        for name in names:
            request.param.objects.create(**{text: name, "shelf_id": 5})

    return make


@pytest.mark.parametrize("method", METHODS)
class TestProtected:
    @pytest.mark.parametrize("client", CLIENTS)
    def test_status(self, client, method, keep):
        keep("Emma")
        response = ask(Delete, client, TARGET, method=method)
        assert response.status_code == KEPT_STATUS[client]
        assert exists()

    @pytest.mark.parametrize("client", CLIENTS)
    def test_status_of_the_view(self, client, method, keep):
        keep("Emma")
        view = Delete.as_view(invalid_status=422)
        assert ask(view, client, TARGET, method=method).status_code == 422

    @pytest.mark.parametrize("client", ENHANCED)
    def test_message_in_the_partial_of_the_target(self, client, method, keep):
        keep("Persuasion", "Emma")
        html = body(ask(Delete, client, TARGET, method=method))
        said = "Shelf can’t be deleted. It is needed by: Emma and Persuasion."
        assert html.startswith('<p id="shelf-5">Shelf') and f"<li>{said}</li>" in html

    def test_message_in_the_page(self, method, keep):
        keep("Emma")
        html = body(ask(Delete, method=method))
        assert "<h1>" in html
        assert "<li>Shelf can’t be deleted. It is needed by: Emma.</li>" in html

    @pytest.mark.parametrize(
        ("count", "others"),
        [
            (3, "0, 1 and 2"),
            (5, "0, 1, 2, 3 and 4"),
            (6, "0, 1, 2, 3, 4 and 1 more"),
            (9, "0, 1, 2, 3, 4 and 4 more"),
        ],
    )
    def test_many_are_counted(self, count, others, method, keep):
        keep(*map(str, range(count)))
        html = body(ask(Delete, "htmx-4", TARGET, method=method))
        assert f"<li>Shelf can’t be deleted. It is needed by: {others}.</li>" in html

    def test_names_are_escaped(self, method, keep):
        keep("<script>")
        html = body(ask(Delete, "htmx-4", TARGET, method=method))
        assert "<script>" not in html and "&lt;script&gt;" in html

    def test_own_message(self, method, keep):
        class Own(Delete):
            def get_protected_message(self, objects):
                return f"{len(objects)} need {self.object}."

        keep("Emma", "Persuasion")
        html = body(ask(Own, "htmx-4", TARGET, method=method))
        assert "<li>2 need Shelf.</li>" in html

    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize("target", [TARGET, "anything"])
    def test_partial(self, client, target, method, keep):
        keep("Persuasion", "Emma")
        view = Delete.as_view(protected_partial_name="kept")
        html = body(ask(view, client, TARGET, method=method))
        assert html == '<p id="shelf-5">Shelf is needed by Emma, Persuasion</p>'

    @pytest.mark.parametrize("client", ENHANCED)
    def test_partial_by_the_hook(self, client, method, keep):
        class Chosen(Delete):
            def get_protected_partial_name(self):
                return "kept"

        keep("Emma")
        html = body(ask(Chosen, client, TARGET, method=method))
        assert html == '<p id="shelf-5">Shelf is needed by Emma</p>'

    @pytest.mark.parametrize("client", ENHANCED)
    def test_nothing_of_a_success(self, client, method, keep):
        keep("Emma")
        view = Told.as_view(success_partial_name="gone")
        request = make(method, None, client, TARGET, "messages")
        response = answer(view, request, pk=5)
        assert "is gone" not in body(response) and "count" not in body(response)
        assert events_of(response) == ["kept"]
        assert not list(get_messages(request))
        assert not response.has_header("HX-Reswap")
        assert not response.has_header("X-Alpine-Delete")

    def test_what_form_valid_wrote_is_undone(self, method, keep, database):
        class Writing(Delete):
            def form_valid(self, form):
                Shelf.objects.using(database).create(pk=6, name="written")
                messages.info(self.request, "told")
                return super().form_valid(form)

        Shelf.objects.using(database).update_or_create(pk=5, name="Shelf")
        Book.objects.using(database).create(title="Emma", shelf_id=5)
        view = Writing.as_view(queryset=Shelf.objects.using(database))
        response = ask(view, "alpine-ajax", TARGET, method=method)
        assert response.status_code == 409
        rows = Shelf.objects.using(database)
        assert rows.filter(pk=5).exists()
        assert not rows.filter(name="written").exists()

    def test_a_form_that_is_not_valid_is_no_protected_object(self, method, keep):
        keep("Emma")
        response = ask(Ask, "alpine-ajax", TARGET, method=method)
        assert response.status_code == 422
        assert "It is needed" not in body(response)

    def test_other_errors_are_raised(self, method):
        class Broken(Delete):
            def form_valid(self, form):
                super().form_valid(form)
                raise ValueError("broken")

        with pytest.raises(ValueError, match="^broken$"):
            ask(Broken, "htmx-4", TARGET, method=method)
        assert exists()

    def test_other_answers_of_form_valid_are_kept(self, method):
        class Json(Delete):
            def form_valid(self, form):
                super().form_valid(form)
                return HttpResponse("{}", content_type="application/json")

        response = ask(Json, "htmx-4", TARGET, method=method)
        assert body(response) == "{}"
        assert not response.has_header("HX-Reswap")
