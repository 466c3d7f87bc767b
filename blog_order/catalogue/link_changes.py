"""A hook for whoever sold the paid links in an article: restoring an edition can remove links, and restore others.

The catalogue knows no orders. Their handlers are registered once per process (wiring.py) and run in the transaction
that restores: first ``lock``, before the article is locked, then ``changed`` for each link.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from blog_order.database import Work


class LinkChange(enum.StrEnum):
    """What happened to a paid link in a published article."""

    REMOVED = "removed"
    RESTORED = "restored"


@dataclass(frozen=True)
class ChangedLink:
    """A paid link that the new edition ``edition``, a copy of edition ``restored``, removes or restores."""

    order_id: str
    change: LinkChange
    edition: int
    restored: int
    editor: str
    """The admin's name."""


@dataclass(frozen=True)
class LinkOwner:
    """The handlers of whoever sold the links."""

    lock: Callable[[Work, Sequence[str]], None]
    """Lock what the links belong to (ids of orders), in the order given."""
    changed: Callable[[Work, ChangedLink], None]
    """Note the change, and release or take the link slot."""


_owners: list[LinkOwner] = []


def own_links(owner: LinkOwner) -> None:
    """Register the handlers, in place of those before."""
    _owners[:] = [owner]


def link_owner() -> LinkOwner:
    """The registered handlers.

    Raises:
        LookupError: there are none, so this process must not change links that were paid for.
    """
    if not _owners:
        raise LookupError("Nothing is told of changed links: call wiring.wire() first.")
    return _owners[0]
