"""Real parts for the tests: PostgreSQL, Redis and the stand-ins, started once by the product's own supervisor.

Two stacks, each with a data folder of its own. ``services`` are for tests that call the code in this process;
``shop`` (tests/shop.py) is the whole product in its own processes, looked at from outside.
"""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

os.environ["ENV_FILE"] = os.devnull

from blog_order.settings import Settings, get_settings


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# A developer's own environment and .env must not reach the tests.
TEST_ROOT = Path(tempfile.mkdtemp(prefix="blog-order-tests-"))
TEST_ENVIRONMENT = {
    "APP_ENV": "test",
    "DATA_DIR": str(TEST_ROOT / "services"),
    "PORT": str(free_port()),
    "LOG_LEVEL": "info",
    "DEMO_WRITER_WORDS_PER_SECOND": "30000",
    "CHECKOUT_RATE_PER_MINUTE": "10000",
    "JOB_BACKOFF_SECONDS": "2",
}
for _name in Settings.model_fields:
    os.environ.pop(_name.upper(), None)
os.environ.update(TEST_ENVIRONMENT)


# The same cases in every run: a new one that fails belongs into an @example, not into somebody else's pull request.
hypothesis.settings.register_profile("steady", derandomize=True, database=None)
hypothesis.settings.register_profile("searching", max_examples=2000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def pytest_sessionfinish() -> None:
    """The data of the stacks goes with the run, unless KEEP_TEST_DATA asks for it."""
    if not os.environ.get("KEEP_TEST_DATA"):
        shutil.rmtree(TEST_ROOT, ignore_errors=True)


@pytest.fixture(scope="session")
def services() -> Iterator[None]:
    """PostgreSQL (migrated and seeded), Redis and the stand-ins for code called in this process."""
    from blog_order.embedded.programs import SERVICES
    from blog_order.embedded.stack import Stack
    from blog_order.queue.execution import keeper
    from blog_order.wiring import wire

    stack = Stack(get_settings())
    stack.start(SERVICES)
    get_settings().__dict__.pop("embedded", None)
    wire()
    yield
    keeper().stop_in(0)
    stack.stop()
