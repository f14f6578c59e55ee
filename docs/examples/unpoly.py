"""Unpoly as a client: it names its targets by CSS selectors, several at a time."""

import re

from hypermedia_views import HypermediaDetails, PartialTemplateMixin
from hypermedia_views.protocols import PROTOCOLS, Protocol

#: A selector that names an element by its id alone: "#details", "#details:maybe", "#log:after".
BY_ID = re.compile(r"#([\w-]+)(?::maybe|:before|:after)*")


class Unpoly(Protocol):
    name = "unpoly"
    headers = ("X-Up-Version", "X-Up-Target")

    def read(self, request):
        if "X-Up-Version" not in request.headers:
            return None
        selectors = request.headers.get("X-Up-Target", "").split(",")
        matches = [BY_ID.fullmatch(selector.strip()) for selector in selectors]
        targets = tuple(match[1] for match in matches if match)
        # "body", ".card" or ":none" is no id: Unpoly finds what it needs in the full page.
        return HypermediaDetails(self, targets=targets, wants_partial=all(matches))

    def select(self, details, declared, default):
        if not details.wants_partial or not declared.keys() >= set(details.targets):
            return ()
        return tuple(dict.fromkeys(declared[target] for target in details.targets))

    def swap_attributes(self, swap):
        if swap.href is not None:
            raise ValueError(
                "Unpoly's protocol has no regions that refresh themselves."
            )
        # A link reads the first of them, a form the second.
        attributes = {
            "up-follow": "",
            "up-submit": "",
            "up-target": f"#{swap.target}",
            "up-history": "true" if swap.push_url else "false",
        }
        return attributes | (swap.script_debounce() if swap.debounce else {})


class UnpolyMixin(PartialTemplateMixin):
    """Base of this project's views: every one of them knows Unpoly."""

    protocols = (Unpoly(), *PROTOCOLS)
