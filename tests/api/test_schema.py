"""The API against its own description: whatever schemathesis makes of it is answered as described, never by a crash.

Requests are made from the description, valid and broken ones; half of those to the webhooks are signed, so that what
lies behind the signature is tried too, and ids are known ones where that leads further.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi import checks as openapi
from sqlmodel import select

from blog_order.accounts.sessions import csrf_token
from blog_order.api.app import make_api
from blog_order.api.sign_in import BEFORE_COOKIE
from blog_order.database import transaction
from blog_order.models import Article, SignInAttempt, Site
from tests.support.orders import written
from tests.support.shop import Shop
from tests.support.signing import sign_as_sendgrid, sign_as_stripe

APP = make_api()
SCHEMA = schemathesis.openapi.from_asgi("/api/openapi.json", APP)
CHECKS = [
    schemathesis.checks.not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_headers_conformance,
    openapi.response_schema_conformance,
    openapi.negative_data_rejection,
    openapi.unsupported_method,
    openapi.allow_header_conformance,
]
SIGNED = {"/api/v1/purchase/webhook": sign_as_stripe, "/api/v1/mail/events": sign_as_sendgrid}
STEADY = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
SEARCHING = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def known(services: None) -> Iterator[dict[str, Any]]:
    """Ids that lead somewhere; failed sign-ins do not throttle other tests."""
    from fastapi.testclient import TestClient

    with transaction() as session:
        site, article = session.exec(select(Site.id)).first(), session.exec(select(Article.id)).first()
    with TestClient(APP) as client:
        shop = Shop(client)
        order_id = written(shop)
        found = {
            "siteId": site,
            "articleId": article,
            "article_id": article,
            "orderId": order_id,
            "order_id": order_id,
            "versionId": shop.status(order_id)["version"]["versionId"],
            "num": 1,
            "stripe_session_id": shop.session_of(order_id)["id"],
        }
    yield found
    with transaction() as session:
        session.execute(sa.delete(SignInAttempt))


def is_even(text: bytes) -> bool:
    """True for half of all texts, the same in each run."""
    return hashlib.sha256(text).digest()[0] % 2 == 0


def lead_further(case: schemathesis.Case, known: dict[str, Any]) -> dict[str, Any]:
    """Known ids into a valid request, and what a signed or a signed-in one needs besides."""
    more: dict[str, Any] = {}
    if case.meta is not None and case.meta.generation.mode.is_positive:
        for values in (case.body, case.path_parameters):
            if isinstance(values, dict) and is_even(repr(values).encode()):
                values |= {name: known[name] for name in known if name in values}
        if case.path.startswith("/admin") and isinstance(case.body, dict):
            case.body["csrf"] = csrf_token("a")
            more["cookies"] = {BEFORE_COOKIE: "a"}
    if (sign := SIGNED.get(case.path)) and case.method == "POST":
        kwargs = case.as_transport_kwargs(base_url="http://testserver")
        body = requests.Request(**{name: kwargs[name] for name in kwargs if name in REQUEST}).prepare().body
        body = body.encode() if isinstance(body, str) else body
        if isinstance(body, bytes) and is_even(body):
            more["headers"] = sign(body)
    return more


REQUEST = ("method", "url", "headers", "files", "data", "json", "params", "cookies")


@SCHEMA.parametrize()
@STEADY
def test_every_request_is_answered_as_described(case: schemathesis.Case, known: dict[str, Any]) -> None:
    case.call_and_validate(checks=CHECKS, **lead_further(case, known))


def pages() -> schemathesis.BaseSchema:
    """A description of what readers, crawlers and Stripe's customers ask for; it is for these tests alone."""
    answers = {str(status): {"description": ""} for status in (200, 303, 304, 308, 404)}
    text = {"required": True, "schema": {"type": "string"}}
    inside = {name: text | {"in": "path", "name": name} for name in ("site", "slug", "part", "rest", "name")}
    asked = [text | {"in": "query", "name": name, "required": False} for name in ("page", "session_id")]
    asked.append(text | {"in": "header", "name": "If-None-Match", "required": False})
    paths = {}
    for path in (
        *("/blog", "/blog/{site}", "/blog/{site}/feed.xml", "/blog/{site}/{slug}", "/blog/{site}/{slug}/{rest}"),
        *("/sitemap.xml", "/sitemap-{site}-{part}.xml", "/robots.txt", "/payment/success", "/api/docs/files/{name}"),
    ):
        named = [inside[name] for name in inside if f"{{{name}}}" in path]
        paths[path] = {"get": {"parameters": named + asked, "responses": answers}}
    made = schemathesis.openapi.from_dict({"openapi": "3.1.0", "info": {"title": "", "version": ""}, "paths": paths})
    made.app = APP
    return made


@pages().parametrize()
@STEADY
def test_every_page_is_there_or_not_and_never_breaks(case: schemathesis.Case, services: None) -> None:
    case.call_and_validate(
        checks=[schemathesis.checks.not_a_server_error, openapi.status_code_conformance], allow_redirects=False
    )


@pytest.mark.long
@SCHEMA.parametrize()
@SEARCHING
def test_every_request_is_answered_as_described_on_a_longer_search(
    case: schemathesis.Case, known: dict[str, Any]
) -> None:
    case.call_and_validate(checks=CHECKS, **lead_further(case, known))
