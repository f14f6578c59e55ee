"""``{% source view %}``: how a demonstration is made."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import Any

from django import template
from django.template import loader

register = template.Library()


@register.inclusion_tag("contacts/source.html")
def source(view: Any, module: bool = False) -> dict[str, Any]:
    """Show the view and its template as they stand in their files, or all views of a ``module`` that share the page."""
    cls = type(view)
    page: Any = loader.select_template(view.get_template_names(), view.template_engine)
    return {
        "module": module,
        "view_source": inspect.getsource(
            sys.modules[cls.__module__] if module else cls
        ),
        "template_name": page.template.name,
        "template_source": Path(page.origin.name).read_text("utf-8"),
    }
