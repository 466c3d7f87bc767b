"""An order's public number, as people see and say it: BO-1042."""

from __future__ import annotations

import re

LARGEST_NUMBER = 2**31 - 1
_NUMBER = re.compile(r"(?:bo-?|#)?\s*(\d{1,10})", re.IGNORECASE)


def public_number(number: int) -> str:
    """Return ``BO-1042`` for 1042."""
    return f"BO-{number}"


def number_in(text: str) -> int | None:
    """Return the order number in ``BO-1042``, ``bo 1042``, ``#1042`` or ``1042``; None for anything else."""
    found = _NUMBER.fullmatch(text.strip())
    number = int(found[1]) if found else 0
    return number if 0 < number <= LARGEST_NUMBER else None
