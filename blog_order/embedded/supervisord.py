"""supervisord: its configuration from the program table, its start, and a small client of its control socket."""

from __future__ import annotations

import contextlib
import dataclasses
import http.client
import os
import shlex
import subprocess
import sys
import time
import xmlrpc.client
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from blog_order.embedded import paths
from blog_order.embedded.errors import StackError
from blog_order.embedded.exec_program import PROGRAM_MARK
from blog_order.embedded.programs import PROJECT, Program

STARTS_BEFORE_GIVING_UP = 8
"""Each try waits a second longer than the one before; after these the launcher takes over (Stack.watch)."""
RUNNING, BACKOFF, FATAL, STOPPED = "RUNNING", "BACKOFF", "FATAL", "STOPPED"
GONE = (STOPPED, "EXITED", FATAL, "UNKNOWN")


@dataclasses.dataclass(frozen=True)
class State:
    """One program as supervisord sees it."""

    name: str
    state: str
    pid: int
    """0 when it does not run."""
    started: float
    """Unix time of its last start."""
    exit_status: int

    @property
    def is_up(self) -> bool:
        """Whether its process is there."""
        return self.pid != 0


def _quote(text: str) -> str:
    return text.replace("%", "%%")


def configuration(data_dir: Path, programs: Iterable[Program]) -> str:
    """The text of supervisord.conf. Nothing starts by itself: the launcher starts each when it is its turn."""
    run, logs = paths.run_dir(data_dir), paths.log_dir(data_dir)
    socket = paths.control_socket(data_dir)
    text = f"""[supervisord]
nodaemon=true
silent=true
logfile={_quote(str(logs / "supervisord.log"))}
logfile_maxbytes=1MB
logfile_backups=1
pidfile={_quote(str(run / "supervisord.pid"))}
childlogdir={_quote(str(logs))}
identifier=blog-order
[unix_http_server]
file={_quote(str(socket))}
chmod=0600
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""
    return text + "".join(_section(program, logs) for program in programs)


def _section(program: Program, logs: Path) -> str:
    options = ["--unprivileged"] if program.unprivileged else []
    before = [sys.executable, "-m", "blog_order.embedded.exec_program", program.name, *options, "--"]
    extra = {PROGRAM_MARK: program.name, **program.environment}
    environment = ",".join(f'{name}="{_quote(value)}"' for name, value in extra.items())
    return f"""[program:{program.name}]
command={_quote(shlex.join([*before, *program.command]))}
directory={_quote(PROJECT)}
environment={environment}
autostart=false
autorestart=true
startsecs=1
startretries={STARTS_BEFORE_GIVING_UP}
stopsignal={program.stop_signal}
stopwaitsecs={program.stop_seconds}
killasgroup=true
redirect_stderr=true
stdout_logfile={_quote(str(logs / f"{program.name}.log"))}
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=2
"""


class _Connection(http.client.HTTPConnection):
    """HTTP over supervisord's Unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=20)
        self._path = path

    def connect(self) -> None:
        import socket

        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


class _Transport(xmlrpc.client.Transport):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def make_connection(self, host: Any) -> http.client.HTTPConnection:
        return _Connection(self._path)


class Control:
    """Tells a running supervisord what to do. Every method raises StackError when it does not answer."""

    def __init__(self, data_dir: Path) -> None:
        self._path = paths.control_socket(data_dir)

    def _call(self, method: str, *arguments: Any) -> Any:
        # A connection a call: they are rare, and one that stays open is closed under us by a restart.
        proxy = xmlrpc.client.ServerProxy("http://localhost", transport=_Transport(self._path))
        try:
            return getattr(proxy.supervisor, method)(*arguments)
        except (OSError, http.client.HTTPException) as error:
            raise StackError(f"The supervisor does not answer ({type(error).__name__}).") from error

    def is_up(self) -> bool:
        """Whether supervisord answers."""
        try:
            return bool(self._call("getState"))
        except (StackError, xmlrpc.client.Error):
            return False

    def states(self) -> dict[str, State]:
        """All programs by name."""
        return {
            each["name"]: State(
                each["name"], each["statename"], each["pid"], float(each["start"]), int(each["exitstatus"])
            )
            for each in self._call("getAllProcessInfo")
        }

    def start(self, name: str) -> None:
        """Start a program, without waiting; no harm when it runs."""
        with contextlib.suppress(xmlrpc.client.Fault):  # already started
            self._call("startProcess", name, False)

    def stop(self, name: str) -> None:
        """Ask a program to stop, without waiting; no harm when it does not run."""
        with contextlib.suppress(xmlrpc.client.Fault):  # not running
            self._call("stopProcess", name, False)

    def shutdown(self) -> None:
        """End supervisord (and what still runs under it)."""
        with contextlib.suppress(StackError, xmlrpc.client.Fault):
            self._call("shutdown")


def launch(data_dir: Path, programs: Iterable[Program], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start supervisord in a session of its own, so that Ctrl-C reaches the launcher alone, and wait for its socket.

    Raises:
        StackError: when it does not come up; with its last words.
    """
    file = paths.run_dir(data_dir) / "supervisord.conf"
    paths.write_private(file, configuration(data_dir, programs))
    output = paths.log_dir(data_dir) / "supervisord.out"
    with output.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "supervisor.supervisord", "-n", "-c", str(file)],
            cwd=PROJECT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    control, deadline = Control(data_dir), time.monotonic() + 15
    while not control.is_up():
        if process.poll() is not None or time.monotonic() > deadline:
            said = output.read_text(errors="replace").strip().splitlines()
            raise StackError(f"The supervisor did not start: {said[-1] if said else f'see {output}'}")
        time.sleep(0.05)
    return process
