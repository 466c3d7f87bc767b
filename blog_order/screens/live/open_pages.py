"""Which order pages are open on the sockets of this process, and who has to look again.

A page registers when it loads (also after every reconnect) and is dropped when its socket is gone. Nothing here is
shared between processes: each pushes to its own visitors only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

PUBLISHED = -1
"""Stands where a version's number does, for the published article that a backlink goes into."""


@dataclass(frozen=True)
class Look:
    """What a visitor chose to look at; by default the page decides. Numbers of versions, 0 for none chosen."""

    version: int = 0
    comparing: bool = False
    old: int = 0
    """May be ``PUBLISHED`` as well."""
    new: int = 0


@dataclass(frozen=True)
class OpenPage:
    """An open order page: the id from its address, what brought the visitor (see ``Arrival``), what they look at."""

    order_id: str
    arrival: str = ""
    look: Look = Look()


class Arrival:
    """Why a page was opened, from ``?payment=`` in its address."""

    PAID = "done"
    """Back from Stripe after paying; the webhook may be on its way."""
    CANCELLED = "cancelled"
    """Back from Stripe without paying."""
    PAID_LATE = "late"
    """Back from Stripe, and Stripe was asked several times in vain."""

    FROM_ADDRESS = frozenset({PAID, CANCELLED})


_pages: dict[str, OpenPage] = {}
_request: Callable[[str], None] | None = None


def on_request(call: Callable[[str], None]) -> None:
    """Name what refreshes a page, given its client token; the listener does this when it starts."""
    global _request
    _request = call


def register(token: str, page: OpenPage) -> None:
    """The page of ``token`` is open (now on this order), and wants to be filled."""
    _pages[token] = page
    refresh(token)


def forget(token: str) -> None:
    """The page of ``token`` is closed, or shows something else now."""
    _pages.pop(token, None)


def find(token: str) -> OpenPage | None:
    """The order page that ``token`` has open here, if any."""
    return _pages.get(token)


def arrived(token: str, arrival: str) -> None:
    """Note what is now known about the visitor's payment, and show it."""
    if (page := _pages.get(token)) is not None:
        register(token, replace(page, arrival=arrival))


def refresh(token: str) -> None:
    """Have one page read again."""
    if _request is not None:
        _request(token)


def refresh_order(order_id: str) -> None:
    """Have all pages of an order read again."""
    for token, page in list(_pages.items()):
        if page.order_id == order_id:
            refresh(token)


def tokens() -> list[str]:
    """The client tokens of all open order pages."""
    return list(_pages)
