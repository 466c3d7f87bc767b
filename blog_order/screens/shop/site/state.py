"""The state of a site's page: what it is, and its articles as the address asks for them."""

from __future__ import annotations

import reflex as rx

from blog_order.errors import NotFound, Problem
from blog_order.logs import get_logger
from blog_order.screens.frame.paths import last_part
from blog_order.screens.frame.view.choices import Choice
from blog_order.screens.frame.view.phases import Phase
from blog_order.screens.live.registry import open_pages
from blog_order.screens.live.threads import read_in_thread
from blog_order.screens.shop.site.view.reading import read_site_page
from blog_order.screens.shop.state import ArticleLists, PageRead
from blog_order.screens.shop.view.lists import ListPhase
from blog_order.screens.shop.view.sites import SiteCard
from blog_order.screens.shop.view.wanted import wanted_in

log = get_logger(__name__)


class SiteState(ArticleLists, rx.State):
    """What one site's page shows."""

    phase: str = Phase.LOADING
    site: SiteCard = SiteCard()
    language_choices: list[Choice] = []

    @rx.event(background=True)
    async def open_site(self) -> None:
        """The page loads, its address changed, its connection is back, or the visitor tries again."""
        token = self.router.session.client_token
        open_pages.forget(token)
        slug = last_part(self.router.url.path)
        async with self:
            asked = self._asked = str(self.router.url)
            wanted = wanted_in(self.router.url.query_parameters)
            reading = PageRead.begin(self)
            if self.site.slug != slug:
                self.phase, self.list_phase, self.cards = Phase.LOADING, ListPhase.LOADING, []
        view, phase = None, Phase.UNAVAILABLE
        try:
            view = await read_in_thread(read_site_page, slug, wanted)
        except NotFound:
            phase = Phase.UNKNOWN
        except Problem as error:
            log.warning("site.not_read", error=repr(error))
        async with self:
            if self._asked != asked:
                return
            if view is None:
                open_pages.forget(token)
                self.phase = phase
                return
            self.phase, self.site, self.language_choices = Phase.SHOWN, view.site, view.language_choices
            self._show_list(view.articles, reading)
