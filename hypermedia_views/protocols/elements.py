"""What the template tags say of an element, before a protocol writes it as attributes of its client."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from .base import Protocol

#: Swap styles that put what came into the page, on every client. Alpine AJAX has its own words for them.
REGION_STYLES: Final = (
    "outerHTML",
    "innerHTML",
    "textContent",
    "outerMorph",
    "innerMorph",
    "beforebegin",
    "afterbegin",
    "beforeend",
    "afterend",
)
#: Swap styles of what comes out of band.
OOB_STYLES: Final = (*REGION_STYLES, "delete")
#: Swap styles of a link or form.
SWAP_STYLES: Final = (*OOB_STYLES, "none")

#: Tells the package's script what the page asks for by itself.
BACKGROUND: Final = {"data-hypermedia-background": ""}

_UNITS: Final = {"ms": 1, "s": 1000, "m": 60_000}

Said = TypeVar("Said", bound="Element")


@dataclass(frozen=True)
class Element:
    """What a template tag says of the element that it stands on, before a protocol writes it as attributes.

    The first field is what the tag begins with, the others are its options. Raises ValueError for a value that no
    client could carry out.
    """

    @classmethod
    def options(cls) -> tuple[str, ...]:
        """Return the names of the tag's options."""
        return tuple(field.name for field in fields(cls))[1:]

    @classmethod
    def say(
        cls: type[Said], subject: str, options: Mapping[str, str | bool], **known: Any
    ) -> Said:
        """Return what a template said, and what is known besides. Raises ValueError for an option that there is not."""
        tag = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()
        flags = [each.name for each in fields(cls) if isinstance(each.default, bool)]
        for name, value in options.items():
            if name not in cls.options():
                raise ValueError(
                    f"{tag} has no option {name!r}. Use one of: {', '.join((*cls.options(), 'client'))}."
                )
            if name in flags and not isinstance(value, bool):
                raise ValueError(f"{name} is {value!r}: write True or False.")
        # Which fields there are only the subclass knows.
        make: Callable[..., Said] = cls
        return make(subject, **options, **known)

    def attributes(self, protocol: Protocol) -> dict[str, str]:
        """Return the attributes that the element needs for a client."""
        raise NotImplementedError


@dataclass(frozen=True)
class Swap(Element):
    """What ``{% swap %}`` says of a link, a form or a region that refreshes itself."""

    #: Id of the element that the answer replaces.
    target: str
    #: One of `SWAP_STYLES`. Alpine AJAX takes the style from the target instead (``{% region %}``).
    swap: str = "outerHTML"
    #: Put the address of the answer into the address bar, as a new entry of the history.
    push_url: bool = False
    #: Submit the form this long after the last input: ``"300ms"``, ``"1s"``.
    debounce: str | None = None
    #: Name of the submit button that a debounced submission stands for; its address and method count, too. (A button
    #: that is pressed sends its own by itself.) Needs the package's script, whichever the client.
    name: str | None = None
    #: Value of that button.
    value: str = ""
    #: Address that a region fetches itself anew from.
    href: str | None = None
    #: Event upon which a region does so, heard anywhere in the page.
    on: str | None = None
    #: Interval at which it does so: ``"60s"``, ``"2m"``.
    every: str | None = None

    def __post_init__(self) -> None:
        check_id(self.target)
        check_swap_style(self.swap, SWAP_STYLES)
        for interval in filter(None, (self.debounce, self.every)):
            milliseconds(interval)
        if self.on is not None:
            check_event_name(self.on)
        if (self.href is None) != (self.on is None and self.every is None):
            raise ValueError(
                "A region that refreshes itself needs an href and at least one of on and every."
            )
        if self.href is not None and self.debounce is not None:
            raise ValueError("debounce is for a form, href for a region: use one.")
        if self.name is not None and self.debounce is None:
            raise ValueError(
                "name stands for the button of a debounced form: set debounce, too."
            )

    def attributes(self, protocol: Protocol) -> dict[str, str]:
        """Return the attributes of the link, form or region."""
        return protocol.swap_attributes(self)

    def script_debounce(self) -> dict[str, str]:
        """Return the attribute by which the package's script, and not the client, debounces a form."""
        debounce: dict[str, str | int] = {"delay": milliseconds(str(self.debounce))}
        if self.name is not None:
            debounce |= {"name": self.name, "value": self.value}
        return {"data-hypermedia-debounce": json.dumps(debounce)}


@dataclass(frozen=True)
class LoadMore(Element):
    """What ``{% load_more %}`` says of the link to a list's next page."""

    #: Address of the next page.
    href: str
    #: Id of the element that holds the rows.
    rows: str
    #: Id of the element that holds the link; the answer's takes its place.
    control: str
    #: Ask as soon as the link comes into view, and not only when it is pressed.
    scroll: bool = False

    def attributes(self, protocol: Protocol) -> dict[str, str]:
        """Return the link's attributes."""
        return protocol.load_more_attributes(self)


@dataclass(frozen=True)
class LiveField(Element):
    """What ``{% live_field %}`` says of the element that holds one field of a form, its label and its errors."""

    #: The element's id.
    id: str
    #: Address that the form is sent to.
    href: str
    #: The parameter that names the field.
    param: str
    #: The field's name.
    name: str
    #: Send it so long after the last input, too, and not only when the user has left it.
    debounce: str | None = None
    #: Ids of the elements of other fields that change with it.
    also: tuple[str, ...] = ()
    #: Whether it takes files.
    multipart: bool = False

    @classmethod
    def options(cls) -> tuple[str, ...]:
        """Return what a template says; the rest is known of the field."""
        return ("href", "param", "debounce")

    def __post_init__(self) -> None:
        check_id(self.id)
        if self.debounce:
            milliseconds(self.debounce)

    @property
    def delay(self) -> int:
        """``debounce`` in milliseconds, 0 for none."""
        return milliseconds(self.debounce) if self.debounce else 0

    @property
    def values(self) -> dict[str, str]:
        """What is sent beside the form."""
        return {self.param: self.name}

    def attributes(self, protocol: Protocol) -> dict[str, str]:
        """Return the element's id, what the script needs on it to keep what is typed meanwhile, and what its client."""
        own = {"id": self.id, "data-hypermedia-field": str(self.delay)}
        return {**own, **protocol.live_field_attributes(self)}


@dataclass(frozen=True)
class Region(Element):
    """What ``{% region %}`` says of an element that answers replace."""

    #: The element's id.
    id: str
    #: How an answer goes into the element; one of `REGION_STYLES`. Only Alpine AJAX reads it here.
    swap: str = "outerHTML"
    #: Take this element from every answer that has it, asked for or not (Alpine AJAX's ``x-sync``). Declare its id
    #: for every view of the page then, or each of them answers Alpine AJAX with a full page.
    sync: bool = False

    def __post_init__(self) -> None:
        check_id(self.id)
        check_swap_style(self.swap, REGION_STYLES)

    def attributes(self, protocol: Protocol) -> dict[str, str]:
        """Return the element's id and what its client needs on it."""
        return {"id": self.id, **protocol.region_attributes(self)}


def milliseconds(interval: str) -> int:
    """Return an interval such as ``"300ms"``, ``"1.5s"`` or ``"2m"`` in milliseconds; raise ValueError for others."""
    match = re.fullmatch(r"(\d{1,9}(?:\.\d{1,3})?)(ms|s|m)", interval, re.ASCII)
    found = round(float(match[1]) * _UNITS[match[2]]) if match else 0
    if not found:
        raise ValueError(
            f"{interval!r} is not an interval: write it like '300ms', '60s' or '2m'."
        )
    return found


def check_id(element_id: str) -> None:
    """Raise ValueError for what can't be the id of one element."""
    if not isinstance(element_id, str):
        raise ValueError(f"{element_id!r} is not an element's id: it is a string.")
    if not element_id:
        raise ValueError(
            "There is no id. Quote it, or see that the variable that names it is set."
        )
    if not is_id(element_id):
        raise ValueError(
            f"{element_id!r} is not an element's id: write it without '#' and without spaces."
        )


def is_id(element_id: str) -> bool:
    """Tell whether some text can be the id of one element."""
    return bool(re.fullmatch(r"[^#\s]\S*", element_id))


def check_event_name(name: str) -> None:
    """Raise ValueError for what can't be the name of an event, or can't stand in ``hx-trigger``."""
    if not re.fullmatch(r"[\w:.-]+", name):
        raise ValueError(
            f"{name!r} is not an event's name: use letters, digits, '-', '_', '.' and ':'."
        )


def check_swap_style(style: str, styles: tuple[str, ...]) -> None:
    """Raise ValueError for a swap style that is not among ``styles``."""
    if style not in styles:
        raise ValueError(
            f"{style!r} is not a swap style here. Use one of: {', '.join(styles)}."
        )
