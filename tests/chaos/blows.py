"""Deals the planned blows to a running House, each at its time and in a thread of its own, and mends all at the end."""

from __future__ import annotations

import collections
import contextlib
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx
import psutil

from blog_order.embedded.errors import StackError
from tests.chaos.schedule import Blow, Planned
from tests.support.house import House

FREEZE_FACTOR = 2.5
"""A frozen process sleeps for at most so many leases: some wake within theirs, some long after."""


@dataclass(frozen=True)
class Dealt:
    """What was really done, and when: seconds since the start."""

    began: float
    ended: float
    what: str

    def __str__(self) -> str:
        return f"{self.began:6.1f} s  {self.what}"


class Blows:
    """Runs a schedule; ``log`` tells what came of it, in the order in which it ended."""

    def __init__(self, house: House, planned: list[Planned]) -> None:
        self.house, self.planned = house, planned
        self.began = time.monotonic()
        self.log: list[Dealt] = []
        self.counts: collections.Counter[str] = collections.Counter()
        self._locks: dict[str, threading.Lock] = collections.defaultdict(threading.Lock)
        self._frozen: set[psutil.Process] = set()
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(each,), daemon=True) for each in planned]

    def start(self) -> None:
        """Let the time of the schedule begin."""
        self.began = time.monotonic()
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Mend everything: nothing frozen, no fault left, every program up."""
        self._stop.set()
        for thread in self._threads:
            thread.join(60)
        self._mend()

    def _mend(self) -> None:
        for process in list(self._frozen):
            with contextlib.suppress(psutil.Error):
                process.resume()
        self.house.clear_faults()
        for service in ("stripe", "sendgrid"):
            self._standin("DELETE", f"/{service}/control/delivery")
            self._standin("POST", f"/{service}/control/deliveries/retry")

    def _run(self, planned: Planned) -> None:
        if self._stop.wait(max(0.0, self.began + planned.at_seconds - time.monotonic())):
            return
        dice = random.Random(planned.seed)
        what = DEAL[planned.blow]
        begun = time.monotonic() - self.began
        try:
            detail = what(self, planned, dice)
        except (StackError, psutil.Error, OSError, httpx.HTTPError, KeyError) as error:
            detail = f"not dealt: {type(error).__name__}"  # a blow before had struck the same place
        else:
            self.counts[planned.blow] += 1
        ended = time.monotonic() - self.began
        self.log.append(Dealt(begun, ended, f"{planned.blow}{f' ({detail})' if detail else ''}"))

    # --- what each does --------------------------------------------------------------------------------------------

    def _victim(self, program: str, dice: random.Random) -> psutil.Process:
        """One of the processes that run jobs, or the only one of a program without children."""
        found = sorted(self.house.worker_processes(program), key=lambda process: process.pid)
        return dice.choice(found) if found else psutil.Process(self.house.stack.pid(program))

    def kill(self, program: str, dice: random.Random) -> str:
        """SIGKILL; the supervisor starts the program again."""
        self._victim(program, dice).kill()
        return ""

    def freeze(self, program: str, planned: Planned, dice: random.Random) -> str:
        """SIGSTOP, a while, SIGCONT."""
        process = self._victim(program, dice)
        seconds = dice.uniform(0.3, FREEZE_FACTOR) * self.house.settings.job_lease_seconds
        self._frozen.add(process)
        try:
            process.suspend()
            self._stop.wait(seconds)
        finally:
            with contextlib.suppress(psutil.Error):
                process.resume()
            self._frozen.discard(process)
        return f"{seconds:.1f} s"

    def stop_for(self, program: str, seconds: float) -> str:
        """Stop a service and start it again."""
        with self._locks[program]:
            self.house.stack.stop_program(program)
            try:
                self._stop.wait(seconds)
            finally:
                self._start(program)
        return f"{seconds:.1f} s"

    def _start(self, program: str) -> None:
        for again in range(5):
            try:
                return self.house.stack.start_program(program)
            except StackError:
                time.sleep(1 + again)
        raise StackError(f"{program} did not come back")

    def flush(self) -> str:
        """All that Redis holds, gone."""
        self.house.redis().flushall()
        return ""

    def fault(self, service: str, fault: str, calls: int, **more: object) -> str:
        """The next calls of a service go wrong."""
        self.house.fault(service, fault, calls, **more)
        return f"{fault} {calls}×"

    def deliver(self, mode: str, dice: random.Random, lasts: float) -> str:
        """The next webhooks arrive in another way."""
        for service, events in (("stripe", dice.randint(1, 4)), ("sendgrid", dice.randint(2, 8))):
            body = {"mode": mode, "events": events} | ({"seconds": lasts} if mode == "late" else {})
            self._standin("POST", f"/{service}/control/delivery", body)
        return ""

    def _standin(self, method: str, path: str, body: object = None) -> None:
        answer = httpx.request(method, f"{self.house.own.standins_url}{path}", json=body, timeout=10)
        answer.raise_for_status()


Deal = Callable[[Blows, Planned, random.Random], str]

DEAL: dict[Blow, Deal] = {
    Blow.KILL_WRITER: lambda blows, planned, dice: blows.kill("writers", dice),
    Blow.KILL_PRIORITY: lambda blows, planned, dice: blows.kill("priority", dice),
    Blow.FREEZE_WRITER: lambda blows, planned, dice: blows.freeze("writers", planned, dice),
    Blow.FREEZE_PRIORITY: lambda blows, planned, dice: blows.freeze("priority", planned, dice),
    Blow.STOP_REDIS: lambda blows, planned, dice: blows.stop_for("redis", planned.lasts_seconds),
    Blow.KILL_REDIS: lambda blows, planned, dice: blows.kill("redis", dice),
    Blow.FLUSH_REDIS: lambda blows, planned, dice: blows.flush(),
    Blow.RESTART_POSTGRES: lambda blows, planned, dice: blows.stop_for("postgres", planned.lasts_seconds / 4),
    Blow.FAIL_SENDGRID: lambda blows, planned, dice: blows.fault(
        "sendgrid", dice.choice(["server_error", "rate_limit", "drop"]), dice.randint(1, 4)
    ),
    Blow.STALL_SENDGRID: lambda blows, planned, dice: blows.fault("sendgrid", "stall", dice.randint(1, 3), seconds=20),
    Blow.LOSE_SENDGRID_ANSWERS: lambda blows, planned, dice: blows.fault(
        "sendgrid", dice.choice(["server_error", "drop"]), 1, executed=True
    ),
    Blow.FAIL_OPENAI: lambda blows, planned, dice: blows.fault(
        "openai", dice.choice(["server_error", "rate_limit", "drop"]), dice.randint(1, 3)
    ),
    Blow.STALL_OPENAI: lambda blows, planned, dice: blows.fault(
        "openai", "stall", dice.randint(1, 2), seconds=20, after_words=dice.randint(0, 400)
    ),
    Blow.BAD_DRAFTS: lambda blows, planned, dice: blows.fault(
        "openai", dice.choice(["truncate", "bad_schema", "no_link", "wrong_anchor"]), dice.randint(1, 2)
    ),
    Blow.WEBHOOKS_TWICE: lambda blows, planned, dice: blows.deliver("twice", dice, 0),
    Blow.WEBHOOKS_LATE: lambda blows, planned, dice: blows.deliver("late", dice, planned.lasts_seconds),
    Blow.WEBHOOKS_REVERSED: lambda blows, planned, dice: blows.deliver("reversed", dice, 0),
    Blow.KILL_SCHEDULER: lambda blows, planned, dice: blows.kill("scheduler", dice),
    Blow.FREEZE_SCHEDULER: lambda blows, planned, dice: blows.freeze("scheduler", planned, dice),
    Blow.KILL_WEB: lambda blows, planned, dice: blows.kill("web", dice),
}
