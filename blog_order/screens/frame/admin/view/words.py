"""What admin pages say: statuses, events and durations in words."""

from __future__ import annotations

import datetime as dt

from blog_order.models import DecisionKind, EmailState, JobState, OrderStatus, PaymentState
from blog_order.screens.frame.view.tones import Tone

STATUS_WORDS = {
    OrderStatus.AWAITING_PAYMENT: "Awaiting payment",
    OrderStatus.PROCESSING: "Writing",
    OrderStatus.QUALITY_CHECK: "With the customer",
    OrderStatus.ADMIN_REVIEW: "With the editor",
    OrderStatus.COMPLETED: "Published",
    OrderStatus.FAILED: "Needs attention",
    OrderStatus.CANCELLED: "Cancelled",
}
STATUS_TONES = {
    OrderStatus.AWAITING_PAYMENT: Tone.WAITING,
    OrderStatus.PROCESSING: Tone.WRITING,
    OrderStatus.QUALITY_CHECK: Tone.YOUR_TURN,
    OrderStatus.ADMIN_REVIEW: Tone.EDITOR,
    OrderStatus.COMPLETED: Tone.PUBLISHED,
    OrderStatus.FAILED: Tone.STOPPED,
    OrderStatus.CANCELLED: Tone.WAITING,
}
PAYMENT_WORDS = {
    PaymentState.UNPAID: "Not paid",
    PaymentState.PENDING: "Payment pending",
    PaymentState.PAID: "Paid",
    PaymentState.REFUND_PENDING: "Refund pending",
    PaymentState.REFUNDED: "Refunded",
    PaymentState.DISPUTED: "Disputed",
}
DECISION_WORDS = {
    DecisionKind.APPROVE: "approved",
    DecisionKind.SEND_BACK: "sent back",
    DecisionKind.REJECT: "rejected",
}
JOB_STATE_WORDS = {
    JobState.WAITING: "Waiting",
    JobState.ACTIVE: "Running",
    JobState.DELAYED: "Waiting for its time",
    JobState.COMPLETED: "Done",
    JobState.FAILED: "Failed",
    JobState.CANCELLED: "Cancelled",
}
MAIL_STATE_WORDS = {
    EmailState.QUEUED: "Waiting to be sent",
    EmailState.SENT: "Sent",
    EmailState.FAILED: "Not sent",
    EmailState.WITHDRAWN: "Withdrawn",
}
EVENT_WORDS = {
    "order.created": "Ordered",
    "order.paid": "Paid",
    "payment.pending": "Paid with a method that the bank confirms later",
    "payment.disputed": "The customer's bank disputes the payment",
    "payment.refunded": "Refunded at Stripe itself",
    "version.ready": "A version is ready",
    "version.edited": "Text edited",
    "revision.requested": "Changes requested",
    "revision.failed": "The changes could not be made",
    "revision.retried": "The changes are tried again",
    "order.submitted": "Sent to the editor",
    "submission.undone": "Taken back from the editor",
    "decision.approve": "Approved",
    "decision.send_back": "Sent back",
    "decision.reject": "Rejected",
    "decision.undone": "Decision undone",
    "decision.not_applied": "The decision could not take effect",
    "order.sent_back": "Back with the customer",
    "order.rejected": "Declined, the money goes back",
    "order.published": "Published",
    "order.failed": "Writing failed, for an editor to look at",
    "order.retried": "Writing started again",
    "writing.stopped": "Writing stopped",
    "order.cancelled": "Cancelled",
    "order.expired": "Not paid in time",
    "article.changed": "The article was changed where the link stood, so it is worked in anew",
    "link.worked_in_again": "The article had changed: the link was worked into its present text",
    "link.removed": "Its link was taken off the page",
    "link.restored": "Its link is back on the page",
    "slot.lost": "Paid after its place had gone to somebody else",
    "refund.requested": "Refund requested",
    "refund.succeeded": "Refunded",
    "refund.refused": "Stripe refused the refund",
    "mail.resent": "Mail sent again",
}
ACTORS = {"customer": "the customer", "stripe": "Stripe", "worker": "", "editor": "an admin"}


def mail_words(kind: str) -> str:
    """The kind of a mail for people: content_ready becomes "content ready"."""
    return kind.replace("_", " ")


def age(since: dt.datetime | None, now: dt.datetime) -> str:
    """How long ago, shortly: now, 12 min, 3 h, 2 d."""
    if since is None:
        return ""
    minutes = int((now - since).total_seconds() // 60)
    if minutes < 1:
        return "now"
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // (24 * 60)} d"
