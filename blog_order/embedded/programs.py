"""The programs of the stack, from settings: what runs, in which order, when each counts as ready.

The supervisor restarts each of them when it ends; the order is that of starting, and of stopping in reverse.
"""

from __future__ import annotations

import dataclasses
import sys
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

from blog_order.embedded import keyvalue, postgresql
from blog_order.job_kinds import Worker, queues_of
from blog_order.settings import PROJECT_ROOT, EmbeddedServices, Settings

POSTGRES, REDIS, STANDINS = "postgres", "redis", "standins"
WRITERS, PRIORITY, SCHEDULER, WEB = Worker.WRITERS.value, Worker.PRIORITY.value, "scheduler", "web"
SERVICES = (POSTGRES, REDIS, STANDINS)
APPLICATION = (WRITERS, PRIORITY, SCHEDULER, WEB)
ALL = SERVICES + APPLICATION

Say = Callable[[str], object]


@dataclasses.dataclass(frozen=True)
class Program:
    """One supervised command."""

    name: str
    command: list[str]
    stop_seconds: int
    """How long it may take to end by itself; then it is killed."""
    is_ready: Callable[[], bool] | None = None
    """Asked again and again after the start; must answer within seconds. None: ready once it has run for a second."""
    ready_within_seconds: float = 120
    """On a slow or busy machine. A program that cannot start ends, and that is noticed at once."""
    stop_signal: str = "TERM"
    unprivileged: bool = False
    """Run as another user when root runs the stack."""
    environment: Mapping[str, str] = dataclasses.field(default_factory=dict)


def python(*arguments: str) -> list[str]:
    """A command in this interpreter."""
    return [sys.executable, *arguments]


def program_table(settings: Settings, frontend: Path | None) -> dict[str, Program]:
    """The programs that these settings need, by name, in starting order.

    ``frontend`` is the served copy of the front end (see frontend.py); the web program is left out without one.
    """
    own = settings.embedded
    assert own is not None, "ensure_services comes first"
    found = [*_services(settings, own), *_workers(settings)]
    if frontend is not None:
        found.append(_web(settings, frontend))
    return {program.name: program for program in found}


def services_ready(settings: Settings) -> bool:
    """Whether the embedded services that these settings need all answer."""
    if settings.embedded is None:
        return False
    table = program_table(settings, None)
    checks = [table[name].is_ready for name in SERVICES if name in table]
    return all(check() for check in checks if check)


def _services(settings: Settings, own: EmbeddedServices) -> list[Program]:
    found = []
    if settings.embeds_postgres:
        command = postgresql.command(settings.data_dir, own.postgres_port)
        found.append(
            Program(
                POSTGRES,
                command,
                stop_seconds=10,
                is_ready=lambda: postgresql.is_ready(own.postgres_port),
                ready_within_seconds=240,  # recovery after a crash
                stop_signal="INT",  # "fast": ends sessions, writes a checkpoint
                unprivileged=True,
            )
        )
    if settings.embeds_redis:
        command = keyvalue.command(settings.data_dir)
        found.append(Program(REDIS, command, stop_seconds=3, is_ready=lambda: keyvalue.is_ready(own)))
    if settings.stripe_is_stand_in or settings.sendgrid_is_stand_in or settings.openai_is_stand_in:
        command = python("-m", "blog_order.standins")
        address = f"{own.standins_url}/healthz"
        found.append(Program(STANDINS, command, stop_seconds=2, is_ready=lambda: answers(address)))
    return found


def _workers(settings: Settings) -> list[Program]:
    return [
        _worker(settings, Worker.WRITERS, settings.writer_processes, settings.writer_threads),
        _worker(settings, Worker.PRIORITY, settings.priority_processes, settings.priority_threads),
        Program(SCHEDULER, python("-m", "jobs.scheduler"), stop_seconds=_grace(settings)),
    ]


def _worker(settings: Settings, worker: Worker, processes: int, threads: int) -> Program:
    command = worker_command(settings, processes, threads, queues_of(worker))
    return Program(worker.value, command, stop_seconds=_grace(settings))


def worker_command(settings: Settings, processes: int, threads: int, queues: tuple[str, ...] = ()) -> list[str]:
    """Dramatiq's own command line; all queues when none are named. Its fork for middleware is not needed."""
    grace_ms = str(int(settings.shutdown_grace_seconds * 1000))
    chosen = ["--queues", *queues] if queues else []
    size = ["--processes", str(processes), "--threads", str(threads)]
    return python("-m", "dramatiq", "jobs", *size, "--worker-shutdown-timeout", grace_ms, "--skip-logging", *chosen)


def _web(settings: Settings, frontend: Path) -> Program:
    address = f"http://{health_host(settings)}:{settings.port}/healthz"
    return Program(
        WEB,
        python("-m", "blog_order.embedded.web"),
        stop_seconds=_grace(settings),
        is_ready=lambda: answers(address),
        ready_within_seconds=180,
        environment=web_environment(frontend),
    )


def web_environment(frontend: Path) -> dict[str, str]:
    """What makes Reflex serve the finished front end in ``frontend`` and compile nothing (two are internal names)."""
    return {
        "REFLEX_WEB_WORKDIR": str(frontend),
        "REFLEX_ENV_MODE": "prod",
        "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
    }


def health_host(settings: Settings) -> str:
    """The address to ask our own web server at."""
    return "127.0.0.1" if settings.host in ("0.0.0.0", "::", "") else settings.host


def answers(address: str) -> bool:
    """Whether ``address`` answers 200."""
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def _grace(settings: Settings) -> int:
    """Seconds a program with jobs or open pages gets to end by itself: the jobs' grace, and to give the rest back."""
    return int(settings.shutdown_grace_seconds) + 2


PROJECT = str(PROJECT_ROOT)
