"""Faults of the stand-ins that serve this process."""

from __future__ import annotations

from typing import Any

from blog_order.settings import get_settings
from tests.support.http import HTTP


def standins_url() -> str:
    """Where the stand-ins of this process's services are."""
    own = get_settings().embedded
    assert own is not None
    return own.standins_url


def plan(service: str, fault: str, calls: int = 1, **more: Any) -> None:
    """Make the next calls of a service go wrong."""
    body = {"service": service, "fault": fault, "calls": calls} | more
    HTTP.post(f"{standins_url()}/faults", json=body).raise_for_status()


def clear() -> None:
    """Let every service answer again."""
    HTTP.delete(f"{standins_url()}/faults").raise_for_status()
