"""Making and changing admins: for the command line and the first start."""

from __future__ import annotations

import re
import secrets

from sqlmodel import col, select

from blog_order.accounts.passwords import hash_password
from blog_order.accounts.sessions import revoke_all
from blog_order.database import transaction
from blog_order.errors import Conflict, Invalid, NotFound
from blog_order.models import Admin

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


def make_password() -> str:
    """A random password of about 120 bits."""
    return secrets.token_urlsafe(15)


def create_admin(name: str, password: str) -> None:
    """Make an admin.

    Raises:
        Invalid: the name or the password cannot be used.
        Conflict: the name is taken.
    """
    name = name.strip().lower()
    if not NAME.fullmatch(name):
        raise Invalid("A name is 2 to 40 lower-case letters, digits, dots, hyphens or underscores.")
    with transaction() as session:
        if session.exec(select(Admin.id).where(Admin.name == name)).first() is not None:
            raise Conflict(f"There is an admin called {name} already.")
        session.add(Admin(name=name, password_hash=hash_password(password)))


def reset_password(name: str, password: str) -> None:
    """Give an admin a new password and sign them out everywhere.

    Raises:
        NotFound: no such admin.
        Invalid: the password is too short.
    """
    with transaction() as session:
        admin = session.exec(select(Admin).where(Admin.name == name.strip().lower())).one_or_none()
        if admin is None:
            raise NotFound(f"There is no admin called {name}.")
        admin.password_hash, admin.active = hash_password(password), True
        revoke_all(session, admin.id)


def list_admins() -> list[Admin]:
    """All admins, by name."""
    with transaction() as session:
        return list(session.exec(select(Admin).order_by(col(Admin.name))))
