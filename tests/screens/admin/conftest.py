"""Admins, orders on the desk, and a running web process without pages, for the handlers behind the websocket."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from blog_order.accounts import sessions
from blog_order.accounts.admins import create_admin
from blog_order.errors import Conflict
from tests.support.desk import PASSWORD


@pytest.fixture(autouse=True)
def _services(services: None) -> None:
    return None


@pytest.fixture
def api(services: None) -> Iterator[TestClient]:
    """A browser without JavaScript, as far as forms and cookies go."""
    from blog_order.api.app import make_api
    from blog_order.settings import get_settings

    with TestClient(make_api(), base_url=get_settings().origin, raise_server_exceptions=False) as client:
        client.follow_redirects = False
        yield client


@pytest.fixture
def ada(services: None) -> str:
    """An admin's name; the password is ``PASSWORD``."""
    for name in ("ada", "bob"):
        with contextlib.suppress(Conflict):
            create_admin(name, PASSWORD)
    return "ada"


@pytest.fixture
def session_token(ada: str) -> str:
    """A valid session."""
    return sessions.sign_in(ada, PASSWORD, "192.0.2.1")
