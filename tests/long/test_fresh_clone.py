"""The README's first command, by somebody who has nothing: a clone, an empty environment, `make run`."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from blog_order.settings import PROJECT_ROOT
from tests.support.http import HTTP
from tests.support.ordering import article_fields
from tests.support.ports import free_port
from tests.support.waiting import wait_until

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]

CERTIFICATES = ("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "PIP_CERT", "REQUESTS_CA_BUNDLE")
"""What a machine behind a proxy of its own needs to install packages; all else is left out."""


@pytest.fixture
def clone(tmp_path: Path) -> Iterator[Path]:
    """A copy of the files that git knows; whatever is started in it ends with the test."""
    target = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(PROJECT_ROOT), str(target)], check=True)
    yield target
    for process in psutil.process_iter(["cwd"]):
        if process.info["cwd"] == str(target):
            process.kill()


class Terminal:
    """One `make run` in the clone."""

    def __init__(self, clone: Path, port: int) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", *CERTIFICATES) if name in os.environ}
        self.output = clone / "terminal.txt"
        self.started = time.monotonic()
        with self.output.open("w") as sink:
            self.process = subprocess.Popen(
                ["make", "run"],
                cwd=clone,
                env=kept | {"PORT": str(port), "DEMO_WRITER_WORDS_PER_SECOND": "1000"},
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_ready(self, seconds: float) -> float:
        """Wait for the block that ends the start; the seconds it took."""

        def ready() -> bool:
            assert self.process.poll() is None, self.output.read_text()
            return "Ctrl-C stops everything" in self.output.read_text()

        wait_until(ready, seconds, self.output.read_text)
        return time.monotonic() - self.started

    def ctrl_c(self) -> float:
        """What a terminal sends to all that it started; the seconds until make has ended."""
        began = time.monotonic()
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(30)
        return time.monotonic() - began


def test_make_run_twice_on_a_fresh_clone(clone: Path) -> None:
    port = free_port()
    origin = f"http://localhost:{port}"

    # Given nothing but a clone, make run ends at a working product and says where it is
    first = Terminal(clone, port)
    first.wait_ready(600)
    text = first.output.read_text()
    assert f"Blog Order is ready:  {origin}" in text
    assert re.search(r"password: \S{16,}", text)
    assert "/mailbox" in text
    assert "Traceback" not in text
    credentials = clone / ".data" / "admin-credentials.txt"
    assert credentials.stat().st_mode & 0o777 == 0o600

    # an order can be made and paid, and is written
    site = HTTP.get(f"{origin}/api/v1/catalogue/sites").json()["data"]["sites"][0]
    body = article_fields(site["id"])
    order = HTTP.post(f"{origin}/api/v1/purchase/checkout", json=body, timeout=20).json()["data"]
    payment = httpx.URL(order["checkoutUrl"])
    session = payment.path.rsplit("/", 1)[-1]
    HTTP.post(f"http://{payment.host}:{payment.port}/stripe/control/sessions/{session}/pay").raise_for_status()

    def status() -> str:
        return str(HTTP.get(f"{origin}/api/v1/purchase/status/{order['orderId']}").json()["data"]["status"])

    wait_until(lambda: status() == "QUALITY_CHECK", 60, status)

    # Ctrl-C ends all of it within ten seconds
    assert first.ctrl_c() < 10
    wait_until(lambda: not processes_of(clone), 2, lambda: str(processes_of(clone)))

    # and the second start is quick, installs nothing, and still has the order
    second = Terminal(clone, port)
    assert second.wait_ready(60) < 20
    assert "Installing" not in second.output.read_text()
    assert "Compiling" not in second.output.read_text()
    assert status() == "QUALITY_CHECK"
    assert second.ctrl_c() < 10
    wait_until(lambda: not processes_of(clone), 2, lambda: str(processes_of(clone)))


def processes_of(clone: Path) -> list[str]:
    """Command lines of what runs from the clone."""
    return [
        " ".join(process.info["cmdline"])[:120]
        for process in psutil.process_iter(["cmdline", "cwd"])
        if process.info["cwd"] == str(clone) or any(str(clone) in part for part in process.info["cmdline"] or [])
    ]
