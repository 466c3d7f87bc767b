"""Moments as pages show them: ISO for machines, a short UTC text for people."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Moment:
    """A point in time; both texts are empty when it has not come."""

    iso: str = ""
    text: str = ""


NEVER = Moment()


def moment(at: dt.datetime | None, now: dt.datetime) -> Moment:
    """``12:04`` for today, ``3 Nov, 12:04`` within a year, ``3 Nov 2025`` before that; all in UTC."""
    if at is None:
        return NEVER
    at = at.astimezone(dt.UTC)
    if at.date() == now.date():
        text = f"{at:%H:%M}"
    elif abs(now - at) < dt.timedelta(days=300):
        text = f"{at.day} {at:%b, %H:%M}"
    else:
        text = f"{at.day} {at:%b %Y}"
    return Moment(at.isoformat(timespec="seconds"), text)
