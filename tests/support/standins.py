"""A process of stand-ins, and the server that receives its webhooks."""

from __future__ import annotations

import contextlib
import http.server
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from blog_order.settings import PROJECT_ROOT, EmbeddedServices
from blog_order.standins.keys import make_sendgrid_keys
from tests.support.http import HTTP
from tests.support.ports import free_port
from tests.support.waiting import PATIENCE_SECONDS, wait_until

WEBHOOK_SECRET = "whsec_standins_test"


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

    def wait_for(self, count: int, *, path: str = "", seconds: float = PATIENCE_SECONDS) -> list[Received]:
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

    def reset(self) -> None:
        """Forget what was planned, the mails, and the webhooks of the test before."""
        for path in ("/faults", "/stripe/control/delivery", "/sendgrid/control/delivery", "/stripe/control/refunds",
                     "/mailbox/api/mails", "/openai/control/calls"):  # fmt: skip
            HTTP.delete(self.url + path)
        self.receiver.statuses.clear()
        self.receiver.always = 200
        self.post("/openai/control/pace", {"words_per_second": 100000})
        for target in ("stripe", "sendgrid"):
            end = time.monotonic() + PATIENCE_SECONDS
            while self.get(f"/{target}/control/deliveries?state=waiting")["deliveries"] and time.monotonic() < end:
                self.post(f"/{target}/control/deliveries/retry")
                time.sleep(0.05)
        self.receiver.inbox.clear()


@contextlib.contextmanager
def receiving() -> Iterator[Receiver]:
    """A server for webhooks within the block."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            receiver.inbox.append(Received(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(receiver.statuses.pop(0) if receiver.statuses else receiver.always)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver = Receiver(server.server_address[1])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield receiver
    server.shutdown()


@contextlib.contextmanager
def running(receiver: Receiver, data_dir: Path) -> Iterator[Standins]:
    """A process of stand-ins on a free port within the block, which can be killed and started again there."""
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
    started: list[subprocess.Popen[bytes]] = []

    def answers() -> bool:
        assert started[-1].poll() is None, "the stand-ins ended"
        try:
            return HTTP.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
        except httpx.HTTPError:
            return False

    def start() -> None:
        command = [sys.executable, "-m", "blog_order.standins"]
        started.append(subprocess.Popen(command, env=environment, cwd=PROJECT_ROOT))
        wait_until(answers, every=0.02)

    def kill() -> None:
        started[-1].kill()
        started[-1].wait()

    start()
    yield Standins(f"http://127.0.0.1:{port}", data_dir, public_key, receiver, start, kill)
    kill()
