"""What all tests share."""

from __future__ import annotations

import os

import pytest
from django.db import connections
from django.template import engines
from hypothesis import HealthCheck, settings

# The machines are slow at times, and the first example of a run makes tables.
settings.register_profile(
    "patient", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")


def missing(reason: str) -> None:
    """Skip locally, fail in CI, with one reason."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request) -> str:
    """The alias of each database in turn; a test's mark names them: ``django_db(databases="__all__")``."""
    if request.param == "sqlite":
        return "default"
    if "server" not in connections:
        missing("There is no PostgreSQL: DATABASE_URL does not name one.")
    return "server"


class Only:
    """Has everything stored in one database."""

    def __init__(self, alias: str) -> None:
        self.alias = alias

    def db_for_read(self, model, **hints) -> str:
        return self.alias

    db_for_write = db_for_read


@pytest.fixture
def everywhere(database, settings) -> str:
    """Each database in turn, for all that asks for none by its alias."""
    settings.DATABASE_ROUTERS = [Only(database)]
    return database


@pytest.fixture(params=["django", pytest.param("jinja2", marks=pytest.mark.jinja2)])
def engine(request, monkeypatch) -> str:
    """Each template engine in turn, as the one that is asked first for every template."""
    if request.param == "jinja2":
        monkeypatch.setitem(
            vars(engines), "templates", dict(reversed(engines.templates.items()))
        )
    return request.param
