"""The free worker threads of a process, as its consumers see them: nothing is fetched that no thread is free for.

Dramatiq fetches twice as many messages as there are threads. Behind jobs of minutes they would lie in the memory of a
busy process while another one is idle, so here each fetched message holds a slot until it is acknowledged.
"""

from __future__ import annotations

import collections
import threading
from collections.abc import Iterable

RESERVED_SHARE = 4
"""Where one process serves both kinds of queue, long jobs leave every fourth thread to the others."""


class Slots:
    """As many slots as the process has worker threads."""

    def __init__(self) -> None:
        self._total = 1
        self._reserved = 0
        self._long: frozenset[str] = frozenset()
        self._taken = 0
        self._held: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
        self._changed = threading.Condition()
        self.closed = False

    def open(self, threads: int, queues: Iterable[str], long: Iterable[str]) -> None:
        """Begin with ``threads`` slots for ``queues``, of which those in ``long`` have jobs of minutes."""
        served = set(queues)
        self._long = frozenset(served & set(long))
        mixed = bool(self._long) and self._long != served
        with self._changed:
            self._total, self.closed = threads, False
            self._reserved = min(threads - 1, max(1, threads // RESERVED_SHARE)) if mixed else 0
            self._changed.notify_all()

    def close(self) -> None:
        """Give out no more slots. Takes no lock: a signal handler may call it."""
        self.closed = True

    def take(self, queue: str, at_most: int, timeout_seconds: float) -> int:
        """Wait for a free slot and take up to ``at_most``; 0 when none became free in time."""
        with self._changed:
            self._changed.wait_for(lambda: self._open_to(queue) > 0, timeout_seconds)
            taken = max(0, min(at_most, self._open_to(queue)))
            self._taken += taken
            return taken

    def give_back(self, count: int) -> None:
        """Return slots for which there was no message."""
        if count:
            with self._changed:
                self._taken -= count
                self._changed.notify_all()

    def hold(self, queue: str, message_id: str) -> None:
        """Note which message one of the taken slots is for."""
        with self._changed:
            self._held[queue][message_id] += 1

    def release(self, queue: str, message_id: str) -> None:
        """Free the slot of a message that is done with; nothing when it holds none."""
        with self._changed:
            held = self._held[queue]
            if held[message_id] > 0:
                self._taken -= 1
                held[message_id] -= 1
            if held[message_id] <= 0:
                del held[message_id]
            self._changed.notify_all()

    def held(self, queue: str) -> set[str]:
        """The messages of a queue that are in this process now."""
        with self._changed:
            return set(self._held[queue])

    def _open_to(self, queue: str) -> int:
        if self.closed:
            return 0
        return self._total - self._taken - (self._reserved if queue in self._long else 0)
