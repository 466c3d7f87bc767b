"""What can happen to an order, and the line of history that each happening leaves.

Pages have words for each event: ``screens/order/view/history.py`` for the customer, unless it is ``HOUSE_ONLY``, and
``screens/frame/admin/view/words.py`` for admins.
"""

from __future__ import annotations

import enum
from typing import Any

from blog_order import live
from blog_order.database import Work
from blog_order.models import DecisionKind, Order, OrderEvent


class Event(enum.StrEnum):
    """One thing that can happen to an order. The values are kept in the database and never change."""

    ORDER_CREATED = "order.created"
    ORDER_WITHDRAWN = "order.withdrawn"
    """The customer cancelled it before paying."""
    ORDER_PAID = "order.paid"
    ORDER_FAILED = "order.failed"
    """The first version could not be written."""
    ORDER_RETRIED = "order.retried"
    ORDER_SUBMITTED = "order.submitted"
    ORDER_SENT_BACK = "order.sent_back"
    ORDER_REJECTED = "order.rejected"
    ORDER_PUBLISHED = "order.published"
    ORDER_CANCELLED = "order.cancelled"
    """An admin cancelled it."""

    PAYMENT_PENDING = "payment.pending"
    PAYMENT_EXPIRED = "payment.expired"
    PAYMENT_FAILED = "payment.failed"
    PAYMENT_DISPUTED = "payment.disputed"
    PAYMENT_REFUNDED = "payment.refunded"
    """Refunded in Stripe's dashboard, not by us."""
    SLOT_LOST = "slot.lost"
    """Paid after the link slot had been sold to another customer."""

    WRITING_STOPPED = "writing.stopped"
    VERSION_READY = "version.ready"
    VERSION_CHOSEN = "version.chosen"
    """The customer went back to an earlier version."""
    VERSION_EDITED = "version.edited"
    REVISION_REQUESTED = "revision.requested"
    REVISION_FAILED = "revision.failed"
    REVISION_RETRIED = "revision.retried"

    SUBMISSION_UNDONE = "submission.undone"
    DECISION_APPROVE = "decision.approve"
    DECISION_SEND_BACK = "decision.send_back"
    DECISION_REJECT = "decision.reject"
    DECISION_UNDONE = "decision.undone"
    DECISION_NOT_APPLIED = "decision.not_applied"

    ARTICLE_CHANGED = "article.changed"
    """The article of a backlink changed where the link was to go, so the link is written again."""
    LINK_WORKED_IN_AGAIN = "link.worked_in_again"
    """The article of a backlink changed elsewhere, so the link went into its current text."""
    LINK_REMOVED = "link.removed"
    LINK_RESTORED = "link.restored"

    REFUND_REQUESTED = "refund.requested"
    REFUND_SUCCEEDED = "refund.succeeded"
    REFUND_REFUSED = "refund.refused"
    MAIL_RESENT = "mail.resent"


DECIDED = {
    DecisionKind.APPROVE: Event.DECISION_APPROVE,
    DecisionKind.SEND_BACK: Event.DECISION_SEND_BACK,
    DecisionKind.REJECT: Event.DECISION_REJECT,
}
"""The event of each decision."""

HOUSE_ONLY = frozenset({
    *DECIDED.values(),
    Event.DECISION_UNDONE,
    Event.DECISION_NOT_APPLIED,
    Event.WRITING_STOPPED,
    Event.MAIL_RESENT,
})  # fmt: skip
"""Events that customers never see. Above all, an editor's decision is private until it takes effect."""


def event_of(name: str) -> Event | None:
    """Return the event of this name, or None for one that this version of the program does not know."""
    try:
        return Event(name)
    except ValueError:
        return None


def record_event(session: Work, order: Order, event: Event, *, actor: str, **detail: Any) -> None:
    """Write a line of history, and tell the open pages once it is committed.

    Args:
        session: the transaction of the change that the line tells of.
        order: with its status after the event.
        event: what happened.
        actor: an ``Actor``, or an admin's name.
        detail: what else is known of it; must be JSON.
    """
    session.add(OrderEvent(order_id=order.id, actor=actor, what=event, status=order.status, detail=detail))
    session.flush()
    order_id = order.id
    session.after_commit(lambda: live.order_changed(order_id))
