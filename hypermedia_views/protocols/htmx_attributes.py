"""The ``hx-*`` attributes that both versions of htmx read alike."""

from __future__ import annotations

import json
from typing import Final

from .elements import BACKGROUND, LiveField, Swap, milliseconds
from .headers import css_id

#: Has htmx 4 leave the page alone upon errors, as htmx 2 does.
NO_ERRORS: Final = {"hx-status:4xx": "swap:none", "hx-status:5xx": "swap:none"}
#: The same, but for what a form has to say of what was sent. (What is not valid has no address of its own.)
ONLY_REFUSALS: Final = {
    "hx-status:409": "push:false",
    "hx-status:422": "push:false",
    **NO_ERRORS,
}


def swap_attributes(swap: Swap, spec: str) -> dict[str, str]:
    """Return the attributes of a link, a form or a region; ``spec`` is how the answer is swapped."""
    attributes = {
        "hx-target": css_id(swap.target),
        "hx-swap": spec,
        # Boosted elements push unless told not to, and htmx 2 inherits the attribute.
        "hx-push-url": "true" if swap.push_url else "false",
    }
    if swap.href is not None:
        triggers = [f"{swap.on} from:document"] if swap.on else []
        triggers += [f"every {milliseconds(swap.every)}ms"] if swap.every else []
        return attributes | {
            "hx-get": swap.href,
            "hx-trigger": ", ".join(triggers),
            # An event that comes while a request is under way tells of something newer.
            "hx-sync": "this:replace",
            # No event may come between the swap and the new element's listening.
            "hx-swap": f"{attributes['hx-swap']} settle:0ms",
            **BACKGROUND,
        }
    # Boosting takes address and method from the element itself, so they stand in the template once.
    attributes["hx-boost"] = "true"
    # htmx 4 would queue a second click behind the first, and lose its answer with the element that is replaced.
    attributes["hx-sync"] = "this:drop"
    if swap.debounce is not None:
        # A newer search makes the older one's answer worthless.
        attributes["hx-sync"] = "this:replace"
        if swap.name is not None:
            # hx-vals would send them with every other button, too.
            return attributes | swap.script_debounce()
        delay = milliseconds(swap.debounce)
        attributes["hx-trigger"] = f"input delay:{delay}ms, submit"
    return attributes


def live_field_attributes(field: LiveField, spec: str) -> dict[str, str]:
    """Return the attributes of the element around a form's field; ``spec`` is how the answer is swapped."""
    triggers = [f"input delay:{field.delay}ms"] if field.delay else []
    attributes = {
        "hx-post": field.href,
        "hx-trigger": ", ".join((*triggers, "change")),
        "hx-include": "closest form",
        "hx-vals": json.dumps(field.values),
        "hx-target": css_id(field.id),
        # The script goes by the new element's attributes, and htmx would write the old ones there for a moment.
        "hx-swap": f"{spec} settle:0",
        "hx-push-url": "false",
        "hx-sync": "this:replace",
    }
    if field.multipart:
        attributes["hx-encoding"] = "multipart/form-data"
    return attributes
