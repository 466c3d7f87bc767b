"""Addresses of the public blog, as functions: the only place that spells them."""

from __future__ import annotations

from blog_order.settings import get_settings

BLOG_PATH = "/blog"
SITEMAP_INDEX_PATH = "/sitemap.xml"


def absolute(path: str) -> str:
    """The full address of a path of ours, for feeds, sitemaps and canonical links."""
    return get_settings().origin + path


def site_path(site_slug: str, page: int = 1) -> str:
    """Path of a site's index; the first page has no number."""
    return f"{BLOG_PATH}/{site_slug}" + (f"?page={page}" if page > 1 else "")


def article_path(site_slug: str, article_slug: str) -> str:
    """Path of a published article; it never changes."""
    return f"{BLOG_PATH}/{site_slug}/{article_slug}"


def article_url(site_slug: str, article_slug: str, public_url: str) -> str:
    """Where readers find an article: ``public_url`` if another place of publication shows it, else on this blog."""
    return public_url or absolute(article_path(site_slug, article_slug))


def feed_path(site_slug: str) -> str:
    """Path of a site's Atom feed."""
    return f"{BLOG_PATH}/{site_slug}/feed.xml"


def sitemap_path(site_slug: str, part: int) -> str:
    """Path of one part of a site's sitemap, counted from 1. At the root: a sitemap may only name addresses below it."""
    return f"/sitemap-{site_slug}-{part}.xml"
