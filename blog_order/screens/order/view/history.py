"""The history of an order in its reader's words, newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from blog_order.money import format_money
from blog_order.orders.reading.order_view import EventView, OrderView
from blog_order.screens.frame.view.moments import moment
from blog_order.screens.order.view.review_views import HistoryLine

LONGEST_TEXT = 400
"""Characters of a note; all of it stands with its version."""

Tell = Callable[[OrderView, EventView], tuple[str, str]]


def history_of(order: OrderView, now: dt.datetime) -> list[HistoryLine]:
    """What happened. Events that we have no words for are nothing for customers."""
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


TOLD: dict[str, Tell] = {
    "order.created": _plain("Ordered"),
    "payment.pending": _plain("Payment on its way", "The bank confirms it later."),
    "payment.failed": _plain("The payment failed", "Nothing was charged."),
    "payment.expired": _plain("The payment page closed", "Nothing was charged."),
    "payment.disputed": _plain("The bank disputes the payment", "We have stopped."),
    "payment.refunded": _plain("The payment was given back"),
    "order.paid": _money("Paid"),
    "version.ready": _of_version("Version {} is ready"),
    "version.chosen": _of_version("You went back to version {}"),
    "version.edited": lambda _order, event: (
        f"The editor edited the text: version {event.detail.get('version', '')}",
        str(event.detail.get("note", "")),
    ),
    "revision.requested": _with("You asked for changes", "notes"),
    "revision.failed": _with("The changes could not be written", "reason"),
    "order.submitted": _of_version("You sent version {} to the editor"),
    "submission.undone": _plain("You took it back"),
    "order.sent_back": _with("The editor sent it back", "note"),
    "order.published": _plain("Published"),
    "link.removed": _plain("Your link was taken off the page", "The publisher brought back an earlier text."),
    "link.restored": _plain("Your link is back on the page"),
    "order.rejected": _with("The editor declined it", "note"),
    "order.failed": _plain("The article could not be written", "A person looks at it."),
    "order.retried": _plain("We try again"),
    "revision.retried": _plain("We try the changes again"),
    "order.cancelled": _plain("Cancelled"),
    "refund.requested": _money("Your money is on its way back"),
    "refund.succeeded": _money("Your money is back with your bank"),
    "refund.refused": _plain("The refund did not go through", "A person looks at it."),
}
