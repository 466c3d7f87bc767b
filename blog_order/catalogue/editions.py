"""Editions of a published article: each state it was in is kept, and can be restored (restoring.py).

``Article`` is what its place shows: always a copy of its latest edition. Only this file changes a published text.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select

from blog_order import live
from blog_order.database import Work
from blog_order.errors import NotFound
from blog_order.models import Article, ArticleEdition, EditionCause, Order, public_number, utcnow
from blog_order.models.columns import is_id


@dataclass(frozen=True)
class EditionLine:
    """An edition without its text. ``number`` is the order whose approval made it, as people say it."""

    num: int
    cause: EditionCause
    made_by: str
    number: str
    restored_num: int | None
    created_at: dt.datetime


def add_article(session: Work, article: Article, *, made_by: str = "blog", order_id: str | None = None) -> Article:
    """Put a new article on the blog, with its first edition."""
    session.add(article)
    session.flush()
    _add_edition(session, article, EditionCause.PUBLISHED, made_by=made_by, order_id=order_id)
    return article


def lock_article(session: Work, article_id: str) -> Article:
    """The article's row, locked until the caller's transaction ends. Lock the order first where both are needed.

    Raises:
        NotFound: no such article.
    """
    article = None
    if is_id(article_id):
        article = session.exec(
            select(Article).where(Article.id == article_id).with_for_update().execution_options(populate_existing=True)
        ).one_or_none()
    if article is None:
        raise NotFound("We know no article under this address.")
    return article


def publish_backlink(session: Work, article: Article, content: str, *, made_by: str, order_id: str | None) -> int:
    """Make ``content`` the published text of a locked article, at the same URL; returns the edition's number."""
    article.content = content
    return next_edition(session, article, EditionCause.BACKLINK, made_by=made_by, order_id=order_id)


def withdraw_edition(session: Work, article: Article, num: int) -> bool:
    """Take an edition of a locked article back, as if it had never been; False when there is a later one."""
    if article.edition != num or num == 1:
        return False
    copy_edition(article, _edition(session, article.id, num - 1))
    article.edition, article.updated_at = num - 1, utcnow()
    session.delete(_edition(session, article.id, num))
    _say_changed(session, article.id)
    return True


def remove_article(session: Work, article: Article) -> None:
    """Take a whole article out of the record, with its editions and its link slots."""
    session.delete(article)
    session.flush()


def _say_changed(session: Work, article_id: str) -> None:
    session.after_commit(lambda: live.catalogue_changed(article_id))


def list_editions(session: Work, article_id: str) -> list[EditionLine]:
    """All editions of an article, newest first."""
    rows = session.execute(
        sa.select(ArticleEdition, col(Order.number))
        .join(Order, col(Order.id) == col(ArticleEdition.order_id), isouter=True)
        .where(col(ArticleEdition.article_id) == article_id)
        .order_by(col(ArticleEdition.num).desc())
    )
    return [
        EditionLine(
            num=edition.num,
            cause=edition.cause,
            made_by=edition.made_by,
            number=public_number(number) if number else "",
            restored_num=edition.restored_num,
            created_at=edition.created_at,
        )
        for edition, number in rows
    ]


def read_edition(session: Work, article_id: str, num: int) -> ArticleEdition:
    """One edition in full.

    Raises:
        NotFound: the article has none of this number.
    """
    if not is_id(article_id) or not 0 < num < 1_000_000:
        raise NotFound("This article has no such edition.")
    return _edition(session, article_id, num)


def _edition(session: Work, article_id: str, num: int) -> ArticleEdition:
    found = session.exec(
        select(ArticleEdition).where(ArticleEdition.article_id == article_id, ArticleEdition.num == num)
    ).one_or_none()
    if found is None:
        raise NotFound("This article has no such edition.")
    return found


def copy_edition(article: Article, edition: ArticleEdition) -> None:
    """Give a locked article the text of an edition; :func:`next_edition` makes it an edition of its own."""
    article.title, article.description = edition.title, edition.description
    article.tags, article.content = list(edition.tags), edition.content


def next_edition(
    session: Work,
    article: Article,
    cause: EditionCause,
    *,
    made_by: str,
    order_id: str | None = None,
    restored_num: int | None = None,
) -> int:
    """Keep the text that a locked article has now as its next edition; returns the edition's number."""
    # The highest ever, not the present one and one more: an edition that was withdrawn leaves no gap to fall into.
    latest = session.exec(select(sa.func.max(ArticleEdition.num)).where(ArticleEdition.article_id == article.id)).one()
    article.edition, article.updated_at = (latest or 0) + 1, utcnow()
    _add_edition(session, article, cause, made_by=made_by, order_id=order_id, restored_num=restored_num)
    return article.edition


def _add_edition(
    session: Work,
    article: Article,
    cause: EditionCause,
    *,
    made_by: str,
    order_id: str | None,
    restored_num: int | None = None,
) -> None:
    session.add(
        ArticleEdition(
            article_id=article.id,
            num=article.edition,
            cause=cause,
            title=article.title,
            description=article.description,
            tags=list(article.tags),
            content=article.content,
            order_id=order_id,
            restored_num=restored_num,
            made_by=made_by,
            created_at=article.updated_at,
        )
    )
    session.flush()
    _say_changed(session, article.id)
