"""Each test of the launcher has a data folder and a port of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.launcher import Launcher
from tests.support.ports import free_port


@pytest.fixture
def launcher(tmp_path: Path) -> Iterator[Launcher]:
    """A launcher that has started nothing yet."""
    one = Launcher(tmp_path, free_port())
    yield one
    one.end()
