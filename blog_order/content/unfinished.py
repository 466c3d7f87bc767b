"""Hides Markdown that has only begun, at the end of a text that is still being written."""

from __future__ import annotations

import re

MAX_LINE_CHARACTERS = 20_000
"""A longer line is no prose: nothing of it is closed."""

# A line that is only the beginning of a block: "##", "-", "1.", ">", "==", "|", "```".
_BARE_MARKER = re.compile(r"\s*(?:#{1,6}|[-*+_=>|`~: ]+|\d{1,9}[.)]?)\s*")
_HALF_IMAGE = re.compile(r"!(?:\[[^\]]*(?:\](?:\([^)]*)?)?)?$")
_HALF_LINK = re.compile(r"(?<![\]\\])\[([^\[\]]*)(?:\](?:\([^()\s]*(?:\([^()\s]*\)?)?(?:\s[^)]*)?)?)?$")
_HALF_AUTOLINK = re.compile(r"<[A-Za-z][^<>\s]*$")
_CODE_SPAN = re.compile(r"(`+)(?:(?!\1).)*?\1(?!`)")


def hide_unfinished(source: str, kind: str) -> str:
    """The last block of a growing text without what a reader could not make sense of yet.

    Only the last line is looked at: a paragraph of the writer is one line, and emphasis does not cross list items.
    Half a link becomes its words, half an image disappears, open emphasis and code are closed, and a line that is so
    far only a marker waits. Code blocks come back unchanged. ``kind`` is the type of the block's first token.
    """
    head, newline, line = source.rpartition("\n")
    if kind in ("fence", "code_block") or _is_inside_fence(head):
        return source
    if kind == "paragraph_open" and source.lstrip().startswith("|"):
        return ""  # a table that is not one yet
    if kind == "table_open" and "\n" not in head:
        return source
    if _BARE_MARKER.fullmatch(line):
        return head
    return source if len(line) > MAX_LINE_CHARACTERS else head + newline + _close(line)


def _is_inside_fence(text: str) -> bool:
    return len(re.findall(r"^[ \t>\-*+\d.)]*(?:```|~~~)", text, re.MULTILINE)) % 2 == 1


def _close(line: str) -> str:
    line = _HALF_AUTOLINK.sub("", _HALF_LINK.sub(r"\1", _HALF_IMAGE.sub("", line)))
    without_code = _CODE_SPAN.sub("", line)
    if opening := re.search(r"`+", without_code):
        # Nothing is markup inside an open code span, so nothing else needs closing after it.
        text = line.rstrip("` ")
        at = line.rindex(opening.group())
        return line[:at].rstrip("`") if len(text) <= at else text + opening.group()
    return _close_emphasis(line, without_code)


def _close_emphasis(line: str, without_code: str) -> str:
    """Close what is open, innermost first; a marker with nothing after it yet is taken away."""
    stripped = line.rstrip()
    bare = stripped.rstrip("*_~")
    if bare != stripped and len(_open_markers(without_code.rstrip())) > 0:
        trailing = stripped[len(bare) :]
        if not bare or bare[-1] in " ([":
            return bare.rstrip(" ")
        # "**bold*" on its way to "**bold**"
        without_code = without_code.rstrip()[: -len(trailing)]
        line = bare
    closing = "".join(reversed(_open_markers(without_code.rstrip())))
    return line.rstrip() + closing if closing else line


def _open_markers(text: str) -> list[str]:
    """Emphasis markers that are open at the end of a line, outermost first."""
    text = re.sub(r"\\.|^\s*[*+\-]\s", "", text)
    open_ones: list[str] = []
    for found in re.finditer(r"\*\*|\*|~~|(?<!\w)__?|__?(?!\w)", text):
        marker = found.group()
        before, after = text[: found.start()][-1:], text[found.end() :][:1]
        if marker in open_ones and before and not before.isspace():
            del open_ones[len(open_ones) - 1 - open_ones[::-1].index(marker) :]
        elif not after.isspace():
            open_ones.append(marker)
    return open_ones
