"""A running web process without pages, for what happens over the websocket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.web import log_of, running_web


@pytest.fixture(scope="session")
def web_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the web process writes."""
    return tmp_path_factory.mktemp("web")


@pytest.fixture(scope="session")
def web(services: None, web_folder: Path) -> Iterator[str]:
    """The origin of a web process: API and websocket as in production, without the built pages."""
    with running_web(web_folder) as origin:
        yield origin


@pytest.fixture
def web_log(web: str, web_folder: Path) -> Path:
    """What the web process logs."""
    return log_of(web_folder)
