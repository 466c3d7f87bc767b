"""Admins, orders on the desk, and a running web process without pages, for the handlers behind the websocket."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from blog_order.accounts import sessions
from blog_order.accounts.admins import create_admin
from blog_order.database import transaction
from blog_order.errors import Conflict
from blog_order.orders.deciding.submission import submit
from tests.admin.socket import eventually
from tests.api.conftest import Shop
from tests.orders.conftest import on_the_desk, order_row, versions, written

PASSWORD = "correct horse battery"
ROOT = Path(__file__).parents[2]


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
def shop(api: TestClient) -> Shop:
    """Orders and pays through the API."""
    return Shop(api)


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


def waiting_order(shop: Shop, **changes: object) -> int:
    """The number of an order that lies on the desk."""
    order_id = written(shop, **changes)
    submit(order_id, versions(order_id)[-1].id)
    on_the_desk(order_id)
    return order_row(order_id).number


def id_of(number: int) -> str:
    """The id of an order."""
    from blog_order.orders.desk.desk import find_by_number

    with transaction() as session:
        return find_by_number(session, number).id


@pytest.fixture(scope="session")
def web(services: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The origin of a web process: API and websocket as in production, without the built pages."""
    from blog_order.settings import get_settings

    environment = os.environ | {
        "REFLEX_ENV_MODE": "prod",
        "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "false",
        "REFLEX_WEB_WORKDIR": str(tmp_path_factory.mktemp("web")),
        "WEB_PROCESSES": "1",
        "PAGE_REFRESH_SECONDS": "600",
    }
    log = (tmp_path_factory.getbasetemp() / "web.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "blog_order.embedded.web"], cwd=ROOT, env=environment, stdout=log, stderr=log
    )
    origin = get_settings().origin

    def answers() -> bool:
        assert process.poll() is None, Path(log.name).read_text()
        try:
            return httpx.get(f"{origin}/healthz", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    eventually(answers, 40)
    yield origin
    process.terminate()
    process.wait(15)
