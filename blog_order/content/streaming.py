"""Markdown that is still being written: blocks that are finished, and the last one that grows.

A page keeps the nodes of finished blocks and replaces the last one only, so that a reader's selection and a screen
reader are left alone. Hence the promise: whatever is appended, ``split_blocks(text)[:-1]`` never changes, and nor does
its HTML.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Any

from markdown_it.token import Token

from blog_order.content.markdown import make_parser, render_tokens
from blog_order.content.unfinished import hide_unfinished

_parser = make_parser()
_block_parser = make_parser().disable("inline")

DEFINITION = "definition"
OPEN_DEFINITION = "open-definition"

# A list goes on after a blank line if another item follows. These beginnings of a line may still become an item, or
# turn back from a thematic break ("* * *") into one.
_MAY_BECOME_ITEM = re.compile(r" {0,3}(?:\d{1,9}[.)]?|([-*+])(?:[ \t]*\1)*)[ \t]*")
_MAY_BECOME_TABLE = re.compile(r"[-:| \t]*")
_CLOSED_BY_NEXT_LINE = frozenset({"heading_open", "hr", "fence", "code_block"})


@dataclass(slots=True)
class _Block:
    """Lines ``start`` to ``end`` (not included); ``kind`` is the type of the first token, or DEFINITION."""

    kind: str
    start: int
    end: int


def split_blocks(markdown: str) -> list[str]:
    """The top-level blocks of a Markdown text, in order.

    Joined with blank lines they render as the whole does (save for blank lines at the end of an unclosed code block).
    All but the last are finished: no text that may be appended changes them.
    """
    return [text for text, _ in _split(markdown)]


def _split(markdown: str) -> list[tuple[str, str]]:
    """(source, kind) of each block."""
    # A final "\r" may be half of "\r\n".
    text = markdown.removesuffix("\r").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    blocks = _spans(lines, _block_parser.parse(text))
    if len(blocks) > 1 and not _is_settled(lines, blocks[-2], blocks[-1]):
        last = blocks.pop()
        blocks[-1].end = last.end
    return [("\n".join(lines[block.start : block.end]), block.kind) for block in blocks]


def _spans(lines: list[str], tokens: list[Token]) -> list[_Block]:
    blocks: list[_Block] = []
    done = 0
    for token in tokens:
        if token.level == 0 and token.nesting >= 0 and token.map:
            start, end = token.map
            _add(blocks, _definitions(lines, done, start))
            done = end
            while end > start and _is_blank(lines[end - 1]):
                end -= 1
            _add(blocks, [_Block(token.type, start, end)])
    _add(blocks, _definitions(lines, done, len(lines)))
    return blocks


def _add(blocks: list[_Block], more: list[_Block]) -> None:
    for block in more:
        if blocks and blocks[-1].kind in (DEFINITION, OPEN_DEFINITION) and blocks[-1].end == block.start:
            # No blank line between: what looks like text (or another definition) now may turn out to be the first
            # one's title, which may have many lines.
            blocks[-1].kind, blocks[-1].end = OPEN_DEFINITION, block.end
        else:
            blocks.append(block)


def _definitions(lines: list[str], start: int, end: int) -> list[_Block]:
    """Runs of lines that no token covers: link reference definitions. A blank line ends one."""
    blocks: list[_Block] = []
    for number in range(start, end):
        if _is_blank(lines[number]):
            continue
        if blocks and blocks[-1].end == number:
            blocks[-1].end += 1
        else:
            blocks.append(_Block(DEFINITION, number, number + 1))
    return blocks


def _is_blank(line: str) -> bool:
    return not line.strip(" \t")


def _is_settled(lines: list[str], before: _Block, last: _Block) -> bool:
    """True if nothing appended to the last block can change where the block before it ends."""
    complete_lines = len(lines) - 1 - last.start
    if last.start == before.end and complete_lines == 0 and _MAY_BECOME_TABLE.fullmatch(lines[last.start]):
        return False  # markdown-it makes a table even of a heading, if "-|-" follows
    if before.kind in _CLOSED_BY_NEXT_LINE:
        return True
    if last.start == before.end:
        # No blank line between: "#", "```" or "|--|" may go on as "#tag", "```x```", "|--|x": text of the block before.
        if last.kind == "table_open" and complete_lines == 1:
            first = lines[: last.start + 1]
            return _spans(first, _block_parser.parse("\n".join(first)))[-1].start == last.start
        return complete_lines > 0
    may_go_on = before.kind in ("bullet_list_open", "ordered_list_open")
    return complete_lines > 0 or not (may_go_on and _MAY_BECOME_ITEM.fullmatch(lines[last.start]))


def render_blocks(markdown: str, *, paid_url: str | None = None, mark_paid: bool = False) -> list[str]:
    """Safe HTML for each of ``split_blocks``, to show a text while it is being written.

    The last block is shown without markup that has only begun (half a link, an unclosed ``**``), so that no raw
    Markdown flashes up. Links by reference are resolved by definitions above them only, and headings have no ids, so
    that finished HTML never changes; ``render_article`` renders the complete text. Finished blocks come from a cache.
    """
    html: list[str] = []
    definitions = ""
    blocks = _split(markdown)
    for number, (source, kind) in enumerate(blocks, start=1):
        if number == len(blocks):
            source = hide_unfinished(source, kind)
            html.append(_render.__wrapped__(source, definitions, paid_url, mark_paid))
        else:
            html.append(_render(source, definitions, paid_url, mark_paid))
        if kind == DEFINITION:
            definitions += source + "\n\n"
    return html


@functools.lru_cache(maxsize=4096)
def _render(source: str, definitions: str, paid_url: str | None, mark_paid: bool) -> str:
    environment: dict[str, Any] = {}
    if definitions:
        _parser.parse(definitions, environment)
    return render_tokens(
        _parser.parse(source, environment), paid_url=paid_url, mark_paid=mark_paid, env=environment
    ).strip()
