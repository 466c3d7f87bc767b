"""Where an order is, in one sentence for its customer."""

from __future__ import annotations

from blog_order.models import CancelReason, Job, JobState, Order, OrderStatus, PaymentState, Product

WORKING_ON = {
    Product.ARTICLE: {
        "preparing": "We are reading your brief and the site's articles",
        "writing": "Your article is being written",
        "checking": "We are checking the text and your link",
        "saving": "We are saving your article",
    },
    Product.BACKLINK: {
        "preparing": "We are reading the published article",
        "writing": "Your link is being worked into the article",
        "checking": "We are checking your link, and that nothing else changed",
        "saving": "We are saving the new version",
    },
}
NOT_FINISHED = {
    Product.ARTICLE: "We could not finish your article; a person is looking at it",
    Product.BACKLINK: "We could not place your link; a person is looking at it",
}
CANCELLED_BECAUSE = {
    CancelReason.EXPIRED: "Cancelled: the payment was not completed and nothing was charged",
    CancelReason.REFUNDED: "Cancelled and refunded",
    CancelReason.REJECTED: "Declined by the editor and refunded",
    CancelReason.DISPUTED: "Stopped because the payment is disputed",
    CancelReason.WITHDRAWN: "You gave this order up before paying; nothing was charged",
    CancelReason.SOLD_OUT: "Cancelled: the place was taken before your payment arrived. You get your money back",
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
            words = WORKING_ON[order.product]
            return words.get(job.step if job else "", words["writing"])
        case OrderStatus.QUALITY_CHECK:
            return "Content ready for review"
        case OrderStatus.ADMIN_REVIEW:
            return "With the editor for review"
        case OrderStatus.COMPLETED:
            return "Published"
        case OrderStatus.FAILED:
            return NOT_FINISHED[order.product]
        case OrderStatus.CANCELLED:
            return CANCELLED_BECAUSE[order.cancel_reason or CancelReason.EXPIRED]
