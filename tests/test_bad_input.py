"""Any header value whatever, from any client: status 200, and never what the view did not declare."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hypermedia_views.protocols import PROTOCOLS, vary_on

from .asking import CLIENTS, DETAILS, ENHANCED, RESULTS, PageView, ask, headers_of, text

pytestmark = pytest.mark.usefixtures("engine")

HEADERS = (*vary_on(PROTOCOLS), "HX-Source", "HX-Trigger", "HX-Current-URL", "Referer")

NASTY = [
    "",
    " ",
    "#",
    "secret",
    "div#secret",
    "unit/page.html#secret",
    "../../etc/passwd",
    "%",
    "%zz",
    "%ff%fe",
    "div#%E9",
    "\x00",
    "a\r\nb",
    "\x1b[0m",
    "<script>alert(1)</script>",
    "__class__",
    "a" * 8192,
    "a " * 4096,
    "%41" * 2730,
]
values = st.one_of(st.text(max_size=40), st.sampled_from(NASTY))
noise = st.dictionaries(st.sampled_from(HEADERS), values)


class WithDefault(PageView):
    partial_name = "details"


@pytest.fixture(scope="module")
def pages():
    return {view: text(view) for view in (PageView, WithDefault)}


def asking_for(client: str, target: str) -> dict[str, str]:
    """The headers of a client that asks for whatever this is, not encoded as a client would."""
    headers = headers_of(client, "x")
    name = "X-Alpine-Target" if client == "alpine-ajax" else "HX-Target"
    return {**headers, name: f"div#{target}" if client == "htmx-4" else target}


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("target", NASTY, ids=range(len(NASTY)))
@pytest.mark.parametrize("client", ENHANCED)
def test_nasty_target(pages, settings, client, target, debug):
    settings.DEBUG = debug
    headers = asking_for(client, target)

    assert text(PageView, headers) == pages[PageView]
    default = pages[WithDefault] if client == "alpine-ajax" else DETAILS
    assert text(WithDefault, headers) == default


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("client", ENHANCED)
def test_any_target(pages, settings, client, debug):
    settings.DEBUG = debug

    @given(target=values)
    def try_it(target):
        headers = asking_for(client, target)
        assume(not {"details", "results"} & {*unquote(target).split(), unquote(target)})
        assert text(PageView, headers) == pages[PageView]
        expected = {DETAILS, pages[WithDefault]}
        assert text(WithDefault, headers) in expected

    try_it()


@pytest.mark.parametrize("view", [PageView, WithDefault])
@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("target", ["results", "unknown"])
def test_any_other_header(pages, view, client, target):
    @given(noise=noise)
    def try_it(noise):
        response = ask(view, {**headers_of(client, target), **noise})
        html = response.content.decode().strip()
        assert response.status_code == 200
        default = DETAILS if view is WithDefault else None
        assert html in (
            pages[view],
            RESULTS,
            DETAILS + RESULTS,
            RESULTS + DETAILS,
            default,
        )

    try_it()
