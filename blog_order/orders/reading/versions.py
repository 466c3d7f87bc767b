"""An order's versions, read for its customer: all of them in a line each, or one in full.

Customers and their pages name versions by number within the order, so that no request can reach another order's text.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from blog_order.catalogue.editions import read_edition
from blog_order.database import Work, transaction
from blog_order.errors import NotFound
from blog_order.models import Article, ArticleVersion, Order
from blog_order.orders.versions import newest_version, numbered_version, possible_num


@dataclass(frozen=True)
class VersionView:
    """One version of the content, as Markdown without its title."""

    id: str
    num: int
    title: str
    meta_description: str
    content: str
    qc_status: str
    qc_report: dict[str, Any]
    notes: str
    created_at: dt.datetime
    not_followed: list[dict[str, str]] = field(default_factory=list)
    """Wishes of the customer that the writer did not follow: ``note`` and ``reason``."""
    placement: dict[str, str] = field(default_factory=dict)
    """For a backlink: the ``passage`` of the published article and its ``replacement`` with the link."""
    edition: int | None = None
    """For a backlink: the edition of the article that it was worked into."""
    author: str = "model"
    """``model``, or ``editor`` for a text that an editor wrote or changed."""


@dataclass(frozen=True)
class PublishedText:
    """The published article that a backlink's version was worked into, as it was then."""

    title: str
    content: str
    """Markdown without the title."""
    current: bool
    """Whether the article is still the same on the blog."""


@dataclass(frozen=True)
class VersionLine:
    """A version without its text: ``checks_passed`` of ``checks`` in its quality report."""

    num: int
    notes: str
    checks: int
    checks_passed: int
    created_at: dt.datetime
    author: str = "model"


def list_versions(session: Work, order_id: str) -> list[VersionLine]:
    """All versions of an order, oldest first; their texts stay in the database."""
    checks = sa.func.jsonb_path_query_array(col(ArticleVersion.qc_report), sa.text("'$.checks[*]'"))
    passed = sa.func.jsonb_path_query_array(
        col(ArticleVersion.qc_report), sa.text("'$.checks[*] ? (@.passed == true)'")
    )
    rows = session.execute(
        sa.select(
            col(ArticleVersion.num),
            col(ArticleVersion.notes),
            sa.func.jsonb_array_length(checks),
            sa.func.jsonb_array_length(passed),
            col(ArticleVersion.created_at),
            col(ArticleVersion.author),
        )
        .where(col(ArticleVersion.order_id) == order_id)
        .order_by(col(ArticleVersion.num))
    )
    return [VersionLine(*row) for row in rows]


def latest_view(session: Work, order_id: str) -> VersionView | None:
    """The newest version in full."""
    row = newest_version(session, order_id)
    return view_of(row) if row else None


def read_version(order_id: str, num: int) -> VersionView:
    """One version of an order, by its number.

    Raises:
        NotFound: the order has no version of this number.
    """
    with transaction() as session:
        return view_of(numbered_version(session, order_id, num))


def read_edition_before(order_id: str, num: int) -> PublishedText | None:
    """The edition that a backlink's version was worked into, to compare the version with.

    None when there is no such version, it isn't a backlink's, or that edition was withdrawn since.
    """
    with transaction() as session:
        row = session.execute(
            sa.select(col(Order.article_id), col(ArticleVersion.edition), col(Article.edition))
            .join_from(ArticleVersion, Order, col(Order.id) == col(ArticleVersion.order_id))
            .join(Article, col(Article.id) == col(Order.article_id))
            .where(col(Order.id) == order_id, col(ArticleVersion.num) == possible_num(num))
        ).one_or_none()
        if row is None or row[1] is None:
            return None
        article_id, edition_num, current_num = row
        try:
            edition = read_edition(session, article_id, edition_num)
        except NotFound:
            return None
        return PublishedText(edition.title, edition.content, current=edition_num == current_num)


def view_of(row: ArticleVersion) -> VersionView:
    """What a customer may see of a version."""
    return VersionView(
        id=row.id,
        num=row.num,
        title=row.title,
        meta_description=row.meta_description,
        content=row.content,
        qc_status=row.qc_status,
        qc_report=row.qc_report,
        notes=row.notes,
        created_at=row.created_at,
        not_followed=row.not_followed,
        placement=row.placement,
        edition=row.edition,
        author=row.author,
    )
