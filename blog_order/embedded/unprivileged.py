"""PostgreSQL refuses to run as root: run by root, the stack runs it as `nobody`.

No user is made. The cluster's folder belongs to `nobody`; what lies above it and above the binaries must let that user
pass. Where it does not (a checkout under /root), that one user is given passage (not reading) by an access control
list, so that nothing changes for anybody else; a file system without such lists gets the bit `o+x`.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import struct
import subprocess
from pathlib import Path

from blog_order.embedded.errors import StackError

USER = "nobody"
ACL = "system.posix_acl_access"
ACL_VERSION = 2
USER_OBJ, NAMED_USER, GROUP_OBJ, MASK, OTHER = 0x01, 0x02, 0x04, 0x10, 0x20
NO_ID = 0xFFFFFFFF


def needed() -> bool:
    """Whether this process is root, and PostgreSQL therefore needs another user."""
    return os.geteuid() == 0


def account() -> pwd.struct_passwd:
    """The user that PostgreSQL runs as.

    Raises:
        StackError: on a system without one.
    """
    try:
        return pwd.getpwnam(USER)
    except KeyError as error:
        raise StackError(
            f"PostgreSQL does not run as root and there is no user {USER}: run as a normal user."
        ) from error


def run(command: list[str], *, text: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run ``command`` to its end, as the unprivileged user when this is root. Its output is captured."""
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}
    user = {"user": account().pw_uid, "group": account().pw_gid, "extra_groups": ()} if needed() else {}
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        command, input=text, capture_output=True, text=True, env=environment, cwd="/", check=False, **user
    )


def drop() -> None:
    """Become the unprivileged user for good."""
    user = account()
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)


def own(folder: Path) -> None:
    """Give ``folder`` (not what is in it) to the unprivileged user, closed to others."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    if needed():
        os.chown(folder, account().pw_uid, account().pw_gid)


def let_pass(target: Path) -> None:
    """Make sure the unprivileged user reaches ``target``.

    Raises:
        StackError: when it does not in spite of all.
    """
    if not needed() or _reaches(target):
        return
    for folder in reversed(target.resolve().parents):
        if not _reaches(folder):
            _open(folder)
    if not _reaches(target):
        raise StackError(f"The user {USER} cannot reach {target}: move the project out of a private folder.")


def let_read(tree: Path) -> None:
    """Make sure the unprivileged user can run what is in ``tree``, a folder of our own virtual environment."""
    let_pass(tree)
    if needed() and run(["test", "-r", str(tree / "bin" / "postgres")]).returncode != 0:
        for each in (tree, *tree.rglob("*")):  # made under a strict umask
            each.chmod(each.stat().st_mode | (0o055 if each.is_dir() or os.access(each, os.X_OK) else 0o044))


def _reaches(path: Path) -> bool:
    return run(["test", "-x", str(path)]).returncode == 0


def _open(folder: Path) -> None:
    with contextlib.suppress(OSError, AttributeError):  # macOS, or a file system without access control lists
        _grant_passage(folder, account().pw_uid)
    if not _reaches(folder):
        folder.chmod(folder.stat().st_mode | 0o001)


def _grant_passage(folder: Path, uid: int) -> None:
    """Add one entry, `user:UID:--x`, to the folder's access control list (Linux)."""
    entries = _entries(folder)
    entries[(NAMED_USER, uid)] = 0o1
    group = entries[(GROUP_OBJ, NO_ID)]
    entries[(MASK, NO_ID)] = entries.get((MASK, NO_ID), group) | 0o1
    packed = struct.pack("<I", ACL_VERSION)
    for (tag, who), permissions in sorted(entries.items()):
        packed += struct.pack("<HHI", tag, permissions, who)
    os.setxattr(folder, ACL, packed)


def _entries(folder: Path) -> dict[tuple[int, int], int]:
    """The folder's list as {(kind, user or group): permissions}, from its mode when it has none."""
    try:
        raw = os.getxattr(folder, ACL)[4:]
    except OSError:
        mode = folder.stat().st_mode
        return {(USER_OBJ, NO_ID): mode >> 6 & 7, (GROUP_OBJ, NO_ID): mode >> 3 & 7, (OTHER, NO_ID): mode & 7}
    return {(tag, who): bits for tag, bits, who in struct.iter_unpack("<HHI", raw)}
