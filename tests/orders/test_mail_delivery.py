"""What SendGrid tells of our mails, as the stand-in signs and sends it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlmodel import select

from blog_order.database import transaction
from blog_order.models import Email
from tests.support.orders import drain, mails, written
from tests.support.shop import Shop
from tests.support.signing import sign_as_sendgrid


def send(shop: Shop, events: Any, *, age_seconds: int = 0, signature: str | None = None) -> Any:
    """Post events as SendGrid signs them."""
    body = json.dumps(events).encode()
    headers = sign_as_sendgrid(body, age_seconds=age_seconds)
    if signature is not None:
        headers["x-twilio-email-event-webhook-signature"] = signature
    return shop.api.post("/api/v1/mail/events", content=body, headers=headers)


def first_mail(order_id: str) -> Email:
    with transaction() as session:
        found = session.exec(select(Email).where(Email.order_id == order_id, Email.kind == "request_received")).first()
        assert found is not None
        return found


def test_a_bounce_is_kept_and_told_to_the_admin_once(shop: Shop) -> None:
    order_id = written(shop)
    email = first_mail(order_id)
    assert send(shop, [{"event": "delivered", "email_id": email.id}]).json()["data"] == {"applied": 1}
    assert first_mail(order_id).delivery == "delivered"
    for _ in range(2):
        send(shop, [{"event": "bounce", "email_id": email.id, "reason": "550 no such user"}])
    send(shop, [{"event": "delivered", "email_id": email.id}])
    assert first_mail(order_id).delivery == "bounce"
    drain(order_id)
    assert mails(order_id).count("admin_alert") == 1


@pytest.mark.parametrize("events", [[{"event": "open"}], [{"email_id": 7, "event": "bounce"}], [{}], []])
def test_events_that_are_not_ours_change_nothing(shop: Shop, events: list[dict[str, Any]]) -> None:
    assert send(shop, events).json()["data"] == {"applied": 0}


@pytest.mark.parametrize("case", ["forged", "old", "no list", "no base64"])
def test_events_that_are_not_sendgrids_are_refused(shop: Shop, case: str) -> None:
    if case == "old":
        answer = send(shop, [], age_seconds=3600)
    elif case == "no list":
        answer = send(shop, {"event": "bounce"})
    else:
        answer = send(shop, [], signature="" if case == "forged" else "%%%")
    assert answer.status_code == 422
    assert answer.json()["success"] is False
