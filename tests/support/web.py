"""A web process on this process's services: API and websocket as in production, without the built pages."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx

from blog_order.settings import PROJECT_ROOT, get_settings
from tests.support.http import HTTP
from tests.support.waiting import PATIENCE_SECONDS, wait_until

START_SECONDS = 240


def log_of(folder: Path) -> Path:
    """What the web process of a folder logs."""
    return folder / "web.log"


@contextlib.contextmanager
def running_web(folder: Path) -> Iterator[str]:
    """Run a web process within the block; its origin. What it logs, and what Reflex writes, goes to the folder."""
    environment = os.environ | {
        "REFLEX_ENV_MODE": "prod",
        "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "false",
        "REFLEX_WEB_WORKDIR": str(folder),
        "WEB_PROCESSES": "1",
        "PAGE_REFRESH_SECONDS": "600",
        "LOG_LEVEL": "debug",
    }
    log = log_of(folder)
    with log.open("w") as sink:
        command = [sys.executable, "-m", "blog_order.embedded.web"]
        process = subprocess.Popen(command, cwd=PROJECT_ROOT, env=environment, stdout=sink, stderr=sink)
    origin = get_settings().origin

    def answers() -> bool:
        assert process.poll() is None, log.read_text()
        try:
            return HTTP.get(f"{origin}/healthz", timeout=10).status_code == 200
        except httpx.HTTPError:
            return False

    try:
        wait_until(answers, START_SECONDS)
        yield origin
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)
