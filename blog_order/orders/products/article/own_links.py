"""Which of a site's own articles a new one may link to: those about the same things, and those it links to already."""

from __future__ import annotations

import re

import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.blog.addresses import article_path
from blog_order.content.prompting.brief import InternalLink
from blog_order.content.reading import read_markdown
from blog_order.database import Work
from blog_order.models import Article, Order, Site

CANDIDATES = 6
"""So many are offered to the writer, who takes one or two where they help."""
MAX_WORDS = 12
MIN_LETTERS = 4

_COMMON_WORDS = (
    "about after before best better beginners complete does every from good guide have how into keep made make makes "
    "more most need never should simple some than that their them then these they things this tips very want what when "
    "where which while will with without work your"
)
_COMMON = frozenset(_COMMON_WORDS.split())


def own_links(session: Work, site: Site, order: Order, base_markdown: str = "") -> tuple[InternalLink, ...]:
    """Articles of the site in its language, nearest to the order's subject first, then the newest.

    ``base_markdown`` is the version that is being revised: what it links to stays allowed, whatever came since.
    """
    linked = [link.href for link in read_markdown(base_markdown).links] if base_markdown else []
    prefix = article_path(site.slug, "")
    kept = [href.removeprefix(prefix) for href in linked if href.startswith(prefix)]
    ours = (
        Article.site_id == site.id,
        Article.language == site.language,
        Article.publishing_place == site.publishing_place,
    )
    is_kept = sa.or_(col(Article.slug).in_(kept), col(Article.public_url).in_(linked))
    likeness = _likeness(f"{order.topic} {order.keyword} {order.niche}")
    found = session.exec(
        select(Article.title, Article.slug, Article.public_url)
        .where(*ours)
        .order_by(is_kept.desc(), likeness.desc(), col(Article.published_at).desc())
        .limit(CANDIDATES + len(set(kept)))
    ).all()
    return tuple(InternalLink(title=title, url=url or article_path(site.slug, slug)) for title, slug, url in found)


def _likeness(subject: str) -> sa.ColumnElement[int]:
    """How many telling words of the subject an article's title, description and tags have."""
    words = [word.lower() for word in re.findall(r"[^\W\d_]+", subject)]
    telling = [word for word in dict.fromkeys(words) if len(word) >= MIN_LETTERS and word not in _COMMON][:MAX_WORDS]
    likeness: sa.ColumnElement[int] = sa.literal(0)
    for word in telling:
        stem = re.sub(r"(?:ies|es|s|y)$", "", word) if len(word) > MIN_LETTERS else word
        matches = col(Article.search).bool_op("@@")(sa.func.to_tsquery("simple", f"'{stem}':*"))
        likeness = likeness + sa.cast(matches, sa.Integer)
    return likeness
