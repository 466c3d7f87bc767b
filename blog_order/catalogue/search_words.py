"""What a visitor types into the catalogue's search, as PostgreSQL's text search understands it. Any text will do.

sourdough start        articles with "sourdough…" and "start…"
"keep a starter"       these words, in this order
bread -rye             "bread…", but not "rye"
"""

from __future__ import annotations

import itertools
import re

from blog_order.content.cleaning import clean_text

MAX_SEARCH, MAX_WORDS = 200, 12

_TERM = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)(?P<closed>"?)|(?P<words>[^\s"]+))')
_WORD = re.compile(r"\w(?:[\w.'_-]*\w)?")
_PIECE = re.compile(r"\w+")


def search_text(given: str) -> str:
    """What is looked for, cleaned and cut; empty when nothing is."""
    return clean_text(given[:MAX_SEARCH])


def tsquery_of(search: str) -> str:
    """``search`` (as of :func:`search_text`) in the language of ``to_tsquery('simple', …)``; empty without a word.

    Words may be half typed, those in quotes only at the end while the quotes are open. Each is quoted, so that nothing
    in it is an operator.
    """
    terms: list[str] = []
    for found in itertools.islice(_TERM.finditer(search), MAX_WORDS):
        if found["phrase"] is not None:
            pieces = _PIECE.findall(found["phrase"])
            last_open = not found["closed"]
            parts = [_word(piece, open_ended=last_open and piece is pieces[-1]) for piece in pieces]
            wanted = " <-> ".join(parts)
        else:
            words = _WORD.findall(found["words"].replace("’", "'"))
            wanted = " & ".join(_word(word, open_ended=not found["minus"]) for word in words)
        if wanted:
            terms.append(f"!({wanted})" if found["minus"] else f"({wanted})")
    return " & ".join(terms[:MAX_WORDS])


def _word(word: str, *, open_ended: bool) -> str:
    """One word in its spellings: a database in the C locale knows no capital letters but those of ASCII."""
    spellings = dict.fromkeys(_ascii_lower(each) for each in (word.lower(), word.capitalize(), word.upper(), word))
    mark = ":*" if open_ended else ""
    wanted = ["'" + spelling.replace("'", "''") + "'" + mark for spelling in spellings]
    pieces = _PIECE.findall(word)
    if len(pieces) > 1:  # "node.js" is one word to PostgreSQL, "node-js" three; written as two they fit as well
        wanted.append("(" + " & ".join(_word(piece, open_ended=open_ended) for piece in pieces) + ")")
    return wanted[0] if len(wanted) == 1 else f"({' | '.join(wanted)})"


def _ascii_lower(word: str) -> str:
    return re.sub("[A-Z]+", lambda capitals: capitals[0].lower(), word)
