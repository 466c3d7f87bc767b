"""The start page's state: the sites for sale, and their articles as the address asks for them."""

from __future__ import annotations

import reflex as rx

from blog_order.errors import Problem
from blog_order.logs import get_logger
from blog_order.screens.frame.view.choices import Choice
from blog_order.screens.live.registry import open_pages
from blog_order.screens.live.threads import read_in_thread
from blog_order.screens.shop.start.view.reading import SitesPhase, read_start
from blog_order.screens.shop.state import ArticleLists, PageRead
from blog_order.screens.shop.view.lists import ListPhase
from blog_order.screens.shop.view.sites import SiteCard
from blog_order.screens.shop.view.wanted import wanted_in

log = get_logger(__name__)


class StartState(ArticleLists, rx.State):
    """What the start page shows."""

    phase: str = SitesPhase.LOADING
    sites: list[SiteCard] = []
    site_choices: list[Choice] = []
    language_choices: list[Choice] = []

    @rx.event(background=True)
    async def open_start(self) -> None:
        """The page loads, its address changed, its connection is back, or the visitor tries again."""
        token = self.router.session.client_token
        open_pages.forget(token)
        async with self:
            asked = self._asked = str(self.router.url)
            wanted = wanted_in(self.router.url.query_parameters)
            reading = PageRead.begin(self)
        try:
            view = await read_in_thread(read_start, wanted)
        except Problem as error:
            log.warning("start.not_read", error=repr(error))
            view = None
        async with self:
            if self._asked != asked:
                return
            if view is None:
                open_pages.forget(token)
                self.phase, self.list_phase, self.cards = SitesPhase.UNAVAILABLE, ListPhase.UNAVAILABLE, []
                return
            self.phase, self.sites = view.phase, view.sites
            self.site_choices, self.language_choices = view.site_choices, view.language_choices
            self._show_list(view.articles, reading)
