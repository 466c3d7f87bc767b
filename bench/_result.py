"""How a measurement is told: a table, and one line of JSON at the end."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence

Figures = Mapping[str, float]


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest of ``values`` that at least ``share`` of them do not exceed; NaN of none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else math.nan


def spread(name: str, values: Sequence[float]) -> dict[str, float]:
    """p50, p95, p99 and the most, under names that begin with ``name``."""
    figures = {f"{name}_p{share}": quantile(values, share / 100) for share in (50, 95, 99)}
    return figures | {f"{name}_max": max(values, default=math.nan)}


def print_table(columns: Mapping[str, Figures]) -> None:
    """A row a figure, a column a system; what a system has no figure for stays empty."""
    names = list(dict.fromkeys(name for figures in columns.values() for name in figures))
    print(f"{'':36}" + "".join(f"{system:>24}" for system in columns))
    for name in names:
        cells = [f"{figures[name]:24,.2f}" if name in figures else " " * 24 for figures in columns.values()]
        print(f"{name:36}" + "".join(cells))


def print_result(bench: str, ours: Figures, peers: Mapping[str, Figures], **more: object) -> None:
    """The line of JSON, figures rounded to three places."""

    def rounded(figures: Figures) -> dict[str, float | None]:
        return {name: None if math.isnan(value) else round(value, 3) for name, value in figures.items()}

    result = {
        "bench": bench,
        "ours": rounded(ours),
        "peers": {name: rounded(figures) for name, figures in peers.items()},
    }
    print(json.dumps(result | more), flush=True)
