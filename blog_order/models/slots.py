"""Link slots of published articles, and which orders claim them: stock that can be sold once."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, text
from sqlmodel import Field, SQLModel

from blog_order.models.columns import enum_check, enum_field, new_id, text_field, time_field


class SlotState(enum.StrEnum):
    """What a claim on a slot is worth: held while its payment is open, sold once paid, released when it is over."""

    HELD = "held"
    SOLD = "sold"
    RELEASED = "released"


class SlotClaim(SQLModel, table=True):
    """An order's claim on one of an article's link slots (``num`` from 1 to ``Article.paid_links``).

    The partial unique indexes are the rule that no slot is sold twice: at most one claim a slot that is not released,
    at most one open hold an e-mail address and article. ``orders/link_slots.py`` alone writes here.
    """

    __tablename__ = "slot_claim"
    __table_args__ = (
        enum_check("state", SlotState),
        CheckConstraint("num > 0", name="num"),
        CheckConstraint("(state = 'released') = (ended_at IS NOT NULL)", name="released_has_end"),
        Index("uq_slot_claim_taken", "article_id", "num", unique=True, postgresql_where=text("state <> 'released'")),
        Index("uq_slot_claim_hold", "article_id", "email", unique=True, postgresql_where=text("state = 'held'")),
        Index("ix_slot_claim_held_until", "held_until", postgresql_where=text("state = 'held'")),
        Index("uq_slot_claim_order", "order_id", unique=True, postgresql_where=text("state <> 'released'")),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    article_id: str = Field(sa_column=Column(ForeignKey("article.id", ondelete="CASCADE"), nullable=False, index=True))
    num: int
    order_id: str = Field(foreign_key="order.id", index=True)
    email: str = text_field(None)
    """In lower case: two spellings are one customer."""
    state: SlotState = enum_field(SlotState, SlotState.HELD)
    held_until: dt.datetime | None = time_field()
    """When a hold ends; empty while a bank's answer is awaited, which may take days, and once sold."""
    created_at: dt.datetime = time_field(default_now=True)
    ended_at: dt.datetime | None = time_field()
    ended_why: str = text_field()
