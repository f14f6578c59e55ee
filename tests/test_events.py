"""Events, from what a view declares to the header that each client reads."""

from __future__ import annotations

import datetime
import json
import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy, override
from django.views.generic import FormView, TemplateView, View
from django_htmx.http import trigger_client_event
from hypothesis import given
from hypothesis import strategies as st

from hypermedia_views import (
    ClientEvent,
    PartialTemplateMixin,
    PartialTemplateResponse,
    TriggerEventMixin,
)
from hypermedia_views.protocols.events import (
    MAX_HEADER,
    RESERVED,
    read_events,
    write_events,
)
from sandbox.contacts.forms import ContactForm
from sandbox.contacts.models import Contact

from .asking import CLIENTS, ENHANCED, ask, headers_of

pytestmark = pytest.mark.usefixtures("engine")

HEADERS = {
    "htmx-2": "HX-Trigger-After-Swap",
    "htmx-4": "HX-Trigger",
    "alpine-ajax": "HX-Trigger",
}


class Saved(TriggerEventMixin, PartialTemplateMixin, TemplateView):
    template_name = "unit/page.html"
    partial_names = ["details"]
    trigger_events = ["saved"]


def events_of(view, client="htmx-4", **headers):
    """What the header that the client reads says, if there is one."""
    response = ask(view, headers_of(client, "details") | headers)
    header = response.get(HEADERS[client])
    return header and json.loads(header)


def detail_of(detail):
    """An event's detail as it arrives, but for the element that it is fired on."""
    events = events_of(Saved.as_view(trigger_events={"saved": detail}))
    assert events["saved"].pop("target") == "body"
    return events["saved"]


class TestHeader:
    @pytest.mark.parametrize("client", ENHANCED)
    def test_each_client_reads_its_own(self, client):
        response = ask(Saved, headers_of(client, "details"))

        assert response[HEADERS[client]] == '{"saved": {"target": "body"}}'
        assert [name for name in response.headers if name.startswith("HX-")] == [
            HEADERS[client]
        ]

    @pytest.mark.parametrize("client", ENHANCED)
    def test_with_a_page_too(self, client):
        response = ask(Saved, headers_of(client, "unknown"))
        assert HEADERS[client] in response

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            headers_of("htmx-2", "details") | {"HX-History-Restore-Request": "true"},
            {"HX-History-Restore-Request": "true", "HX-Request-Type": "full"},
        ],
        ids=["plain", "restored by htmx 2", "restored by htmx 4"],
    )
    def test_no_event_without_a_change(self, headers):
        response = ask(Saved, headers)
        assert not [name for name in response.headers if name.startswith("HX-")]

    @pytest.mark.parametrize("client", ENHANCED)
    def test_not_on_a_redirect(self, client):
        class Redirect(TriggerEventMixin, View):
            trigger_events = ["saved"]

            def get(self, request):
                return HttpResponseRedirect("/")

        response = ask(Redirect, headers_of(client, "details"))
        assert not [name for name in response.headers if name.startswith("HX-")]

    @pytest.mark.parametrize(
        "how",
        [
            {"status": 204},
            {"status": 422},
            {"headers": {"HX-Redirect": "/"}},
            {"headers": {"HX-Location": '{"path": "/"}'}},
            {"headers": {"HX-Refresh": "true"}},
        ],
        ids=str,
    )
    def test_htmx_2_reads_another_where_it_swaps_nothing(self, how):
        class Other(TriggerEventMixin, View):
            trigger_events = invalid_trigger_events = ["saved"]

            def get(self, request):
                return HttpResponse(**how)

        response = ask(Other, headers_of("htmx-2", "details"))
        assert json.loads(response["HX-Trigger"]) == {"saved": {"target": "body"}}
        assert "HX-Trigger-After-Swap" not in response

    @pytest.mark.parametrize("client", ENHANCED)
    def test_of_a_function_view(self, client):
        def view(request):
            return PartialTemplateResponse(
                request, "unit/page.html", events=[ClientEvent("saved", {"n": 1})]
            )

        assert events_of(view, client) == {"saved": {"n": 1, "target": "body"}}

    def test_a_client_of_a_project_is_told_nothing_until_it_says_how(self):
        from hypermedia_views.protocols import HypermediaDetails, Protocol

        class Own(Protocol):
            name = "own"

            def read(self, request):
                return HypermediaDetails(self)

        response = ask(Saved.as_view(protocols=[Own()]))
        assert set(response.headers) == {"Content-Type"}


class TestDeclaration:
    @pytest.mark.parametrize(
        "events",
        [
            ["saved"],
            ("saved",),
            {"saved": None},
            {"saved": {}},
            [ClientEvent("saved")],
            [ClientEvent("saved", {})],
        ],
        ids=str,
    )
    def test_forms(self, events):
        assert events_of(Saved.as_view(trigger_events=events)) == {
            "saved": {"target": "body"}
        }

    @pytest.mark.parametrize("events", [None, [], {}])
    def test_none(self, events):
        assert events_of(Saved.as_view(trigger_events=events)) is None

    def test_dynamic(self):
        class Dynamic(Saved):
            def get_trigger_events(self):
                return [*super().get_trigger_events(), ClientEvent("more", {"n": 1})]

        assert list(events_of(Dynamic)) == ["saved", "more"]

    def test_a_hook_may_return_names(self):
        class Dynamic(Saved):
            def get_trigger_events(self):
                return ["saved"]

        assert events_of(Dynamic) == {"saved": {"target": "body"}}

    def test_the_class_keeps_what_it_declared(self):
        class Dynamic(Saved):
            def get_trigger_events(self):
                events = super().get_trigger_events()
                events.clear()
                return events

        events_of(Dynamic)
        assert Dynamic.trigger_events == ["saved"]


class Form(TriggerEventMixin, FormView):
    form_class = ContactForm
    template_name = "unit/page.html"
    trigger_events = ["saved"]
    invalid_trigger_events = ["refused"]

    def get(self, request):
        how = request.headers.get("How")
        return getattr(self, how)(self.get_form()) if how else super().get(request)

    def form_valid(self, form):
        return self.render_to_response(self.get_context_data())


class TestOutcome:
    @pytest.mark.parametrize(
        ("headers", "names"),
        [
            ({"How": "form_valid"}, ["saved"]),
            ({"How": "form_invalid"}, ["refused"]),
            ({}, []),
        ],
    )
    def test_of_a_form(self, headers, names):
        assert list(events_of(Form, **headers) or ()) == names


class Title:
    """What JSON knows nothing of."""


class TestDetail:
    @pytest.mark.parametrize(
        ("detail", "arrives"),
        [
            ({"on": datetime.date(2026, 11, 21)}, {"on": "2026-11-21"}),
            ({"sum": Decimal("1.50")}, {"sum": "1.50"}),
            ({"id": uuid.UUID(int=1)}, {"id": str(uuid.UUID(int=1))}),
            ({"who": Contact(pk=5)}, {"who": 5}),
            ({"all": [Contact(pk=5), None]}, {"all": [5, None]}),
            ({"n": {"m": 1.5}}, {"n": {"m": 1.5}}),
            ("saved", {"value": "saved"}),
            (0, {"value": 0}),
            ([1, 2], {"value": [1, 2]}),
            (Contact(pk=5), {"value": 5}),
        ],
        ids=str,
    )
    def test_arrives(self, detail, arrives):
        assert detail_of(detail) == arrives

    def test_a_lazy_translation_in_the_language_of_the_request(self):
        view = Saved.as_view(trigger_events={"saved": {"day": gettext_lazy("Monday")}})
        with override("de"):
            assert events_of(view)["saved"]["day"] == "Montag"

    def test_what_is_not_ascii(self):
        view = Saved.as_view(trigger_events={"gespeichert-ж": {"who": "Zoë ☃"}})
        response = ask(view, headers_of("htmx-4", "details"))

        assert response["HX-Trigger"].isascii()
        assert json.loads(response["HX-Trigger"])["gespeichert-ж"]["who"] == "Zoë ☃"

    @given(
        st.dictionaries(
            st.text().filter(lambda key: key not in RESERVED),
            st.recursive(
                st.none() | st.booleans() | st.integers() | st.text(),
                lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
                max_leaves=5,
            ),
            max_size=3,
        )
    )
    def test_any_json_value_arrives_as_it_was(self, detail):
        encoded = ClientEvent("saved", detail).encode()
        header = write_events("", [("saved", encoded)])

        assert header.isascii() and header.isprintable()
        assert json.loads(header)["saved"] == {**detail, "target": "body"}


class TestMerging:
    """Other code has put something into the header already."""

    def merged(self, header, client="htmx-4", events=("saved",)):
        class Merging(Saved):
            trigger_events = events

            def render_to_response(self, context, **kwargs):
                headers = {HEADERS[client]: header}
                return super().render_to_response(context, headers=headers)

        return events_of(Merging, client)

    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize("header", ["a, b", ' {"a": null, "b": {}}'])
    def test_both_stay(self, client, header):
        events = self.merged(header, client)

        assert list(events) == ["a", "b", "saved"]
        assert events["saved"] == {"target": "body"}

    def test_its_own_targets_stay(self):
        events = self.merged('{"a": {"target": "#here"}}')
        assert events["a"] == {"target": "#here"}

    def test_a_value_stays_a_value(self):
        assert self.merged('{"a": 1}')["a"] == {"value": 1}

    @pytest.mark.parametrize("client", ENHANCED)
    def test_the_same_name_keeps_both_details(self, client):
        events = [
            ClientEvent("saved", {"n": 1, "old": 1}),
            ClientEvent("saved", {"n": 2}),
        ]

        assert self.merged('{"saved": {"n": 0, "target": "#a"}}', client, events) == {
            "saved": {
                "n": 2,
                "old": 1,
                "details": [{"n": 0}, {"n": 1, "old": 1}, {"n": 2}],
                "target": "body",
            }
        }

    def test_the_same_name_and_detail_again_is_the_same_event(self):
        """As where ``cache_page`` holds the handler's answer, header included."""
        assert self.merged('{"saved": {"target": "body"}}') == {
            "saved": {"target": "body"}
        }

    def test_details_of_other_code(self):
        events = self.merged('{"saved": {"details": 5}}')
        assert events["saved"]["details"] == [{"details": 5}, {}]

    @pytest.mark.parametrize("client", ENHANCED)
    def test_django_htmx_can_add_to_it(self, client):
        response = ask(Saved, headers_of(client, "details"))
        after = "swap" if client == "htmx-2" else "receive"
        trigger_client_event(response, "more", after=after)

        assert list(json.loads(response[HEADERS[client]])) == ["saved", "more"]

    def test_neither_names_nor_json(self):
        with pytest.raises(ImproperlyConfigured) as caught:
            self.merged("{oops")
        assert str(caught.value).endswith(
            ": The response's event header holds '{oops', which is neither names nor a JSON object."
        )


class TestNames:
    @pytest.mark.parametrize("name", ["saved", "my:event", "a.b", "a-b_c", "ж", "1"])
    def test_allowed(self, name):
        assert ClientEvent(name).name == name

    @pytest.mark.parametrize(
        "name", ["", "a b", "a,b", "a\nb", "a\x00", "{a", 'a"b', "saved\n"]
    )
    def test_refused(self, name):
        with pytest.raises(ValueError) as caught:
            ClientEvent(name)
        assert str(caught.value) == (
            f"{name!r} is not an event's name: use letters, digits, '-', '_', '.' and ':'."
        )


class TestErrors:
    def raised(self, events):
        with pytest.raises(ImproperlyConfigured) as caught:
            ask(Saved.as_view(trigger_events=events), headers_of("htmx-4", "details"))
        return str(caught.value)

    def test_a_name(self):
        assert self.raised(["a b"]) == (
            "Saved.trigger_events: 'a b' is not an event's name: use letters, digits, '-', '_', '.' and ':'."
        )

    @pytest.mark.parametrize("events", ["saved", 5, {"saved"}])
    def test_not_a_list_of_events(self, events):
        assert self.raised(events) == (
            f"Saved.trigger_events is {events!r}. Make it a list of names, ['contact-saved'], a dict from names to "
            "details, {'contact-saved': {'source': 'list'}}, or a list of ClientEvent objects."
        )

    @pytest.mark.parametrize("events", [[5], {5: None}])
    def test_not_a_name(self, events):
        assert self.raised(events).startswith("Saved.trigger_events: ")

    def test_invalid_trigger_events(self):
        view = Form.as_view(invalid_trigger_events="refused")
        with pytest.raises(
            ImproperlyConfigured, match="^Form.invalid_trigger_events is"
        ):
            ask(view, headers_of("htmx-4") | {"How": "form_invalid"})

    @pytest.mark.parametrize(
        ("detail", "reason"),
        [
            ({"all": {1}}, "Object of type set is not JSON serializable"),
            (Title(), "Object of type Title is not JSON serializable"),
            (
                {uuid.UUID(int=1): 1},
                "keys must be str, int, float, bool or None, not UUID",
            ),
        ],
    )
    def test_what_json_can_not_hold(self, detail, reason):
        assert self.raised({"saved": detail}) == (
            f"Saved: The detail of the event 'saved' can't be written as JSON: {reason}. Use strings, numbers, lists, "
            "dicts, dates, Decimals, UUIDs, lazy translations or model instances."
        )

    def test_what_is_no_number(self):
        message = self.raised({"saved": float("nan")})
        assert message.startswith("Saved: The detail of the event 'saved' can't be")

    def test_what_holds_itself(self):
        detail: list = []
        detail.append(detail)
        message = self.raised({"saved": detail})
        assert message.startswith("Saved: The detail of the event 'saved' can't be")

    @pytest.mark.parametrize(
        ("key", "use"),
        [
            ("target", "where htmx looks for the element to fire it on"),
            ("details", "where the details stand of an event that comes twice"),
        ],
    )
    def test_a_key_that_has_a_use(self, key, use):
        assert self.raised({"saved": {key: 1}}) == (
            f"Saved: The event 'saved' has {key!r} in its detail, {use}. Give that key another name."
        )

    def test_what_is_too_long_for_a_header(self):
        size = len(json.dumps({"saved": {"target": "body", "value": "x" * MAX_HEADER}}))
        assert self.raised({"saved": "x" * MAX_HEADER}) == (
            f"Saved: The events 'saved' take {size} bytes, and a header carries 3072 safely. Send a primary key, and "
            "let what listens fetch the rest."
        )


@given(st.text())
def test_any_header_is_read_or_refused(header):
    try:
        events = read_events(header)
    except ValueError:
        return
    assert all(isinstance(detail, dict) for _, detail in events)


@pytest.mark.parametrize("client", CLIENTS)
def test_hooks_do_not_run_for_a_guard(client):
    class Guarded(Saved):
        def dispatch(self, request, *args, **kwargs):
            return HttpResponse("no", status=403)

        def get_trigger_events(self):
            raise AssertionError("the guard let it through")

    assert ask(Guarded, headers_of(client, "details")).content == b"no"
