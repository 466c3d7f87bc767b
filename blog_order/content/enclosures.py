"""Parts of a published article that aren't running text: HTML blocks, comments, shortcodes, footnote definitions.

A passage may contain one whole, and then keeps it as it is; it must not lie in one, nor cut through one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from blog_order.content.reading import make_reading_parser

_parser = make_reading_parser()

# Hugo's {{< … >}} and {{% … %}}, Liquid's {% … %} and {{ … }}, WordPress's [gallery …], comments, references of notes.
# None goes past the next beginning of its kind, so that many that never end take no more than linear time.
_SHORTCODE = r"\{\{[<%](?:(?!\{\{).)*?[>%]\}\}|\{%(?:(?!\{%).)*?%\}|\{\{(?:(?!\{\{).)*?\}\}"
_COMMENT = r"<!--(?:(?!<!--).)*?-->"
_NOTE = r"\[\^[^\]\s]+\]"
_UNTOUCHABLE = re.compile(rf"{_COMMENT}|{_SHORTCODE}|{_NOTE}", re.DOTALL)
_TAG = re.compile(
    r"\{\{[<%]\s*(?P<close>/)?\s*(?P<name>[\w./-]+)(?:(?!\{\{).)*?[>%]\}\}"
    r"|\{%-?\s*(?P<liquid>\w+)(?:(?!\{%).)*?%\}"
    r"|\[(?P<wp_close>/)?(?P<wp>[a-z][a-z0-9_-]+)(?:\s[^\]\n]*)?\](?![(\[:])",
    re.DOTALL,
)
_NOTE_DEFINITION = re.compile(r"^ {0,3}\[\^[^\]\s]+\]:")
LONGEST_SHORTCODE = 20_000
"""Characters between a shortcode's two tags; a closing tag further away belongs to another."""


def untouchable_in(source: str) -> list[str]:
    """The comments, shortcodes and references to notes in a piece of Markdown, as they are written."""
    return _UNTOUCHABLE.findall(source)


def enclosure_problem(markdown: str, start: int, end: int) -> str:
    """Say why the text from ``start`` to ``end`` can't be a passage; empty if it can.

    Args:
        markdown: the whole article.
        start: index of the passage's first character.
        end: index after its last.
    """
    for first, last, name in _enclosures(markdown):
        cuts = first < end and start < last
        if cuts and not (start <= first and last <= end):
            return f"The passage stands in {name}: choose running text of a paragraph."
    return ""


def _enclosures(markdown: str) -> Iterator[tuple[int, int, str]]:
    """Where each of them begins and ends, and what it is called."""
    for found in _UNTOUCHABLE.finditer(markdown):
        kind = "a comment" if found.group().startswith("<!--") else "a shortcode"
        yield (*found.span(), "a reference to a note" if found.group().startswith("[^") else kind)
    yield from _paired_shortcodes(markdown)
    starts = [0]
    for line in markdown.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for token in _parser.parse(markdown):
        if token.map is None or token.map[1] >= len(starts):
            continue
        first, last = starts[token.map[0]], starts[token.map[1]]
        if token.type == "html_block":
            yield first, last, "HTML"
        elif token.type in ("footnote_open", "footnote_reference_open") or (
            token.type == "paragraph_open" and _NOTE_DEFINITION.match(markdown[first:last])
        ):
            yield first, last, "a footnote"


def _paired_shortcodes(markdown: str) -> Iterator[tuple[int, int, str]]:
    opened: dict[str, list[int]] = {}
    for found in _TAG.finditer(markdown):
        name, closing = _name_of(found)
        if closing:
            starts = opened.get(name)
            if starts and found.end() - (start := starts.pop()) <= LONGEST_SHORTCODE:
                yield start, found.end(), "a shortcode"
        elif name:
            opened.setdefault(name, []).append(found.start())


def _name_of(found: re.Match[str]) -> tuple[str, bool]:
    """The name of a shortcode's tag, and whether it is the closing one."""
    if liquid := found["liquid"]:
        return liquid.removeprefix("end"), liquid.startswith("end") and liquid != "end"
    if wordpress := found["wp"]:
        return wordpress, found["wp_close"] is not None
    return found["name"] or "", found["close"] is not None
