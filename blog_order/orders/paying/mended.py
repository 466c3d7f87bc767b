"""What was mended by asking Stripe, counted for operators: a number that grows is a webhook that does not arrive."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from blog_order.database import Work, transaction
from blog_order.logs import get_logger
from blog_order.models import Reconciliation

log = get_logger(__name__)

NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Mended(enum.StrEnum):
    """What is compared with Stripe."""

    ORDERS = "orders"
    REFUNDS = "refunds"
    EVENTS = "events"
    """Events that never arrived."""
    STORED_EVENTS = "stored_events"
    """Events that arrived and were left unhandled by a crash or an error."""


def count_mended(session: Work, kind: Mended, **what: str) -> None:
    """Count one mend in the transaction that makes it, and log it with ``what`` once that is committed."""
    row = insert(Reconciliation).values(name=kind, looked_at=NEVER, mended=1)
    session.execute(row.on_conflict_do_update(index_elements=["name"], set_={"mended": col(Reconciliation.mended) + 1}))
    session.after_commit(lambda: log.info("reconciliation.mended", kind=kind.value, **what))


def remember_look(session: Work, kind: Mended, until: dt.datetime) -> None:
    """Everything of this kind before ``until`` has been compared; it never goes back."""
    row = insert(Reconciliation).values(name=kind, looked_at=until, mended=0)
    session.execute(
        row.on_conflict_do_update(
            index_elements=["name"],
            set_={"looked_at": row.excluded.looked_at},
            where=col(Reconciliation.looked_at) < row.excluded.looked_at,
        )
    )


def looked_until(session: Work, kind: Mended) -> dt.datetime:
    """Until when this kind has been compared."""
    return session.exec(select(Reconciliation.looked_at).where(Reconciliation.name == kind)).first() or NEVER


def mended_counts() -> dict[str, int]:
    """How many of each kind were mended, ever."""
    with transaction() as session:
        rows = session.exec(select(Reconciliation.name, Reconciliation.mended)).all()
    return dict.fromkeys(Mended, 0) | dict(rows)


def last_look() -> dt.datetime | None:
    """Until when Stripe's list of events has been compared, or None when it never was."""
    with transaction() as session:
        found = looked_until(session, Mended.EVENTS)
    return None if found == NEVER else found
