"""The sites that are for sale, read for the start page, the order form and the API; their articles are read in
``catalogue_search``.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.database import transaction
from blog_order.models import Article, Site


@dataclass(frozen=True)
class SiteOffer:
    """A site and its prices, in minor units of ``currency``."""

    id: str
    slug: str
    name: str
    tagline: str
    topic: str
    audience: str
    language: str
    domain_rating: int
    article_count: int
    article_languages: tuple[str, ...]
    """Codes of the languages that its articles are written in."""
    article_price: int
    backlink_price: int
    currency: str


def list_sites() -> list[SiteOffer]:
    """The sites that take orders, by name."""
    with transaction() as session:
        counted = sa.select(col(Article.site_id), col(Article.language), sa.func.count()).group_by(
            col(Article.site_id), col(Article.language)
        )
        counts: dict[str, dict[str, int]] = {}
        for site_id, language, number in session.execute(counted):
            counts.setdefault(site_id, {})[language] = number
        sites = session.exec(select(Site).where(Site.active).order_by(col(Site.name))).all()
        return [
            SiteOffer(
                id=site.id,
                slug=site.slug,
                name=site.name,
                tagline=site.tagline,
                topic=site.topic,
                audience=site.audience,
                language=site.language,
                domain_rating=site.domain_rating,
                article_count=sum(counts.get(site.id, {}).values()),
                article_languages=tuple(sorted(counts.get(site.id, {}))),
                article_price=site.article_price,
                backlink_price=site.backlink_price,
                currency=site.currency,
            )
            for site in sites
        ]
