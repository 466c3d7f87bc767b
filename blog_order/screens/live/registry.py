"""Which live pages are open on the sockets of this process. A tab shows one page, so each client token has one.

Nothing here is shared between processes: each pushes to its own visitors only. The pusher (``push.py``) fills the
pages; handlers only say what is open. Call everything on the event loop.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Hashable
from dataclasses import replace

from blog_order.screens.live.page import OpenPage, Topic

REMEMBERED_SECONDS = 30.0
"""How long a page may take from its first read to its registration; the slow clock makes up for a slower one."""


class OpenPages:
    """The open pages, and who must look again."""

    def __init__(self) -> None:
        self._pages: dict[str, OpenPage] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._paused: set[str] = set()
        self._late: set[str] = set()
        """Pages that changed while they paused."""
        self._heard: dict[Topic, float] = {}
        """When (``time.monotonic()``) each thing changed last, the latest at the end."""
        self._request: Callable[[str], None] | None = None

    def on_request(self, call: Callable[[str], None] | None) -> None:
        """Name what reads a page again, given its client token. The pusher does this when it starts."""
        self._request = call

    def register(self, page: OpenPage, read_at: float | None = None) -> None:
        """A page was opened, in place of what its tab showed before.

        Args:
            page: the page.
            read_at: when (``time.monotonic()``) its handler began to read what it shows now. It is read again only if
                something changed since. None to have it filled.
        """
        self._pages[page.token] = page
        if read_at is None or self._changed_since(page, read_at):
            self.refresh(page.token)

    def turn(self, page: OpenPage) -> None:
        """A page goes on to show something else. Ignored if its visitor left for another one in the meantime."""
        before = self._pages.get(page.token)
        if before is None or before.state is page.state:
            self.register(page)

    def choose(self, token: str, subject: Hashable) -> None:
        """Note what an open page shows from now on, without reading it again."""
        if (page := self._pages.get(token)) is not None:
            self._pages[token] = replace(page, subject=subject)

    def forget(self, token: str, only: type | None = None) -> None:
        """The page of this tab is closed, or must not show anything anymore. ``only`` as in :meth:`find`."""
        if self.find(token, only) is None:
            return
        del self._pages[token]
        if (timer := self._timers.pop(token, None)) is not None:
            timer.cancel()

    def find(self, token: str, only: type | None = None) -> OpenPage | None:
        """The page this tab has open here; ``only`` if its state is of this class."""
        page = self._pages.get(token)
        return page if page is not None and (only is None or issubclass(page.state, only)) else None

    def tokens(self) -> list[str]:
        """The client tokens of all open pages."""
        return list(self._pages)

    def refresh(self, token: str) -> None:
        """Have one page read again."""
        if self._request is not None:
            self._request(token)

    def refresh_in(self, token: str, seconds: float) -> None:
        """Have a page read again after this time, instead of any earlier call of this kind."""
        if (timer := self._timers.pop(token, None)) is not None:
            timer.cancel()
        if token in self._pages:
            self._timers[token] = asyncio.get_running_loop().call_later(max(0.0, seconds), self.refresh, token)

    def changed(self, change: Topic) -> None:
        """Have all pages that this concerns read again; an id of ``EVERYTHING`` stands for anything of its kind."""
        self._remember(change)
        for token, page in list(self._pages.items()):
            if page.hears(change):
                self._refresh_soon(token, page.pause_seconds)

    def _refresh_soon(self, token: str, pause_seconds: float) -> None:
        if token in self._paused:
            self._late.add(token)
            return
        if pause_seconds:
            self._paused.add(token)
            asyncio.get_running_loop().call_later(pause_seconds, self._release, token)
        self.refresh(token)

    def _release(self, token: str) -> None:
        """The pause of a page is over; what changed during it is read now."""
        self._paused.discard(token)
        if token in self._late:
            self._late.discard(token)
            if (page := self._pages.get(token)) is not None:
                self._refresh_soon(token, page.pause_seconds)

    def _remember(self, change: Topic) -> None:
        now = time.monotonic()
        self._heard.pop(change, None)
        self._heard[change] = now
        while self._heard[oldest := next(iter(self._heard))] < now - REMEMBERED_SECONDS:
            del self._heard[oldest]

    def _changed_since(self, page: OpenPage, read_at: float) -> bool:
        """While the page was being read, nobody knew what it would show."""
        return any(at >= read_at and page.hears(change) for change, at in self._heard.items())


open_pages = OpenPages()
"""Those of this process."""
