"""The direction of imports (docs/architecture.md), as `make lint` checks it, and what tests may import."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from blog_order.settings import PROJECT_ROOT
from tests.support.import_graph import find_cycles, read_graph

FOLDERS = ("tests", "bench", "evaluation", "scripts", "jobs", "blog_order")


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


def imported(source: str, package: str) -> Iterator[str]:
    """Yield the dotted name of everything that a file of ``package`` imports, at any depth."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*parents, *(node.module.split(".") if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def is_private_to_pytest(name: str) -> bool:
    """Return True for a test module, a conftest, or something inside one."""
    parts = name.split(".")
    return any(part == "conftest" for part in parts) or (
        parts[0] == "tests" and any(part.startswith("test_") for part in parts[1:])
    )


def test_shared_test_code_is_imported_from_support_only() -> None:
    wrong = [
        f"{path.relative_to(PROJECT_ROOT)} imports {name}"
        for folder in FOLDERS
        for path in sorted((PROJECT_ROOT / folder).rglob("*.py"))
        for name in imported(path.read_text(), ".".join(path.relative_to(PROJECT_ROOT).parent.parts))
        if is_private_to_pytest(name)
    ]
    assert wrong == [], "move what is shared to tests/support"


@pytest.mark.parametrize(
    "line",
    [
        "from tests.orders.test_lifecycle import pay",
        "from tests.orders import test_lifecycle",
        "import tests.orders.test_lifecycle as slots",
        "from tests.orders.conftest import drain",
        "from tests import conftest",
        "from .conftest import drain",
        "from . import test_lifecycle",
        "from ..api.conftest import Shop",
        "def later():\n    from .test_lifecycle import pay",
    ],
)
def test_every_way_to_import_from_a_test_module_is_seen(line: str) -> None:
    assert any(is_private_to_pytest(name) for name in imported(line, "tests.orders"))


def test_support_may_be_imported() -> None:
    lines = "import pytest\nfrom tests.support.orders import drain\nfrom ..support import shop"
    assert not any(is_private_to_pytest(name) for name in imported(lines, "tests.orders"))
