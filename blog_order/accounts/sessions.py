"""Signed-in browsers: a random token in an HttpOnly cookie, its hash in the database, checked at every use."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie

import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.accounts.passwords import matches
from blog_order.database import Work, transaction
from blog_order.errors import Problem, TooMany
from blog_order.models import Admin, AdminSession, SignInAttempt, utcnow
from blog_order.settings import get_settings

COOKIE = "blog_order_admin"
ATTEMPTS_BY_BOTH, ATTEMPTS_BY_ADDRESS, ATTEMPTS_BY_NAME = 10, 30, 200
"""Failures in the window: for a name from one address, from an address, for a name from anywhere. The last is high, or
anybody could keep an admin out by guessing."""
WINDOW = dt.timedelta(minutes=15)


class NotSignedIn(Problem):
    """There is no valid session."""

    status = 401
    code = "not_signed_in"


@dataclass(frozen=True)
class SignedIn:
    """An admin with a valid session."""

    admin_id: str
    name: str


def sign_in(name: str, password: str, address: str) -> str:
    """Check name and password; returns the new session's token.

    Raises:
        NotSignedIn: wrong name or password, which of them is not told.
        TooMany: too many failures in the last 15 minutes.
    """
    name = re.sub(r"[^a-z0-9._-]", "?", name.strip().lower()[:100])
    with transaction() as session:
        _throttle(session, name, address)
        admin = session.exec(select(Admin).where(Admin.name == name, Admin.active)).one_or_none()
    right = matches(admin.password_hash if admin else None, password[:1000])
    with transaction() as session:
        if admin is None or not right:
            session.add(SignInAttempt(name=name, address=address))
            session.commit()
            raise NotSignedIn("Name or password is not right.")
        token = secrets.token_urlsafe(32)
        expires_at = utcnow() + dt.timedelta(hours=get_settings().session_hours)
        session.add(AdminSession(token_hash=_hash(token), admin_id=admin.id, expires_at=expires_at))
        session.execute(sa.delete(SignInAttempt).where(col(SignInAttempt.name) == name))
    return token


def find_signed_in(token: str) -> SignedIn:
    """The admin of a session token, as the database says now.

    Raises:
        NotSignedIn: no such session, expired, revoked, or the admin is no longer active.
    """
    with transaction() as session:
        row = session.exec(
            select(Admin)
            .join(AdminSession, col(AdminSession.admin_id) == col(Admin.id))
            .where(
                AdminSession.token_hash == _hash(token),
                col(AdminSession.revoked_at).is_(None),
                col(AdminSession.expires_at) > utcnow(),
                Admin.active,
            )
        ).one_or_none()
    if not token or row is None:
        raise NotSignedIn("Please sign in.")
    return SignedIn(row.id, row.name)


def sign_out(token: str) -> None:
    """Revoke a session; no harm when there is none."""
    with transaction() as session:
        session.execute(
            sa.update(AdminSession).where(col(AdminSession.token_hash) == _hash(token)).values(revoked_at=utcnow())
        )


def revoke_all(session: Work, admin_id: str) -> None:
    """Sign an admin out everywhere."""
    session.execute(sa.update(AdminSession).where(col(AdminSession.admin_id) == admin_id).values(revoked_at=utcnow()))


def token_in(cookie_header: str) -> str:
    """The session token in a Cookie header, or an empty string."""
    try:
        found = SimpleCookie(cookie_header).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def csrf_token(anchor: str) -> str:
    """The token that a form must carry, bound to a value in the visitor's own cookie."""
    return hmac.new(get_settings().signing_secret.encode(), anchor.encode(), hashlib.sha256).hexdigest()


def csrf_matches(anchor: str, token: str) -> bool:
    """Whether the form's token belongs to the visitor's cookie."""
    return bool(anchor) and hmac.compare_digest(csrf_token(anchor).encode(), token.encode(errors="replace"))


def _throttle(session: Work, name: str, address: str) -> None:
    recent = col(SignInAttempt.at) > utcnow() - WINDOW
    count = sa.select(sa.func.count()).select_from(SignInAttempt)
    this_name, this_address = col(SignInAttempt.name) == name, col(SignInAttempt.address) == address
    by_both = session.execute(count.where(recent, this_name, this_address)).scalar_one()
    by_name = session.execute(count.where(recent, this_name)).scalar_one()
    by_address = session.execute(count.where(recent, this_address)).scalar_one()
    if by_both >= ATTEMPTS_BY_BOTH or by_name >= ATTEMPTS_BY_NAME or by_address >= ATTEMPTS_BY_ADDRESS:
        raise TooMany("Too many attempts. Please wait a quarter of an hour and try again.")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
