"""Column types that all tables share: UTC times, text enums with a CHECK, JSON, unguessable ids."""

from __future__ import annotations

import datetime as dt
import enum
import re
import secrets
from typing import Any

from sqlalchemy import CheckConstraint, Column, DateTime, Dialect, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def utcnow() -> dt.datetime:
    """The present, timezone-aware, in UTC."""
    return dt.datetime.now(dt.UTC)


def new_id() -> str:
    """An unguessable identifier: 128 random bits as 32 hexadecimal digits."""
    return secrets.token_hex(16)


def is_id(given: object) -> bool:
    """Whether ``given`` has the form of :func:`new_id`; anything else is nobody's id and stays out of the database."""
    return isinstance(given, str) and re.fullmatch(r"[0-9a-f]{32}", given) is not None


def time_field(*, index: bool = False, nullable: bool = True, default_now: bool = False) -> Any:
    """A timezone-aware timestamp column."""
    if default_now:
        return Field(default_factory=utcnow, sa_type=DateTime(timezone=True), nullable=False, index=index)
    if nullable:
        return Field(default=None, sa_type=DateTime(timezone=True), nullable=True, index=index)
    return Field(sa_type=DateTime(timezone=True), nullable=False, index=index)


def json_field(*, default: type = dict, nullable: bool = False) -> Any:
    """A JSONB column; ``default`` makes the empty value."""
    if nullable:
        return Field(default=None, sa_column=Column(JSONB(none_as_null=True), nullable=True))
    return Field(default_factory=default, sa_column=Column(JSONB, nullable=False))


def text_field(default: str | None = "") -> Any:
    """A text column of any length, never NULL."""
    if default is None:
        return Field(sa_type=Text, nullable=False)
    return Field(default=default, sa_type=Text, nullable=False)


class EnumText(TypeDecorator[enum.StrEnum]):
    """A StrEnum kept as text, so that adding a value is cheap; rows come back with the enum's members."""

    impl = Text
    cache_ok = True

    def __init__(self, members: type[enum.StrEnum]) -> None:
        self.members = members
        super().__init__()

    def process_bind_param(self, value: enum.StrEnum | None, dialect: Dialect) -> str | None:
        """Refuse a string that is no member before the database does."""
        return None if value is None else self.members(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> enum.StrEnum | None:
        """The member of the stored text."""
        return None if value is None else self.members(value)


def enum_field(
    members: type[enum.StrEnum], default: enum.StrEnum | None = None, *, nullable: bool = False, index: bool = False
) -> Any:
    """A column for a StrEnum; pair it with :func:`enum_check`."""
    if default is None and not nullable:
        return Field(sa_type=EnumText(members), nullable=False, index=index)
    return Field(default=default, sa_type=EnumText(members), nullable=nullable, index=index)


def enum_check(column: str, members: type[enum.StrEnum]) -> CheckConstraint:
    """The CHECK that keeps a text column within its enum."""
    allowed = ", ".join(f"'{member.value}'" for member in members)
    return CheckConstraint(f"{column} IN ({allowed})", name=column)
