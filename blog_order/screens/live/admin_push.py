"""Fills the open admin pages of this process: session checked, read in a thread, put into the page's state.

The same way serves a page that was just opened, an order that changed, and the slow clock; so a page whose session
has ended is emptied by whatever comes first.
"""

from __future__ import annotations

import asyncio
import random

import reflex as rx

from blog_order.accounts.sessions import NotSignedIn, SignedIn, find_signed_in
from blog_order.errors import NotFound, Unavailable
from blog_order.logs import get_logger
from blog_order.screens.frame.admin.access import AdminPhase, AdminState, clear, me_of
from blog_order.screens.live import admin_pages
from blog_order.screens.live.admin_pages import AdminPage
from blog_order.screens.live.coalesce import Coalesced
from blog_order.screens.live.sockets import has_socket_here
from blog_order.screens.live.threads import read_in_thread
from blog_order.settings import get_settings

log = get_logger(__name__)

SECONDS_UNTIL_NEXT_TRY = 5.0


async def push_admin_pages(app: rx.App) -> None:
    """Run for as long as the process: a lifespan task. ``push.py`` tells of orders that change."""
    filling = Coalesced(lambda token: _fill(app, token))
    admin_pages.on_request(filling.request)
    period = get_settings().page_refresh_seconds
    while True:
        loop = asyncio.get_running_loop()
        for token in admin_pages.tokens():
            loop.call_later(random.uniform(0, period / 2), admin_pages.refresh, token)
        await asyncio.sleep(period)


async def _fill(app: rx.App, token: str) -> None:
    page = admin_pages.find(token)
    if page is None:
        return
    if not has_socket_here(app, token):
        admin_pages.forget(token)
        return
    try:
        admin = await read_in_thread(find_signed_in, page.session)
        view = await read_in_thread(page.state._read, page.wanted)  # type: ignore[attr-defined]
    except NotSignedIn:
        admin_pages.forget(token)
        async with _lock(app, token, page) as state:
            await clear(state, AdminPhase.SIGNED_OUT)
    except NotFound:
        await _show_phase(app, token, page, AdminPhase.UNKNOWN)
    except Unavailable:
        admin_pages.refresh_in(token, SECONDS_UNTIL_NEXT_TRY)
        await _show_phase(app, token, page, AdminPhase.UNAVAILABLE)
    else:
        if admin_pages.find(token) == page:  # else the admin went elsewhere while we read
            await _show(app, token, page, admin, view)


async def _show(app: rx.App, token: str, page: AdminPage, admin: SignedIn, view: object) -> None:
    async with _lock(app, token, page) as state:
        mine = await state.get_state(page.state)
        base = await state.get_state(AdminState)
        base.phase = AdminPhase.SHOWN
        base.me = me_of(admin, page.session)
        mine._show(token, view)


async def _show_phase(app: rx.App, token: str, page: AdminPage, phase: str) -> None:
    """Say what is so instead of the page; one that is shown stays while the database is away."""
    async with _lock(app, token, page) as state:
        base = await state.get_state(AdminState)
        if phase == AdminPhase.UNKNOWN or base.phase == AdminPhase.LOADING:
            base.phase = phase


def _lock(app: rx.App, token: str, page: AdminPage):
    return app.modify_state(rx.BaseStateToken(ident=token, cls=page.state))
