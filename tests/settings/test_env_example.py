""".env.example names every setting with its default, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from dotenv import dotenv_values

from blog_order.settings import PROJECT_ROOT, Settings

EXAMPLE = PROJECT_ROOT / ".env.example"


def test_it_names_every_setting() -> None:
    assert {name.lower() for name in dotenv_values(EXAMPLE)} == set(Settings.model_fields)


def test_it_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    example: Path = EXAMPLE
    assert Settings(_env_file=example) == Settings(_env_file=None)


def test_it_explains_each_setting_in_the_words_of_the_documentation() -> None:
    explained = " ".join(EXAMPLE.read_text().replace("\n# ", " ").split())
    for line in (PROJECT_ROOT / "docs" / "settings.md").read_text().splitlines():
        if line.startswith("| `"):
            name, meaning = (cell.strip().replace("`", "") for cell in line.split(" | ")[:2])
            assert f"{meaning}. {name.strip('| ')}=" in explained
