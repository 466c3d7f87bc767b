"""The one error of this package: something a person has to do before the stack can run."""

from __future__ import annotations


class StackError(Exception):
    """Says in one line what is wrong and what to do about it; printed without a traceback."""
