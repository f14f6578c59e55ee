"""Any header, target and body whatever, sent to what changes something: no answer is an error of the server."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import transaction
from django.http import Http404
from django.http.multipartparser import MultiPartParserError
from django.views.generic import DeleteView, UpdateView
from hypothesis import given, settings
from hypothesis import strategies as st

from hypermedia_views import OOBSwapMixin, PartialTemplateMixin
from hypermedia_views.edit import (
    ClickToEditMixin,
    EditConflictMixin,
    FieldValidationMixin,
    PartialDeleteMixin,
    PartialFormMixin,
)
from sandbox.contacts.factories import ContactFactory
from sandbox.contacts.models import Contact

from .asking import CLIENTS
from .editing import URLENCODED, Update, answer, make
from .records.models import Book, Shelf
from .test_bad_input import NASTY, noise, values

pytestmark = [pytest.mark.usefixtures("engine"), pytest.mark.django_db]

#: What Django answers with a status of 400 or 404.
REFUSED = (BadRequest, Http404, MultiPartParserError, SuspiciousOperation)


class Success(OOBSwapMixin, Update):
    success_partial_name = "done"
    oob_partials = ["count"]


class Live(FieldValidationMixin, Update):
    field_partial_name = "form"


class Conflict(EditConflictMixin, Update):
    conflict_partial_name = "kept"


class Click(ClickToEditMixin, PartialFormMixin, PartialTemplateMixin, UpdateView):
    model = Contact
    fields = ["name", "email"]
    template_name = "unit/click.html"
    success_url = "/list/#contact-5"


class Delete(OOBSwapMixin, PartialDeleteMixin, PartialTemplateMixin, DeleteView):
    model = Contact
    template_name = "unit/edit.html"
    partial_names = {"contact": "form"}
    oob_partials = ["count"]
    success_url = "/list/"


class Protected(Delete):
    model = Shelf


VIEWS = [Update, Success, Live, Conflict, Click, Delete, Protected]

names = st.sampled_from(["name", "email", "_field", "version_token", "", "id"])
sent = st.dictionaries(st.one_of(names, values), values, max_size=5)
methods = st.sampled_from(["POST", "PUT", "PATCH", "DELETE"])
kinds = st.one_of(
    st.sampled_from(
        [
            URLENCODED,
            f"{URLENCODED}; charset=latin-1",
            "multipart/form-data",
            "multipart/form-data; boundary=b",
            "application/json",
            "",
        ]
    ),
    st.text(st.characters(max_codepoint=255), max_size=30),
)


@pytest.fixture(autouse=True)
def stored():
    ContactFactory(pk=5, name="Old", email="old@example.org")
    ContactFactory(pk=6, name="Other", email="other@example.org")
    Shelf.objects.create(pk=5, name="Shelf")
    Book.objects.create(title="Emma", shelf_id=5)


def try_it(view, request):
    """Have a view answer, and undo what it has changed."""
    with transaction.atomic():
        try:
            response = answer(view, request, pk=5)
        except REFUSED:
            assert Contact.objects.get(pk=5).name == "Old"
        else:
            assert response.status_code < 500
            assert all(value.isascii() for value in response.headers.values())
        assert Contact.objects.get(pk=6).name == "Other"
        assert Shelf.objects.filter(pk=5).exists()
        transaction.set_rollback(True)


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("view", VIEWS)
def test_any_header(view, client):
    ask = view.as_view()

    @settings(max_examples=30)
    @given(noise=noise, method=methods, target=values, data=sent)
    def run(noise, method, target, data):
        target = quote(target, safe="")
        try_it(ask, make(method, data, client, target, headers=noise))

    run()


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("client", CLIENTS)
def test_nasty_page_and_target(view, client):
    ask = view.as_view()
    for nasty in NASTY:
        page = {"HX-Current-URL": f"http://[{nasty}", "Referer": nasty}
        header = "X-Alpine-Target" if client == "alpine-ajax" else "HX-Target"
        for headers in ({header: nasty}, page, {**page, header: nasty}):
            data = {"name": "Ann", "email": "ann@example.org"}
            try_it(ask, make("POST", data, client, "contact", headers=headers))


@pytest.mark.parametrize("view", VIEWS)
def test_any_body(view):
    ask = view.as_view()

    @settings(max_examples=60)
    @given(body=st.binary(max_size=60), kind=kinds, method=methods)
    def run(body, kind, method):
        kind = kind.replace("\r", "").replace("\n", "")
        try_it(ask, make(method, body, "htmx-4", "contact", content_type=kind))

    run()


@pytest.mark.parametrize("view", VIEWS)
def test_any_multipart(view):
    ask = view.as_view()

    @settings(max_examples=60)
    @given(
        name=values,
        text=st.binary(max_size=30),
        more=st.text(st.characters(max_codepoint=255), max_size=30),
        method=methods,
    )
    def run(name, text, more, method):
        head = f'Content-Disposition: form-data; name="{quote(name)}"; {more}'
        body = b"--b\r\n" + head.encode("latin-1") + b"\r\n\r\n" + text + b"\r\n--b--"
        kind = "multipart/form-data; boundary=b"
        try_it(ask, make(method, body, "alpine-ajax", "contact", content_type=kind))

    run()


@pytest.mark.parametrize("view", VIEWS)
def test_any_form(view):
    ask = view.as_view()

    @settings(max_examples=60)
    @given(data=sent, query=sent, method=methods, client=st.sampled_from(CLIENTS))
    def run(data, query, method, client):
        path = f"/?{urlencode(query)}"
        try_it(ask, make(method, data, client, "contact", path=path))

    run()
