"""A member that an enum does not have, for as long as a test runs."""

from __future__ import annotations

import enum
from typing import Any

import pytest


def add_member(monkeypatch: pytest.MonkeyPatch, members: type[enum.StrEnum], name: str, value: str) -> Any:
    """Add a member, as a release would that adds it to the source; it goes after the test.

    Python offers no public way, so this writes the three tables that every look-up in an enum uses.
    """
    member = str.__new__(members, value)
    member._name_, member._value_ = name, value
    monkeypatch.setattr(members, "_member_names_", [*members._member_names_, name])
    monkeypatch.setitem(members._member_map_, name, member)
    monkeypatch.setitem(members._value2member_map_, value, member)
    return member
