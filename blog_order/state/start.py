"""The start page's state: the sites for sale."""

from __future__ import annotations

import reflex as rx

from blog_order.errors import Problem
from blog_order.logs import get_logger
from blog_order.state import open_pages
from blog_order.state.sites import SiteCard, read_sites
from blog_order.state.threads import read_in_thread

log = get_logger(__name__)


class SitesPhase:
    """What the list of sites is able to show."""

    LOADING = "loading"
    SHOWN = "shown"
    EMPTY = "empty"
    UNAVAILABLE = "unavailable"


class StartState(rx.State):
    """What the start page shows."""

    phase: str = SitesPhase.LOADING
    sites: list[SiteCard] = []

    @rx.event(background=True)
    async def load_sites(self):
        """The page loads, or the visitor tries again."""
        open_pages.forget(self.router.session.client_token)
        try:
            sites = await read_in_thread(read_sites)
            phase = SitesPhase.SHOWN if sites else SitesPhase.EMPTY
        except Problem as error:
            log.warning("start.no_sites", error=repr(error))
            sites, phase = [], SitesPhase.UNAVAILABLE
        async with self:
            self.sites, self.phase = sites, phase
