"""Rendering, tried with what others have collected: the examples of CommonMark's specification, and XSS payloads.

The specification has raw HTML, which articles have not: it must come out as text there. See tests/data/README.md.
"""

from __future__ import annotations

import html.parser
import re
from pathlib import Path

import pytest

from blog_order.content.markdown import render_article
from tests.support.audit import Audit
from tests.support.payloads import PAYLOADS

SPECIFICATION = Path(__file__).parent.parent / "data" / "commonmark-spec-0.31.2.txt"
EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", re.MULTILINE | re.DOTALL)
EXAMPLES = [
    tuple(part.replace("→", "\t") for part in found.groups()) for found in EXAMPLE.finditer(SPECIFICATION.read_text())
]
OURS = {"h1": "h2"}
"""The page's h1 is the title."""


class Outline(html.parser.HTMLParser):
    """The tags and the text of a piece of HTML; images count as their description."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.text += dict(attrs).get("alt") or ""
        elif tag != "span":  # colors of code
            self.tags.append(OURS.get(tag, tag))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_sets_are_whole() -> None:
    assert len(EXAMPLES) == 652
    assert len(PAYLOADS) > 4000


def _differs(markdown: str, expected: str) -> bool:
    ours, theirs = Outline(render_article(markdown)), Outline(expected)
    return (ours.tags, ours.text.split()) != (theirs.tags, theirs.text.split())


def test_markdown_reads_as_commonmark_says() -> None:
    without_html = {n: pair for n, pair in enumerate(EXAMPLES, 1) if "<" not in pair[0]}
    assert len(without_html) == 534
    assert [n for n, pair in without_html.items() if _differs(*pair)] == []


def test_no_example_of_the_specification_lets_html_through() -> None:
    assert [n for n, (markdown, _) in enumerate(EXAMPLES, 1) if Audit(render_article(markdown)).wrong] == []


@pytest.mark.parametrize("part", range(8))
def test_no_payload_survives_rendering(part: int) -> None:
    for payload in PAYLOADS[part::8]:
        line = " ".join(payload.split())
        links = f'[x]({line}) ![x]({line}) [x](<{line}> "{line}")'
        document = f"{payload}\n\n## {line}\n\n{links}\n\n| a |\n|---|\n| {line} |\n"
        assert Audit(render_article(document)).wrong == [], payload
