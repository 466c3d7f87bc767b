"""Editions of a published article: each state it was in is kept, and can be brought back.

``Article`` is what the blog shows: always a copy of its latest edition. Only this file changes a published article.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select

from blog_order import live
from blog_order.catalogue.paid_links import MONEY_GONE, PaidLink, links_in, paid_links
from blog_order.database import Work, transaction
from blog_order.errors import Conflict, NotFound
from blog_order.logs import get_logger
from blog_order.models import Article, ArticleEdition, EditionCause, Order, OrderStatus, utcnow
from blog_order.models.columns import is_id
from blog_order.orders.lifecycle import lock_order, record_event
from blog_order.orders.link_slots import release_slot, sell_slot

log = get_logger(__name__)


@dataclass(frozen=True)
class EditionLine:
    """An edition without its text. ``number`` is the order whose approval made it, as people say it."""

    num: int
    cause: EditionCause
    made_by: str
    number: str
    restored_num: int | None
    created_at: dt.datetime


@dataclass(frozen=True)
class Restoring:
    """What bringing an edition back would do. ``current_num`` is the edition it would take the place of."""

    current_num: int
    removed: tuple[PaidLink, ...]
    added: tuple[PaidLink, ...]
    kept: tuple[PaidLink, ...]
    places: int
    """How many paid links the article may carry."""

    @property
    def too_many(self) -> bool:
        """Whether the page would carry more paid links than it may."""
        return len(self.added) + len(self.kept) > self.places


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
    """Make ``content`` the published text of a locked article, at the same address; returns the edition's number."""
    article.content = content
    return _next_edition(session, article, EditionCause.BACKLINK, made_by=made_by, order_id=order_id)


def withdraw_edition(session: Work, article_id: str, num: int) -> None:
    """Take back an edition whose page was not as it should be, as if it had never been; a later one stays.

    Raises:
        NotFound: no such article.
    """
    article = lock_article(session, article_id)
    if article.edition != num or num == 1:
        return
    _copy(article, _edition(session, article_id, num - 1))
    article.edition, article.updated_at = num - 1, utcnow()
    session.delete(_edition(session, article_id, num))
    session.after_commit(lambda: live.catalogue_changed(article_id))


def remove_article(session: Work, article_id: str) -> None:
    """Take a whole article off the blog, with its editions; nothing happens when it is gone already."""
    if (article := session.get(Article, article_id)) is not None:
        session.delete(article)
        session.flush()


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
            number=f"BO-{number}" if number else "",
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


def preview_restore(session: Work, article_id: str, num: int) -> Restoring:
    """What restoring an edition would do to paid links, to be shown before it is done.

    Raises:
        NotFound: no such edition.
    """
    edition = read_edition(session, article_id, num)
    article = session.get_one(Article, article_id)
    links = paid_links(session, article)
    before, after = links_in(article.content, links), links_in(edition.content, links)
    return Restoring(
        current_num=article.edition,
        removed=tuple(link for link in before if link not in after),
        added=tuple(link for link in after if link not in before),
        kept=tuple(link for link in after if link in before),
        places=article.paid_links,
    )


def restore_edition(article_id: str, num: int, *, instead_of: int, editor: str, aware_of: Collection[str] = ()) -> int:
    """Bring an edition back, as a new one at the same address; returns its number.

    The orders whose links go or come back have it in their history. A link that goes and whose money was given back
    frees its place; one that comes back takes a place again, if one is free.

    Args:
        article_id: of the article.
        num: the edition to bring back.
        instead_of: the edition that the editor was shown as the one on the blog.
        editor: the admin's name.
        aware_of: public numbers of the paid orders that the editor knows will lose their link.

    Raises:
        NotFound: no such edition.
        Conflict: the article is not at ``instead_of`` any more, or a paid link would go that is not in ``aware_of``.
    """
    with transaction() as session:
        restoring = preview_restore(session, article_id, num)
        orders = [
            (lock_order(session, link.order_id), event)
            for event, links in (("link.removed", restoring.removed), ("link.restored", restoring.added))
            for link in sorted(links, key=lambda link: link.order_id)
        ]
        article = lock_article(session, article_id)
        if article.edition != instead_of or restoring.current_num != instead_of:
            raise Conflict("The article has changed since you looked. Look at it again first.", code="changed")
        if num == article.edition:
            raise Conflict("This edition is the one on the blog.", code="current")
        if unsaid := [link.number for link in restoring.removed if link.paid and link.number not in aware_of]:
            raise Conflict(
                f"This takes off the paid link of {', '.join(unsaid)}. Confirm that you know it.", code="paid_link"
            )
        _copy(article, read_edition(session, article_id, num))
        made = _next_edition(session, article, EditionCause.RESTORED, made_by=editor, restored_num=num)
        for order, event in orders:
            record_event(session, order, event, actor=editor, edition=made, restored=num)
            if event == "link.removed" and (order.status == OrderStatus.CANCELLED or order.payment_state in MONEY_GONE):
                release_slot(session, order, "its link was taken off the page")
            elif event == "link.restored":
                sell_slot(session, order)
        log.info("edition.restored", article=article.slug, edition=made, restored=num, by=editor)
        return made


def _edition(session: Work, article_id: str, num: int) -> ArticleEdition:
    found = session.exec(
        select(ArticleEdition).where(ArticleEdition.article_id == article_id, ArticleEdition.num == num)
    ).one_or_none()
    if found is None:
        raise NotFound("This article has no such edition.")
    return found


def _copy(article: Article, edition: ArticleEdition) -> None:
    article.title, article.description = edition.title, edition.description
    article.tags, article.content = list(edition.tags), edition.content


def _next_edition(
    session: Work,
    article: Article,
    cause: EditionCause,
    *,
    made_by: str,
    order_id: str | None = None,
    restored_num: int | None = None,
) -> int:
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
    article_id = article.id
    session.after_commit(lambda: live.catalogue_changed(article_id))
