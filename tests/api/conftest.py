"""The API in this process, on real services."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _services(services: None) -> None:
    return None
