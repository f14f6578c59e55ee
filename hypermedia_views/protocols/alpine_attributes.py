"""The attributes that Alpine AJAX reads, and the directives that the package's script does.

All of them raise ValueError for an id that Alpine AJAX can't ask for.
"""

from __future__ import annotations

import json
from typing import Final

from .elements import BACKGROUND, LiveField, LoadMore, Region, Swap, milliseconds

#: htmx's word for a swap style → Alpine AJAX's merge strategy. It morphs with a plugin only.
MERGE_STRATEGIES: Final = {
    "innerHTML": "update",
    "textContent": "update",
    "innerMorph": "update",
    "beforebegin": "before",
    "afterbegin": "prepend",
    "beforeend": "append",
    "afterend": "after",
}


def live_field_attributes(field: LiveField) -> dict[str, str]:
    """Write a directive of the package's script. It sends the field with its whole form."""
    check_id(field.id)
    asked = {
        "href": field.href,
        "target": " ".join((field.id, *field.also)),
        # The script says so when the field changes.
        "on": f"hypermedia:{field.id}",
        "values": field.values,
    }
    multipart = {"enctype": "multipart/form-data"} if field.multipart else {}
    return {"x-hypermedia-refresh": json.dumps(asked | multipart)}


def swap_attributes(swap: Swap) -> dict[str, str]:
    """Write ``x-target``, or the directives of the package's script. They are data, never expressions.

    Raises ValueError for a target that Alpine AJAX can't ask for.
    """
    check_id(swap.target)
    if swap.href is not None:
        refresh: dict[str, str | int] = {"href": swap.href, "target": swap.target}
        if swap.on:
            refresh["on"] = swap.on
        if swap.every:
            refresh["every"] = milliseconds(swap.every)
        return {"x-hypermedia-refresh": json.dumps(refresh), **BACKGROUND}
    target = "_none" if swap.swap == "none" else swap.target
    attributes = {"x-target": target}
    if swap.push_url:
        # An error's address is none to come back to.
        attributes = {"x-target.push": target, "x-target.error": target}
    return attributes | (swap.script_debounce() if swap.debounce else {})


def load_more_attributes(load_more: LoadMore) -> dict[str, str]:
    """Write a directive of the package's script; where it is not loaded, the link is a link.

    Raises ValueError for an id that Alpine AJAX can't ask for.
    """
    check_id(load_more.rows)
    asked = {
        "href": load_more.href,
        "target": f"{load_more.rows} {load_more.control}",
        # The script says so when the link is pressed, or comes into view.
        "on": f"hypermedia:{load_more.control}",
    }
    attributes = {"x-hypermedia-refresh": json.dumps(asked), "role": "button"}
    return attributes | ({"data-hypermedia-scroll": ""} if load_more.scroll else {})


def region_attributes(region: Region) -> dict[str, str]:
    """Write ``x-merge`` and ``x-sync``: Alpine AJAX reads both off the element that stands in the page.

    Raises ValueError for a synchronised element that Alpine AJAX can't ask for.
    """
    if region.sync:
        check_id(region.id)
    attributes = {}
    if region.swap in MERGE_STRATEGIES:
        attributes["x-merge"] = MERGE_STRATEGIES[region.swap]
    if region.sync:
        attributes["x-sync"] = ""
    return attributes


def check_id(element_id: str) -> None:
    """Raise ValueError for an id that Alpine AJAX can't ask for."""
    if ":" in element_id or max(element_id) > "\xff":
        raise ValueError(
            f"Alpine AJAX can't ask for {element_id!r}: it splits ids at ':', and a header carries Latin-1 only."
        )
