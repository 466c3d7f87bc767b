"""Reads the list of published articles as its page's address asks for it. Blocks: call it in a thread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from blog_order.catalogue.cursor import LONGEST
from blog_order.catalogue.published_search import PublishedLine, find_published
from blog_order.catalogue.search_words import MAX_SEARCH
from blog_order.errors import Invalid
from blog_order.models import utcnow
from blog_order.screens.frame.admin.paths import admin_article_path, articles_path
from blog_order.screens.frame.view.moments import NEVER, Moment, moment


@dataclass(frozen=True)
class ArticlesWanted:
    """What is looked for, and from where on."""

    search: str = ""
    cursor: str = ""


@dataclass(frozen=True)
class ArticleRow:
    """One article of the list. ``slots`` says in words how many of its link slots are taken."""

    path: str = ""
    title: str = ""
    site: str = ""
    edition: str = ""
    slots: str = ""
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


def articles_wanted_in(query: Mapping[str, object]) -> ArticlesWanted:
    """What an address asks for, cut to what makes sense."""
    return ArticlesWanted(str(query.get("q", "")).strip()[:MAX_SEARCH], str(query.get("after", ""))[: LONGEST + 1])


def read_article_list(wanted: ArticlesWanted) -> ArticlesView:
    """Read the list."""
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


def taken_slots_words(slots: int, free: int) -> str:
    """Say how many of an article's link slots are taken."""
    return f"{slots - free} of {slots} taken" if slots else "none"


def _row(line: PublishedLine, now: dt.datetime) -> ArticleRow:
    return ArticleRow(
        path=admin_article_path(line.site_slug, line.slug),
        title=line.title,
        site=line.site_name,
        edition=f"Edition {line.edition}",
        slots=taken_slots_words(line.link_slots, line.free),
        published=moment(line.published_at, now),
        changed=moment(line.updated_at, now) if line.edition > 1 else NEVER,
    )
