"""Restores an edition of a published article, as a new one; says first what that does to paid links."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from blog_order.catalogue.editions import copy_edition, lock_article, next_edition, read_edition
from blog_order.catalogue.link_changes import ChangedLink, LinkChange, link_owner
from blog_order.catalogue.paid_links import PaidLink, links_in, paid_links
from blog_order.database import Work
from blog_order.errors import Conflict
from blog_order.logs import get_logger
from blog_order.models import Article, EditionCause

log = get_logger(__name__)


@dataclass(frozen=True)
class Restoring:
    """What restoring an edition would do. ``current_num`` is the edition it would replace."""

    current_num: int
    removed: tuple[PaidLink, ...]
    added: tuple[PaidLink, ...]
    kept: tuple[PaidLink, ...]
    link_slots: int
    """How many paid links the article may carry."""

    @property
    def too_many(self) -> bool:
        """Whether the page would carry more paid links than it may."""
        return len(self.added) + len(self.kept) > self.link_slots


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
        link_slots=article.paid_links,
    )


def restore_edition(
    session: Work, article_id: str, num: int, *, instead_of: int, editor: str, aware_of: Collection[str] = ()
) -> Article:
    """Make an edition the article's text again, as a new edition in the record; the caller tells the article's place.

    Whoever sold the links that go or come back is told in this transaction (link_changes.py).

    Args:
        session: the transaction.
        article_id: of the article.
        num: the edition to restore.
        instead_of: the edition that the editor was shown as the current one.
        editor: the admin's name.
        aware_of: public numbers of the paid orders that the editor knows will lose their link.

    Returns:
        The article, locked, at its new edition.

    Raises:
        NotFound: no such edition.
        Conflict: the article is not at ``instead_of`` any more, or a paid link would go that is not in ``aware_of``.
    """
    owner = link_owner()
    restoring = preview_restore(session, article_id, num)
    changes = [
        *((link.order_id, LinkChange.REMOVED) for link in restoring.removed),
        *((link.order_id, LinkChange.RESTORED) for link in restoring.added),
    ]
    owner.lock(session, sorted(order_id for order_id, _ in changes))
    article = lock_article(session, article_id)
    if article.edition != instead_of or restoring.current_num != instead_of:
        raise Conflict("The article has changed since you looked. Look at it again first.", code="changed")
    if num == article.edition:
        raise Conflict("This edition is the one on the blog.", code="current")
    if unsaid := [link.number for link in restoring.removed if link.paid and link.number not in aware_of]:
        raise Conflict(
            f"This takes off the paid link of {', '.join(unsaid)}. Confirm that you know it.", code="paid_link"
        )
    copy_edition(article, read_edition(session, article_id, num))
    made = next_edition(session, article, EditionCause.RESTORED, made_by=editor, restored_num=num)
    for order_id, change in changes:
        owner.changed(session, ChangedLink(order_id, change, edition=made, restored=num, editor=editor))
    log.info("edition.restored", article=article.slug, edition=made, restored=num, by=editor)
    return article
