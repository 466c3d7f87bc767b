"""Passwords of admins: argon2id with the library's current parameters (RFC 9106, low-memory profile)."""

from __future__ import annotations

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

from blog_order.errors import Invalid

SHORTEST = 12
_hasher = argon2.PasswordHasher()
_nobody = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """The hash to keep.

    Raises:
        Invalid: the password is too short (NIST SP 800-63B asks for length, not for kinds of characters).
    """
    if len(password) < SHORTEST:
        raise Invalid(f"Choose a password of at least {SHORTEST} characters.", fields={"password": "Too short."})
    return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is right; takes as long when there is no such admin."""
    try:
        _hasher.verify(password_hash or _nobody, password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None
