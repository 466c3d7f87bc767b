"""The running stack: started in order with checks, watched, stopped in reverse. Used by the command line and by tests.

stack = Stack(load_settings(), say=print)
stack.start()          # or start(SERVICES)
...
stack.stop()           # at most ten seconds, leaves nothing running
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping
from typing import IO

import psutil

from blog_order.embedded import capacity, frontend, keyvalue, leftovers, paths, ports, postgresql, supervisord
from blog_order.embedded.errors import StackError
from blog_order.embedded.exec_program import STACK_MARK
from blog_order.embedded.programs import (
    ALL,
    APPLICATION,
    POSTGRES,
    PROJECT,
    SERVICES,
    WEB,
    Program,
    Say,
    program_table,
    python,
)
from blog_order.embedded.services import ensure_services
from blog_order.settings import Settings

STOP_WITHIN_SECONDS = 9.5
CREDENTIALS = "admin-credentials.txt"
POLL_SECONDS = 0.05


class Stack:
    """All programs of one DATA_DIR under one supervisor.

    ``say`` gets each line of progress; ``environment`` is added to that of every program.
    """

    def __init__(self, settings: Settings, say: Say = lambda _: None, environment: Mapping[str, str] | None = None):
        self.settings = settings
        self._say = say
        self._environment = {**(environment or {}), **common_environment(settings)}
        paths.prepare(settings.data_dir)
        self.lock = leftovers.LauncherLock(settings.data_dir)
        self.control = supervisord.Control(settings.data_dir)
        self._programs: dict[str, Program] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._port: IO[str] | None = None
        self._seen: dict[str, supervisord.State] = {}

    # --- starting ---------------------------------------------------------------------------------------------

    def start(self, wanted: Iterable[str] = ALL) -> None:
        """Start the programs named in ``wanted``, those that the settings need; services first, then what needs them.

        Raises:
            StackError, SettingsError: when something is missing or in the way; what was started is stopped again.
        """
        if not self.lock.take():
            raise already_running(self.lock)
        try:
            self._start(set(wanted))
        except BaseException:
            self.stop()
            raise

    def _start(self, wanted: set[str]) -> None:
        if self.control.is_up():
            self._say("Taking over from what runs in the background ...")
            self._stop_programs(time.monotonic() + STOP_WITHIN_SECONDS)
        elif leftovers.stack_processes(self.settings.data_dir):
            self._say("Ending what an earlier run had left behind ...")
        leftovers.end_leftovers(self.settings.data_dir)
        if WEB in wanted:
            self._port = ports.reserve(self.settings.port)
            ports.require_free(self.settings.port, self.settings.host)
        own = ensure_services(self.settings)
        if self.settings.embeds_postgres:
            first = not postgresql.cluster(self.settings.data_dir).exists()
            if first and POSTGRES in wanted:
                self._say("Making the database (first start only) ...")
            postgresql.ensure_cluster(self.settings.data_dir, own)
        if self.settings.embeds_redis:
            keyvalue.prepare(self.settings.data_dir, own)
        served = frontend.served_folder(self.settings) if WEB in wanted else None
        self._programs = program_table(self.settings, served)
        self._process = supervisord.launch(self.settings.data_dir, self._programs.values(), self._environment)

        self._say("Starting PostgreSQL, Redis and the stand-ins ...")
        self._start_together(name for name in SERVICES if name in wanted)
        capacity.check(self.settings)
        self._prepare_database()
        if WEB in wanted:
            frontend.ensure(self.settings, self._say)
        if application := [name for name in APPLICATION if name in wanted]:
            self._say("Starting the workers, the scheduler and the website ...")
            self._start_together(application)
        self._seen = self.control.states()

    def _prepare_database(self) -> None:
        """Migrations, then the demo content; each by a process of its own that ends."""
        self._say("Bringing the database up to date ...")
        self._run_once("The database migration", python("-m", "alembic", "upgrade", "head"))
        self._run_once("Seeding", python("-m", "blog_order.cli.seed"))
        credentials = str(self.settings.data_dir / CREDENTIALS)
        self._run_once("Making the first admin", python("-m", "blog_order.cli.admin", "first-run", credentials))

    def _run_once(self, what: str, command: list[str]) -> None:
        log = paths.log_dir(self.settings.data_dir) / "setup.log"
        with log.open("ab") as sink:
            done = subprocess.run(
                command, cwd=PROJECT, env=self.environment(), stdout=sink, stderr=subprocess.STDOUT, check=False
            )
        if done.returncode != 0:
            last = (log.read_text(errors="replace").strip().splitlines() or [""])[-1]
            raise StackError(f"{what} failed: {last[:300]} (all of it: {log})")

    def environment(self) -> dict[str, str]:
        """The environment of every program of this stack."""
        return {**os.environ, **self._environment}

    def _start_together(self, names: Iterable[str]) -> None:
        programs = [self._programs[name] for name in names if name in self._programs]
        for program in programs:
            self.control.start(program.name)
        for program in programs:
            self.wait_ready(program.name)

    def wait_ready(self, name: str) -> None:
        """Wait until a program that was started is ready.

        Raises:
            StackError: when it keeps ending, or is not ready in its time.
        """
        program = self._programs[name]
        log = paths.log_dir(self.settings.data_dir) / f"{name}.log"
        deadline = time.monotonic() + program.ready_within_seconds
        while True:
            state = self.control.states()[name]
            if state.is_up and (program.is_ready() if program.is_ready else state.state == supervisord.RUNNING):
                return
            if state.state in (supervisord.FATAL, supervisord.BACKOFF):
                raise StackError(f"{name} does not start: {_last_line(log)} (all of it: {log})")
            if time.monotonic() > deadline:
                raise StackError(f"{name} is not ready after {program.ready_within_seconds:.0f} s: see {log}")
            time.sleep(POLL_SECONDS)

    # --- while it runs ----------------------------------------------------------------------------------------

    def watch(self) -> bool:
        """Look once at what runs: says what was restarted, and starts again what the supervisor gave up on.

        Returns False when the supervisor itself is gone.
        """
        if self._process is not None and self._process.poll() is not None:
            return False
        with contextlib.suppress(StackError):  # busy: next time
            for name, state in self.control.states().items():
                before = self._seen.get(name)
                if before and before.is_up and state.is_up and before.pid != state.pid:
                    self._say(f"{name} had ended and was started again (see {name}.log).")
                if state.state == supervisord.FATAL:
                    self._say(f"{name} keeps failing; trying again. Its log: {paths.log_dir(self.settings.data_dir)}")
                    self.control.start(name)
                if state.is_up or not before:
                    self._seen[name] = state
        return True

    def restart(self, name: str) -> None:
        """Stop one program and start it again, ready at return."""
        self.stop_program(name)
        self.start_program(name)

    def start_program(self, name: str) -> None:
        """Start one program that was stopped, ready at return."""
        self._start_together([name])

    def stop_program(self, name: str) -> None:
        """Stop one program; it stays stopped until started."""
        self._stop_all([name], time.monotonic() + self._programs[name].stop_seconds + 1)

    def pid(self, name: str) -> int:
        """Process id of a program's first process; 0 when it does not run."""
        return self.control.states()[name].pid

    def kill(self, name: str) -> None:
        """SIGKILL a program's first process, as a crash would; the supervisor starts it again."""
        os.kill(self.pid(name), signal.SIGKILL)

    # --- stopping ---------------------------------------------------------------------------------------------

    def stop(self) -> None:
        """Stop everything in reverse, within ten seconds, and let others start. No harm when nothing runs.

        Unfinished jobs get the grace of the settings to be released; what is left at the end is killed.
        """
        deadline = time.monotonic() + STOP_WITHIN_SECONDS
        self._stop_programs(deadline)
        self._end_rest(deadline)
        if self._port is not None:
            self._port.close()
            self._port = None
        self.lock.release()

    def _stop_programs(self, deadline: float) -> None:
        with contextlib.suppress(StackError):
            if self.control.is_up():
                # Jobs are given back after the grace of 8 s, so what still runs then may be killed.
                self._stop_all(APPLICATION, deadline - 1.1)
                self._stop_all(SERVICES, deadline - 0.2)
                self.control.shutdown()

    def _stop_all(self, names: Iterable[str], deadline: float) -> None:
        """Ask all of ``names`` to stop at once; SIGKILL to those that are still there at ``deadline`` (monotonic)."""
        known = self.control.states()
        waiting = {name for name in names if name in known and known[name].state not in supervisord.GONE}
        for name in waiting:
            self.control.stop(name)
        while waiting:
            states = self.control.states()
            waiting = {name for name in waiting if states[name].is_up}
            if waiting and time.monotonic() > deadline:
                for name in waiting:
                    with contextlib.suppress(OSError):
                        os.killpg(states[name].pid, signal.SIGKILL)
                return
            time.sleep(POLL_SECONDS)

    def _end_rest(self, deadline: float) -> None:
        """supervisord itself, and anything that outlived it (every process that carries our mark)."""
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=max(0.2, min(1.0, deadline - time.monotonic())))
            if self._process.poll() is None:
                self._process.kill()
                self._process.wait()
            self._process = None
        rest = leftovers.stack_processes(self.settings.data_dir)
        for process in rest:
            with contextlib.suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(rest, timeout=1)


def common_environment(settings: Settings) -> dict[str, str]:
    """What every process of the stack is given besides the launcher's own environment."""
    folder = os.path.dirname(python()[0])  # noqa: PTH120
    return {
        STACK_MARK: str(settings.data_dir),
        "DATA_DIR": str(settings.data_dir),
        "PATH": os.pathsep.join((folder, os.environ.get("PATH", os.defpath))),
        "PYTHONUNBUFFERED": "1",
        "REFLEX_USE_NPM": "1",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "MALLOC_ARENA_MAX": "2",  # glibc keeps an arena a thread otherwise; the workers have many
    }


def already_running(lock: leftovers.LauncherLock) -> StackError:
    """The error for a second launcher."""
    holder = lock.holder()
    who = f" (process {holder.pid})" if holder else ""
    return StackError(f"Blog Order is already running here{who}: use it, or type `make stop` first.")


def _last_line(log: os.PathLike[str]) -> str:
    try:
        with open(log, errors="replace") as file:  # noqa: PTH123
            lines = [line.strip() for line in file.readlines()[-40:] if line.strip()]
    except OSError:
        lines = []
    return lines[-1][:300] if lines else "it says nothing"
