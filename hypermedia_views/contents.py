"""What a response holds, once it is rendered."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from .protocols.markup import is_page


def is_html(response: HttpResponseBase) -> bool:
    """Tell whether a response says that it is HTML."""
    return response.headers.get("Content-Type", "").startswith("text/html")


def holds_page(response: HttpResponse) -> bool:
    """Tell whether the contents are a whole page, as far as they can be read."""
    if not is_html(response) or response.has_header("Content-Encoding"):
        return False
    return is_page(response.content.decode(response.charset, "replace"))


def replace_content(response: HttpResponse, content: bytes) -> None:
    """Give a response other contents, and no header that tells of those that it had."""
    response.content = content
    del response.headers["ETag"]
    if response.has_header("Content-Length"):
        response.headers["Content-Length"] = str(len(response.content))
