"""Logging that is set up more than once in a process."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog

from blog_order.logs import configure_logging, get_logger


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers = handlers
    root.setLevel(level)


def test_a_logger_used_before_another_configuration_goes_by_it() -> None:
    configure_logging()
    log = get_logger("tests.logs")
    log.info("first.use")
    configure_logging()
    with structlog.testing.capture_logs() as said:
        log.info("later.use")
    assert [line["event"] for line in said] == ["later.use"]


def test_lines_go_to_what_standard_error_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = io.StringIO(), io.StringIO()
    monkeypatch.setattr(sys, "stderr", first)
    configure_logging()
    first.close()
    monkeypatch.setattr(sys, "stderr", second)
    get_logger("tests.logs").warning("tried.again")
    assert "tried.again" in second.getvalue()
