"""What every client has in common: the request as data, and the shape of a protocol.

A protocol reads one client's request and writes its answer. It takes plain data and imports nothing of this package
but its neighbours, so that all knowledge of headers and client attributes stands here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .elements import LiveField, LoadMore, Region, Swap
from .events import Events
from .parts import OOB, Headers, Offer, Plan


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

    @property
    def background(self) -> bool:
        """Whether the page asks by itself, while its user may be typing: a region that refreshes itself, or a field
        that is sent alone. Untrusted. The package's script says so.
        """
        return self.request is not None and is_set(self.request, "HTTP_HX_BACKGROUND")

    def __bool__(self) -> bool:
        return self.protocol.enhanced


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

    def join(self, fragments: Sequence[str]) -> str:
        """Return rendered partials as one answer."""
        return "".join(fragments)

    def missing(self, details: HypermediaDetails, html: str) -> Set[str]:
        """Return the ids that the client needs and does not find in this answer; with any, it gets the full page."""
        return frozenset()

    def plan(self, details: HypermediaDetails, offer: Offer) -> Plan | None:
        """Return which pieces answer a request where some go out of band; None for the full page.

        The part that the client asks for is the answer itself, and so are the rows of a list, with their control beside
        them. A later page of a list also answers for every target that is not declared.
        """
        if not details.wants_partial:
            return None
        undeclared = offer.declared.keys().isdisjoint(details.targets)
        for page in offer.pages if undeclared else ():
            if page.rows.id in details.targets:
                return Plan(
                    (),
                    page.rows,
                    (*page.parts[1:], *offer.parts),
                    self.reswap(page.rows.swap),
                )
        sent = {part.id: part for part in offer.parts}
        spare = {part.id: part for part in offer.spare}
        for target in details.targets:
            main = sent.get(target)
            if main is None and target not in offer.declared:
                main = spare.get(target)
            if main is not None:
                beside = tuple(part for part in offer.parts if part is not main)
                return Plan((), main, beside, self.reswap(main.swap))
            if target in offer.declared:
                break
        else:
            if not offer.ids.isdisjoint(details.targets):
                # It asks for a part that is not sent.
                return Plan((), None, offer.parts, self.reswap("none"))
        if offer.removes:
            return Plan((), None, offer.parts, self.reswap("delete"))
        later = [page for page in offer.pages if page.later]
        if later and undeclared and not details.boosted:
            # Whose markup asked must know where the rows go.
            return Plan((), later[0].rows, (*later[0].parts[1:], *offer.parts))
        declared = {part.id: part.partial for part in offer.spare} | offer.declared
        names = self.select(details, declared, offer.default)
        if names:
            return Plan(names, None, offer.parts)
        return Plan((), None, offer.parts, self.reswap("none")) if offer.alone else None

    def part_headers(self, parts: Sequence[OOB]) -> Headers:
        """Return the headers that tell the client of parts which the HTML cannot tell of."""
        return ()

    def reswap(self, style: str) -> Headers:
        """Return the headers that have the client swap the main piece so, whatever the page says."""
        return ()

    def takes(
        self, details: HypermediaDetails, status: int, part: OOB | None = None
    ) -> bool:
        """Tell whether the client would use a piece beside the main one, or this one, in an answer of this status."""
        return False

    def out_of_band(self, part: OOB, html: str) -> str:
        """Return a rendered part as it stands beside the main piece."""
        return ""

    def content(self, part: OOB, html: str) -> str:
        """Return a rendered part as the main piece."""
        return html

    def fire(
        self, response: HttpResponseBase, details: HypermediaDetails, events: Events
    ) -> None:
        """Have the client fire events after the swap. Raises ValueError if a header can't carry them."""

    def mend(self, response: HttpResponseBase, details: HypermediaDetails) -> None:
        """Put what other code told the client, in whatever client's words, so that this one understands it."""

    def shown_status(self, status: int) -> int:
        """Return the status for a page that tells of an error (422, 409): one with which the client shows it."""
        return status

    def leave(
        self, response: HttpResponseBase, details: HypermediaDetails, *, soft: bool
    ) -> HttpResponseBase:
        """Return what has the client go to the page that a redirect names: the redirect itself, if it follows that.

        With ``soft`` it keeps the page that it has, and puts the new one's body into it.
        """
        return response

    def turn_away(
        self, response: HttpResponseBase, details: HypermediaDetails
    ) -> HttpResponseBase:
        """Return what has the client go to the login page that a redirect names. No cache stores it."""
        return response

    def keep_target(self) -> Headers:
        """Return the headers of an error that has the client leave its target as it is, and show what is beside it."""
        return self.reswap("none")

    def takes_with_error(self, details: HypermediaDetails, part: OOB) -> bool:
        """Tell whether the client would use a piece beside an error that leaves its target."""
        return False

    def swap_attributes(self, swap: Swap) -> dict[str, str]:
        """Return the attributes that enhance a link or form, or make a region refresh itself."""
        return {}

    def load_more_attributes(self, load_more: LoadMore) -> dict[str, str]:
        """Return the attributes that have the link to a list's next page add that page's rows."""
        return {}

    def live_field_attributes(self, field: LiveField) -> dict[str, str]:
        """Return the attributes that have the element around a form's field send that field by itself."""
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
