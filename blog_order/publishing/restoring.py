"""Restores an edition of an article at its place of publication."""

from __future__ import annotations

from collections.abc import Collection

from blog_order.catalogue.restoring import restore_edition
from blog_order.database import transaction
from blog_order.publishing.publication import page_of
from blog_order.publishing.syncing import sync_later


def restore_article(article_id: str, num: int, *, instead_of: int, editor: str, aware_of: Collection[str] = ()) -> int:
    """Restore an edition of an article, as a new one at the same URL; returns its number.

    A place that is a server of its own follows by a job, after the commit.

    Args and errors as :func:`~blog_order.catalogue.restoring.restore_edition`.
    """
    with transaction() as session:
        article = restore_edition(session, article_id, num, instead_of=instead_of, editor=editor, aware_of=aware_of)
        sync_later(session, page_of(article))
        return article.edition
