"""The sandbox's settings, with a database in memory and what the tests of neighbours need."""

import os
from pathlib import Path

import dj_database_url

from sandbox.settings import *  # noqa: F401, F403
from sandbox.settings import INSTALLED_APPS, TEMPLATES

DEBUG = False
INSTALLED_APPS = [
    *INSTALLED_APPS,
    "crispy_forms",
    "crispy_bootstrap5",
    "django.contrib.admin",
    "neapolitan",
    "tests.records",
]
HERE = Path(__file__).parent
TEMPLATES = [
    {**TEMPLATES[0], "DIRS": [HERE / "templates"]},
    {**TEMPLATES[1], "DIRS": [HERE / "jinja2"]},
]
DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"},
}
# What depends on the database is tested on this one, too.
if "DATABASE_URL" in os.environ:
    DATABASES["server"] = dj_database_url.parse(os.environ["DATABASE_URL"])
    if "TOX_ENV_NAME" in os.environ:
        # Environments run at the same time.
        name = f"{DATABASES['server']['NAME']}_{os.environ['TOX_ENV_NAME']}"
        DATABASES["server"]["TEST"] = {"NAME": f"test_{name}"}
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ROOT_URLCONF = "tests.urls"
