"""Two requests at the same time, on PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

from django.db import connections

#: The longest that one waits for the other.
PATIENCE = 20

#: Whether somebody waits for what this connection has locked.
WAITED_FOR = """
    SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))
"""


def at_once(
    first: Callable[[Callable[..., None]], Any], second: Callable[[], Any]
) -> tuple[Any, Any]:
    """What two requests return. The first calls what it is passed, which lasts until the second waits for it."""
    begun = Event()

    def pause(*args: Any) -> None:
        begun.set()
        _wait()

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(_run, first, pause)
        assert begun.wait(PATIENCE), one.result()
        other = pool.submit(_run, second)
        return one.result(PATIENCE), other.result(PATIENCE)


def _run(request: Callable[..., Any], *args: Any) -> Any:
    try:
        return request(*args)
    finally:
        connections.close_all()


def _wait() -> None:
    latest = time.monotonic() + PATIENCE
    with connections["server"].cursor() as cursor:
        while time.monotonic() < latest:
            if cursor.execute(WAITED_FOR).fetchone()[0]:
                return
            time.sleep(0.01)
    raise AssertionError("The second did not wait for the first.")
