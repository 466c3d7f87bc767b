"""What guards every address: Origin, size, headers, the API's own pages, health."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from blog_order.database import transaction
from blog_order.models import Process
from blog_order.settings import get_settings
from tests.support.naming import short_name

FORM = {"content-type": "application/x-www-form-urlencoded"}


def test_a_foreign_origin_cannot_post(api: TestClient) -> None:
    answer = api.post("/api/v1/purchase/checkout", json={}, headers={"origin": "https://evil.example"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "foreign_origin")
    own = api.post("/api/v1/purchase/checkout", json={}, headers={"origin": get_settings().origin})
    assert own.status_code == 422


@pytest.mark.parametrize("path", ["/api/v1/purchase/webhook", "/api/v1/purchase/checkout", "/admin/sign-in"])
def test_a_body_beyond_the_limit_is_refused_declared_or_not(api: TestClient, path: str) -> None:
    kind = FORM["content-type"] if path.startswith("/admin") else "application/json"
    headers = {"stripe-signature": "t=1", "content-type": kind}
    assert api.post(path, content=b"x" * (600 * 1024), headers=headers).status_code == 413

    def chunks() -> Iterator[bytes]:
        for _ in range(60):
            yield b"x" * 10240

    answer = api.post(path, content=chunks(), headers=headers)
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "too_large"


HOSTILE = ["a\u0000b", "\ud800", "é", "x" * 500, "' OR 1=1 --", "../../etc/passwd"]


@pytest.mark.parametrize("value", HOSTILE, ids=short_name)
def test_nothing_that_a_caller_sends_is_our_error(api: TestClient, value: str) -> None:
    quoted = quote(value.encode(errors="surrogatepass"), safe="")
    answers = [
        api.get(f"/api/v1/purchase/status/{quoted}"),
        api.get(f"/api/v1/purchase/session/{quoted}"),
        api.get(f"/payment/success?session_id={quoted}&stripe_session_id={quoted}", follow_redirects=False),
        api.get(f"/blog/{quoted}"),
        api.get(f"/blog/crumb-and-co/{quoted}"),
    ]
    for path in ("request-revision", "submit-for-review", "checkout"):
        body = json.dumps({"orderId": value, "versionId": value, "revisionNotes": value * 20, "siteId": value})
        answers.append(api.post(f"/api/v1/purchase/{path}", content=body, headers={"content-type": "application/json"}))
    signature = f"t={int(time.time())},v1={value}".encode(errors="replace")
    answers.append(api.post("/api/v1/purchase/webhook", content=b"{}", headers={b"stripe-signature": signature}))
    form = {"name": value, "password": value, "csrf": value}
    answers.append(api.post("/admin/sign-in", content=urlencode(form, errors="surrogatepass"), headers=FORM))
    assert [answer.status_code for answer in answers if answer.status_code >= 500] == []


def test_a_broken_host_is_no_error_of_ours(api: TestClient) -> None:
    assert api.get("/x", headers={"host": "[::1"}).status_code < 500


def test_answers_carry_the_safety_headers(api: TestClient) -> None:
    page = api.get("/api/docs")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["x-frame-options"] == "DENY"


def test_the_documentation_is_served_from_here(api: TestClient) -> None:
    assert "http" not in api.get("/api/docs").text.replace("https://", "http://").split("<body>")[1]
    for path in ("/api/docs/start.js", "/api/docs/files/swagger-ui-bundle.js", "/api/docs/files/swagger-ui.css"):
        assert api.get(path).status_code == 200
    schema = api.get("/api/openapi.json").json()
    assert "/api/v1/purchase/checkout" in schema["paths"]


def test_health_and_readiness(api: TestClient) -> None:
    assert api.get("/healthz").json() == {"status": "ok"}
    for _ in range(20):  # this process may report itself as a worker in between, after tests that ran jobs in it
        with transaction() as session:
            session.execute(sa.delete(Process))
        ready = api.get("/readyz")
        if ready.json()["workers"] == "degraded":
            break
    assert ready.status_code == 200
    assert ready.json()["database"] == ready.json()["redis"] == "ok"
    # nobody runs jobs in this stack, and it says so without refusing orders
    assert ready.json()["workers"] == ready.json()["scheduler"] == "degraded"


def test_the_other_name_of_this_machine_leads_to_the_public_one(api: TestClient) -> None:
    port = get_settings().port
    answer = api.get("/order-status/abc?x=1", headers={"host": f"127.0.0.1:{port}"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, f"http://localhost:{port}/order-status/abc?x=1")
    answer = api.get("/order-status/abc", headers={"host": "shop.example"}, follow_redirects=False)
    assert answer.status_code == 404
