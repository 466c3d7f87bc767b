"""Reads sites and published articles for the public blog: the rows of ``article`` that are published here."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from blog_order.blog.views import ArticleCard, ArticlePage, BlogSite, IndexPage, NoSuchPage
from blog_order.database import transaction
from blog_order.models import Article, Order, PublishingPlace, Site

ARTICLES_PER_PAGE = 20
FEED_ARTICLES = 30
RELATED_ARTICLES = 3
RELATED_AMONG = 500

ON_THIS_BLOG = col(Article.publishing_place) == PublishingPlace.BUILTIN
"""Articles that another place shows are never on two pages."""
_NEWEST_FIRST = (col(Article.published_at).desc(), col(Article.id))
_CARD = (
    col(Article.id),
    col(Article.slug),
    col(Article.title),
    col(Article.description),
    col(Article.author),
    col(Article.language),
    col(Article.tags),
    col(Article.published_at),
    col(Article.updated_at),
)


def list_sites() -> list[BlogSite]:
    """All sites by name; those that take no orders keep their readers."""
    with transaction() as session:
        return _read_sites(session, sa.true())


def read_index(site_slug: str, page: int) -> IndexPage:
    """A page of a site's articles, newest first; a site without articles has one empty page.

    Raises:
        NoSuchPage: unknown site, or a page beyond the last.
        Unavailable: the database does not answer.
    """
    with transaction() as session:
        site = find_site(session, site_slug)
        count = max(1, -(-site.article_count // ARTICLES_PER_PAGE))
        if not 1 <= page <= count:
            raise NoSuchPage(site)
        first = (page - 1) * ARTICLES_PER_PAGE
        return IndexPage(site, _newest(session, site, ARTICLES_PER_PAGE, offset=first), page, count)


def read_latest(site_slug: str) -> IndexPage:
    """The articles of a site's feed.

    Raises:
        NoSuchPage: unknown site.
        Unavailable: the database does not answer.
    """
    with transaction() as session:
        site = find_site(session, site_slug)
        return IndexPage(site, _newest(session, site, FEED_ARTICLES), 1, 1)


def read_article(site_slug: str, article_slug: str) -> ArticlePage:
    """A published article, the addresses paid for in it, and related ones.

    Raises:
        NoSuchPage: unknown site or article.
        Unavailable: the database does not answer.
    """
    with transaction() as session:
        site = find_site(session, site_slug)
        found = session.execute(
            sa.select(*_CARD, col(Article.content), col(Article.order_id)).where(
                col(Article.site_id) == site.id, col(Article.slug) == article_slug, ON_THIS_BLOG
            )
        ).one_or_none()
        if found is None:
            raise NoSuchPage(site)
        card = _card(site, found)
        return ArticlePage(
            site=site,
            card=card,
            markdown=found.content,
            paid_urls=_paid_urls(session, card.id, found.order_id),
            related=_related(session, site, card),
        )


def find_site(session: Session, slug: str) -> BlogSite:
    """The site with this slug.

    Raises:
        NoSuchPage: there is none.
    """
    if not (found := _read_sites(session, col(Site.slug) == slug)):
        raise NoSuchPage()
    return found[0]


def _read_sites(session: Session, which: sa.ColumnElement[bool]) -> list[BlogSite]:
    articles = (
        sa.select(sa.func.count().label("number"), sa.func.max(col(Article.updated_at)).label("changed_at"))
        .where(col(Article.site_id) == col(Site.id), ON_THIS_BLOG)
        .lateral()
    )
    rows = session.execute(sa.select(Site, articles).where(which).order_by(col(Site.name))).all()
    return [
        BlogSite(
            id=site.id,
            slug=site.slug,
            name=site.name,
            tagline=site.tagline,
            topic=site.topic,
            language=site.language,
            author=site.author,
            paid_link_rel=site.paid_link_rel,
            article_count=number,
            changed_at=changed_at or site.created_at,
        )
        for site, number, changed_at in rows
    ]


def _newest(session: Session, site: BlogSite, limit: int, offset: int = 0) -> tuple[ArticleCard, ...]:
    query = sa.select(*_CARD).where(col(Article.site_id) == site.id, ON_THIS_BLOG).order_by(*_NEWEST_FIRST)
    return tuple(_card(site, row) for row in session.execute(query.limit(limit).offset(offset)))


def _paid_urls(session: Session, article_id: str, order_id: str | None) -> tuple[str, ...]:
    """Of the order that bought the article, and of the backlinks placed in it since.

    Every paid order counts, whatever its status: the page is looked at before the order says COMPLETED, and a link
    that was refunded but still stands there was paid for all the same.
    """
    query = sa.select(col(Order.target_url)).where(
        col(Order.paid_at).is_not(None), sa.or_(col(Order.id) == order_id, col(Order.article_id) == article_id)
    )
    return tuple(session.scalars(query.order_by(col(Order.target_url)).distinct()))


def _related(session: Session, site: BlogSite, card: ArticleCard) -> tuple[ArticleCard, ...]:
    """Others of the site: those with the most tags in common, then the newest; an archive is not searched in full."""
    recent = (
        sa.select(*_CARD)
        .where(col(Article.site_id) == site.id, ON_THIS_BLOG, col(Article.id) != card.id)
        .order_by(*_NEWEST_FIRST)
        .limit(RELATED_AMONG)
        .subquery()
    )
    tag = sa.func.jsonb_array_elements_text(recent.c.tags).column_valued("tag")
    shared = sa.select(sa.func.count(tag)).where(tag.in_(card.tags)).scalar_subquery()
    query = sa.select(recent).order_by(shared.desc(), recent.c.published_at.desc(), recent.c.id).limit(RELATED_ARTICLES)
    return tuple(_card(site, row) for row in session.execute(query))


def _card(site: BlogSite, row: sa.Row[Any]) -> ArticleCard:
    return ArticleCard(
        id=row.id,
        site_slug=site.slug,
        slug=row.slug,
        title=row.title,
        description=row.description,
        author=row.author,
        language=row.language,
        tags=tuple(row.tags),
        published_at=row.published_at,
        updated_at=row.updated_at,
    )
