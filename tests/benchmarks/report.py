"""Figures as reStructuredText, to be pasted into docs/performance.rst as they are."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import quantiles

import hypermedia_views


def table(caption: str, *rows: Sequence[str]) -> str:
    """Return a table, the first row its head."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    rule = ["=" * width for width in widths]
    lines = [f".. table:: {caption}", ""]
    for row in (rule, rows[0], rule, *rows[1:], rule):
        lines.append("   " + "  ".join(map(str.ljust, row, widths)).rstrip())
    return "\n".join((*lines, ""))


def timings(caption: str, names: Sequence[str], rounds: Sequence[list[float]]) -> str:
    """Return a table of microseconds, and of their ratios to the first name's in the same round."""
    rows = [("peer", "µs", "quartiles", "ratio", "quartiles")]
    for index, name in enumerate(names):
        low, middle, high = quantiles([each[index] for each in rounds])
        times = f"{middle:.0f}", f"{low:.0f}–{high:.0f}"
        low, middle, high = quantiles([each[index] / each[0] for each in rounds])
        rows.append((name, *times, f"{middle:.3f}", f"{low:.3f}–{high:.3f}"))
    return table(caption, *rows)


def circumstances(*peers: str) -> str:
    """Return versions, machine and day; without them nobody could repeat it."""
    cpu_info = Path("/proc/cpuinfo")
    text = cpu_info.read_text(encoding="utf-8") if cpu_info.exists() else ""
    model = re.search(r"model name\s*: (.*)", text)
    versions = ", ".join(f"{name} {version(name)}" for name in ("Django", *peers))
    return (
        f"Python {platform.python_version()}, hypermedia_views {hypermedia_views.__version__}, {versions}; "
        f"{model[1] if model else platform.machine()}, {os.cpu_count()} cores; {date.today()}."
    )
