"""A screen's folder has the same few things in it, and the app has every screen."""

from __future__ import annotations

import tomllib
from importlib import import_module
from pathlib import Path

from blog_order.screens.frame.route import Route
from blog_order.screens.routes import ROUTES
from blog_order.settings import PROJECT_ROOT

SCREENS = PROJECT_ROOT / "blog_order" / "screens"
SHARED = {"frame", "live"}


def layers() -> set[str]:
    """What import-linter orders within a screen."""
    contracts = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return {name.strip("()") for each in contracts if each["id"] == "screen" for name in each["layers"]}


def screens_in(folder: Path) -> list[Path]:
    """Folders of screens, and of groups of screens, in this one."""
    return [each for each in folder.iterdir() if each.is_dir() and each.name not in {"__pycache__", *layers(), *SHARED}]


def strangers(folder: Path) -> list[str]:
    """What lies in a screen's folder, or in those of its group, beside the layers."""
    known = {"__init__", "__pycache__", *layers(), *(each.name for each in screens_in(folder))}
    here = [str(each.relative_to(SCREENS)) for each in folder.iterdir() if each.stem not in known]
    return here + [name for each in screens_in(folder) for name in strangers(each)]


def test_screen_folders_hold_their_layers_alone() -> None:
    assert {"page", "parts", "state", "view"} <= layers()
    assert [name for each in screens_in(SCREENS) for name in strangers(each)] == []


def test_stranger_in_a_screen_is_found() -> None:
    assert "routes.py" in strangers(SCREENS)  # which is no screen


def test_every_page_is_a_route_of_the_app() -> None:
    pages = [path for path in SCREENS.rglob("page.py") if path.parent.name not in SHARED]
    names = [".".join(path.relative_to(PROJECT_ROOT).with_suffix("").parts) for path in pages]
    declared = [import_module(name).ROUTE for name in names]

    assert all(isinstance(route, Route) for route in declared)
    assert sorted(route.path for route in declared) == sorted(route.path for route in ROUTES)
