"""An order that ends before it is published: what waits to be written or decided goes with it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.database import Work
from blog_order.job_kinds import APPLY_DECISION
from blog_order.models import CancelReason, Job, Order, OrderStatus
from blog_order.models.jobs import UNSTARTED_STATES
from blog_order.orders import products
from blog_order.orders.events import Event
from blog_order.orders.lifecycle import Actor, change_status
from blog_order.queue import ledger


def stop_order(session: Work, order: Order, reason: CancelReason, what: Event, *, actor: Actor, who: str = "") -> None:
    """Cancel a locked order and its waiting jobs; a running job finds the order stopped when it ends.

    A decision that was tried before runs once more: it may have published something, and takes it back.

    Args:
        what: the event to record, for example ``Event.PAYMENT_DISPUTED``.
        actor: who may cause it, and with ``who`` an admin by name.

    Raises:
        Conflict: its status can't become CANCELLED.
    """
    untried = sa.and_(col(Job.kind) == APPLY_DECISION, col(Job.fence) == 0)
    waiting = session.exec(
        select(Job.id).where(
            Job.order_id == order.id,
            sa.or_(col(Job.kind).in_(products.content_kinds()), untried),
            col(Job.state).in_(UNSTARTED_STATES),
        )
    ).all()
    for job_id in waiting:
        ledger.cancel(session, job_id)
    change_status(session, order, OrderStatus.CANCELLED, actor=actor, who=who, what=what, cancel_reason=reason)
