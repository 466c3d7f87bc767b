"""What each command of the command line does. Each returns its exit status."""

from __future__ import annotations

import contextlib
import datetime
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import psutil

from blog_order.embedded import frontend, leftovers, paths, ports, programs, supervisord
from blog_order.embedded.errors import StackError
from blog_order.embedded.exec_program import STACK_MARK
from blog_order.embedded.services import forget_services
from blog_order.embedded.stack import CREDENTIALS, Stack, already_running, common_environment
from blog_order.settings import PROJECT_ROOT, Settings, load_settings

WATCH_SECONDS = 1.0
SERVICES_WITHIN_SECONDS = 120
LAUNCHER_ENDS_WITHIN_SECONDS = 15
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(BaseException):
    """Ctrl-C, a SIGTERM, or the terminal was closed."""


def say(text: str) -> None:
    """One line of progress; a terminal that is gone must not keep us from stopping what we started."""
    with contextlib.suppress(OSError):
        print(text, flush=True)


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Within, the first stop signal raises Interrupted; later ones are ignored: the stop has its own time limit."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        for each in STOP_SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        raise Interrupted

    for each in STOP_SIGNALS:
        signal.signal(each, interrupt)
    yield


def run() -> int:
    """`make run`: everything, until Ctrl-C."""
    return _foreground(Stack(load_settings(), say), programs.ALL, _welcome)


def _foreground(stack: Stack, wanted: tuple[str, ...], welcome: Callable[[Settings], str]) -> int:
    with interruptible():
        try:
            while True:
                stack.start(wanted)
                say(welcome(stack.settings))
                while stack.watch():
                    time.sleep(WATCH_SECONDS)
                say("The supervisor itself had ended; starting everything again ...")
                stack.stop()
        except Interrupted:
            say("\nStopping (unfinished jobs are released, they go on at the next start) ...")
            stack.stop()
            say("Stopped.")
    return 0


def _welcome(settings: Settings) -> str:
    lines = ["", f"Blog Order is ready:  {settings.origin}"]
    credentials = settings.data_dir / CREDENTIALS
    if credentials.exists():
        lines.append(f"Admin:                {settings.origin}/admin  (sign in with what {credentials} says:)")
        lines += [f"                      {line}" for line in credentials.read_text().strip().splitlines()]
    if settings.sendgrid_is_stand_in and settings.embedded:
        lines.append(f"Mailbox:              {settings.embedded.standins_url}/mailbox")
    lines += [f"Logs:                 {paths.log_dir(settings.data_dir)}  (make logs)", "Ctrl-C stops everything."]
    return "\n".join(lines)


def services() -> int:
    """`make services`: PostgreSQL, Redis and the stand-ins in the background."""
    settings = load_settings()
    ensure_services_run(settings)
    own = settings.embedded
    if own:
        say(f"Services run in the background: PostgreSQL {own.postgres_port}, Redis {own.redis_port}, ")
        say(f"stand-ins {own.standins_url} (mailbox: {own.standins_url}/mailbox). `make stop` ends them.")
    return 0


def ensure_services_run(settings: Settings) -> None:
    """Start the services in the background unless they run already, under `make run` or from an earlier call."""
    stack = Stack(settings, say)
    if not stack.lock.take():  # `make run` is at work in another terminal, perhaps still on its way
        _wait_for_services(stack)
        return
    stack.lock.release()
    if stack.control.is_up() and programs.services_ready(settings):
        return
    with interruptible():
        stack.start(programs.SERVICES)
    stack.lock.release()


def _wait_for_services(stack: Stack) -> None:
    deadline = time.monotonic() + SERVICES_WITHIN_SECONDS
    while not programs.services_ready(stack.settings):
        if time.monotonic() > deadline:
            raise already_running(stack.lock)
        time.sleep(0.2)
        forget_services(stack.settings)


def web() -> int:
    """`make web`: the web processes in the foreground."""
    settings = _with_services()
    ports.require_free(settings.port, settings.host)
    served = frontend.ensure(settings, say)
    say(f"Website: {settings.origin}")
    return _become(settings, programs.python("-m", "blog_order.embedded.web"), programs.web_environment(served))


def worker() -> int:
    """`make worker`: one worker of all queues in the foreground."""
    settings = _with_services()
    return _become(settings, programs.worker_command(settings, settings.writer_processes, settings.writer_threads))


def scheduler() -> int:
    """`make scheduler`: the scheduler in the foreground."""
    return _become(_with_services(), programs.python("-m", "jobs.scheduler"))


def _with_services() -> Settings:
    settings = load_settings()
    ensure_services_run(settings)
    return settings


def _environment(settings: Settings, extra: dict[str, str] | None = None) -> dict[str, str]:
    """Of a part in the foreground. Without the stack's mark: the next `make run` must not end it as a leftover."""
    environment = {**os.environ, **common_environment(settings), **(extra or {})}
    del environment[STACK_MARK]
    return environment


def _become(settings: Settings, command: list[str], extra: dict[str, str] | None = None) -> int:
    os.chdir(PROJECT_ROOT)
    os.execvpe(command[0], command, _environment(settings, extra))


def dev() -> int:
    """`make dev`: services, and website, workers and scheduler in the foreground, reloaded on a change."""
    settings = _with_services()
    ports.require_free(settings.port, settings.host)
    where = [
        "--backend-host",
        settings.host,
        "--backend-port",
        str(settings.port),
        "--frontend-port",
        str(settings.port),
    ]
    reload = programs.worker_command(settings, settings.writer_processes, settings.writer_threads)
    commands = [
        programs.python("-m", "reflex", "run", "--env", "preview", *where),
        [*reload, "--watch", str(PROJECT_ROOT)],
        programs.python("-m", "jobs.scheduler"),
    ]
    environment = _environment(settings)
    say(f"Website: {settings.origin} (rebuilt on a change; reload the page). The first build takes a minute.")
    with interruptible():
        started: list[subprocess.Popen[bytes]] = []
        try:
            started += [
                subprocess.Popen(each, cwd=PROJECT_ROOT, env=environment, start_new_session=True) for each in commands
            ]
            while all(each.poll() is None for each in started):
                time.sleep(0.3)
            return 1
        except Interrupted:
            return 0
        finally:
            _end_sessions(started)


def _end_sessions(started: list[subprocess.Popen[bytes]]) -> None:
    """TERM to each, and after a few seconds KILL to whatever is left of their sessions."""
    trees = [each for process in started for each in _tree(process.pid)]
    for process in started:
        with contextlib.suppress(OSError):
            process.terminate()
    _, alive = psutil.wait_procs(trees, timeout=8)
    for each in alive:
        with contextlib.suppress(psutil.Error):
            each.kill()


def _tree(pid: int) -> list[psutil.Process]:
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    return []


def status() -> int:
    """`make status`: a line a program; 1 when nothing runs."""
    settings = load_settings()
    control = supervisord.Control(settings.data_dir)
    if not control.is_up():
        say("Nothing runs here. `make run` starts everything.")
        return 1
    for name, state in control.states().items():
        since = datetime.datetime.fromtimestamp(state.started, datetime.UTC).astimezone()
        detail = f"process {state.pid}, since {since:%Y-%m-%d %H:%M:%S}" if state.is_up else ""
        say(f"{name:10} {state.state.lower():10} {detail}")
    return 0


def logs() -> int:
    """`make logs`: follow all log files."""
    folder = paths.log_dir(load_settings().data_dir)
    files = sorted(str(path) for path in folder.glob("*.log")) if folder.exists() else []
    if not files:
        say("There are no logs yet. `make run` starts everything.")
        return 1
    os.execvp("tail", ["tail", "-n", "20", "-F", *files])


def stop() -> int:
    """`make stop`: end what runs, whoever started it."""
    stack = Stack(load_settings(), say)
    if holder := stack.lock.holder():
        holder.terminate()
    deadline = time.monotonic() + LAUNCHER_ENDS_WITHIN_SECONDS
    while not stack.lock.take():  # the launcher lets go of it when all has ended
        if time.monotonic() > deadline:
            raise already_running(stack.lock)
        time.sleep(0.05)
    ran = bool(holder or leftovers.stack_processes(stack.settings.data_dir))
    if not stack.control.is_up():
        leftovers.end_leftovers(stack.settings.data_dir)
    stack.stop()
    say("Stopped." if ran else "Nothing was running.")
    return 0


def build() -> int:
    """`make build`: the front end, without starting anything."""
    settings = load_settings()
    paths.prepare(settings.data_dir)
    with interruptible():
        say(f"Front end: {frontend.ensure_build(settings, say)}")
    return 0


def lock() -> int:
    """`make lock`: write reflex.lock/ anew from what the pages import."""
    settings = load_settings()
    paths.prepare(settings.data_dir)
    with interruptible():
        frontend.run_export(settings, say, "--lock")
    say(f"Written: {Path('reflex.lock').resolve()}")
    return 0


if sys.platform == "win32":
    raise StackError("Blog Order runs on Linux and macOS; on Windows use WSL.")
