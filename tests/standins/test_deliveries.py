"""Webhook deliveries: retried, doubled, late, withheld, reversed, and not forgotten by a restart."""

from __future__ import annotations

import sqlite3
import time

import pytest
import stripe

from tests.support.http import HTTP
from tests.support.standins import Standins
from tests.support.stripe_sessions import order, paid_session


def completed_order_ids(standins: Standins) -> list[str]:
    return [one.event["data"]["object"]["id"] for one in standins.receiver.inbox]


def test_a_refused_delivery_is_tried_again_with_a_fresh_signature(
    standins: Standins, client: stripe.StripeClient
) -> None:
    standins.receiver.statuses += [500]
    began = time.monotonic()
    paid_session(standins, client)
    first, second = standins.receiver.wait_for(2)
    assert time.monotonic() - began >= 0.9
    assert first.body == second.body
    assert first.headers["stripe-signature"] != second.headers["stripe-signature"]
    deliveries = f"/stripe/control/deliveries?event={first.event['id']}"
    while standins.get(deliveries)["deliveries"][0]["state"] == "waiting" and time.monotonic() - began < 10:
        time.sleep(0.05)  # our answer to it is on its way
    rows = standins.get(deliveries)["deliveries"]
    assert [(row["attempts"], row["state"]) for row in rows] == [(2, "delivered")]


def test_twice_never_and_redelivery(standins: Standins, client: stripe.StripeClient) -> None:
    standins.post("/stripe/control/delivery", {"mode": "twice"})
    paid_session(standins, client)
    first, second = standins.receiver.wait_for(2)
    assert first.event["id"] == second.event["id"]
    standins.post("/stripe/control/delivery", {"mode": "never", "types": ["checkout.session.completed"]})
    paid = paid_session(standins, client)
    time.sleep(0.3)
    assert len(standins.receiver.inbox) == 2
    event = next(e for e in client.v1.events.list().data if e.data.object["id"] == paid["id"])
    assert standins.get(f"/stripe/control/deliveries?event={event.id}")["deliveries"][0]["state"] == "withheld"
    standins.post(f"/stripe/control/events/{event.id}/redeliver")
    assert standins.receiver.wait_for(3)[-1].event["id"] == event.id


def test_late_and_reversed(standins: Standins, client: stripe.StripeClient) -> None:
    standins.post("/stripe/control/delivery", {"mode": "late", "seconds": 0.6})
    began = time.monotonic()
    paid_session(standins, client)
    standins.receiver.wait_for(1)
    assert time.monotonic() - began > 0.55
    standins.receiver.inbox.clear()
    standins.post("/stripe/control/delivery", {"mode": "reversed", "events": 3})
    made = [paid_session(standins, client)["id"] for _ in range(3)]
    standins.receiver.wait_for(3)
    assert completed_order_ids(standins) == made[::-1]


def test_sessions_and_waiting_events_survive_a_kill(standins: Standins, client: stripe.StripeClient) -> None:
    standins.receiver.always = 503
    paid = paid_session(standins, client)
    standins.receiver.wait_for(1)
    standins.kill()
    standins.receiver.always = 200
    standins.start()
    standins.receiver.wait_for(2)
    assert completed_order_ids(standins) == [paid["id"]] * 2
    assert client.v1.checkout.sessions.retrieve(paid["id"]).payment_status == "paid"


def test_session_expires_by_itself(standins: Standins, client: stripe.StripeClient) -> None:
    session = client.v1.checkout.sessions.create(order())
    with sqlite3.connect(standins.data_dir / "standins" / "standins.sqlite3") as database:
        database.execute("UPDATE objects SET due = ? WHERE id = ?", (time.time(), session.id))
    [got] = standins.receiver.wait_for(1)
    assert got.event["type"] == "checkout.session.expired"
    assert client.v1.checkout.sessions.retrieve(session.id).status == "expired"


def test_a_plan_can_be_called_off(standins: Standins, client: stripe.StripeClient) -> None:
    standins.post("/stripe/control/delivery", {"mode": "reversed", "events": 5})
    paid_session(standins, client)
    time.sleep(0.2)
    assert standins.receiver.inbox == []
    HTTP.delete(f"{standins.url}/stripe/control/delivery")
    standins.receiver.wait_for(1)


@pytest.fixture(autouse=True)
def _only_purchase_events(standins: Standins) -> None:
    assert standins.receiver.inbox == []
