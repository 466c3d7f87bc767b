"""A browser's websocket without a browser: just enough Socket.IO to call handlers and to hear what comes back."""

from __future__ import annotations

import contextlib
import json
import time
import uuid
from typing import Any

import simple_websocket

from tests.support.waiting import PATIENCE_SECONDS

NAMESPACE = "/_event"
STATE = "reflex___state____state"


class PageSocket:
    """One page's connection. ``heard`` is every message so far, as text."""

    def __init__(self, origin: str, *, cookie: str = "", token: str = "", path: str = "/admin") -> None:
        self.token = token or str(uuid.uuid4())
        self.path = path
        self.heard = ""
        address = f"{origin.replace('http', 'ws', 1)}/_event/?EIO=4&transport=websocket&token={self.token}"
        headers = {"Origin": origin} | ({"Cookie": cookie} if cookie else {})
        self.socket = simple_websocket.Client.connect(address, headers=headers)
        self.socket.send(f"40{NAMESPACE},")
        self.wait_for(f"40{NAMESPACE}")

    def send(self, name: str, payload: dict[str, Any] | None = None, path: str = "") -> None:
        """Call a handler by its full name."""
        where = path or self.path
        query = dict(part.split("=") for part in where.partition("?")[2].split("&") if part)
        router = {"pathname": where.partition("?")[0], "asPath": where, "query": query}
        event = {"name": name, "payload": payload or {}, "router_data": router}
        self.socket.send(f"42{NAMESPACE}," + json.dumps(["event", event]))

    def hydrate(self) -> None:
        """What a browser sends first after it has connected."""
        self.send(f"{STATE}.hydrate_and_load", {"vars": {}})

    def listen(self, seconds: float) -> str:
        """Hear what comes within this time; all that was heard since the connection."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            with contextlib.suppress(simple_websocket.ConnectionClosed):
                message = self.socket.receive(timeout=left)
                if message == "2":
                    self.socket.send("3")
                elif message is not None:
                    self.heard += str(message) + "\n"
        return self.heard

    def wait_for(self, text: str, seconds: float = PATIENCE_SECONDS) -> str:
        """Hear until this text came; all that was heard.

        Raises:
            AssertionError: it does not come in time.
        """
        deadline = time.monotonic() + seconds
        while text not in self.heard:
            assert time.monotonic() < deadline, f"{text!r} did not come; heard: {self.heard[-2000:]}"
            self.listen(0.1)
        return self.heard

    def forget(self) -> None:
        """Listen afresh."""
        self.heard = ""

    def close(self) -> None:
        """Hang up; again is no harm."""
        with contextlib.suppress(simple_websocket.ConnectionClosed):
            self.socket.close()
