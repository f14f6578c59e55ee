"""Finding a named piece of a template, alike on every supported Django."""

from __future__ import annotations

import pytest
from django.template import TemplateDoesNotExist, engines, loader
from django.template.backends.jinja2 import Jinja2 as DjangosJinja2

from hypermedia_views import PartialDoesNotExist
from hypermedia_views.partials import get_page, get_partial

from .asking import factory

ELSE = ", correct the name, or name the template that defines it: 'template.html#rows'."
ADVICE = " Add {% partialdef rows %} … {% endpartialdef %} to it" + ELSE


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


def test_djangos_own_backend_for_jinja2_has_no_partials():
    params = {"NAME": "stock", "DIRS": [], "APP_DIRS": False, "OPTIONS": {}}
    engine = DjangosJinja2(params)
    page = engine.from_string("{% block rows %}rows{% endblock %}")

    with pytest.raises(PartialDoesNotExist) as caught:
        get_partial(page, "rows", view="ContactList")

    assert str(caught.value) == (
        "ContactList: the template None has no partial 'rows' (engine 'stock'). Partials found there: none. Make "
        "'hypermedia_views.jinja2.Jinja2' its engine's BACKEND, where a block is a partial"
        + ELSE
    )
    assert caught.value.backend is engine


class Own:
    """A template of an engine of one's own, which finds its partials by itself."""

    partials = {"details": "details"}

    def __init__(self, html: str = "page") -> None:
        self.html = html

    def render(self, context=None, request=None) -> str:
        return self.html

    def get_partial(self, name, lacking):
        if name not in self.partials:
            raise lacking(list(self.partials), f"Write {name} into it")
        return Own(self.partials[name])


def test_template_that_finds_its_partials():
    assert get_partial(Own(), "details").render({}) == "details"


def test_template_that_does_not_find_its_partials():
    with pytest.raises(PartialDoesNotExist) as caught:
        get_partial(Own(), "rows", candidates=["a.html", "b.html"])

    assert str(caught.value) == (
        "The template None has no partial 'rows' (engine 'unknown'). Partials found there: 'details'. It is the first "
        "of 'a.html', 'b.html' that loads, and only its own partials count. Write rows into it"
        + ELSE
    )


def test_partial_of_another_template_in_another_engine():
    page = engines["jinja2"].from_string("")

    html = get_partial(page, "unit/other.html#messages").render({})

    assert html == '<ul id="messages"></ul>'


def test_missing_block_names_what_its_template_has():
    page = engines["jinja2"].get_template("unit/page.html")

    with pytest.raises(PartialDoesNotExist) as caught:
        get_partial(page, "rows", view="ContactList")

    assert str(caught.value) == (
        "ContactList: the template 'unit/page.html' has no partial 'rows' (engine 'jinja2'). Partials found there: "
        "'details', 'results', 'secret'. Add {% block rows %} … {% endblock %} to it"
        + ELSE
    )
    assert caught.value.backend is engines["jinja2"]


def test_block_of_a_template_that_is_chosen_later_is_missing_then():
    page = engines["jinja2"].from_string("{% extends layout %}")
    block = get_partial(page, "rows", view="ContactList")

    with pytest.raises(PartialDoesNotExist) as caught:
        block.render({"layout": "unit/none.html"})

    assert str(caught.value) == (
        "ContactList: the template None has no partial 'rows' (engine 'jinja2'). Partials found there: none. Add "
        "{% block rows %} … {% endblock %} to it" + ELSE
    )
