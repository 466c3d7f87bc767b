"""Fixtures for every test: real services, a shop that orders through the API, faults, and jobs of a made-up kind.

``services`` are PostgreSQL, Redis and the stand-ins, started once by the product's own supervisor for tests that call
the code in this process. Tests that look at the whole product from outside use ``house`` (tests/journeys).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import hypothesis
import pytest
from fastapi.testclient import TestClient

from blog_order.settings import get_settings
from tests.support import environment, ledger_rows
from tests.support import faults as planned_faults
from tests.support.ledger_rows import MakeJob
from tests.support.shop import Shop

# The same cases in every run: a new one that fails belongs into an @example, not into somebody else's pull request.
hypothesis.settings.register_profile("steady", derandomize=True, database=None)
hypothesis.settings.register_profile("searching", max_examples=2000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def pytest_sessionfinish() -> None:
    """The data of the stacks goes with the run."""
    environment.remove_data()


@pytest.fixture(scope="session")
def services() -> Iterator[None]:
    """PostgreSQL (migrated and seeded), Redis and the stand-ins for code called in this process."""
    from blog_order.embedded.programs import SERVICES
    from blog_order.embedded.stack import Stack
    from blog_order.queue.leases import keeper
    from blog_order.wiring import wire

    stack = Stack(get_settings())
    stack.start(SERVICES)
    get_settings().__dict__.pop("embedded", None)
    wire()
    yield
    keeper().stop_in(0)
    stack.stop()


@pytest.fixture
def api(services: None) -> Iterator[TestClient]:
    """A client that gets 500 answers as answers, as a caller would."""
    from blog_order.api.app import make_api

    with TestClient(make_api(), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def shop(api: TestClient) -> Shop:
    """Orders and pays through the API."""
    return Shop(api)


@pytest.fixture
def faults(services: None) -> Iterator[Callable[..., None]]:
    """Makes the next calls of a stand-in go wrong; cleared after the test."""
    yield planned_faults.plan
    planned_faults.clear()


@pytest.fixture
def make_job(services: None) -> Iterator[MakeJob]:
    """Makes a job that runs the given function; all of it goes after the test."""
    ledger_rows.forget_all()  # what operators did to jobs of other tests
    yield ledger_rows.make_job
    ledger_rows.forget_all()


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Publish without a web server; the URLs whose published page was checked."""
    looked: list[str] = []
    monkeypatch.setattr("blog_order.publishing.builtin.check_page", lambda url, _target: looked.append(url))
    return looked
