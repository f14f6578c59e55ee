"""A piece of HTML that travels beside the main one, before a protocol writes it for its client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.exceptions import ImproperlyConfigured
from django.utils.html import strip_tags

from .elements import OOB_STYLES, check_id, check_swap_style
from .markup import first_tag

#: Response headers: names and values.
Headers = tuple[tuple[str, str], ...]

Condition = Callable[[Mapping[str, Any]], Any]

#: Styles whose partial holds the element itself; the others' hold what goes into or beside it.
OWN_ELEMENT = ("outerHTML", "outerMorph")
#: Styles that say what an element holds, so that nothing at all says something, too.
CONTENTS = ("innerHTML", "innerMorph", "textContent")


@dataclass(frozen=True)
class OOB:
    """A partial that goes out of band, to an element of its own beside the main target.

    ::

        OOB("cart-count")
        OOB("log-row", target="log", swap="beforeend")
        OOB("row-5", swap="delete")
        OOB("staff", when=lambda context: context["request"].user.is_staff)

    Raises ValueError for an id or a swap style that no client could carry out.
    """

    #: The partial's name; ``"base.html#cart-count"`` for another template's. A ``"delete"`` renders none.
    partial: str
    #: Id of the element that it goes to; by default the partial's own name.
    target: str | None = None
    #: How it goes there, in htmx's words. An ``outerHTML`` or ``outerMorph`` partial holds the element itself, with its
    #: id, and nothing beside it; for other styles it holds the contents. Alpine AJAX goes by the ``swap`` of the page's
    #: ``{% region %}``.
    swap: str = "outerHTML"
    #: Whether to send it: a boolean, or a callable that takes what ``get_context_data`` returned, and ``request``. None
    #: for always.
    when: bool | Condition | None = None
    #: What this partial's context has beside the page's; no other partial sees it.
    context: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.partial, str):
            raise ValueError(
                f"{self.partial!r} is not the name of a partial: it is a string."
            )
        check_id(self.id)
        check_swap_style(self.swap, OOB_STYLES)

    @property
    def id(self) -> str:
        """The id of the element that it goes to."""
        return self.target or self.partial.rpartition("#")[2]

    @property
    def holds_element(self) -> bool:
        """Whether the partial holds the element itself, so that it can answer for it anywhere."""
        return self.swap in OWN_ELEMENT

    def is_due(self, context: Mapping[str, Any]) -> bool:
        """Tell whether its condition holds."""
        if self.when is None:
            return True
        return bool(self.when(context) if callable(self.when) else self.when)

    def check(self, html: str, view: str) -> str | None:
        """Return the rendered partial without the white space around it, None if there is nothing to send.

        Raises ImproperlyConfigured where it should begin with its element, and does not.
        """
        html = html.strip()
        if not html:
            return html if self.swap in CONTENTS else None
        if self.holds_element and not first_tag(html):
            raise ImproperlyConfigured(
                f"{view}: the out-of-band partial {self.partial!r} replaces the element {self.id!r}, but does not "
                f"begin with an element. Begin it with that element, written with {{% region {self.id!r} %}}; or, "
                f"if it holds the contents only, set swap='innerHTML'."
            )
        return html

    def as_text(self, html: str) -> str:
        """Return the text of HTML where the style wants that, for a client that would put all of it in."""
        return strip_tags(html) if self.swap == "textContent" else html


class Rows(NamedTuple):
    """One page of a list: its rows go into the element that holds the list, what leads on takes its own place."""

    #: The rows, as contents of that element: added to a list that goes on, or put for all that was there.
    rows: OOB
    #: The control that asks for the next page; None if the rows bring their own.
    control: OOB | None
    #: Whether it is a later page than the first.
    later: bool

    @property
    def parts(self) -> tuple[OOB, ...]:
        """Rows and control."""
        return (self.rows, self.control) if self.control else (self.rows,)


class Offer(NamedTuple):
    """What a view has for an answer: the partials of its targets, and what may go out of band."""

    #: Target ids and their partials.
    declared: dict[str, str]
    #: The partial for every other target, or None.
    default: str | None = None
    #: The parts to send.
    parts: tuple[OOB, ...] = ()
    #: Parts that hold their element, sent or not: a client can ask for one by its id.
    spare: tuple[OOB, ...] = ()
    #: The ids of all parts, sent or not.
    ids: frozenset[str] = frozenset()
    #: Whether the parts can be an answer by themselves, with nothing for the target.
    alone: bool = False
    #: The pages of the view's lists.
    pages: tuple[Rows, ...] = ()
    #: Whether the target goes, if it is nothing of the above.
    removes: bool = False


class Plan(NamedTuple):
    """Which pieces answer a request, and what its headers say of them."""

    #: The partials that answer, in order.
    names: tuple[str, ...] = ()
    #: The out-of-band part that the client asked for: it is the answer itself.
    main: OOB | None = None
    #: The parts that go out of band.
    beside: tuple[OOB, ...] = ()
    #: Response headers.
    headers: Headers = ()
    #: Ids that the client may ask for and not find, without harm.
    kept: frozenset[str] = frozenset()
    #: Parts to send if the client asks for them and does not find them in what else there is.
    spare: tuple[OOB, ...] = ()
