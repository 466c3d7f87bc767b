"""Histograms with fixed bounds: two of them are merged by adding bucket to bucket."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

BOUNDS_SECONDS = (
    *(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5),
    *(1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0),
)
"""From a pick-up within a millisecond to an hour. Stored counts go by these bounds: new ones need a migration."""

BUCKETS = len(BOUNDS_SECONDS) + 1
"""The last holds what is above all bounds."""


def empty() -> list[int]:
    """A histogram of nothing."""
    return [0] * BUCKETS


def merge(histograms: Iterable[Sequence[int]]) -> list[int]:
    """The sum of histograms; of none, an empty one."""
    total = empty()
    for each in histograms:
        total = [a + b for a, b in zip_longest(total, each, fillvalue=0)]
    return total


def quantile(counts: Sequence[int], share: float) -> float | None:
    """About how many seconds the ``share`` (0 to 1) of the fastest took at most; None of an empty histogram.

    Within a bucket values are taken to lie evenly, and what is above all bounds to lie on the last.
    """
    wanted, below = share * sum(counts), 0.0
    if not sum(counts):
        return None
    for number, count in enumerate(counts[:-1]):
        if count and below + count >= wanted:
            low = BOUNDS_SECONDS[number - 1] if number else 0.0
            return low + (BOUNDS_SECONDS[number] - low) * max(0.0, wanted - below) / count
        below += count
    return BOUNDS_SECONDS[-1]
