"""The workflow of a public forge does what `.ci/run` does, and lints, on the Pythons we promise."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import yaml

from blog_order.settings import PROJECT_ROOT

WORKFLOW = PROJECT_ROOT / ".github/workflows/ci.yml"


def workflow() -> dict[Any, Any]:
    found = yaml.safe_load(WORKFLOW.read_text())
    assert isinstance(found, dict)
    return found


def commands(job: str) -> list[str]:
    return [step["run"] for step in workflow()["jobs"][job]["steps"] if "run" in step]


def test_it_runs_what_every_submission_must_pass() -> None:
    assert commands("tests") == [".ci/run"]
    assert commands("lint") == ["make lint"]
    assert (PROJECT_ROOT / ".ci/run").stat().st_mode & 0o111


def test_it_runs_for_pull_requests_and_for_main() -> None:
    started_by = workflow()[True]  # YAML reads "on" as a boolean
    assert "pull_request" in started_by
    assert started_by["push"] == {"branches": ["main"]}


def test_it_runs_on_the_oldest_python_we_promise_and_a_newer_one() -> None:
    project = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text())["project"]
    oldest = project["requires-python"].removeprefix(">=")
    assert workflow()["jobs"]["tests"]["strategy"]["matrix"]["python"] == [oldest, "3.13"]
    [lint_python] = re.findall(r'python-version: "([\d.]+)"', WORKFLOW.read_text())
    assert lint_python == oldest


def test_it_can_write_nothing_and_its_actions_are_pinned() -> None:
    assert workflow()["permissions"] == {"contents": "read"}
    used = re.findall(r"uses: (.*)", WORKFLOW.read_text())
    assert used
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v[\d.]+", action) for action in used)
