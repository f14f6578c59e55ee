"""The documentation: every public name has its place in the reference, every example does what its page says."""

from __future__ import annotations

import base64
import csv
import gc
import importlib.util
import inspect
import json
import re
import sys
import types
from html.parser import HTMLParser
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.auth.views import LoginView, redirect_to_login
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.paginator import InvalidPage, Paginator
from django.db import connections, transaction
from django.db.models import ProtectedError, Window
from django.db.models.functions import Lower, RowNumber
from django.forms import CharField, EmailField, Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.template import (
    Context,
    RequestContext,
    Template,
    TemplateDoesNotExist,
    TemplateSyntaxError,
    engines,
)
from django.template.loader import get_template, render_to_string
from django.template.response import TemplateResponse
from django.test import AsyncClient, Client
from django.test.html import parse_html
from django.test.utils import CaptureQueriesContext
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import cache_page
from django.views.generic import TemplateView, View
from jinja2 import (
    ModuleLoader,
    TemplateNotFound,
    TemplateRuntimeError,
    UndefinedError,
)
from jinja2.compiler import CodeGenerator

import hypermedia_views
from hypermedia_views import (
    OOB,
    KeysetPaginator,
    MessagesMixin,
    OOBSwapMixin,
    PartialDoesNotExist,
    PartialTemplateMixin,
    PartialTemplateResponse,
    protocols,
)
from hypermedia_views.attributes import live_field_attributes, load_more_attributes
from hypermedia_views.auth import SessionStatusView
from hypermedia_views.checks import check_session_status
from hypermedia_views.csrf import csrf_failure
from hypermedia_views.jinja2 import Hypermedia, Jinja2
from hypermedia_views.load_more import load_more
from hypermedia_views.middleware import HypermediaMiddleware, MessagesMiddleware
from hypermedia_views.protocols import (
    PROTOCOLS,
    AlpineAjax,
    LiveField,
    LoadMore,
    Offer,
    Plan,
    Region,
    Rows,
    Swap,
    vary_on,
)
from hypermedia_views.protocols.elements import OOB_STYLES, REGION_STYLES, SWAP_STYLES
from hypermedia_views.protocols.htmx import Htmx2
from hypermedia_views.templatetags.hypermedia import register
from sandbox.contacts.factories import ContactFactory
from sandbox.contacts.models import Contact

from .asking import CLIENTS, ENHANCED, factory, headers_of

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
EXAMPLES = DOCS / "examples"


def read(path: str) -> str:
    """The text of a file of the checkout."""
    return (ROOT / path).read_text("utf-8")


def headings(text: str) -> list[str]:
    """The headings of a page, in order."""
    return re.findall(r"^(\S.*)\n(?:=|-){3,}$", text, re.MULTILINE)


def section(text: str, heading: str) -> str:
    """What stands under one heading, up to the next."""
    _, _, rest = text.partition(f"\n{heading}\n===")
    return re.split(r"^\S.*\n={3,}$", rest, maxsplit=1, flags=re.MULTILINE)[0]


def entries(text: str) -> list[str]:
    """The terms of a definition list, in order."""
    return re.findall(r"^``([^`]+)``\n    \S", text, re.MULTILINE)


def settings_in(folder: str) -> set[str]:
    """The names of this package's settings that its files read."""
    sources = "".join(path.read_text("utf-8") for path in (ROOT / folder).rglob("*.py"))
    return set(re.findall(r"""["'.](HYPERMEDIA_[A-Z_]+)\b""", sources))


VARY = ", ".join(vary_on(PROTOCOLS))
PUBLIC_NAMES = sorted(
    {
        *hypermedia_views.__all__,
        *protocols.__all__,
        Hypermedia.__name__,
        Jinja2.__name__,
        HypermediaMiddleware.__name__,
        MessagesMiddleware.__name__,
        SessionStatusView.__name__,
        csrf_failure.__name__,
    }
)
CHECKS = sorted(
    set(re.findall(r"hypermedia_views\.[EW]\d+", read("hypermedia_views/checks.py")))
)
SETTINGS = sorted(settings_in("hypermedia_views"))
REFERENCE = "\n".join(
    path.read_text("utf-8") for path in sorted((DOCS / "reference").glob("*.rst"))
)


class TestReference:
    """Nothing public is left out."""

    @pytest.mark.parametrize("name", PUBLIC_NAMES)
    def test_public_name_has_a_heading(self, name):
        assert name in headings(REFERENCE)

    @pytest.mark.parametrize("tag", sorted(register.tags))
    def test_template_tag_has_a_heading(self, tag):
        assert f"``{{% {tag} %}}``" in headings(REFERENCE)

    @pytest.mark.parametrize(
        "tag, element", [("swap", Swap), ("region", Region), ("live_field", LiveField)]
    )
    def test_option_of_a_tag_has_an_entry(self, tag, element):
        text = section(read("docs/reference/tags.rst"), f"``{{% {tag} %}}``")
        assert entries(text) == [*element.options(), "client"]

    def test_option_of_load_more_has_an_entry(self):
        text = section(read("docs/reference/tags.rst"), "``{% load_more %}``")
        arguments = inspect.signature(load_more).parameters.values()
        options = [each.name for each in arguments if each.kind is each.KEYWORD_ONLY]
        assert entries(text) == [*options, "client"]

    @pytest.mark.parametrize(
        "name, options",
        [
            ("Swap", Swap.options()),
            ("Region", Region.options()),
            ("LoadMore", ("href", *LoadMore.options())),
            ("LiveField", LiveField.__dataclass_fields__),
            ("Offer", Offer._fields),
            ("Plan", Plan._fields),
            ("Rows", Rows._fields),
        ],
    )
    def test_option_of_a_tag_is_explained_as_data(self, name, options):
        text = section(read("docs/reference/protocols.rst"), name)
        members = re.search(r":members: (.*)", text)
        assert members and set(options) <= set(members[1].split(", "))

    @pytest.mark.parametrize(
        "path, heading, option, styles",
        [
            ("reference/tags.rst", "``{% swap %}``", "swap", SWAP_STYLES),
            ("reference/tags.rst", "``{% region %}``", "swap", REGION_STYLES),
            ("swap.rst", "Links and forms", 'swap="…"', SWAP_STYLES),
        ],
    )
    def test_swap_styles_are_listed(self, path, heading, option, styles):
        text = section(read(f"docs/{path}"), heading)
        _, _, entry = text.partition(f"\n``{option}``\n")
        listed = entry.partition(".\n")[0]
        assert re.findall(r"``(\w+)``", listed) == list(styles)

    def test_swap_styles_of_parts_are_listed(self):
        text = section(read("docs/reference/oob.rst"), "OOB")
        listed = text.partition("Swap styles are")[2]
        assert re.findall(r"``(\w+)``", listed) == list(OOB_STYLES)

    def test_script_has_an_entry(self):
        text = section(read("docs/reference/tags.rst"), "``{% hypermedia_script %}``")
        assert entries(text) == own_scripts()

    @pytest.mark.parametrize("setting", SETTINGS)
    def test_setting_has_a_heading(self, setting):
        assert setting in headings(read("docs/reference/settings.rst"))

    @pytest.mark.parametrize("check", CHECKS)
    def test_check_has_a_heading(self, check):
        assert check in headings(read("docs/reference/checks.rst"))

    @pytest.mark.parametrize(
        "event",
        ["request-failed", "hypermedia:csrf", "hypermedia:seen", "hypermedia:ended"],
    )
    def test_event_of_the_package_is_named(self, event):
        text = section(read("docs/reference/events.rst"), "Events of the package")
        assert f"* - ``{event}``" in text

    def test_settings_of_the_package_are_found(self):
        assert {"HYPERMEDIA_CLIENT", "HYPERMEDIA_PARTIAL_NAMES"} <= set(SETTINGS)

    @pytest.mark.parametrize("header", vary_on(PROTOCOLS))
    @pytest.mark.parametrize(
        "page", ["caching.rst", "reference/partial-template-mixin.rst"]
    )
    def test_header_that_answers_vary_on_is_named(self, page, header):
        assert f"``{header}``" in read(f"docs/{page}")

    def test_page_is_in_a_table_of_contents(self):
        for index in (DOCS / "index.rst", DOCS / "reference" / "index.rst"):
            contents = re.findall(
                r"^   ([\w/-]+)$", index.read_text("utf-8"), re.MULTILINE
            )
            here = {path.stem for path in index.parent.glob("*.rst")} - {"index"}
            assert here <= set(contents)


def example(name: str) -> types.ModuleType:
    """One of the Python files in ``docs/examples``."""
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


caching = example("caching")
changes = example("changes")
clients = example("clients")
events = example("events")
fields = example("fields")
forms = example("forms")
function_views = example("function_views")
hypermedia = example("hypermedia")
jinja = example("jinja")
jinja_environment = example("jinja_environment")
jinja_settings = example("jinja_settings")
lists = example("lists")
live_search = example("live_search")
login = example("login")
messages = example("messages")
pagination = example("pagination")
quickstart = example("quickstart")
security = example("security")
selection = example("selection")
several_regions = example("several_regions")
tags = example("tags")
unpoly = example("unpoly")


def test_every_example_is_run_here():
    loaded = {
        name for name, value in globals().items() if isinstance(value, types.ModuleType)
    }
    assert {path.stem for path in EXAMPLES.glob("*.py")} <= loaded


def test_every_example_stands_on_a_page():
    pages = "".join(path.read_text("utf-8") for path in DOCS.rglob("*.rst"))
    shown = set(re.findall(r"examples/(\S+)", pages))
    files = {
        path.relative_to(EXAMPLES).as_posix()
        for path in EXAMPLES.rglob("*.*")
        if "__pycache__" not in path.parts
    }
    assert files == shown


@pytest.fixture(autouse=True)
def project(settings):
    """A project with the templates of the examples, and with no setting of the package."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [EXAMPLES / "templates"]}]
    for name in SETTINGS:
        if hasattr(settings, name):
            delattr(settings, name)
    settings.MIDDLEWARE = [
        name for name in settings.MIDDLEWARE if not name.startswith("hypermedia_views.")
    ]


@pytest.fixture
def contact(db) -> Contact:
    """Somebody to show."""
    return ContactFactory(
        name="Ada", company="Engine", phone="7", email="ada@a.org", liked=False
    )


def asking(client: str, *targets: str, path: str = "/", user=None):
    """A client's GET request for elements."""
    request = factory.get(path, headers=headers_of(client, *targets))
    request.user = user or AnonymousUser()
    return request


def answer(view, request, **kwargs):
    """The response of a class or a function view, rendered."""
    view = view.as_view() if isinstance(view, type) else view
    response = view(request, **kwargs)
    return response.render() if hasattr(response, "render") else response


def parts(response) -> list[str]:
    """What an answer has: "page" if it is a whole one, then the ids in it, in order."""
    html = response.content.decode()
    page = ["page"] if "<!doctype html>" in html else []
    return page + re.findall(r'\bid="([^"]*)"', html)


def events_in(response) -> dict:
    """What an answer has the client fire."""
    headers = response.headers
    return json.loads(
        headers.get("HX-Trigger-After-Swap") or headers.get("HX-Trigger") or "{}"
    )


def scripts_in(html: str) -> list[str]:
    """The names of the scripts that are loaded, in order."""
    return re.findall(r"/([\w.-]+\.js)", html)


def own_scripts() -> list[str]:
    """The names of the package's scripts, in order."""
    tag = "{% load hypermedia %}{% hypermedia_script %}"
    return scripts_in(Template(tag).render(Context()))


STAFF = User(username="staff", is_staff=True)


@pytest.mark.django_db
class TestQuickstart:
    @pytest.fixture(autouse=True)
    def site(self, settings):
        settings.ROOT_URLCONF = quickstart
        ContactFactory.create_batch(21, liked=False)

    @pytest.mark.parametrize("client", ENHANCED)
    def test_next_page_is_the_partial(self, client):
        response = Client().get("/?page=2", headers=headers_of(client, "contacts"))
        assert parts(response) == ["contacts"]
        assert response.content.decode().count("<li>") == 1
        assert 'href="?page=1"' in response.content.decode()

    def test_page_without_a_client(self):
        response = Client().get("/?page=2")
        assert parts(response) == ["page", "contacts"]
        assert "hx-boost" in response.content.decode()

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_back_shows_the_page(self, client):
        headers = headers_of(client, "contacts") | {
            "HX-History-Restore-Request": "true"
        }
        assert parts(Client().get("/", headers=headers)) == ["page", "contacts"]

    @pytest.mark.parametrize("client", CLIENTS)
    def test_change_ends_in_a_redirect_to_what_was_asked_for(self, client):
        pk = Contact.objects.first().pk
        response = Client().post(f"/{pk}/like/", headers=headers_of(client, "like"))
        assert response.status_code == (302 if client == "plain" else 303)
        assert response["Location"] == f"/{pk}/like/"

        response = Client().get(f"/{pk}/like/", headers=headers_of(client, "like"))
        page = ["page"] if client == "plain" else []
        assert parts(response) == [*page, "like"]
        assert 'aria-pressed="true"' in response.content.decode()

    @pytest.mark.parametrize("client", CLIENTS)
    def test_click_to_edit(self, client):
        address = f"/{Contact.objects.first().pk}/"
        headers = headers_of(client, "contact")
        page = ["page"] if client == "plain" else []
        shown = Client().get(address, headers=headers)
        form = Client().get(f"{address}?edit", headers=headers)
        assert parts(shown) == [*page, "contact"]
        assert parts(form) == [*page, "contact", "id_name", "id_email"]

        invalid = Client().post(address, {"name": ""}, headers=headers)
        assert "This field is required." in invalid.content.decode()
        valid = {"name": "Ada", "email": "ada@example.org"}
        saved = Client().post(address, valid, headers=headers)
        if client == "plain":
            assert saved["Location"] == "/"
        else:
            assert parts(saved) == ["contact"]
            assert "Ada, ada@example.org" in saved.content.decode()

    def test_alpine_is_loaded_after_the_script(self):
        head = scripts_in(render_to_string("head_alpine.html"))
        assert head == [*own_scripts(), "alpine-ajax.min.js", "alpine.min.js"]

    @pytest.mark.parametrize("template", ["base.html", "head_htmx_2.html"])
    def test_htmx_is_loaded_after_the_script(self, template):
        head = render_to_string(template)
        assert scripts_in(head) == [*own_scripts(), "htmx.min.js"]

    def test_clients_that_the_setting_takes(self):
        line = re.search(r'HYPERMEDIA_CLIENT = "(.*)', read("docs/quickstart.rst"))
        assert line and set(re.findall(r"[\w-]+", line[1])) - {"or"} == set(CLIENTS)


class TestReadme:
    @pytest.fixture
    def view(self, settings, tmp_path):
        """The view of the README, with the template of the README."""
        blocks = re.findall(
            r"^\.\. code-block:: \S+\n\n((?:    .*\n|\n)+)",
            read("README"),
            re.MULTILINE,
        )
        source, template = (re.sub("^    ", "", each, flags=re.M) for each in blocks)
        (tmp_path / "contacts.html").write_text(template, "utf-8")
        own = settings.TEMPLATES[0]
        settings.TEMPLATES = [{**own, "DIRS": [tmp_path, *own["DIRS"]]}]
        names: dict = {}
        exec(source.replace("from .models", "from sandbox.contacts.models"), names)
        return names["ContactList"]

    @pytest.mark.parametrize("client", CLIENTS)
    def test_view(self, view, contact, client):
        ContactFactory.create_batch(20)
        response = answer(view, asking(client, "contacts"))
        page = ["page"] if client == "plain" else []
        assert parts(response) == [*page, "contacts"]
        assert ">Next</a>" in response.content.decode()

    def test_supported_versions_are_those_of_the_package(self):
        supported = section(read("README"), "Supported versions")
        for name in ("Python", "Framework :: Django"):
            versions = re.findall(rf"{name} :: (\d\.\d+)", read("setup.cfg"))
            assert versions
            assert all(version in supported for version in versions)


class TestSelection:
    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_list(self, contact, client):
        response = answer(
            selection.ContactDetail, asking(client, "history"), pk=contact.pk
        )
        assert parts(response) == ["history"]

    def test_list_with_alpine(self, contact):
        request = asking("alpine-ajax", "history")
        response = answer(selection.ContactDetail, request, pk=contact.pk)
        assert parts(response) == ["details", "history"]

    @pytest.mark.parametrize("client", ENHANCED)
    def test_undeclared_id_gets_the_page(self, contact, client):
        request = asking(client, "audit")
        response = answer(selection.ContactDetail, request, pk=contact.pk)
        assert parts(response) == ["page", "details", "history"]

    @pytest.mark.parametrize("client", CLIENTS)
    def test_dict(self, contact, client):
        request = asking(client, "panel")
        response = answer(selection.ContactPanel, request, pk=contact.pk)
        assert (
            parts(response)
            == {
                "htmx-2": ["panel"],
                "htmx-4": ["panel"],
                "alpine-ajax": ["panel", "footer"],
                "plain": ["page", "panel", "footer"],
            }[client]
        )

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_partial_of_another_template(self, contact, client):
        request = asking(client, "footer")
        response = answer(selection.ContactPanel, request, pk=contact.pk)
        assert parts(response) == ["footer"]
        assert "ada@a.org" in response.content.decode()

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    @pytest.mark.parametrize("target", [["details"], ["anything"], []])
    def test_partial_name(self, contact, client, target):
        request = asking(client, *target)
        response = answer(selection.ContactCard, request, pk=contact.pk)
        assert parts(response) == ["details"]

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_partial_name_is_declared_for_boosted_elements(self, contact, client):
        for target, expected in (
            ("details", ["details"]),
            ("anything", ["page", "details", "history"]),
        ):
            headers = headers_of(client, target, boosted=True)
            request = factory.get("/", headers=headers)
            response = answer(selection.ContactCard, request, pk=contact.pk)
            assert parts(response) == expected

    @pytest.mark.parametrize(
        "target, expected",
        [("details", ["details"]), ("anything", ["page", "details", "history"])],
    )
    def test_partial_name_with_alpine(self, contact, target, expected):
        request = asking("alpine-ajax", target)
        response = answer(selection.ContactCard, request, pk=contact.pk)
        assert parts(response) == expected

    @pytest.mark.parametrize("client", ENHANCED)
    def test_hooks(self, contact, client):
        view, pk = selection.StaffContactDetail, contact.pk
        assert "audit" in parts(
            answer(view, asking(client, "audit", user=STAFF), pk=pk)
        )
        assert "audit" not in parts(answer(view, asking(client, "audit"), pk=pk))

    @pytest.mark.parametrize("client", CLIENTS)
    def test_context_of_partials(self, contact, client):
        request = asking(client, "history")
        response = answer(selection.StaffContactDetail, request, pk=contact.pk)
        assert ("Just now" in response.content.decode()) is (client != "plain")

    @pytest.mark.parametrize("client", CLIENTS)
    def test_ids_on_every_page(self, contact, client):
        request = asking(client, "details", "count")
        response = answer(selection.SiteContactDetail, request, pk=contact.pk)
        assert (
            parts(response)
            == {
                "htmx-2": ["details"],
                "htmx-4": ["details"],
                "alpine-ajax": ["details", "count"],
                "plain": ["page", "count", "details"],
            }[client]
        )

    def test_ids_on_every_page_by_the_setting(self, contact, settings):
        request = asking("alpine-ajax", "details", "count")
        settings.HYPERMEDIA_PARTIAL_NAMES = {"count": "site.html#count"}
        response = answer(selection.ContactDetail, request, pk=contact.pk)
        assert sorted(parts(response)) == ["count", "details", "history"]

    @pytest.mark.parametrize("client", CLIENTS)
    def test_async_view(self, contact, client):
        view = async_to_sync(selection.AsyncContactDetail.as_view())
        response = answer(view, asking(client, "details"), pk=contact.pk)
        assert (
            parts(response)
            == {
                "htmx-2": ["details"],
                "htmx-4": ["details"],
                "alpine-ajax": ["details", "history"],
                "plain": ["page", "details", "history"],
            }[client]
        )
        assert view(asking(client, "details"), pk=0).status_code == 404


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a table in ``docs/examples``."""
    with (EXAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def literals_in(cell: str) -> list[str]:
    """What stands in double backticks."""
    return re.findall(r"``(.+?)``", cell)


@pytest.mark.django_db
class TestSeveralRegions:
    @pytest.fixture(autouse=True)
    def site(self, settings):
        settings.ROOT_URLCONF = several_regions

    @pytest.fixture
    def post(self, contact):
        """A client's change at the address of a view's name, and the answer."""

        def post(client: str, address: str, *targets: str, **headers: str):
            headers = headers_of(client, *targets) | headers
            return Client().post(f"/{contact.pk}/{address}/", headers=headers)

        return post

    @pytest.mark.parametrize("address", ["panel", "beside", "told", "log"])
    @pytest.mark.parametrize("client", CLIENTS)
    def test_pages(self, contact, client, address):
        response = Client().get(f"/{contact.pk}/{address}/")
        assert parts(response)[0] == "page"
        assert "0 liked" in response.content.decode()

    @pytest.mark.parametrize("address", ["panel", "beside", "told", "log"])
    def test_without_a_client(self, post, contact, address):
        assert post("plain", address)["Location"] == f"/{contact.pk}/panel/"

    @pytest.mark.parametrize("client", ENHANCED)
    def test_bigger_target(self, post, client):
        response = post(client, "panel", "panel")
        assert parts(response) == ["panel"]
        assert "1 liked" in response.content.decode()

    @pytest.mark.parametrize("client", ENHANCED)
    def test_out_of_band(self, post, client):
        response = post(client, "beside", "like", "likes")
        assert parts(response) == ["like", "likes"]
        assert "1 liked" in response.content.decode()

    @pytest.mark.parametrize("client", ENHANCED)
    def test_part_can_be_asked_for(self, contact, client):
        headers = headers_of(client, "likes")
        response = Client().get(f"/{contact.pk}/beside/", headers=headers)
        assert "likes" in parts(response)
        assert "page" not in parts(response)

    @pytest.mark.parametrize("client", ENHANCED)
    def test_target_style_context_and_condition(self, post, client):
        targets = ("like", "likes", "log", "thanks")
        html = post(client, "log", *targets).content.decode()
        assert "<li>Ada is liked.</li>" in html and "That makes 1" in html
        html = post(client, "log", *targets).content.decode()
        assert "Ada is no longer liked." in html and "That makes" not in html

    @pytest.mark.parametrize("client", ENHANCED)
    def test_event(self, post, client):
        response = post(client, "told", "like")
        assert parts(response) == ["like"]
        assert list(events_in(response)) == ["likes-changed"]

    @pytest.mark.parametrize("client", ENHANCED)
    def test_region_that_listens(self, contact, client):
        response = Client().get("/likes/", headers=headers_of(client, "likes"))
        assert parts(response) == ["likes"]
        assert "likes-changed" in response.content.decode()
        assert "/likes/" in response.content.decode()

    @pytest.mark.parametrize("client", CLIENTS)
    def test_row_goes_and_count_changes(self, post, contact, client):
        row = f"row-{contact.pk}"
        assert row in parts(Client().get("/people/"))
        response = post(client, "delete", row, "total")
        assert not Contact.objects.exists()
        if client == "plain":
            assert response["Location"] == "/people/"
            return
        assert parts(response) == ["total"]
        assert "0 in all" in response.content.decode()
        if client == "alpine-ajax":
            assert response["X-Alpine-Delete"] == row
        else:
            assert response["HX-Reswap"] == "delete show:none"

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_target_that_is_no_part_stays(self, post, client):
        response = post(client, "delete", "elsewhere")
        assert response["HX-Reswap"] == "none show:none"
        assert "total" in parts(response)

    def test_target_that_is_no_part_stays_with_alpine(self, post):
        targets = ("elsewhere", "total")
        script = {"HX-Current-URL": "http://testserver/"}
        response = post("alpine-ajax", "delete", *targets, **script)
        assert response["X-Alpine-Missing"] == "keep"
        assert parts(response) == ["total"]

    def test_target_that_is_no_part_gets_the_page_without_the_script(self, post):
        assert "page" in parts(post("alpine-ajax", "delete", "elsewhere", "total"))

    @pytest.mark.parametrize("row", rows_of("oob.csv"))
    def test_table_of_what_is_sent(self, row):
        said, *html = literals_in(row["The part and what its partial renders"])
        part = eval(said, {"OOB": OOB})
        for protocol, column in zip(
            PROTOCOLS, ("Alpine AJAX", "htmx 4", "htmx 2"), strict=False
        ):
            sent = protocol.out_of_band(part, "".join(html))
            if sent:
                assert literals_in(row[column]) == [sent]
            else:
                assert row[column] == f"the header ``X-Alpine-Delete: {part.id}``"

    def test_table_of_styles(self):
        rows = rows_of("styles.csv")
        styles = [literals_in(row["``swap``"])[0] for row in rows]
        assert sorted(styles) == sorted(OOB_STYLES)
        for row, style in zip(rows, styles, strict=True):
            part = OOB("a", swap=style)
            assert literals_in(row["htmx 4"]) == [style]
            told = literals_in(row["htmx 2"])[0]
            assert f'"{told}:#a"' in Htmx2().out_of_band(part, "<p>")
            written = literals_in(row["Alpine AJAX, by ``{% region %}``"])
            if style in REGION_STYLES:
                region = Region("a", swap=style)
                found = AlpineAjax().region_attributes(region)
                assert written == [f'{k}="{v}"' for k, v in found.items()]


def growing(client: str, prefix: str = "") -> list[str]:
    """The ids that the control of a list has a client ask for."""
    ids = [f"{prefix}rows", f"{prefix}rows-more"]
    return ids if client == "alpine-ajax" else ids[:1]


def names_in(html: str) -> list[str]:
    """The names of the contacts of a list."""
    return re.findall(r"<(?:li|tr><td)>(Contact \d+)<", html)


@pytest.mark.django_db
class TestLists:
    @pytest.fixture(autouse=True)
    def site(self, settings):
        settings.ROOT_URLCONF = lists
        names = [f"Contact {i:03}" for i in range(1, 121)]
        Contact.objects.bulk_create(
            Contact(name=name, email=name, liked=name < "Contact 007") for name in names
        )

    def ask(self, client: str, address: str, prefix: str = "", **headers: str):
        headers = headers_of(client, *growing(client, prefix)) | headers
        return Client().get(address, headers=headers)

    def html(self, client: str, address: str, prefix: str = "") -> str:
        return self.ask(client, address, prefix).content.decode()

    def test_page(self):
        html = self.html("plain", "/?tag=a&tag=b")
        assert parts(self.ask("plain", "/")) == ["page", "rows", "rows-more"]
        assert '<a href="/?tag=a&amp;tag=b&amp;page=2" rel="next"' in html
        assert 'rel="prev"' not in html
        assert len(names_in(html)) == 20

    def test_page_in_the_middle(self):
        html = self.html("plain", "/?page=3")
        assert names_in(html)[0] == "Contact 041"
        assert '<a href="/?page=2" rel="prev">' in html

    @pytest.mark.parametrize("client", ENHANCED)
    def test_further_page(self, client, django_assert_num_queries):
        with django_assert_num_queries(1):
            response = self.ask(client, "/?page=2")
        html = response.content.decode()
        rows = ["rows"] if client == "alpine-ajax" else []
        assert parts(response) == [*rows, "rows-more"]
        assert names_in(html)[0] == "Contact 021" and len(names_in(html)) == 20
        assert "/?page=3" in html
        reswap = None if client == "alpine-ajax" else "beforeend show:none"
        assert response.get("HX-Reswap") == reswap

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_back_gets_the_page(self, client):
        headers = {"HX-History-Restore-Request": "true"}
        assert parts(self.ask(client, "/?page=2", **headers))[0] == "page"

    @pytest.mark.parametrize("client", CLIENTS)
    def test_end(self, client):
        html = self.html(client, "/?page=6")
        assert "End of the list" in html and 'rel="next"' not in html

    @pytest.mark.parametrize("client", ENHANCED)
    def test_table(self, client):
        first = self.html(client, "/table/")
        second = re.search(r'href="([^"]*)" rel="next"', first)
        html = self.html(client, second[1])
        assert names_in(html)[0] == "Contact 021"
        assert ("<table><tbody" in html) is (client == "alpine-ajax")

    @pytest.mark.parametrize("client", ENHANCED)
    def test_button_after_three_pages_that_came_by_scrolling(self, client):
        address, by_scrolling = "/table/", []
        for _ in range(5):
            html = self.html(client, address)
            by_scrolling.append("intersect" in html or "hypermedia-scroll" in html)
            address = re.search(r'href="([^"]*)" rel="next"', html)[1]
        assert by_scrolling == [True, True, True, False, True]

    def test_last_page_by_cursor_has_no_number(self):
        before = self.html("plain", "/table/?page=last")
        html = self.html("plain", re.search(r'"([^"]*)" rel="prev"', before)[1])
        assert 'rel="next"' in html and "intersect" not in html

    @pytest.mark.parametrize("client", ENHANCED)
    def test_two_lists(self, client, django_assert_num_queries):
        # Of the view's own list no row is fetched.
        with django_assert_num_queries(1):
            html = self.html(client, "/two/?liked-page=2", prefix="liked-")
        assert names_in(html) == ["Contact 006"]
        assert 'id="liked-rows-more"' in html and 'id="rows-more"' not in html

        html = self.html(client, "/two/?page=2&liked-page=2")
        assert names_in(html)[0] == "Contact 021"
        assert "/?page=3&amp;liked-page=2" in html.replace("/two", "")
        assert 'id="rows-more"' in html and 'id="liked-rows-more"' not in html

    def test_two_lists_on_the_page(self):
        expected = ["page", "liked-rows", "liked-rows-more", "rows", "rows-more"]
        assert parts(self.ask("plain", "/two/")) == expected

    @pytest.mark.parametrize(
        "size, rows", [("", 20), ("30", 30), ("999", 50), ("0", 1), ("-1", 1)]
    )
    def test_page_size(self, size, rows):
        request = asking("plain", path=f"/sized/?size={size}")
        html = answer(lists.SizedList, request).content.decode()
        assert len(names_in(html)) == rows
        assert f"?size={size}&amp;page=2" in html

    def test_page_size_for_staff(self):
        request = asking("plain", path="/sized/?size=999", user=STAFF)
        html = answer(lists.SizedList, request).content.decode()
        assert len(names_in(html)) == 120

    @pytest.mark.parametrize("client", CLIENTS)
    def test_page_in_the_path(self, client):
        html = self.html(client, "/page/2/?tag=a")
        assert names_in(html)[0] == "Contact 021"
        assert "/page/3/?tag=a" in html

    @pytest.mark.parametrize("client", CLIENTS)
    def test_control_of_the_project(self, client):
        html = self.html(client, "/control/?page=2")
        assert re.search(r'<nav [^>]*id="rows-more"', html)
        assert ">More contacts</a>" in html and ">The contacts did not come." in html
        assert "These are all contacts." in self.html(client, "/control/?page=6")

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    @pytest.mark.parametrize("targets", [(), ("elsewhere",)])
    def test_markup_of_the_project(self, client, targets):
        headers = headers_of(client, *targets)
        response = Client().get("/markup/?page=2&tag=a", headers=headers)
        html = response.content.decode()
        assert names_in(html)[0] == "Contact 021" and "<html" not in html
        assert '<li hx-get="?page=3&amp;tag=a"' in html
        assert "HX-Reswap" not in response

    @pytest.mark.parametrize("client", CLIENTS)
    def test_function_view(self, client):
        first = answer(function_views.contact_list, asking(client, *growing(client)))
        address = re.search(r'href="([^"]*)" rel="next"', first.content.decode())[1]
        request = asking(client, *growing(client), path=address)
        response = answer(function_views.contact_list, request)
        assert names_in(response.content.decode())[0] == "Contact 021"
        assert ("page" in parts(response)) is (client == "plain")
        with pytest.raises(Http404):
            answer(function_views.contact_list, asking(client, path="/?page=x"))

    @pytest.mark.parametrize("client", CLIENTS)
    def test_paginator_of_django(self, client, django_assert_num_queries):
        view = lists.ContactList.as_view(paginator_class=Paginator)
        request = asking(client, *growing(client), path="/?page=2")
        with django_assert_num_queries(2):
            response = answer(view, request)
        assert names_in(response.content.decode())[0] == "Contact 021"
        assert ("page" in parts(response)) is (client == "plain")

    @pytest.mark.parametrize("client", CLIENTS)
    def test_page_of_another_view_has_a_plain_link(self, client):
        page = KeysetPaginator(Contact.objects.all(), 20).page(1)
        template = Template("{% load hypermedia %}{% load_more page %}")
        html = template.render(RequestContext(asking(client), {"page": page}))
        assert re.search(r'<a href="/\?page=[^"]*" rel="next">Load more</a>', html)

    def test_table_of_what_is_written(self):
        columns = {"htmx 4": "htmx-4", "htmx 2": "htmx-2", "Alpine AJAX": "alpine-ajax"}
        ids = {"rows": "rows", "control": "rows-more"}
        for row, scroll in zip(rows_of("load_more.csv"), (False, True), strict=True):
            for column, client in columns.items():
                written = load_more_attributes(
                    None, "/?page=2", client, **ids, scroll=scroll
                )
                shown = Attributes(literals(row[column])).found
                assert shown == Attributes(written).found
        assert load_more_attributes(None, "/?page=2", "plain", **ids) == ""


@pytest.mark.django_db
class TestSearch:
    @pytest.fixture(autouse=True)
    def site(self, settings):
        settings.ROOT_URLCONF = live_search
        Contact.objects.bulk_create(
            Contact(
                name=f"Contact {i:03}",
                email=f"contact{i}@example.org",
                company="Engine Ltd" if i % 2 else "Navy",
            )
            for i in range(1, 46)
        )

    def ask(self, client: str, address: str, *targets: str):
        return Client().get(address, headers=headers_of(client, *targets))

    def search(self, view, query: str, user=None) -> list[str]:
        request = asking("plain", path=f"/?q={query}", user=user)
        return names_in(answer(view, request).content.decode())

    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize("query, found", [("engine", "23 found"), ("x", "Nobody")])
    def test_results(self, client, query, found):
        response = self.ask(client, f"/search/?q={query}", "results")
        page = ["page", "q"] if client == "plain" else []
        assert parts(response) == [*page, "results", "rows", "rows-more"]
        assert found in response.content.decode()

    @pytest.mark.parametrize("client", ENHANCED)
    def test_further_page(self, client, django_assert_num_queries):
        # Alpine AJAX gets the results as well, and so their number.
        with django_assert_num_queries(2 if client == "alpine-ajax" else 1):
            response = self.ask(
                client, "/search/?q=engine&tag=a&page=2", *growing(client)
            )
        html = response.content.decode()
        assert names_in(html) == ["Contact 041", "Contact 043", "Contact 045"]
        assert "<form" not in html and "rows-more" in html

    def test_control_keeps_the_search(self):
        html = self.ask("plain", "/search/?q=Contact").content.decode()
        assert 'href="/search/?q=Contact&amp;page=2"' in html

    @pytest.mark.parametrize(
        "query, found",
        [
            ("001 engine", ["Contact 001"]),
            ("ENGINE+001", ["Contact 001"]),
            ("001 navy", []),
            ("%00001", ["Contact 001"]),
            ("001" + "+contact" * 50 + "+nobody", ["Contact 001"]),
        ],
    )
    def test_words(self, query, found):
        assert self.search(live_search.SearchContacts, query) == found

    def test_nothing_is_searched_for(self):
        assert len(self.search(live_search.SearchContacts, "")) == 20

    def test_fields_of_staff(self):
        contact = ContactFactory(
            name="Contact 900", company="Engine", email="ada@a.org"
        )
        view = live_search.SearchForStaff
        assert self.search(view, "ADA", user=STAFF) == [contact.name]
        assert self.search(view, "a.org", user=STAFF) == self.search(view, "ada") == []

    def test_search_of_the_project(self):
        assert self.search(live_search.SearchByBeginning, "Contact 00") == [
            f"Contact 00{i}" for i in range(1, 10)
        ]
        assert self.search(live_search.SearchByBeginning, "00") == []

    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize("address", ["/filter/", "/both/"])
    def test_filter(self, client, address):
        response = self.ask(client, f"{address}?company=Navy", "results")
        html = response.content.decode()
        assert ("page" in parts(response)) is (client == "plain")
        assert len(names_in(html)) == 20 and names_in(html)[0] == "Contact 002"
        assert f"{address}?company=Navy&amp;page=2" in html

        response = self.ask(client, f"{address}?company=Navy&page=2", *growing(client))
        assert ("page" in parts(response)) is (client == "plain")
        assert names_in(response.content.decode()) == ["Contact 042", "Contact 044"]

    @pytest.mark.parametrize("client", CLIENTS)
    def test_search_and_filter(self, client):
        response = self.ask(client, "/both/?company=Navy&q=04", "results")
        html = response.content.decode()
        assert names_in(html) == [f"Contact {i:03}" for i in (4, 40, 42, 44)]
        assert ('value="04"' in html) is (client == "plain")

    def test_order_of_the_mixins_does_not_matter(self):
        mixins = live_search.SearchContacts.__bases__
        names = ("model", "template_name", "partial_names", "search_fields")
        own = {name: getattr(live_search.SearchContacts, name) for name in names}
        view = type("Turned", mixins[::-1], {**own, "paginate_by": 20})
        request = asking("htmx-4", "rows", path="/search/?q=engine&page=2")
        expected = answer(live_search.SearchContacts, request).content
        assert answer(view, request).content == expected


@pytest.fixture(scope="module")
def tickets_table(django_db_setup, django_db_blocker):
    """The table of the example's model, with its indexes, in each database."""
    with django_db_blocker.unblock():
        for connection in connections.all():
            with connection.schema_editor() as editor:
                editor.create_model(pagination.Ticket)
    yield
    with django_db_blocker.unblock():
        for connection in connections.all():
            with connection.schema_editor() as editor:
                editor.delete_model(pagination.Ticket)


@pytest.mark.django_db(databases="__all__")
class TestPagination:
    @pytest.fixture(autouse=True)
    def tickets(self, tickets_table, request) -> None:
        alias = "default"
        if "database" in request.fixturenames:
            alias = request.getfixturevalue("database")
        now, Ticket = timezone.now(), pagination.Ticket
        Ticket.objects.using(alias).bulk_create(
            Ticket(
                title=f"Ticket {i % 50}",
                status="open" if i % 3 else "done",
                priority=1 + i % 3,
                due=now.date() + timezone.timedelta(i % 30 - 5) if i % 4 else None,
                created=now - timezone.timedelta(seconds=i // 2),
            )
            for i in range(240)
        )

    def explain(self, alias: str, sql: str) -> str:
        connection = connections[alias]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                # The table is so small that an index would not pay.
                for way in ("seqscan", "bitmapscan", "sort"):
                    cursor.execute(f"SET LOCAL enable_{way} = off")
                cursor.execute(f"EXPLAIN {sql}")
            else:
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            return "\n".join(str(row[-1]) for row in cursor.fetchall())

    @pytest.mark.parametrize("index", pagination.ORDERINGS)
    def test_index_serves_its_ordering(self, database, index):
        tickets = pagination.ORDERINGS[index].using(database)
        with CaptureQueriesContext(connections[database]) as queries:
            pages = [page.object_list for page in KeysetPaginator(tickets, 20)]
        rows = [ticket for page in pages for ticket in page]
        assert len(rows) == len(set(rows)) == tickets.count()
        for query in queries:
            plan = self.explain(database, query["sql"])
            assert re.search(rf"\b{index}\b", plan)
            assert "Sort" not in plan and "TEMP B-TREE" not in plan
            if re.search(" WHERE .*[<>]", query["sql"]):
                # It begins at the place, and reads no row before it.
                assert "SEARCH" in plan or "Index Cond" in plan

    def queries(self, tickets) -> list[int]:
        """How many queries each page makes."""
        paginator, number, asked = KeysetPaginator(tickets, 20), 1, []
        while number:
            page = paginator.page(number)
            with CaptureQueriesContext(connections[tickets.db]) as queries:
                number = page.next_page_number() if page.has_next() else None
            asked.append(len(queries))
        return asked

    @pytest.mark.parametrize(
        "ordering, most", [("newest", 1), ("most_urgent", 2), ("next_due", 2)]
    )
    def test_queries_of_a_page(self, database, ordering, most):
        asked = self.queries(pagination.ORDERINGS[ordering].using(database))
        assert max(asked) <= most and asked.count(1) > asked.count(2)

    def test_each_page_is_two_queries_where_the_first_column_is_nearly_unique(self):
        tickets = pagination.Ticket.objects.order_by("created", "-priority")
        assert set(self.queries(tickets)[1:]) == {2}

    def page(self, address: str = "/tickets/"):
        """The page of the example's view."""
        view = pagination.TicketList.as_view()
        return view(factory.get(address)).context_data["page_obj"]

    def following(self, address: str = "/tickets/") -> str:
        return self.page(address).next_page_number()

    def test_cursor_can_be_read(self):
        cursor = self.following()
        assert re.fullmatch(r"[\w.-]+", cursor, re.ASCII)
        payload = cursor.partition(".")[0]
        payload += "=" * (-len(payload) % 4)
        *_, created, pk = json.loads(base64.urlsafe_b64decode(payload))
        last = self.page()[-1]
        assert created.startswith(f"{last.created:%Y-%m-%d}") and pk == last.pk

    def test_length_of_a_cursor(self):
        tickets = pagination.Ticket.objects
        for ordering, length in (("priority", 60), ("-created", 90)):
            page = KeysetPaginator(tickets.order_by(ordering), 20).page(1)
            assert abs(len(page.next_page_number()) - length) <= 6

    def test_cursor_holds_for_any_filter_and_size(self):
        cursor = self.following()
        assert self.page(f"/tickets/?status=done&page={cursor}").number == 2
        view = pagination.TicketList.as_view(paginate_by=7)
        page = view(factory.get(f"/tickets/?page={cursor}")).context_data["page_obj"]
        assert len(page) == 7

    def test_cursor_is_of_one_path(self):
        with pytest.raises(Http404):
            self.page(f"/elsewhere/?page={self.following()}")

    def test_cursor_holds_for_an_older_key(self, settings):
        cursor = self.following()
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another"
        assert len(self.page(f"/tickets/?page={cursor}")) == 50
        settings.SECRET_KEY_FALLBACKS = []
        with pytest.raises(Http404):
            self.page(f"/tickets/?page={cursor}")

    def test_row_of_a_cursor_may_be_deleted(self):
        first = self.page()
        address = f"/tickets/?page={first.next_page_number()}"
        expected = [ticket.pk for ticket in self.page(address)]
        first[-1].delete()
        assert [ticket.pk for ticket in self.page(address)] == expected

    def test_page_whose_rows_are_gone_is_empty(self):
        address = f"/tickets/?page={self.following()}"
        pagination.Ticket.objects.all().delete()
        page = self.page(address)
        assert len(page) == 0 and not page.has_next()
        assert page.previous_page_number() == "last"

    def test_rows_before_the_first_page_have_no_number(self):
        first = self.page(f"/tickets/?page={self.following()}").previous_page_number()
        assert self.page(f"/tickets/?page={first}").number == 1
        newest = timezone.now() + timezone.timedelta(1)
        pagination.Ticket.objects.create(title="New", created=newest)
        before = self.page(f"/tickets/?page={first}").previous_page_number()
        assert self.page(f"/tickets/?page={before}").number is None

    def test_what_costs_a_count(self, django_assert_num_queries):
        page = self.page()
        with django_assert_num_queries(1):
            assert page.paginator.num_pages == 5 and page.paginator.count == 240
        with pytest.raises(NotImplementedError):
            page.paginator.page_range

    @pytest.mark.parametrize(
        "paginated_by, page, message",
        [
            ("number", "abc", "That page number is not an integer"),
            ("number", "1.5", "That page number is not an integer"),
            ("number", "0", "That page number is less than 1"),
            ("number", "-1", "That page number is less than 1"),
            ("number", "99", "That page contains no results"),
            ("number", "9" * 40, "That page contains no results"),
            ("cursor", "abc", "damaged, out of date, or of another list."),
            ("cursor", "2", "damaged, out of date, or of another list."),
        ],
    )
    def test_bad_page(self, paginated_by, page, message):
        view = {"number": lists.ContactList, "cursor": pagination.TicketList}
        with pytest.raises(Http404) as caught:
            view[paginated_by].as_view()(factory.get(f"/?page={page}"))
        said = str(caught.value)
        assert said.startswith("Invalid page ('") and said.endswith(message)
        assert message in read("docs/pagination.rst")

    def test_bad_page_size(self):
        with pytest.raises(Http404) as caught:
            lists.SizedList.as_view()(factory.get("/?size=abc"))
        assert f"- {caught.value}\n" in read("docs/pagination.rst")

    @pytest.mark.parametrize(
        "refused",
        [
            lambda tickets: tickets.order_by(Lower("title")),
            lambda tickets: tickets.order_by("created__year"),
            lambda tickets: tickets.order_by("?"),
            lambda tickets: tickets.extra(order_by=["title"]),
            lambda tickets: tickets.extra(select={"a": "1"}).order_by("a"),
            lambda tickets: tickets[:9],
            lambda tickets: tickets.union(tickets),
            lambda tickets: tickets.distinct("title"),
            lambda tickets: tickets.values("pk"),
            lambda tickets: tickets.values_list("pk"),
            lambda tickets: tickets.raw("SELECT 1"),
            lambda tickets: tickets.annotate(row=Window(RowNumber())),
            list,
        ],
    )
    def test_what_cannot_be_paged(self, refused):
        tickets = refused(pagination.Ticket.objects.all())
        with pytest.raises(ImproperlyConfigured, match="can't page"):
            KeysetPaginator(tickets, 20).page(1)

    def test_program(self):
        seen, asked = [], ""
        while asked is not None:
            request = factory.get("/", {"page": asked})
            page = json.loads(pagination.tickets_as_json(request).content)
            seen += [ticket["id"] for ticket in page["tickets"]]
            asked = page["next"]
        assert len(seen) == len(set(seen)) == 240
        bad = pagination.tickets_as_json(factory.get("/", {"page": "x"}))
        assert bad.status_code == 404 and b"damaged" in bad.content

    def test_batches(self, django_assert_num_queries):
        with django_assert_num_queries(3):
            assert len(set(pagination.in_batches(100))) == 240

    def test_combined_querysets(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            assert len(pagination.overdue_or_urgent()) == 50
        with pytest.raises(InvalidPage):
            pagination.overdue_or_urgent(99)


def boosted(client: str, *targets: str) -> dict[str, str]:
    """The headers with which a form of a page asks for elements. Alpine AJAX has the package's script."""
    headers = headers_of(client, *targets, boosted=True)
    page = {"HX-Current-URL": "http://testserver/contacts/"}
    return headers | (page if client != "plain" else {})


def sends(client: str, address: str, data: dict, *targets: str):
    """The answer to a form that a client sends."""
    return Client().post(address, data, headers=boosted(client, *targets))


def status_of(client: str, status: int) -> int:
    """With which status a client gets what tells of an error: as the table of the guide says."""
    return 200 if client.startswith("htmx") else status


def page_of(client: str) -> list[str]:
    """What an answer has besides its parts."""
    return ["page"] if client == "plain" else []


ADA = {"name": "Ada", "email": "ada@a.org"}
GRACE = {"name": "Grace", "email": "grace@a.org"}


@pytest.mark.django_db
class TestForms:
    @pytest.fixture(autouse=True)
    def site(self, settings):
        settings.ROOT_URLCONF = forms

    @pytest.mark.parametrize("client", CLIENTS)
    def test_form_that_is_not_valid(self, client):
        response = sends(client, "/add/", {"name": "Grace"}, "add")
        assert response.status_code == (422 if client == "alpine-ajax" else 200)
        assert ("page" in parts(response)) is (client == "plain")
        assert "This field is required." in response.content.decode()
        assert 'value="Grace"' in response.content.decode()
        assert not Contact.objects.exists()

    @pytest.mark.parametrize("client", CLIENTS)
    def test_fresh_form_after_a_success(self, client):
        response = sends(client, "/add/", GRACE, "add", "contacts")
        assert Contact.objects.get().name == "Grace"
        if client == "plain":
            assert response["Location"] == "/add/"
            return
        assert parts(response)[:3] == ["add", "id_name", "id_email"]
        html = response.content.decode()
        assert "<li>Grace</li>" in html and 'value="Grace"' not in html

    @pytest.mark.parametrize("client", CLIENTS)
    def test_success_that_goes_on(self, client):
        response = sends(client, "/add-and-go-on/", GRACE | {"leave": "1"}, "add")
        row = f"/{Contact.objects.get().pk}/"
        name = "Location" if client == "plain" else "HX-Redirect"
        assert response[name] == row
        again = GRACE | {"email": "other@a.org"}
        response = sends(client, "/add-and-go-on/", again, "add")
        if client == "plain":
            assert response["Location"] == "/add/"
        else:
            assert "add" in parts(response)

    @pytest.mark.parametrize("client", CLIENTS)
    def test_row(self, contact, client):
        address, row, id = f"/{contact.pk}/", f"contact-{contact.pk}", "id_contact-"
        inputs = [f"{id}{contact.pk}-name", f"{id}{contact.pk}-email"]
        assert row in parts(Client().get("/table/"))
        form = Client().get(f"{address}?edit", headers=boosted(client, row))
        shown = Client().get(address, headers=boosted(client, row))
        assert parts(form) == [*page_of(client), row, *inputs]
        assert parts(shown) == [*page_of(client), row]

        data = {f"{row}-{name}": value for name, value in GRACE.items()}
        response = sends(client, address, data, row)
        assert Contact.objects.get().name == "Grace"
        if client == "plain":
            assert response["Location"] == "/table/"
        else:
            assert parts(response) == [row]

    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize("phone, shown", [("7", "Ada, 7"), ("", "Ada, ada@a.org")])
    def test_display_that_depends_on_the_object(self, contact, client, phone, shown):
        Contact.objects.update(phone=phone)
        card = f"card-{contact.pk}"
        address = f"/{contact.pk}/card/"
        response = Client().get(address, headers=boosted(client, card))
        assert parts(response) == [*page_of(client), card]
        assert shown in response.content.decode()

    @pytest.fixture
    def messages_of_the_site(self, settings):
        settings.MIDDLEWARE = ["django.contrib.messages.middleware.MessageMiddleware"]
        settings.MESSAGE_STORAGE = (
            "django.contrib.messages.storage.cookie.CookieStorage"
        )

    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize("prefix, name", [("who", "name"), ("where", "email")])
    def test_two_forms(self, messages_of_the_site, contact, client, prefix, name):
        address = f"/{contact.pk}/{prefix}/"
        page = parts(Client().get(address))
        assert {"who", "where", "id_who-name", "id_where-email"} <= set(page)
        data = {f"{prefix}-{name}": "new@a.org", f"{prefix}-company": ""}
        response = sends(client, address, data, prefix, "messages")
        assert getattr(Contact.objects.get(), name) == "new@a.org"
        if client == "plain":
            assert response["Location"] == address
            return
        assert "Saved." in response.content.decode()
        assert {"who", "where"} & set(parts(response)) == {prefix}

    @pytest.mark.parametrize("client", CLIENTS)
    def test_invalid_one_of_two_forms(self, messages_of_the_site, contact, client):
        data = {"who-name": "", "who-company": "Navy"}
        response = sends(client, f"/{contact.pk}/who/", data, "who")
        html = response.content.decode()
        assert html.count("This field is required.") == 1 and "Saved." not in html
        assert ("where" in parts(response)) is (client == "plain")
        assert ("ada@a.org" in html) is (client == "plain")

    @pytest.mark.parametrize("client", CLIENTS)
    def test_dialog(self, client):
        page = Client().get("/contacts/").content.decode()
        assert re.search(
            r'<dialog data-hypermedia-dialog="contact-added".*?>\s*<div id="dialog"></div>\s*</dialog>',
            page,
        )
        form = Client().get("/contacts/add/", headers=boosted(client, "dialog"))
        assert parts(form) == [*page_of(client), "dialog", "id_name", "id_email"]
        html = form.content.decode()
        assert ('<form method="dialog">' in html) is (client != "plain")
        assert ("All contacts" in html) is (client == "plain")

    @pytest.mark.parametrize("client", ENHANCED)
    def test_dialog_closes(self, client):
        invalid = sends(client, "/contacts/add/", {"name": "Grace"}, "dialog")
        assert "This field is required." in invalid.content.decode()
        assert events_in(invalid) == {}
        valid = sends(client, "/contacts/add/", GRACE, "dialog")
        assert valid.content.decode().strip() == '<div id="dialog"></div>'
        assert list(events_in(valid)) == ["contact-added"]
        response = Client().get("/contacts/", headers=headers_of(client, "contacts"))
        assert parts(response) == ["contacts"]
        assert "contact-added" in response.content.decode()

    def test_dialog_is_a_page_without_a_client(self):
        response = sends("plain", "/contacts/add/", GRACE)
        assert response["Location"] == "/contacts/"


@pytest.mark.django_db
class TestFields:
    @pytest.fixture(autouse=True)
    def site(self, settings):
        settings.ROOT_URLCONF = fields

    def leave(self, client: str, address: str, name: str, data: dict, *also: str):
        """The answer for a field that is left."""
        headers = headers_of(client, f"id_{name}-field", *also)
        headers |= {} if client == "plain" else {"HX-Current-URL": "http://testserver/"}
        return Client().post(address, {**data, "_field": name}, headers=headers)

    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize(
        "name, said",
        [
            ("name", "This field is required."),
            ("email", "Enter a valid email address."),
            ("phone", "How can the company be reached?"),
        ],
    )
    def test_field_that_is_not_valid(self, client, name, said):
        data = {"email": "x", "company": "Navy"}
        response = self.leave(client, "/check/", name, data)
        assert response.status_code == 200
        assert response.content.decode().count('class="errorlist"') == 1
        assert said in response.content.decode()
        assert ("page" in parts(response)) is (client == "plain")

    @pytest.mark.parametrize("client", ENHANCED)
    def test_answer_for_a_field_is_its_element(self, client):
        response = self.leave(client, "/check/", "name", GRACE)
        assert parts(response) == ["id_name-field", "id_name"]
        assert not Contact.objects.exists()

    @pytest.mark.parametrize("client", ENHANCED)
    def test_form_is_saved_by_its_button(self, client):
        data = GRACE | {"company": "Navy"}
        invalid = sends(client, "/check/", data, "add")
        assert "How can the company be reached?" in invalid.content.decode()
        response = sends(client, "/check/", data | {"phone": "7"}, "add")
        assert parts(response) == ["add"]
        assert "Grace is added." in response.content.decode()

    def test_unknown_field(self):
        assert self.leave("htmx-4", "/check/", "liked", {}).status_code == 400

    @pytest.mark.parametrize("client", ENHANCED)
    def test_partial_that_depends_on_the_field(self, client):
        html = self.leave(client, "/check-other/", "email", {}).content.decode()
        assert "We write to you once." in html and "1000" in html
        html = self.leave(client, "/check-other/", "name", {}).content.decode()
        assert "We write to you once." not in html and "1000" not in html
        assert "We write to you once." in Client().get("/check-other/").content.decode()

    @pytest.mark.parametrize("client", CLIENTS)
    def test_autosave(self, contact, client):
        address = f"/{contact.pk}/"
        data = {"phone": "", "name": "Grace"}
        response = self.leave(client, address, "phone", data, "missing")
        saved = Contact.objects.get()
        assert (saved.phone, saved.name) == ("", "Ada")
        if client == "plain":
            assert response["Location"] == address
            return
        html = response.content.decode()
        assert parts(response) == ["id_phone-field", "id_phone", "missing"]
        assert "Saved." in html and "1 missing" in html

    @pytest.mark.parametrize("client", CLIENTS)
    def test_autosave_of_what_is_not_valid(self, contact, client):
        response = self.leave(client, f"/{contact.pk}/", "email", {"email": "x"})
        assert response.status_code == (422 if client == "alpine-ajax" else 200)
        html = response.content.decode()
        assert "Enter a valid email address." in html and "Saved." not in html
        assert Contact.objects.get().email == "ada@a.org"

    @pytest.mark.parametrize("client", ENHANCED)
    def test_autosave_of_the_whole_form(self, contact, client):
        response = sends(client, f"/{contact.pk}/", GRACE, "contact", "missing")
        assert {"contact", "missing"} <= set(parts(response))
        assert "2 missing" in response.content.decode()
        assert Contact.objects.get().name == "Grace"

    def test_permission_for_a_field(self, contact):
        view = fields.SaveForStaff
        data = {"_field": "email", "email": "new@a.org"}
        request = factory.post("/", data, headers=headers_of("htmx-4"))
        request.user = AnonymousUser()
        with pytest.raises(PermissionDenied):
            answer(view, request, pk=contact.pk)
        request.user = STAFF
        assert answer(view, request, pk=contact.pk).status_code == 200
        assert Contact.objects.get().email == "new@a.org"

    def test_field_that_changes_another(self, contact):
        self.leave("htmx-4", f"/{contact.pk}/staff/", "company", {"company": "Navy"})
        saved = Contact.objects.get()
        assert (saved.company, saved.phone) == ("Navy", "")

    @pytest.fixture
    def crews(self) -> list[Contact]:
        """Two who can be called, one of each company, and one who can't."""
        return [
            ContactFactory(name="Bob", company="Navy", phone="1"),
            ContactFactory(name="Eve", company="Engine", phone="2"),
            ContactFactory(name="Dan", company="Navy", phone=""),
        ]

    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize(
        "address, options",
        [("/call/", ["Bob", "Dan"]), ("/call/by-phone/", ["Bob"])],
    )
    def test_options(self, crews, client, address, options):
        data = {"company": "Navy"}
        response = self.leave(client, address, "company", data, "id_contact-field")
        names = re.findall(r"<option[^>]*>(Bob|Dan|Eve)<", response.content.decode())
        assert names == options
        ids = ["id_company-field", "id_company", "id_contact-field", "id_contact"]
        around = ["page", "call"] if client == "plain" else []
        assert parts(response) == [*around, *ids]

    def test_no_options_before_there_is_a_choice(self, crews):
        html = Client().get("/call/").content.decode()
        assert "Navy" in html and "Bob" not in html

    @pytest.mark.parametrize("client", CLIENTS)
    def test_option_of_another_parent(self, crews, client):
        data = {"company": "Navy", "contact": crews[1].pk}
        response = sends(client, "/call/", data, "call")
        assert response.status_code == (422 if client == "alpine-ajax" else 200)
        assert "Select a valid choice." in response.content.decode()
        response = sends(client, "/call/", data | {"contact": crews[0].pk}, "call")
        assert response.status_code == (302 if client == "plain" else 200)

    def test_table_of_what_is_written(self):
        columns = {"htmx 4": "htmx-4", "htmx 2": "htmx-2", "Alpine AJAX": "alpine-ajax"}
        field = fields.ContactForm()["email"]
        rows = rows_of("live_field.csv")
        for row, options in zip(rows, ({}, {"debounce": "500ms"}), strict=True):
            for column, client in columns.items():
                found = live_field_attributes(
                    None, field, client, href="/contacts/", **options
                )
                shown = Attributes(literals(row[column])).found
                assert shown == Attributes(found).found


@pytest.mark.django_db
class TestChanges:
    @pytest.fixture(autouse=True)
    def site(self, settings, tmp_path):
        settings.ROOT_URLCONF = changes
        settings.FILE_UPLOAD_TEMP_DIR = tmp_path
        settings.STORAGES = {
            **settings.STORAGES,
            "uploads": {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {"location": tmp_path / "uploads"},
            },
        }

    @pytest.mark.parametrize("client", CLIENTS)
    def test_delete(self, contact, client):
        row, address = f"contact-{contact.pk}", f"/{contact.pk}/delete/"
        assert row in parts(Client().get("/"))
        assert "Delete Ada?" in Client().get(address).content.decode()
        response = sends(client, address, {}, row, "total")
        assert not Contact.objects.exists()
        if client == "plain":
            assert response["Location"] == "/"
            return
        assert parts(response) == ["total"]
        assert "0 in all" in response.content.decode()
        if client == "alpine-ajax":
            assert response["X-Alpine-Delete"] == row
        else:
            assert response["HX-Reswap"] == "delete show:none"

    @pytest.mark.parametrize("client", ENHANCED)
    def test_delete_from_the_page(self, contact, client):
        address = f"/{contact.pk}/delete-from-page/"
        response = sends(client, address, {}, "contact")
        assert response["HX-Redirect"] == "/"

    @pytest.fixture
    def protected(self, monkeypatch):
        """Something needs each contact."""

        def delete(contact):
            raise ProtectedError("", {Contact(pk=0, name="Grace")})

        monkeypatch.setattr(Contact, "delete", delete)

    @pytest.mark.parametrize("client", CLIENTS)
    def test_delete_what_is_protected(self, protected, contact, client):
        row = f"contact-{contact.pk}"
        response = sends(client, f"/{contact.pk}/delete/", {}, row, "total")
        assert response.status_code == status_of(client, 409)
        html = response.content.decode()
        assert "Ada can’t be deleted. It is needed by: Grace." in html
        assert parts(response) == (["page"] if client == "plain" else [row])

    def test_message_for_what_is_protected(self, protected, contact):
        address = f"/{contact.pk}/delete-from-page/"
        response = sends("plain", address, {})
        assert "Ada is needed 1 times." in response.content.decode()

    @pytest.fixture
    def crew(self) -> list[Contact]:
        """Somebody with a telephone, and somebody without."""
        return [
            ContactFactory(name="Bob", company="Navy", phone="1", liked=False),
            ContactFactory(name="Eve", company="Navy", phone="", liked=False),
        ]

    @pytest.mark.parametrize("client", CLIENTS)
    def test_many(self, crew, client):
        ids = [each.pk for each in crew]
        response = sends(client, "/many/", {"action": "forget", "ids": ids}, "contacts")
        assert not Contact.objects.exclude(company="").exists()
        if client == "plain":
            assert response["Location"] == "/many/"
            return
        html = response.content.decode()
        assert parts(response) == ["contacts"] and "2 changed." in html
        assert html.count("The company is forgotten.") == 2 and "checked" not in html

    @pytest.mark.parametrize("client", CLIENTS)
    def test_many_of_which_one_is_refused(self, crew, client):
        ids = [each.pk for each in crew]
        response = sends(client, "/many/", {"action": "like", "ids": ids}, "contacts")
        assert response.status_code == (422 if client == "alpine-ajax" else 200)
        assert not Contact.objects.filter(liked=True).exists()
        html = response.content.decode()
        assert "Eve: There is no telephone number." in html and "changed." not in html
        assert html.count(" checked") == 2

    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize(
        "data", [{"action": "like"}, {"action": "like", "ids": 0}, {"action": "drop"}]
    )
    def test_none_or_another(self, crew, client, data):
        response = sends(client, "/many/", data, "contacts")
        assert response.status_code == (422 if client == "alpine-ajax" else 200)
        assert 'class="errorlist' in response.content.decode()

    def test_action_with_a_value(self, crew):
        data = {"action": "move", "ids": crew[0].pk, "company": "Engine"}
        request = factory.post("/", data, headers=headers_of("htmx-4", "contacts"))
        request.user = AnonymousUser()
        html = answer(changes.MoveContacts, request).content.decode()
        assert "Bob is at Engine." in html
        assert Contact.objects.get(company="Engine") == crew[0]

    def test_actions_of_staff(self, crew):
        data = {"action": "forget", "ids": crew[0].pk, "company": "Engine"}
        for user, said in ((AnonymousUser(), "valid choice"), (STAFF, "is forgotten")):
            request = factory.post("/", data, headers=headers_of("htmx-4", "contacts"))
            request.user = user
            assert said in answer(changes.MoveContacts, request).content.decode()

    def token(self, address: str) -> str:
        """The version of a form, as a page has it."""
        html = Client().get(address).content.decode()
        return re.search(r'name="version_token" value="([^"]+)"', html)[1]

    @pytest.mark.parametrize("client", CLIENTS)
    def test_conflict(self, contact, client):
        address = f"/{contact.pk}/edit/"
        data = GRACE | {"phone": "7", "version_token": self.token(address)}
        Contact.objects.update(name="Augusta")
        response = sends(client, address, data, "contact")
        html = response.content.decode()
        assert response.status_code == status_of(client, 409)
        assert ("page" in parts(response)) is (client == "plain")
        assert "<td>Augusta</td><td>Grace</td>" in html and 'value="Grace"' in html
        assert Contact.objects.get().name == "Augusta"

        token = re.search(r'name="version_token" value="([^"]+)"', html)[1]
        sends(client, address, data | {"version_token": token}, "contact")
        assert Contact.objects.get().name == "Grace"

    @pytest.mark.parametrize("client", CLIENTS)
    def test_no_conflict(self, contact, client):
        address = f"/{contact.pk}/edit/"
        data = GRACE | {"version_token": self.token(address)}
        response = sends(client, address, data, "contact")
        if client == "plain":
            assert response["Location"] == address
        else:
            assert parts(response) == ["contact"]

    @pytest.mark.parametrize(
        "change, expected",
        [({"name": "Augusta"}, "8"), ({"company": "Navy"}, "7")],
    )
    def test_version_of_the_project(self, contact, change, expected):
        address = f"/{contact.pk}/edit-phone/"
        data = {"phone": "8", "version_token": self.token(address)}
        Contact.objects.update(**change)
        response = sends("htmx-4", address, data, "contact")
        assert Contact.objects.get().phone == expected
        told = "There is another number by now." in response.content.decode()
        assert told is (expected == "7")

    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize("address", ["/import/", "/import-on-servers/"])
    def test_file_is_kept(self, client, address):
        file = SimpleUploadedFile("new.txt", b"a@a.org\nb@a.org\n")
        response = sends(client, address, {"addresses": file}, "import")
        html = response.content.decode()
        assert response.status_code == (422 if client == "alpine-ajax" else 200)
        assert "new.txt is kept." in html and html.count("is required.") == 1

        token = re.search(r'name="addresses_kept" value="([^"]+)"', html)[1]
        data = {"company": "Navy", "addresses_kept": token}
        response = sends(client, address, data, "import")
        assert Contact.objects.filter(company="Navy").count() == 2
        if client == "plain":
            assert response["Location"] == "/import/"
        else:
            assert parts(response) == ["import"]

    def test_file_that_is_wrong_is_not_kept(self):
        file = SimpleUploadedFile("new.png", b"a@a.org")
        html = sends("htmx-4", "/import/", {"addresses": file}).content.decode()
        assert "This is no text." in html and "is kept." not in html


@pytest.mark.django_db
class TestEvents:
    @pytest.fixture(autouse=True)
    def site(self, settings):
        settings.ROOT_URLCONF = quickstart

    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize(
        "name, event", [("Ada", "contact-saved"), ("", "contact-refused")]
    )
    def test_form(self, contact, client, name, event):
        data = {"name": name, "email": "ada@a.org"}
        request = factory.post("/", data, headers=headers_of(client, "contact"))
        response = answer(events.SaveContact, request, pk=contact.pk)
        if client == "plain":
            assert events_in(response) == {}
            assert response.status_code == (302 if name else 200)
            return
        assert list(events_in(response)) == [event]
        assert ("<form" in response.content.decode()) is (not name)
        if name:
            assert events_in(response)[event]["contact"] == contact.pk
            assert "T" in events_in(response)[event]["at"]

    @pytest.mark.parametrize("client", CLIENTS)
    def test_form_that_is_shown(self, contact, client):
        request = asking(client, "contact")
        response = answer(events.SaveContact, request, pk=contact.pk)
        assert events_in(response) == {}

    @pytest.mark.parametrize("client", ENHANCED)
    def test_polling_ends(self, contact, client):
        waiting = ContactFactory(phone="")
        response = answer(events.Progress, asking(client, "progress"))
        assert "2000" in response.content.decode() and events_in(response) == {}
        waiting.delete()
        response = answer(events.Progress, asking(client, "progress"))
        assert "2000" not in response.content.decode()
        assert parts(response) == ["progress"]
        assert list(events_in(response)) == ["phones-complete"]


@pytest.mark.django_db
class TestMessages:
    @pytest.fixture(autouse=True)
    def site(self, settings):
        view = messages.LikeWithMessage.as_view()
        settings.ROOT_URLCONF = (path("<int:pk>/", view, name="like-with-message"),)
        engine = settings.TEMPLATES[0]
        processors = [
            *engine["OPTIONS"]["context_processors"],
            "django.contrib.messages.context_processors.messages",
        ]
        options = {**engine["OPTIONS"], "context_processors": processors}
        settings.TEMPLATES = [{**engine, "OPTIONS": options}]
        settings.MESSAGE_STORAGE = (
            "django.contrib.messages.storage.cookie.CookieStorage"
        )
        settings.MIDDLEWARE = ["django.contrib.messages.middleware.MessageMiddleware"]

    def ask(self, browser, contact, client):
        headers = headers_of(client, "like", "messages")
        return browser.post(f"/{contact.pk}/", headers=headers, follow=True)

    @pytest.mark.parametrize("client", CLIENTS)
    def test_mixin(self, contact, client):
        browser = Client()
        response = self.ask(browser, contact, client)
        assert response.content.decode().count("Noted for Ada.") == 1
        assert ("page" in parts(response)) is (client == "plain")
        assert response["Cache-Control"] == "private, no-store"

        again = browser.get(f"/{contact.pk}/")
        assert "Noted" not in again.content.decode()
        assert "Cache-Control" not in again

    def test_alpine_without_the_region(self, contact):
        browser = Client()
        headers = headers_of("alpine-ajax", "like")
        response = browser.post(f"/{contact.pk}/", headers=headers)
        assert "Noted" not in response.content.decode()
        assert "Noted" in browser.get(f"/{contact.pk}/").content.decode()

    @pytest.mark.parametrize("client", ENHANCED)
    def test_middleware(self, contact, client, settings):
        settings.HYPERMEDIA_MESSAGES_PARTIAL = "notices.html#messages"
        shown = re.findall(r'^        "([\w.]+)",', read("docs/messages.rst"), re.M)
        settings.MIDDLEWARE = [
            "django.middleware.gzip.GZipMiddleware",
            *(name for name in shown if "essage" in name),
        ]

        class Like(messages.LikeWithMessage):
            """As a view without the mixin answers."""

            def describe(self, answer):
                return super(messages.MessagesMixin, self).describe(answer)

        view = Like.as_view()
        settings.ROOT_URLCONF = (path("<int:pk>/", view, name="like-with-message"),)
        response = self.ask(Client(), contact, client)
        assert response.content.decode().count("Noted for Ada.") == 1
        assert response["Cache-Control"] == "private, no-store"


def quoted_in(page: str, name: str) -> list[str]:
    """The names in the list of a setting that a page shows."""
    shown = re.search(rf"^    {name} = \[\n(.*?)^    \]", read(page), re.M | re.S)
    assert shown
    return re.findall(r'^        "([\w.]+)",', shown[1], re.M)


@pytest.fixture
def members(settings):
    """The project of the page about logins, with its middleware in its order."""
    settings.ROOT_URLCONF = login
    settings.LOGIN_URL = "/accounts/login/"
    settings.MIDDLEWARE = quoted_in("docs/login.rst", "MIDDLEWARE")
    for name in ("HYPERMEDIA_ERROR_PARTIAL", "CSRF_FAILURE_VIEW"):
        said = re.search(rf'^    {name} = "(.*)"', read("docs/login.rst"), re.M)
        assert said
        setattr(settings, name, said[1])
    engine = settings.TEMPLATES[0]
    names = [
        "django.template.context_processors.request",
        "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
    ]
    options = {**engine["OPTIONS"], "context_processors": names}
    settings.TEMPLATES = [{**engine, "OPTIONS": options}]


def logged_in(name: str = "ada", *, strict: bool = False) -> Client:
    """A browser in which somebody is logged in; a strict one has its CSRF tokens checked."""
    browser = Client(enforce_csrf_checks=strict)
    browser.force_login(User.objects.get_or_create(username=name)[0])
    return browser


def on_page(client: str, *targets: str, path: str = "/contacts/?page=2"):
    """What a client sends that asks for elements from some page."""
    if client == "plain":
        return {}
    page = {"HX-Current-URL": f"http://testserver{path}"}
    return headers_of(client, *targets) | page


#: A form with the token of an earlier login.
STALE = {"name": "Bo", "csrfmiddlewaretoken": "b" * 64}
LOGIN_PAGE = read("docs/login.rst")


def token_of(html: str) -> str:
    """The CSRF token of a page's form."""
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)
    assert found
    return found[1]


def as_said(response, cell: str) -> bool:
    """Whether an answer has the status, the headers and the contents that a table says."""
    html = " ".join(response.content.decode().split())
    found = [str(response.status_code), html]
    found += [f"{name}: {value}" for name, value in response.items()]
    said = literals_in(cell)
    return bool(said) and set(said) <= set(found)


@pytest.mark.django_db
class TestLogin:
    @pytest.fixture(autouse=True)
    def site(self, members, db):
        """The contact has the number that the table has in its addresses."""
        ContactFactory(pk=5)

    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize("row", range(4))
    def test_table_of_answers(self, client, row):
        whole = {"HX-Boosted": "true"}
        if client == "htmx-4":
            whole["HX-Request-Type"] = "full"
        headers = (
            on_page(client, "form"),
            on_page(client, "form", path="/accounts/login/?next=/"),
            on_page(client, "form") | {"HX-Background": "true"},
            on_page(client) | whole,
        )[row]
        column = {"alpine-ajax": "Alpine AJAX", "plain": "plain"}.get(client, "htmx")
        # A browser without a client asks for pages only.
        if cell := rows_of("login.csv")[row][column]:
            assert as_said(Client().get("/5/rename/", headers=headers), cell)

    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize(
        "headers, back",
        [
            ({"HX-Current-URL": "http://testserver/a/?q=1#b"}, "/a/%3Fq%3D1%23b"),
            ({"Referer": "http://testserver/a/"}, "/a/"),
            ({"HX-Current-URL": "http://testserver/accounts/login/"}, ""),
        ],
    )
    def test_way_back(self, client, headers, back):
        headers = headers_of(client, "form") | headers
        response = Client().get("/5/rename/", headers=headers)
        where = response.get("HX-Redirect") or response["Location"]
        assert where == f"/accounts/login/?next={back}"

    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize("method", ["get", "post"])
    @pytest.mark.parametrize(
        "headers", [{}, {"HX-Current-URL": "http://evil.example/a/"}]
    )
    def test_way_back_that_nobody_knows(self, client, method, headers):
        headers = headers_of(client, "form") | headers
        response = getattr(Client(), method)("/5/rename/", headers=headers)
        where = response.get("HX-Redirect") or response["Location"]
        assert where == "/accounts/login/"

    @pytest.mark.parametrize("client", ENHANCED)
    def test_change_on_the_login_page(self, client):
        headers = on_page(client, "form", path="/accounts/login/?next=/")
        response = Client().post("/5/rename/", headers=headers)
        assert response["HX-Redirect"] == "/accounts/login/?next="

    @pytest.mark.parametrize("client", ENHANCED)
    def test_what_the_page_asks_for_by_itself(self, client):
        background = {"HX-Background": "true"}
        headers = on_page(client, "form", "error") | background
        response = Client().get("/5/rename/", headers=headers)
        link = '<a href="/accounts/login/?next=/contacts/%3Fpage%3D2" target="_blank">'
        assert link in response.content.decode()
        assert list(events_in(response)) == ["request-failed", "hypermedia:ended"]

    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize("lacks", ["MIDDLEWARE", "HYPERMEDIA_ERROR_PARTIAL"])
    def test_what_nobody_would_tell_of(self, client, lacks, settings):
        names = [name for name in settings.MIDDLEWARE if "hypermedia_views" not in name]
        setattr(settings, lacks, names if lacks == "MIDDLEWARE" else None)
        headers = on_page(client, "form") | {"HX-Background": "true"}
        assert Client().get("/5/rename/", headers=headers)["HX-Redirect"]

    @pytest.mark.parametrize("named", [True, False])
    def test_login_page_that_a_view_has_in_its_code(self, named, settings):
        class Views:
            urlpatterns = [path("", lambda _: redirect_to_login("/", "/staff/login/"))]

        settings.ROOT_URLCONF = Views
        if named:
            said = re.search(r"^    HYPERMEDIA_LOGIN_URLS = (.*)", LOGIN_PAGE, re.M)
            assert said
            settings.HYPERMEDIA_LOGIN_URLS = json.loads(said[1])
        response = Client().get("/", headers=on_page("htmx-4", "form"))
        assert response.has_header("HX-Redirect") is named
        assert response.status_code == (200 if named else 302)

    @pytest.mark.parametrize("client", ENHANCED)
    def test_login_page_that_sends_back(self, client, settings):
        guard = permission_required("contacts.view_contact")

        class Views:
            urlpatterns = [
                path("", guard(login.account)),
                path(
                    "accounts/login/",
                    LoginView.as_view(redirect_authenticated_user=True),
                ),
            ]

        settings.ROOT_URLCONF = Views
        response = logged_in().get("/", headers=on_page(client, "form", "error"))
        assert response.status_code == 403
        assert "You may not do that." in response.content.decode()

    @pytest.mark.parametrize("client", ENHANCED)
    def test_login_on_another_host(self, client, settings):
        settings.LOGIN_URL = "https://sso.example/in?app=1"
        response = Client().get("/5/rename/", headers=on_page(client, "form"))
        back = "http%3A//testserver/contacts/%3Fpage%3D2"
        expected = f"https://sso.example/in?app=1&next={back}"
        assert response["HX-Redirect"] == expected

    @pytest.mark.parametrize("client", ENHANCED)
    def test_without_the_script(self, client):
        headers = headers_of(client, "form") | {"Referer": "http://testserver/a/"}
        response = Client().get("/5/rename/", headers=headers)
        assert response.status_code == (303 if client == "alpine-ajax" else 200)
        assert response["Cache-Control"] == "private, no-store"

    @pytest.mark.parametrize("client", ENHANCED)
    def test_guard_around_a_view_needs_the_middleware(self, client, settings):
        headers = on_page(client, "account")
        assert Client().get("/account/", headers=headers)["HX-Redirect"]
        settings.MIDDLEWARE = [
            name for name in settings.MIDDLEWARE if "hypermedia_views" not in name
        ]
        assert Client().get("/account/", headers=headers).status_code == 302

    @pytest.mark.parametrize("client", CLIENTS)
    def test_view_behind_a_guard(self, client):
        headers = on_page(client, "account")
        response = logged_in().get("/account/", headers=headers)
        assert ("page" in parts(response)) is (client == "plain")
        assert "account" in parts(response)

    @pytest.mark.parametrize("client", CLIENTS)
    def test_form_behind_a_guard(self, client):
        headers = on_page(client, "form", "error")
        response = logged_in().post("/5/rename/", {"name": "Bo"}, headers=headers)
        assert response.status_code == (302 if client == "plain" else 200)
        assert Contact.objects.get().name == "Bo"

    @pytest.mark.parametrize("address", ["/elsewhere/login/", "/accounts/login/"])
    def test_other_redirect_is_left_alone(self, address, settings):
        class Views:
            urlpatterns = [
                path("", hypermedia_views.hypermedia_view(lambda _: redirect(address)))
            ]

        settings.ROOT_URLCONF = Views
        response = Client().get("/", headers=on_page("htmx-4", "form"))
        assert response.status_code == 303 and response["Location"] == address


@pytest.mark.django_db
class TestErrors:
    @pytest.fixture(autouse=True)
    def site(self, members, contact):
        """Somebody has no permission to see the contact."""

    @pytest.mark.parametrize("client", ENHANCED)
    def test_table_of_what_is_sent(self, contact, client):
        column = {"htmx-4": "htmx 4", "htmx-2": "htmx 2"}.get(client, "Alpine AJAX")
        headers = on_page(client, "details", "error")
        response = logged_in().get(f"/{contact.pk}/", headers=headers)
        for row in rows_of("errors.csv"):
            assert as_said(response, row[column])

    def test_page_without_a_client(self, contact):
        response = logged_in().get(f"/{contact.pk}/")
        assert response.status_code == 403 and "<h1>" in response.content.decode()
        assert set(VARY.split(", ")) <= set(response["Vary"].split(", "))

    @pytest.mark.parametrize("client", ENHANCED)
    def test_error_without_the_partial(self, client, settings):
        settings.HYPERMEDIA_ERROR_PARTIAL = None
        response = logged_in().get("/0/rename/", headers=on_page(client, "form"))
        assert response.status_code == 404 and not response.content
        details = {"target": "body", "status": 404, "csrf": False}
        assert events_in(response) == {"request-failed": details}

    @pytest.mark.parametrize("client", ENHANCED)
    def test_alpine_without_the_region(self, client):
        response = logged_in().get("/0/rename/", headers=on_page(client, "form"))
        said = "That is gone." in response.content.decode()
        assert said is (client != "alpine-ajax")

    @pytest.mark.parametrize("name", ["oops", None])
    def test_event_of_the_project(self, name, settings):
        settings.HYPERMEDIA_ERROR_EVENT = name
        response = logged_in().get("/0/rename/", headers=on_page("htmx-4", "form"))
        assert list(events_in(response)) == ([name] if name else [])

    @pytest.mark.parametrize(
        "status, html, own",
        [
            (409, "<!doctype html><p>Older</p>", True),
            (422, "<!doctype html><p>Wrong</p>", True),
            (404, "<p>Gone</p>", True),
            (404, "<!doctype html><p>Gone</p>", True),
            (429, "", True),
            (403, "<p>No</p>", True),
            (403, "<!doctype html><p>No</p>", False),
            (503, "", False),
        ],
    )
    def test_error_of_a_view(self, status, html, own, settings):
        class Views:
            urlpatterns = [path("", lambda _: HttpResponse(html, status=status))]

        settings.ROOT_URLCONF = Views
        response = Client().get("/", headers=on_page("htmx-4", "form"))
        assert response.status_code == status
        assert (response.content.decode() == html) is own

    @pytest.mark.parametrize("name", ["HX-Retarget", "HX-Reswap", "HX-Redirect"])
    def test_error_that_says_what_becomes_of_it(self, name, settings):
        class Views:
            urlpatterns = [
                path("", lambda _: HttpResponse(status=403, headers={name: "none"}))
            ]

        settings.ROOT_URLCONF = Views
        response = Client().get("/", headers=on_page("htmx-4", "form"))
        assert response[name] == "none" and not response.content

    @pytest.mark.parametrize("client", ["htmx-4", "htmx-2"])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_whole_page(self, client, method):
        headers = on_page(client) | {"HX-Boosted": "true"}
        if client == "htmx-4":
            headers["HX-Request-Type"] = "full"
        response = getattr(logged_in(), method)("/nowhere/", headers=headers)
        shown = client == "htmx-4" and method == "get"
        assert ("That is gone." in response.content.decode()) is not shown
        assert list(events_in(response)) == ["request-failed"]

    @pytest.mark.parametrize("client", ENHANCED)
    def test_technical_page(self, client, settings):
        settings.DEBUG = True
        headers = on_page(client, "form", "error")
        response = logged_in().get("/nowhere/", headers=headers)
        part, page, _ = response.content.decode().partition("<!DOCTYPE html>")
        assert "That is gone." in part and page

    @pytest.mark.parametrize("debug", [False, True])
    def test_partial_that_fails(self, debug, settings, caplog):
        settings.DEBUG = debug
        settings.HYPERMEDIA_ERROR_PARTIAL = "members.html#misspelt"
        browser, headers = logged_in(), on_page("htmx-4", "form")
        if debug:
            with pytest.raises(PartialDoesNotExist):
                browser.get("/nowhere/", headers=headers)
        else:
            assert not browser.get("/nowhere/", headers=headers).content
            said = [record.getMessage() for record in caplog.records]
            assert any(line in read("docs/reference/errors.rst") for line in said)

    @pytest.mark.parametrize("client", ENHANCED)
    def test_view_that_knows_nothing_of_the_region(self, contact, client):
        headers = on_page(client, "form", "error")
        response = logged_in().get(f"/{contact.pk}/rename/", headers=headers)
        assert "page" not in parts(response) and parts(response)[0] == "form"


@pytest.mark.django_db
class TestCsrf:
    @pytest.fixture(autouse=True)
    def site(self, members, contact):
        """A contact to rename."""

    @pytest.mark.parametrize("sessions", [False, True])
    @pytest.mark.parametrize("method", ["post", "put"])
    def test_header(self, contact, settings, sessions, method):
        settings.CSRF_USE_SESSIONS, settings.CSRF_COOKIE_HTTPONLY = sessions, True
        settings.CSRF_HEADER_NAME = "HTTP_X_OWN_TOKEN"
        browser = logged_in(strict=True)
        html = browser.get(f"/{contact.pk}/rename/").content.decode()
        meta = re.search(r'<meta name="hypermedia-csrf" ([^>]*)>', html)
        assert meta
        found = Attributes(meta[1]).found
        headers = on_page("htmx-4", "form") | {found["data-header"]: found["content"]}
        data = "name=Bo"
        kind = "application/x-www-form-urlencoded"
        send = getattr(browser, method)
        response = send(f"/{contact.pk}/rename/", data, kind, headers=headers)
        assert found["data-header"].lower() == "x-own-token"
        assert response.status_code == 200
        assert Contact.objects.get().name == "Bo"

    def test_page_with_a_token_is_not_stored(self, contact, settings):
        class Views:
            urlpatterns = [
                path("<int:pk>/", cache_page(60)(login.RenameContact.as_view())),
                *login.urlpatterns,
            ]

        settings.ROOT_URLCONF = Views
        cache.clear()
        ada, bo = (
            logged_in(name).get(f"/{contact.pk}/").content.decode()
            for name in ("ada", "bo")
        )
        assert "Logged in as ada." in ada and "Logged in as bo." in bo

    @pytest.mark.parametrize("client", ENHANCED)
    def test_refused_token(self, contact, client):
        browser = logged_in(strict=True)
        address = f"/{contact.pk}/rename/"
        browser.get(address)
        headers = on_page(client, "form", "error")
        response = browser.post(address, STALE, headers=headers)
        assert response.status_code == 403
        assert "out of date" in response.content.decode()

        fired = events_in(response)
        assert list(fired) == ["request-failed", "hypermedia:csrf", "hypermedia:seen"]
        token = fired["hypermedia:csrf"]["token"]
        data = {"name": "Bo", "csrfmiddlewaretoken": token}
        assert browser.post(address, data, headers=headers).status_code == 200
        assert Contact.objects.get().name == "Bo"

    @pytest.mark.parametrize("client", ENHANCED)
    def test_token_that_is_missing(self, contact, client):
        headers = on_page(client, "form", "error")
        browser = logged_in(strict=True)
        browser.get(f"/{contact.pk}/rename/")
        response = browser.post(f"/{contact.pk}/rename/", {}, headers=headers)
        html = response.content.decode()
        assert "You may not do that." in html and "out of date" not in html
        assert list(events_in(response)) == ["request-failed"]

    def test_token_that_ended_with_its_session(self, contact, settings):
        settings.CSRF_USE_SESSIONS = True
        browser = logged_in(strict=True)
        address = f"/{contact.pk}/rename/"
        html = browser.get(address).content.decode()
        Session.objects.all().delete()
        headers = on_page("htmx-4", "form")
        data = {"name": "Bo", "csrfmiddlewaretoken": token_of(html)}
        response = browser.post(address, data, headers=headers)
        assert response.status_code == 403
        data["csrfmiddlewaretoken"] = events_in(response)["hypermedia:csrf"]["token"]
        again = browser.post(address, data, headers=headers)
        assert again["HX-Redirect"].startswith("/accounts/login/?next=/contacts/")

    def test_page_that_sends_it_again(self, contact):
        browser = logged_in(strict=True)
        address = f"/{contact.pk}/rename/"
        browser.get(address)
        own = {"Origin": "http://testserver"}
        response = browser.post(address, {**STALE, "name": "Bo & Co"}, headers=own)
        html = response.content.decode()
        assert response.status_code == 403 and "<h1>Send it again?</h1>" in html
        assert 'name="name" value="Bo &amp; Co"' in html
        assert response["Cache-Control"] == "private, no-store"

        data = {"name": "Bo & Co", "csrfmiddlewaretoken": token_of(html)}
        assert browser.post(address, data, headers=own).status_code == 302
        assert Contact.objects.get().name == "Bo & Co"

    @pytest.mark.parametrize("several", [False, True])
    def test_page_that_has_a_file_chosen_again(self, contact, several):
        browser = logged_in(strict=True)
        address = f"/{contact.pk}/rename/"
        browser.get(address)
        files = [SimpleUploadedFile("a.txt", b"a") for _ in range(1 + several)]
        own = {"Origin": "http://testserver"}
        response = browser.post(address, {**STALE, "photo": files}, headers=own)
        choose = f'<input type="file" name="photo"{" multiple" if several else ""}>'
        assert response.content.decode().count(choose) == 1

    @pytest.mark.parametrize("origin", [{}, {"Origin": "http://evil.example"}])
    def test_form_of_somebody_else(self, contact, origin):
        browser = logged_in(strict=True)
        browser.get(f"/{contact.pk}/rename/")
        response = browser.post(f"/{contact.pk}/rename/", STALE, headers=origin)
        assert response.status_code == 403
        assert "Bo" not in response.content.decode()


@pytest.mark.django_db
class TestSessionStatus:
    @pytest.fixture(autouse=True)
    def site(self, members, contact):
        """A page that shows the status."""

    def ask(self, browser, client, state):
        headers = on_page(client, "session-status")
        return browser.get(f"/session/?state={state}", headers=headers)

    @pytest.mark.parametrize("client", ENHANCED)
    def test_session_that_goes_on(self, client, django_assert_num_queries):
        browser = logged_in()
        state = User.objects.get().pk
        with django_assert_num_queries(2):
            response = self.ask(browser, client, state)
        assert response.status_code == (200 if client == "alpine-ajax" else 204)
        assert not response.content
        assert list(events_in(response)) == ["hypermedia:csrf"]

    @pytest.mark.parametrize("client", ENHANCED)
    def test_session_that_has_ended(self, client, django_assert_num_queries):
        browser = logged_in()
        state = User.objects.get().pk
        Session.objects.all().delete()
        with django_assert_num_queries(1):
            response = self.ask(browser, client, state)
        html = response.content.decode()
        assert parts(response) == ["session-status"]
        assert 'href="/accounts/login/?next=/session/" target="_blank"' in html

    @pytest.mark.parametrize("client", ENHANCED)
    def test_nobody_gets_no_session(self, client, settings):
        settings.CSRF_USE_SESSIONS = True
        response = self.ask(Client(), client, "")
        assert not events_in(response) and not response.cookies

    def test_page(self, contact):
        browser = logged_in()
        html = browser.get(f"/{contact.pk}/rename/").content.decode()
        assert "Logged in as ada." in html
        assert "hypermedia:seen from:document, every 60000ms" in html
        assert parts(browser.get("/session/")) == ["page", "session-status"]

    @pytest.mark.parametrize("before, tells", [("ada", False), ("bo", True)])
    def test_another_user(self, before, tells, settings):
        class Views:
            urlpatterns = [path("session/", login.SessionStatus.as_view())]

        logged_in("bo")
        browser = logged_in("ada")
        settings.ROOT_URLCONF = Views
        state = User.objects.get(username=before).pk
        fired = events_in(self.ask(browser, "htmx-4", state))
        assert ("user-changed" in fired) is tells

    @pytest.mark.parametrize("every_request", [False, True])
    def test_check(self, settings, every_request):
        settings.SESSION_SAVE_EVERY_REQUEST = every_request
        found = check_session_status()
        assert bool(found) is every_request
        page = " ".join(read("docs/reference/checks.rst").split())
        assert all(warning.msg in page for warning in found)

    def test_check_where_no_page_asks_at_an_interval(self, settings):
        class Views:
            urlpatterns = [path("session/", SessionStatusView.as_view(every=None))]

        settings.SESSION_SAVE_EVERY_REQUEST, settings.ROOT_URLCONF = True, Views
        assert not check_session_status()

    @pytest.mark.parametrize(
        "tag, request_of, message",
        [
            ("{% session_status %}", None, "There is no request."),
            (
                "{% session_status 'rename' %}",
                "/",
                "There is no URL 'rename' that takes no arguments.",
            ),
            (
                "{% session_status 'account' %}",
                "/",
                "The view at the URL 'account' is no SessionStatusView.",
            ),
        ],
    )
    def test_message_of_the_tag(self, tag, request_of, message):
        context = Context()
        if request_of:
            context = RequestContext(asking("plain", path=request_of))
        with pytest.raises(TemplateSyntaxError, match=re.escape(message)):
            Template("{% load hypermedia %}" + tag).render(context)
        quoted = re.sub(r"'(rename|account)'", "'session-status'", message)
        assert f"``{quoted}``" in read("docs/reference/errors.rst")


class TestFunctionViews:
    @pytest.mark.parametrize("client", CLIENTS)
    def test_parts_and_events(self, contact, client, settings):
        settings.ROOT_URLCONF = several_regions
        headers = headers_of(client, "like", "likes")
        request = factory.post("/", headers=headers)
        response = answer(function_views.like_beside, request, pk=contact.pk)
        if client == "plain":
            assert response["Location"] == f"/{contact.pk}/beside/"
        else:
            assert sorted(parts(response)) == ["like", "likes"]
            assert events_in(response)["contact-liked"]["contact"] == contact.pk

    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize("name", ["contact_detail", "private_contact"])
    def test_partials(self, contact, client, name):
        request = asking(client, "details", user=STAFF)
        response = answer(getattr(function_views, name), request, pk=contact.pk)
        if client == "plain":
            assert parts(response) == ["page", "details", "history", "audit"]
        else:
            assert parts(response)[0] == "details"
            assert "page" not in parts(response)

    @pytest.mark.parametrize("client", CLIENTS)
    def test_change(self, contact, client):
        request = factory.post("/", headers=headers_of(client, "like"))
        response = function_views.like_contact(request, contact.pk)
        assert response.status_code == (302 if client == "plain" else 303)
        response = answer(
            function_views.like_contact, asking(client, "like"), pk=contact.pk
        )
        assert ("page" in parts(response)) is (client == "plain")
        assert 'aria-pressed="true"' in response.content.decode()

    @pytest.mark.parametrize("client", CLIENTS)
    def test_guard(self, contact, client):
        request = asking(client, "details")
        request.META["HTTP_HX_CURRENT_URL"] = "http://testserver/contacts/"
        response = answer(function_views.private_contact, request, pk=contact.pk)
        name = "Location" if client == "plain" else "HX-Redirect"
        back = "/" if client == "plain" else "/contacts/"
        assert response[name] == f"{resolve_url('login')}?next={back}"
        assert response["Vary"] == VARY

    @pytest.mark.parametrize("client", CLIENTS)
    def test_async_view(self, contact, client):
        view = async_to_sync(function_views.async_contact)
        response = answer(view, asking(client, "details"), pk=contact.pk)
        assert ("page" in parts(response)) is (client == "plain")
        assert "details" in parts(response)

    @pytest.mark.parametrize("client", CLIENTS)
    def test_who_asks(self, client):
        size = function_views.page_size(asking(client, "details"))
        assert size == (50 if client == "plain" else 10)


class Attributes(HTMLParser):
    """The attributes of an element, with those that have no value and those with an empty one alike."""

    def __init__(self, written: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(f"<a {written}>")
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found = {name: value or "" for name, value in attrs}


def literals(cell: str) -> str:
    """What stands in double backticks, in one line."""
    return " ".join(re.findall(r"``(.+?)``", cell))


with (EXAMPLES / "attributes.csv").open(encoding="utf-8", newline="") as file:
    WRITTEN = list(csv.DictReader(file))


def written(tag: str, client: str) -> dict[str, str]:
    """The attributes that a tag writes."""
    tag = tag.replace(" %}", f' client="{client}" %}}')
    html = Template("{% load hypermedia %}" + tag).render(Context())
    return Attributes(html).found


class TestTags:
    @pytest.mark.parametrize("row", WRITTEN, ids=lambda row: literals(row["Tag"]))
    def test_table_of_what_is_written(self, row):
        tag = literals(row["Tag"])
        for column, client in (("htmx 4", "htmx-4"), ("Alpine AJAX", "alpine-ajax")):
            assert Attributes(literals(row[column])).found == written(tag, client)

    @pytest.mark.parametrize("row", WRITTEN, ids=lambda row: literals(row["Tag"]))
    def test_htmx_2_and_plain(self, row):
        tag = literals(row["Tag"])
        more = {"hx-disinherit": "*"} if "{% swap" in tag else {}
        alike = {
            name: value.replace(" swapEmpty:true", "")
            for name, value in written(tag, "htmx-4").items()
            if not name.startswith("hx-status:")
        }
        assert written(tag, "htmx-2") == alike | more
        alone = {name: v for name, v in written(tag, "htmx-4").items() if name == "id"}
        assert written(tag, "plain") == alone

    def test_table_has_every_option(self):
        table = " ".join(row["Tag"] for row in WRITTEN)
        for option in (*Swap.options(), *Region.options()):
            assert f" {option}=" in table

    @pytest.mark.parametrize("client", CLIENTS)
    def test_search(self, contact, client):
        ContactFactory.create_batch(21, name="Grace")
        request = asking(client, "results", path="/?q=grace&page=2")
        html = answer(tags.SearchContacts, request).content.decode()
        assert re.search(r"22? found", html) is None and "21 found, page 2" in html
        assert ("<form" in html) is (client == "plain")
        assert (" autofocus" in html) is (client != "plain")

    def test_search_while_typing_leaves_the_focus_alone(self, contact):
        request = asking("htmx-4", "results", path="/?q=ada")
        assert " autofocus" not in answer(tags.SearchContacts, request).content.decode()

    def test_live_region_is_not_in_the_partial(self, contact):
        partial = answer(tags.SearchContacts, asking("htmx-4", "results"))
        page = answer(tags.SearchContacts, asking("plain"))
        assert 'aria-live="polite"' not in partial.content.decode()
        assert 'aria-live="polite"' in page.content.decode()

    @pytest.mark.parametrize(
        "client, attribute",
        [
            ("htmx-2", "hx-trigger"),
            ("htmx-4", "hx-trigger"),
            ("alpine-ajax", "x-hypermedia-refresh"),
        ],
    )
    def test_region_refreshes_itself_again(self, client, attribute):
        response = answer(tags.Clock, asking(client, "clock"))
        assert parts(response) == ["clock"]
        assert f"{attribute}=" in response.content.decode()

    def test_client_by_cookie(self, settings):
        settings.HYPERMEDIA_CLIENT = clients.chosen
        request = asking("plain")
        for value, expected in (
            ("alpine-ajax", "x-hypermedia-refresh"),
            ("nonsense", "hx-trigger"),
        ):
            request.COOKIES["client"] = value
            assert expected in answer(tags.Clock, request).content.decode()

    def test_client_without_a_request(self):
        assert clients.chosen(None) == "htmx-4"


@pytest.fixture
def empty_cache():
    cache.clear()
    yield
    cache.clear()


@pytest.mark.django_db
class TestCaching:
    def test_cached_view(self, empty_cache):
        ContactFactory.create_batch(1)
        first = {
            client: answer(caching.contact_list, asking(client, "contacts")).content
            for client in CLIENTS
        }
        Contact.objects.all().delete()
        for client in CLIENTS:
            again = answer(caching.contact_list, asking(client, "contacts"))
            assert again.content == first[client]
            assert ("page" in parts(again)) is (client == "plain")

    def test_client_that_depends_on_a_cookie(self, empty_cache, settings):
        settings.HYPERMEDIA_CLIENT = clients.chosen
        ContactFactory.create_batch(21)
        for client in ("htmx-4", "alpine-ajax"):
            request = asking("plain")
            request.META["HTTP_COOKIE"] = f"client={client}"
            response = answer(caching.contact_list_by_cookie, request)
            expected = "x-target" if client == "alpine-ajax" else "hx-target"
            assert expected in response.content.decode()
            assert "Cookie" in response["Vary"]


class TestSecurity:
    @pytest.mark.parametrize("client", ENHANCED)
    def test_condition_around_a_partial_guards_nothing(self, contact, client):
        """That is why the page calls this view wrong."""
        request = asking(client, "audit")
        response = answer(security.Careless, request, pk=contact.pk)
        assert "audit" in parts(response)

    @pytest.mark.parametrize("client", CLIENTS)
    def test_declaring_for_staff_only(self, contact, client):
        for user, may in ((AnonymousUser(), False), (STAFF, True)):
            request = asking(client, "audit", user=user)
            response = answer(security.Careful, request, pk=contact.pk)
            assert ("audit" in parts(response)) is may

    @pytest.mark.parametrize("client", CLIENTS)
    def test_guard(self, contact, client):
        request = asking(client, "details")
        request.META["HTTP_HX_CURRENT_URL"] = "http://evil.example/contacts/"
        response = answer(security.Private, request, pk=contact.pk)
        name = "Location" if client == "plain" else "HX-Redirect"
        back = "?next=/" if client == "plain" else ""
        assert response[name] == f"{resolve_url('login')}{back}"
        assert not response.content
        request = asking(client, "details", user=STAFF)
        assert answer(security.Private, request, pk=contact.pk).status_code == 200


class TestHypermedia:
    @pytest.mark.parametrize("client", CLIENTS)
    def test_redirect(self, client):
        response = answer(hypermedia.OldAddress, asking(client, "a"))
        assert response.status_code == (302 if client == "plain" else 303)
        assert response["Location"] == "/contacts/"

    @pytest.mark.parametrize("client", CLIENTS)
    def test_protocols(self, client):
        response = answer(hypermedia.WhoAsks, asking(client, "a"))
        known = client if client == "htmx-4" else "plain"
        assert response.content.decode() == known
        assert "X-Alpine-Target" not in response["Vary"]


class TestUnpoly:
    @pytest.fixture
    def ask(self, contact):
        """The parts of the page that Unpoly gets for a header."""

        class UnpolyContact(unpoly.UnpolyMixin, selection.ContactDetail):
            pass

        def ask(target: str):
            headers = {"X-Up-Version": "3.14.3", "X-Up-Target": target}
            return answer(
                UnpolyContact, factory.get("/", headers=headers), pk=contact.pk
            )

        return ask

    @pytest.mark.parametrize(
        "target, expected",
        [
            ("#details", ["details"]),
            ("#history, #details", ["history", "details"]),
            ("#details:maybe", ["details"]),
            ("#history:after", ["history"]),
            ("#audit", ["page", "details", "history"]),
            ("#details, .card", ["page", "details", "history"]),
            ("body", ["page", "details", "history"]),
            (":none", ["page", "details", "history"]),
            ("", ["page", "details", "history"]),
        ],
    )
    def test_target(self, ask, target, expected):
        assert parts(ask(target)) == expected

    def test_parts_that_it_asks_for(self, contact, settings):
        settings.ROOT_URLCONF = several_regions

        class UnpolyLike(unpoly.UnpolyMixin, several_regions.LikeAndCount):
            pass

        headers = {"X-Up-Version": "3.14.3", "X-Up-Target": "#like, #likes"}
        request = factory.get("/", headers=headers)
        assert parts(answer(UnpolyLike, request, pk=contact.pk)) == ["like", "likes"]

    def test_vary(self, ask):
        assert ask("#details")["Vary"] == f"X-Up-Version, X-Up-Target, {VARY}"

    @pytest.mark.parametrize("client", CLIENTS)
    def test_other_clients_are_still_known(self, contact, client):
        class UnpolyContact(unpoly.UnpolyMixin, selection.ContactDetail):
            pass

        response = answer(UnpolyContact, asking(client, "details"), pk=contact.pk)
        assert ("page" in parts(response)) is (client == "plain")

    def test_attributes(self, contact, settings):
        settings.HYPERMEDIA_CLIENT = "unpoly"

        class UnpolyList(unpoly.UnpolyMixin, quickstart.ContactList):
            paginate_by = 1

        ContactFactory()
        html = answer(UnpolyList, asking("plain")).content.decode()
        link = re.search(r"<a ([^>]*)>Next", html)
        assert link and Attributes(link[1]).found == {
            "href": "?page=2",
            "up-follow": "",
            "up-submit": "",
            "up-target": "#contacts",
            "up-history": "true",
        }

    def test_debounce(self, contact, settings):
        settings.HYPERMEDIA_CLIENT = "unpoly"

        class UnpolySearch(unpoly.UnpolyMixin, tags.SearchContacts):
            pass

        html = answer(UnpolySearch, asking("plain")).content.decode()
        form = re.search(r"<form ([^>]*)>", html)
        assert form
        found = Attributes(form[1]).found
        assert found["up-target"] == "#results"
        assert found["data-hypermedia-debounce"] == '{"delay": 300}'

    def test_option_that_it_lacks(self, settings):
        settings.HYPERMEDIA_CLIENT = "unpoly"

        class UnpolyClock(unpoly.UnpolyMixin, tags.Clock):
            pass

        with pytest.raises(TemplateSyntaxError, match="no regions that refresh"):
            answer(UnpolyClock, asking("plain"))

    def test_view_that_does_not_know_it(self, settings):
        settings.HYPERMEDIA_CLIENT = "unpoly"
        with pytest.raises(TemplateSyntaxError, match="no client 'unpoly' here"):
            answer(tags.Clock, asking("plain"))


@pytest.fixture
def both_engines(settings, monkeypatch):
    """The engines of the page about Jinja2, with the templates of the examples."""
    monkeypatch.setitem(sys.modules, "project.jinja2", jinja_environment)
    settings.TEMPLATES = engines_of(
        settings, EXAMPLES / "jinja2", EXAMPLES / "templates"
    )


def engines_of(settings, jinja: Path, django: Path) -> list:
    """The engines of that page, with templates of these folders; on Django 5.2 with what it lacks."""
    own, (first, second) = settings.TEMPLATES[0], jinja_settings.TEMPLATES
    options = {**own["OPTIONS"], **second["OPTIONS"]}
    return [{**first, "DIRS": [jinja]}, {**own, "DIRS": [django], "OPTIONS": options}]


def without_tokens(html: str):
    """Parsed HTML without CSRF tokens, of which there are never two alike."""
    return parse_html(re.sub(r'"\w{64}"', '""', html))


ASKED = [
    (jinja.AddContact, "/", ["add"], None),
    (jinja.AddContact, "/", ["add"], {"name": "Grace"}),
    (jinja.AddContact, "/", ["add", "contacts"], GRACE),
    (jinja.ContactList, "/?page=2", ["contacts"], None),
    (quickstart.EditContact, "/{pk}/", ["contact"], None),
    (quickstart.EditContact, "/{pk}/?edit", ["contact"], None),
    (quickstart.EditContact, "/{pk}/", ["contact"], {"name": ""}),
    (quickstart.EditContact, "/{pk}/", ["contact"], GRACE),
    (messages.LikeWithMessage, "/{pk}/", ["like", "messages"], None),
    (messages.LikeWithMessage, "/{pk}/", ["like", "messages"], {"like": "1"}),
    (lists.ContactList, "/?page=2", ["rows", "rows-more"], None),
    (fields.CheckContact, "/", ["add"], None),
    (fields.CheckContact, "/", ["add"], {"email": "x"}),
    (fields.CheckContact, "/", ["add"], GRACE),
    (fields.CheckContact, "/", ["id_email-field"], {"email": "x", "_field": "email"}),
]


@pytest.mark.django_db
@pytest.mark.usefixtures("both_engines")
class TestJinja2:
    """What Jinja2 makes of an example is what Django's templates make of it."""

    @pytest.fixture
    def site(self, settings, contact):
        """The middleware for messages, and more contacts than one page has."""
        settings.MESSAGE_STORAGE = (
            "django.contrib.messages.storage.cookie.CookieStorage"
        )
        settings.MIDDLEWARE = ["django.contrib.messages.middleware.MessageMiddleware"]
        ContactFactory.create_batch(44, liked=False)
        return settings

    def send(self, site, view, address, headers, data):
        """An answer of a view that has every address of the site; nothing of it stays."""
        site.ROOT_URLCONF = (
            *(path("", view, name=name) for name in ("add", "check", "contacts")),
            *(
                path("<int:pk>/", view, name=name)
                for name in ("contact", "like-with-message")
            ),
        )
        browser = Client()
        with transaction.atomic():
            if data is None:
                response = browser.get(address, headers=headers)
            else:
                response = browser.post(address, data, headers=headers)
            transaction.set_rollback(True)
        return response

    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize("view, address, targets, data", ASKED)
    def test_example(self, site, contact, client, view, address, targets, data):
        headers, answers = headers_of(client, *targets), []
        if client == "alpine-ajax":
            headers["HX-Current-URL"] = "http://testserver/"
        for engine in ("django", "jinja2"):
            here = view.as_view(template_engine=engine)
            address = address.format(pk=contact.pk)
            answers.append(self.send(site, here, address, headers, data))
        html = [without_tokens(each.content.decode()) for each in answers]
        assert html[0] == html[1]
        assert answers[0].status_code == answers[1].status_code
        assert answers[0].headers == answers[1].headers
        redirected = answers[1].status_code // 100 == 3
        whole = "page" in parts(answers[1]) or redirected
        assert whole is (client == "plain")

    def test_page_has_the_engine_of_the_view(self, contact):
        for view in (jinja.AddContact, jinja.ContactList):
            page = view.as_view()(asking("plain"))
            backend = page.resolve_template(page.template_name).backend
            assert isinstance(backend, Jinja2)

    @pytest.mark.parametrize(
        "view, other", [("AddContact", "forms"), ("ContactList", "quickstart")]
    )
    def test_view_is_that_of_another_page_but_for_the_engine(self, view, other):
        own = read("docs/examples/jinja.py")
        shown = re.search(rf"^class {view}\(.*?(?=\n\n|\n\Z)", own, re.M | re.S)
        assert shown
        first, *body = (
            shown[0].replace('    template_engine = "jinja2"\n', "").split("\n")
        )
        there = read(f"docs/examples/{other}.py")
        assert first in there and "\n".join(body) in there

    @pytest.mark.parametrize(
        "row", [*rows_of("spelling.csv"), *rows_of("functions.csv")], ids=str
    )
    def test_table_of_what_is_written_in_another_way(self, settings, contact, row):
        settings.ROOT_URLCONF = (*login.urlpatterns, *quickstart.urlpatterns)
        settings.LOGIN_URL = "/accounts/login/"
        fields = {"name": CharField(), "email": EmailField(), "data": CharField()}
        form = type("DataForm", (Form,), fields)({"email": "x"})
        page = Paginator(Contact.objects.order_by("pk"), 1, allow_empty_first_page=True)
        context = {
            "form": form,
            "contact": contact,
            "contacts": lambda: "Ada, Grace",
            "page_obj": page.page(1),
        }
        request, written = asking("plain", path="/?q=a"), []
        for engine, cell in zip(("django", "jinja2"), row.values(), strict=True):
            load = "{% load hypermedia static %}" if engine == "django" else ""
            template = engines[engine].from_string(load + literals_in(cell)[0])
            written.append(without_tokens(template.render({**context}, request)))
        assert written[0] == written[1]

    def test_every_tag_has_a_function_in_the_table(self):
        tags = [row["Django's templates"] for row in rows_of("functions.csv")]
        assert {re.search(r"\w+", tag)[0] for tag in tags} == set(register.tags)


#: The templates of both engines for what the page about Jinja2 says of them.
BASE = """{% set site = "Site" %}{% macro mark(x) %}<b>{{ x }}</b>{% endmacro %}\
{{ heard("written") }}{% block main %}base{% endblock %}\
{% block foot %}{{ site }} {{ mark(1) }} {% block end %}end{% endblock %}{% endblock %}"""
PAGE = """{% extends "base.html" %}{% set title = heard("set") %}\
{% import "macros.html" as macros %}{% from "macros.html" import hi %}\
{% block main %}{{ super() }} and more{% endblock %}\
{% block title %}{{ title }}{% endblock %}\
{% block macro %}{{ macros.hi() }} {{ hi() }}{% endblock %}\
{% block through %}{{ self.foot() }}{% endblock %}\
{% block end %}own end{% endblock %}\
{% block session_status %}{{ request.path }} {{ csrf_token|length }} {{ user }}{% endblock %}"""
LOOP = """{% for x in xs %}{% block row scoped %}<{{ x }}>{% endblock %}\
{% block unscoped %}<{{ x }}>{% endblock %}{% endfor %}\
{% block star %}*{{ x }}{% endblock %}{% for x in xs %}{{ self.star() }}{% endfor %}\
{% if staff %}{% block audit %}audit{% endblock %}{% endif %}\
{% with y = 1 %}{% block inner scoped %}[{{ y }}]{% endblock %}{% endwith %}\
{% block early %}{{ late }}{% endblock %}{% set late = "late" %}"""
OF_JINJA = {
    "base.html": BASE,
    "page.html": PAGE,
    "loop.html": LOOP,
    "macros.html": "{% macro hi() %}hi{% endmacro %}",
    "include.html": '{% include "loop.html#star" %}',
    "import.html": '{% from "loop.html#star" import x %}',
    "layout.html": "{% extends layout %}",
    "both.html": "{% block a %}of Jinja2{% endblock %}{% block told %}told by Jinja2{% endblock %}",
    "file.html": '{% for x in xs %}{% include "x.html" %}{% endfor %}{% block a %}{% include "x.html" %}{% endblock %}',
    "x.html": "<{{ x }}>",
    "user.html": "{% block a %}{{ user }}{% endblock %}",
    "functions.html": """{% macro live(field) %}{{ live_field(field) }}{% endmacro %}\
{% macro link() %}{{ swap("a") }}{% endmacro %}{% macro more(page) %}{{ load_more(page) }}{% endmacro %}""",
}
OF_DJANGO = {
    "base.html": "{% block main %}base {% partialdef rows inline %}rows{% endpartialdef %}{% endblock %}",
    "page.html": """{% extends "base.html" %}\
{% block main %}{% partialdef own-rows inline %}<{{ block.super }}>{% endpartialdef %}{% endblock %}""",
    "loop.html": """{% for x in xs %}{% partialdef row inline %}<{{ x }}>{% endpartialdef %}{% endfor %}\
{% partialdef star inline %}*{{ x }}{% endpartialdef %}{% for x in xs %}{% partial star %}{% endfor %}\
{% if staff %}{% partialdef audit inline %}audit{% endpartialdef %}{% endif %}\
{% with y=1 %}{% partialdef inner inline %}[{{ y }}]{% endpartialdef %}{% endwith %}""",
    "include.html": '{% include "loop.html#star" %}',
    "both.html": """{% partialdef a inline %}of Django{% endpartialdef %}\
{% partialdef b inline %}b{% endpartialdef %}{% partialdef told %}told by Django{% endpartialdef %}""",
    "django.html": "{% partialdef a inline %}of Django alone{% endpartialdef %}",
    "user.html": "{% partialdef a inline %}{{ user }}{% endpartialdef %}",
}


def alone(name: str, **context) -> str:
    """A block of ``page.html`` as jinja2-fragments renders it: with nothing but its template and a context."""
    template = engines["jinja2"].env.get_template("page.html")
    return "".join(template.blocks[name](template.new_context(context)))


class TestJinja2Claims:
    """What the page about Jinja2 says of both engines."""

    @pytest.fixture(autouse=True)
    def heard(self, settings, tmp_path):
        """What the templates have called, in order."""
        for folder, files in (("jinja2", OF_JINJA), ("templates", OF_DJANGO)):
            (tmp_path / folder).mkdir()
            for name, source in files.items():
                (tmp_path / folder / name).write_text(source, "utf-8")
        folders = [tmp_path / "jinja2", tmp_path / "templates"]
        settings.TEMPLATES = engines_of(settings, *folders)
        settings.TEMPLATES[0]["OPTIONS"] = {
            **settings.TEMPLATES[0]["OPTIONS"],
            "environment": "jinja2.Environment",
        }
        heard: list[str] = []
        hear = lambda said: heard.append(said) or said  # noqa: E731
        engines["jinja2"].env.globals["heard"] = hear
        return heard

    def render(self, name, using="jinja2", **context):
        return get_template(name, using).render(context, asking("plain"))

    def view(self, **attributes):
        return type("View", (PartialTemplateMixin, TemplateView), attributes)

    def asked(self, view, target, **initkwargs):
        request = asking("htmx-4", target)
        return answer(view.as_view(**initkwargs), request).content.decode()

    def test_hyphen(self):
        view = self.view(template_name="page.html", partial_names=["session-status"])
        assert self.asked(view, "session-status") == "/ 64 AnonymousUser"

    def test_variables_of_a_loop(self):
        page = "<1><><2><>***[1]"
        assert self.render("loop.html", xs=[1, 2]) == page
        page = "<1><2>**1*2[1]"
        assert self.render("loop.html", "django", xs=[1, 2]) == page

    @pytest.mark.parametrize("engine", ["django", "jinja2"])
    def test_block_by_itself_sees_the_context(self, engine):
        for name, expected in (("row", "<>"), ("inner", "[]"), ("audit", "audit")):
            assert self.render(f"loop.html#{name}", engine, xs=[1]) == expected
        assert self.render("loop.html#row", engine, xs=[1], x=7) == "<7>"

    def test_blocks_of_parents(self):
        assert self.render("page.html#foot") == "Site <b>1</b> own end"
        assert self.render("base.html#foot") == "Site <b>1</b> end"
        assert self.render("base.html#rows", "django") == "rows"
        with pytest.raises(TemplateDoesNotExist):
            self.render("page.html#rows", "django")

    def test_version_of_the_parent(self):
        assert self.render("page.html#main") == "base and more"
        assert self.render("page.html#own-rows", "django") == "<>"
        assert self.render("page.html", "django") == "<base rows>"

    def test_partial_of_another_template(self):
        assert self.render("include.html", "django") == "*"
        for name in ("include.html", "import.html"):
            with pytest.raises(TemplateNotFound, match="loop.html#star"):
                self.render(name)
        assert self.render("file.html", xs=[1, 2], x=3) == "<1><2><3>"
        assert self.render("file.html#a", x=3) == "<3>"

    def test_what_runs(self, heard):
        assert self.render("page.html#title") == "set"
        assert heard == ["set"]
        names = {
            "partial_names": ["title"],
            "oob_partials": [OOB("foot", swap="innerHTML")],
        }
        view = self.view(template_name="page.html")
        view = type("Oob", (OOBSwapMixin, view), names)
        assert "own end" in self.asked(view, "title")
        assert heard == ["set"] * 3

    @pytest.mark.parametrize(
        "engine, expected", [("django", "Ada"), ("jinja2", "AnonymousUser")]
    )
    def test_user_of_the_view_and_of_the_processor(self, engine, expected):
        for name in ("user.html", "user.html#a"):
            assert self.render(name, engine, user="Ada") == expected

    def test_engine_of_a_view(self, settings):
        names = {"a": "a", "other": "django.html#a"}
        view = self.view(template_name="both.html", partial_names=names)
        settings.HYPERMEDIA_PARTIAL_NAMES = {"site": "both.html#a"}
        for engine, said in (("django", "of Django"), ("jinja2", "of Jinja2")):
            for name in ("a", "site"):
                assert self.asked(view, name, template_engine=engine) == said
        assert self.asked(view, "a") == "of Jinja2"
        assert self.asked(view, "other") == "of Django alone"
        with pytest.raises(TemplateDoesNotExist, match="django.html"):
            self.asked(view, "other", template_engine="jinja2")

    def test_engine_of_a_function_view(self):
        response = PartialTemplateResponse(
            asking("htmx-4", "a"), "both.html", partial_names=["a"], using="django"
        )
        assert response.render().content == b"of Django"

    @pytest.mark.parametrize(
        "name, said", [("a", "of Jinja2"), ("b", "no partial 'b'")]
    )
    def test_engine_of_what_no_view_renders(self, settings, rf, name, said, caplog):
        settings.HYPERMEDIA_ERROR_PARTIAL = f"both.html#{name}"
        middleware = HypermediaMiddleware(lambda request: HttpResponse(status=403))
        response = middleware(asking("htmx-4", "a"))
        assert said in response.content.decode() + caplog.text

    @pytest.mark.parametrize("engine", ["django", "jinja2"])
    def test_engine_of_messages(self, settings, engine):
        settings.HYPERMEDIA_MESSAGES_PARTIAL = "both.html#told"
        view = self.view(template_name="both.html", partial_names=["a"])
        view = type("Telling", (MessagesMixin, view), {})
        request = asking("htmx-4", "a")
        request._messages = CookieStorage(request)
        request._messages.add(20, "told")
        response = answer(view.as_view(template_engine=engine), request)
        said = {"django": "Django", "jinja2": "Jinja2"}[engine]
        html = response.content.decode()
        assert f"of {said}" in html and f"told by {said}" in html

    def test_macro_without_context(self, settings):
        settings.HYPERMEDIA_CLIENT = lambda request: "htmx-4" if request else "htmx-2"
        form = type("Named", (Form,), {"name": CharField()})()
        page = Paginator([1, 2], 1).page(1)
        for imported, knows in ((" with context", True), ("", False)):
            use = '{% from "functions.html" import live, link, more' + imported + " %}"

            def write(call, use=use):
                template = engines["jinja2"].from_string(use + call)
                context = {"form": form, "page": page}
                return template.render(context, asking("plain", path="/add/"))

            assert ('hx-post="/add/"' in write("{{ live(form.name) }}")) is knows
            assert ("hx-disinherit" in write("{{ link() }}")) is not knows
            if knows:
                assert 'href="/add/?page=2"' in write("{{ more(page) }}")
            else:
                with pytest.raises(TemplateSyntaxError, match="there is none"):
                    write("{{ more(page) }}")

    def test_load_more_in_a_macro_is_no_block(self):
        source = '{% from "functions.html" import more with context %}{{ more(page) }}'
        view = self.view(partial_names=["load_more"])
        page = engines["jinja2"].from_string(source)
        view.get_template_names = lambda self: page
        with pytest.raises(PartialDoesNotExist):
            self.asked(view, "load_more")

    def test_order(self):
        assert "late" not in self.render("loop.html")
        assert self.render("loop.html#early") == "late"

    def test_block_that_is_not_there(self):
        block = get_template("layout.html#main")
        assert block.render({"layout": "base.html"}) == "base"
        with pytest.raises(
            PartialDoesNotExist, match="Partials found there: 'a', 'told'"
        ):
            block.render({"layout": "both.html"})
        for engine in ("django", "jinja2"):
            with pytest.raises(TemplateDoesNotExist):
                get_template("both.html#nothing", engine)

    @pytest.mark.parametrize("ours", [True, False])
    def test_compiled_templates(self, tmp_path, settings, ours):
        environment = engines["jinja2"].env
        compiler = environment.overlay()
        if not ours:
            compiler.code_generator_class = CodeGenerator
        compiler.compile_templates(tmp_path, zip=None, ignore_errors=True)
        environment.loader = ModuleLoader(tmp_path)
        environment.cache.clear()
        assert self.render("both.html") == "of Jinja2told by Jinja2"
        if ours:
            assert self.render("both.html#a") == "of Jinja2"
        else:
            with pytest.raises(TemplateRuntimeError, match="Empty the environment's"):
                self.render("both.html#a")

    @pytest.fixture
    def asynchronous(self, settings):
        """Has the environment render by coroutines."""
        first, second = settings.TEMPLATES
        options = {**first["OPTIONS"], "enable_async": True}
        settings.TEMPLATES = [{**first, "OPTIONS": options}, second]
        settings.MIDDLEWARE = []

    @pytest.mark.parametrize("name", ["sync", "async"])
    def test_asynchronous_environment(self, settings, asynchronous, name):
        class Async(PartialTemplateMixin, View):
            partial_names = ["a"]

            async def get(self, request):
                return TemplateResponse(request, "both.html")

        sync = self.view(template_name="both.html", partial_names=["a"])
        view = {"async": Async, "sync": sync}[name]
        settings.ROOT_URLCONF = (path("", view.as_view()),)

        async def ask(headers):
            return await AsyncClient().get("/", headers=headers)

        headers = headers_of("htmx-4", "a")
        for answers in (
            Client().get("/", headers=headers),
            async_to_sync(ask)(headers),
        ):
            assert answers.content == b"of Jinja2"
        for answers in (Client().get("/"), async_to_sync(ask)({})):
            assert answers.content == b"of Jinja2told by Jinja2"

    @pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")
    @pytest.mark.parametrize("name", ["both.html", "both.html#a"])
    def test_asynchronous_environment_in_a_running_loop(self, asynchronous, name):
        async def render():
            return self.render(name)

        with pytest.raises(RuntimeError, match="running event loop"):
            async_to_sync(render)()
        # Jinja2 leaves a coroutine, of which Python tells when it is gone.
        gc.collect()

    def test_block_alone(self):
        """What the table says of jinja2-fragments, which is not needed for it: these are Jinja2's own blocks."""
        environment = engines["jinja2"].env
        page = environment.get_template("page.html")
        assert "foot" not in page.blocks and "session-status" not in page.blocks
        assert alone("title") == ""
        assert alone("session_status", request=asking("plain")) == "/ 0 "
        for name in ("main", "macro", "through"):
            with pytest.raises(UndefinedError):
                alone(name)

    @pytest.mark.parametrize(
        "name, expected",
        [
            ("end", "own end"),
            ("foot", "Site <b>1</b> own end"),
            ("main", "base and more"),
            ("title", "set"),
            ("macro", "hi hi"),
            ("through", "Site <b>1</b> own end"),
            ("session-status", "/ 64 AnonymousUser"),
        ],
    )
    def test_block_of_this_package(self, name, expected):
        assert self.render(f"page.html#{name}") == expected

    def test_name_that_a_backend_of_ones_own_reads(self):
        context = {"RENDER_BLOCKS": ["a"]}
        assert self.render("file.html", xs=[1], x=2, **context) == "<1><2>"


def test_message_of_a_missing_partial(contact):
    view = selection.ContactDetail.as_view(partial_names=["phone"])
    with pytest.raises(PartialDoesNotExist) as caught:
        answer(view, asking("htmx-4", "phone"), pk=contact.pk)
    shown = " ".join(read("docs/examples/partial-does-not-exist.txt").split())
    assert str(caught.value) == shown
