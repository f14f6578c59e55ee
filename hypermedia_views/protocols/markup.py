"""What an HTML parser does to a piece of a page that comes without the page around it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

#: Parts of a table, and the element that the parser wants around each: elsewhere it drops their tags.
TABLE_PARENTS: Final = {
    "tr": "tbody",
    "td": "tr",
    "th": "tr",
    "col": "colgroup",
    **dict.fromkeys(("tbody", "thead", "tfoot", "caption", "colgroup"), "table"),
}

_COMMENTS: Final = r"\s*(?:<!--(?:(?!-->).)*-->\s*)*"
_FIRST_TAG: Final = re.compile(
    _COMMENTS + r"<([a-z][^\s/>]*)", re.IGNORECASE | re.DOTALL
)
_PAGE: Final = re.compile(
    _COMMENTS + r"<(?:!doctype|html|head|body)\b", re.IGNORECASE | re.DOTALL
)


def first_tag(html: str) -> re.Match[str] | None:
    """Return the match of the tag that some HTML begins with, its name as group 1; None if it begins with text."""
    return _FIRST_TAG.match(html)


def is_page(html: str) -> bool:
    """Tell whether some HTML is a whole page, and no fragment."""
    return bool(_PAGE.match(html))


def parent_of(html: str) -> str:
    """Return the name of an element that can hold this HTML."""
    tag = first_tag(html)
    return TABLE_PARENTS.get(tag[1].lower(), "div") if tag else "div"


def in_table(html: str) -> str:
    """Return a part of a table in what it needs around it, and anything else as it is."""
    while (parent := parent_of(html)) != "div":
        html = f"<{parent}>{html}</{parent}>"
    return html


class Ids(HTMLParser):
    """Collects the ids that ``getElementById`` would find: those in a nested ``<template>`` are not among them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._templates = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._templates:
            self.found.update(value for name, value in attrs if name == "id" and value)
        self._templates += tag == "template"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # In HTML, unlike XML, the slash of <div/> closes nothing.
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self._templates -= tag == "template"
