"""The direction of imports (docs/architecture.md), as `make lint` checks it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from blog_order.settings import PROJECT_ROOT


def test_nothing_is_imported_against_the_direction() -> None:
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([tool, "--no-cache"], cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
