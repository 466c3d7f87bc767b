"""Admins and their sessions."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field, SQLModel

from blog_order.models.columns import new_id, text_field, time_field


class Admin(SQLModel, table=True):
    """A person who works here: reviews orders and runs the shop."""

    id: str = Field(default_factory=new_id, primary_key=True)
    name: str = Field(unique=True)
    password_hash: str = text_field(None)
    """argon2id, with its own parameters in it."""
    active: bool = True
    created_at: dt.datetime = time_field(default_now=True)


class AdminSession(SQLModel, table=True):
    """A signed-in browser. Only the hash of its token is kept."""

    __tablename__ = "admin_session"

    token_hash: str = Field(primary_key=True)
    admin_id: str = Field(foreign_key="admin.id", index=True)
    created_at: dt.datetime = time_field(default_now=True)
    expires_at: dt.datetime = time_field(nullable=False)
    revoked_at: dt.datetime | None = time_field()


class SignInAttempt(SQLModel, table=True):
    """A failed sign-in, kept a while for throttling by name and by address."""

    __tablename__ = "sign_in_attempt"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    address: str = Field(index=True)
    at: dt.datetime = time_field(default_now=True, index=True)
