"""One run: start the product, let customers come and blows fall, wait for rest, look at everything, tell."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import redis

from blog_order.settings import Settings
from tests.chaos.blows import Blows, Dealt
from tests.chaos.customers import Customers
from tests.chaos.findings import Checked, check_all, messages
from tests.chaos.observer import Observer, Stall
from tests.chaos.schedule import draw
from tests.support.house import House
from tests.support.ports import free_port

LOOK_EVERY_SECONDS = 0.4
QUIET_QUERY = "SELECT count(*) FROM job WHERE state IN ('waiting', 'active', 'delayed')"
ENVIRONMENT = {
    # What decides how soon a worker's death is noticed is the product's own.
    "JOB_LEASE_SECONDS": str(Settings.model_fields["job_lease_seconds"].default),
    "SWEEP_INTERVAL_SECONDS": str(Settings.model_fields["sweep_interval_seconds"].default),
    "DEMO_WRITER_WORDS_PER_SECOND": "600",
    "OPENAI_TIMEOUT_SECONDS": "5",
    "SENDGRID_TIMEOUT_SECONDS": "5",
    "SUBMIT_UNDO_SECONDS": "4",
    "DECISION_UNDO_SECONDS": "2",
    "RECONCILE_INTERVAL_SECONDS": "10",
    "RECONCILE_AFTER_SECONDS": "20",
    "CHECKOUT_RATE_PER_MINUTE": "100000",
}


@dataclass(frozen=True)
class Plan:
    """The size of a run. Arrivals and blows end at ``seconds``; then it may take ``settle_seconds`` to come to rest."""

    seed: int
    orders: int
    seconds: float
    gap_seconds: float
    settle_seconds: float = 150


@dataclass
class Outcome:
    """What a run found."""

    plan: Plan
    checked: Checked
    stalls: list[Stall]
    log: list[Dealt]
    counts: dict[str, int]
    rest_seconds: float
    folder: Path | None

    @property
    def held(self) -> bool:
        """Whether every promise held."""
        return not self.checked.broken


def run(plan: Plan, *, keep: bool = False, say: Callable[[str], object] = print) -> Outcome:
    """Run ``plan`` on a product of its own in a new folder; the folder stays when a promise broke, or with ``keep``."""
    folder = Path(tempfile.mkdtemp(prefix="blog-order-chaos-"))
    house = House(folder, free_port(), **ENVIRONMENT)
    say(f"seed {plan.seed}: {plan.orders} orders, {plan.seconds:.0f} s of blows about every {plan.gap_seconds:.1f} s")
    outcome: Outcome | None = None
    try:
        house.start()
        outcome = _run(plan, house, say)
        return outcome
    finally:
        house.stop()
        if outcome is not None and outcome.held and not keep:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            say(f"what is left of it, with all logs: {folder}")
            if outcome is not None:
                outcome.folder = folder


def _run(plan: Plan, house: House, say: Callable[[str], object]) -> Outcome:
    customers = Customers(house, plan.seed, plan.orders, plan.seconds * 0.8)
    observer = Observer(house)
    blows = Blows(house, draw(plan.seed, plan.seconds, plan.gap_seconds))
    blows.start()
    told = 0
    try:
        while (passed := time.monotonic() - blows.began) < plan.seconds:
            _turn(house, observer, customers, passed)
            for dealt in blows.log[told:]:
                say(f"  {dealt}")
                told += 1
    finally:
        blows.end()
    for dealt in blows.log[told:]:
        say(f"  {dealt}")
    say("the blows are over; coming to rest ...")
    deadline = time.monotonic() + plan.settle_seconds
    while not _at_rest(house, customers) and time.monotonic() < deadline:
        _turn(house, observer, customers, plan.seconds)
    rest = time.monotonic() - blows.began - plan.seconds
    customers.close()
    observer.close()
    stalls = sorted(observer.stalls.values(), key=lambda stall: -stall.seconds)
    checked = check_all(house, customers)
    checked.figures |= {"longest_stall_s": round(stalls[0].seconds, 1) if stalls else 0, "rest_s": round(rest, 1)}
    return Outcome(plan, checked, stalls, blows.log, dict(blows.counts), rest, None)


def _turn(house: House, observer: Observer, customers: Customers, passed: float) -> None:
    """What goes on all the time: the launcher watches its programs, we look, customers act."""
    house.stack.watch()
    observer.look()
    customers.act(passed, observer.seen)
    time.sleep(LOOK_EVERY_SECONDS)


def _at_rest(house: House, customers: Customers) -> bool:
    """Everybody has what they wanted, no job is open, and Redis has given back what dead workers had fetched."""
    if not all(customer.done for customer in customers.all):
        return False
    with contextlib.suppress(psycopg.Error, redis.RedisError, httpx.HTTPError):
        return house.sql(QUIET_QUERY)[0][0] == 0 and not messages(house)
    return False
