"""What changes something changes it in the database that the view's queryset names."""

from __future__ import annotations

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.views.generic import ListView

from hypermedia_views import PartialTemplateMixin
from hypermedia_views.edit import AutosaveMixin, BulkActionMixin, EditConflictMixin
from sandbox.contacts.factories import ContactFactory
from sandbox.contacts.models import Contact

from .editing import VALID, Update, body, send

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def rows(database):
    """The contacts of each database in turn. There is one of the same key in the other."""
    values = {"pk": 5, "name": "Old", "email": "old@example.org"}
    for alias in {"default", database}:
        Contact.objects.using(alias).create(**values)
    return Contact.objects.using(database)


def names(database):
    return [contact.name for contact in Contact.objects.using(database)]


def check(database, changed):
    """Whether that database is changed, and the default one is not unless it is the same."""
    assert names(database) == changed
    assert database == "default" or names("default") == ["Old"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_form(database, rows, method):
    send(Update.as_view(queryset=rows), VALID, method=method, kwargs={"pk": 5})
    check(database, ["Ann"])


def test_autosave(database, rows):
    class Save(AutosaveMixin, Update):
        field_partial_name = "form"

    data = {"name": "Ann", "_field": "name"}
    view = Save.as_view(queryset=rows)
    send(view, data, "htmx-4", "contact", kwargs={"pk": 5})
    check(database, ["Ann"])


def test_conflict(database, rows):
    class Guarded(EditConflictMixin, Update):
        pass

    view, kwargs = Guarded.as_view(queryset=rows), {"pk": 5}
    html = body(send(view, method="GET", kwargs=kwargs))
    token = html.partition('name="version_token" value="')[2].partition('"')[0]
    send(view, {**VALID, "version_token": token}, kwargs=kwargs)
    check(database, ["Ann"])
    response = send(
        view, {**VALID, "name": "Late", "version_token": token}, kwargs=kwargs
    )
    assert response.status_code == 409
    check(database, ["Ann"])


def test_bulk(database, rows):
    def rename(contact):
        contact.name = "Ann"
        contact.save()

    class Bulk(BulkActionMixin, PartialTemplateMixin, ListView):
        template_name = "unit/edit.html"
        bulk_actions = {"rename": rename}

    ContactFactory.build(name="Other", pk=6).save(using=database)
    view = Bulk.as_view(queryset=rows)
    send(view, {"action": "rename", "ids": [5]})
    check(database, ["Ann", "Other"])


def test_sqlite_begins_with_a_write(database, rows):
    class Save(AutosaveMixin, Update):
        field_partial_name = "form"

    data = {"name": "Ann", "_field": "name"}
    with CaptureQueriesContext(connections[database]) as queries:
        send(Save.as_view(queryset=rows), data, kwargs={"pk": 5})
    said = [each["sql"] for each in queries if "SAVEPOINT" not in each["sql"]]
    first = (
        'UPDATE "contacts_contact" SET "id" = "id" WHERE 0'
        if connections[database].vendor == "sqlite"
        else 'SELECT "contacts_contact"."id"'
    )
    assert said[0].startswith(first)
