"""The published articles that a draft may be a copy of, on all our sites.

Each article's signature is kept beside it for the edition that it was made of. What has none yet (new articles, changed
ones, all of them at first) gets one when somebody asks next, so nothing that changes an article has to think of it.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from blog_order.content.signatures import LOOKS_ALIKE, likeness, method, signature_of
from blog_order.database import Work, transaction
from blog_order.models import Article, ArticleSignature

AT_ONCE = 200
MOST_COMPARED = 20


def near_texts(markdown: str) -> list[str]:
    """Markdown of the published articles whose wording is nearest to a text, the nearest first.

    Each article that has no signature yet costs some milliseconds; ``bench.near_copies`` measures both.
    """
    own = signature_of(markdown)
    if not own:
        return []
    while _sign_some():
        pass
    with transaction() as session:
        rows = session.execute(
            sa.select(col(ArticleSignature.article_id), col(ArticleSignature.signature)).where(
                col(ArticleSignature.method) == method()
            )
        ).all()
        found = sorted(((likeness(own, signature), id) for id, signature in rows), reverse=True)
        nearest = [id for alike, id in found[:MOST_COMPARED] if alike >= LOOKS_ALIKE]
        if not nearest:
            return []
        texts = {row.id: row.content for row in session.exec(select(Article).where(col(Article.id).in_(nearest)))}
    return [texts[id] for id in nearest if id in texts]


def _sign_some() -> bool:
    """Make up to ``AT_ONCE`` missing signatures; True if there may be more to make."""
    with transaction() as session:
        missing = _unsigned(session)
    if not missing:
        return False
    made = [
        {"article_id": id, "edition": edition, "method": method(), "signature": signature_of(content)}
        for id, edition, content in missing
    ]
    with transaction() as session:
        # An article may be gone by now, and another process may have been quicker.
        still = set(session.exec(select(Article.id).where(col(Article.id).in_([row["article_id"] for row in made]))))
        kept = [row for row in made if row["article_id"] in still]
        if kept:
            adding = insert(ArticleSignature).values(kept)
            fresh = {name: adding.excluded[name] for name in ("edition", "method", "signature")}
            session.execute(adding.on_conflict_do_update(index_elements=["article_id"], set_=fresh))
    return len(missing) == AT_ONCE


def _unsigned(session: Work) -> list[tuple[str, int, str]]:
    current = sa.and_(
        col(ArticleSignature.article_id) == col(Article.id),
        col(ArticleSignature.edition) == col(Article.edition),
        col(ArticleSignature.method) == method(),
    )
    rows = session.execute(
        sa.select(col(Article.id), col(Article.edition), col(Article.content))
        .outerjoin(ArticleSignature, current)
        .where(col(ArticleSignature.article_id).is_(None))
        .limit(AT_ONCE)
    )
    return [tuple(row) for row in rows]
