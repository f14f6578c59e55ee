"""Any header value whatever, from any client: status 200, and never what the view did not declare."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hypermedia_views.protocols import PROTOCOLS, vary_on

from .asking import DETAILS, RESULTS, PageView, ask, text

HEADERS = (*vary_on(PROTOCOLS), "HX-Source", "HX-Trigger", "HX-Current-URL", "Referer")

usual = st.sampled_from(
    ["true", "partial", "full", "div#details", "details", "details results", "body"]
)
nasty = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
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
    ),
)
requests = st.dictionaries(st.sampled_from(HEADERS), st.one_of(usual, nasty))


class WithDefault(PageView):
    partial_name = "details"


@pytest.fixture(scope="module")
def pages():
    return {view: text(view) for view in (PageView, WithDefault)}


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("view", [PageView, WithDefault])
def test_any_header_value(pages, settings, view, debug):
    settings.DEBUG = debug

    @given(headers=requests)
    @example(headers={"HX-Request": "true", "HX-Target": "secret"})
    @example(headers={"HX-Request-Type": "partial", "HX-Target": "p#%73ecret"})
    @example(headers={"X-Alpine-Request": "true", "X-Alpine-Target": "secret"})
    def try_it(headers):
        response = ask(view, headers)
        html = response.content.decode().strip()
        assert response.status_code == 200
        assert html in (pages[view], DETAILS, RESULTS, DETAILS + RESULTS)

    try_it()
