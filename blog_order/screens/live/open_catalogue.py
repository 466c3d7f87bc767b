"""Which pages of the catalogue are open on the sockets of this process, and which articles they show.

Nothing here is shared between processes: each pushes to its own visitors only. ``catalogue_push`` fills the pages.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from blog_order.live import EVERYTHING


@dataclass(frozen=True)
class OpenList:
    """An open page: its state's class, the path that it stands at, the articles on it, and what is read for them
    (the state knows the type).
    """

    state: type
    path: str
    article_ids: frozenset[str]
    wanted: Any


REMEMBERED_SECONDS = 30.0
"""So long a page may take from its first read to its registration; a slower one is made good by the slow clock."""

_pages: dict[str, OpenList] = {}
_changes: deque[tuple[float, str]] = deque()
"""When (``time.monotonic()``) this process heard that an article changed, the latest last."""
_request: Callable[[str], None] | None = None


def on_request(call: Callable[[str], None]) -> None:
    """Name what refreshes a page, given its client token; the listener does this when it starts."""
    global _request
    _request = call


def register(state: rx.State, article_ids: Iterable[str], wanted: Any) -> None:
    """The page of this state shows these articles now; ``wanted`` is what its class reads again when one changes."""
    # Within a background handler the state is a proxy: its type is the proxy's, its __class__ the state's own.
    page = OpenList(state.__class__, state.router.url.path, frozenset(article_ids), wanted)
    _pages[state.router.session.client_token] = page


def forget(token: str) -> None:
    """The page of ``token`` is closed, or shows something else now."""
    _pages.pop(token, None)


def find(token: str) -> OpenList | None:
    """The page of the catalogue that ``token`` has open here, if any."""
    return _pages.get(token)


def refresh(token: str) -> None:
    """Have one page read again."""
    if _request is not None:
        _request(token)


def article_changed(article_id: str) -> None:
    """Have all pages that show this article read again."""
    _remember(article_id)
    for token, page in list(_pages.items()):
        if article_id in page.article_ids:
            refresh(token)


def anything_changed() -> None:
    """Have all pages read again."""
    _remember(EVERYTHING)
    for token in tokens():
        refresh(token)


def catch_up(token: str, read_at: float) -> None:
    """Have a page that was just registered read again if one of its articles changed after ``read_at``
    (``time.monotonic()``): while it was being read, nobody knew that it would show them.
    """
    page = _pages.get(token)
    if page is not None and any(
        at >= read_at and (article_id == EVERYTHING or article_id in page.article_ids) for at, article_id in _changes
    ):
        refresh(token)


def _remember(article_id: str) -> None:
    now = time.monotonic()
    _changes.append((now, article_id))
    while _changes[0][0] < now - REMEMBERED_SECONDS:
        _changes.popleft()


def tokens() -> list[str]:
    """The client tokens of all open pages of the catalogue."""
    return list(_pages)
