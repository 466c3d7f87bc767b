"""Marks in rendered HTML what changed, word by word.

The tags of the result are those of the new HTML in their order, so it is as well-formed and as safe as that is; only
runs of text are wrapped, in ``<ins>`` and ``<del>``. A changed address of a link is written out after the link.
"""

from __future__ import annotations

import re

from blog_order.content.sequences import SequenceMatcher

_TOKEN = re.compile(r'<(?:[^>"]|"[^"]*")*>|&#?\w+;|\s+|\w+|[^\w\s]')
_ONLY_SPACE = re.compile(r"<ins>(\s+)</ins>")
_HREF = re.compile(r'\bhref="([^"]*)"')
_LINK_END = "</a>"


def mark_changes(old: str, new: str) -> str:
    """The new HTML with what was added and removed, both as ``content.markdown`` made them."""
    a, b = _tokens(old), _tokens(new)
    result: list[str] = []
    removed: list[str] = []
    added: list[str] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(str.isspace, a, b).get_opcodes():
        between_changes = (removed or added) and (i2 < len(a) or j2 < len(b))
        if tag == "equal" and not (between_changes and all(map(str.isspace, b[j1:j2]))):
            result += _marked(removed, added)
            result += [_source(token) for token in b[j1:j2]]
            removed, added = [], []
        else:  # a space between two changes joins them, so that a rewritten phrase is one change
            removed += a[i1:i2]
            added += b[j1:j2]
    result += _marked(removed, added)
    return _ONLY_SPACE.sub(r"\1", "".join(result).replace("</ins><ins>", ""))


def _marked(removed: list[str], added: list[str]) -> list[str]:
    """What was removed, as text; what was added, its tags as they are."""
    text = "".join(_text(token) for token in removed)
    return [f"<del>{text}</del>" if text.strip() else "", *_added(added)]


def _tokens(html: str) -> list[str]:
    """Tags, words, spaces, signs. The end of a link carries its address, so that a changed one is a change."""
    tokens, href = [], ""
    for token in _TOKEN.findall(html):
        if token.startswith("<a "):
            found = _HREF.search(token)
            href = found[1] if found else ""
            tokens.append("<a>" + token)
        else:
            tokens.append(f"{_LINK_END}{href}" if token == _LINK_END else token)
    return tokens


def _source(token: str) -> str:
    """The HTML of a token."""
    if token.startswith(_LINK_END):
        return _LINK_END
    return token.removeprefix("<a>")


def _text(token: str) -> str:
    """What is left to read of a token that was removed."""
    if token.startswith(_LINK_END):
        address = token.removeprefix(_LINK_END)
        return f" ({address}) " if address else ""
    if token.startswith("<"):
        return " " if token.startswith(("<li", "<p", "<td", "<th", "<br", "<tr")) else ""
    return token


def _added(tokens: list[str]) -> list[str]:
    """Runs of text wrapped, tags as they are."""
    result: list[str] = []
    for token in tokens:
        if token.startswith(_LINK_END):
            address = token.removeprefix(_LINK_END)
            result += [_LINK_END, f"<ins> ({address})</ins>" if address else ""]
        elif token.startswith("<"):
            result.append(_source(token))
        else:
            result.append(token if token.isspace() and "\n" in token else f"<ins>{token}</ins>")
    return result
