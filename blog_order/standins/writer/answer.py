"""From a prompt to an answer: what each known property of the caller's schema should hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from . import article, backlink, notes, revision
from .brief import Brief, read
from .judge import FINE, POOR, give_marks
from .markdown import Draft, is_heading, sections, words
from .refusals import Declined, declined_of


@dataclass(slots=True)
class Answer:
    """What the writer has to say.

    ``values`` are named in the writer's own terms (``title``, ``body``, ``passage``, …); :mod:`.schema` maps a caller's
    names to them. ``text`` is the answer for a caller that asked for no structure.
    """

    brief: Brief
    values: dict[str, Any] = field(default_factory=dict)
    text: str = ""
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Values that hold within an object of this name: one of a judge's marks, say."""


def compose(prompt: str) -> Answer:
    """Answer a prompt; the same prompt always gets the same answer."""
    brief = read(prompt)
    if brief.task == "judge":
        return _judge(brief, prompt)
    if brief.task.startswith("backlink"):
        return _backlink(brief)
    if brief.task == "article-revision" and brief.current:
        draft = notes.read_current(brief)
        # A draft that failed a check has had its wishes worked in: mend it, and do nothing twice.
        desk = revision.revise(brief, draft, "" if brief.problems else brief.revision_notes or brief.notes)
        if brief.problems:
            revision.mend(desk)
            desk.not_followed = declined_of(brief, notes.split_notes(asked_of(brief)))
        draft.meta = draft.meta or article.make_meta(desk.voice)
        draft.tags = draft.tags or article.make_tags(brief)
        least, most = _room(brief)
        revision.fit_revision(desk, least, most)
        return _article(brief, draft, desk.followed, desk.not_followed)
    if brief.current and _only_links(brief.problems):
        desk = revision.revise(brief, notes.read_current(brief), "")
        revision.mend(desk)
        return _article(brief, desk.draft, [], declined_of(brief, notes.split_notes(brief.notes)))
    draft = article.write(brief)
    followed: list[str] = []
    not_followed: list[Declined] = []
    if brief.notes.strip():
        desk = revision.revise(brief, draft, brief.notes)
        followed, not_followed = desk.followed, desk.not_followed
        revision.fit_revision(desk, *article.bounds(brief))
    return _article(brief, draft, followed, not_followed)


def _only_links(problems: str) -> bool:
    """Whether all that must be mended is links: then the rest of the draft stays, else it is written anew."""
    required = [line for line in problems.splitlines() if "[required]" in line]
    return bool(required) and all(
        re.search(r"\b(link|links|linked|anchor|address|addresses)\b", line) for line in required
    )


def _room(brief: Brief) -> tuple[int, int]:
    """Bounds of a revision: those of the brief, if it has any."""
    if brief.min_words or brief.max_words:
        return article.bounds(brief)
    return 0, 1_000_000


def _article(brief: Brief, draft: Draft, followed: list[str], not_followed: list[Declined]) -> Answer:
    spans = sections(draft.blocks)
    opening = draft.blocks[: spans[0][0]] if spans else draft.blocks
    parts = [{"heading": draft.blocks[a].lstrip("# "), "body": "\n\n".join(draft.blocks[a + 1 : b])} for a, b in spans]
    changed = "; ".join(followed) or "nothing was asked to change"
    values: dict[str, Any] = {
        "title": draft.title,
        "slug": draft.slug,
        "meta": draft.meta,
        "tags": draft.tags,
        "body": draft.body,
        "introduction": "\n\n".join(opening),
        "conclusion": parts[-1]["body"] if parts else "",
        "sections": parts,
        "headings": [block.lstrip("# ") for block in draft.blocks if is_heading(block)],
        "followed": followed,
        "not_followed": not_followed,
        "summary": f"Revised: {changed}." if brief.task.endswith("revision") else draft.meta,
        "words": words(draft.body),
        "keyword": brief.keyword,
    }
    return Answer(brief, values, f"# {draft.title}\n\n{draft.body}")


def _backlink(brief: Brief) -> Answer:
    """The place of the link, and for callers that want it the whole article with the link in it, else verbatim."""
    draft = notes.read_current(brief)
    body = re.sub(r"\A# [^\n]*\n+", "", brief.current.lstrip())
    if brief.problems:
        body = brief.current = backlink.repaired(brief, body)
    if brief.problems and brief.link in body:
        passage = replacement = next(block for block in body.split("\n\n") if brief.link in block)
    else:
        passage, replacement = backlink.place(brief)
        body = backlink.apply(brief, body, passage, replacement)
    declined = declined_of(brief, notes.split_notes(asked_of(brief)))
    refused = {one["note"] for one in declined}
    asked = [note for note in notes.split_notes(asked_of(brief)) if note not in refused]
    reason = "The sentence speaks of the subject of the link, so a reader who wants more finds it there."
    values: dict[str, Any] = {
        "title": draft.title,
        "slug": draft.slug,
        "meta": draft.meta,
        "tags": draft.tags,
        "body": body,
        "passage": passage,
        "replacement": replacement,
        "reasons": [reason],
        "summary": reason,
        "followed": asked,
        "not_followed": declined,
        "anchor": brief.anchor,
        "url": brief.target_url,
    }
    return Answer(brief, values, f"# {draft.title}\n\n{body}")


def asked_of(brief: Brief) -> str:
    """The customer's latest wishes."""
    return brief.revision_notes or brief.notes


def _judge(brief: Brief, prompt: str) -> Answer:
    """A verdict from things that can be checked."""
    marks, problems = give_marks(brief, prompt)
    good = not problems
    kind = "The text stays on its topic, reads naturally and places the link where it helps the reader."
    values: dict[str, Any] = {
        "good": good,
        "share": FINE if good else POOR,
        "reasons": problems or [kind],
        "problems": problems,
        "summary": " ".join(problems) or kind,
        "followed": [],
        "not_followed": [],
    }
    return Answer(brief, values, ("Pass. " if good else "Fail. ") + values["summary"], marks)
