"""Settings of the sandbox, and the base of the tests' ones. Nothing here is fit for production."""

from __future__ import annotations

from pathlib import Path

import django

BASE_DIR = Path(__file__).resolve().parent
NODE_MODULES = BASE_DIR / "node_modules"

DEBUG = True
SECRET_KEY = "only for the sandbox"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_filters",
    "sandbox.contacts",
    "sandbox.cart",
    "sandbox.audit",
    "sandbox.notifications",
    "sandbox.lists",
    "sandbox.rows",
    "sandbox.fields",
    "sandbox.session",
    # After those whose templates take the place of its own.
    "hypermedia_views",
]
TEMPLATE_BUILTINS: list[str] = []
if django.VERSION < (6, 0):
    # Django's core has partials since 6.0; before, this application brings them. As a builtin it lets the same
    # templates run on both.
    INSTALLED_APPS.append("template_partials")
    TEMPLATE_BUILTINS.append("template_partials.templatetags.partials")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "sandbox.middleware.content_security_policy",
    "hypermedia_views.middleware.HypermediaMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "hypermedia_views.middleware.MessagesMiddleware",
]

ROOT_URLCONF = "sandbox.urls"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": TEMPLATE_BUILTINS,
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sandbox.clients.clients",
            ],
        },
    },
    # The blocks of these are partials. What one engine does not have is looked for in the next.
    {
        "BACKEND": "hypermedia_views.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "sandbox.jinja2.environment",
            "context_processors": [
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sandbox.clients.clients",
            ],
        },
    },
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": BASE_DIR / "db.sqlite3",
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "static/"
STATICFILES_DIRS = [
    ("htmx-4", NODE_MODULES / "htmx-4" / "dist"),
    ("htmx-2", NODE_MODULES / "htmx-2" / "dist"),
    ("alpinejs", NODE_MODULES / "alpinejs" / "dist"),
    ("alpine-ajax", NODE_MODULES / "@imacrayon" / "alpine-ajax" / "dist"),
    ("simpledotcss", NODE_MODULES / "simpledotcss"),
]

# What the visitor uploads. It is served to nobody.
MEDIA_ROOT = BASE_DIR / "media"

USE_TZ = True
TIME_ZONE = "UTC"

# Messages outlive the session that a page of the sandbox ends.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "session"
LOGOUT_REDIRECT_URL = "session"

# Answers requests whose token was refused: to a browser without a client with what it sent, to send it again.
CSRF_FAILURE_VIEW = "hypermedia_views.csrf.csrf_failure"

# The sandbox's visitors choose their client. A project with one client writes "htmx-4", "htmx-2" or "alpine-ajax"
# here, or nothing for htmx 4.
HYPERMEDIA_CLIENT = "sandbox.clients.chosen"

# Where every page shows Django's messages: MessagesMiddleware puts them beside whatever fragment comes next.
HYPERMEDIA_MESSAGES_PARTIAL = "contacts/base.html#messages"

# Where every page tells of an error that no view has made a partial of: HypermediaMiddleware does so.
HYPERMEDIA_ERROR_PARTIAL = "contacts/base.html#error"
