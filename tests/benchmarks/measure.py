"""Timing peers against each other on a machine that is never quiet."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter_ns
from typing import Any, NamedTuple

#: Microseconds that one peer may take of a round. A slow one's median needs fewer runs.
PATIENCE = 100_000


class Peer(NamedTuple):
    """One way to do the work that is compared."""

    name: str
    #: Makes what one run works on; not timed.
    prepare: Callable[[], Any]
    #: Does the work and returns its outcome.
    run: Callable[[Any], bytes]

    def time(self, runs: int) -> float:
        """Return the median of some runs, at most, in microseconds, without the cycle collector's whims."""
        subjects = [self.prepare() for _ in range(runs)]
        times: list[float] = []
        gc.collect()
        gc.disable()
        for subject in subjects:
            start = perf_counter_ns()
            self.run(subject)
            times.append((perf_counter_ns() - start) / 1000)
            if sum(times) > PATIENCE:
                break
        gc.enable()
        return median(times)


def outcome(peers: Sequence[Peer]) -> bytes:
    """Return what every peer makes, byte for byte; different work can't be compared."""
    made = [peer.run(peer.prepare()) for peer in peers]
    for peer, own in zip(peers, made):
        if own != made[0]:
            raise SystemExit(f"{peer.name} and {peers[0].name} differ:\n{own!r}")
    return made[0]


def interleave(peers: Sequence[Peer], rounds: int, runs: int) -> list[list[float]]:
    """Time every peer once a round, another one first each time; return a row a round.

    What slows the machine for a while slows them all, and ratios within a round stay true.
    """
    rows = []
    for number in range(rounds + 1):
        row = [0.0] * len(peers)
        for position in range(len(peers)):
            index = (number + position) % len(peers)
            row[index] = peers[index].time(runs)
        rows.append(row)
    return rows[1:]  # The first one warmed up.
