"""An order, its checkouts, its history, and Stripe's events as they came in."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Sequence, text
from sqlmodel import Field, SQLModel

from blog_order.models.columns import enum_check, enum_field, json_field, new_id, text_field, time_field
from blog_order.models.numbers import public_number


class Product(enum.StrEnum):
    """What a customer can buy."""

    ARTICLE = "article"
    BACKLINK = "backlink"


class OrderStatus(enum.StrEnum):
    """Where an order is; only ``orders/lifecycle.py`` changes it."""

    AWAITING_PAYMENT = "AWAITING_PAYMENT"
    PROCESSING = "PROCESSING"
    QUALITY_CHECK = "QUALITY_CHECK"
    ADMIN_REVIEW = "ADMIN_REVIEW"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class PaymentState(enum.StrEnum):
    """What is known of the money, beside the status."""

    UNPAID = "unpaid"
    PENDING = "pending"
    PAID = "paid"
    REFUND_PENDING = "refund_pending"
    REFUNDED = "refunded"
    DISPUTED = "disputed"


class CancelReason(enum.StrEnum):
    """Why an order is CANCELLED."""

    EXPIRED = "expired"
    REFUNDED = "refunded"
    REJECTED = "rejected"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"
    """The customer gave it up before paying."""
    SOLD_OUT = "sold_out"
    """The payment came after the place for the link had gone to somebody else; it is given back."""


class CheckoutState(enum.StrEnum):
    """What became of one Stripe Checkout session."""

    OPEN = "open"
    COMPLETED = "completed"
    EXPIRED = "expired"


order_number = Sequence("order_number", start=1042)
"""Public order numbers (BO-1042): safe in logs and mail subjects, where the id, the customer's key, is not."""


class Order(SQLModel, table=True):
    """What a customer ordered, and where it stands. ``id`` is the customer's key: never log it."""

    __table_args__ = (
        enum_check("product", Product),
        enum_check("status", OrderStatus),
        enum_check("payment_state", PaymentState),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("(product = 'backlink') = (article_id IS NOT NULL)", name="backlink_has_article"),
        CheckConstraint("(status = 'CANCELLED') = (cancel_reason IS NOT NULL)", name="cancelled_has_reason"),
        enum_check("cancel_reason", CancelReason),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    number: int = Field(
        default=None, sa_column=Column(Integer, order_number, server_default=order_number.next_value(), unique=True)
    )
    product: Product = enum_field(Product)
    site_id: str = Field(foreign_key="site.id", index=True)
    article_id: str | None = Field(default=None, foreign_key="article.id", index=True)
    """The published article that a backlink goes into."""
    email: str = Field(index=True)
    topic: str = text_field()
    niche: str = text_field()
    keyword: str = text_field()
    target_url: str = text_field(None)
    anchor_text: str = text_field(None)
    notes: str = text_field()
    amount: int
    """Minor units of ``currency``, as shown when the order was made."""
    currency: str = text_field(None)
    status: OrderStatus = enum_field(OrderStatus, OrderStatus.AWAITING_PAYMENT, index=True)
    payment_state: PaymentState = enum_field(PaymentState, PaymentState.UNPAID)
    cancel_reason: CancelReason | None = enum_field(CancelReason, nullable=True)
    failure_reason: str = text_field()
    """Plain words for the customer when the status is FAILED."""
    request_key: str | None = Field(default=None, unique=True)
    """The caller's idempotency key: a repeated request finds the order it made."""
    payment_intent: str | None = Field(default=None, index=True)
    published_url: str | None = None
    submitted_version_id: str | None = Field(
        default=None,
        sa_column=Column(ForeignKey("article_version.id", use_alter=True, name="fk_order_submitted_version")),
    )
    submitted_at: dt.datetime | None = time_field(index=True)
    chosen_version_id: str | None = Field(
        default=None,
        sa_column=Column(ForeignKey("article_version.id", use_alter=True, name="fk_order_chosen_version")),
    )
    """An earlier version that the customer went back to; None for the newest."""
    editor_note: str = text_field()
    """What the editor wrote when the order was last sent back; shown to the customer."""
    created_at: dt.datetime = time_field(default_now=True, index=True)
    paid_at: dt.datetime | None = time_field()
    completed_at: dt.datetime | None = time_field()

    @property
    def public_number(self) -> str:
        """The number people see and say: BO-1042."""
        return public_number(self.number)


class Checkout(SQLModel, table=True):
    """One Stripe Checkout session opened for an order. ``id`` is ours and travels in the success address."""

    __table_args__ = (enum_check("state", CheckoutState),)

    id: str = Field(default_factory=new_id, primary_key=True)
    order_id: str = Field(foreign_key="order.id", index=True)
    stripe_session_id: str | None = Field(default=None, unique=True)
    url: str = text_field()
    state: CheckoutState = enum_field(CheckoutState, CheckoutState.OPEN)
    created_at: dt.datetime = time_field(default_now=True)
    expires_at: dt.datetime = time_field(nullable=False)


class OrderEvent(SQLModel, table=True):
    """One line of an order's history, written in the transaction of the change it tells of."""

    __tablename__ = "order_event"

    id: int | None = Field(default=None, primary_key=True)
    order_id: str = Field(foreign_key="order.id", index=True)
    at: dt.datetime = time_field(default_now=True)
    actor: str = text_field(None)
    """customer, stripe, worker, or an admin's name."""
    what: str = text_field(None)
    """Name of the event, such as order.paid."""
    status: OrderStatus = enum_field(OrderStatus)
    """Status after the event."""
    detail: dict[str, Any] = json_field()


class StripeEvent(SQLModel, table=True):
    """A verified webhook event, stored before it is answered and handled once whatever the repeats."""

    __tablename__ = "stripe_event"
    __table_args__ = (Index("ix_stripe_event_waiting", "try_at", postgresql_where=text("handled_at IS NULL")),)

    id: str = Field(primary_key=True)
    type: str = text_field(None)
    payload: dict[str, Any] = json_field()
    received_at: dt.datetime = time_field(default_now=True, index=True)
    handled_at: dt.datetime | None = time_field()
    outcome: str = text_field()
    attempts: int = 0
    """How often handling it has failed."""
    try_at: dt.datetime = time_field(default_now=True)
    """When the scheduler handles it, if it has not been handled by then."""


class Reconciliation(SQLModel, table=True):
    """One kind of comparison with Stripe: how far it has come, and how often it had something to mend."""

    name: str = Field(primary_key=True)
    looked_at: dt.datetime = time_field(nullable=False)
    """Everything before this moment has been compared."""
    mended: int = 0
