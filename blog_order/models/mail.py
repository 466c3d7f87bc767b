"""The outbox: each e-mail is a row written in the transaction of what it tells of, and sent by a job."""

from __future__ import annotations

import datetime as dt
import enum

from sqlmodel import Field, SQLModel

from blog_order.models.columns import enum_check, enum_field, new_id, text_field, time_field


class EmailState(enum.StrEnum):
    """What is known of an e-mail."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class Email(SQLModel, table=True):
    """One e-mail. ``deduplication_key`` is unique: one event makes one e-mail, however often it is told."""

    __table_args__ = (enum_check("state", EmailState),)

    id: str = Field(default_factory=new_id, primary_key=True)
    kind: str = text_field(None)
    deduplication_key: str = Field(unique=True)
    order_id: str | None = Field(default=None, foreign_key="order.id", index=True)
    recipient: str = text_field(None)
    subject: str = text_field(None)
    html: str = text_field(None)
    text: str = text_field(None)
    state: EmailState = enum_field(EmailState, EmailState.QUEUED)
    message_id: str = text_field()
    """SendGrid's X-Message-Id."""
    delivery: str = text_field()
    """What SendGrid's events said last: delivered, bounce or dropped; empty before."""
    created_at: dt.datetime = time_field(default_now=True)
    sent_at: dt.datetime | None = time_field()
