"""Sphinx's settings: ``sphinx-build -W --keep-going -b html docs build/docs`` makes the documentation."""

import sys
from pathlib import Path

import django
from django.conf import settings

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

settings.configure(
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "hypermedia_views",
    ]
)
django.setup()

import hypermedia_views  # noqa: E402

project = "hypermedia_views"
author = "The hypermedia_views developers"
copyright = "2026, The hypermedia_views developers"
version = release = hypermedia_views.__version__

extensions = ["sphinx.ext.autodoc"]
exclude_patterns = ["_build", "examples"]
highlight_language = "python"
html_theme = "furo"
html_title = f"hypermedia_views {release}"

# Docstrings name other objects in single backticks; a name that means nothing is an error.
default_role = "any"
nitpicky = True
nitpick_ignore_regex = [
    # Types in signatures: Python's and Django's own, and names that only type checkers use.
    (r"py:\w+", r"(collections|typing|django|abc)\..*"),
    (r"py:\w+", r"\w+"),
    (r"py:\w+", r"hypermedia_views\.answers\.Answer"),
    # Names in docstrings: of Django, and of parts of the package that are not public.
    ("any", r"django\..*|dataclasses\.\w+|TemplateDoesNotExist|ImproperlyConfigured"),
    ("any", r"Answer|responses\.apply|apply|REGION_STYLES|SWAP_STYLES"),
    ("any", r"answer_error|answer_login"),
]

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True
