"""Signing in and out, as a browser does it."""

from __future__ import annotations

import re

import httpx
import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from blog_order.accounts import sessions
from blog_order.accounts.sessions import COOKIE, NotSignedIn, csrf_token, find_signed_in
from blog_order.api.sign_in import BEFORE_COOKIE, own_path
from blog_order.database import transaction
from blog_order.errors import Unavailable
from blog_order.models import SignInAttempt
from tests.support.desk import PASSWORD


@pytest.fixture(autouse=True)
def _no_attempts(services: None) -> None:
    with transaction() as session:
        session.execute(sa.delete(SignInAttempt))


def fill(api: TestClient, name: str, password: str, **changes: str) -> httpx.Response:
    """Open the form, fill it in, send it."""
    page = api.get("/admin/sign-in")
    found = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert found is not None
    return api.post("/admin/sign-in", data={"name": name, "password": password, "csrf": found[1]} | changes)


def cookie_line(answer: httpx.Response, name: str) -> str:
    """The Set-Cookie header of a cookie."""
    return next(line for line in answer.headers.get_list("set-cookie") if line.startswith(f"{name}="))


def test_the_form_is_bound_to_a_cookie_and_cached_nowhere(api: TestClient) -> None:
    page = api.get("/admin/sign-in")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert "noindex" in page.headers["x-robots-tag"]
    assert "form-action 'self'" in page.headers["content-security-policy"]
    line = cookie_line(page, BEFORE_COOKIE)
    assert "HttpOnly" in line and "SameSite=lax" in line and "Path=/admin" in line and "Secure" not in line


def test_the_right_password_opens_a_session(api: TestClient, ada: str) -> None:
    answer = fill(api, " ADA ", PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin")
    line = cookie_line(answer, COOKIE)
    assert "HttpOnly" in line and "SameSite=lax" in line and "Path=/;" in line + ";" and "Max-Age=43200" in line
    assert find_signed_in(api.cookies[COOKIE]).name == "ada"
    again = api.get("/admin/sign-in?next=/admin/orders")
    assert (again.status_code, again.headers["location"]) == (303, "/admin/orders")


def test_cookies_are_secure_on_https(api: TestClient, ada: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from blog_order.settings import get_settings

    monkeypatch.setattr(get_settings(), "public_url", "https://shop.example")
    page = api.get("/admin/sign-in", headers={"host": "shop.example"})
    assert "Secure" in cookie_line(page, BEFORE_COOKIE)


def test_a_wrong_password_says_so_and_not_which_part_was_wrong(api: TestClient, ada: str) -> None:
    wrong, unknown = fill(api, "ada", "wrong wrong wrong"), fill(api, "nobody", "wrong wrong wrong")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.count("Name or password is not right.") == unknown.text.count("Name or password is not right.")
    assert 'value="ada"' in wrong.text
    assert "wrong wrong wrong" not in wrong.text
    assert COOKIE not in api.cookies


def test_a_name_is_shown_again_escaped(api: TestClient) -> None:
    answer = fill(api, '"><script>alert(1)</script>', "wrong wrong wrong")
    assert "<script>" not in answer.text


@pytest.mark.parametrize("csrf", ["", "0" * 64, "of another cookie"])
def test_a_form_that_is_not_ours_is_refused(api: TestClient, ada: str, csrf: str) -> None:
    token = csrf_token("another cookie") if csrf == "of another cookie" else csrf
    answer = fill(api, "ada", PASSWORD, csrf=token)
    assert answer.status_code == 403
    assert "expired" in answer.text
    assert COOKIE not in api.cookies


def test_a_form_without_its_cookie_is_refused(api: TestClient, ada: str) -> None:
    api.get("/admin/sign-in")
    api.cookies.clear()
    answer = api.post("/admin/sign-in", data={"name": "ada", "password": PASSWORD, "csrf": csrf_token("")})
    assert answer.status_code == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_a_foreign_page_cannot_send_the_form(api: TestClient, ada: str, origin: str) -> None:
    page = api.get("/admin/sign-in")
    csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)
    data = {"name": "ada", "password": PASSWORD, "csrf": csrf[1] if csrf else ""}
    assert api.post("/admin/sign-in", data=data, headers={"origin": origin}).status_code == 403


def test_the_browser_may_tell_our_own_forms_where_they_come_from(api: TestClient) -> None:
    # With no-referrer, browsers send "Origin: null" with a form's post, and the guard would refuse it.
    assert api.get("/admin/sign-in").headers["referrer-policy"] == "same-origin"


def test_guessing_is_throttled_and_the_page_says_what_to_do(api: TestClient, ada: str) -> None:
    for _ in range(sessions.ATTEMPTS_BY_BOTH):
        assert fill(api, "ada", "wrong wrong wrong").status_code == 401
    answer = fill(api, "ada", PASSWORD)
    assert answer.status_code == 429
    assert "wait a quarter of an hour" in answer.text
    assert answer.headers["retry-after"] == "900"
    assert COOKIE not in api.cookies


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/admin", "/admin"),
        ("/admin/orders", "/admin/orders"),
        ("/admin/orders/?q=7", "/admin/orders/?q=7"),
        ("/admin/orders/BO-1042", "/admin/orders/BO-1042"),
        ("/admin/orders?q=a%40b.example&status=FAILED", "/admin/orders?q=a%40b.example&status=FAILED"),
        ("https://evil.example/admin", "/admin"),
        ("//evil.example/admin", "/admin"),
        ("/admin//evil.example", "/admin"),
        ("/admin/../order-status/x", "/admin"),
        ("/admin\\evil", "/admin"),
        ("/admin/orders\r\nX: y", "/admin"),
        ("/admin/sign-out", "/admin"),
        ("/administrator", "/admin"),
        ("", "/admin"),
    ],
)
def test_nobody_is_led_elsewhere(api: TestClient, ada: str, asked: str, led_to: str) -> None:
    assert own_path(asked) == led_to


def test_the_page_asked_for_comes_after_signing_in(api: TestClient, ada: str) -> None:
    asked = api.get("/admin/orders?status=FAILED")
    assert asked.status_code == 303
    assert asked.headers["location"] == "/admin/sign-in?next=%2Fadmin%2Forders%3Fstatus%3DFAILED"
    form = api.get(asked.headers["location"])
    assert 'name="next" value="/admin/orders?status=FAILED"' in form.text
    assert fill(api, "ada", PASSWORD, next="/admin/orders?status=FAILED").headers["location"].endswith("status=FAILED")
    assert api.get("/admin/orders?status=FAILED").status_code != 303


def test_signing_out_ends_the_session_in_the_database(api: TestClient, ada: str) -> None:
    fill(api, "ada", PASSWORD)
    token = api.cookies[COOKIE]
    refused = api.post("/admin/sign-out", data={"csrf": "0" * 64})
    assert refused.status_code == 403
    assert find_signed_in(token).name == "ada"
    answer = api.post("/admin/sign-out", data={"csrf": csrf_token(token)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin/sign-in")
    assert COOKIE not in api.cookies
    with pytest.raises(NotSignedIn):
        find_signed_in(token)
    assert api.post("/admin/sign-out").status_code == 303  # nothing to end, no harm


def test_signing_in_again_ends_the_session_before(api: TestClient, ada: str) -> None:
    fill(api, "ada", PASSWORD)
    first = api.cookies[COOKIE]
    anchor = "x" * 20
    api.cookies.set(BEFORE_COOKIE, anchor)
    data = {"name": "ada", "password": PASSWORD, "csrf": csrf_token(anchor)}
    assert api.post("/admin/sign-in", data=data).status_code == 303
    assert api.cookies[COOKIE] != first
    with pytest.raises(NotSignedIn):
        find_signed_in(first)


def test_while_the_database_is_away_nobody_is_sent_to_the_form(
    api: TestClient, ada: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(api, "ada", PASSWORD)

    def away(*_: object) -> None:
        raise Unavailable("Our database does not answer. Please try again in a moment.")

    monkeypatch.setattr(sessions, "find_signed_in", away)
    monkeypatch.setattr(sessions, "sign_in", away)
    assert api.get("/admin").status_code != 303
    answer = fill(api, "ada", PASSWORD)
    assert answer.status_code == 503
    assert "database does not answer" in answer.text
