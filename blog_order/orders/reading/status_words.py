"""Where an order is, in one sentence for its customer."""

from __future__ import annotations

from blog_order.models import CancelReason, Job, JobState, Order, OrderStatus, PaymentState
from blog_order.orders import products

CANCELLED_BECAUSE = {
    CancelReason.EXPIRED: "Cancelled: the payment was not completed and nothing was charged",
    CancelReason.REFUNDED: "Cancelled and refunded",
    CancelReason.REJECTED: "Declined by the editor and refunded",
    CancelReason.DISPUTED: "Stopped because the payment is disputed",
    CancelReason.WITHDRAWN: "You gave this order up before paying; nothing was charged",
}


def status_message(order: Order, job: Job | None) -> str:
    """The sentence; ``job`` is the one that is waiting or running now, if any."""
    match order.status:
        case OrderStatus.AWAITING_PAYMENT if order.payment_state == PaymentState.PENDING:
            return "Your payment is on its way; we start as soon as your bank confirms it"
        case OrderStatus.AWAITING_PAYMENT:
            return "Waiting for your payment"
        case OrderStatus.PROCESSING if job is None or job.state == JobState.WAITING:
            return "Request received: a writer will start in a moment"
        case OrderStatus.PROCESSING if job is not None and job.state == JobState.DELAYED:
            return "The writing service is busy; we try again by ourselves in a moment"
        case OrderStatus.PROCESSING:
            return products.of(order.product).words.status_at(job.step if job else "")
        case OrderStatus.QUALITY_CHECK:
            return "Content ready for review"
        case OrderStatus.ADMIN_REVIEW:
            return "With the editor for review"
        case OrderStatus.COMPLETED:
            return "Published"
        case OrderStatus.FAILED:
            return products.of(order.product).words.failed_status
        case OrderStatus.CANCELLED if order.cancel_reason == CancelReason.SOLD_OUT:
            return products.of(order.product).words.sold_out.status
        case OrderStatus.CANCELLED:
            return CANCELLED_BECAUSE[order.cancel_reason or CancelReason.EXPIRED]
