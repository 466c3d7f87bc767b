"""The Chromium on this machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright, expect

from tests.support.waiting import PATIENCE_MS

expect.set_options(timeout=PATIENCE_MS)

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str:
    """The installed browser; `make test` has seen to it."""
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if found := shutil.which(name):
            return found
    mac = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    assert mac.exists(), "install Chromium"
    return str(mac)


@contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Run one Chromium within the block."""
    running = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS, timeout=PATIENCE_MS)
    try:
        yield running
    finally:
        running.close()
