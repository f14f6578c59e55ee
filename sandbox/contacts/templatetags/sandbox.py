"""``{% source view %}``: how a demonstration is made."""

from __future__ import annotations

import inspect
from typing import Any

from django import template
from django.template import loader

register = template.Library()


@register.inclusion_tag("contacts/source.html")
def source(view: Any) -> dict[str, Any]:
    """Show the view and its template as they stand in their files."""
    names = view.get_template_names()
    page = loader.select_template(names)
    return {
        "view_source": inspect.getsource(type(view)),
        "template_name": page.template.name,  # type: ignore[attr-defined]
        "template_source": page.template.source,  # type: ignore[attr-defined]
    }
