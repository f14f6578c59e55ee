"""The attributes that enhance an element for the page's client: what the template tags of both engines share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from django.forms import BoundField
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString, mark_safe

from .answers import FIELD_PARAM, field_id
from .conf import get_setting
from .protocols import (
    LiveField,
    LoadMore,
    Protocol,
    Region,
    Swap,
    get_hypermedia,
    get_protocols,
)
from .protocols.elements import Element

#: The client of a page when neither the tag nor the request names it, and ``HYPERMEDIA_CLIENT`` is not set.
DEFAULT_CLIENT = "htmx-4"


def swap_attributes(
    request: HttpRequest | None,
    target: str,
    client: str | None = None,
    **options: Any,
) -> SafeString:
    """Return the attributes of ``{% swap %}``, escaped; ``options`` are the fields of `Swap`.

    Raises ValueError for an unknown option, value or client.
    """
    return _write(Swap.say, get_client(request, client), target, options)


def region_attributes(
    request: HttpRequest | None,
    id: str,
    client: str | None = None,
    **options: Any,
) -> SafeString:
    """Return the attributes of ``{% region %}``, id included, escaped; ``options`` are the fields of `Region`.

    Raises ValueError for an unknown option, value or client.
    """
    return _write(Region.say, get_client(request, client), id, options)


def load_more_attributes(
    request: HttpRequest | None,
    href: str,
    client: str | None = None,
    **options: Any,
) -> SafeString:
    """Return the attributes of the link of ``{% load_more %}``, escaped; ``options`` are the fields of `LoadMore`.

    Raises ValueError for an unknown client, and for an id that it can't ask for.
    """
    # Every visitor's address is another, so none is remembered.
    return _attributes(LoadMore.say(href, options), get_client(request, client))


def live_field_attributes(
    request: HttpRequest | None,
    field: BoundField,
    client: str | None = None,
    **options: Any,
) -> SafeString:
    """Return the attributes of ``{% live_field %}``, id included, escaped; ``options`` are those of the tag.

    Raises ValueError for what is no field of a form, and for an unknown option, value or client.
    """
    if not isinstance(field, BoundField):
        raise ValueError(
            f"{field!r} is not a field of a form. Pass one, form.email for example."
        )
    said = {name: _plain(value) for name, value in options.items() if value}
    said.setdefault("href", request.get_full_path() if request is not None else "")
    said.setdefault("param", FIELD_PARAM)
    element = LiveField.say(
        field_id(field),
        said,
        name=field.name,
        also=getattr(field.field, "live_also", ()),
        multipart=field.field.widget.needs_multipart_form,
    )
    return _attributes(element, get_client(request, client))


def get_client(request: HttpRequest | None, name: str | None = None) -> Protocol:
    """Return the protocol of a page's client.

    It is the one called ``name``; else the one that made the request; else the one that the setting
    ``HYPERMEDIA_CLIENT`` names, itself or by a callable (or the dotted path of one) that takes the request, which is
    None for a template rendered without; else htmx 4. Raises ValueError for a name that no protocol of the view has.
    """
    if name is None and request is not None:
        details = get_hypermedia(request)
        if details:
            return details.protocol
    if name is None:
        name = _default_client(request)
    protocols = get_protocols(request)
    for protocol in protocols:
        if protocol.name == name:
            return protocol
    raise ValueError(
        f"There is no client {name!r} here. Use one of: {', '.join(each.name for each in protocols)}; or add its "
        f"protocol to the view's protocols."
    )


def _default_client(request: HttpRequest | None) -> str:
    client: str | Callable[[HttpRequest | None], str]
    client = get_setting("HYPERMEDIA_CLIENT", DEFAULT_CLIENT)
    if isinstance(client, str) and "." in client:
        client = import_string(client)
    return client(request) if callable(client) else str(client)


def _write(
    say: Callable[..., Element],
    protocol: Protocol,
    subject: object,
    options: Mapping[str, object],
) -> SafeString:
    # What a variable that is not set says is not said.
    said = tuple((k, _plain(v)) for k, v in options.items() if v not in (None, ""))
    return _written(say, protocol, str(_plain(subject)), said)


def _plain(value: object) -> str | bool:
    """Return what a template passed (a number, a safe string, a lazy address) as data, to be escaped when written."""
    if isinstance(value, bool):
        return value
    # Literals of a template are safe strings, which nothing would escape.
    return "".join(("" if value is None else str(value),))


@lru_cache(maxsize=1024)
def _written(
    say: Callable[..., Element],
    protocol: Protocol,
    subject: str,
    options: tuple[tuple[str, str | bool], ...],
) -> SafeString:
    """Return the attributes in a row. Remembered, since a list writes the same ones with every page."""
    return _attributes(say(subject, dict(options)), protocol)


def _attributes(element: Element, protocol: Protocol) -> SafeString:
    # flatatt leads with a space, which the template's author has written already.
    return mark_safe(flatatt(element.attributes(protocol)).strip())
