"""All tests of this folder need the services."""

import pytest


@pytest.fixture(autouse=True)
def _services(services: None) -> None:
    return None
