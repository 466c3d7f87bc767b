"""Stripe's stand-in with its webhooks held back for ever, for tests of what is asked for instead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlmodel import col

from blog_order.database import transaction
from blog_order.models import Order, OrderStatus, Refund, utcnow
from blog_order.settings import get_settings
from tests.api.conftest import Shop


def standins_url() -> str:
    """Where the stand-ins of this process's services are."""
    own = get_settings().embedded
    assert own is not None
    return own.standins_url


def control(path: str, body: object = None) -> dict[str, Any]:
    """Do at Stripe what a customer, a bank or bad luck would do."""
    answer = httpx.post(f"{standins_url()}/stripe/control/{path}", json=body)
    answer.raise_for_status()
    return dict(answer.json())


def clear_faults() -> None:
    """Let Stripe answer again."""
    httpx.delete(f"{standins_url()}/faults").raise_for_status()


@pytest.fixture
def no_webhooks(_services: None) -> Iterator[None]:
    """Another test's web server may have the port that webhooks go to."""
    control("delivery", {"mode": "never", "events": 10_000})
    yield
    httpx.delete(f"{standins_url()}/stripe/control/delivery").raise_for_status()


@pytest.fixture
def no_others(_services: None) -> None:
    """What other tests have left unpaid is too old to be asked for."""
    with transaction() as session:
        session.execute(
            sa.update(Order)
            .where(col(Order.status) == OrderStatus.AWAITING_PAYMENT)
            .values(created_at=utcnow() - dt.timedelta(days=20))
        )


@pytest.fixture
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """What has no answer is asked for at once."""
    monkeypatch.setattr(get_settings(), "reconcile_after_seconds", 0.0)


def paid_at_stripe(shop: Shop, order_id: str) -> None:
    """The customer pays, and nobody tells us."""
    control(f"sessions/{shop.session_of(order_id)['id']}/pay")


def long_ago(table: type[Order] | type[Refund], row_id: str, minutes: int = 30) -> None:
    """Make a row older."""
    with transaction() as session:
        then = utcnow() - dt.timedelta(minutes=minutes)
        session.execute(sa.update(table).where(col(table.id) == row_id).values(created_at=then))


def waiting_order(shop: Shop, *, paid: bool = True) -> str:
    """An order that has waited for its payment for half an hour; Stripe has it, or not."""
    order_id = str(shop.order()["orderId"])
    if paid:
        paid_at_stripe(shop, order_id)
    long_ago(Order, order_id)
    return order_id
