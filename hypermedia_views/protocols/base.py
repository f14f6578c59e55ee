"""What every client has in common: the request as data, and the shape of a protocol.

A protocol reads one client's request and writes its answer. It takes plain data and imports nothing of this package
but its neighbours, so that all knowledge of headers and client attributes stands here and nowhere else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Final, TypeVar

from django.http import HttpRequest

#: Swap styles that put what came into the page, on every client. Alpine AJAX has its own words for them.
REGION_STYLES: Final = (
    "outerHTML",
    "innerHTML",
    "beforebegin",
    "afterbegin",
    "beforeend",
    "afterend",
)
#: Every swap style that both htmx versions know.
SWAP_STYLES: Final = (*REGION_STYLES, "textContent", "delete", "none")

_UNITS: Final = {"ms": 1, "s": 1000, "m": 60_000}

Said = TypeVar("Said", bound="Element")


@dataclass(frozen=True)
class HypermediaDetails:
    """What a request says about the client that sent it.

    It is true when a hypermedia client asks, false for a browser without one. Made by a `Protocol`; a view has it as
    ``self.hypermedia``, other code calls `get_hypermedia`.
    """

    #: The protocol that recognised the request, and that will write the answer.
    protocol: Protocol
    #: Ids of the elements that the client will replace: no tag, no ``#``, percent-decoded. Untrusted: use them to look
    #: something up that you declared, never to build a name.
    targets: tuple[str, ...] = ()
    #: A link or form under ``hx-boost`` made the request. htmx only.
    boosted: bool = False
    #: Back or Forward made the request, so a whole page is wanted. htmx only.
    history_restore: bool = False
    #: The client can take a fragment. (Whether it gets one also depends on what the view declares.)
    wants_partial: bool = False
    #: What `source` and `current_url` are read from, when somebody wants to know.
    request: HttpRequest | None = field(default=None, repr=False, compare=False)

    @property
    def client(self) -> str:
        """The client's name: ``"htmx-2"``, ``"htmx-4"``, ``"alpine-ajax"``, ``"plain"``, or a project's own."""
        return self.protocol.name

    @cached_property
    def source(self) -> str | None:
        """Id of the element that made the request, or None. htmx only."""
        return None if self.request is None else self.protocol.read_source(self.request)

    @cached_property
    def current_url(self) -> str | None:
        """Address of the page that the user was on, or None. Untrusted."""
        return (
            None
            if self.request is None
            else self.protocol.read_current_url(self.request)
        )

    def __bool__(self) -> bool:
        return self.protocol.enhanced


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
        cls: type[Said], subject: str, options: Mapping[str, str | bool | None]
    ) -> Said:
        """Return what a template said. Raises ValueError for an option that there is not."""
        tag = cls.__name__.lower()
        for name in options:
            if name not in cls.options():
                raise ValueError(
                    f"{tag} has no option {name!r}. Use one of: {', '.join((*cls.options(), 'client'))}."
                )
        # Which fields there are only the subclass knows.
        make: Callable[..., Said] = cls
        return make(subject, **options)

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
        if self.on is not None and not re.fullmatch(r"[\w:.-]+", self.on):
            raise ValueError(
                f"{self.on!r} is not an event's name: use letters, digits, '-', '_', '.' and ':'."
            )
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


class Protocol:
    """How one client asks, and how it wants to be answered.

    Subclass it for a client of your own, and name an instance in a view's ``protocols``. Everything here suits a
    client that names at most one target and takes whatever fragment it is given.
    """

    #: The client's name, as in `HypermediaDetails.client` and in ``{% swap … client="…" %}``.
    name: str
    #: False for a browser without a hypermedia client.
    enhanced: bool = True
    #: Every request header that `read` and `select` may consult; all of them go into ``Vary``.
    headers: tuple[str, ...] = ()

    def read(self, request: HttpRequest) -> HypermediaDetails | None:
        """Return what the request says, or None when another client sent it."""
        raise NotImplementedError

    def read_source(self, request: HttpRequest) -> str | None:
        """Return the id of the element that made the request, or None."""
        return None

    def read_current_url(self, request: HttpRequest) -> str | None:
        """Return the address of the page that the user was on, or None."""
        return None

    def select(
        self,
        details: HypermediaDetails,
        declared: Mapping[str, str],
        default: str | None,
    ) -> tuple[str, ...]:
        """Return the partials that answer the request, in order; none of them means the full page.

        ``declared`` maps target ids to partials, ``default`` is the partial for every other target, or None.
        """
        if not details.wants_partial:
            return ()
        for target in details.targets:
            if target in declared:
                return (declared[target],)
        # A boosted request that names no declared target means the page.
        if details.boosted or default is None:
            return ()
        return (default,)

    def accepts(self, details: HypermediaDetails, html: str) -> bool:
        """Tell whether the client can use this rendered fragment; if not, it gets the full page."""
        return True

    def swap_attributes(self, swap: Swap) -> dict[str, str]:
        """Return the attributes that enhance a link or form, or make a region refresh itself."""
        return {}

    def region_attributes(self, region: Region) -> dict[str, str]:
        """Return the attributes, beside the id, of an element that answers replace."""
        return {}


class Plain(Protocol):
    """A browser without a hypermedia client, a crawler, ``curl``: always the full page."""

    name = "plain"
    enhanced = False

    def read(self, request: HttpRequest) -> HypermediaDetails:
        """Recognise every request; so this protocol comes last."""
        return HypermediaDetails(self)


def is_set(request: HttpRequest, key: str) -> bool:
    """Tell whether a header that is a mere flag says ``true``, by its key in ``META``.

    On its first use ``request.headers`` copies all headers; a browser without a client need not pay for that.
    """
    return bool(request.META.get(key) == "true")


def milliseconds(interval: str) -> int:
    """Return an interval such as ``"300ms"``, ``"1.5s"`` or ``"2m"`` in milliseconds; raise ValueError for others."""
    match = re.fullmatch(r"(\d{1,9}(?:\.\d{1,3})?)(ms|s|m)", str(interval), re.ASCII)
    if match is None or not float(match[1]):
        raise ValueError(
            f"{interval!r} is not an interval: write it like '300ms', '60s' or '2m'."
        )
    return round(float(match[1]) * _UNITS[match[2]])


def check_id(element_id: str) -> None:
    """Raise ValueError for what can't be the id of one element."""
    if not element_id or re.search(r"\s", element_id):
        raise ValueError(
            f"{element_id!r} is not an element's id: it must be there and hold no space."
        )


def check_swap_style(style: str, styles: tuple[str, ...]) -> None:
    """Raise ValueError for a swap style that is not among ``styles``."""
    if style not in styles:
        raise ValueError(
            f"{style!r} is not a swap style here. Use one of: {', '.join(styles)}."
        )
