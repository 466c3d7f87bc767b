"""The transition table is the whole truth: every pair, every actor."""

from __future__ import annotations

import itertools

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.database import transaction
from blog_order.errors import Conflict
from blog_order.models import CancelReason, Order, OrderEvent, OrderStatus
from blog_order.orders.events import Event
from blog_order.orders.lifecycle import TRANSITIONS, Actor, change_status, lock_order
from blog_order.settings import PROJECT_ROOT
from tests.support.shop import Shop

S = OrderStatus


@pytest.mark.parametrize(("before", "after"), list(itertools.product(S, S)))
def test_every_pair_of_statuses(shop: Shop, before: OrderStatus, after: OrderStatus) -> None:
    order_id = str(shop.order()["orderId"])
    for actor in Actor:
        with transaction() as session:
            reason = CancelReason.EXPIRED if before == S.CANCELLED else None
            session.execute(
                sa.update(Order).where(Order.id == order_id).values(status=before, cancel_reason=reason)  # type: ignore[arg-type]
            )
        change = {"cancel_reason": CancelReason.REFUNDED} if after == S.CANCELLED else {}
        if actor in TRANSITIONS.get((before, after), ()):
            with transaction() as session:
                change_status(
                    session, lock_order(session, order_id), after, actor=actor, what=Event.ORDER_PAID, **change
                )
            with transaction() as session:
                found = select(OrderEvent).where(OrderEvent.order_id == order_id).order_by(col(OrderEvent.id))
                events = session.exec(found).all()
                assert events[-1].status == session.get_one(Order, order_id).status == after
                assert events[-1].actor == actor
        else:
            with pytest.raises(Conflict), transaction() as session:
                change_status(
                    session, lock_order(session, order_id), after, actor=actor, what=Event.ORDER_PAID, **change
                )
            with transaction() as session:
                assert session.get_one(Order, order_id).status == before


def test_only_the_lifecycle_writes_a_status() -> None:
    writers = [
        path.relative_to(PROJECT_ROOT).as_posix()
        for path in (PROJECT_ROOT / "blog_order").rglob("*.py")
        if "order.status = " in path.read_text()
    ]
    assert writers == ["blog_order/orders/lifecycle.py"]


def test_the_documentation_shows_the_table() -> None:
    text = (PROJECT_ROOT / "docs" / "architecture" / "orders.md").read_text()
    for (before, after), actors in TRANSITIONS.items():
        row = next((line for line in text.splitlines() if line.startswith(f"| {before} | {after} |")), None)
        assert row is not None, f"docs/architecture/orders.md lacks {before} | {after}"
        assert all(actor.value in row for actor in actors), row
    assert sum(line.startswith(tuple(f"| {s} | {t} |" for s in S for t in S)) for line in text.splitlines()) == len(
        TRANSITIONS
    )
