"""Imports go down the layers of the architecture, never up or across."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import hypermedia_views

PACKAGE = Path(hypermedia_views.__file__).parent

#: Lower ones know nothing of higher ones; modules of one layer do not know each other.
LAYERS = (
    {"protocols", "partials", "blocks", "paginator", "conf", "caching"},
    {"regions", "guards", "contents"},
    {"answers"},
    {"fragments"},
    {"redirects"},
    {"login"},
    {"responses"},
    {"errors"},
    {"base"},
    {"oob", "events", "list", "messages", "search", "edit"},
    {"attributes", "middleware", "csrf", "auth"},
    {"load_more", "checks"},
    {"apps", "tags"},
    {"templatetags", "jinja2"},
    {"__init__"},
)
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}

MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))


def layer_of(module: Path) -> str:
    return module.parts[0].removesuffix(".py")


def imports_of(module: Path) -> set[str]:
    """The layers of this package that a module imports, its own left out."""
    tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
    parents = ("hypermedia_views", *module.parts[:-1])
    found = set()
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            prefix = parents[: len(parents) - node.level + 1] if node.level else ()
            base = ".".join((*prefix, *filter(None, [node.module])))
            names = [f"{base}.{alias.name}" for alias in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "hypermedia_views":
                found.add(parts[1] if parts[1] in RANK else "__init__")
    return found - {layer_of(module)}


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_module_imports_lower_layers_only(module):
    rank = RANK[layer_of(module)]
    upward = {name for name in imports_of(module) if RANK[name] >= rank}
    assert upward == set()


def test_every_arrow_is_seen():
    assert imports_of(Path("base.py")) == {"answers", "protocols", "responses"}
    assert imports_of(Path("templatetags/hypermedia.py")) == {"partials", "tags"}
    assert imports_of(Path("jinja2.py")) == {"blocks", "partials", "tags"}
    assert imports_of(Path("__init__.py")) >= {"base", "partials", "protocols"}


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_module_stays_small(module):
    assert len((PACKAGE / module).read_text(encoding="utf-8").splitlines()) <= 300
