"""The builds of htmx that django-htmx brings, which many projects load: 2.0.10 and 4.0.0-beta6."""

from __future__ import annotations

import pytest

from .conftest import ONCE
from .test_edit import test_click_to_edit as click_to_edit
from .test_like import test_like_button as like
from .test_search import (
    test_next_page_keeps_the_search_and_takes_the_focus as next_page,
)
from .test_search import test_search_as_you_type as search_as_you_type
from .test_search import test_the_button_searches_too as search_by_button

pytestmark = ONCE


@pytest.mark.parametrize("scenario", [click_to_edit, like, next_page, search_by_button])
def test_bundled_build(bundled_visitor, scenario):
    scenario(bundled_visitor)


@pytest.mark.parametrize("bundled_visitor", ["htmx-2"], indirect=True)
def test_bundled_build_debounces(bundled_visitor):
    """Not 4.0.0-beta6: it reads no trigger off a boosted form, and waits for the button."""
    search_as_you_type(bundled_visitor)


def test_no_address_is_pushed_unasked(bundled_visitor):
    """htmx 2.0.10 would push it, told not to or not."""
    visitor, page = bundled_visitor, bundled_visitor.page
    visitor.visit(visitor.contact.get_absolute_url())
    address = page.url

    page.get_by_role("link", name="Edit").click()
    page.get_by_role("button", name="Save").wait_for()

    assert page.url == address
