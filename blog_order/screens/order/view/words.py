"""What an order page says in each situation: to the reader, about the reader's order."""

from __future__ import annotations

from blog_order.models import CancelReason, JobState, OrderStatus, PaymentState
from blog_order.money import format_money
from blog_order.orders import products
from blog_order.orders.events import Event
from blog_order.orders.products.words import StepWords
from blog_order.orders.reading.order_view import JobView, OrderView
from blog_order.screens.frame.view.tones import Tone
from blog_order.screens.order.view.looks import Arrival
from blog_order.screens.order.view.model import Words
from blog_order.screens.order.view.told import failure_words, has_failed, last_told
from blog_order.screens.order.view.versions import submitted_name


def words_for(order: OrderView, job: JobView | None, arrival: str) -> Words:
    """The headline, what it means, and what happens next.

    Args:
        order: the order.
        job: its content job that is waiting, at work or to be tried again, if there is one.
        arrival: what brought the visitor, one of ``Arrival``.
    """
    match order.status:
        case OrderStatus.AWAITING_PAYMENT:
            return _unpaid(order, arrival)
        case OrderStatus.PROCESSING:
            return _at_work(order, job)
        case OrderStatus.QUALITY_CHECK:
            return _your_turn(order)
        case OrderStatus.ADMIN_REVIEW if order.undo_until is not None:
            return Words(
                Tone.EDITOR,
                "Sent to the editor",
                f"An editor of {order.site_name} reads {submitted_name(order)} before it goes online.",
                "For a moment you can still take it back.",
            )
        case OrderStatus.ADMIN_REVIEW:
            return Words(
                Tone.EDITOR,
                "With the editor",
                f"An editor of {order.site_name} reads {submitted_name(order)} before it goes online.",
                "We write to you as soon as it is published, or if the editor has a question.",
            )
        case OrderStatus.COMPLETED if _link_is_off(order):
            return Words(
                Tone.STOPPED,
                "Your link is off the page",
                f"The publisher of {order.site_name} brought back an earlier text of the article, without your link.",
                f"If you did not expect that, write to us and name {order.number}.",
            )
        case OrderStatus.COMPLETED:
            what = products.of(order.product).words.published
            return Words(Tone.PUBLISHED, "Published", f"{what} is online on {order.site_name}.")
        case OrderStatus.FAILED:
            return Words(
                Tone.STOPPED,
                products.of(order.product).words.failed,
                order.failure_reason or "Something went wrong on our side.",
                "A person has been told and is looking at it now. We write to you with what happens next: another try, "
                f"or your money back. If you write to us, name {order.number}.",
            )
        case OrderStatus.CANCELLED:
            return _cancelled(order)


def _link_is_off(order: OrderView) -> bool:
    """Return True if the published link was last removed (not restored)."""
    return last_told(order, Event.LINK_REMOVED, Event.LINK_RESTORED) == Event.LINK_REMOVED


def _unpaid(order: OrderView, arrival: str) -> Words:
    if order.payment_state == PaymentState.PENDING:
        return Words(
            Tone.WAITING,
            "Your payment is on its way",
            "Your bank confirms this kind of payment later; it can take a few days.",
            "We start writing the moment it is confirmed, and send you a mail.",
        )
    if arrival == Arrival.PAID:
        return Words(
            Tone.WAITING,
            "Confirming your payment",
            "You are back from the payment page, and we are asking Stripe whether the payment went through. "
            "This usually takes a few seconds.",
            "You need not do anything: this page goes on by itself.",
        )
    if arrival == Arrival.PAID_LATE:
        return Words(
            Tone.WAITING,
            "Still confirming your payment",
            "Stripe has not told us yet that the payment went through. Please do not pay again.",
            "This page goes on by itself when it does, and we send you a mail. You can close it.",
        )
    if arrival == Arrival.CANCELLED and order.payment_url:
        return Words(
            Tone.WAITING,
            "Nothing was charged",
            "You left the payment page before paying. Your order is kept, and you can go on where you stopped.",
        )
    if order.payment_url:
        return Words(Tone.WAITING, "Waiting for your payment", "We start writing as soon as it is made.")
    return Words(
        Tone.WAITING,
        "The payment page has closed",
        "Nothing was charged. Order again to get a new payment page.",
    )


def _your_turn(order: OrderView) -> Words:
    ways = "Ask for changes as often as you like, or send it to the editor."
    if has_failed(order) and last_told(order, Event.ORDER_SENT_BACK, Event.REVISION_FAILED) == Event.REVISION_FAILED:
        return Words(
            Tone.YOUR_TURN,
            f"Version {order.versions[-1].num + 1} could not be written",
            failure_words(order),
            "Your versions are as they were. You can ask again, and your notes are kept for that.",
        )
    if order.editor_note:
        return Words(
            Tone.YOUR_TURN,
            "The editor sent it back",
            "Ask for changes that answer the editor's note, or send a version again.",
        )
    shown = f"This is how {order.site_name} will show it, with your link softly marked."
    if order.chosen_num is not None:
        return Words(Tone.YOUR_TURN, f"Version {order.chosen_num} is in use", shown, ways)
    first = products.of(order.product).words.ready
    ready = f"Version {order.versions[-1].num}" if len(order.versions) > 1 else first
    return Words(Tone.YOUR_TURN, f"{ready} is ready to read", shown, ways)


def _at_work(order: OrderView, job: JobView | None) -> Words:
    """While a version is made: the first, or one by the customer's notes, which stand beside."""
    words = products.of(order.product).words
    revision_num = order.versions[-1].num + 1 if order.versions else None
    if job is not None and job.state == JobState.DELAYED:
        return SHORT_WAIT
    if job is None or job.state == JobState.WAITING:
        waiting = words.waiting(revision_num) if revision_num else None
        return _writing(waiting) if waiting else STARTS_SOON
    return _writing(words.at(job.step, revision_num))


def _writing(words: StepWords) -> Words:
    return Words(Tone.WRITING, words.headline, words.text)


STARTS_SOON = Words(Tone.WRITING, "Your order is in", "It is paid, and a writer starts in a moment.")
SHORT_WAIT = Words(
    Tone.WRITING,
    "A short wait",
    "The writing service is busy. We try again by ourselves in a moment; you need not do anything.",
)


def _cancelled(order: OrderView) -> Words:
    money = format_money(order.amount, order.currency)
    back = (
        f"Your {money} is back with your bank; it can take five to ten days until you see it."
        if order.payment_state == PaymentState.REFUNDED
        else f"Your {money} is on its way back to you; it can take five to ten days until you see it."
    )
    match order.cancel_reason:
        case CancelReason.REFUNDED:
            refunded = order.payment_state == PaymentState.REFUNDED
            return Words(
                Tone.WAITING, "Cancelled and refunded" if refunded else "Cancelled, your refund is under way", back
            )
        case CancelReason.REJECTED:
            return Words(
                Tone.WAITING,
                "Declined by the editor",
                f"The editor of {order.site_name} did not take this article. {back}",
                "The mail that we sent you says why.",
            )
        case CancelReason.DISPUTED:
            return Words(
                Tone.WAITING,
                "Stopped: the payment is disputed",
                "Your bank has opened a dispute over this payment, so we have stopped.",
                f"If this is a mistake, tell your bank, and write to us naming {order.number}.",
            )
        case CancelReason.SOLD_OUT:
            words = products.of(order.product).words.sold_out
            return Words(Tone.WAITING, words.headline, f"{words.text} {back}", words.next_text)
        case CancelReason.WITHDRAWN:
            return Words(
                Tone.WAITING,
                "You gave this order up",
                "Its payment page is closed, and nothing was charged.",
                "You can order again at any time.",
            )
        case _:
            return Words(
                Tone.WAITING,
                "This order was not paid",
                "The payment was not completed, and nothing was charged.",
                "You can order again at any time.",
            )
