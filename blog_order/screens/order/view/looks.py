"""What brought a visitor to an order page, and what they look at there. It never changes the order."""

from __future__ import annotations

from dataclasses import dataclass

PUBLISHED = -1
"""In place of a version's number: the published article that a backlink goes into."""
PUBLISHED_CHOICE = "published"
"""What a picker sends for it."""


@dataclass(frozen=True)
class Look:
    """What a visitor chose to look at; by default the page decides. Numbers of versions, 0 for none chosen."""

    version: int = 0
    comparing: bool = False
    old: int = 0
    """May be ``PUBLISHED`` as well."""
    new: int = 0


class Arrival:
    """Why a page was opened, from ``?payment=`` in its address."""

    PAID = "done"
    """Back from Stripe after paying; the webhook may be on its way."""
    CANCELLED = "cancelled"
    """Back from Stripe without paying."""
    PAID_LATE = "late"
    """Back from Stripe, and Stripe was asked several times in vain."""

    FROM_ADDRESS = frozenset({PAID, CANCELLED})


@dataclass(frozen=True)
class Visit:
    """What differs between the pages that are open on one order."""

    arrival: str = ""
    """See ``Arrival``."""
    look: Look = Look()
