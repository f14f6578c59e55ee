"""Every swap style, out of band, for every kind of element: the table in the documentation."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from hypermedia_views.protocols.elements import OOB_STYLES
from tests.probes import KINDS

from .conftest import ONCE

pytestmark = ONCE

#: Where the target is the middle one of three elements, or what holds them.
RESULTS = {
    "outerHTML": ["first", "new", "last"],
    "outerMorph": ["first", "new", "last"],
    "textContent": ["first", "new", "last"],
    "innerHTML": ["new"],
    "innerMorph": ["new"],
    "beforebegin": ["first", "new", "old", "last"],
    "afterend": ["first", "old", "new", "last"],
    "afterbegin": ["new", "first", "old", "last"],
    "beforeend": ["first", "old", "last", "new"],
    "delete": ["first", "last"],
}


def test_every_style_has_a_result():
    assert set(RESULTS) == set(OOB_STYLES)
    assert {style for style in RESULTS if RESULTS[style][1:2] != ["new"]} >= {"delete"}


@pytest.mark.parametrize("style", RESULTS)
def test_16_parts_arrive_whole(every_build, style):
    page = every_build.page
    every_build.visit(f"/probes/styles/?swap={style}")

    page.get_by_role("button", name="Go").click()

    expect(page.locator("#state")).to_have_text("answered")
    for number, kind in enumerate(KINDS):
        holder = page.locator(".holder").nth(number)
        elements = holder.locator(kind)
        expect(elements).to_have_text(RESULTS[style])
        # Nothing stands beside them, and nothing came without its tag.
        tags = elements.first.evaluate(
            "element => Array.from(element.parentNode.children, each => each.localName)"
        )
        assert tags == [kind] * len(RESULTS[style])
        assert holder.inner_text().split() == RESULTS[style]
        target = page.locator(f"#target-{kind}")
        expect(target).to_have_count(0 if style == "delete" else 1)
    assert page.locator("main template, main hx-partial").count() == 0
    every_build.assert_fragments_only()
