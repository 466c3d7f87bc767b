"""The state of a site's page: what it is, and its articles as the address asks for them."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from blog_order.errors import NotFound, Problem
from blog_order.logs import get_logger
from blog_order.orders.addresses import site_page_path
from blog_order.screens.frame.paths import last_part
from blog_order.screens.frame.view.choices import Choice
from blog_order.screens.live.registry import open_pages
from blog_order.screens.live.threads import read_in_thread
from blog_order.screens.shop.catalogue_page import Reading
from blog_order.screens.shop.state import ArticleLists
from blog_order.screens.shop.view.address import Wanted, wanted_in
from blog_order.screens.shop.view.cards import language_choices
from blog_order.screens.shop.view.lists import ListPhase, ListView, read_list
from blog_order.screens.shop.view.sites import SiteCard, read_site

log = get_logger(__name__)


class SitePhase:
    """What a site's page is able to show."""

    LOADING = "loading"
    SHOWN = "shown"
    UNKNOWN = "unknown"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True)
class SiteView:
    """Everything the page shows."""

    site: SiteCard
    articles: ListView


class SiteState(ArticleLists, rx.State):
    """What one site's page shows."""

    phase: str = SitePhase.LOADING
    site: SiteCard = SiteCard()
    language_choices: list[Choice] = []

    @rx.event(background=True)
    async def open_site(self):
        """The page loads, its address changed, its connection is back, or the visitor tries again."""
        token = self.router.session.client_token
        open_pages.forget(token)
        slug = last_part(self.router.url.path)
        async with self:
            asked = self._asked = str(self.router.url)
            wanted = wanted_in(self.router.url.query_parameters)
            reading = Reading.begin(self)
            if self.site.slug != slug:
                self.phase, self.list_phase, self.cards = SitePhase.LOADING, ListPhase.LOADING, []
        view, phase = None, SitePhase.UNAVAILABLE
        try:
            view = await read_in_thread(read_site_page, slug, wanted)
        except NotFound:
            phase = SitePhase.UNKNOWN
        except Problem as error:
            log.warning("site.not_read", error=repr(error))
        async with self:
            if self._asked != asked:
                return
            if view is None:
                open_pages.forget(token)
                self.phase = phase
                return
            self.phase, self.site = SitePhase.SHOWN, view.site
            self.language_choices = language_choices(tuple(view.site.languages))
            self._show_list(view.articles, reading)


def read_site_page(slug: str, wanted: Wanted) -> SiteView:
    """Read the page. Blocks: call it in a thread.

    Raises:
        NotFound: no site of this name takes orders.
        Unavailable: the database does not answer.
    """
    site = read_site(slug)
    return SiteView(site, read_list(site_page_path(site.slug), wanted, site.slug))
