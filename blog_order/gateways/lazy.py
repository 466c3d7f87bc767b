"""Modules that are imported when they are first used.

The three SDKs take about 75 MB together, and most processes never use all of them: the web process writes no article,
the scheduler sends no mail. Checkers see a plain import::

    if TYPE_CHECKING:
        import openai
    else:
        openai = LazyModule("openai")
"""

from __future__ import annotations

import importlib
from typing import Any


class LazyModule:
    """Stands for a module; any attribute imports it (safe in threads: Python's import system locks)."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(importlib.import_module(self._name), attribute)
