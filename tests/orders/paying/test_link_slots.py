"""Places for links: at most one paid order a place, whatever comes at once, late, twice or in the wrong order."""

from __future__ import annotations

import random
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlmodel import col, select

from blog_order.database import transaction
from blog_order.gateways import stripe
from blog_order.job_kinds import BACKLINK_INTEGRATION
from blog_order.models import (
    CancelReason,
    Checkout,
    Job,
    Order,
    OrderStatus,
    PaymentState,
    Refund,
    SlotClaim,
    SlotState,
    utcnow,
)
from blog_order.orders.paying.cancellation import release_expired_holds
from tests.support.articles import SHORT, make_article
from tests.support.backlinks import check_out, claims, free, let_hold_end, opened, pay, stripe_pays
from tests.support.ordering import backlink_fields
from tests.support.orders import drain, mails, order_row
from tests.support.shop import Shop


def test_a_place_is_held_while_its_payment_is_open_and_sold_once_paid(shop: Shop) -> None:
    article = make_article()
    assert free(shop, article) == 1
    order = opened(shop, article)
    assert (claims(article), free(shop, article)) == ([(order, "held")], 0)
    with transaction() as session:
        claim = session.exec(select(SlotClaim).where(SlotClaim.order_id == order)).one()
        checkout = session.exec(select(Checkout).where(Checkout.order_id == order)).one()
        assert claim.held_until == checkout.expires_at
    pay(shop, order)
    assert claims(article) == [(order, "sold")]
    with transaction() as session:
        assert session.exec(select(Job.kind).where(Job.order_id == order, col(Job.queue) != "email")).all() == [
            BACKLINK_INTEGRATION
        ]


def test_the_second_customer_is_told_before_paying(shop: Shop) -> None:
    article = make_article()
    opened(shop, article)
    answer = check_out(shop, article)
    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "slot_taken"
    assert "not charged" in answer.json()["error"]["message"]
    with transaction() as session:
        assert len(session.exec(select(Order).where(Order.article_id == article)).all()) == 1  # nothing is left of it


def test_one_hold_an_address_and_article_in_any_spelling(shop: Shop) -> None:
    article = make_article(paid_links=3)
    email = f"Ada.{uuid.uuid4().hex[:8]}@example.com"
    opened(shop, article, email=email)
    again = check_out(shop, article, email=email.lower().replace("ada", "ADA"))
    assert (again.status_code, again.json()["error"]["code"]) == (409, "already_held")
    opened(shop, make_article(), email=email)  # another article is another matter


def test_one_hold_an_address_and_article_also_when_asked_at_once(shop: Shop) -> None:
    article, gate = make_article(paid_links=8), threading.Barrier(8)

    def buy(_: int) -> Any:
        gate.wait()
        return check_out(shop, article, email="impatient@example.com")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(buy, range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7
    assert {a.json()["error"]["code"] for a in answers if a.status_code == 409} == {"already_held"}
    assert [state for _, state in claims(article)] == ["held"]


def test_the_same_key_finds_the_same_hold(shop: Shop) -> None:
    article, key = make_article(), uuid.uuid4().hex
    fields = backlink_fields(article)
    first, second = (check_out(shop, article, key, **fields) for _ in range(2))
    assert first.json()["data"] == second.json()["data"]
    other = check_out(shop, article, key, **(fields | {"email": "other@example.com"}))
    assert (other.status_code, other.json()["error"]["code"]) == (409, "key_reused")


def test_several_places_are_sold_one_by_one(shop: Shop) -> None:
    article = make_article(paid_links=2)
    for order in [opened(shop, article), opened(shop, article)]:
        pay(shop, order)
    assert check_out(shop, article).status_code == 409
    assert [state for _, state in claims(article)] == ["sold", "sold"]


def test_giving_up_frees_the_place_and_closes_the_payment_page(shop: Shop) -> None:
    article = make_article()
    order = opened(shop, article)
    answer = shop.api.post("/api/v1/purchase/cancel", json={"orderId": order})
    assert answer.status_code == 200, answer.text
    assert shop.session_of(order)["status"] == "expired"
    assert (order_row(order).status, order_row(order).cancel_reason) == (
        OrderStatus.CANCELLED,
        CancelReason.WITHDRAWN,
    )
    assert free(shop, article) == 1
    again = shop.api.post("/api/v1/purchase/cancel", json={"orderId": order})
    assert again.status_code == 409
    opened(shop, article)


def test_giving_up_is_told_as_such_when_stripes_event_is_quicker(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    order = opened(shop, make_article())
    close = stripe.expire_session

    def close_and_tell(session_id: str) -> stripe.CheckoutSession:
        closed = close(session_id)
        shop.send(shop.event("checkout.session.expired", shop.session_of(order)))
        return closed

    monkeypatch.setattr(stripe, "expire_session", close_and_tell)
    assert shop.api.post("/api/v1/purchase/cancel", json={"orderId": order}).status_code == 200
    assert order_row(order).cancel_reason == CancelReason.WITHDRAWN


def test_a_paid_order_cannot_be_given_up_so(shop: Shop) -> None:
    order = opened(shop, make_article())
    pay(shop, order)
    assert shop.api.post("/api/v1/purchase/cancel", json={"orderId": order}).status_code == 409
    assert order_row(order).status == OrderStatus.PROCESSING


def test_stripes_expiry_frees_the_place(shop: Shop) -> None:
    article = make_article()
    order = opened(shop, article)
    stripe.client().v1.checkout.sessions.expire(shop.session_of(order)["id"])
    shop.send(shop.event("checkout.session.expired", shop.session_of(order)))
    assert free(shop, article) == 1
    assert order_row(order).cancel_reason == CancelReason.EXPIRED


def test_the_sweep_closes_the_page_before_it_frees_the_place(shop: Shop) -> None:
    article = make_article()
    order = opened(shop, article)
    assert free(shop, article) == 0
    let_hold_end(order)
    release_expired_holds()
    assert shop.session_of(order)["status"] == "expired"
    assert free(shop, article) == 1
    assert order_row(order).status == OrderStatus.CANCELLED


def test_while_stripe_is_away_a_hold_outlives_its_time_but_not_for_ever(
    shop: Shop, faults: Callable[..., None]
) -> None:
    article = make_article()
    order = opened(shop, article)
    let_hold_end(order)
    faults("stripe", "server_error", calls=50)
    release_expired_holds()
    assert free(shop, article) == 0
    let_hold_end(order, minutes=11)
    release_expired_holds()
    assert free(shop, article) == 1
    assert order_row(order).status == OrderStatus.AWAITING_PAYMENT  # reconciliation asks Stripe what became of it


def test_who_pays_after_the_place_was_lost_gets_the_money_back_and_is_told(shop: Shop) -> None:
    article = make_article()
    late, quick = opened(shop, article), ""
    with transaction() as session:
        order = session.get_one(Order, late)
        claim = session.exec(select(SlotClaim).where(SlotClaim.order_id == late)).one()
        claim.state, claim.ended_at = SlotState.RELEASED, utcnow()
        assert order.status == OrderStatus.AWAITING_PAYMENT
    quick = opened(shop, article)
    pay(shop, quick)
    stripe_pays(shop, late)
    drain(late)
    row = order_row(late)
    assert (row.status, row.cancel_reason, row.payment_state) == (
        OrderStatus.CANCELLED,
        CancelReason.SOLD_OUT,
        PaymentState.REFUNDED,
    )
    assert "order_cancelled" in mails(late)
    assert "request_received" not in mails(late)
    assert order_row(quick).status == OrderStatus.PROCESSING
    assert "money back" in shop.status(late)["statusMessage"]


def test_a_late_payment_is_served_when_the_place_is_still_free(shop: Shop) -> None:
    article = make_article()
    order = opened(shop, article)
    shop.send(shop.event("checkout.session.expired", shop.session_of(order) | {"status": "expired"}))
    assert free(shop, article) == 1
    pay(shop, order)
    assert order_row(order).status == OrderStatus.PROCESSING
    assert (order, "sold") in claims(article)


@pytest.mark.parametrize(
    ("answer", "status", "left"),
    [("succeeded", OrderStatus.PROCESSING, ["sold"]), ("failed", OrderStatus.CANCELLED, ["released"])],
)
def test_a_bank_transfer_keeps_the_place_until_the_bank_has_answered(
    shop: Shop, answer: str, status: OrderStatus, left: list[str]
) -> None:
    article = make_article()
    order = opened(shop, article)
    let_hold_end(order)  # the page was paid in its last moment: without the event the sweep would free the place
    pending = {"status": "complete", "payment_status": "unpaid", "payment_intent": f"pi_{order[:8]}"}
    shop.send(shop.event("checkout.session.completed", shop.session_of(order) | pending))
    assert (release_expired_holds(), free(shop, article)) == (0, 0)
    assert check_out(shop, article).json()["error"]["code"] == "slot_taken"
    ended = pending | {"payment_status": "paid" if answer == "succeeded" else "unpaid"}
    shop.send(shop.event(f"checkout.session.async_payment_{answer}", shop.session_of(order) | ended))
    assert order_row(order).status == status
    assert [state for _, state in claims(article)] == left
    assert free(shop, article) == (1 if left == ["released"] else 0)


def test_a_refund_before_publication_frees_the_place(shop: Shop) -> None:
    from blog_order.orders.desk.administration import refund_and_cancel

    article = make_article()
    order = opened(shop, article)
    pay(shop, order)
    refund_and_cancel(order, admin="ada")
    assert free(shop, article) == 1


def test_an_address_that_is_there_already_is_refused(shop: Shop) -> None:
    article = make_article(content=f"See [this](https://Example.com/page-x) page.\n\n{SHORT}")
    answer = check_out(shop, article, targetUrl="https://example.com/page-x")
    assert answer.status_code == 422 or answer.status_code == 400
    assert "already" in answer.json()["error"]["fields"]["targetUrl"]


@pytest.mark.parametrize("article_id", ["", "nobody", "0" * 32, "\0", "é" * 32])
def test_an_unknown_article_is_refused(shop: Shop, article_id: str) -> None:
    answer = check_out(shop, article_id)
    assert answer.status_code in (400, 422)
    assert "articleId" in answer.json()["error"]["fields"]


def test_an_order_that_got_no_payment_page_holds_nothing(shop: Shop, faults: Callable[..., None]) -> None:
    article = make_article()
    faults("stripe", "server_error", calls=10)
    assert check_out(shop, article).status_code == 503
    assert free(shop, article) == 1


def test_fifty_customers_at_once_and_a_storm_of_events(shop: Shop) -> None:
    """At most one paid order a place; every other session that was paid gets its money back."""
    article = make_article(paid_links=2)
    gate = threading.Barrier(50)

    def buy(_: int) -> Any:
        gate.wait()
        return check_out(shop, article)

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(buy, range(50)))
    won = [str(a.json()["data"]["orderId"]) for a in answers if a.status_code == 200]
    assert len(won) == 2
    assert {a.json()["error"]["code"] for a in answers if a.status_code != 200} == {"slot_taken"}

    # The first two lose their holds, ten others come after them, and then all twelve have paid, told in any order.
    buyers = list(won)
    for _ in range(5):
        for order in buyers[-2:]:
            with transaction() as session:
                claim = session.exec(select(SlotClaim).where(SlotClaim.order_id == order)).one()
                claim.state, claim.ended_at = SlotState.RELEASED, utcnow()
        buyers += [opened(shop, article), opened(shop, article)]
    events = []
    for order in buyers:
        found = shop.session_of(order)
        paid = found | {"status": "complete", "payment_status": "paid", "payment_intent": f"pi_{order[:8]}"}
        events.append(shop.event("checkout.session.completed", paid, f"evt_{uuid.uuid4().hex}"))
        events.append(shop.event("checkout.session.async_payment_succeeded", paid, f"evt_{uuid.uuid4().hex}"))
        events.append(shop.event("checkout.session.expired", found | {"status": "expired"}, f"evt_{uuid.uuid4().hex}"))
    events += events
    random.Random(7).shuffle(events)
    with ThreadPoolExecutor(16) as pool:
        statuses = list(pool.map(lambda event: shop.send(event).status_code, events))
    assert set(statuses) == {200}
    with transaction() as session:
        rows = session.exec(select(Order).where(Order.article_id == article)).all()
        served = [row for row in rows if row.status == OrderStatus.PROCESSING]
        given_back = session.exec(
            select(Refund.order_id).where(col(Refund.order_id).in_([row.id for row in rows]))
        ).all()
        sold = session.exec(
            select(SlotClaim.num).where(SlotClaim.article_id == article, SlotClaim.state == SlotState.SOLD)
        ).all()
        assert sorted(sold) == [1, 2]
        assert len(served) == 2
        assert sorted(given_back) == sorted(set(buyers) - {row.id for row in served})
        assert all(row.cancel_reason == CancelReason.SOLD_OUT for row in rows if row.id in given_back)
