"""After the text is ready: the customer's wishes, the editors' decisions, money given back."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from blog_order.models.columns import enum_check, enum_field, new_id, text_field, time_field
from blog_order.models.orders import CancelReason


class Revision(SQLModel, table=True):
    """One request for changes; its job makes a new version from ``base_id``."""

    id: str = Field(default_factory=new_id, primary_key=True)
    order_id: str = Field(foreign_key="order.id", index=True)
    base_id: str = Field(foreign_key="article_version.id")
    job_id: str = Field(foreign_key="job.id", unique=True)
    notes: str = text_field(None)
    created_at: dt.datetime = time_field(default_now=True)


class DecisionKind(enum.StrEnum):
    """What an editor can decide."""

    APPROVE = "approve"
    SEND_BACK = "send_back"
    REJECT = "reject"


class Decision(SQLModel, table=True):
    """An editor's decision on a submitted version. It takes effect at ``effective_at`` unless it is undone before.

    The partial unique index is what keeps two editors from deciding one order twice.
    """

    __table_args__ = (
        enum_check("kind", DecisionKind),
        Index(
            "uq_decision_open",
            "order_id",
            unique=True,
            postgresql_where=text("undone_at IS NULL AND applied_at IS NULL"),
        ),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    order_id: str = Field(foreign_key="order.id", index=True)
    version_id: str = Field(foreign_key="article_version.id")
    job_id: str = Field(foreign_key="job.id", unique=True)
    kind: DecisionKind = enum_field(DecisionKind)
    editor: str = text_field(None)
    """The admin's name."""
    note: str = text_field()
    decided_at: dt.datetime = time_field(default_now=True)
    effective_at: dt.datetime = time_field(nullable=False)
    undone_at: dt.datetime | None = time_field()
    applied_at: dt.datetime | None = time_field()
    trouble: str = text_field()
    """Why it could not be applied, for the editors."""


class RefundState(enum.StrEnum):
    """What Stripe says of a refund."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    REFUSED = "refused"


class Refund(SQLModel, table=True):
    """Money on its way back. ``amount`` is in minor units; the id makes Stripe's idempotency key."""

    __table_args__ = (
        enum_check("state", RefundState),
        enum_check("cause", CancelReason),
        Index("uq_refund_open", "order_id", unique=True, postgresql_where=text("state <> 'refused'")),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    order_id: str = Field(foreign_key="order.id", index=True)
    amount: int
    currency: str = text_field(None)
    cause: CancelReason = enum_field(CancelReason)
    requested_by: str = text_field(None)
    reason: str = text_field()
    """Plain words for the customer."""
    state: RefundState = enum_field(RefundState, RefundState.PENDING)
    stripe_refund_id: str | None = Field(default=None, unique=True)
    trouble: str = text_field()
    """Stripe's own words when it refused, for the admins."""
    created_at: dt.datetime = time_field(default_now=True)
    settled_at: dt.datetime | None = time_field()
