"""All published articles for the admins: searched by their words and their site, newest first, a page at a time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from blog_order.catalogue.cursor import read_cursor, write_cursor
from blog_order.catalogue.free_slots import free_slots
from blog_order.catalogue.search_words import MAX_WORDS, search_text, tsquery_of
from blog_order.database import transaction
from blog_order.models import Article, Site

PAGE = 50
LIST = "published"
KEYS = (dt.datetime, str)


@dataclass(frozen=True)
class PublishedLine:
    """One article of the list: ``link_slots`` says how many paid links it may carry, ``free`` how many are left."""

    slug: str
    title: str
    site_slug: str
    site_name: str
    edition: int
    link_slots: int
    free: int
    published_at: dt.datetime
    updated_at: dt.datetime


@dataclass(frozen=True)
class PublishedList:
    """A page of articles; ``cursor`` leads to the next one, when there is one."""

    lines: list[PublishedLine]
    cursor: str


def find_published(search: str = "", cursor: str = "") -> PublishedList:
    """The newest articles that fit, those of sites that take no orders among them.

    Args:
        search: words of the title, description and tags, begun or whole, or parts of the site's name; an article's
            public address finds that article. Empty for all.
        cursor: where the page before ended.

    Raises:
        Invalid: the cursor is not one of this list's.
    """
    columns: list[Any] = [
        col(Article.id),
        col(Article.slug),
        col(Article.title),
        col(Site.slug).label("site_slug"),
        col(Site.name).label("site_name"),
        col(Article.edition),
        col(Article.paid_links).label("link_slots"),
        free_slots(col(Article.id), col(Article.paid_links)).label("free"),
        col(Article.published_at),
        col(Article.updated_at),
    ]
    query = (
        sa.select(*columns)
        .join_from(Article, Site, col(Site.id) == col(Article.site_id))
        .where(*_fits(search_text(search)))
        .order_by(col(Article.published_at).desc(), col(Article.id).desc())
        .limit(PAGE + 1)
    )
    if cursor:
        at, id_ = read_cursor(LIST, cursor, KEYS)
        query = query.where(sa.tuple_(col(Article.published_at), col(Article.id)) < sa.tuple_(at, id_))
    with transaction() as session:
        rows = session.execute(query).all()
    lines = [
        PublishedLine(**{name: getattr(row, name) for name in PublishedLine.__dataclass_fields__})
        for row in rows[:PAGE]
    ]
    more = len(rows) > PAGE
    return PublishedList(lines, write_cursor(LIST, [rows[PAGE - 1].published_at, rows[PAGE - 1].id]) if more else "")


def _fits(search: str) -> list[sa.ColumnElement[bool]]:
    """What each word asks for; a word of the article or a part of its site's name will do."""
    if "/blog/" in search:
        parts = search.partition("/blog/")[2].partition("?")[0].partition("#")[0].strip("/").split("/")
        return [column == part for column, part in zip((col(Site.slug), col(Article.slug)), parts, strict=False)]
    return [
        sa.or_(
            col(Article.search).bool_op("@@")(sa.func.to_tsquery("simple", tsquery_of(word))),
            col(Site.name).icontains(word, autoescape=True),
        )
        for word in search.split()[:MAX_WORDS]
    ]
