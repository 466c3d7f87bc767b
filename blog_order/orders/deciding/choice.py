"""The customer goes back to an earlier version, which is current from then on; no version is lost by it."""

from __future__ import annotations

from blog_order.database import transaction
from blog_order.orders.events import Event, record_event
from blog_order.orders.lifecycle import Actor, lock_in_review
from blog_order.orders.versions import current_version, numbered_version


def use_version(order_id: str, num: int) -> None:
    """Make a version the current one: it is shown, sent to the editor and revised unless another is named.

    It stays so until the next version is written. Naming the current one changes nothing.

    Raises:
        NotFound: no such order, or it has no version of this number.
        Conflict: the order is not in the customer's review.
    """
    with transaction() as session:
        order = lock_in_review(
            session, order_id, otherwise="You can choose a version while the text waits for your review."
        )
        version, current = numbered_version(session, order.id, num), current_version(session, order)
        if current is not None and version.id == current.id:
            return
        order.chosen_version_id = version.id
        record_event(session, order, Event.VERSION_CHOSEN, actor=Actor.CUSTOMER, version=version.num)
