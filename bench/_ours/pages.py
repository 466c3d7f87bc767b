"""``python -m bench._ours.pages ORIGIN PATH…``: a page open on each path, without browsers, in one process.

Each page is a websocket that speaks enough Socket.IO and Reflex to be filled and kept current. Each line of standard
input is a text to wait for. When every page has received it, the moments (Unix time) at which they did are printed as a
line of JSON. The pages open after the first line, which names a text that they show at first.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
import uuid
from collections.abc import Callable
from contextlib import AsyncExitStack
from urllib.parse import parse_qsl

from websockets.asyncio.client import ClientConnection, connect

NAMESPACE = "/_event"
LOAD = "reflex___state____state.hydrate_and_load"
OPENED_AT_A_TIME = 10
LARGEST_MESSAGE = 16 * 1024 * 1024


class Page:
    """One page; ``received`` is called with each message."""

    def __init__(self, origin: str, path: str, received: Callable[[Page, str], None]) -> None:
        self._origin, self._path, self._received = origin, path, received

    async def open(self, stack: AsyncExitStack) -> None:
        """Connect as a browser does, load the page, and listen until the stack ends."""
        address = f"{self._origin.replace('http', 'ws', 1)}/_event/?EIO=4&transport=websocket&token={uuid.uuid4()}"
        socket = await stack.enter_async_context(
            connect(address, origin=self._origin, proxy=None, max_size=LARGEST_MESSAGE)  # type: ignore[arg-type]
        )
        await socket.send(f"40{NAMESPACE},")
        while not str(await socket.recv()).startswith(f"40{NAMESPACE}"):
            pass
        path, _, query = self._path.partition("?")
        router = {"pathname": path, "asPath": self._path, "query": dict(parse_qsl(query))}
        event = {"name": LOAD, "payload": {"vars": {}}, "router_data": router}
        await socket.send(f"42{NAMESPACE}," + json.dumps(["event", event]))
        listening = asyncio.create_task(self._listen(socket))
        stack.callback(listening.cancel)

    async def _listen(self, socket: ClientConnection) -> None:
        async for message in socket:
            if message == "2":
                await socket.send("3")
            else:
                self._received(self, str(message))


class Pages:
    """All of them, and which have received the text that is waited for."""

    def __init__(self) -> None:
        self._text = ""
        self._at: dict[Page, float] = {}
        self._all = asyncio.Event()
        self.count = 0

    def received(self, page: Page, message: str) -> None:
        """A message came."""
        if self._text and self._text in message and page not in self._at:
            self._at[page] = time.time()
            if len(self._at) == self.count:
                self._all.set()

    def expect(self, text: str) -> None:
        """From now on, wait for this."""
        self._text, self._at = text, {}
        self._all.clear()

    async def moments(self) -> list[float]:
        """When each page received it, once all have."""
        await self._all.wait()
        return sorted(self._at.values())


async def main(origin: str, paths: list[str]) -> None:
    """Run until the standard input ends."""
    pages = Pages()
    pages.count = len(paths)
    lines = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    slots = asyncio.Semaphore(OPENED_AT_A_TIME)

    async def open_page(path: str) -> None:
        async with slots:
            await Page(origin, path, pages.received).open(stack)

    async with AsyncExitStack() as stack:
        opened = False
        while line := (await lines.readline()).decode().rstrip("\n"):
            pages.expect(line)
            print("expecting", flush=True)
            if not opened:
                await asyncio.gather(*(open_page(path) for path in paths))
                opened = True
            print(json.dumps(await pages.moments()), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2:]))
