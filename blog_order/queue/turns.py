"""What computes goes one after another in a process, while whatever waits goes side by side.

Fifty articles that end together would share the interpreter: all of their checks would be done late and at once, and
the next fifty begin and end together again. In turns one is done after another, and they never meet like that again.
"""

from __future__ import annotations

import contextlib
import enum
import heapq
import itertools
import threading
from collections.abc import Iterator

PATIENCE_SECONDS = 5.0
"""How long somebody waits for a turn before going without: it is a courtesy, and no promise hangs on it."""


class Stage(enum.IntEnum):
    """What a turn is for; what is nearest to its end goes first."""

    SAVE = 0
    CHECK = 1


class Turns:
    """One turn at a time."""

    def __init__(self, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._patience_seconds = patience_seconds
        self._lock = threading.Lock()
        self._taken = False
        self._waiting: list[tuple[Stage, int, threading.Lock]] = []
        self._numbers = itertools.count()

    @contextlib.contextmanager
    def turn(self, stage: Stage) -> Iterator[None]:
        """Do this while no other thread has a turn; beside it when that takes too long."""
        mine = self._take(stage)
        try:
            yield
        finally:
            if mine:
                self._pass_on()

    def _take(self, stage: Stage) -> bool:
        with self._lock:
            if not self._taken:
                self._taken = True
                return True
            gate = threading.Lock()
            gate.acquire()
            entry = (stage, next(self._numbers), gate)
            heapq.heappush(self._waiting, entry)
        if gate.acquire(timeout=self._patience_seconds):
            return True
        with self._lock:
            if entry not in self._waiting:
                return True  # it came at the last moment
            self._waiting.remove(entry)
            heapq.heapify(self._waiting)
            return False

    def _pass_on(self) -> None:
        with self._lock:
            if self._waiting:
                heapq.heappop(self._waiting)[2].release()
            else:
                self._taken = False


in_turn = Turns().turn
"""The turns of this process."""
