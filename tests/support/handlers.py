"""Calls handlers as Reflex does, without Reflex."""

from __future__ import annotations

from typing import Any

GARBAGE: list[Any] = [None, "", "x", 5, 1.5, True, [], ["topic"], {}, {"a": 1}, "x" * 50_000, "\x00\ud800", object()]
"""What anybody may send."""


def call(state: Any, handler: str, *arguments: Any) -> Any:
    """Call a handler as Reflex does once the event has arrived."""
    return type(state).event_handlers[handler].fn(state, *arguments)


async def in_background(state: Any, handler: str, *arguments: Any) -> Any:
    """Call a background handler."""
    return await type(state).event_handlers[handler].fn(_Locked(state), *arguments)


class _Locked:
    """Stands in for Reflex's proxy of a background handler: ``async with`` without Redis."""

    def __init__(self, state: Any) -> None:
        object.__setattr__(self, "state", state)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.state, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self.state, name, value)

    async def __aenter__(self) -> Any:
        return self.state

    async def __aexit__(self, *_: object) -> None:
        return None
