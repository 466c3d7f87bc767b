"""Delivers webhooks to the application: queued in the store, tried with growing pauses, misdelivered on request.

One courier serves both Stripe's and SendGrid's events; each target brings its path and its way of signing. What waits
survives a restart. Attempts are signed afresh, as the real services do, so a late retry still passes a freshness check.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from blog_order.settings import Settings

from .store import Store

log = logging.getLogger("standins.courier")

TIMEOUT_SECONDS = 20.0
PARALLEL = 16


@dataclass(frozen=True, slots=True)
class Target:
    """Where one service's events go.

    ``sign`` makes the headers for a payload. ``tries`` bounds the attempts; ``tries_if_absent`` those answered by 404.
    """

    path: str
    sign: Callable[[str], dict[str, str]]
    tries: int
    tries_if_absent: int


@dataclass(slots=True)
class Plan:
    """How the next events of a target are delivered: ``mode`` is "twice", "late", "never" or "reversed"."""

    mode: str
    events: int
    seconds: float = 0.0
    types: tuple[str, ...] = ()
    held: list[int] = field(default_factory=list)


class Courier:
    """Queues events with :meth:`send` and delivers them while :meth:`run` runs."""

    def __init__(self, settings: Settings, store: Store) -> None:
        host = settings.host if settings.host not in ("0.0.0.0", "::", "") else "127.0.0.1"
        self._base = f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
        # The connection goes straight to the web process, whatever proxy stands before it; the name it asks for is
        # the public one, because the application may answer to no other.
        self._host = urlsplit(settings.origin).netloc
        self._store = store
        self._targets: dict[str, Target] = {}
        self._plans: dict[str, list[Plan]] = {}
        self._wake = asyncio.Event()
        self._running: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def add_target(self, name: str, target: Target) -> None:
        """Name a receiver before any event is sent to it."""
        self._targets[name] = target
        self._plans[name] = []

    def plan(self, target: str, plan: Plan) -> None:
        """Deliver the next ``plan.events`` events of a target in another way than at once and once."""
        self._plans[target].append(plan)

    def plans(self, target: str) -> list[dict[str, Any]]:
        """What is planned and not used up."""
        return [
            {"mode": plan.mode, "events": plan.events, "seconds": plan.seconds, "types": list(plan.types)}
            for plan in self._plans[target]
        ]

    def clear_plans(self, target: str) -> None:
        """Forget all plans; events held for a reversed order go out, reversed as far as they came."""
        for plan in self._plans[target]:
            self._release(list(reversed(plan.held)))
        self._plans[target].clear()

    def send(self, target: str, event_id: str, type: str, payload: str, *, planned: bool = True) -> None:
        """Queue one event, to be delivered as the first matching plan says."""
        plans = self._plans[target] if planned else []
        plan = next((p for p in plans if not p.types or type in p.types), None)
        mode = plan.mode if plan else ""
        state = {"never": "withheld", "reversed": "held"}.get(mode, "waiting")
        due = time.time() + (plan.seconds if plan and mode == "late" else 0)
        numbers = [
            self._store.add_delivery(target, event_id, type, payload, state=state, due=due)
            for _ in range(2 if mode == "twice" else 1)
        ]
        if plan:
            plan.events -= 1
            if mode == "reversed":
                plan.held += numbers
            if plan.events <= 0:
                plans.remove(plan)
                self._release(list(reversed(plan.held)))
        self._wake.set()

    def redeliver(self, target: str, event_id: str) -> bool:
        """Send an event once more, now; False when it was never queued."""
        found = self._store.payload(target, event_id)
        if found:
            self.send(target, event_id, found[0], found[1], planned=False)
        return found is not None

    def retry_now(self, target: str) -> int:
        """Try at once what waits for its next attempt; how many that are."""
        waiting = self._store.deliveries(target, state="waiting", limit=100_000)
        for row in waiting:
            self._store.change_delivery(row["seq"], due=time.time())
        self._wake.set()
        return len(waiting)

    def _release(self, numbers: list[int]) -> None:
        previous: int | None = None
        for number in numbers:
            self._store.change_delivery(number, state="waiting", due=time.time(), after=previous)
            previous = number
        self._wake.set()

    async def run(self) -> None:
        """Deliver until cancelled."""
        for target in self._targets:  # what a restart left on hold would wait for ever
            self._release([row["seq"] for row in self._store.deliveries(target, state="held", limit=100_000)])
        limits = httpx.Limits(max_connections=PARALLEL, max_keepalive_connections=PARALLEL)
        async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS, limits=limits, trust_env=False) as client:
            try:
                while True:
                    self._wake.clear()
                    for row in self._store.due_deliveries(time.time(), limit=100):
                        if row["seq"] not in self._running and len(self._running) < PARALLEL:
                            self._running.add(row["seq"])
                            task = asyncio.create_task(self._attempt(client, row))
                            self._tasks.add(task)
                            task.add_done_callback(self._tasks.discard)
                    await self._pause()
            finally:
                for task in self._tasks:
                    task.cancel()

    async def _pause(self) -> None:
        due = self._store.next_delivery()
        # While attempts run, each wakes the loop as it ends; the half second is for what waits behind them.
        wait = 60.0 if due is None else min(60.0, max(due - time.time(), 0.5 if self._running else 0.01))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), wait)

    async def _attempt(self, client: httpx.AsyncClient, row: dict[str, Any]) -> None:
        target = self._targets[row["target"]]
        status, problem = None, None
        try:
            headers = target.sign(row["payload"]) | {"Host": self._host, "Content-Type": "application/json"}
            answer = await client.post(self._base + target.path, content=row["payload"].encode(), headers=headers)
            status = answer.status_code
        except httpx.HTTPError as error:
            problem = f"{type(error).__name__}: {error}"[:300]
        except Exception as error:  # a bad payload must not end the courier
            problem = f"{type(error).__name__}: {error}"[:300]
            log.exception("courier.failed event=%s", row["event_id"])
        finally:
            self._running.discard(row["seq"])
            self._wake.set()
        self._note(target, row, status, problem)

    def _note(self, target: Target, row: dict[str, Any], status: int | None, problem: str | None) -> None:
        attempts = row["attempts"] + 1
        change: dict[str, Any] = {"attempts": attempts, "last_status": status, "last_error": problem}
        if status is not None and 200 <= status < 300:
            change |= {"state": "delivered", "delivered": time.time()}
        elif attempts >= (target.tries_if_absent if status == 404 else target.tries):
            change |= {"state": "given-up"}
        else:
            change |= {"due": time.time() + min(60.0, 2.0 ** (attempts - 1))}
        self._store.change_delivery(row["seq"], **change)
        log.info("courier.tried event=%s type=%s status=%s attempts=%d", row["event_id"], row["type"], status, attempts)
