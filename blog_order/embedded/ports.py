"""Ports on this machine: free ones, and who holds a taken one."""

from __future__ import annotations

import fcntl
import itertools
import os
import random
import socket
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import psutil

from blog_order.embedded.errors import StackError

LOOPBACK = "127.0.0.1"
PORTS_TO_LISTEN_ON = range(15_000, 32_768)
"""Below what systems take the ports of outgoing connections from: Linux from 32768 on, macOS from 49152 on.

A port from above may be taken by any connection of the machine while the server that listens on it is started again. It
may even be taken by a client that waits for this very server: a connection from a port of this machine to the same port
succeeds with nobody listening, and keeps the server from starting.
"""


def free_port() -> int:
    """A loopback port that nobody listens on now, and that no outgoing connection takes."""
    return free_ports(1)[0]


def free_ports(number: int, among: Sequence[int] = PORTS_TO_LISTEN_ON) -> list[int]:
    """Distinct ports as :func:`free_port` gives. As long as this process lives, no other one is given them.

    Raises:
        StackError: there are not so many.
    """
    shuffled = random.sample(among, len(among))
    found = list(itertools.islice((port for port in shuffled if is_free(port) and _claims.claim(port)), number))
    if len(found) < number:
        raise StackError(f"This machine has no {number} free ports from {min(among)} to {max(among)}.")
    return found


class _Claims:
    """Ports that were given to a process and that it may not listen on yet: locked bytes of one file."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self._mine: set[int] = set()

    def claim(self, port: int) -> bool:
        """Claim a port for this process; False when it is claimed already."""
        if self._file is None:
            self._file = (Path(tempfile.gettempdir()) / f"blog-order-{os.getuid()}-ports.lock").open("ab")
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
        except OSError:
            return False
        if port in self._mine:
            return False
        self._mine.add(port)
        return True


_claims = _Claims()


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
