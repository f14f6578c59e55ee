"""What each client's headers mean, and which partials it gets."""

from __future__ import annotations

import time

import pytest
from django.http import HttpRequest, HttpResponseRedirect

from hypermedia_views import HypermediaDetails, get_hypermedia
from hypermedia_views.protocols import (
    OOB,
    PROTOCOLS,
    AlpineAjax,
    Htmx2,
    Htmx4,
    Offer,
    Plain,
    Plan,
    Protocol,
    vary_on,
)
from hypermedia_views.protocols.elements import Element
from hypermedia_views.protocols.markup import first_tag, is_page

from .asking import CLIENTS, ENHANCED, factory, headers_of

DECLARED = {"a": "one", "b": "two", "c": "one"}


def read(**headers: str) -> HypermediaDetails:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return get_hypermedia(factory.get("/", headers=named))


@pytest.mark.parametrize("client", CLIENTS)
def test_client(client):
    details = get_hypermedia(factory.get("/", headers=headers_of(client, "a")))

    assert details.client == client
    assert bool(details) is (client != "plain")
    assert details.wants_partial is (client != "plain")
    assert details.targets == (() if client == "plain" else ("a",))


def test_htmx_2_in_full():
    details = read(
        HX_Request="true",
        HX_Target="results",
        HX_Trigger="search",
        HX_Current_URL="https://example.org/?q=1",
        HX_Boosted="true",
    )

    assert details.client == "htmx-2"
    assert details.targets == ("results",)
    assert details.source == "search"
    assert details.current_url == "https://example.org/?q=1"
    assert details.boosted
    assert not details.history_restore


def test_htmx_2_target_is_decoded_only_when_it_says_so():
    encoded = {"HX_Request": "true", "HX_Target": "%D0%B6"}

    assert read(**encoded).targets == ("%D0%B6",)
    assert read(**encoded, HX_Target_URI_AutoEncoded="true").targets == ("ж",)


def test_htmx_2_boosted_body_wants_the_page():
    assert not read(HX_Request="true", HX_Boosted="true").wants_partial


def test_htmx_2_without_a_target_wants_a_partial():
    assert read(HX_Request="true").wants_partial


def test_htmx_2_history_restore_wants_the_page():
    details = read(
        HX_Request="true", HX_History_Restore_Request="true", HX_Target="results"
    )

    assert details.client == "htmx-2"
    assert details.history_restore
    assert not details.wants_partial


def test_htmx_4_in_full():
    details = read(
        HX_Request="true",
        HX_Request_Type="partial",
        HX_Target="div#r%C3%A9sultats",
        HX_Source="button#b%C3%A9ta",
        HX_Current_URL="https://example.org/",
    )

    assert details.client == "htmx-4"
    assert details.targets == ("résultats",)
    assert details.source == "béta"
    assert details.current_url == "https://example.org/"
    assert details.wants_partial


def test_htmx_4_bare_tag_is_no_id():
    details = read(
        HX_Request="true", HX_Request_Type="partial", HX_Target="div", HX_Source="a"
    )

    assert details.targets == ()
    assert details.source is None


def test_htmx_4_full_wants_the_page():
    details = read(HX_Request="true", HX_Request_Type="full", HX_Target="div#results")

    assert details.client == "htmx-4"
    assert not details.wants_partial


@pytest.mark.parametrize(
    "headers",
    [{"HX_Request_Type": "full"}, {}],
    ids=["4.0.1", "4.0.0-beta6"],
)
def test_htmx_4_history_restore_comes_without_hx_request(headers):
    details = read(HX_History_Restore_Request="true", **headers)

    assert details.client == "htmx-4"
    assert details
    assert details.history_restore
    assert not details.wants_partial


def test_alpine_in_full():
    details = read(
        X_Alpine_Request="true",
        X_Alpine_Target="a b  a",
        Referer="https://example.org/fragment",
    )

    assert details.client == "alpine-ajax"
    assert details.targets == ("a", "b")
    assert details.current_url == "https://example.org/fragment"
    assert details.wants_partial


def test_alpine_page_is_told_by_the_script():
    details = read(
        X_Alpine_Request="true",
        HX_Current_URL="https://example.org/page",
        Referer="https://example.org/fragment",
    )

    assert details.current_url == "https://example.org/page"


@pytest.mark.parametrize("client", CLIENTS)
def test_what_the_page_asks_by_itself_is_told_by_the_script(client):
    def background(**more):
        headers = headers_of(client, "a") | more
        return get_hypermedia(factory.get("/", headers=headers)).background

    assert not background()
    assert not background(**{"HX-Background": "no"})
    assert background(**{"HX-Background": "true"}) is (client != "plain")


@pytest.mark.parametrize("value", ["", "  ", "_self", "_top _none"])
def test_alpine_without_an_element_wants_the_page(value):
    details = read(X_Alpine_Request="true", X_Alpine_Target=value)

    assert details.targets == ()
    assert not details.wants_partial


@pytest.mark.parametrize(
    "headers",
    [{"HX_Request": "yes"}, {"X_Alpine_Request": "1"}, {"HX_Target": "a"}],
)
def test_other_values_are_a_plain_request(headers):
    assert read(**headers).client == "plain"


def test_headers_are_read_once_a_request():
    request = factory.get("/", headers=headers_of("htmx-4", "a"))

    assert get_hypermedia(request) is get_hypermedia(request)


def test_other_protocols_read_it_anew_and_are_remembered():
    request = factory.get("/", headers=headers_of("htmx-2", "a"))
    plain_only = [Plain()]

    assert get_hypermedia(request).client == "htmx-2"
    assert get_hypermedia(request, plain_only).client == "plain"
    assert get_hypermedia(request).client == "plain"


def test_a_request_that_no_protocol_knows_is_plain():
    request = factory.get("/")

    assert get_hypermedia(request, [Htmx4()]).client == "plain"


def test_details_are_frozen():
    with pytest.raises(AttributeError):
        read().targets = ("a",)  # type: ignore[misc]


class TestSelect:
    @pytest.mark.parametrize("protocol", [Htmx2(), Htmx4()])
    def test_declared_target(self, protocol):
        details = HypermediaDetails(protocol, ("b",), wants_partial=True)
        assert protocol.select(details, DECLARED, None) == ("two",)

    @pytest.mark.parametrize("protocol", [Htmx2(), Htmx4()])
    def test_unknown_target_gets_the_default(self, protocol):
        details = HypermediaDetails(protocol, ("x",), wants_partial=True)
        assert protocol.select(details, DECLARED, "one") == ("one",)
        assert protocol.select(details, DECLARED, None) == ()

    @pytest.mark.parametrize("protocol", [Htmx2(), Htmx4()])
    def test_boosted_needs_a_declared_target(self, protocol):
        known = HypermediaDetails(protocol, ("b",), boosted=True, wants_partial=True)
        unknown = HypermediaDetails(protocol, ("x",), boosted=True, wants_partial=True)
        assert protocol.select(known, DECLARED, "one") == ("two",)
        assert protocol.select(unknown, DECLARED, "one") == ()

    @pytest.mark.parametrize("protocol", PROTOCOLS)
    def test_page_wanted(self, protocol):
        details = HypermediaDetails(protocol, ("a",))
        assert protocol.select(details, DECLARED, "one") == ()

    def test_alpine_gets_every_declared_partial_once(self):
        details = HypermediaDetails(AlpineAjax(), ("b",), wants_partial=True)
        assert details.protocol.select(details, DECLARED, None) == ("one", "two")

    def test_alpine_unknown_ids_get_the_page(self):
        details = HypermediaDetails(AlpineAjax(), ("x", "y"), wants_partial=True)
        assert details.protocol.select(details, DECLARED, None) == ()

    def test_alpine_unknown_id_beside_a_known_one_is_looked_for(self):
        details = HypermediaDetails(AlpineAjax(), ("b", "x"), wants_partial=True)
        assert details.protocol.select(details, DECLARED, None) == ("one", "two")

    def test_alpine_unknown_id_may_stand_in_the_default(self):
        details = HypermediaDetails(AlpineAjax(), ("x",), wants_partial=True)
        assert details.protocol.select(details, {"d": "d"}, "d") == ("d",)


class TestRemoves:
    """The plan of an answer after which nothing is left of its target."""

    @staticmethod
    def plan(protocol, *targets, boosted=False, **offer):
        details = HypermediaDetails(
            protocol, targets, boosted=boosted, wants_partial=True
        )
        return protocol.plan(details, Offer(removes=True, **{"declared": {}, **offer}))

    @pytest.mark.parametrize("protocol", [Htmx2(), Htmx4()])
    @pytest.mark.parametrize("targets", [("a",), ("x",), ()])
    @pytest.mark.parametrize("boosted", [False, True])
    def test_htmx_deletes_any_target(self, protocol, targets, boosted):
        plan = self.plan(protocol, *targets, boosted=boosted, parts=(OOB("count"),))
        assert plan == Plan(
            beside=(OOB("count"),), headers=(("HX-Reswap", plan.headers[0][1]),)
        )
        assert plan.headers[0][1].split()[0] == "delete"

    @pytest.mark.parametrize("protocol", [Htmx2(), Htmx4()])
    def test_htmx_gets_a_part_that_is_the_target(self, protocol):
        part = OOB("count")
        plan = self.plan(protocol, "count", parts=(part,), ids=frozenset(["count"]))
        assert (plan.main, plan.beside) == (part, ())

    @pytest.mark.parametrize("protocol", [Htmx2(), Htmx4()])
    def test_htmx_keeps_a_part_that_is_not_due(self, protocol):
        plan = self.plan(protocol, "count", ids=frozenset(["count"]))
        assert plan.headers[0][1].split()[0] == "none"

    def test_alpine_is_told_of_its_target(self):
        plan = self.plan(AlpineAjax(), "a")
        assert plan.headers == (("X-Alpine-Delete", "a"),)
        assert "a" in plan.kept

    def test_alpine_removes_several_by_itself(self):
        plan = self.plan(AlpineAjax(), "a", "b")
        assert (plan.headers, plan.kept) == ((), {"a", "b"})

    def test_alpine_is_told_what_to_keep_of_several(self):
        plan = self.plan(AlpineAjax(), "a", "b", "cöunt", ids=frozenset(["cöunt"]))
        assert plan.headers == (("X-Alpine-Missing", "c%C3%B6unt"),)

    def test_alpine_keeps_what_is_declared_or_sent(self):
        plan = self.plan(
            AlpineAjax(),
            *("a", "line", "count"),
            declared={"line": "line"},
            parts=(OOB("count"),),
            ids=frozenset(["count"]),
        )
        assert plan.headers == (("X-Alpine-Delete", "a"),)
        assert plan.names == ("line",)

    @pytest.mark.parametrize("target", ["<", '"', "%", "\x00", "é"])
    def test_alpine_is_told_in_ascii(self, target):
        plan = self.plan(AlpineAjax(), target)
        assert all(value.isascii() for _, value in plan.headers)

    @pytest.mark.parametrize("protocol", PROTOCOLS)
    def test_who_wants_a_page_gets_it(self, protocol):
        details = HypermediaDetails(protocol)
        assert protocol.plan(details, Offer({}, removes=True)) is None


class TestMissing:
    @pytest.mark.parametrize("protocol", [Htmx2(), Htmx4()])
    def test_htmx_takes_what_comes(self, protocol):
        assert not protocol.missing(HypermediaDetails(protocol, ("a",)), "")

    @pytest.mark.parametrize(
        "html, missing",
        [
            ('<p id="a"></p><p id=b>', ""),
            ("<br id='a'/><p><i ID=\"b\"></i></p>", ""),
            ('<p id="a"></p>', "b"),
            ("<p></p>", "ab"),
            ('<p id="a"></p><template><i id="b"></i></template>', "b"),
            ('<p id="a"></p><template></template><i id="b"></i>', ""),
            ('<p id="a"></p><p id>b</p><!-- <p id="b"> -->', "b"),
            ('<p id="a"></p><p class="<p id=b>"></p>', "b"),
        ],
    )
    def test_alpine_needs_every_id(self, html, missing):
        details = HypermediaDetails(AlpineAjax(), ("a", "b"))
        assert details.protocol.missing(details, html) == set(missing)


class TestJoin:
    @pytest.mark.parametrize("protocol", [Htmx2(), Htmx4()])
    def test_htmx_takes_what_comes(self, protocol):
        assert protocol.join(["<tr>", "<p>"]) == "<tr><p>"

    @pytest.mark.parametrize(
        "fragment, joined",
        [
            ("<p>", "<p>"),
            ("text <tr>", "text <tr>"),
            ("<track>", "<track>"),
            ("\n <tr id=1>", "<table><tbody>\n <tr id=1></tbody></table>"),
            ("<TBODY>", "<table><TBODY></table>"),
            ("<td>1</td>", "<table><tbody><tr><td>1</td></tr></tbody></table>"),
            ("<col>", "<table><colgroup><col></colgroup></table>"),
        ],
    )
    def test_alpine_gets_parts_of_a_table_in_a_table(self, fragment, joined):
        assert AlpineAjax().join(["<p>", fragment]) == "<p>" + joined


class TestTurnsAway:
    """What leads to the login page: the redirect, or what a client follows better."""

    def turned(self, client, here=None):
        headers = headers_of(client, "a") | ({"HX-Current-URL": here} if here else {})
        details = get_hypermedia(factory.post("/save/", headers=headers))
        response = HttpResponseRedirect("/login/?next=/a%26b/")
        return response, details.protocol.turn_away(response, details)

    @pytest.mark.parametrize("client", ENHANCED)
    def test_who_says_the_page(self, client):
        _, turned = self.turned(client, "http://testserver/here/")
        assert turned.status_code == 200
        assert turned["HX-Redirect"] == "/login/?next=/a%26b/"
        assert "Location" not in turned

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_htmx_that_does_not(self, client):
        _, turned = self.turned(client)
        assert turned["HX-Redirect"] == "/login/?next=/a%26b/"

    @pytest.mark.parametrize("client", ["alpine-ajax", "plain"])
    def test_who_follows_the_redirect(self, client):
        response, turned = self.turned(client)
        assert turned is response

    @pytest.mark.parametrize("protocol", [AlpineAjax(), Plain(), Protocol()])
    def test_details_without_a_request(self, protocol):
        response = HttpResponseRedirect("/login/")
        assert protocol.turn_away(response, HypermediaDetails(protocol)) is response


class TestKeepsTarget:
    """An error that leaves the target, and what is shown beside it."""

    @pytest.mark.parametrize(
        ("protocol", "headers"),
        [
            (
                Htmx2(),
                (
                    ("HX-Reswap", "none show:none"),
                    ("HX-Push-Url", "false"),
                    ("HX-Swap-Error", "true"),
                ),
            ),
            (
                Htmx4(),
                (("HX-Reswap", "none show:none"), ("HX-Push-Url", "false")),
            ),
            (AlpineAjax(), (("X-Alpine-Missing", "keep"),)),
            (Plain(), ()),
            (Protocol(), ()),
        ],
    )
    def test_headers(self, protocol, headers):
        assert protocol.keep_target() == headers

    @pytest.mark.parametrize("target", ["error", "a"])
    @pytest.mark.parametrize("protocol", [Htmx2(), Htmx4()])
    def test_htmx_takes_any_part(self, protocol, target):
        details = HypermediaDetails(protocol, (target,))
        assert protocol.takes_with_error(details, OOB("error"))

    @pytest.mark.parametrize("targets", [("error",), ("a",), ("a", "error")])
    def test_alpine_takes_what_it_asks_for(self, targets):
        details = HypermediaDetails(AlpineAjax(), targets)
        taken = details.protocol.takes_with_error(details, OOB("error"))
        assert taken is ("error" in targets)

    @pytest.mark.parametrize("protocol", [Plain(), Protocol()])
    def test_others_take_none(self, protocol):
        details = HypermediaDetails(protocol, ("error",))
        assert not protocol.takes_with_error(details, OOB("error"))


def test_vary_names_every_header_once():
    assert vary_on(PROTOCOLS) == (
        "X-Alpine-Request",
        "X-Alpine-Target",
        "HX-Request",
        "HX-Request-Type",
        "HX-History-Restore-Request",
        "HX-Boosted",
        "HX-Target",
        "HX-Target-URI-AutoEncoded",
    )


KNOWN_HEADERS = (
    *vary_on(PROTOCOLS),
    "Accept",
    "HX-Current-URL",
    "HX-PTag",
    "HX-Prompt",
    "HX-Source",
    "HX-Trigger",
    "HX-Trigger-Name",
    "Referer",
    "X-Requested-With",
)


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("targets", [(), ("b",), ("x",)])
@pytest.mark.parametrize("value", ["true", "b", "div#b", "partial", "full"])
@pytest.mark.parametrize("other", [*KNOWN_HEADERS])
def test_no_header_is_consulted_that_vary_lacks(client, targets, value, other):
    """Setting any other header changes neither who asks nor what is selected."""

    def outcome(headers):
        details = get_hypermedia(factory.get("/", headers=headers))
        return details.client, details.protocol.select(details, DECLARED, None)

    headers = headers_of(client, *targets)
    if outcome({**headers, other: value}) != outcome(headers):
        assert other in vary_on(PROTOCOLS)


def test_protocol_must_say_how_it_reads():
    with pytest.raises(NotImplementedError):
        Protocol().read(HttpRequest())


def test_protocol_need_not_say_where_the_user_was():
    details = HypermediaDetails(Protocol(), request=HttpRequest())

    assert (details.source, details.current_url) == (None, None)


def test_details_without_a_request_know_no_more():
    details = HypermediaDetails(Htmx4())

    assert (details.source, details.current_url) == (None, None)
    assert details.background is False


def test_element_must_say_its_attributes():
    with pytest.raises(NotImplementedError):
        Element().attributes(Plain())


@pytest.mark.parametrize("find", [first_tag, is_page])
def test_comments_are_read_in_no_time(find):
    start = time.perf_counter()
    find("<!-- a -->" * 5000 + "text")
    assert time.perf_counter() - start < 1
