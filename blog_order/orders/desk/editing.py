"""An editor edits an order's text: what there is to edit, and what the quality check says of it as it is typed.

What can be edited of a text is the product's to say. ``edit_saving.py`` saves it.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.database import Work, transaction
from blog_order.models import ArticleVersion, Draft, Job, Order, OrderStatus, PaymentState, Site, utcnow
from blog_order.orders import products
from blog_order.orders.deciding.decision import find_open_decision
from blog_order.orders.facts import OrderFacts, facts_of
from blog_order.orders.numbers import find_by_number
from blog_order.orders.products.editing import Base, Edited, EditedText
from blog_order.orders.reading.undo import undo_until
from blog_order.orders.versions import newest_version


@dataclass(frozen=True)
class Editable(OrderFacts):
    """An order's text to be edited. ``base_num`` is the version it starts from, 0 where no draft became one."""

    number: int
    passage_only: bool
    """A passage of a published article is edited instead of a whole text."""
    base_num: int
    text: EditedText
    refusal: str
    """Why it cannot be edited now; empty when it can."""


def read_editable(number: int) -> Editable:
    """The text of an order as an editor finds it.

    Raises:
        NotFound: no such order.
    """
    with transaction() as session:
        order = find_by_number(session, number)
        site = session.get_one(Site, order.site_id)
        base = base_of(session, order)
        editing = products.of(order.product).editing
        return Editable(
            **facts_of(order, site),
            number=order.number,
            passage_only=editing.passage_only,
            base_num=base.num if isinstance(base, ArticleVersion) else 0,
            text=editing.text_of(base) if base is not None else EditedText(),
            refusal=refusal_of(session, order),
        )


def check_edited(number: int, text: EditedText) -> Edited:
    """What the quality check says of an edited text; the same that decides whether it can be saved.

    Raises:
        NotFound: no such order.
    """
    with transaction() as session:
        order = find_by_number(session, number)
        judge = products.of(order.product).editing.prepare(session, order, base_of(session, order), text.cut())
    return judge()


def base_of(session: Work, order: Order) -> Base | None:
    """What an editor starts from: the version on the desk, else the newest, else the best draft that became none."""
    if order.status == OrderStatus.ADMIN_REVIEW and order.submitted_version_id is not None:
        return session.get_one(ArticleVersion, order.submitted_version_id)
    if (newest := newest_version(session, order.id)) is not None:
        return newest
    return session.exec(
        select(Draft)
        .join(Job, col(Job.id) == col(Draft.job_id))
        .where(Job.order_id == order.id, col(Draft.article)["body"].astext.is_not(None))
        .order_by(
            sa.cast(col(Draft.report)["score"].astext, sa.Float).desc().nulls_last(), col(Draft.created_at).desc()
        )
    ).first()


def refusal_of(session: Work, order: Order) -> str:
    """Why nobody can edit the text of an order now; empty when it can be edited."""
    if order.status == OrderStatus.FAILED:
        return "" if order.payment_state == PaymentState.PAID else "The money for this order is not with us."
    if order.status != OrderStatus.ADMIN_REVIEW or order.submitted_version_id is None:
        return (
            "It is not with an editor: its text can be edited while it lies on the desk, or after the writing failed."
        )
    decision = find_open_decision(session, order.id)
    if decision is not None:
        return f"{decision.editor} has decided this order: undo that first."
    if utcnow() < undo_until(order):
        return "The customer can still take this submission back."
    return ""
