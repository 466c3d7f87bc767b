"""Reads what the sitemaps say: one a site, in parts of as many addresses as the protocol allows.

Oldest first, so that a new article only ever changes the last part.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlmodel import col

from blog_order.blog.addresses import article_path
from blog_order.blog.reading import ON_THIS_BLOG, find_site
from blog_order.blog.views import NoSuchPage, SitemapPart
from blog_order.database import transaction
from blog_order.models import Article, Site

ADDRESSES_PER_SITEMAP = 50_000
ARTICLES_PER_SITEMAP = ADDRESSES_PER_SITEMAP - 1
"""One address of each part is kept for the site's index, which the first one names."""

_OLDEST_FIRST = (col(Article.published_at), col(Article.id))


def list_sitemaps() -> list[SitemapPart]:
    """Every part of every site's sitemap, for the sitemap index."""
    place = sa.func.row_number(type_=sa.Integer).over(partition_by=col(Article.site_id), order_by=_OLDEST_FIRST)
    placed = (
        sa.select(
            col(Article.site_id), col(Article.updated_at), ((place - 1) // ARTICLES_PER_SITEMAP + 1).label("part")
        )
        .where(ON_THIS_BLOG)
        .subquery()
    )
    part = sa.func.coalesce(placed.c.part, 1)
    changed_at = sa.func.coalesce(sa.func.max(placed.c.updated_at), col(Site.created_at))
    query = (
        sa.select(col(Site.slug), part, changed_at)
        .outerjoin_from(Site, placed, placed.c.site_id == Site.id)
        .group_by(col(Site.id), part)
        .order_by(col(Site.slug), part)
    )
    with transaction() as session:
        return [SitemapPart(slug, number, changed) for slug, number, changed in session.execute(query)]


def read_sitemap(site_slug: str, part: int) -> list[tuple[str, dt.datetime]]:
    """Paths of a part of a site's sitemap, and when each page last changed.

    Raises:
        NoSuchPage: unknown site, or a part beyond the last.
        Unavailable: the database does not answer.
    """
    query = sa.select(col(Article.slug), col(Article.updated_at)).order_by(*_OLDEST_FIRST)
    with transaction() as session:
        site = find_site(session, site_slug)
        rows = session.execute(
            query.where(col(Article.site_id) == site.id, ON_THIS_BLOG)
            .limit(ARTICLES_PER_SITEMAP)
            .offset((part - 1) * ARTICLES_PER_SITEMAP)
        ).all()
    if not rows and part > 1:
        raise NoSuchPage(site)
    index = [(site.path, site.changed_at)] if part == 1 else []
    return index + [(article_path(site_slug, slug), changed_at) for slug, changed_at in rows]
