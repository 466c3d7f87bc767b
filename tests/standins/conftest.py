"""Running stand-ins, on free ports with a data directory of their own, and a server that receives their webhooks."""

from __future__ import annotations

import http.server
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from blog_order.settings import PROJECT_ROOT, EmbeddedServices
from blog_order.standins.keys import make_sendgrid_keys

WEBHOOK_SECRET = "whsec_standins_test"
HTTP = httpx.Client(verify=False, trust_env=False, timeout=10)
"""One client for all calls: making one costs 50 ms of reading certificates."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Received:
    """One webhook as it came in."""

    path: str
    headers: dict[str, str]
    body: str

    @property
    def event(self) -> Any:
        return json.loads(self.body)


@dataclass
class Receiver:
    """The application's side of the webhooks: keeps what comes, answers with the status a test chose for it."""

    port: int
    statuses: list[int] = field(default_factory=list)
    always: int = 200
    inbox: list[Received] = field(default_factory=list)

    def wait_for(self, count: int, *, path: str = "", seconds: float = 8) -> list[Received]:
        """The first ``count`` or more webhooks of a path, or a failed test."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = [one for one in self.inbox if path in one.path]
            if len(found) >= count:
                return found
            time.sleep(0.02)
        raise AssertionError(f"only {[(one.path, one.event) for one in self.inbox]} of {count} webhooks came")

    def types(self) -> list[str]:
        return [one.event["type"] for one in self.inbox if "purchase" in one.path]


@dataclass
class Standins:
    """The process under test."""

    url: str
    data_dir: Path
    public_key: str
    receiver: Receiver
    start: Callable[[], None]
    kill: Callable[[], None]

    def post(self, path: str, body: Any = None) -> Any:
        answer = HTTP.post(self.url + path, json=body)
        assert answer.status_code < 300, (answer.status_code, answer.text)
        return answer.json()

    def get(self, path: str) -> Any:
        return HTTP.get(self.url + path).json()

    def fault(self, service: str, name: str, **more: Any) -> None:
        self.post("/faults", {"service": service, "fault": name, **more})

    def calls(self) -> Any:
        return self.get("/openai/control/calls")


@pytest.fixture(scope="session")
def receiver() -> Iterator[Receiver]:
    held: list[Receiver] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            held[0].inbox.append(Received(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(held[0].statuses.pop(0) if held[0].statuses else held[0].always)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    held.append(Receiver(server.server_address[1]))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield held[0]
    server.shutdown()


@pytest.fixture(scope="module")
def process(receiver: Receiver, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standins]:
    data_dir = tmp_path_factory.mktemp("standins")
    port = free_port()
    public_key = make_sendgrid_keys(data_dir)
    services = EmbeddedServices(
        postgres_port=1,
        postgres_password="",
        redis_port=1,
        redis_password="",
        standins_port=port,
        stripe_webhook_secret=WEBHOOK_SECRET,
        sendgrid_webhook_public_key=public_key,
        session_secret="s" * 40,
    )
    EmbeddedServices.path(data_dir).write_text(services.model_dump_json())
    environment = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "PYTHONPATH")} | {
        "DATA_DIR": str(data_dir),
        "PORT": str(receiver.port),
        "DEMO_WRITER_WORDS_PER_SECOND": "100000",
        "APP_ENV": "test",
        "ENV_FILE": os.devnull,
    }
    running: list[subprocess.Popen[bytes]] = []

    def start() -> None:
        command = [sys.executable, "-m", "blog_order.standins"]
        running.append(subprocess.Popen(command, env=environment, cwd=PROJECT_ROOT))
        for _ in range(400):
            try:
                if HTTP.get(f"http://127.0.0.1:{port}/healthz").status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.02)
        raise AssertionError("the stand-ins did not start")

    def kill() -> None:
        running[-1].kill()
        running[-1].wait()

    start()
    yield Standins(f"http://127.0.0.1:{port}", data_dir, public_key, receiver, start, kill)
    kill()


@pytest.fixture
def standins(process: Standins) -> Standins:
    """The process of this test file, with nothing planned, no mail and no webhooks from the test before."""
    for path in ("/faults", "/stripe/control/delivery", "/sendgrid/control/delivery", "/stripe/control/refunds",
                 "/mailbox/api/mails", "/openai/control/calls"):  # fmt: skip
        HTTP.delete(process.url + path)
    process.receiver.statuses.clear()
    process.receiver.always = 200
    process.post("/openai/control/pace", {"words_per_second": 100000})
    for target in ("stripe", "sendgrid"):
        end = time.monotonic() + 5
        while process.get(f"/{target}/control/deliveries?state=waiting")["deliveries"] and time.monotonic() < end:
            process.post(f"/{target}/control/deliveries/retry")
            time.sleep(0.05)
    process.receiver.inbox.clear()
    return process
