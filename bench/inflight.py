"""A hundred streamed articles at once on one worker machine: ``python -m bench.inflight``.

The model streams each article, and the judge's opinion on it, in ``--article`` seconds together. It is a player of what
the stand-in of OpenAI wrote (:mod:`bench._ours.player`): to compose each anew takes a fifth of a core, which a model
elsewhere does not take from a worker's machine. ``--articles`` of them are ordered at once, and as many as the workers
have threads for are in flight at a time. The ideal is a machine that does nothing but wait for the model:
``articles / at once × seconds``. From the first job's start to the last one's end, everything that a real article goes
through is in it: live text on Redis, progress in the ledger, quality check, version and mail.
``share_of_ideal_steady`` leaves out the first and the last fifth, in which all begin at once and fewer and fewer are
left.

The player, PostgreSQL and Redis share the cores with the workers here; the processor time of each is told apart.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from typing import Any

import httpx
import sqlalchemy as sa

from bench import _result
from bench._services import Children, cpu_seconds, memory_mib, running
from blog_order.embedded.ports import free_port
from blog_order.embedded.programs import POSTGRES, PRIORITY, REDIS, SCHEDULER, STANDINS, WRITERS
from blog_order.embedded.stack import Stack

PROGRAMS = (POSTGRES, REDIS, STANDINS, WRITERS, PRIORITY, SCHEDULER)
WARM_UP_PACE = 2000
PATIENCE = 4
"""How many times the ideal to wait at most."""
STEADY = """
    SELECT extract(epoch FROM max(finished_at) - min(finished_at)), count(*) - 1 FROM (
        SELECT finished_at, percent_rank() OVER (ORDER BY finished_at) AS rank
        FROM job WHERE kind = 'generate_article' AND created_at > :began
    ) AS ended WHERE rank BETWEEN 0.2 AND 0.8
"""
SPAN = """
    SELECT extract(epoch FROM max(finished_at) - min(started_at)), count(*) FILTER (WHERE state = 'completed'),
        count(*) FILTER (WHERE attempts <> 1)
    FROM job WHERE kind = 'generate_article' AND created_at > :began
"""
OPEN = "SELECT count(*) FROM job WHERE kind = 'generate_article' AND state IN ('waiting', 'active', 'delayed')"


def main() -> int:
    """Print the figures; 1 when an article was not written at its first attempt."""
    options = argparse.ArgumentParser(description="Many streamed articles at once.")
    options.add_argument("--at-once", type=int, default=100)
    options.add_argument("--articles", type=int, default=1000)
    options.add_argument("--article", type=float, default=10, help="seconds that the model takes for one")
    options.add_argument("--processes", type=int, help="of the writers, instead of the default setting")
    options.add_argument("--threads", type=int, help="of each, instead of the default setting")
    chosen = options.parse_args()
    url = f"http://127.0.0.1:{free_port()}"
    sizes = {"WRITER_PROCESSES": chosen.processes, "WRITER_THREADS": chosen.threads}
    model = {"OPENAI_API_KEY": "recorded", "OPENAI_BASE_URL": f"{url}/v1"}
    with (
        running(PROGRAMS, **model, **{name: str(value) for name, value in sizes.items() if value}) as stack,
        Children(stack) as children,
    ):
        settings = stack.settings
        threads = f"{settings.writer_processes} × {settings.writer_threads} writer threads"
        figures, whole = measure(stack, children, url, chosen)
    size = f"{chosen.articles} articles of {chosen.article:.0f} s, {chosen.at_once} at once"
    print(f"{size}, {threads}, {os.cpu_count()} cores")
    _result.print_table({"ours": figures})
    _result.print_result("inflight", figures, {}, articles=chosen.articles, at_once=chosen.at_once)
    return 0 if whole else 1


def measure(stack: Stack, children: Children, url: str, chosen: argparse.Namespace) -> tuple[dict[str, float], bool]:
    """The figures, and whether every article was written at its first attempt."""
    player = httpx.Client(base_url=url, timeout=20, trust_env=False)
    model = start_player(stack, children, player)
    warm_up(stack)
    player.post("/control/play", json={"seconds": chosen.article}).raise_for_status()
    idle = memory_mib(stack.pid(WRITERS))
    pids = {name: stack.pid(name) for name in PROGRAMS} | {"model": model.pid}
    began = order(chosen.articles)
    used = {name: cpu_seconds(pid) for name, pid in pids.items()}
    watched, most, active = time.monotonic(), idle, 0
    ideal = chosen.articles / chosen.at_once * chosen.article
    while scalar(OPEN):
        if time.monotonic() > watched + PATIENCE * ideal:
            raise RuntimeError(f"not done after {PATIENCE} times the ideal of {ideal:.0f} s")
        active = max(active, player.get("/control/active").json()["active"])
        most = max(most, memory_mib(pids[WRITERS]))
        time.sleep(2)
    passed = time.monotonic() - watched
    cpu = {f"{name}_cpu_percent": (cpu_seconds(pid) - used[name]) / passed * 100 for name, pid in pids.items()}
    taken, completed, again = row(SPAN, began=began)
    steady_taken, steady = row(STEADY, began=began)
    figures = {
        "articles_per_minute": float(completed) / float(taken) * 60,
        "ideal_per_minute": chosen.articles / ideal * 60,
        "share_of_ideal": ideal / float(taken) * float(completed) / chosen.articles,
        "share_of_ideal_steady": float(steady) / float(steady_taken) * ideal / chosen.articles,
        "in_flight_max": float(active),
        "mib_per_article": (most - idle) / chosen.at_once,
        "writers_mib": most,
        "cpu_ms_per_article": sum(cpu_seconds(pids[name]) - used[name] for name in (WRITERS, PRIORITY))
        / chosen.articles * 1000,
    }  # fmt: skip
    return figures | cpu, completed == chosen.articles and again == 0


def start_player(stack: Stack, children: Children, player: httpx.Client) -> subprocess.Popen[bytes]:
    """The model, once it answers."""
    own = stack.settings.embedded
    assert own is not None
    httpx.post(f"{own.standins_url}/openai/control/pace", json={"words_per_second": WARM_UP_PACE}).raise_for_status()
    command = [sys.executable, "-m", "bench._ours.player", str(player.base_url.port), own.standins_url]
    model = children.start("model", command)
    deadline = time.monotonic() + 30
    while True:
        try:
            player.get("/control/active").raise_for_status()
        except httpx.TransportError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return model


def warm_up(stack: Stack) -> None:
    """Have each worker process import what it needs, and the player keep what the stand-in writes."""
    order(8 * stack.settings.writer_processes)
    deadline = time.monotonic() + 60
    while scalar(OPEN):
        if time.monotonic() > deadline:
            raise RuntimeError("the first articles are not written")
        time.sleep(0.2)
    time.sleep(2)


def order(number: int) -> Any:
    """So many paid orders of the same article, each with its job; the moment before the first, by the database."""
    from blog_order.database import transaction
    from blog_order.job_kinds import ARTICLE_GENERATION
    from blog_order.models import Order, OrderStatus, PaymentState, Product, Site, utcnow
    from blog_order.queue.ledger import enqueue

    (began,) = row("SELECT clock_timestamp()")
    with transaction() as session:
        site = session.execute(sa.select(Site).order_by(sa.text("slug"))).scalars().first()
        assert site is not None
        for count in range(number):
            made = Order(
                product=Product.ARTICLE,
                site_id=site.id,
                email=f"bench{count}@example.com",
                topic="How small bakeries keep sourdough starters alive",
                niche="small bakeries",
                keyword="sourdough starter",
                target_url="https://example.com/starter-kit",
                anchor_text="a simple starter kit",
                amount=site.article_price,
                currency=site.currency,
                status=OrderStatus.PROCESSING,
                payment_state=PaymentState.PAID,
                paid_at=utcnow(),
            )
            session.add(made)
            session.flush()
            enqueue(session, ARTICLE_GENERATION, order_id=made.id)
    return began


def row(query: str, **values: Any) -> Any:
    """One row from the database."""
    from blog_order.database import engine

    with engine().connect() as connection:
        return connection.execute(sa.text(query), values).one()


def scalar(query: str) -> int:
    """One number from the database."""
    return int(row(query)[0])


if __name__ == "__main__":
    sys.exit(main())
