"""How many link slots of an article are free, as SQL. Orders claim them (orders/link_slots.py)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped
from sqlmodel import col

from blog_order.models import SlotClaim, SlotState


def free_slots(article_id: Mapped[str], paid_links: Mapped[int]) -> sa.ColumnElement[int]:
    """SQL: how many paid links an article can still take."""
    taken = (
        sa.select(sa.func.count())
        .where(col(SlotClaim.article_id) == article_id, col(SlotClaim.state) != SlotState.RELEASED)
        .scalar_subquery()
    )
    return sa.func.greatest(paid_links - taken, 0)
