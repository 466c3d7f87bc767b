"""A browser that (re)connects gets its stored page back from Reflex, before any handler runs: not without a session."""

from __future__ import annotations

import reflex as rx
from reflex.event import Event
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState

from blog_order.accounts.sessions import NotSignedIn, find_signed_in
from blog_order.errors import Problem
from blog_order.screens.frame.admin.access import AdminPhase, AdminState, clear
from blog_order.screens.live.threads import read_in_thread

HYDRATIONS = (".hydrate", ".hydrate_and_load")


class AdminPageGate(Middleware):
    """Empties the stored admin pages of a visitor whose session has ended, before they are sent."""

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> None:
        """Look at the events that send a whole stored state; the state's lock is held."""
        if not event.name.endswith(HYDRATIONS):
            return
        base = await state.get_state(AdminState)
        if base.phase == AdminPhase.LOADING:
            return  # nothing was ever put in
        try:
            await read_in_thread(find_signed_in, base._session())
        except NotSignedIn:
            await clear(state, AdminPhase.SIGNED_OUT)
        except Problem:  # nobody can say who this is
            await clear(state, AdminPhase.LOADING)
        else:
            if base.phase != AdminPhase.SHOWN:
                base.phase = AdminPhase.LOADING  # signed in again, in the same tab
