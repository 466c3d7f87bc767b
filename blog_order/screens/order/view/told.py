"""What the history of an order says about its versions."""

from __future__ import annotations

from blog_order.orders.events import Event
from blog_order.orders.reading.order_view import OrderView


def taken_notes(order: OrderView) -> str:
    """The notes of the last request for changes."""
    asked = next((event for event in reversed(order.events) if event.what == Event.REVISION_REQUESTED), None)
    return str(asked.detail.get("notes", "")) if asked else ""


def has_failed(order: OrderView) -> bool:
    """The last revision could not be written, and none has been since."""
    return last_told(order, Event.VERSION_READY, Event.REVISION_FAILED) == Event.REVISION_FAILED


def last_told(order: OrderView, *events: Event) -> Event | None:
    """Return the latest of these events; None when there was none."""
    return next((event.what for event in reversed(order.events) if event.what in events), None)


def failure_words(order: OrderView) -> str:
    """Why the last revision could not be written."""
    failed = next((event for event in reversed(order.events) if event.what == Event.REVISION_FAILED), None)
    return str(failed.detail.get("reason", "")) if failed else ""
