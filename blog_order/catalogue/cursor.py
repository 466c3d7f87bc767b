"""Places in a sorted list, written down for whoever wants to go on from there: opaque, and checked when they return."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Sequence

from blog_order.errors import Invalid

LONGEST = 2000
Key = str | int | dt.datetime


def write_cursor(list_name: str, keys: Sequence[Key]) -> str:
    """The place behind the row with these sort keys, in the list of this name."""
    values = [key.isoformat() if isinstance(key, dt.datetime) else key for key in keys]
    return base64.urlsafe_b64encode(json.dumps([list_name, *values]).encode()).decode().rstrip("=")


def read_cursor(list_name: str, cursor: str, kinds: Sequence[type]) -> list[Key]:
    """The sort keys that were written; ``kinds`` are their types.

    Raises:
        Invalid: this was not written for this list.
    """
    try:
        if len(cursor) > LONGEST:
            raise ValueError("too long")
        name, *values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if name != list_name:
            raise ValueError("of another list")
        return [_key(value, kind) for value, kind in zip(values, kinds, strict=True)]
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise Invalid(
            "We cannot go on from this place in the list: begin at its start.",
            fields={"cursor": "This is no cursor of this list: leave it out to begin at the start."},
        ) from error


def _key(value: object, kind: type) -> Key:
    """One key, as PostgreSQL can take it."""
    if kind is dt.datetime and isinstance(value, str):
        at = dt.datetime.fromisoformat(value)
        if at.tzinfo is None:
            raise ValueError("no time zone")
        return at.astimezone(dt.UTC)
    if kind is int and type(value) is int and abs(value) < 2**31:
        return value
    if kind is str and isinstance(value, str) and "\0" not in value:
        value.encode()  # half a surrogate pair raises
        return value
    raise ValueError("another type")
