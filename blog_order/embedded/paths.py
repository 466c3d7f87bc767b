"""Where things lie under DATA_DIR, and private files in it."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from blog_order.embedded.errors import StackError

LONGEST_SOCKET_PATH = 90
"""Bytes. The system's limit is 104 on macOS and 108 on Linux; supervisord adds its pid to a temporary name."""


def run_dir(data_dir: Path) -> Path:
    """Generated configuration, locks and pid files."""
    return data_dir / "run"


def log_dir(data_dir: Path) -> Path:
    """One rotated log file a program."""
    return data_dir / "logs"


def prepare(data_dir: Path) -> None:
    """Make DATA_DIR and its folders. Other users may pass through DATA_DIR only when root runs the stack: then
    PostgreSQL runs as another user and has its folder in there."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        data_dir.chmod(0o711 if os.geteuid() == 0 else 0o700)
    except OSError as error:
        raise StackError(f"DATA_DIR ({data_dir}) cannot be used: {error.strerror}. Choose a folder of yours.") from None
    for folder in (run_dir(data_dir), log_dir(data_dir)):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o700)


def control_socket(data_dir: Path) -> Path:
    """supervisord's socket: in DATA_DIR, or in a private temporary folder when that path is too long for one."""
    socket = run_dir(data_dir) / "control.sock"
    if len(os.fsencode(socket)) <= LONGEST_SOCKET_PATH:
        return socket
    name = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"blog-order-{os.getuid()}-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():  # somebody else made it first
        folder = Path(tempfile.mkdtemp(prefix="blog-order-"))
    return folder / "control.sock"


def write_private(path: Path, text: str) -> None:
    """Write ``text`` whole or not at all, readable by this user only (mode 0600)."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
