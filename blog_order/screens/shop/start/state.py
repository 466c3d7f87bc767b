"""The start page's state: the sites for sale, and their articles as the address asks for them."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from blog_order.errors import Problem
from blog_order.logs import get_logger
from blog_order.screens.frame.paths import START
from blog_order.screens.frame.view.choices import Choice
from blog_order.screens.live.registry import open_pages
from blog_order.screens.live.threads import read_in_thread
from blog_order.screens.shop.catalogue_page import Reading
from blog_order.screens.shop.state import ArticleLists
from blog_order.screens.shop.view.address import Wanted, wanted_in
from blog_order.screens.shop.view.cards import language_choices
from blog_order.screens.shop.view.lists import ListPhase, ListView, read_list
from blog_order.screens.shop.view.sites import SiteCard, read_sites

log = get_logger(__name__)


class SitesPhase:
    """What the list of sites is able to show."""

    LOADING = "loading"
    SHOWN = "shown"
    EMPTY = "empty"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True)
class StartView:
    """Everything the page shows."""

    sites: list[SiteCard]
    articles: ListView


class StartState(ArticleLists, rx.State):
    """What the start page shows."""

    phase: str = SitesPhase.LOADING
    sites: list[SiteCard] = []
    site_choices: list[Choice] = []
    language_choices: list[Choice] = []

    @rx.event(background=True)
    async def open_start(self):
        """The page loads, its address changed, its connection is back, or the visitor tries again."""
        token = self.router.session.client_token
        open_pages.forget(token)
        async with self:
            asked = self._asked = str(self.router.url)
            wanted = wanted_in(self.router.url.query_parameters)
            reading = Reading.begin(self)
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
            self.sites, self.phase = view.sites, SitesPhase.SHOWN if view.sites else SitesPhase.EMPTY
            self.site_choices = [Choice(site.slug, site.name) for site in view.sites]
            self.language_choices = language_choices(tuple({code for site in view.sites for code in site.languages}))
            self._show_list(view.articles, reading)


def read_start(wanted: Wanted) -> StartView:
    """Read the page. Blocks: call it in a thread.

    Raises:
        Unavailable: the database does not answer.
    """
    return StartView(read_sites(), read_list(START, wanted))
