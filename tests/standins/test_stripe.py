"""The Stripe stand-in, driven by Stripe's own SDK."""

from __future__ import annotations

import time
from typing import Any

import pytest
import stripe

from tests.support.http import HTTP
from tests.support.standins import WEBHOOK_SECRET, Standins
from tests.support.stripe_sessions import order, paid_session

WEBHOOK = "/api/v1/purchase/webhook"


def test_session_has_everything_the_sdk_and_the_app_read(client: stripe.StripeClient, standins: Standins) -> None:
    session = client.v1.checkout.sessions.create(order())
    assert session.id.startswith("cs_test_")
    assert (session.status, session.payment_status, session.amount_total) == ("open", "unpaid", 12000)
    assert (session.currency, session.customer_email, session.client_reference_id) == (
        "usd",
        "ada@example.com",
        "order-7",
    )
    assert session.metadata is not None
    assert session.metadata["order_id"] == "7"
    assert session.expires_at == session.created + 24 * 3600
    assert session.payment_intent is None
    assert session.livemode is False
    assert session.url == f"http://localhost:{standins.url.rsplit(':', 1)[1]}/stripe/pay/{session.id}"
    same = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["line_items"]})
    assert same.line_items is not None
    assert same.line_items.data[0].description == "Article"


@pytest.mark.parametrize(
    ("change", "code", "param"),
    [
        ({"success_url": None}, "parameter_missing", "success_url"),
        ({"success_url": "thanks"}, "url_invalid", "success_url"),
        ({"line_items": None}, "parameter_missing", "line_items"),
        ({"customer_email": "ada"}, "email_invalid", "customer_email"),
        ({"colour": "red"}, "parameter_unknown", "colour"),
        ({"expires_at": 60}, None, "expires_at"),
        ({"expires_at": 90_000}, None, "expires_at"),
        ({"metadata": {"note": "x" * 501}}, None, "metadata[note]"),
    ],
)
def test_validation_is_stripes(client: stripe.StripeClient, change: Any, code: str | None, param: str) -> None:
    if "expires_at" in change:
        change = {"expires_at": int(time.time()) + change["expires_at"]}
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.checkout.sessions.create(order(**change))
    assert (caught.value.http_status, caught.value.code, caught.value.param) == (400, code, param)
    assert caught.value.request_id


@pytest.mark.parametrize(("currency", "amount"), [("zzz", 500), ("usd", 49)])
def test_amount_and_currency_are_checked(client: stripe.StripeClient, currency: str, amount: int) -> None:
    price = {"currency": currency, "unit_amount": amount, "product_data": {"name": "A"}}
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.create(order(line_items=[{"quantity": 1, "price_data": price}]))


def test_errors_raise_the_sdks_classes(standins: Standins, client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as missing:
        client.v1.checkout.sessions.retrieve("cs_test_none")
    assert (missing.value.http_status, missing.value.code) == (404, "resource_missing")
    wrong = stripe.StripeClient("sk_live_x", base_addresses={"api": f"{standins.url}/stripe"}, max_network_retries=0)
    with pytest.raises(stripe.AuthenticationError):
        wrong.v1.events.list()


def test_idempotency_keys(client: stripe.StripeClient) -> None:
    first = client.v1.checkout.sessions.create(order(), {"idempotency_key": "order-7-a"})
    again = client.v1.checkout.sessions.create(order(), {"idempotency_key": "order-7-a"})
    assert again.id == first.id
    assert again.last_response is not None
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    with pytest.raises(stripe.IdempotencyError):
        client.v1.checkout.sessions.create(order(client_reference_id="8"), {"idempotency_key": "order-7-a"})


def test_a_lost_answer_is_replayed_to_the_retry(standins: Standins, client: stripe.StripeClient) -> None:
    standins.fault("stripe", "drop", executed=True)
    with pytest.raises(stripe.APIConnectionError):
        client.v1.checkout.sessions.create(order(), {"idempotency_key": "lost"})
    before = client.v1.checkout.sessions.list({"limit": 1}).data[0].id
    assert client.v1.checkout.sessions.create(order(), {"idempotency_key": "lost"}).id == before


def test_payment_sends_a_signed_event(standins: Standins, client: stripe.StripeClient) -> None:
    session = client.v1.checkout.sessions.create(order())
    paid = standins.post(f"/stripe/control/sessions/{session.id}/pay")
    assert (paid["status"], paid["payment_status"], paid["url"]) == ("complete", "paid", None)
    [got] = standins.receiver.wait_for(1, path=WEBHOOK)
    event = stripe.Webhook.construct_event(got.body, got.headers["stripe-signature"], WEBHOOK_SECRET)
    assert event.type == "checkout.session.completed"
    assert event.data.object["id"] == session.id
    assert got.headers["host"] == f"localhost:{standins.receiver.port}"
    payment = client.v1.payment_intents.retrieve(paid["payment_intent"])
    assert (payment.status, payment.amount_received) == ("succeeded", 12000)
    assert payment.metadata["order_id"] == "7"
    assert HTTP.post(f"{standins.url}/stripe/control/sessions/{session.id}/pay").status_code == 400


def test_payment_page_pays_declines_and_says_when_it_is_over(standins: Standins, client: stripe.StripeClient) -> None:
    session = client.v1.checkout.sessions.create(order())
    page = f"{standins.url}/stripe/pay/{session.id}"
    text = HTTP.get(page).text
    assert "no money moves" in text
    assert "$120.00" in text
    assert 'href="http://localhost:8000/new"' in text
    assert "Your card was declined" in HTTP.post(f"{page}/decline").text
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    answer = HTTP.post(f"{page}/pay")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"http://localhost:8000/thanks?session_id={session.id}"
    assert "This payment is complete" in HTTP.get(page).text
    other = client.v1.checkout.sessions.create(order())
    client.v1.checkout.sessions.expire(other.id)
    assert "has expired" in HTTP.get(f"{standins.url}/stripe/pay/{other.id}").text
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.expire(other.id)
    assert HTTP.get(f"{standins.url}/stripe/pay/cs_test_no").status_code == 404


@pytest.mark.parametrize("outcome", ["succeeded", "failed"])
def test_bank_transfer(standins: Standins, client: stripe.StripeClient, outcome: str) -> None:
    session = client.v1.checkout.sessions.create(order())
    HTTP.post(f"{standins.url}/stripe/pay/{session.id}/later")
    standins.receiver.wait_for(1)
    pending = client.v1.checkout.sessions.retrieve(session.id)
    assert (pending.status, pending.payment_status) == ("complete", "unpaid")
    standins.post(f"/stripe/control/sessions/{session.id}/settle", {"outcome": outcome})
    standins.receiver.wait_for(2)
    assert standins.receiver.types() == ["checkout.session.completed", f"checkout.session.async_payment_{outcome}"]
    after = client.v1.checkout.sessions.retrieve(session.id)
    assert after.payment_status == ("paid" if outcome == "succeeded" else "unpaid")


def test_refunds(standins: Standins, client: stripe.StripeClient) -> None:
    payment = paid_session(standins, client)["payment_intent"]
    part = client.v1.refunds.create({"payment_intent": payment, "amount": 2000, "metadata": {"order_id": "7"}})
    assert (part.status, part.amount) == ("succeeded", 2000)
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded"):
        client.v1.refunds.create({"payment_intent": payment, "amount": 11000})
    client.v1.refunds.create({"payment_intent": payment})
    with pytest.raises(stripe.InvalidRequestError) as twice:
        client.v1.refunds.create({"payment_intent": payment})
    assert twice.value.code == "charge_already_refunded"
    assert len(client.v1.refunds.list({"payment_intent": payment}).data) == 2
    standins.receiver.wait_for(5)
    # Delivered side by side, so that the payment's own event need not be the first.
    told = ["charge.refunded"] * 2 + ["checkout.session.completed"] + ["refund.created"] * 2
    assert sorted(standins.receiver.types()) == told
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create({})


def test_refund_pending_then_decided_and_refused(standins: Standins, client: stripe.StripeClient) -> None:
    payment = paid_session(standins, client)["payment_intent"]
    standins.post("/stripe/control/refunds", {"behaviour": "refused"})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"payment_intent": payment})
    assert refused.value.code == "balance_insufficient"
    standins.post("/stripe/control/refunds", {"behaviour": "pending_then_failed", "seconds": 0.3})
    refund = client.v1.refunds.create({"payment_intent": payment})
    assert refund.status == "pending"
    standins.receiver.wait_for(5)
    assert standins.receiver.types()[-2:] in (["refund.updated", "refund.failed"], ["refund.failed", "refund.updated"])
    assert client.v1.refunds.retrieve(refund.id).status == "failed"
    standins.post("/stripe/control/refunds", {"behaviour": "pending", "seconds": 600})
    later = client.v1.refunds.create({"payment_intent": payment})
    assert standins.post(f"/stripe/control/refunds/{later.id}/settle")["status"] == "succeeded"


def test_dispute(standins: Standins, client: stripe.StripeClient) -> None:
    session = paid_session(standins, client)
    standins.post(f"/stripe/control/sessions/{session['id']}/dispute", {"reason": "fraudulent"})
    standins.receiver.wait_for(2)
    # The two events are delivered side by side, so that either may come first.
    (event,) = [each.event for each in standins.receiver.inbox if each.event["type"] == "charge.dispute.created"]
    assert event["data"]["object"]["payment_intent"] == session["payment_intent"]


def test_lists_page_as_stripe_does(standins: Standins, client: stripe.StripeClient) -> None:
    began = int(time.time())
    made = [client.v1.checkout.sessions.create(order()).id for _ in range(5)]
    first = client.v1.checkout.sessions.list({"limit": 2})
    assert [one.id for one in first.data] == made[:-3:-1]
    assert first.has_more
    assert [one.id for one in list(first.auto_paging_iter())[:5]] == made[::-1]
    for one in made:
        standins.post(f"/stripe/control/sessions/{one}/expire")
    events = client.v1.events.list({"types": ["checkout.session.expired"], "created": {"gte": began}, "limit": 100})
    assert [event.data.object["id"] for event in events.data][:5] == made[::-1]
    assert client.v1.events.list({"created": {"gt": began + 900}}).data == []
    assert client.v1.events.retrieve(events.data[0].id).type == "checkout.session.expired"


def test_faults(standins: Standins, client: stripe.StripeClient) -> None:
    standins.fault("stripe", "rate_limit", calls=2, seconds=3)
    for _ in range(2):
        with pytest.raises(stripe.RateLimitError) as limited:
            client.v1.events.list()
    assert limited.value.headers is not None
    assert limited.value.headers["Retry-After"] == "3"
    standins.fault("stripe", "server_error", path="/v1/refunds")
    client.v1.events.list()
    with pytest.raises(stripe.APIError):
        client.v1.refunds.list()
    standins.fault("stripe", "invalid_key")
    with pytest.raises(stripe.AuthenticationError):
        client.v1.events.list()
    assert standins.get("/faults") == {"faults": []}
