"""A web process without sockets and Redis: pages that are open there, and what was shown on each."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection
from types import SimpleNamespace
from typing import Any, ClassVar

import reflex as rx

from blog_order.errors import Problem
from blog_order.screens.live.page import Kind, OpenPage, Topic
from blog_order.screens.live.push import Pusher
from blog_order.screens.live.registry import OpenPages
from tests.support.waiting import PATIENCE_SECONDS

SOON_SECONDS = 1.0
"""What is to be read within this time is waited for."""


class Page:
    """The state of a live page. What is read is the text of its subject, with the choice behind it."""

    texts: ClassVar[dict[str, str]] = {}
    reads: ClassVar[Counter[str]] = Counter()
    while_reading: ClassVar[Callable[[str], None]]
    """Called in the thread, after the text was read."""

    def __init__(self, token: str) -> None:
        self.token, self.shown, self.problems = token, list[str](), list[Problem]()
        self.router = SimpleNamespace(url=SimpleNamespace(path="/here"))

    @classmethod
    def _read_live(cls, subject: str, choices: Collection[str]) -> dict[str, Any]:
        cls.reads[subject] += 1
        text: Any = cls.texts[subject]
        cls.while_reading(subject)
        if isinstance(text, Exception):
            raise text
        return {choice: f"{text}{choice}" for choice in choices}

    async def _show_live(self, _page: OpenPage, view: str) -> None:
        self.shown.append(view)

    async def _show_problem(self, _page: OpenPage, problem: Problem) -> None:
        self.problems.append(problem)


class Web:
    """The process. ``busy`` holds tokens whose state somebody else has the lock of."""

    latest: ClassVar[Web]

    def __init__(self) -> None:
        self.pages, self.states = OpenPages(), dict[str, Page]()
        self.sockets, self.busy = set[str](), dict[str, asyncio.Event]()
        self.failures: list[Exception] = []
        """Raised one after another instead of giving a state."""
        self.event_namespace = SimpleNamespace(token_to_sid=self, namespace="/_event")
        self.sio = SimpleNamespace(manager=SimpleNamespace(is_connected=lambda sid, _namespace: sid in self.sockets))
        self.pusher = Pusher(self, self.pages)  # type: ignore[arg-type]
        self.pages.on_request(self.pusher.request)
        Web.latest = self

    def get(self, token: str) -> str | None:
        """The socket of a token has the token's name."""
        return token if token in self.sockets else None

    def open(self, token: str, subject: str, choice: str = "", **kwargs: Any) -> Page:
        """A browser loads a page."""
        self.sockets.add(token)
        topics = frozenset({Topic(Kind.ORDER, subject)})
        self.pages.register(OpenPage(token, Page, subject, choice, topics, **kwargs))  # type: ignore[type-abstract]
        return self.states.setdefault(token, Page(token))

    def change(self, subject: str, text: Any) -> None:
        """Something commits, and the process hears of it."""
        Page.texts[subject] = text
        self.pages.changed(Topic(Kind.ORDER, subject))

    @contextlib.asynccontextmanager
    async def modify_state(self, token: rx.BaseStateToken) -> AsyncIterator[Any]:
        """As Reflex's."""
        if self.failures:
            raise self.failures.pop(0)
        if (busy := self.busy.get(token.ident)) is not None:
            await busy.wait()

        async def get_state(_cls: type) -> Page:
            return self.states[token.ident]

        yield SimpleNamespace(get_state=get_state)

    def is_at_rest(self) -> bool:
        """Nothing is being read or shown but on states that others have the lock of, and nothing is to be read soon."""
        held = {token for token, done in self.busy.items() if not done.is_set()}
        now = asyncio.get_running_loop().time()
        timers = [timer.when() for timer in self.pages._timers.values() if not timer.cancelled()]
        is_idle = not self.pusher._reads._running and not self.pusher._shows._running.keys() - held
        return is_idle and not any(now < when < now + SOON_SECONDS for when in timers)


async def settle() -> None:
    """Wait until everything that can be read and shown now is."""
    at_rest = 0
    while at_rest < 3:  # what one turn of the loop ends, another may begin
        await asyncio.sleep(0.001)
        at_rest = at_rest + 1 if Web.latest.is_at_rest() else 0


def nothing(_subject: str) -> None:
    """What happens while a page is read, usually."""


class Gate:
    """Holds a read until it is opened."""

    def __init__(self) -> None:
        self.reached, self._open = threading.Event(), threading.Event()

    def __call__(self, _subject: str) -> None:
        self.reached.set()
        assert self._open.wait(PATIENCE_SECONDS)

    async def wait(self) -> None:
        """Until a read stands here."""
        assert await asyncio.to_thread(self.reached.wait, PATIENCE_SECONDS)

    def open(self) -> None:
        """Let it, and all later ones, through."""
        self._open.set()
