"""The rows of an order's versions: found, counted and added. What people read of them is in ``reading/versions.py``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.content.prompting.brief import Brief
from blog_order.database import Work
from blog_order.errors import NotFound
from blog_order.models import ArticleVersion, Order

HIGHEST_NUM = 100_000
"""No order has this many versions; the database isn't asked for a greater number."""


def versions_of(session: Work, order_id: str) -> list[ArticleVersion]:
    """All versions of an order, oldest first."""
    return list(
        session.exec(
            select(ArticleVersion).where(ArticleVersion.order_id == order_id).order_by(col(ArticleVersion.num))
        )
    )


def newest_version(session: Work, order_id: str) -> ArticleVersion | None:
    """The version with the highest number; None before the first one."""
    return session.exec(
        select(ArticleVersion).where(ArticleVersion.order_id == order_id).order_by(col(ArticleVersion.num).desc())
    ).first()


def current_version(session: Work, order: Order) -> ArticleVersion | None:
    """The version that a revision starts from: the one that the customer went back to, or the newest."""
    if order.chosen_version_id is not None:
        return session.get_one(ArticleVersion, order.chosen_version_id)
    return newest_version(session, order.id)


def numbered_version(session: Work, order_id: str, num: int) -> ArticleVersion:
    """The version of this number.

    Raises:
        NotFound: the order has no version of this number.
    """
    row = session.exec(
        select(ArticleVersion).where(ArticleVersion.order_id == order_id, ArticleVersion.num == possible_num(num))
    ).one_or_none()
    if row is None:
        raise NotFound("This order has no such version.")
    return row


def possible_num(num: int) -> int:
    """``num`` within the range that the column can hold."""
    return min(max(num, 0), HIGHEST_NUM)


def add_version(
    session: Work, order: Order, article: Mapping[str, Any], report: dict[str, Any], brief: Brief, **origin: Any
) -> ArticleVersion:
    """Add the next version of a locked order, which becomes the current one.

    Args:
        session: the transaction in which the order was locked.
        order: the order.
        article: the fields of a ``WrittenArticle``.
        report: the fields of its ``QualityReport``.
        brief: what it was written from.
        origin: the other columns: who wrote it, from which base, with what effort.
    """
    last = session.exec(select(sa.func.max(ArticleVersion.num)).where(ArticleVersion.order_id == order.id)).one()
    version = ArticleVersion(
        order_id=order.id,
        num=(last or 0) + 1,
        title=article["title"],
        slug=article["slug"],
        meta_description=article["meta_description"],
        tags=article["tags"],
        content=article["body"],
        not_followed=article["not_followed"],
        qc_status="passed" if report["passed"] else "failed",
        qc_report=report,
        brief=brief.model_dump(mode="json"),
        **origin,
    )
    session.add(version)
    session.flush()
    order.chosen_version_id = None
    return version
