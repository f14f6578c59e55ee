"""Elements that a project has on every page, and the partials that fill them: what its settings say of them."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from .conf import get_setting
from .protocols import OOB

#: Settings that name the partial of such an element, and what stands for it in examples.
MESSAGES = "HYPERMEDIA_MESSAGES_PARTIAL"
ERROR = "HYPERMEDIA_ERROR_PARTIAL"
EXAMPLES = {MESSAGES: "messages", ERROR: "error"}


def everywhere() -> dict[str, str]:
    """Return the target ids that a project has on every page (``HYPERMEDIA_PARTIAL_NAMES``), and their partials."""
    return dict(get_setting("HYPERMEDIA_PARTIAL_NAMES", None) or {})


def get_region(setting: str) -> OOB | None:
    """Return the partial that a setting names, or None.

    A name stands for the contents of the region of the same name. Raises ImproperlyConfigured for what is no partial.
    """
    return as_region(get_setting(setting, None), setting, EXAMPLES[setting])


def get_whole_region(setting: str) -> OOB | None:
    """Return the partial that a setting names, or None; it names its template, since no view does.

    Raises ImproperlyConfigured if it does not, or is no partial.
    """
    part = get_region(setting)
    if part is not None and "#" not in part.partial:
        raise ImproperlyConfigured(
            f"{setting} is {part.partial!r}, which names no template. Write it in full: "
            f"'base.html#{EXAMPLES[setting]}'."
        )
    return part


def as_region(
    part: str | OOB | None, what: str, example: str = "messages"
) -> OOB | None:
    """Return the partial of a region from its name, which stands for contents, or as it is.

    Raises ImproperlyConfigured, naming ``what`` was wrong, for anything else.
    """
    if isinstance(part, str):
        try:
            return OOB(part, swap="innerHTML")
        except ValueError as error:
            raise ImproperlyConfigured(f"{what}: {error}") from error
    if part is None or isinstance(part, OOB):
        return part
    raise ImproperlyConfigured(
        f"{what} is {part!r}. Make it the name of a partial, 'base.html#{example}', or "
        f"OOB('base.html#{example}-list', target='{example}', swap='beforeend')."
    )


def region_ids() -> frozenset[str]:
    """Return the ids of the elements that show a project's messages and errors, of those that it has."""
    return frozenset(part.id for part in map(get_region, EXAMPLES) if part)
