"""The second switch in a page's head: which template engine makes the page."""

from __future__ import annotations

from django.http import HttpRequest
from django.views.generic.base import TemplateResponseMixin

COOKIE = "engine"
ENGINES = {"django": "Django templates", "jinja2": "Jinja2"}


def chosen(request: HttpRequest | None) -> str:
    """Return the engine that the visitor chose; Django's until then."""
    engine = request.COOKIES.get(COOKIE, "") if request else ""
    return engine if engine in ENGINES else "django"


class TwoEnginesMixin(TemplateResponseMixin):
    """A view whose template stands in two files of one name, one for each engine."""

    request: HttpRequest
    #: The page has the switch.
    engines = ENGINES

    @property
    def template_engine(self) -> str:  # type: ignore[override]
        """The engine that the visitor chose."""
        return chosen(self.request)
