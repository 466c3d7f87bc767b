"""What SendGrid tells of our mails later. A mail that never reached its customer is told to the admin, once."""

from __future__ import annotations

from typing import Any

from blog_order.content.cleaning import clean_text
from blog_order.database import Work, transaction
from blog_order.models import Email, Order
from blog_order.orders.notices import alert_admin

TOLD = ("delivered", "bounce", "dropped")
"""The events we keep; a later one replaces an earlier one, but a bounce is never forgotten."""
LOST = ("bounce", "dropped")


def apply_mail_events(events: list[dict[str, Any]]) -> int:
    """Note each event with its mail (known by the ``email_id`` that we sent along); returns how many were ours."""
    applied = 0
    for event in events:
        kind, email_id = event.get("event"), event.get("email_id")
        if kind not in TOLD:
            continue
        with transaction() as session:
            email = session.find(Email, email_id, for_update=True)
            if email is None:
                continue
            applied += 1
            if email.delivery in LOST:
                continue
            email.delivery = str(kind)
            if kind in LOST:
                _tell_admin(session, email, clean_text(str(event.get("reason", ""))))
    return applied


def _tell_admin(session: Work, email: Email, reason: str) -> None:
    order = session.get(Order, email.order_id) if email.order_id else None
    if order is None or email.recipient != order.email:
        return  # an admin's own mailbox: another mail would not get there either
    detail = f"mail {email.kind}, SendGrid says: {reason[:500]}"
    alert_admin(session, order, f"mail-{email.id}", "A mail did not reach its customer.", detail)
