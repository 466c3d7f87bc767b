"""Writes the demo sites and articles into an empty database, for ``python -m blog_order.cli.seed``."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

import sqlalchemy as sa
from sqlmodel import select

from blog_order.catalogue.editions import add_article
from blog_order.database import transaction
from blog_order.models import Article, Site
from blog_order.seeding.read import read_articles, read_sites
from blog_order.settings import get_settings

SEED_LOCK = 4_201_043
PUBLISHED_AT_HOUR = 9


def seed() -> int:
    """Write the demo content if there is no site yet; returns how many articles were written."""
    with transaction() as session:
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(SEED_LOCK)))
        if session.exec(select(Site.id).limit(1)).first() is not None:
            return 0
        sites = {}
        for entry in read_sites():
            values = asdict(entry) | {"banned_topics": list(entry.banned_topics), "currency": get_settings().currency}
            sites[entry.slug] = Site(**values)
            session.add(sites[entry.slug])
        session.flush()
        articles = read_articles()
        for article in articles:
            at = dt.datetime.combine(article.published, dt.time(PUBLISHED_AT_HOUR), dt.UTC)
            add_article(
                session,
                Article(
                    site_id=sites[article.site_slug].id,
                    slug=article.slug,
                    title=article.title,
                    description=article.description,
                    tags=list(article.tags),
                    author=article.author,
                    language=article.language,
                    content=article.markdown,
                    published_at=at,
                    updated_at=at,
                ),
            )
        return len(articles)
