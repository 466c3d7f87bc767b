"""``python -m blog_order.cli.admin create|reset|list``: the admins, from the command line.

``first-run FILE`` makes the first admin of a new installation and writes the credentials to a private file.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from pathlib import Path

from blog_order.accounts.admins import create_admin, list_admins, make_password, reset_password
from blog_order.errors import Problem
from blog_order.settings import SettingsError

FIRST_ADMIN = "admin"


def ask_password() -> str:
    """A password from the terminal, typed twice, or one line of standard input when that is no terminal."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password (empty for a random one): ")
    if password and getpass.getpass("Again: ") != password:
        raise Problem("The two are not the same.")
    return password


def first_run(file: Path) -> None:
    """Make the first admin when there is none; the credentials go to ``file`` (mode 0600), once."""
    if list_admins():
        return
    password = make_password()
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(f"name: {FIRST_ADMIN}\npassword: {password}\n")
    create_admin(FIRST_ADMIN, password)


def make_parser() -> argparse.ArgumentParser:
    """Describe the commands and their options."""
    parser = argparse.ArgumentParser(prog="python -m blog_order.cli.admin", description="Admins of this installation.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (("create", "make an admin"), ("reset", "give an admin a new password")):
        commands.add_parser(name, help=text).add_argument("name")
    commands.add_parser("list", help="all admins")
    commands.add_parser("first-run", help="the first admin of a new installation").add_argument("file", type=Path)
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    given = make_parser().parse_args(arguments)
    try:
        if given.command == "list":
            for admin in list_admins():
                print(f"{admin.name:20} {'active' if admin.active else 'inactive'}  since {admin.created_at:%Y-%m-%d}")
        elif given.command == "first-run":
            first_run(given.file)
        else:
            password = ask_password() or make_password()
            (create_admin if given.command == "create" else reset_password)(given.name, password)
            print(f"Done. Name: {given.name.strip().lower()}  password: {password}")
    except (Problem, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
