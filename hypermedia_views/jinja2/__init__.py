"""Jinja2: the blocks of a template are partials, and the tags are functions.

Needs Jinja2, which the extra ``jinja2`` installs; nothing else of the package does.
"""

from .backend import Jinja2
from .extension import Hypermedia

__all__ = ["Hypermedia", "Jinja2"]
