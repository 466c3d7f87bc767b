"""Who is told, by order, that a job changed its state or its progress: a hint for open pages."""

from __future__ import annotations

from collections.abc import Callable

_watchers: list[Callable[[str], None]] = []


def watch_progress(call: Callable[[str], None]) -> None:
    """Register what is told the order id when a job of that order changes state or progress."""
    if call not in _watchers:
        _watchers.append(call)


def tell_watchers(order_id: str | None) -> None:
    """Tell the watchers that a job of this order changed; used as an after-commit call."""
    if order_id is not None:
        for call in _watchers:
            call(order_id)
