"""Keeps what is free up to date on open pages of the catalogue: a place that is taken or freed elsewhere shows.

    claim committed → Redis → catalogue_changes() → the pages that show the article → read → modify_state → browser

As for orders (``push.py``), what is lost is made good: each new subscription refreshes every page, and so does a slow
clock. Only facts about the articles on a page change; which ones they are does not, so nothing moves under a reader.
"""

from __future__ import annotations

import asyncio
from typing import Any

import reflex as rx

from blog_order.errors import Problem, Unavailable
from blog_order.live import EVERYTHING, catalogue_changes
from blog_order.logs import get_logger
from blog_order.screens.live import admin_pages, open_catalogue
from blog_order.screens.live.coalesce import Coalesced
from blog_order.screens.live.lasting import for_ever, refresh_slowly
from blog_order.screens.live.sockets import has_socket_here
from blog_order.screens.live.threads import read_in_thread

log = get_logger(__name__)

SECONDS_UNTIL_NEXT_TRY = 3.0


async def push_catalogue_changes(app: rx.App) -> None:
    """Run for as long as the process: a lifespan task. Nothing ends it but its cancellation."""
    refreshes = Coalesced(lambda token: _refresh(app, token))
    open_catalogue.on_request(refreshes.request)
    await asyncio.gather(
        for_ever(_listen), for_ever(lambda: refresh_slowly(open_catalogue.tokens, open_catalogue.refresh))
    )


async def _listen() -> None:
    async for article_id in catalogue_changes():
        admin_pages.article_changed(article_id)
        if article_id == EVERYTHING:
            open_catalogue.anything_changed()
        else:
            open_catalogue.article_changed(article_id)


async def _refresh(app: rx.App, token: str) -> None:
    """Show one page what is so now; when that fails (the page's state is in Redis), try again soon."""
    try:
        await _read_and_show(app, token)
    except Exception:
        asyncio.get_running_loop().call_later(SECONDS_UNTIL_NEXT_TRY, open_catalogue.refresh, token)
        raise


async def _read_and_show(app: rx.App, token: str) -> None:
    page = open_catalogue.find(token)
    if page is None:
        return
    if not has_socket_here(app, token):
        open_catalogue.forget(token)
        return
    try:
        view = await read_in_thread(page.state._read_now, page.wanted)  # type: ignore[attr-defined]
    except Unavailable:
        raise
    except Problem as error:  # the article is gone: the page says so when it is loaded again
        log.info("catalogue_push.not_read", error=error.code)
        return
    if open_catalogue.find(token) != page:
        return  # the visitor went elsewhere while we read
    async with app.modify_state(rx.BaseStateToken(ident=token, cls=page.state)) as state:
        mine: Any = await state.get_state(page.state)
        if mine.router.url.path != page.path:
            open_catalogue.forget(token)  # the visitor left for a page of another kind
        else:
            mine._show_now(view)
