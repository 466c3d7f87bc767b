"""What the documents point at exists: links and headings, files, make targets, modules, layers."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from blog_order.settings import PROJECT_ROOT

FOLDERS = ("docs", "bench", "evaluation", "tests", ".github")
DATA = "evaluation/prose/"
"""Texts by others that are measured, not read; their README is ours."""
DOCUMENTS = sorted(
    path.relative_to(PROJECT_ROOT).as_posix()
    for path in (*PROJECT_ROOT.glob("*.md"), *(p for name in FOLDERS for p in (PROJECT_ROOT / name).rglob("*.md")))
    if not (path.relative_to(PROJECT_ROOT).as_posix().startswith(DATA) and path.name != "README.md")
)
IN_PROJECT = r"(?:blog_order|jobs|tests|docs|bench|evaluation|migrations|scripts|assets)/[\w./-]+"
PACKAGES = sorted(path.name for path in (PROJECT_ROOT / "blog_order").iterdir() if path.is_dir())
FILE = re.compile(r"(?:[\w.-]+/)+[\w.-]+\.(?:py|md|json|css|js|html|txt|toml|yml|sh|lock)|(?:[a-z_]+/)+[a-z_]+/")
FROM_ELSEWHERE = ("DATA_DIR", "dist", "node_modules", "reflex.lock")
"""Folders that a document may name although a clone doesn't have them."""

_parser = MarkdownIt("commonmark").enable("table")


def tokens_of(document: str) -> list[Token]:
    found: list[Token] = []
    for token in _parser.parse((PROJECT_ROOT / document).read_text()):
        found += [token, *(token.children or [])]
    return found


def code_of(document: str) -> list[str]:
    """What stands in backticks and in blocks of code."""
    return [token.content for token in tokens_of(document) if token.type in ("code_inline", "fence")]


def anchors_of(path: Path) -> set[str]:
    """The ids that a forge gives to headings."""
    heads = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_to_files_and_headings_that_exist(document: str) -> None:
    for token in tokens_of(document):
        target = str(token.attrs.get("href" if token.type == "link_open" else "src", ""))
        parts = urlsplit(target)
        if parts.scheme or not target:
            continue
        path = (PROJECT_ROOT / document).parent / unquote(parts.path) if parts.path else PROJECT_ROOT / document
        assert path.exists(), f"{document} links to {target}, which isn't there"
        assert path.resolve().is_relative_to(PROJECT_ROOT), f"{document} links out of the project: {target}"
        assert not parts.fragment or parts.fragment in anchors_of(path), f"{document}: no heading for {target}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_files_and_folders_that_are_named_exist(document: str) -> None:
    bases = (PROJECT_ROOT, PROJECT_ROOT / "blog_order", (PROJECT_ROOT / document).parent)
    named = {text for text in code_of(document) if FILE.fullmatch(text) or re.fullmatch(IN_PROJECT, text)}
    named = {text for text in named if text.split("/")[0] not in FROM_ELSEWHERE and "NAME" not in text}
    assert sorted(text for text in named if not any((base / text).exists() for base in bases)) == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_make_targets_and_modules_that_are_named_exist(document: str) -> None:
    targets = re.findall(r"^([a-z-]+):", (PROJECT_ROOT / "Makefile").read_text(), re.MULTILINE)
    code = "\n".join(code_of(document))
    assert set(re.findall(r"\bmake (?:-s )?([a-z][a-z-]*)", code)) <= set(targets)
    for module in re.findall(r"python -m ((?:blog_order|jobs|bench|evaluation|tests)\b[\w.]*)", code):
        path = PROJECT_ROOT / module.replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), f"python -m {module}"


def test_the_picture_names_modules_that_exist() -> None:
    [picture] = [text for text in code_of("docs/architecture.md") if "Stripe Checkout" in text]
    named = re.findall(rf"\b(?:{'|'.join(PACKAGES)})(?:/[a-z_]+)+", picture)
    assert len(named) > 5
    for name in named:
        path = PROJECT_ROOT / "blog_order" / name
        assert path.with_suffix(".py").exists() or path.is_dir(), f"the picture names {name}"


def test_the_documented_layers_are_the_contract() -> None:
    contracts = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    [layers] = [contract["layers"] for contract in contracts if contract["id"] == "direction"]
    expected = "\n".join(re.sub(r"[()]", "", layer) for layer in layers)
    shown = [text.strip() for text in code_of("docs/architecture.md")]
    assert expected in shown, f"docs/architecture.md must show the layers of pyproject.toml:\n{expected}"


def test_every_decision_and_page_is_in_its_index() -> None:
    for index in ("docs/decisions/README.md", "docs/architecture.md"):
        folder = PROJECT_ROOT / ("docs/decisions" if "decisions" in index else "docs/architecture")
        linked = {
            ((PROJECT_ROOT / index).parent / str(token.attrs["href"])).resolve()
            for token in tokens_of(index)
            if token.type == "link_open"
        }
        pages = [path for path in folder.glob("*.md") if path.name != "README.md"]
        assert [path.name for path in pages if path.resolve() not in linked] == []


def test_decisions_have_the_same_headings() -> None:
    for path in (PROJECT_ROOT / "docs/decisions").glob("[0-9]*.md"):
        heads = re.findall(r"^## (.+)$", path.read_text(), re.MULTILINE)
        assert heads == ["Context", "Decision", "Tried and measured", "Consequences"], path.name
        assert path.read_text().startswith(f"# {int(path.name[:2])}. "), path.name
