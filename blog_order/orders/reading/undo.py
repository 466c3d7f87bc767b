"""How long a customer can take a submission back."""

from __future__ import annotations

import datetime as dt

from blog_order.models import Order
from blog_order.settings import get_settings


def undo_until(order: Order) -> dt.datetime:
    """Until when a submission can be taken back; in the past for an order that was not submitted."""
    start = order.submitted_at or dt.datetime.min.replace(tzinfo=dt.UTC)
    return start + dt.timedelta(seconds=get_settings().submit_undo_seconds)
