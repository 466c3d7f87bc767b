"""The state of an article's page in the catalogue: its text, and whether a link can be placed in it now."""

from __future__ import annotations

from collections.abc import Iterable

import reflex as rx

from blog_order.errors import NotFound, Problem
from blog_order.logs import get_logger
from blog_order.screens.frame.paths import last_parts
from blog_order.screens.frame.view.phases import Phase
from blog_order.screens.live.registry import open_pages
from blog_order.screens.live.threads import read_in_thread
from blog_order.screens.shop.article.view.reading import ArticlePageView, ArticleShown, read_article_page
from blog_order.screens.shop.state import LiveArticles, PageRead
from blog_order.screens.shop.view.cards import ArticleCard

log = get_logger(__name__)


class CatalogueArticleState(LiveArticles, rx.State):
    """What one article's page shows."""

    phase: str = Phase.LOADING
    article: ArticleShown = ArticleShown()
    similar: list[ArticleCard] = []

    _asked: str = ""
    _shown: str = ""
    """The path whose article is shown."""

    @rx.event(background=True)
    async def open_article(self) -> None:
        """The page loads, its connection is back, or the visitor tries again."""
        token = self.router.session.client_token
        open_pages.forget(token)
        async with self:
            reading = PageRead.begin(self)
            path = self._asked = reading.path
            if self._shown != path:
                self.phase, self.article, self.similar = Phase.LOADING, ArticleShown(), []
        view, phase = None, Phase.UNAVAILABLE
        try:
            view = await read_in_thread(read_article_page, *last_parts(path))
        except NotFound:
            phase = Phase.UNKNOWN
        except Problem as error:
            log.warning("catalogue_article.not_read", error=repr(error))
        async with self:
            if self._asked != path:
                return
            if view is None:
                open_pages.forget(token)
                self.phase, self._shown = phase, ""
                return
            self.phase, self._shown = Phase.SHOWN, path
            self._show_now(view)
            self._keep_current(reading, last_parts(path))

    @staticmethod
    def _read_now(slugs: tuple[str, str]) -> ArticlePageView:
        return read_article_page(*slugs)

    def _show_now(self, view: ArticlePageView) -> None:
        if self.article != view.article:
            self.article = view.article
        if self.similar != view.similar:
            self.similar = view.similar

    def _article_ids(self) -> Iterable[str]:
        return (card.id for card in (self.article.card, *self.similar))
