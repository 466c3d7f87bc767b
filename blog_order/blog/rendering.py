"""Puts the pages, feeds and sitemaps of the public blog together from ``templates/``.

Every function gives a whole document as text. Values are escaped; only ``Body.html``, cleaned by
``content.markdown``, goes in as it is.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from blog_order.blog import addresses
from blog_order.blog.body import render_body
from blog_order.blog.json_ld import describe_article, sharing_image
from blog_order.blog.phrases import direction_of, long_date, phrases_for
from blog_order.blog.theme import PRELOADED_FONTS, STYLE_SHEET, theme
from blog_order.blog.views import ArticleCard, ArticlePage, BlogSite, IndexPage, SitemapPart
from blog_order.content.markdown import plain_text

CONTENTS_FROM_HEADINGS = 4
DESCRIPTION_CHARACTERS = 200

# What XML 1.0 cannot hold at all, and no reader misses in HTML.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def render_article_page(page: ArticlePage) -> str:
    """The page of an article."""
    body = render_body(page.markdown, page.paid_urls, page.site.paid_link_rel)
    return _render(
        "article.html",
        page.card.language,
        site=page.site,
        article=page.card,
        body=body,
        related=page.related,
        author=page.card.author or page.site.author or page.site.name,
        summary=page.card.description or _beginning(page.markdown),
        contents=body.headings if len(body.headings) >= CONTENTS_FROM_HEADINGS else (),
        linked_data=describe_article(page, body),
        image=sharing_image(body),
    )


def render_index(page: IndexPage) -> str:
    """A page of a site's articles."""
    return _render("index.html", page.site.language, site=page.site, page=page)


def render_sites(sites: Sequence[BlogSite]) -> str:
    """The page of all sites."""
    return _render("sites.html", "en", sites=sites)


def render_missing(site: BlogSite | None) -> str:
    """What a reader finds at an address that leads nowhere; ``site`` if at least that is known."""
    return _render("missing.html", "en", site=site)


def render_unavailable() -> str:
    """What a reader finds while the database does not answer."""
    return _render("unavailable.html", "en")


def render_feed(page: IndexPage) -> str:
    """A site's Atom feed."""
    return _render("feed.xml", page.site.language, site=page.site, articles=page.articles)


def render_sitemap_index(parts: Iterable[SitemapPart]) -> str:
    """The list of all sitemaps."""
    return _render("sitemap_index.xml", "en", parts=parts)


def render_sitemap(entries: Iterable[tuple[str, dt.datetime]]) -> str:
    """A sitemap of (path, time of the last change)."""
    return _render("sitemap.xml", "en", entries=entries)


def render_robots() -> str:
    """What crawlers may read: the blog and the start page, not orders, payment, desk and API."""
    return _render("robots.txt", "en")


def _render(template: str, language: str, **values: Any) -> str:
    values |= {"language": language, "direction": direction_of(language), "t": phrases_for(language)}
    return _environment().get_template(template).render(values)


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_printable,
    )
    environment.globals |= {
        name: getattr(addresses, name)
        for name in ("BLOG_PATH", "SITEMAP_INDEX_PATH", "absolute", "feed_path", "site_path", "sitemap_path")
    }
    environment.globals |= {
        "style_sheet": theme()[STYLE_SHEET.name].path,
        "preloaded_fonts": [theme()[name].path for name in PRELOADED_FONTS],
        "entry_id": _entry_id,
    }
    environment.filters |= {"iso": _iso, "long_date": long_date}
    return environment


def _printable(value: Any) -> Any:
    if not isinstance(value, str) or not _UNPRINTABLE.search(value):
        return value
    return type(value)(_UNPRINTABLE.sub("", value))


def _iso(moment: dt.datetime) -> str:
    """A moment as HTML, Atom and the sitemap protocol write it: 2026-10-06T09:00:00Z."""
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _entry_id(card: ArticleCard) -> str:
    """An entry's id in a feed: the same for ever, even when the blog moves to another host."""
    return uuid.uuid5(uuid.NAMESPACE_URL, card.id).urn


def _beginning(markdown: str) -> str:
    """The first words of an article, for one without a description."""
    text = " ".join(plain_text(markdown).split())
    if len(text) <= DESCRIPTION_CHARACTERS:
        return text
    return text[:DESCRIPTION_CHARACTERS].rpartition(" ")[0] + " …"
