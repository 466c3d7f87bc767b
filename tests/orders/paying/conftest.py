"""Stripe silent, where a test asks for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlmodel import col

from blog_order.database import transaction
from blog_order.models import Order, OrderStatus, utcnow
from blog_order.settings import get_settings
from tests.support.faults import standins_url
from tests.support.http import HTTP
from tests.support.silence import control


@pytest.fixture
def no_webhooks(services: None) -> Iterator[None]:
    """Another test's web server may have the port that webhooks go to."""
    control("delivery", {"mode": "never", "events": 10_000})
    yield
    HTTP.delete(f"{standins_url()}/stripe/control/delivery").raise_for_status()


@pytest.fixture
def no_others(services: None) -> None:
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
