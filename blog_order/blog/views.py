"""What the pages of the public blog need to know: small frozen copies of rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from blog_order.blog.addresses import article_path, site_path
from blog_order.errors import NotFound


@dataclass(frozen=True)
class BlogSite:
    """A site as its readers know it."""

    id: str
    slug: str
    name: str
    tagline: str
    topic: str
    language: str
    author: str
    paid_link_rel: str
    article_count: int
    changed_at: dt.datetime
    """When an article of the site last changed; when the site was made, if it has none."""

    @property
    def path(self) -> str:
        """Path of the site's index."""
        return site_path(self.slug)


@dataclass(frozen=True)
class ArticleCard:
    """An article without its text, for lists."""

    id: str
    site_slug: str
    slug: str
    title: str
    description: str
    author: str
    """Empty when the site's own author wrote it."""
    language: str
    tags: tuple[str, ...]
    published_at: dt.datetime
    updated_at: dt.datetime

    @property
    def path(self) -> str:
        """Path of the article's page."""
        return article_path(self.site_slug, self.slug)


@dataclass(frozen=True)
class ArticlePage:
    """One article with all that stands around it."""

    site: BlogSite
    card: ArticleCard
    markdown: str
    paid_urls: tuple[str, ...]
    """Addresses that customers paid for; links to them carry the site's ``paid_link_rel``."""
    related: tuple[ArticleCard, ...]


@dataclass(frozen=True)
class IndexPage:
    """One page of a site's articles, newest first. ``number`` and ``count`` are of pages, counted from 1."""

    site: BlogSite
    articles: tuple[ArticleCard, ...]
    number: int
    count: int


@dataclass(frozen=True)
class SitemapPart:
    """One sitemap of a site: its number, counted from 1, and when an address in it last changed."""

    site_slug: str
    number: int
    changed_at: dt.datetime


class NoSuchPage(NotFound):
    """No page at this address; ``site`` is set when at least the site exists."""

    def __init__(self, site: BlogSite | None = None) -> None:
        super().__init__("There is no page at this address.")
        self.site = site
