"""Checkout, webhook, session and status through the API."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import select
from starlette.responses import PlainTextResponse

from blog_order.api.app import make_api
from blog_order.database import transaction
from blog_order.job_kinds import ARTICLE_GENERATION
from blog_order.models import Checkout, Email, Job, Order, Site, StripeEvent, utcnow
from tests.support.http import HTTP
from tests.support.naming import short_name
from tests.support.ordering import article_fields
from tests.support.shop import Shop


def jobs_of(order_id: str, kind: str = ARTICLE_GENERATION) -> list[Job]:
    with transaction() as session:
        return list(session.exec(select(Job).where(Job.order_id == order_id, Job.kind == kind)))


def make_due(event_id: str) -> None:
    with transaction() as session:
        session.get_one(StripeEvent, event_id).try_at = utcnow()


def mails_of(order_id: str) -> list[str]:
    with transaction() as session:
        return sorted(session.exec(select(Email.kind).where(Email.order_id == order_id)))


def test_the_sites_and_their_prices(api: TestClient) -> None:
    answer = api.get("/api/v1/catalogue/sites").json()
    assert answer["success"] is True
    assert len(answer["data"]["sites"]) == 3
    for site in answer["data"]["sites"]:
        assert set(site) == {"id", "name", "slug", "topic", "audience", "language", "domainRating", "prices"}
        assert site["prices"]["article"]["amount"] > 0
        assert site["prices"]["article"]["currency"] == "usd"


def test_a_checkout_makes_an_order_that_waits_for_its_payment(shop: Shop) -> None:
    opened = shop.order()
    assert set(opened) == {"orderId", "checkoutUrl"}
    assert re.fullmatch(r"[0-9a-f]{32}", opened["orderId"])
    status = shop.status(opened["orderId"])
    assert status["status"] == "AWAITING_PAYMENT"
    assert status["progress"] == {"step": 1, "total": 5, "description": "Payment"}
    assert status["version"] is None
    assert status["queue"] == {"hasActiveJob": False, "hasFailedJob": False, "jobs": []}
    session = shop.session_of(opened["orderId"])
    assert session["url"] == opened["checkoutUrl"]
    site = shop.api.get("/api/v1/catalogue/sites").json()["data"]["sites"][0]
    assert session["amount_total"] == site["prices"]["article"]["amount"]


def test_status_shows_exactly_what_is_promised_and_no_address(shop: Shop) -> None:
    email = "somebody.private@example.com"
    order_id = shop.order(email=email)["orderId"]
    shop.send(shop.paid_event(order_id))
    answer = shop.api.get(f"/api/v1/purchase/status/{order_id}")
    assert email not in answer.text
    data = answer.json()["data"]
    assert set(data) == {
        "status", "statusMessage", "progress", "orderDetails", "version", "queue", "canRequestRevision",
        "canSubmitForReview",
    }  # fmt: skip
    assert set(data["orderDetails"]) == {
        "orderId", "number", "product", "siteName", "articleId", "topic", "keyword", "targetUrl", "anchorText",
        "createdAt", "completedAt", "publishedUrl",
    }  # fmt: skip
    (job,) = data["queue"]["jobs"]
    assert set(job) == {
        "id", "queue", "state", "progress", "attempts", "maxAttempts", "createdAt", "startedAt", "finishedAt",
    }  # fmt: skip
    assert (job["queue"], job["state"]) == ("article-generation", "waiting")
    assert data["queue"]["hasActiveJob"] is True


def test_paid_makes_one_job_and_one_mail_whatever_the_repeats(shop: Shop) -> None:
    order_id = shop.order()["orderId"]
    event = shop.paid_event(order_id)
    for _ in range(3):
        assert shop.send(event).status_code == 200
    again = shop.paid_event(order_id)
    succeeded = again | {"id": again["id"] + "b", "type": "checkout.session.async_payment_succeeded"}
    assert shop.send(again).status_code == shop.send(succeeded).status_code == 200
    assert shop.status(order_id)["status"] == "PROCESSING"
    assert len(jobs_of(order_id)) == 1
    assert mails_of(order_id) == ["request_received"]


def test_events_out_of_order_end_the_same(shop: Shop) -> None:
    order_id = shop.order()["orderId"]
    paid = shop.paid_event(order_id)
    expired = shop.event("checkout.session.expired", shop.session_of(order_id) | {"status": "expired"})
    assert shop.send(paid).status_code == 200
    assert shop.send(expired).status_code == 200
    assert shop.status(order_id)["status"] == "PROCESSING"
    # and the other way round: the money is there, so the order is served
    order_id = shop.order()["orderId"]
    paid = shop.paid_event(order_id)
    shop.send(shop.event("checkout.session.expired", shop.session_of(order_id) | {"status": "expired"}))
    assert shop.status(order_id)["status"] == "CANCELLED"
    shop.send(paid)
    assert shop.status(order_id)["status"] == "PROCESSING"
    assert len(jobs_of(order_id)) == 1


def test_a_bank_payment_is_pending_until_it_succeeds_or_fails(shop: Shop) -> None:
    order_id = shop.order()["orderId"]
    shop.send(shop.paid_event(order_id, payment_status="unpaid"))
    status = shop.status(order_id)
    assert status["status"] == "AWAITING_PAYMENT"
    assert "on its way" in status["statusMessage"]
    assert jobs_of(order_id) == []
    paid = shop.paid_event(order_id) | {"type": "checkout.session.async_payment_succeeded"}
    shop.send(paid)
    assert shop.status(order_id)["status"] == "PROCESSING"

    order_id = shop.order()["orderId"]
    shop.send(shop.paid_event(order_id, payment_status="unpaid"))
    failed = shop.paid_event(order_id, payment_status="unpaid") | {"type": "checkout.session.async_payment_failed"}
    shop.send(failed)
    assert shop.status(order_id)["status"] == "CANCELLED"
    assert mails_of(order_id) == ["order_cancelled"]


@pytest.mark.parametrize("case", ["forged", "old", "missing", "no json", "no event"])
def test_a_webhook_that_is_not_stripes_is_refused_and_not_stored(shop: Shop, case: str) -> None:
    order_id = shop.order()["orderId"]
    event = shop.paid_event(order_id)
    if case == "forged":
        answer = shop.send(event, secret="whsec_of_somebody_else")
    elif case == "old":
        answer = shop.send(event, age_seconds=3600)
    elif case == "missing":
        answer = shop.api.post("/api/v1/purchase/webhook", json=event)
    else:
        answer = shop.send({"hello": 1} if case == "no event" else ["x"])  # type: ignore[arg-type]
    assert answer.status_code in (400, 422)
    assert answer.json()["success"] is False
    with transaction() as session:
        assert session.get(StripeEvent, event["id"]) is None
    assert shop.status(order_id)["status"] == "AWAITING_PAYMENT"


def test_a_stored_event_that_could_not_be_handled_is_handled_later(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    from blog_order.orders.paying import stripe_events

    order_id = shop.order()["orderId"]
    event = shop.paid_event(order_id)

    def crash(*_: object) -> str:
        raise RuntimeError("a crash between storing and handling")

    with monkeypatch.context() as patch:
        patch.setitem(stripe_events.HANDLERS, "checkout.session.completed", crash)
        assert shop.send(event).status_code == 200
    assert shop.status(order_id)["status"] == "AWAITING_PAYMENT"
    make_due(event["id"])
    stripe_events.handle_stored_events()
    assert shop.status(order_id)["status"] == "PROCESSING"


def test_a_late_webhook_is_made_good_by_asking_stripe(shop: Shop) -> None:

    from blog_order.orders.paying.payment import ask_stripe
    from blog_order.settings import get_settings

    order_id = shop.order()["orderId"]
    assert ask_stripe(order_id) is False
    session = shop.session_of(order_id)
    own = get_settings().embedded
    assert own is not None
    control = f"{own.standins_url}/stripe/control"
    HTTP.post(f"{control}/delivery", json={"mode": "never", "events": 1}).raise_for_status()
    HTTP.post(f"{control}/sessions/{session['id']}/pay").raise_for_status()
    assert ask_stripe(order_id) is True
    assert shop.status(order_id)["status"] == "PROCESSING"
    assert shop.send(shop.paid_event(order_id)).status_code == 200
    assert len(jobs_of(order_id)) == 1


def test_an_amount_that_differs_is_served_and_told_to_the_admin(shop: Shop) -> None:
    order_id = shop.order()["orderId"]
    shop.send(shop.paid_event(order_id, amount_total=1))
    assert shop.status(order_id)["status"] == "PROCESSING"
    assert mails_of(order_id) == ["admin_alert", "request_received"]


def test_the_success_address_leads_to_the_order_with_either_id(shop: Shop) -> None:
    order_id = shop.order()["orderId"]
    stripe_id = shop.session_of(order_id)["id"]
    with transaction() as session:
        own_id = session.exec(select(Checkout.id).where(Checkout.order_id == order_id)).one()
    for query in (f"stripe_session_id={stripe_id}", f"session_id={own_id}", f"stripe_session_id=x&session_id={own_id}"):
        answer = shop.api.get(f"/payment/success?{query}", follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith(f"/order-status/{order_id}")
        assert answer.headers["referrer-policy"] == "no-referrer"
    answer = shop.api.get("/payment/success?session_id=nope", follow_redirects=False)
    assert answer.headers["location"] == "/order-status/unknown"
    assert shop.api.get(f"/api/v1/purchase/session/{stripe_id}").json()["data"] == {"orderId": order_id}


def test_one_idempotency_key_makes_one_order_also_when_asked_at_once(api: TestClient) -> None:
    from concurrent.futures import ThreadPoolExecutor

    site = api.get("/api/v1/catalogue/sites").json()["data"]["sites"][0]
    body = article_fields(site["id"])

    def ask(_: int) -> dict[str, Any]:
        return dict(api.post("/api/v1/purchase/checkout", json=body, headers={"Idempotency-Key": "one-key"}).json())

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(ask, range(6)))
    assert len({answer["data"]["orderId"] for answer in answers}) == 1
    assert len({answer["data"]["checkoutUrl"] for answer in answers}) == 1


BAD_FIELDS = {
    "siteId": ["", "nope", "x" * 65],
    "topic": ["", "abc", "x" * 201],
    "niche": ["x" * 101],
    "keyword": ["", "x", "y" * 81],
    "targetUrl": [
        "", "example.com", "javascript:alert(1)", "data:text/html,x", "ftp://example.com/", "http://", "https://x",
        "http://localhost/", "http://127.0.0.1/", "http://10.1.2.3/", "http://[::1]/", "http://192.168.1.1:80/",
        "http://2130706433/", "http://0x7f.1/", "http://foo.local/", "http://169.254.169.254/latest/meta-data",
        "https://user:secret@example.com/", "https://example.com/a b", "https://exa mple.com", "https://example.com:99999/",
        "https://-bad.example.com/", "https://example..com/", "https://example.com/\u202etxt", "https://" + "a" * 2050,
        "http://[::ffff:127.0.0.1]/", "https://[v1.x]/", "https://example.com/&lt;a&gt;",
    ],
    "anchorText": ["", "a" * 101, "[x](y)", "<b>x</b>", "!!!", "a `b`", "x|y", "&copy; boots"],
    "notes": ["x" * 4001],
    "email": ["", "nope", "a@b", "a b@example.com", "x" * 300 + "@example.com", "a@example.com\nBcc: b@example.com"],
}  # fmt: skip


@pytest.mark.parametrize(("field", "value"), [(f, v) for f, values in BAD_FIELDS.items() for v in values])
def test_each_bad_field_is_named(api: TestClient, field: str, value: str) -> None:
    site = api.get("/api/v1/catalogue/sites").json()["data"]["sites"][0]
    answer = api.post("/api/v1/purchase/checkout", json=article_fields(site["id"], **{field: value}))
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert set(error["fields"]) == {field}
    assert len(error["fields"][field]) > 10


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "http://example.com:8080/a?b=c#d",
        "https://münchen.example.com/ä",
        "https://example.com/a_(b)",
        "https://8.8.8.8/",
    ],
)
def test_good_addresses_are_taken_as_they_are(shop: Shop, url: str) -> None:
    assert shop.status(shop.order(targetUrl=url)["orderId"])["orderDetails"]["targetUrl"] == url


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", '"x"', "7", '{"product": "cake"}', '{"topic": {"a": 1}}', '{"topic": 7}']
)
def test_any_other_body_is_a_mistake_of_the_caller(api: TestClient, body: str) -> None:
    answer = api.post("/api/v1/purchase/checkout", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.json()["success"] is False


@pytest.mark.parametrize("field", ["topic", "keyword", "anchorText"])
def test_what_a_site_excludes_is_refused_before_it_is_paid(api: TestClient, field: str) -> None:
    with transaction() as session:
        site = next(site for site in session.exec(select(Site)) if site.banned_topics)
    words = f"the best {site.banned_topics[0]} there is"
    answer = api.post("/api/v1/purchase/checkout", json=article_fields(site.id, **{field: words}))
    assert answer.status_code == 422
    assert set(answer.json()["error"]["fields"]) == {field}
    assert site.name in answer.json()["error"]["fields"][field]


def test_stripe_away_is_503_and_the_same_key_succeeds_later(shop: Shop) -> None:

    from blog_order.settings import get_settings

    own = get_settings().embedded
    assert own is not None
    site = shop.api.get("/api/v1/catalogue/sites").json()["data"]["sites"][0]
    body, headers = article_fields(site["id"]), {"Idempotency-Key": "while-stripe-is-away"}
    HTTP.post(
        f"{own.standins_url}/faults", json={"service": "stripe", "fault": "server_error", "calls": 3}
    ).raise_for_status()
    answer = shop.api.post("/api/v1/purchase/checkout", json=body, headers=headers)
    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "unavailable"
    HTTP.delete(f"{own.standins_url}/faults").raise_for_status()
    assert shop.api.post("/api/v1/purchase/checkout", json=body, headers=headers).status_code == 200
    with transaction() as session:
        made = session.execute(sa.select(sa.func.count()).where(Order.email == body["email"])).scalar_one()  # type: ignore[arg-type]
    assert made == 1


def test_unknown_addresses_are_unknown_in_front_of_the_pages_too() -> None:
    whole = make_api()
    whole.mount("/", PlainTextResponse("a page"))  # as the pages are: they take every address and method
    with TestClient(whole) as client:
        for method in ("GET", "POST", "DELETE"):
            assert client.request(method, "/api/v1/nothing").status_code == 404
        answer = client.get("/api/v1/purchase/checkout")
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_unknown_things_are_404_in_json(api: TestClient) -> None:
    for path in (
        "/api/v1/purchase/status/nope",
        "/api/v1/purchase/status/" + "a" * 500,
        "/api/v1/purchase/status/%00",
        "/api/v1/purchase/session/cs_nope",
        "/api/nothing",
        "/api/v1/",
    ):
        answer = api.get(path)
        assert answer.status_code == 404, path
        assert answer.json()["error"]["code"] == "not_found"
    answer = api.get("/api/v1/purchase/checkout")
    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "method_not_allowed")


def test_asking_for_changes_and_submitting_before_there_is_a_text(shop: Shop) -> None:
    order_id = shop.order()["orderId"]
    notes = {"orderId": order_id, "revisionNotes": "Please make it shorter."}
    answer = shop.api.post("/api/v1/purchase/request-revision", json=notes)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "wrong_status")
    answer = shop.api.post("/api/v1/purchase/submit-for-review", json={"orderId": order_id, "versionId": "x"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "wrong_status")
    answer = shop.api.post("/api/v1/purchase/request-revision", json=notes | {"revisionNotes": "short"})
    assert answer.status_code == 422
    assert "revisionNotes" in answer.json()["error"]["fields"]
    for path, body in (
        ("request-revision", {"orderId": "nope", "revisionNotes": "Please make it shorter."}),
        ("submit-for-review", {"orderId": "nope", "versionId": "nope"}),
    ):
        assert shop.api.post(f"/api/v1/purchase/{path}", json=body).status_code == 404


def test_a_key_used_for_another_order_leads_nobody_to_it(api: TestClient) -> None:
    site = api.get("/api/v1/catalogue/sites").json()["data"]["sites"][0]
    headers = {"Idempotency-Key": "order-1"}
    body = article_fields(site["id"])
    assert api.post("/api/v1/purchase/checkout", json=body, headers=headers).status_code == 200
    for change in ({"email": "stranger@example.com"}, {"topic": "Something else entirely"}):
        answer = api.post("/api/v1/purchase/checkout", json=body | change, headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "key_reused")
        assert "data" not in answer.json()


UNREADABLE: list[Any] = [
    {"data": None}, {"data": []}, {"data": {}}, {"data": {"object": None}}, {"data": {"object": {"currency": 7}}},
    {"type": "refund.updated", "data": {"object": {}}},
    {"type": "refund.updated", "data": {"object": {"id": "re_1", "metadata": "x"}}},
    {"data": {"object": {"id": "cs_1", "payment_intent": {}}}},
]  # fmt: skip


@pytest.mark.parametrize("change", UNREADABLE, ids=short_name)
def test_an_event_of_an_unexpected_shape_is_given_up_at_once_and_told(shop: Shop, change: dict[str, Any]) -> None:
    event = shop.event("checkout.session.completed", {}) | change
    assert shop.send(event).status_code == 200
    with transaction() as session:
        row = session.get_one(StripeEvent, event["id"])
        mail = session.exec(select(Email).where(Email.deduplication_key == f"alert-stripe-event-{row.id}")).all()
    assert row.handled_at is not None
    assert (row.outcome == "not ours") == (mail == [])
    if mail:
        assert row.outcome.startswith("given up")


@pytest.mark.parametrize("text", ['"a\\u0000b"', '"\\ud800"', "NaN", "1e999", "[" * 100_000 + "]" * 100_000])
def test_an_event_that_cannot_be_stored_is_refused(shop: Shop, text: str) -> None:
    event = json.dumps(shop.event("x", {"name": "here"})).replace('"here"', text).encode()
    answer = shop.send_raw(event)
    assert answer.status_code == 422, answer.text


def test_an_event_that_fails_is_put_off_and_blocks_no_other(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    from blog_order.orders.paying import stripe_events

    order_id = shop.order()["orderId"]
    event = shop.paid_event(order_id)

    def crash(*_: object) -> str:
        raise RuntimeError("broken")

    with monkeypatch.context() as patch:
        patch.setitem(stripe_events.HANDLERS, "checkout.session.completed", crash)
        shop.send(event)
        for attempt in range(2, stripe_events.MAX_ATTEMPTS + 1):
            assert stripe_events.handle_stored_events() == 0, "it is not yet due"
            make_due(event["id"])
            assert stripe_events.handle_stored_events() == 1
            with transaction() as session:
                assert session.get_one(StripeEvent, event["id"]).attempts == attempt
    with transaction() as session:
        assert session.get_one(StripeEvent, event["id"]).outcome == "given up: RuntimeError"


def test_a_locked_order_is_busy_and_not_our_error(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    from blog_order import database
    from blog_order.errors import Unavailable

    order_id = shop.order()["orderId"]
    lock = sa.text('SELECT id FROM "order" WHERE id = :id FOR UPDATE')

    def wait_for_it() -> None:
        with database.transaction() as session:
            session.execute(sa.text("SET LOCAL lock_timeout = '100ms'"))
            session.execute(lock, {"id": order_id})

    with database.engine().connect() as other:
        other.execute(lock, {"id": order_id})
        with pytest.raises(Unavailable) as caught:
            wait_for_it()
    assert order_id not in str(caught.value.__cause__), "an error's text is logged"
