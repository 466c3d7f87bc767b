"""Reads the start page: the sites for sale, and their articles as the address asks for them. Blocks."""

from __future__ import annotations

from dataclasses import dataclass

from blog_order.screens.frame.paths import START
from blog_order.screens.frame.view.choices import Choice
from blog_order.screens.frame.view.phases import Phase
from blog_order.screens.shop.view.lists import ListView, read_list
from blog_order.screens.shop.view.sites import SiteCard, read_site_cards
from blog_order.screens.shop.view.wanted import ListWanted
from blog_order.screens.shop.view.words import language_choices


class SitesPhase(Phase):
    """What the list of sites is able to show."""

    EMPTY = "empty"


@dataclass(frozen=True)
class StartView:
    """Everything the page shows."""

    sites: list[SiteCard]
    articles: ListView

    @property
    def phase(self) -> str:
        """What the list of sites shows."""
        return SitesPhase.SHOWN if self.sites else SitesPhase.EMPTY

    @property
    def site_choices(self) -> list[Choice]:
        """The sites to narrow the list of articles to."""
        return [Choice(site.slug, site.name) for site in self.sites]

    @property
    def language_choices(self) -> list[Choice]:
        """The languages to narrow the list of articles to."""
        return language_choices(tuple({code for site in self.sites for code in site.languages}))


def read_start(wanted: ListWanted) -> StartView:
    """Read the page. Blocks: call it in a thread.

    Raises:
        Unavailable: the database does not answer.
    """
    return StartView(read_site_cards(), read_list(START, wanted))
