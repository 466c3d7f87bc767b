"""The history of an order in its reader's words, newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from blog_order.money import format_money
from blog_order.orders.events import Event
from blog_order.orders.reading.order_view import EventView, OrderView
from blog_order.screens.frame.view.moments import moment
from blog_order.screens.order.view.model import HistoryLine

LONGEST_TEXT = 400
"""Characters of a note; all of it stands with its version."""

Tell = Callable[[OrderView, EventView], tuple[str, str]]


def history_of(order: OrderView, now: dt.datetime) -> list[HistoryLine]:
    """What happened. House-only events have no words for customers."""
    lines = []
    for event in reversed(order.events):
        if (tell := TOLD.get(event.what)) is not None:
            title, text = tell(order, event)
            lines.append(HistoryLine(moment(event.at, now), title, clipped(text)))
    return lines


def clipped(text: str) -> str:
    """The beginning of a long text."""
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 2].rstrip() + " …"


def _plain(title: str, text: str = "") -> Tell:
    return lambda _order, _event: (title, text)


def _with(title: str, field: str) -> Tell:
    """Its text is in the event's detail."""
    return lambda _order, event: (title, str(event.detail.get(field, "")))


def _of_version(title: str) -> Tell:
    return lambda _order, event: (title.format(event.detail.get("version", "")), "")


def _money(title: str) -> Tell:
    return lambda order, event: (title, format_money(int(event.detail.get("amount") or order.amount), order.currency))


TOLD: dict[Event, Tell] = {
    Event.ORDER_CREATED: _plain("Ordered"),
    Event.PAYMENT_PENDING: _plain("Payment on its way", "The bank confirms it later."),
    Event.PAYMENT_FAILED: _plain("The payment failed", "Nothing was charged."),
    Event.PAYMENT_EXPIRED: _plain("The payment page closed", "Nothing was charged."),
    Event.PAYMENT_DISPUTED: _plain("The bank disputes the payment", "We have stopped."),
    Event.PAYMENT_REFUNDED: _plain("The payment was given back"),
    Event.ORDER_WITHDRAWN: _plain("Order cancelled", "You weren't charged."),
    Event.SLOT_LOST: _plain("The spot was sold before your payment arrived", "We're refunding the full amount."),
    Event.ORDER_PAID: _money("Paid"),
    Event.VERSION_READY: _of_version("Version {} is ready"),
    Event.VERSION_CHOSEN: _of_version("You went back to version {}"),
    Event.VERSION_EDITED: lambda _order, event: (
        f"The editor edited the text: version {event.detail.get('version', '')}",
        str(event.detail.get("note", "")),
    ),
    Event.REVISION_REQUESTED: _with("You asked for changes", "notes"),
    Event.REVISION_FAILED: _with("The changes could not be written", "reason"),
    Event.ORDER_SUBMITTED: _of_version("You sent version {} to the editor"),
    Event.SUBMISSION_UNDONE: _plain("You took it back"),
    Event.ORDER_SENT_BACK: _with("The editor sent it back", "note"),
    Event.ARTICLE_CHANGED: _plain(
        "The article changed, so we're placing your link again", "You'll review the new version before it's published."
    ),
    Event.LINK_WORKED_IN_AGAIN: _plain("The article changed, so we placed your link in its current text"),
    Event.ORDER_PUBLISHED: _plain("Published"),
    Event.LINK_REMOVED: _plain("Your link was taken off the page", "The publisher brought back an earlier text."),
    Event.LINK_RESTORED: _plain("Your link is back on the page"),
    Event.ORDER_REJECTED: _with("The editor declined it", "note"),
    Event.ORDER_FAILED: _plain("The article could not be written", "A person looks at it."),
    Event.ORDER_RETRIED: _plain("We try again"),
    Event.REVISION_RETRIED: _plain("We try the changes again"),
    Event.ORDER_CANCELLED: _plain("Cancelled"),
    Event.REFUND_REQUESTED: _money("Your money is on its way back"),
    Event.REFUND_SUCCEEDED: _money("Your money is back with your bank"),
    Event.REFUND_REFUSED: _plain("The refund did not go through", "A person looks at it."),
}
