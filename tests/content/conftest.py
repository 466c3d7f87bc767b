"""A server of our own in place of OpenAI's, and the gateway pointed at it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from blog_order.gateways import openai as gateway
from blog_order.settings import Settings
from tests.support.sse_server import Server, running
from tests.support.texts import SECRET


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with running() as server:
        settings = Settings(
            _env_file=None, openai_api_key=SECRET, openai_base_url=server.url, openai_timeout_seconds=0.8,
            openai_model="gpt-asked",
        )  # fmt: skip
        monkeypatch.setattr(gateway, "get_settings", lambda: settings)
        gateway.close_client()
        yield server
        gateway.close_client()
