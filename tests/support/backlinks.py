"""Backlinks from checkout to approval, and the link slots they take."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.database import transaction
from blog_order.models import DecisionKind, SlotClaim, utcnow
from blog_order.orders.deciding.decision import decide
from blog_order.orders.deciding.submission import submit
from tests.support.http import HTTP
from tests.support.ordering import backlink_fields
from tests.support.orders import drain, on_the_desk, versions
from tests.support.shop import Shop


def check_out(shop: Shop, article_id: str, key: str = "", **changes: Any) -> Any:
    """Check a backlink out; the answer. ``key`` is the idempotency key."""
    headers = {"Idempotency-Key": key} if key else {}
    return shop.api.post("/api/v1/purchase/checkout", json=backlink_fields(article_id, **changes), headers=headers)


def opened(shop: Shop, article_id: str, **changes: Any) -> str:
    """Check a backlink out that is not refused; the order's id."""
    answer = check_out(shop, article_id, **changes)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["data"]["orderId"])


def claims(article_id: str) -> list[tuple[str, str]]:
    """Who has a link slot of the article: (order id, state of the claim)."""
    with transaction() as session:
        rows = session.exec(select(SlotClaim).where(SlotClaim.article_id == article_id))
        return sorted((claim.order_id, claim.state.value) for claim in rows)


def let_hold_end(order_id: str, minutes: int = 1) -> None:
    """Let the order's hold on its link slot have ended some minutes ago."""
    with transaction() as session:
        past = utcnow() - dt.timedelta(minutes=minutes)
        session.execute(sa.update(SlotClaim).where(col(SlotClaim.order_id) == order_id).values(held_until=past))


def free(shop: Shop, article_id: str) -> int:
    """How many link slots of the article are for sale, as the API says."""
    return int(shop.api.get(f"/api/v1/catalogue/articles/{article_id}").json()["data"]["availableLinks"])


def pay(shop: Shop, order_id: str) -> None:
    """Tell us that the order's checkout was paid."""
    assert shop.send(shop.paid_event(order_id)).status_code == 200


def stripe_pays(shop: Shop, order_id: str) -> None:
    """The customer really pays at the stand-in, which sends no event to this process; the event is delivered here."""

    from blog_order.settings import get_settings

    own = get_settings().embedded
    assert own is not None
    found = shop.session_of(order_id)
    HTTP.post(f"{own.standins_url}/stripe/control/sessions/{found['id']}/pay").raise_for_status()
    assert shop.send(shop.event("checkout.session.completed", shop.session_of(order_id))).status_code == 200


def worked_in(shop: Shop, article: str, **changes: str) -> str:
    """A paid backlink that waits for its customer's review."""
    order = opened(shop, article, **changes)
    pay(shop, order)
    drain(order)
    assert shop.status(order)["status"] == "QUALITY_CHECK", shop.status(order)
    return order


def approved(order: str) -> None:
    """Submit the newest version, and let an editor approve and publish it."""
    submit(order, versions(order)[-1].id)
    on_the_desk(order)
    decide(order, DecisionKind.APPROVE, editor="ada")
    drain(order)
