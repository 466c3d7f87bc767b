"""The direction of imports (docs/architecture.md), as `make lint` checks it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from blog_order.settings import PROJECT_ROOT
from tests.import_graph import find_cycles, read_graph


def test_nothing_is_imported_against_the_direction() -> None:
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([tool, "--no-cache"], cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_import_cycles() -> None:
    graph = read_graph(PROJECT_ROOT, ("blog_order", "jobs"))
    assert "blog_order.settings" in graph["blog_order.queue.broker"]
    assert find_cycles(graph) == []


def test_cycles_of_types_and_inside_functions_are_found(tmp_path: Path) -> None:
    sources = {
        "__init__": "",
        "a": "import typing\nif typing.TYPE_CHECKING:\n    from p.b import B",
        "b": "def late():\n    import p.c",
        "c": "from . import a",
        "d": "from p import a, d",
    }
    (tmp_path / "p").mkdir()
    for name, source in sources.items():
        (tmp_path / "p" / f"{name}.py").write_text(source)
    assert find_cycles(read_graph(tmp_path, ("p",))) == [["p.a", "p.b", "p.c"]]
