"""The free worker threads of a process, as its consumers see them: nothing is fetched that no thread is free for.

Dramatiq fetches twice as many messages as there are threads. Behind jobs of minutes they would lie in the memory of a
busy process while another one is idle, so here each fetched message holds a thread until it is acknowledged.
"""

from __future__ import annotations

import collections
import threading
from collections.abc import Iterable, Sequence

RESERVED_SHARE = 4
"""Where one process serves several kinds of queue, each leaves every fourth thread to each kind that goes before it."""


class FreeThreads:
    """Counts the worker threads of a process that no message holds."""

    def __init__(self) -> None:
        self._total = 1
        self._reserved: dict[str, int] = {}
        self._taken = 0
        self._held: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
        self._changed = threading.Condition()
        self.closed = False

    def open(self, threads: int, queues: Iterable[str], long: Sequence[Iterable[str]]) -> None:
        """Begin with ``threads`` free threads for ``queues``.

        ``long`` are groups of queues whose jobs take minutes, those that can wait the longest first. What is in none of
        them is short: a mail waits neither for articles nor for revisions.
        """
        groups = [set(queues) & set(group) for group in long]
        groups.append(set(queues).difference(*groups))
        served = [group for group in groups if group]
        share = max(1, threads // RESERVED_SHARE)
        with self._changed:
            self._total, self.closed = threads, False
            for before, group in enumerate(reversed(served)):
                self._reserved |= dict.fromkeys(group, min(threads - 1, before * share))
            self._changed.notify_all()

    def close(self) -> None:
        """Give out no more threads. Takes no lock: a signal handler may call it."""
        self.closed = True

    def take(self, queue: str, at_most: int, timeout_seconds: float) -> int:
        """Wait for a free thread and take up to ``at_most``; 0 when none became free in time."""
        with self._changed:
            self._changed.wait_for(lambda: self._open_to(queue) > 0, timeout_seconds)
            taken = max(0, min(at_most, self._open_to(queue)))
            self._taken += taken
            return taken

    def give_back(self, count: int) -> None:
        """Return threads for which there was no message."""
        if count:
            with self._changed:
                self._taken -= count
                self._changed.notify_all()

    def hold(self, queue: str, message_id: str) -> None:
        """Note which message one of the taken threads is for."""
        with self._changed:
            self._held[queue][message_id] += 1

    def release(self, queue: str, message_id: str) -> None:
        """Free the thread of a message that is done with; nothing when it holds none."""
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
        return self._total - self._taken - self._reserved.get(queue, 0)
