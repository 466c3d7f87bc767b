"""The one listener of a web process: orders that changed are read again for the pages that show them.

    change committed → Redis → order_changes() → the tokens open on that order → read → modify_state → browser

A read never holds the state's lock and never runs on the event loop. What is lost (Redis away, a socket that
reconnects) is made good: each new subscription refreshes every page, and so does a slow clock.
"""

from __future__ import annotations

import asyncio

import reflex as rx

from blog_order.errors import Unavailable
from blog_order.live import EVERYTHING, order_changes
from blog_order.logs import get_logger
from blog_order.screens.live import admin_pages, open_pages
from blog_order.screens.live.coalesce import Coalesced
from blog_order.screens.live.lasting import for_ever, refresh_slowly
from blog_order.screens.live.sockets import has_socket_here
from blog_order.screens.live.threads import read_in_thread
from blog_order.screens.order.state import OrderState, copy_page
from blog_order.screens.order.view.page_view import Phase, read_page
from blog_order.screens.order.view.views import OrderPage

log = get_logger(__name__)

SECONDS_UNTIL_NEXT_TRY = 3.0
"""After the database or Redis did not answer."""


async def push_order_changes(app: rx.App) -> None:
    """Run for as long as the process: a lifespan task. Nothing ends it but its cancellation."""
    refreshes = Coalesced(lambda token: _refresh(app, token))
    open_pages.on_request(refreshes.request)
    await asyncio.gather(for_ever(_listen), for_ever(lambda: refresh_slowly(open_pages.tokens, open_pages.refresh)))


async def _listen() -> None:
    async for order_id in order_changes():
        admin_pages.order_changed(order_id)
        if order_id == EVERYTHING:
            for token in open_pages.tokens():
                open_pages.refresh(token)
        else:
            open_pages.refresh_order(order_id)


async def _refresh(app: rx.App, token: str) -> None:
    """Show one page what its order is now; when that fails (the page's state is in Redis), try again soon."""
    try:
        await _read_and_show(app, token)
    except Exception:
        _try_again(token)
        raise


def _try_again(token: str) -> None:
    asyncio.get_running_loop().call_later(SECONDS_UNTIL_NEXT_TRY, open_pages.refresh, token)


async def _read_and_show(app: rx.App, token: str) -> None:
    page = open_pages.find(token)
    if page is None:
        return
    if not has_socket_here(app, token):
        open_pages.forget(token)
        return
    try:
        view = await read_in_thread(read_page, page.order_id, page.arrival, page.look)
    except Unavailable:
        view = OrderPage(Phase.UNAVAILABLE)
    if view.phase == Phase.UNAVAILABLE:
        _try_again(token)
    if view.undo.left_seconds:  # then the page says that it is too late, without asking
        asyncio.get_running_loop().call_later(view.undo.left_seconds + 0.1, open_pages.refresh, token)
    if open_pages.find(token) != page:
        return  # the visitor went elsewhere while we read
    async with app.modify_state(rx.BaseStateToken(ident=token, cls=OrderState)) as state:
        copy_page(await state.get_state(OrderState), page.order_id, view)
