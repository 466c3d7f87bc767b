"""Colors the code of an article, on the server: spans with short classes, styled by the site's style sheets."""

from __future__ import annotations

from pygments import highlight as render
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

CLASS_PREFIX = "hl-"
MAX_CHARACTERS = 20_000
"""Longer code stays plain: some lexers take more than linear time."""
_formatter = HtmlFormatter(nowrap=True, classprefix=CLASS_PREFIX)


def highlight(code: str, language: str, _attributes: str) -> str:
    """Return the HTML of some code; an empty string, which leaves it plain, for a language nobody knows."""
    if not language or len(code) > MAX_CHARACTERS:
        return ""
    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return ""
    return str(render(code, lexer, _formatter))
