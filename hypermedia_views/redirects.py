"""The redirect that ends a change, as each client can use it."""

from __future__ import annotations

from typing import Final

from django.http.response import HttpResponseBase

from .answers import Answer
from .fragments import gets_fragment
from .protocols import HypermediaDetails

#: Redirects that a browser follows with GET. (307 and 308 repeat the request, which is what they are for.)
FOLLOWED: Final = frozenset((301, 302, 303))

#: Headers of a redirect that say something of its own address or body.
_OWN: Final = frozenset(("location", "content-type", "content-length"))


def answer_redirect(
    response: HttpResponseBase, details: HypermediaDetails, answer: Answer
) -> HttpResponseBase:
    """Return what a client gets in the place of the redirect that ends a change.

    It is the page that the view renders anew (``answer.fresh``), of which the client gets its partial; or what has the
    client leave for the page that the redirect names (``answer.leaves``). Cookies and headers stay with it. Everything
    else, and every answer to a browser without a client, passes as it is.
    """
    if not details.wants_partial or response.status_code not in FOLLOWED:
        return response
    if answer.fresh is not None and gets_fragment(details, answer):
        instead = answer.fresh()
    elif answer.leaves is not None:
        soft = answer.leaves == "soft"
        instead = details.protocol.leave(response, details, soft=soft)
    else:
        return response
    carry_over(response, instead)
    return instead


def carry_over(response: HttpResponseBase, instead: HttpResponseBase) -> None:
    """Give a response the cookies and headers of the redirect in whose place it stands."""
    if instead is not response:
        instead.cookies.update(response.cookies)
        for name, value in response.headers.items():
            if name.lower() not in _OWN:
                instead.headers.setdefault(name, value)
