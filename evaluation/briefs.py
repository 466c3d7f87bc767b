"""Thirty orders that the writer is tried with: both products, all sites, revisions, and hard ones."""

from __future__ import annotations

import json
from pathlib import Path

from blog_order.blog.addresses import article_path
from blog_order.content.prompting.brief import Brief, InternalLink
from blog_order.seeding.read import SeedArticle, read_articles, read_sites

BRIEFS = Path(__file__).with_name("briefs.json")


def read_briefs() -> list[Brief]:
    """All of them. For a backlink, ``niche`` is the slug of the seeded article that it goes into."""
    from evaluation.good import voice

    sites = {site.slug: site for site in read_sites()}
    made = []
    for fields in json.loads(BRIEFS.read_text(encoding="utf-8")):
        site = sites[fields.pop("site")]
        links = [each for each in read_articles() if each.site_slug == site.slug and each.language == site.language]
        made.append(
            Brief(
                site=voice(site),
                min_words=site.min_words,
                max_words=site.max_words,
                internal_links=tuple(
                    InternalLink(title=each.title, url=article_path(site.slug, each.slug)) for each in links[:12]
                ),
                **fields,
            )
        )
    return made


def published_for(brief: Brief) -> SeedArticle:
    """The seeded article that a backlink goes into."""
    return next(each for each in read_articles() if each.slug == brief.niche)
