"""A list of articles on a page: read for the page's address, and kept up to date where it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from blog_order.screens.shop.catalogue_page import CataloguePage, Reading
from blog_order.screens.shop.view.cards import ArticleCard
from blog_order.screens.shop.view.lists import ListPhase, ListView, read_places, with_places


class ArticleLists(CataloguePage, mixin=True):
    """Part of the state of a page with such a list."""

    list_phase: str = ListPhase.LOADING
    cards: list[ArticleCard] = []
    found: str = ""
    next_path: str = ""
    first_path: str = ""
    all_path: str = ""

    _asked: str = ""
    """The address that was asked for last: an answer to an earlier one comes too late."""

    def _show_list(self, view: ListView, reading: Reading) -> None:
        """Show a page of the list, and have it kept up to date."""
        self.list_phase, self.cards, self.found = view.phase, view.cards, view.found
        self.next_path, self.first_path, self.all_path = view.next_path, view.first_path, view.all_path
        self._keep_current(reading, frozenset(self._article_ids()))

    def _article_ids(self) -> Iterable[str]:
        return (card.id for card in self.cards)

    @staticmethod
    def _read_now(article_ids: Collection[str]) -> dict[str, int]:
        return read_places(article_ids)

    def _show_now(self, places: dict[str, int]) -> None:
        """What is free changed; the articles stay where they are."""
        fresh = with_places(self.cards, places)
        if fresh != self.cards:
            self.cards = fresh
