"""Ports on this machine: free ones, and who holds a taken one."""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
import tempfile
from pathlib import Path
from typing import IO

import psutil

from blog_order.embedded.errors import StackError

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def free_ports(number: int) -> list[int]:
    """Distinct free loopback ports."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(number)]
        for probe in probes:
            probe.bind((LOOPBACK, 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Whether this process could listen on ``host:port``."""
    try:
        address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise StackError(f"HOST={host} is not an address of this machine: set HOST=127.0.0.1 or 0.0.0.0") from error
    with socket.socket(address[0]) as probe:
        # As servers do: connections of a server that has just ended do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address[4])
            probe.listen(1)
        except OSError:
            return False
        return True


def listens(port: int, host: str = LOOPBACK) -> bool:
    """Whether somebody accepts connections on ``host:port``."""
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def require_free(port: int, host: str) -> None:
    """Check the port that the website is to listen on.

    Raises:
        StackError: when it is taken, with the program that holds it where the system tells.
    """
    if is_free(port, host):
        return
    holder = _holder(port)
    raise StackError(f"Port {port} is in use{holder}: stop that program, or choose another port (PORT={port + 1}).")


def reserve(port: int) -> IO[str]:
    """Keep other stacks of this machine off the port for as long as the file returned is open.

    The web server's own socket does not: it shares its port with whoever asks (SO_REUSEPORT), and leaves it for a
    moment when it is started again.

    Raises:
        StackError: when another stack has it.
    """
    path = Path(tempfile.gettempdir()) / f"blog-order-{os.getuid()}-port-{port}.lock"
    file = path.open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise StackError(
            f"Port {port} belongs to another Blog Order that runs here: choose another port (PORT={port + 1})."
        ) from None
    return file


def _holder(port: int) -> str:
    try:
        for connection in psutil.net_connections("tcp"):
            listens_there = connection.status == psutil.CONN_LISTEN and tuple(connection.laddr)[1:2] == (port,)
            if listens_there and connection.pid:
                return f" by {psutil.Process(connection.pid).name()} (process {connection.pid})"
    except psutil.Error:  # macOS tells this only to root
        pass
    return ""
