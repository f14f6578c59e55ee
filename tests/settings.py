"""The sandbox's settings, with a database in memory and what the tests of neighbours need."""

from pathlib import Path

from sandbox.settings import *  # noqa: F401, F403
from sandbox.settings import INSTALLED_APPS, TEMPLATES

DEBUG = False
INSTALLED_APPS = [
    *INSTALLED_APPS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django_filters",
    "neapolitan",
]
TEMPLATES = [
    {**TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]},
]
DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ROOT_URLCONF = "tests.urls"
