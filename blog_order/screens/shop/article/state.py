"""The state of an article's page in the catalogue: its text, and whether a link can be placed in it now."""

from __future__ import annotations

import time

import reflex as rx

from blog_order.errors import NotFound, Problem
from blog_order.logs import get_logger
from blog_order.screens.frame.paths import last_parts
from blog_order.screens.live import open_catalogue, open_pages
from blog_order.screens.live.threads import read_in_thread
from blog_order.screens.shop.view.cards import ArticleCard, ArticleView
from blog_order.screens.shop.view.lists import ArticlePageView, read_article_page

log = get_logger(__name__)


class ArticlePhase:
    """What an article's page is able to show."""

    LOADING = "loading"
    SHOWN = "shown"
    UNKNOWN = "unknown"
    UNAVAILABLE = "unavailable"


class CatalogueArticleState(rx.State):
    """What one article's page shows."""

    phase: str = ArticlePhase.LOADING
    article: ArticleView = ArticleView()
    similar: list[ArticleCard] = []

    _asked: str = ""
    _shown: str = ""
    """The path whose article is shown."""

    @rx.event(background=True)
    async def open_article(self):
        """The page loads, its connection is back, or the visitor tries again."""
        token = self.router.session.client_token
        open_pages.forget(token)
        async with self:
            path = self._asked = str(self.router.url.path)
            if self._shown != path:
                self.phase, self.article, self.similar = ArticlePhase.LOADING, ArticleView(), []
        view, phase, read_at = None, ArticlePhase.UNAVAILABLE, time.monotonic()
        try:
            view = await read_in_thread(read_article_page, *last_parts(path))
        except NotFound:
            phase = ArticlePhase.UNKNOWN
        except Problem as error:
            log.warning("catalogue_article.not_read", error=repr(error))
        async with self:
            if self._asked != path:
                return
            if view is None:
                open_catalogue.forget(token)
                self.phase, self._shown = phase, ""
                return
            self.phase, self._shown = ArticlePhase.SHOWN, path
            self._show_now(view)
        open_catalogue.catch_up(token, read_at)

    @staticmethod
    def _read_now(slugs: tuple[str, str]) -> ArticlePageView:
        return read_article_page(*slugs)

    def _show_now(self, view: ArticlePageView) -> None:
        """Show what is so now, and have it kept up to date."""
        if self.article != view.article:
            self.article = view.article
        if self.similar != view.similar:
            self.similar = view.similar
        ids = [card.id for card in (view.article.card, *view.similar)]
        open_catalogue.register(self, ids, wanted=last_parts(self.router.url.path))
