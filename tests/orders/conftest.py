"""Every test of this folder needs the services."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _services(services: None) -> None:
    return None
