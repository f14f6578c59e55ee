"""Headers that other code has set, put into the form that the client reads."""

from __future__ import annotations

import base64
import json

import pytest
from django.http import HttpResponse
from django_htmx.http import push_url, retarget, trigger_client_event

from hypermedia_views import hypermedia_view

from .asking import CLIENTS, ENHANCED, ask, headers_of


def mended(client, change):
    """The answer to a client, of a view that has changed its response."""

    @hypermedia_view
    def view(request):
        response = HttpResponse()
        change(response)
        return response

    return ask(view, headers_of(client, "details"))


def setting(name, value):
    return lambda response: response.headers.__setitem__(name, value)


@pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
def test_location_is_json(client):
    response = mended(client, setting("HX-Location", "/d?n=1,path:/evil"))
    assert json.loads(response["HX-Location"]) == {
        "path": "/d?n=1,path:/evil",
        "headers": {"HX-Request-Type": "full"},
    }


@pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
def test_location_that_is_json_stays(client):
    said = ' {"path": "/d", "target": "#a"}'
    assert mended(client, setting("HX-Location", said))["HX-Location"] == said


@pytest.mark.parametrize("client", ENHANCED)
@pytest.mark.parametrize("name", ["HX-Push-Url", "HX-Replace-Url"])
@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("true", "/"),
        ("false", "false"),
        ("/é?q=ж", "/%C3%A9?q=%D0%B6"),
        ("/%D0%B6", "/%D0%B6"),
    ],
)
def test_address_is_ascii(client, name, said, sent):
    assert mended(client, setting(name, said))[name] == sent


def test_address_by_django_htmx():
    response = mended("htmx-2", lambda response: push_url(response, "/ж"))
    assert response["HX-Push-Url"] == "/%D0%B6"


def test_selector_is_ascii():
    response = mended("htmx-4", lambda response: retarget(response, "#привет, .é"))
    assert response["HX-Retarget"] == (
        r"#\00043f\000440\000438\000432\000435\000442, .\0000e9"
    )


def encoded(text):
    """What a visitor can write, and Django would make of a text that is not Latin-1."""
    return f"=?utf-8?b?{base64.b64encode(text.encode()).decode()}?="


@pytest.mark.parametrize("client", ENHANCED)
@pytest.mark.parametrize("name", ["HX-Redirect", "HX-Push-Url", "HX-Location"])
@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example/ж", "javascript:alert('ж')"],
)
def test_what_a_visitor_has_encoded_leads_nowhere_else(client, name, address):
    """As a ``next`` that was taken for a path of this site."""
    response = mended(client, setting(name, encoded(address)))

    said = [response[header] for header in response.headers if header != "Vary"]
    assert not [each for each in said if "evil" in each or "javascript" in each]


@pytest.mark.parametrize("client", ENHANCED)
@pytest.mark.parametrize("name", ["HX-Redirect", "HX-Retarget", "HX-Trigger"])
@pytest.mark.parametrize("said", ["=?foo?b?x?=", "=?utf-8?b?gICA?=", "=?utf-8?b?x?="])
def test_what_is_encoded_wrongly_stays(client, name, said):
    assert mended(client, setting(name, said)).status_code == 200


@pytest.mark.parametrize("client", ENHANCED)
def test_events_are_ascii(client):
    events = json.dumps({"saved": {"who": "Жан"}}, ensure_ascii=False)
    response = mended(client, setting("HX-Trigger", events))
    assert json.loads(response["HX-Trigger"])["saved"]["who"] == "Жан"


@pytest.mark.parametrize("client", ["htmx-4", "alpine-ajax"])
@pytest.mark.parametrize("after", ["swap", "settle"])
def test_events_move_to_where_they_are_read(client, after):
    def change(response):
        trigger_client_event(response, "first")
        trigger_client_event(response, "second", {"n": 1}, after=after)

    response = mended(client, change)

    events = json.loads(response["HX-Trigger"])
    assert list(events) == ["first", "second"]
    assert events["second"] == {"target": "body", "n": 1}
    assert f"HX-Trigger-After-{after.title()}" not in response


def test_htmx_2_reads_them_all():
    def change(response):
        trigger_client_event(response, "saved", after="settle")

    assert "HX-Trigger-After-Settle" in mended("htmx-2", change)


@pytest.mark.parametrize("client", ENHANCED)
@pytest.mark.parametrize("name", ["HX-Trigger", "HX-Trigger-After-Swap", "HX-Location"])
def test_what_is_no_json_stays(client, name):
    assert mended(client, setting(name, "{oops"))[name] == "{oops"


class TestAlpineAjax:
    """What the package's script reads."""

    def test_plain_names_become_json(self):
        response = mended("alpine-ajax", setting("HX-Trigger", "a, b"))
        events = {"a": {"target": "body"}, "b": {"target": "body"}}
        assert json.loads(response["HX-Trigger"]) == events

    @pytest.mark.parametrize("said", ["/d?n=ж", '{"path": "/d?n=%D0%B6"}'])
    def test_location_is_a_redirect(self, said):
        response = mended("alpine-ajax", setting("HX-Location", said))
        assert response["HX-Redirect"] == "/d?n=%D0%B6"

    @pytest.mark.parametrize("said", ["{}", '{"path": null}'])
    def test_location_without_a_path(self, said):
        response = mended("alpine-ajax", setting("HX-Location", said))
        assert "HX-Redirect" not in response

    def test_refresh_is_a_redirect_to_where_one_is(self):
        response = mended("alpine-ajax", setting("HX-Refresh", "true"))
        assert response["HX-Redirect"] == ""


@pytest.mark.parametrize("client", CLIENTS)
def test_no_content(client):
    response = mended(client, lambda response: setattr(response, "status_code", 204))

    alpine = client == "alpine-ajax"
    assert response.status_code == (200 if alpine else 204)
    assert response.get("X-Alpine-Missing") == ("keep" if alpine else None)


def test_a_plain_browser_gets_what_the_view_said():
    response = mended("plain", setting("HX-Location", "/d"))
    assert response["HX-Location"] == "/d"
