"""Several regions in one answer: out-of-band partials."""

from __future__ import annotations

from collections.abc import Sequence

from .answers import Answer, normalise_oob
from .base import HypermediaMixin
from .protocols import OOB


class OOBSwapMixin(HypermediaMixin):
    """Sends more partials beside a fragment, each to an element of its own.

    Static::

        class CartLine(OOBSwapMixin, PartialTemplateMixin, UpdateView):
            partial_names = ["line"]
            oob_partials = ["cart-count", OOB("log-row", target="log", swap="beforeend")]

    Dynamic: override `get_oob_partials` or `get_invalid_oob_partials`, which are called where a fragment is wanted. The
    context of a part is the page's, with its own ``context`` over it, and then what ``get_partial_context_data`` makes
    of that.

    They go with fragments only, and only where the client would swap the answer: never with a full page, a redirect, an
    answer to HEAD, or to htmx 2 with an error's status. On a view with a form they go after success only, and
    ``invalid_oob_partials`` otherwise; a status of 400 and above counts as not valid on every view.

    Their ids count as declared: the part that a client asks for is the answer itself, swapped as the part says
    (``HX-Reswap``). If the view declares no other partial, the answer has nothing for the client's target, and leaves
    it alone (``HX-Reswap: none``).

    htmx 2 gets ``hx-swap-oob``, htmx 4 ``<hx-partial>``, Alpine AJAX elements with ids, which it finds in a
    ``{% region … sync=True %}``. Raises ImproperlyConfigured for what is no partial, and for two parts of one id.
    """

    #: Partials' names and `OOB` objects, or None.
    oob_partials: Sequence[str | OOB] | None = None
    #: The same for a form that is not valid.
    invalid_oob_partials: Sequence[str | OOB] | None = None

    def get_oob_partials(self) -> list[OOB]:
        """Return what goes out of band after success, as a new list."""
        what = f"{type(self).__qualname__}.oob_partials"
        return normalise_oob(self.oob_partials, what)

    def get_invalid_oob_partials(self) -> list[OOB]:
        """Return what goes out of band with a form that is not valid, as a new list."""
        what = f"{type(self).__qualname__}.invalid_oob_partials"
        return normalise_oob(self.invalid_oob_partials, what)

    def describe(self, answer: Answer) -> Answer:
        """Add what is due after this outcome; the rest's ids are declared all the same."""
        answer = super().describe(answer)
        if not self.hypermedia.wants_partial:
            return answer
        name = type(self).__qualname__
        success = normalise_oob(self.get_oob_partials(), f"{name}.get_oob_partials()")
        invalid = normalise_oob(
            self.get_invalid_oob_partials(), f"{name}.get_invalid_oob_partials()"
        )
        by_outcome = {"success": success, "invalid": invalid}
        due = by_outcome.pop(self.outcome or "", [])
        answer.oob_partials = [*answer.oob_partials, *due]
        rest = [part for parts in by_outcome.values() for part in parts]
        answer.spare_partials = [*answer.spare_partials, *rest]
        return answer
