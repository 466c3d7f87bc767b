"""A customer's purchases through the API, paid as Stripe would report it."""

from __future__ import annotations

import json
import time
from typing import Any

from fastapi.testclient import TestClient

from tests.support.ordering import article_fields
from tests.support.signing import sign_as_stripe


class Shop:
    """Orders through the API, and pays as Stripe would tell of it."""

    def __init__(self, api: TestClient) -> None:
        self.api = api

    def order(self, **changes: Any) -> dict[str, Any]:
        """Check an article out; the answer's data."""
        site = self.api.get("/api/v1/catalogue/sites").json()["data"]["sites"][0]
        answer = self.api.post("/api/v1/purchase/checkout", json=article_fields(site["id"], **changes))
        assert answer.status_code == 200, answer.text
        return dict(answer.json()["data"])

    def status(self, order_id: str) -> dict[str, Any]:
        """The status API's data."""
        return dict(self.api.get(f"/api/v1/purchase/status/{order_id}").json()["data"])

    def session_of(self, order_id: str) -> dict[str, Any]:
        """Stripe's own view of the order's checkout session."""
        from sqlmodel import select

        from blog_order.database import transaction
        from blog_order.gateways import stripe
        from blog_order.models import Checkout

        with transaction() as session:
            checkout = session.exec(select(Checkout).where(Checkout.order_id == order_id)).one()
        return dict(stripe.client().v1.checkout.sessions.retrieve(str(checkout.stripe_session_id)).to_dict())

    def event(self, type_: str, data: dict[str, Any], event_id: str | None = None) -> dict[str, Any]:
        """An event object."""
        event_id = event_id or f"evt_{time.time_ns()}"
        return {"id": event_id, "object": "event", "type": type_, "created": int(time.time()), "data": {"object": data}}

    def paid_event(self, order_id: str, **changes: Any) -> dict[str, Any]:
        """What Stripe sends when the order's session is paid."""
        paid = {"status": "complete", "payment_status": "paid", "payment_intent": "pi_test"}
        return self.event("checkout.session.completed", self.session_of(order_id) | paid | changes)

    def send(self, event: dict[str, Any], *, secret: str = "", age_seconds: int = 0) -> Any:
        """Deliver a signed event; the answer."""

        return self.send_raw(json.dumps(event).encode(), secret=secret, age_seconds=age_seconds)

    def send_raw(self, body: bytes, *, secret: str = "", age_seconds: int = 0) -> Any:
        """Deliver a signed body; the answer."""
        headers = sign_as_stripe(body, secret=secret, age_seconds=age_seconds) | {"content-type": "application/json"}
        return self.api.post("/api/v1/purchase/webhook", content=body, headers=headers)
