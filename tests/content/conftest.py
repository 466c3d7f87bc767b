"""A server of our own in place of OpenAI's, and the gateway pointed at it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from blog_order.gateways import openai as gateway
from blog_order.settings import Settings
from tests.support.sse_server import Server, running
from tests.support.texts import SECRET
from tests.support.waiting import PATIENCE_SECONDS


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Serve what the test says; the gateway waits for it as long as the machine needs."""
    with running() as server:
        settings = Settings(
            _env_file=None, openai_api_key=SECRET, openai_base_url=server.url, openai_model="gpt-asked",
            openai_timeout_seconds=PATIENCE_SECONDS,
        )  # fmt: skip
        monkeypatch.setattr(gateway, "get_settings", lambda: settings)
        gateway.close_client()
        yield server
        gateway.close_client()


@pytest.fixture
def impatient(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the gateway wait for 3 s at most: for servers that are silent for ever."""
    hurried = gateway.get_settings().model_copy(update={"openai_timeout_seconds": 3.0})
    monkeypatch.setattr(gateway, "get_settings", lambda: hurried)
