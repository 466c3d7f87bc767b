"""A tiny server that speaks as much of the Responses API as one test needs: it says exactly what it was told."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Handler = Callable[["Exchange"], None]


class Exchange(BaseHTTPRequestHandler):
    """One request, answered by the function that the test set."""

    protocol_version = "HTTP/1.1"
    answer: Handler
    requests: list[dict[str, Any]]
    disconnected: threading.Event
    over: threading.Event
    keeps_connection = False

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.requests.append(
            {"path": self.path, "headers": {k.lower(): v for k, v in self.headers.items()}, "body": body}
        )
        try:
            type(self).answer(self)
        except OSError:
            self.disconnected.set()
        self.close_connection = not self.keeps_connection

    def reply(self, status: int, error: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        """An ordinary JSON error."""
        data = json.dumps({"error": error}).encode()
        self.send_response(status)
        for name, value in {"content-type": "application/json", "content-length": len(data), **(headers or {})}.items():
            self.send_header(name, str(value))
        self.send_header("connection", "close")  # it does: a client that kept the connection would meet its end
        self.end_headers()
        self.wfile.write(data)

    def begin(self) -> None:
        """Start an event stream (chunked, so that a missing end is noticed)."""
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        if not self.keeps_connection:
            self.send_header("connection", "close")
        self.end_headers()

    def send(self, raw: str) -> None:
        """One chunk, as it is."""
        data = raw.encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def event(self, type: str, **fields: Any) -> None:
        """One event."""
        self.send(f"event: {type}\ndata: {json.dumps({'type': type, **fields})}\n\n")

    def text(self, text: str, size: int = 20, pause_seconds: float = 0.0) -> None:
        """A text in deltas."""
        for at in range(0, len(text), size):
            part = text[at : at + size]
            self.event("response.output_text.delta", delta=part, output_index=0, content_index=0, item_id="m")
            time.sleep(pause_seconds)

    def conclude(self, type: str = "response.completed", **response: Any) -> None:
        """The closing event and the end of the stream."""
        usage = {"input_tokens": 11, "output_tokens": 22, "total_tokens": 33}
        self.event(type, response={"model": "gpt-test-1", "usage": usage, **response})
        self.end()

    def end(self) -> None:
        """End the chunked body properly."""
        self.send("")

    def stay_silent(self) -> None:
        """Say no more until the test is over."""
        self.over.wait()

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet."""


class _Listener(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True


class Server:
    """Where it listens, what it was asked, and what it answers."""

    def __init__(self, server: ThreadingHTTPServer, exchange: type[Exchange]) -> None:
        self.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        self.exchange = exchange

    @property
    def requests(self) -> list[dict[str, Any]]:
        return self.exchange.requests

    def answers(self, handler: Handler) -> None:
        self.exchange.answer = staticmethod(handler)


@contextlib.contextmanager
def running() -> Iterator[Server]:
    """A server for the length of the block."""
    exchange = type(
        "TestExchange", (Exchange,), {"requests": [], "disconnected": threading.Event(), "over": threading.Event()}
    )
    server = _Listener(("127.0.0.1", 0), exchange)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield Server(server, exchange)
    finally:
        exchange.over.set()
        server.shutdown()
        thread.join()
        server.socket.close()
