"""What browsers send to handlers. Anyone can send anything, so each value is taken for what it is or not at all."""

from __future__ import annotations

from typing import Any

from blog_order.models import LARGEST_NUMBER, number_in


def whole_number(value: object) -> int:
    """Return a positive whole number (``5``, ``"5"``, ``"BO-5"``), or 0 for anything else."""
    if isinstance(value, str):
        return number_in(value) or 0
    return value if type(value) is int and 0 < value <= LARGEST_NUMBER else 0


def entries_in(form_data: object) -> dict[str, Any]:
    """Return the entries of a form; none when a browser sent something else."""
    return form_data if isinstance(form_data, dict) else {}


def text_in(value: object) -> str:
    """Return a text as it came; empty for anything that isn't one."""
    return value if isinstance(value, str) else ""
