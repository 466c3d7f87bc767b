"""One published article for the admins: its editions, the one to be read, and what bringing that back would do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.blog.addresses import article_url
from blog_order.catalogue.editions import EditionLine, list_editions, read_edition
from blog_order.catalogue.paid_links import PaidLink, links_in, paid_links
from blog_order.catalogue.restoring import Restoring, preview_restore
from blog_order.database import Work, transaction
from blog_order.errors import NotFound
from blog_order.models import Article, ArticleEdition, Order, OrderStatus, Site

UNDER_WAY = (OrderStatus.PROCESSING, OrderStatus.QUALITY_CHECK, OrderStatus.ADMIN_REVIEW)


@dataclass(frozen=True)
class EditionText:
    """What readers saw while an edition was on the blog; ``content`` is Markdown without the title."""

    num: int
    title: str
    description: str
    tags: tuple[str, ...]
    content: str


@dataclass(frozen=True)
class PublishedArticle:
    """An article with its editions, newest first. ``chosen`` is the edition to be read."""

    id: str
    slug: str
    site_slug: str
    site_name: str
    site_active: bool
    public_url: str
    """Where readers find it."""
    paid_link_rel: str
    published_at: dt.datetime
    editions: list[EditionLine]
    current: EditionText
    chosen: EditionText
    links: list[PaidLink]
    """All that were ever paid for in this article."""
    carried: list[PaidLink]
    """Those that the chosen edition carries."""
    under_way: list[str]
    """Public numbers of the paid orders whose links are not in the article yet."""
    restoring: Restoring | None
    """What bringing the chosen edition back would do; None for the one that is on the blog."""


def read_published_article(site_slug: str, slug: str, num: int | None = None) -> PublishedArticle:
    """An article by the slugs of its address, with the edition ``num`` to be read, or else the one on the blog.

    Raises:
        NotFound: no such article.
    """
    with transaction() as session:
        article, site = _find(session, site_slug, slug)
        editions = list_editions(session, article.id)
        current = _text(read_edition(session, article.id, article.edition))
        chosen = current
        if num is not None and num != current.num and any(each.num == num for each in editions):
            chosen = _text(read_edition(session, article.id, num))
        links = paid_links(session, article)
        return PublishedArticle(
            id=article.id,
            slug=article.slug,
            site_slug=site.slug,
            site_name=site.name,
            site_active=site.active,
            public_url=article_url(site.slug, article.slug, article.public_url),
            paid_link_rel=site.paid_link_rel,
            published_at=article.published_at,
            editions=editions,
            current=current,
            chosen=chosen,
            links=links,
            carried=links_in(chosen.content, links),
            under_way=_under_way(session, article),
            restoring=preview_restore(session, article.id, chosen.num) if chosen is not current else None,
        )


def find_address(session: Work, order: Order) -> tuple[str, str] | None:
    """Slugs of the site and of the published article that an order bought, or that its link goes into."""
    own = sa.or_(col(Article.id) == order.article_id, col(Article.order_id) == order.id)
    row = session.exec(
        select(Site.slug, Article.slug).join(Article, col(Article.site_id) == col(Site.id)).where(own)
    ).one_or_none()
    return (row[0], row[1]) if row is not None else None


def _find(session: Work, site_slug: str, slug: str) -> tuple[Article, Site]:
    found = None
    if (site_slug + slug).isprintable():  # else PostgreSQL could not even compare it
        found = session.exec(
            select(Article, Site)
            .join(Site, col(Site.id) == col(Article.site_id))
            .where(Site.slug == site_slug, Article.slug == slug)
        ).one_or_none()
    if found is None:
        raise NotFound("We know no article under this address.")
    return found[0], found[1]


def _text(edition: ArticleEdition) -> EditionText:
    return EditionText(edition.num, edition.title, edition.description, tuple(edition.tags), edition.content)


def _under_way(session: Work, article: Article) -> list[str]:
    orders = session.exec(
        select(Order)
        .where(Order.article_id == article.id, col(Order.status).in_(UNDER_WAY), col(Order.paid_at).is_not(None))
        .order_by(col(Order.number))
    )
    return [order.public_number for order in orders]
