"""The state of the list of published articles. What is looked for stands in the address bar, and nowhere else."""

from __future__ import annotations

from typing import Any, ClassVar

import reflex as rx
from reflex.event import EventSpec

from blog_order.accounts.sessions import SignedIn
from blog_order.screens.articles.list.view.reading import (
    ArticleRow,
    ArticlesView,
    ArticlesWanted,
    articles_wanted_in,
    read_article_list,
)
from blog_order.screens.frame.admin.access import AdminState
from blog_order.screens.frame.admin.paths import articles_path
from blog_order.screens.frame.arguments import entries_in
from blog_order.screens.live.page import Kind, Topic


class ArticlesState(AdminState):
    """What one open list shows."""

    rows: list[ArticleRow] = []
    search: str = ""
    older_path: str = ""
    newest_path: str = ""
    lost: bool = False

    _topics: ClassVar[frozenset[Topic]] = frozenset({Topic(Kind.ORDER), Topic(Kind.ARTICLE)})

    async def open_articles(self, admin: SignedIn) -> None:
        """The list loads, or its address changed."""
        await self._open(articles_wanted_in(self.router.url.query_parameters))

    async def find(self, admin: SignedIn, form_data: Any = None) -> EventSpec:
        """Look for something: go to the address that says so."""
        return rx.redirect(articles_path(articles_wanted_in(entries_in(form_data)).search))

    @staticmethod
    def _read(wanted: ArticlesWanted) -> ArticlesView:
        return read_article_list(wanted)
