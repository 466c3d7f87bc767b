"""The state of the list of published articles. What is looked for stands in the address bar, and nowhere else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

import reflex as rx

from blog_order.accounts.sessions import SignedIn
from blog_order.catalogue.cursor import LONGEST
from blog_order.catalogue.published_search import PublishedLine, find_published
from blog_order.catalogue.search_words import MAX_SEARCH
from blog_order.errors import Invalid
from blog_order.models import utcnow
from blog_order.screens.frame.admin.access import AdminState
from blog_order.screens.frame.admin.paths import admin_article_path, articles_path
from blog_order.screens.frame.arguments import entries_in
from blog_order.screens.frame.view.moments import NEVER, Moment, moment
from blog_order.screens.live.page import Kind, Topic


@dataclass(frozen=True)
class ArticlesWanted:
    """What is looked for, and from where on."""

    search: str = ""
    cursor: str = ""


@dataclass(frozen=True)
class ArticleRow:
    """One article of the list."""

    path: str = ""
    title: str = ""
    site: str = ""
    edition: str = ""
    places: str = ""
    published: Moment = NEVER
    changed: Moment = NEVER


@dataclass(frozen=True)
class ArticlesView:
    """Everything the list shows."""

    rows: list[ArticleRow] = field(default_factory=list)
    search: str = ""
    older_path: str = ""
    newest_path: str = ""
    lost: bool = False
    """The address names no place in this list."""


VIEW_FIELDS = tuple(each.name for each in fields(ArticlesView))


class ArticlesState(AdminState):
    """What one open list shows."""

    rows: list[ArticleRow] = []
    search: str = ""
    older_path: str = ""
    newest_path: str = ""
    lost: bool = False

    _topics: ClassVar[frozenset[Topic]] = frozenset({Topic(Kind.ORDER), Topic(Kind.ARTICLE)})

    async def open_articles(self, admin: SignedIn):
        """The list loads, or its address changed."""
        await self._open(articles_wanted_in(self.router.url.query_parameters))

    async def find(self, admin: SignedIn, form_data: Any = None):
        """Look for something: go to the address that says so."""
        given = entries_in(form_data)
        return rx.redirect(articles_path(str(given.get("q", "")).strip()[:MAX_SEARCH]))

    @staticmethod
    def _read(wanted: ArticlesWanted) -> ArticlesView:
        return read_articles(wanted)

    def _show(self, token: str, view: ArticlesView) -> None:
        self._copy(view, VIEW_FIELDS)


def articles_wanted_in(query: Any) -> ArticlesWanted:
    """What an address asks for, cut to what makes sense."""
    return ArticlesWanted(str(query.get("q", "")).strip()[:MAX_SEARCH], str(query.get("after", ""))[: LONGEST + 1])


def read_articles(wanted: ArticlesWanted) -> ArticlesView:
    """Read the list. Blocks: call it in a thread."""
    try:
        found = find_published(wanted.search, wanted.cursor)
    except Invalid:
        return ArticlesView(search=wanted.search, newest_path=articles_path(wanted.search), lost=True)
    now = utcnow()
    return ArticlesView(
        rows=[_row(line, now) for line in found.lines],
        search=wanted.search,
        older_path=articles_path(wanted.search, found.cursor) if found.cursor else "",
        newest_path=articles_path(wanted.search) if wanted.cursor else "",
    )


def places_words(places: int, free: int) -> str:
    """How many of an article's places for paid links are taken."""
    return f"{places - free} of {places} taken" if places else "none"


def _row(line: PublishedLine, now: dt.datetime) -> ArticleRow:
    return ArticleRow(
        path=admin_article_path(line.site_slug, line.slug),
        title=line.title,
        site=line.site_name,
        edition=f"Edition {line.edition}",
        places=places_words(line.places, line.free),
        published=moment(line.published_at, now),
        changed=moment(line.updated_at, now) if line.edition > 1 else NEVER,
    )
