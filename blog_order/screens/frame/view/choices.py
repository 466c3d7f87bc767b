"""What a picker offers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """An entry of a picker."""

    value: str = ""
    text: str = ""
