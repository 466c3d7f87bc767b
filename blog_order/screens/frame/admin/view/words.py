"""What admin pages say: statuses, events and durations in words."""

from __future__ import annotations

import datetime as dt

from blog_order.models import DecisionKind, EmailState, JobState, OrderStatus, PaymentState
from blog_order.orders.events import Event
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
EVENT_WORDS: dict[Event, str] = {
    Event.ORDER_CREATED: "Ordered",
    Event.ORDER_PAID: "Paid",
    Event.PAYMENT_PENDING: "Paid with a method that the bank confirms later",
    Event.PAYMENT_EXPIRED: "Checkout expired without a payment",
    Event.PAYMENT_FAILED: "The bank declined the payment",
    Event.PAYMENT_DISPUTED: "The customer's bank disputes the payment",
    Event.PAYMENT_REFUNDED: "Refunded at Stripe itself",
    Event.VERSION_READY: "A version is ready",
    Event.VERSION_CHOSEN: "Version chosen",
    Event.VERSION_EDITED: "Text edited",
    Event.REVISION_REQUESTED: "Changes requested",
    Event.REVISION_FAILED: "The changes could not be made",
    Event.REVISION_RETRIED: "The changes are tried again",
    Event.ORDER_SUBMITTED: "Sent to the editor",
    Event.SUBMISSION_UNDONE: "Taken back from the editor",
    Event.DECISION_APPROVE: "Approved",
    Event.DECISION_SEND_BACK: "Sent back",
    Event.DECISION_REJECT: "Rejected",
    Event.DECISION_UNDONE: "Decision undone",
    Event.DECISION_NOT_APPLIED: "The decision could not take effect",
    Event.ORDER_SENT_BACK: "Back with the customer",
    Event.ORDER_REJECTED: "Declined, the money goes back",
    Event.ORDER_PUBLISHED: "Published",
    Event.ORDER_FAILED: "Writing failed, for an editor to look at",
    Event.ORDER_RETRIED: "Writing started again",
    Event.WRITING_STOPPED: "Writing stopped",
    Event.ORDER_WITHDRAWN: "Cancelled before paying",
    Event.ORDER_CANCELLED: "Cancelled",
    Event.ARTICLE_CHANGED: "The article was changed where the link stood, so it is worked in anew",
    Event.LINK_WORKED_IN_AGAIN: "The article had changed: the link was worked into its present text",
    Event.LINK_REMOVED: "Its link was taken off the page",
    Event.LINK_RESTORED: "Its link is back on the page",
    Event.SLOT_LOST: "Paid after its place had gone to somebody else",
    Event.REFUND_REQUESTED: "Refund requested",
    Event.REFUND_SUCCEEDED: "Refunded",
    Event.REFUND_REFUSED: "Stripe refused the refund",
    Event.MAIL_RESENT: "Mail sent again",
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
