"""``{% source view %}``: how a demonstration is made."""

from __future__ import annotations

import inspect
import sys
from typing import Any

from django import template
from django.template import loader

register = template.Library()


@register.inclusion_tag("contacts/source.html")
def source(view: Any, module: bool = False) -> dict[str, Any]:
    """Show the view and its template as they stand in their files, or all views of a ``module`` that share the page."""
    cls = type(view)
    names = view.get_template_names()
    page = loader.select_template(names)
    return {
        "module": module,
        "view_source": inspect.getsource(
            sys.modules[cls.__module__] if module else cls
        ),
        "template_name": page.template.name,  # type: ignore[attr-defined]
        "template_source": page.template.source,  # type: ignore[attr-defined]
    }
