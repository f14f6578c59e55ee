"""As few settings as the peers get along with, so that little but their views is timed."""

import os
from tempfile import TemporaryDirectory
from uuid import uuid4

import dj_database_url

SECRET_KEY = "only for the benchmarks"
INSTALLED_APPS = [
    "hypermedia_views",
    "hx_requests",
    "sandbox.contacts",
    "tests.benchmarks",
]
# The long lists are paged in a file: no site keeps its database in memory.
DIRECTORY = TemporaryDirectory(prefix="hypermedia_views_")
DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"},
    "file": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.path.join(DIRECTORY.name, "benchmark.sqlite3"),
    },
}
# Whatever else is in that database: this is a schema of its own.
SCHEMA = f"hypermedia_views_{uuid4().hex}"
if os.environ.get("DATABASE_URL", "").startswith("postgres"):
    DATABASES["server"] = dj_database_url.parse(os.environ["DATABASE_URL"])
    OPTIONS = DATABASES["server"].setdefault("OPTIONS", {})
    OPTIONS["options"] = f"{OPTIONS.get('options', '')} -c search_path={SCHEMA}"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
    }
]
# CursorPagination makes whole addresses.
ALLOWED_HOSTS = ["testserver"]
# The other peers do not look who is logged in, either.
HX_REQUESTS_REQUIRE_AUTH = False
