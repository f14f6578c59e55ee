"""What a request that changes something has sent, whatever its method, as Django's forms take it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import Any, Final

from django.core.exceptions import BadRequest
from django.forms import BaseForm, FileField, MultiWidget
from django.http import HttpRequest

#: Methods whose body Django does not read by itself.
UNREAD: Final = frozenset(("PUT", "PATCH", "DELETE"))


#: Types of a body that Django's forms read.
READ: Final = frozenset(("application/x-www-form-urlencoded", "multipart/form-data"))


def read_body(request: HttpRequest) -> None:
    """Have ``request.POST`` and ``request.FILES`` hold what a PUT, PATCH or DELETE has sent.

    Django's own parser reads it, so its limits, upload handlers and errors are those of a POST. (Its CSRF protection
    has checked the request by now: for these methods it takes the token from the header ``X-CSRFToken`` only.)
    """
    method = request.method
    if method not in UNREAD:
        return
    if method == "PATCH" and request.content_type not in READ and request.body:
        # With nothing to change it would seem to have succeeded.
        raise BadRequest(f"A form can't read {request.content_type!r}.")
    # It reads the body of a POST only.
    request.method = "POST"
    try:
        request._load_post_and_files()
    finally:
        request.method = method


def keep_others(form: BaseForm, names: Collection[str]) -> None:
    """Have a bound form take only the fields of these names from what was sent, and every other as it was.

    It is validated as if all were sent, so that ``clean()`` sees all, and ``errors`` tells of all.
    """
    others = [field for name, field in form.fields.items() if name not in names]
    for field in others:
        field.bound_data = _initial  # type: ignore[method-assign]
        if isinstance(field, FileField):
            # Of a file that stays nothing is read. (Of a disabled field Django validates the stored file.)
            field.clean = partial(_unsent, field.clean)  # type: ignore[method-assign]
    full_clean = form.full_clean

    def clean() -> None:
        disabled = [field.disabled for field in others]
        for field in others:
            # Django validates the initial value of such a field.
            field.disabled = True
        full_clean()
        _ = form.changed_data  # is remembered as it is now
        for field, was in zip(others, disabled, strict=True):
            # It is shown as any other.
            field.disabled = was

    form.full_clean = clean  # type: ignore[method-assign]
    validate_anew(form)


def after_clean(form: BaseForm, run: Callable[[], None]) -> None:
    """Have something run once a form is validated, which can add errors to it."""
    full_clean = form.full_clean

    def clean() -> None:
        full_clean()
        run()

    form.full_clean = clean  # type: ignore[method-assign]
    validate_anew(form)


def validate_anew(form: Any) -> None:
    """Have a form forget what it knows: it may have validated itself while it was made, by looking at its errors."""
    form._errors = None


def names_sent(form: BaseForm) -> list[str]:
    """Return the names of the fields that a bound form has got something for."""
    return [
        name
        for name, field in form.fields.items()
        if _is_sent(field.widget, form.add_prefix(name), form)
    ]


def _is_sent(widget: Any, name: str, form: BaseForm) -> bool:
    """Tell whether something was sent for a widget of this name."""
    if isinstance(widget, MultiWidget):
        parts: Any = zip(widget.widgets, widget.widgets_names, strict=True)  # type: ignore[attr-defined]
        return any(_is_sent(part, name + suffix, form) for part, suffix in parts)
    omitted = widget.value_omitted_from_data
    if omitted({}, {}, name):
        return not omitted(form.data, form.files, name)
    # A checkbox says nothing of what is not sent: it may not be checked.
    return name in form.data


def _initial(data: Any, initial: Any) -> Any:
    return initial


def _unsent(clean: Callable[..., Any], data: Any, initial: Any = None) -> Any:
    return clean(None, initial)
