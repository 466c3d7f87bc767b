"""Reading what a customer wrote: the wishes in a note, its telling words, and the article it is about."""

from __future__ import annotations

import re

from .article import slug_of, title_case
from .brief import Brief
from .markdown import Draft, split_blocks

_STOP_WORDS = """
a about above add after again all also an and any are article as at be because been but by can change could do does
dont each example for from get give good great has have how i if in include into is it its just less like make me
mention more much my need new no not of on one only or our paragraph part please put reader readers really rewrite
say section should so some something talk tell text than that the their them there these they thing this to too use
very want was we what when which will with without would write you your focus bit little explain describe cover must
here out up sentence sentences
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())


def split_notes(notes: str) -> list[str]:
    """One entry a wish: lines, bullets and sentences of a note; addresses and abbreviations stay whole."""
    lines = [re.sub(r"^\s*(?:[-*•]|\d+[.)])\s*", "", line).strip() for line in notes.splitlines()]
    parts = [part.strip() for line in lines for part in re.split(r"(?<=[.!?;])\s+", line)]
    return [part for part in parts if re.search(r"\w{2}", part)]


def keywords(text: str) -> list[str]:
    """Words of a note that say what it is about, in order."""
    found = re.findall(r"[A-Za-z][\w'’-]+", re.sub(r"https?://\S+", "", text))
    return list(dict.fromkeys(word.lower() for word in found if word.lower() not in STOP_WORDS))


def phrases(note: str) -> list[str]:
    """Runs of telling words in a note: "mention our free delivery" gives ["free delivery"]."""
    runs: list[list[str]] = [[]]
    for word in re.findall(r"[A-Za-z][\w-]*(?:['’]\w+)?|[^\sA-Za-z]", re.sub(r"https?://\S+", "", note)):
        if re.fullmatch(r"[\w-]{2,}", word) and word.lower() not in STOP_WORDS:
            runs[-1].append(word if word.isupper() else word.lower())
        elif runs[-1]:
            runs.append([])
    return [" ".join(run[:4]) for run in runs if run]


def read_current(brief: Brief) -> Draft:
    """The article in the prompt as a draft. Its title is in a ``#`` heading; the rest in the details."""
    blocks = split_blocks(brief.current)
    known = brief.given | brief.details
    draft = Draft(title=str(known.get("title") or ""), meta=str(known.get("meta_description") or ""))
    if blocks and re.match(r"(# |title:)", blocks[0], re.I):
        first = blocks.pop(0).splitlines()[0]
        draft.title = draft.title or re.sub(r"^(# |title:)\s*", "", first, flags=re.I).strip()
    draft.title = draft.title or title_case(brief.keyword or brief.topic)
    draft.slug = str(known.get("slug") or slug_of(draft.title))
    tags = known.get("tags")
    draft.tags = [str(tag) for tag in tags] if isinstance(tags, list) else []
    draft.blocks = blocks
    return draft
