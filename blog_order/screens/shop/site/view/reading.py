"""Reads a site's page: what it is, and its articles as the address asks for them. Blocks."""

from __future__ import annotations

from dataclasses import dataclass

from blog_order.orders.addresses import site_page_path
from blog_order.screens.frame.view.choices import Choice
from blog_order.screens.shop.view.lists import ListView, read_list
from blog_order.screens.shop.view.sites import SiteCard, read_site_card
from blog_order.screens.shop.view.wanted import ListWanted
from blog_order.screens.shop.view.words import language_choices


@dataclass(frozen=True)
class SitePageView:
    """Everything the page shows."""

    site: SiteCard
    articles: ListView

    @property
    def language_choices(self) -> list[Choice]:
        """The languages to narrow the list of articles to."""
        return language_choices(tuple(self.site.languages))


def read_site_page(slug: str, wanted: ListWanted) -> SitePageView:
    """Read the page. Blocks: call it in a thread.

    Raises:
        NotFound: no site of this name takes orders.
        Unavailable: the database does not answer.
    """
    site = read_site_card(slug)
    return SitePageView(site, read_list(site_page_path(site.slug), wanted, site.slug))
