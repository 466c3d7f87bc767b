"""The one listener and pusher of a web process: what changed is read again for the pages that show it.

    change committed → Redis → the pages that it concerns → one read for all of a subject → modify_state → browsers

Reading and showing are two stages. All pages that wait for the same subject share the next read of it, which begins
after the change was heard, so no page is shown what was read before. Then each page takes its view when its state is
free, and of several views the newest.

A read never holds a state's lock and never runs on the event loop. What is lost (Redis away, a socket that reconnects)
is made good: each new subscription refreshes every page, and so does a slow clock.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Hashable
from functools import partial
from typing import Any

import reflex as rx

from blog_order.errors import Problem, Unavailable
from blog_order.live import catalogue_changes, order_changes
from blog_order.logs import get_logger
from blog_order.screens.live.coalesce import Coalesced
from blog_order.screens.live.lasting import for_ever, refresh_slowly
from blog_order.screens.live.page import Kind, LivePage, OpenPage, Topic
from blog_order.screens.live.registry import OpenPages, open_pages
from blog_order.screens.live.sockets import has_socket_here
from blog_order.screens.live.threads import read_in_thread
from blog_order.screens.live.turns import Turns

log = get_logger(__name__)

SECONDS_UNTIL_NEXT_TRY = 3.0
"""After the database or Redis did not answer."""
SHOWN_AT_A_TIME = 8
"""Pages of a process whose state is being changed. If all were changed at once, each would be done at the end."""
SECONDS_OF_A_TURN = 0.2
"""After that the next page has its turn: a state whose lock is held by others keeps nobody waiting."""

CHANGES: dict[Kind, Callable[[], AsyncIterator[str]]] = {
    Kind.ORDER: order_changes,
    Kind.ARTICLE: catalogue_changes,
}


async def push_changes(app: rx.App) -> None:
    """Run for as long as the process: a lifespan task. Nothing ends it but its cancellation."""
    pusher = Pusher(app, open_pages)
    open_pages.on_request(pusher.request)
    await asyncio.gather(
        *(for_ever(partial(_listen, kind)) for kind in Kind),
        for_ever(lambda: refresh_slowly(open_pages.tokens, open_pages.refresh)),
    )


async def _listen(kind: Kind) -> None:
    async for changed_id in CHANGES[kind]():
        open_pages.changed(Topic(kind, changed_id))


class Pusher:
    """Reads what pages ask for, once for all that show the same, and shows it to each."""

    def __init__(self, app: rx.App, pages: OpenPages) -> None:
        self._app = app
        self._pages = pages
        self._waiting: dict[Hashable, list[OpenPage]] = {}
        """By state and subject, the pages to be shown what is read next."""
        self._views: dict[str, tuple[OpenPage, Any]] = {}
        """By client token, what was read last and is not shown yet: a view or a problem."""
        self._reads = Coalesced(self._read)
        self._shows = Coalesced(self._show)
        self._turns = Turns(SHOWN_AT_A_TIME)

    def request(self, token: str) -> None:
        """Have the page of this tab read again, and shown. Call it on the event loop."""
        if (page := self._pages.find(token)) is not None:
            group = (page.state, page.subject)
            self._waiting.setdefault(group, []).append(page)
            self._reads.request(group)

    async def _read(self, group: tuple[type[LivePage], Hashable]) -> None:
        """Read a subject for the pages that wait for it by now."""
        pages = {page.token: page for page in self._waiting.pop(group, []) if self._is_here(page.token)}
        if not pages:
            return
        state, subject = group
        choices = {page.choice for page in pages.values()}
        log.debug("pages.read", state=state.__name__, pages=len(pages))
        views: dict[Hashable, Any]
        try:
            views = dict(await read_in_thread(state._read_live, subject, choices))
        except Problem as problem:
            views = dict.fromkeys(choices, problem)
        except Exception:
            for token in pages:
                self._pages.refresh_in(token, SECONDS_UNTIL_NEXT_TRY)
            raise
        for token, page in pages.items():
            self._views[token] = page, views[page.choice]
            self._shows.request(token)

    def _is_here(self, token: str) -> bool:
        """Whether the tab still has its socket here; a page without one is forgotten."""
        if has_socket_here(self._app, token):
            return True
        self._pages.forget(token)
        return False

    async def _show(self, token: str) -> None:
        """Show one page what was read for it. If that fails (its state is in Redis), have it read again soon."""
        page, view = self._views.pop(token)
        async with self._turns.take(SECONDS_OF_A_TURN):
            if not self._is_here(token):
                return
            try:
                state: Any = page.state  # a class of Reflex's that is a LivePage: no type says both
                async with self._app.modify_state(rx.BaseStateToken(ident=token, cls=state)) as root:
                    await self._fill(await root.get_state(page.state), page, view)
            except Exception:
                self._pages.refresh_in(token, SECONDS_UNTIL_NEXT_TRY)
                raise

    async def _fill(self, state: Any, page: OpenPage, view: Any) -> None:
        """Copy a view into the state of its page, whose lock is held."""
        if self._pages.find(page.token) != page:
            self._pages.refresh(page.token)  # it shows something else by now, if it is still open
        elif page.path and state.router.url.path != page.path:
            self._pages.forget(page.token)
        elif isinstance(view, Problem):
            if isinstance(view, Unavailable):
                self._pages.refresh_in(page.token, SECONDS_UNTIL_NEXT_TRY)
            await state._show_problem(page, view)
        else:
            await state._show_live(page, view)
