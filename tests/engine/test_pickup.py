"""How workers come by messages: woken, never twice, never lost; on a real Redis, with real `dramatiq` processes."""

from __future__ import annotations

import collections
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dramatiq
import psutil
import pytest
import redis
from dramatiq.brokers.redis import RedisBroker

from blog_order.embedded.keyvalue import binary
from blog_order.queue.places import Places
from blog_order.queue.waking import WakingBroker
from blog_order.settings import PROJECT_ROOT
from tests.conftest import free_port
from tests.journeys.house import wait_until

URGENT, LONG, OTHER = "email", "article-generation", "payments"
QUEUES = [URGENT, LONG, OTHER]
NEVER_PICKED_UP_SECONDS = 30


@pytest.fixture(autouse=True)
def _services() -> None:
    """These tests need a Redis alone, one that they may stop and empty."""


class Server:
    """A Redis of our own that keeps its data over a restart."""

    def __init__(self, folder: Path) -> None:
        self.port, self._folder = free_port(), folder
        self.client = redis.Redis(port=self.port, socket_timeout=5)
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [binary(), "--port", str(self.port), "--dir", str(self._folder), "--save", "", "--appendonly", "yes"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        wait_until(self._answers, 20)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        assert self._process is not None
        self._process.send_signal(number)
        self._process.wait(20)

    def _answers(self) -> bool:
        try:
            return bool(self.client.ping())
        except redis.RedisError:
            return False


class Workers:
    """`dramatiq` commands on that Redis, and the messages sent to them."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server, self._folder = server, folder
        self._notes = folder / "notes"
        self._notes.touch()
        self._running: list[subprocess.Popen[bytes]] = []
        client = redis.Redis.from_url(server.url, socket_timeout=5, socket_connect_timeout=1)
        self.broker = WakingBroker(client=client, middleware=[], heartbeat_timeout=2_000)

    def start(
        self, threads: int = 4, *, processes: int = 1, only_by_wake_up: bool = False, dead_after_ms: int = 15_000
    ) -> tuple[subprocess.Popen[bytes], set[int]]:
        """A command and the ids of its worker processes, once they take messages."""
        before = set(self.ready())
        environment = {
            **os.environ,
            "REDIS_URL": self.server.url,
            "PICKUP_NOTES": str(self._notes),
            "PICKUP_QUEUES": " ".join(QUEUES),
            "PICKUP_HEARTBEAT_TIMEOUT_MS": str(dead_after_ms),
            "PICKUP_ONLY_BY_WAKE_UP": "yes" if only_by_wake_up else "",
        }
        size = ["--processes", str(processes), "--threads", str(threads), "--skip-logging"]
        command = [sys.executable, "-m", "dramatiq", "tests.engine.pickup_worker", *size]
        log = (self._folder / f"worker-{len(self._running)}.log").open("wb")
        running = subprocess.Popen(command, cwd=PROJECT_ROOT, env=environment, stdout=log, stderr=log)
        self._running.append(running)
        wait_until(lambda: len(set(self.ready()) - before) == processes, 40, self._logs)
        return running, set(self.ready()) - before

    def _logs(self) -> str:
        return "\n".join(path.read_text()[-2000:] for path in self._folder.glob("worker-*.log"))

    def end(self) -> None:
        """SIGKILL to whatever still runs."""
        for running in self._running:
            if running.poll() is None:
                for child in psutil.Process(running.pid).children(recursive=True):
                    child.kill()
                running.kill()
                running.wait(10)

    def send(self, text: str, queue: str = OTHER, *, until: Path | None = None, broker: Any = None) -> None:
        """Have ``text`` written down; a job with ``until`` keeps its thread until that file is there."""
        options = {"until": str(until)} if until else {}
        message: dramatiq.Message[None] = dramatiq.Message(
            queue_name=queue, actor_name=f"note-{queue}", args=(text,), kwargs=options, options={}
        )
        (broker or self.broker).enqueue(message)

    def lines(self) -> list[tuple[int, str]]:
        """(process, text) as written down so far."""
        pairs = (line.split(" ", 1) for line in self._notes.read_text().splitlines())
        return [(int(pid), text) for pid, text in pairs]

    def ready(self) -> list[int]:
        return [pid for pid, text in self.lines() if text == "ready"]

    def notes(self) -> list[str]:
        """What was written down, in order."""
        return [text for _pid, text in self.lines() if text != "ready"]

    def wait_for(self, *texts: str, seconds: float = NEVER_PICKED_UP_SECONDS) -> None:
        """Wait until all of ``texts`` are written down."""
        wait_until(lambda: set(texts) <= set(self.notes()), seconds, self._missing(set(texts)), every=0.01)

    def _missing(self, texts: set[str]) -> Callable[[], str]:
        return lambda: f"missing {sorted(texts - set(self.notes()))[:9]}\n{self._logs()}"

    def waiting(self, queue: str = OTHER) -> int:
        """Messages on Redis that no worker has fetched."""
        return int(self.server.client.llen(f"dramatiq:{queue}"))  # type: ignore[arg-type]

    def tokens(self, queue: str = OTHER) -> int:
        """Wake-ups that nobody has taken."""
        return int(self.server.client.llen(f"dramatiq:__wake__.{queue}"))  # type: ignore[arg-type]

    def held(self) -> int:
        """Messages that Redis still holds, fetched or not."""
        return sum(int(self.server.client.hlen(f"dramatiq:{queue}.msgs")) for queue in QUEUES)  # type: ignore[arg-type]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    yield server
    server.stop(signal.SIGKILL)


@pytest.fixture
def workers(server: Server, tmp_path: Path) -> Iterator[Workers]:
    workers = Workers(server, tmp_path)
    yield workers
    workers.end()


# --- woken, and not only by looking ------------------------------------------------------------------------------


def test_a_wake_up_alone_brings_every_message_to_idle_workers(workers: Workers) -> None:
    # Given workers that look by themselves once in five minutes
    workers.start(only_by_wake_up=True, processes=2)
    # When messages come one by one on all queues, each is picked up
    for number in range(60):
        workers.send(f"{number}", QUEUES[number % len(QUEUES)])
        workers.wait_for(f"{number}")
    # And a burst too, with no wake-up left over
    for number in range(60, 160):
        workers.send(f"{number}", QUEUES[number % len(QUEUES)])
    workers.wait_for(*(f"{number}" for number in range(60, 160)))
    wait_until(lambda: not any(workers.tokens(queue) for queue in QUEUES), 10)


def test_a_message_whose_wake_up_was_lost_is_found(workers: Workers, server: Server) -> None:
    workers.start()
    stock = RedisBroker(url=server.url, middleware=[])  # type: ignore[no-untyped-call]
    for number in range(3):
        workers.send(f"{number}", broker=stock)  # which wakes nobody
        assert workers.tokens() == 0
        workers.wait_for(f"{number}", seconds=5)


def test_what_waited_before_the_worker_came_is_taken(workers: Workers, server: Server) -> None:
    for number in range(200):
        workers.send(f"{number}", LONG)
    assert workers.tokens(LONG) == 64
    server.client.delete(f"dramatiq:__wake__.{LONG}")
    workers.start(only_by_wake_up=True)
    workers.wait_for(*(f"{number}" for number in range(200)))


def test_an_idle_worker_asks_little(workers: Workers, server: Server) -> None:
    _, pids = workers.start(threads=8)
    processes = [psutil.Process(pid) for pid in pids]

    def asked() -> int:
        stats: dict[str, dict[str, int]] = server.client.info("commandstats")  # type: ignore[assignment]
        return sum(stats.get(f"cmdstat_{name}", {}).get("calls", 0) for name in ("evalsha", "blpop", "smembers"))

    def busy() -> float:
        return sum(sum(process.cpu_times()[:2]) for process in processes)

    time.sleep(2)  # its start is over
    calls, cpu, began = asked(), busy(), time.monotonic()
    time.sleep(6)
    calls, cpu, passed = asked() - calls, busy() - cpu, time.monotonic() - began
    assert 0 < calls / passed / len(QUEUES) < 4
    assert cpu / passed < 0.02


# --- several processes, full ones among them ----------------------------------------------------------------------


def test_a_full_worker_leaves_messages_and_wake_ups_to_an_idle_one(workers: Workers, tmp_path: Path) -> None:
    # Given two workers of one thread that wait for wake-ups alone, one of them busy
    release = tmp_path / "release"
    workers.start(threads=1, only_by_wake_up=True)
    workers.start(threads=1, only_by_wake_up=True)
    workers.send("long", LONG, until=release)
    workers.wait_for("long")
    full = next(pid for pid, text in workers.lines() if text == "long")
    # When messages come for queues that both wait on, the idle one has each of them
    for number in range(20):
        workers.send(f"{number}", (URGENT, OTHER)[number % 2])
        workers.wait_for(f"{number}")
    assert full not in {pid for pid, text in workers.lines() if text.isdigit()}
    # And the full one takes its share again when its thread is free
    release.touch()
    workers.wait_for("long ended")
    second = tmp_path / "second"
    workers.send("a", until=second)
    workers.send("b", until=second)
    workers.wait_for("a", "b")
    second.touch()


def test_a_worker_takes_no_more_than_its_threads_can_start(workers: Workers, tmp_path: Path) -> None:
    release = tmp_path / "release"
    workers.start(threads=2)
    for number in range(10):
        workers.send(f"{number}", QUEUES[number % len(QUEUES)], until=release)
    wait_until(lambda: len(workers.notes()) == 2, NEVER_PICKED_UP_SECONDS)
    time.sleep(1.5)  # every consumer has looked again
    assert sum(workers.waiting(queue) for queue in QUEUES) == 8
    release.touch()
    workers.wait_for(*(f"{number} ended" for number in range(10)))


def test_a_freed_thread_goes_to_the_urgent_queue(workers: Workers, tmp_path: Path) -> None:
    release, running = tmp_path / "release", tmp_path / "running"
    workers.start(threads=1)
    workers.send("first", LONG, until=release)
    workers.wait_for("first")
    for number in range(5):
        workers.send(f"long {number}", LONG, until=running)
    workers.send("mail", URGENT)
    time.sleep(2.5)  # its consumer has seen it, and waits in front
    release.touch()
    workers.wait_for("mail")
    assert workers.notes()[:3] == ["first", "first ended", "mail"]
    running.touch()
    workers.wait_for(*(f"long {number} ended" for number in range(5)))


def test_two_thousand_messages_come_once_each(workers: Workers) -> None:
    workers.start(threads=3, processes=2)
    workers.start(threads=3)
    pauses = random.Random(7)
    for number in range(2000):
        workers.send(f"{number}", pauses.choice(QUEUES))
        if pauses.random() < 0.1:
            time.sleep(pauses.uniform(0, 0.02))
    workers.wait_for(*(f"{number}" for number in range(2000)), seconds=60)
    wait_until(lambda: workers.held() == 0, 20, lambda: str(workers.held()))
    assert collections.Counter(workers.notes()) == {f"{number}": 1 for number in range(2000)}
    assert len({pid for pid, text in workers.lines() if text.isdigit()}) == 3


# --- trouble ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_workers_go_on_after_a_restart_of_redis(workers: Workers, tmp_path: Path, number: signal.Signals) -> None:
    # Given an idle thread and one whose job ends while Redis is away
    release = tmp_path / "release"
    running, _ = workers.start(threads=2)
    workers.send("before")
    workers.send("across", LONG, until=release)
    workers.wait_for("before", "across")
    workers.server.client.config_set("appendfsync", "always")
    workers.server.stop(number)
    release.touch()
    workers.wait_for("across ended")
    time.sleep(1)
    # When Redis is back, both threads take messages again, and nothing stays behind on Redis
    workers.server.start()
    both = tmp_path / "both"
    workers.send("one", until=both)
    workers.send("two", until=both)
    workers.wait_for("one", "two")
    both.touch()
    wait_until(lambda: workers.held() == 0, 30, lambda: str(workers.held()))
    assert running.poll() is None


def test_workers_go_on_after_redis_was_emptied(workers: Workers, tmp_path: Path) -> None:
    release = tmp_path / "release"
    workers.start(threads=2, only_by_wake_up=True)
    workers.send("across", LONG, until=release)
    workers.wait_for("across")
    workers.server.client.flushall()
    workers.server.client.script_flush()
    release.touch()
    workers.wait_for("across ended")
    both = tmp_path / "both"
    workers.send("one", until=both)
    workers.send("two", until=both)
    workers.wait_for("one", "two")
    both.touch()
    wait_until(lambda: workers.held() == 0, 10)


def test_a_fetch_whose_answer_was_lost_comes_again(workers: Workers, server: Server) -> None:
    workers.start()
    workers.send("first")
    workers.wait_for("first")
    # Given a message that Redis has noted as the worker's own, and the worker never heard of
    known = server.client.zrange("dramatiq:__heartbeats__", 0, -1)
    (owner,) = {each.decode() for each in known} - {workers.broker.broker_id}
    workers.send("lost", "nobody's")
    data = server.client.hgetall("dramatiq:nobody's.msgs")
    ((redis_id, body),) = data.items()
    server.client.hset(f"dramatiq:{OTHER}.msgs", redis_id, body.replace(b"nobody's", OTHER.encode()))
    server.client.sadd(f"dramatiq:__acks__.{owner}.{OTHER}", redis_id)
    # Then it is brought back and handled
    workers.wait_for("lost")
    wait_until(lambda: workers.held() == 0, 10)


def test_a_killed_workers_messages_go_to_another(workers: Workers, tmp_path: Path) -> None:
    never = tmp_path / "never"
    workers.start(threads=2)
    workers.send("one", until=never)
    workers.send("two", URGENT, until=never)
    workers.wait_for("one", "two")
    workers.end()
    workers.start(threads=2, dead_after_ms=2_000)
    wait_until(lambda: sorted(workers.notes()) == ["one", "one", "two", "two"], NEVER_PICKED_UP_SECONDS)


def test_what_cannot_be_read_is_put_aside_and_the_rest_goes_on(workers: Workers, server: Server) -> None:
    workers.start(threads=1)
    for redis_id, data in (("garbage", "not JSON"), ("foreign", '{"queue_name": "payments"}'), ("gone", None)):
        if data is not None:
            server.client.hset(f"dramatiq:{OTHER}.msgs", redis_id, data)
        server.client.rpush(f"dramatiq:{OTHER}", redis_id)
    workers.send("after")
    workers.wait_for("after")
    wait_until(lambda: server.client.zcard(f"dramatiq:{OTHER}.XQ") == 2, 20)
    workers.send("later")
    workers.wait_for("later")
    assert workers.held() == 0


# --- the end ------------------------------------------------------------------------------------------------------


def test_an_idle_worker_stops_soon(workers: Workers) -> None:
    running, _ = workers.start(threads=8)
    workers.send("once")
    workers.wait_for("once")
    running.send_signal(signal.SIGTERM)
    assert running.wait(10) == 0


def test_a_stopping_worker_takes_nothing_more(workers: Workers, tmp_path: Path) -> None:
    # Given a worker that was told to stop while one of its two threads works
    release = tmp_path / "release"
    running, _ = workers.start(threads=2)
    workers.send("long", LONG, until=release)
    workers.wait_for("long")
    running.send_signal(signal.SIGTERM)
    time.sleep(2)  # Dramatiq looks each second
    # When messages come, they wait for another worker
    for number in range(6):
        workers.send(f"{number}", QUEUES[number % len(QUEUES)])
    workers.start(threads=2)
    workers.wait_for(*(f"{number}" for number in range(6)))
    assert running.poll() is None
    release.touch()
    assert running.wait(15) == 0
    workers.wait_for("long ended")
    assert workers.held() == 0
    assert collections.Counter(workers.notes())["long"] == 1


def test_a_rolling_restart_under_load_loses_and_repeats_nothing(workers: Workers) -> None:
    old, _ = workers.start(threads=4)
    sent = 0
    for _ in range(3):
        new, _ = workers.start(threads=4)
        for _ in range(300):
            workers.send(f"{sent}", QUEUES[sent % len(QUEUES)])
            sent += 1
            if sent % 300 == 100:
                old.send_signal(signal.SIGTERM)
        assert old.wait(20) == 0
        old = new
    workers.wait_for(*(f"{number}" for number in range(sent)))
    assert collections.Counter(workers.notes()) == {f"{number}": 1 for number in range(sent)}


# --- places -------------------------------------------------------------------------------------------------------


def test_places_are_never_more_than_there_are() -> None:
    places = Places(3)
    assert places.take(2, 1, 0) == 2
    assert places.take(2, 1, 0) == 1
    assert places.take(2, 0, 0.01) == 0
    places.give(3)
    assert places.free == 3


def test_delays_are_refused() -> None:
    broker = WakingBroker(client=redis.Redis(), middleware=[], heartbeat_timeout=2_000)
    message: dramatiq.Message[None] = dramatiq.Message("q", "a", (), {}, {})
    with pytest.raises(ValueError, match="ledger"):
        broker.enqueue(message, delay=5)
