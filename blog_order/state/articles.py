"""The list of articles that can take a link; what is looked for stands in the page's address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import reflex as rx

from blog_order.errors import Invalid, Problem
from blog_order.logs import get_logger
from blog_order.money import format_money
from blog_order.orders.catalogue_search import CatalogueItem, CatalogueQuery, Sort, search_articles
from blog_order.state.paths import START, article_page_path
from blog_order.state.threads import read_in_thread

log = get_logger(__name__)

LIST_ID = "articles"
PAGE_LENGTH = 10


@dataclass(frozen=True)
class ArticleCard:
    """A line of the list."""

    title: str = ""
    description: str = ""
    site: str = ""
    rating: int = 0
    price: str = ""
    free: bool = False
    path: str = ""


@dataclass(frozen=True)
class Found:
    """A page of the list: ``words`` says how many there are, ``next_path`` leads on and is empty at the end."""

    cards: list[ArticleCard]
    words: str
    next_path: str


class ArticlesState(rx.State):
    """What the list shows."""

    loaded: bool = False
    cards: list[ArticleCard] = []
    words: str = ""
    next_path: str = ""
    search: str = ""
    site: str = ""
    sort: str = Sort.NEWEST.value
    free_only: bool = False

    @rx.event(background=True)
    async def load_articles(self):
        """The page loads, with its search in the address."""
        given = {name: str(value) for name, value in self.router.url.query_parameters.items()}
        sort = given.get("sort", "")
        query = CatalogueQuery(
            search=given.get("q", "")[:200],
            site=given.get("site", "")[:64],
            available=True if given.get("free") == "1" else None,
            sort=Sort(sort) if sort in tuple(Sort) else Sort.NEWEST,
            limit=PAGE_LENGTH,
            cursor=given.get("cursor", "")[:2000],
        )
        try:
            found = await read_in_thread(_find, query)
        except Problem as error:
            log.warning("articles.not_listed", error=repr(error))
            found = Found([], "We cannot show the articles right now. Please try again in a moment.", "")
        async with self:
            self.loaded, self.cards, self.words, self.next_path = True, found.cards, found.words, found.next_path
            self.search, self.site, self.sort = query.search, query.site, query.sort.value
            self.free_only = query.available is True

    @rx.event
    def look(self, form_data: Any = None):
        """The search was sent: lead to its address, which anybody can come back to."""
        given = form_data if isinstance(form_data, dict) else {}
        values = {name: str(given.get(name) or "")[:200] for name in ("q", "site", "sort")}
        return rx.redirect(_path(values | {"free": "1" if given.get("free") else ""}))


def _find(query: CatalogueQuery) -> Found:
    try:
        page = search_articles(query)
    except Invalid:
        page = search_articles(CatalogueQuery(query.search, query.site, query.available, query.sort, query.limit))
    words = "1 article" if page.total == 1 else f"{page.total} articles"
    if not page.total:
        words = "No article fits. Look for fewer words, or leave the filters out."
    return Found([_card(item) for item in page.items], words, _next_path(query, page.next_cursor))


def _card(item: CatalogueItem) -> ArticleCard:
    return ArticleCard(
        title=item.title,
        description=item.description,
        site=item.site_name,
        rating=item.domain_rating,
        price=format_money(item.amount, item.currency),
        free=item.free > 0,
        path=article_page_path(item.site_slug, item.slug),
    )


def _next_path(query: CatalogueQuery, cursor: str) -> str:
    if not cursor:
        return ""
    values = {
        "q": query.search,
        "site": query.site,
        "sort": query.sort.value,
        "free": "1" if query.available else "",
        "cursor": cursor,
    }
    return _path(values)


def _path(values: dict[str, str]) -> str:
    asked = urlencode({name: value.encode("utf-8", "replace") for name, value in values.items() if value})
    return f"{START}?{asked}#{LIST_ID}"
