"""What a customer asked for and the writer did not do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class UnmetRequest:
    """A request, and why it was not followed."""

    note: str = ""
    reason: str = ""


def unmet_requests(not_followed: Sequence[Mapping[str, str]]) -> list[UnmetRequest]:
    """Those of a version, as it records them."""
    return [UnmetRequest(each.get("note", ""), each.get("reason", "")) for each in not_followed]
