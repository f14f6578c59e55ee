"""Finding a named piece of a template, alike on every supported Django."""

from __future__ import annotations

import pytest
from django.template import TemplateDoesNotExist, engines, loader

from hypermedia_views import PartialDoesNotExist
from hypermedia_views.partials import get_page, get_partial

from .asking import factory

ADVICE = (
    " Add {% partialdef rows %} … {% endpartialdef %} to it, correct the name, or name the template that defines it: "
    "'template.html#rows'."
)


def render(page: str, name: str, **context: str) -> str:
    return get_partial(get_page(page), name).render(context, factory.get("/"))


def test_partial_is_rendered_with_the_context():
    html = render("unit/page.html", "details", title="Zoë & Co")

    assert html == '<div id="details">details of Zoë &amp; Co</div>'


def test_partial_sees_request_and_context_processors():
    page = engines["django"].from_string(
        "{% partialdef who %}{{ request.path }} {{ client }}{% endpartialdef %}"
    )

    html = get_partial(page, "who").render({}, factory.get("/here/"))

    assert html == "/here/ htmx-4"


def test_name_of_another_template():
    page = get_page("unit/page.html")

    html = get_partial(page, "unit/other.html#messages").render({})

    assert html == '<ul id="messages"></ul>'


def test_page_is_the_first_that_loads():
    page = get_page(["unit/absent.html", "unit/other.html", "unit/page.html"])

    assert page.template.name == "unit/other.html"


@pytest.mark.parametrize("names", ["unit/page.html#details", ["unit/page.html#nope"]])
def test_page_of_a_name_that_is_a_partial(names):
    assert get_page(names).template.name == "unit/page.html"


def test_page_may_be_a_template():
    page = loader.get_template("unit/page.html")

    assert get_page(page) is page


def test_no_page_loads():
    with pytest.raises(TemplateDoesNotExist, match="unit/absent.html"):
        get_page("unit/absent.html")


def test_missing_partial_names_template_engine_and_what_is_there():
    with pytest.raises(PartialDoesNotExist) as caught:
        get_partial(get_page("unit/page.html"), "rows")

    assert str(caught.value) == (
        "The template 'unit/page.html' has no partial 'rows' (engine 'django'). Partials found there: 'details', "
        "'results', 'secret'." + ADVICE
    )
    assert caught.value.backend is engines["django"]
    assert isinstance(caught.value, TemplateDoesNotExist)


def test_missing_partial_names_the_view_too():
    with pytest.raises(PartialDoesNotExist) as caught:
        get_partial(get_page("unit/none.html"), "rows", view="ContactList")

    assert str(caught.value) == (
        "ContactList: the template 'unit/none.html' has no partial 'rows' (engine 'django'). Partials found there: "
        "none." + ADVICE
    )


def test_missing_partial_of_another_template_is_not_blamed_on_the_page():
    with pytest.raises(PartialDoesNotExist) as caught:
        get_partial(
            get_page("unit/page.html"),
            "unit/none.html#rows",
            candidates=["unit/page.html", "unit/other.html"],
        )

    assert str(caught.value) == (
        "The template 'unit/none.html' has no partial 'rows' (engine 'django'). Partials found there: none."
        + ADVICE
    )


def test_engine_without_partials():
    class Foreign:
        def render(self, context=None, request=None):
            return ""

    with pytest.raises(PartialDoesNotExist) as caught:
        get_partial(Foreign(), "rows")

    assert str(caught.value) == (
        "The template None has no partial 'rows' (engine 'unknown'). Partials found there: none."
        + ADVICE
    )
