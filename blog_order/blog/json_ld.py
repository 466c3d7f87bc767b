"""What search engines are told about an article, in schema.org's words (JSON-LD)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from blog_order.blog.addresses import absolute
from blog_order.blog.body import Body
from blog_order.blog.views import ArticlePage


def describe_article(page: ArticlePage, body: Body) -> dict[str, Any]:
    """The article as a ``BlogPosting``. Plain values: the template's ``tojson`` makes them harmless within HTML."""
    card, site = page.card, page.site
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "mainEntityOfPage": absolute(card.path),
        "url": absolute(card.path),
        "headline": card.title,
        "description": card.description,
        "inLanguage": card.language,
        "datePublished": card.published_at.isoformat(),
        "dateModified": card.updated_at.isoformat(),
        "wordCount": body.words,
        "author": {"@type": "Person", "name": card.author or site.author or site.name},
        "publisher": {"@type": "Organization", "name": site.name, "url": absolute(site.path)},
        "isPartOf": {"@type": "Blog", "name": site.name, "url": absolute(site.path)},
    }
    if card.tags:
        described["keywords"] = ", ".join(card.tags)
    if body.images:
        described["image"] = [urljoin(absolute("/"), source) for source in body.images]
    return described


def sharing_image(body: Body) -> str:
    """Full address of the first picture that can stand beside a shared link; empty if none (SVG never can)."""
    for source in body.images:
        if not source.partition("?")[0].lower().endswith((".svg", ".svgz")):
            return urljoin(absolute("/"), source)
    return ""
