"""Which admin pages are open on the sockets of this process, whose session opened them, and what they show.

Nothing here is shared between processes. ``admin_push`` fills the pages; handlers only register what is wanted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

SECONDS_BETWEEN_PUSHES = 0.5
"""A page is not read more often than this because orders change; what its admin does shows at once."""


@dataclass(frozen=True)
class AdminPage:
    """An open page: its state's class, the session behind it, and what of it is wanted (the state knows the type)."""

    state: type
    session: str
    wanted: Any


_pages: dict[str, AdminPage] = {}
_timers: dict[str, asyncio.TimerHandle] = {}
_request: Callable[[str], None] | None = None
_paused: set[str] = set()
_late: set[str] = set()
"""Pages that changed while they paused."""


def on_request(call: Callable[[str], None]) -> None:
    """Name what fills a page, given its client token."""
    global _request
    _request = call


def register(token: str, page: AdminPage) -> None:
    """The page of ``token`` is open and wants to be filled."""
    _pages[token] = page
    refresh(token)


def want(token: str, wanted: Any) -> None:
    """Note what an open page shows from now on, without reading it again."""
    if (page := _pages.get(token)) is not None:
        _pages[token] = replace(page, wanted=wanted)


def forget(token: str) -> None:
    """The page of ``token`` is closed, or may show nothing any more."""
    _pages.pop(token, None)
    if (timer := _timers.pop(token, None)) is not None:
        timer.cancel()


def find(token: str) -> AdminPage | None:
    """The admin page that ``token`` has open here."""
    return _pages.get(token)


def refresh(token: str) -> None:
    """Have one page read again."""
    if _request is not None:
        _request(token)


def order_changed(_order_id: str = "") -> None:
    """An order changed (or anything may have): every open admin page is read again soon."""
    for token in list(_pages):
        _refresh_soon(token)


def article_changed(_article_id: str = "") -> None:
    """A published article or its places changed: pages whose state says that it shows some are read again soon."""
    for token, page in list(_pages.items()):
        if getattr(page.state, "_shows_articles", False):
            _refresh_soon(token)


def _refresh_soon(token: str) -> None:
    if token in _paused:
        _late.add(token)
        return
    _paused.add(token)
    refresh(token)
    asyncio.get_running_loop().call_later(SECONDS_BETWEEN_PUSHES, _release, token)


def _release(token: str) -> None:
    """The pause of a page is over; what changed during it is read now."""
    _paused.discard(token)
    if token in _late:
        _late.discard(token)
        if token in _pages:
            refresh(token)


def refresh_in(token: str, seconds: float) -> None:
    """Have a page read again then, instead of any earlier wish of this kind."""
    if (timer := _timers.pop(token, None)) is not None:
        timer.cancel()
    _timers[token] = asyncio.get_running_loop().call_later(max(0.0, seconds), refresh, token)


def tokens() -> list[str]:
    """The client tokens of all open admin pages."""
    return list(_pages)
