"""Which pages of the catalogue are open on the sockets of this process, and which articles they show.

Nothing here is shared between processes: each pushes to its own visitors only. ``catalogue_push`` fills the pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import reflex as rx


@dataclass(frozen=True)
class OpenList:
    """An open page: its state's class, the path that it stands at, the articles on it, and what is read for them
    (the state knows the type).
    """

    state: type
    path: str
    article_ids: frozenset[str]
    wanted: Any


_pages: dict[str, OpenList] = {}
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
    for token, page in list(_pages.items()):
        if article_id in page.article_ids:
            refresh(token)


def tokens() -> list[str]:
    """The client tokens of all open pages of the catalogue."""
    return list(_pages)
