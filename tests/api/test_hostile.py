"""What a stranger with bad intentions sends: always refused, never our error, and never a way elsewhere."""

from __future__ import annotations

import json
import secrets
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.support.naming import short_name
from tests.support.signing import sign_as_sendgrid, sign_as_stripe

JSON = {"content-type": "application/json"}
POSTS = ("checkout", "cancel", "request-revision", "submit-for-review", "use-version")
DEEP = b"[" * 100_000 + b"]" * 100_000
BODIES = {
    "nested": DEEP,
    "a long number": b'{"topic": ' + b"9" * 5000 + b"}",
    "no number": b'{"topic": NaN}',
    "no UTF-8": b'{"orderId": "\xff"}',
    "half a pair": b'{"orderId": "\\ud800", "topic": "\\ud800"}',
    "NUL": b'{"orderId": "\\u0000"}',
    "twice": b'{"orderId": "a", "orderId": ["b"]}',
    "unknown": b'{"orderId": "a", "isAdmin": true}',
}


@pytest.mark.parametrize("name", BODIES)
def test_no_body_breaks_it(api: TestClient, name: str) -> None:
    for post in POSTS:
        answer = api.post(f"/api/v1/purchase/{post}", content=BODIES[name], headers=JSON)
        assert answer.status_code in (400, 404, 422), (post, answer.text)
        assert answer.json()["success"] is False


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_form_of_another_page_cannot_pass_for_json(api: TestClient, kind: str) -> None:
    body = json.dumps({"orderId": "0" * 32}).encode()
    assert api.post("/api/v1/purchase/cancel", content=body, headers={"content-type": kind}).status_code in (400, 422)


@pytest.mark.parametrize("origin", ["null", "", "HTTP://LOCALHOST", "http://localhost:1.evil.example", "file://"])
def test_no_spelling_of_a_foreign_origin_passes(api: TestClient, origin: str) -> None:
    for path in ("/api/v1/purchase/cancel", "/admin/sign-in", "/admin/sign-out"):
        assert api.post(path, json={}, headers={"origin": origin}).status_code == 403


@pytest.mark.parametrize(
    "signature", ["t=,v1=", "t=1e9,v1=x", "t=²,v1=a", "v1=a", "t=1", "," * 5000, "t=" + "9" * 5000 + ",v1=a", "é"],
    ids=short_name,
)  # fmt: skip
def test_no_signature_breaks_stripes_webhook(api: TestClient, signature: str) -> None:
    headers = {b"stripe-signature": signature.encode("latin-1")}
    assert api.post("/api/v1/purchase/webhook", content=b"{}", headers=headers).status_code == 422


@pytest.mark.parametrize("at", ["²", "9" * 5000, "-1", "1e9", "", "now"], ids=short_name)
def test_no_time_breaks_sendgrids_webhook(api: TestClient, at: str) -> None:
    headers = sign_as_sendgrid(b"[]") | {"x-twilio-email-event-webhook-timestamp": at}
    raw = {name.encode(): value.encode("latin-1") for name, value in headers.items()}
    assert api.post("/api/v1/mail/events", content=b"[]", headers=raw).status_code == 422


def test_events_of_the_future_are_refused_like_old_ones(api: TestClient) -> None:
    for age in (-400, 400):
        stripe = sign_as_stripe(b"{}", age_seconds=age)
        sendgrid = sign_as_sendgrid(b"[]", age_seconds=age)
        assert api.post("/api/v1/purchase/webhook", content=b"{}", headers=stripe).status_code == 422
        assert api.post("/api/v1/mail/events", content=b"[]", headers=sendgrid).status_code == 422


@pytest.mark.parametrize(
    "event", [{"id": ""}, {"id": "long"}, {"type": ""}, {"type": "t" * 300}, {"id": 1}], ids=short_name
)
def test_a_signed_event_without_a_usable_name_is_refused(api: TestClient, event: dict[str, Any]) -> None:
    if event.get("id") == "long":
        event = {"id": secrets.token_hex(20_000)}  # no index could hold it
    body = json.dumps({"id": "evt_1", "type": "x", "data": {"object": {}}} | event).encode()
    assert api.post("/api/v1/purchase/webhook", content=body, headers=sign_as_stripe(body)).status_code == 422


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (DEEP, 422),
        (b"[null]", 422),
        (b"[" + b"9" * 5000 + b"]", 422),
        (b'[{"event": "bounce", "email_id": "\\u0000"}]', 200),
        (b'[{"event": "bounce", "email_id": "\\ud800"}]', 200),
        (b'[{"event": {}, "email_id": []}]', 200),
    ],
    ids=short_name,
)
def test_signed_mail_events_of_any_shape_are_no_error_of_ours(api: TestClient, body: bytes, status: int) -> None:
    assert api.post("/api/v1/mail/events", content=body, headers=sign_as_sendgrid(body)).status_code == status


@pytest.mark.parametrize(
    "path",
    [
        "/payment/success?session_id=%0d%0aX-Evil:1",
        "/blog//evil.example/",
        "/blog/%2f%2fevil.example/",
        "/admin/?x=%0d%0aX-Evil:1",
        "/admin/sign-in?next=//evil.example",
        "/api/docs/files/..%2f..%2fapp.py",
        "/api/v1/purchase/status/%0d%0aX-Evil:1",
    ],
)
def test_no_path_leads_elsewhere_or_makes_a_header(api: TestClient, path: str) -> None:
    answer = api.get(path, follow_redirects=False)
    assert answer.status_code < 500
    assert "x-evil" not in answer.headers
    assert answer.headers.get("location", "/x").lstrip("/")[:4] in ("x", "orde", "blog", "admi")
    assert not answer.headers.get("location", "/x").startswith("//")


@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "FOO", "PUT", "DELETE"])
def test_a_method_that_an_address_does_not_take_is_answered_with_those_it_does(api: TestClient, method: str) -> None:
    for path, allowed in (("/api/v1/purchase/cancel", "POST"), ("/healthz", "GET"), ("/admin/sign-in", "GET, POST")):
        answer = api.request(method, path)
        assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    assert api.request(method, "/api/nothing").status_code == 404


def test_a_form_with_too_many_fields_is_refused(api: TestClient) -> None:
    body = b"&".join(b"a%d=1" % number for number in range(20_000))
    answer = api.post("/admin/sign-in", content=body, headers={"content-type": "application/x-www-form-urlencoded"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_request")
