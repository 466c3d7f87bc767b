"""Changes an existing article as a customer asks, and leaves the rest as it was.

A note is read sentence by sentence. Each recognised wish ("shorter", "add a section about X", "change the title to X",
…) has one function below; a wish that none recognises gets a passage of its own and a fresh introduction.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from . import grammar
from .article import avoid, fit, formal, friendly, make_section, slug_of, voice_for
from .brief import Brief, plain, subject
from .grammar import Voice
from .markdown import LINK, Draft, is_heading, is_list, is_paragraph, sections, shorten, split_sentences, words
from .notes import keywords, phrases, split_notes
from .refusals import Declined, why_not


@dataclass(slots=True)
class Desk:
    """A revision at work: the draft, the brief, a voice, and what has been done about each note."""

    draft: Draft
    brief: Brief
    voice: Voice
    followed: list[str] = field(default_factory=list)
    not_followed: list[Declined] = field(default_factory=list)


def revise(brief: Brief, draft: Draft, notes: str) -> Desk:
    """Apply ``notes`` to ``draft`` in place. The customer's link survives every change."""
    desk = Desk(draft, brief, voice_for(brief, salt="revision:" + notes))
    for note in split_notes(notes):
        acts = [act for pattern, act in _WISHES if pattern.search(note)]
        if reason := why_not(brief, note):
            desk.not_followed.append({"note": note, "reason": reason})
            continue
        done = [act(desk, note) for act in acts]
        if not any(done):
            _address(desk, note)
        desk.followed.append(note)
    _keep_link(desk)
    return desk


def _title(desk: Desk, note: str) -> bool:
    match = re.search(r"title\b.{0,12}?(?:\bto\b|\bbe\b|\bis\b|:|=)\s*[\"“'‘]?(.+?)[\"”'’]?\s*[.!]?$", note, re.I)
    if match and len(plain(match[1])) > 3:
        desk.draft.title = plain(match[1], 120)
    else:
        options = [desk.voice.pick(grammar.frame()["titles"]) for _ in range(12)]
        desk.draft.title = next(option for option in [*options, "A New Look"] if option != desk.draft.title)
    desk.draft.slug = slug_of(desk.draft.title)
    return True


def _shorter(desk: Desk, note: str) -> bool:
    match = re.search(r"(\d{2,4})\s*words", note)
    now = words(desk.draft.body)
    shorten(desk.draft.blocks, int(match[1]) if match and int(match[1]) < now else int(now * 0.75))
    return words(desk.draft.body) < now


def _longer(desk: Desk, note: str) -> bool:
    match = re.search(r"(\d{3,4})\s*words", note)
    now = words(desk.draft.body)
    wanted = int(match[1]) if match and int(match[1]) > now else int(now * 1.25)
    used = "\n".join(desk.draft.blocks)
    for aspect in desk.voice.rng.sample(grammar.aspects(), len(grammar.aspects())):
        if words(desk.draft.body) >= wanted:
            break
        blocks, spare = make_section(desk.voice, aspect, with_list=False)
        if blocks[0] not in used:
            _before_conclusion(desk.draft, blocks)
            desk.draft.spare += spare
    return words(desk.draft.body) > now


def _formal(desk: Desk, note: str) -> bool:
    before = desk.draft.body
    desk.draft.blocks = [formal(block) for block in desk.draft.blocks]
    return desk.draft.body != before


def _friendly(desk: Desk, note: str) -> bool:
    desk.draft.blocks = [friendly(block) for block in desk.draft.blocks]
    hello = desk.voice.say(
        "{Welcome, and make yourself comfortable|Good to have you here|Put the kettle on}: {we'll take|let's take} $kw "
        "{one easy step at a time|gently, and in good company|as friends would, with no fuss at all}."
    )
    first = next(i for i, block in enumerate(desk.draft.blocks) if is_paragraph(block))
    desk.draft.blocks[first] = f"{hello} {desk.draft.blocks[first]}"
    return True


def _add_section(desk: Desk, note: str) -> bool:
    match = _ABOUT.search(note)
    about = plain(match[1], 70) if match else ""
    about = subject(re.sub(r"^(the|how) (?=\w+ing)", "", about)) if about else ""
    if not about:
        return False
    aspect = desk.voice.rng.choice([a for a in grammar.aspects() if a.name in ("begin", "people", "quality", "time")])
    blocks, _ = make_section(desk.voice, aspect, with_list=False, about=about)
    blocks[0] = "## " + about[:1].upper() + about[1:]
    _before_conclusion(desk.draft, blocks)
    return True


def _example(desk: Desk, note: str) -> bool:
    aspect = next(a for a in grammar.aspects() if a.name == "example")
    blocks, _ = make_section(desk.voice, aspect, with_list=False)
    _before_conclusion(desk.draft, blocks)
    return True


def _list(desk: Desk, note: str) -> bool:
    aspect = desk.voice.rng.choice([a for a in grammar.aspects() if a.list_items])
    items = [desk.voice.say(item) for item in desk.voice.some(aspect.list_items, 4)]
    _before_conclusion(desk.draft, [desk.voice.pick(aspect.list_leads), "\n".join(f"- {item}" for item in items)])
    return True


def _questions(desk: Desk, note: str) -> bool:
    say = desk.voice.say
    pairs = [
        ("How long does it take?", "{Plan for|Allow} $time before you judge $s, and be glad of anything sooner."),
        ("What does it cost at the start?", "{Usually|In most cases} no more than $cost; the rest can wait."),
        ("What goes wrong most often?", "{Most often|Time and again} it's $risk, so keep an eye on it."),
    ]
    _before_conclusion(desk.draft, ["## Questions and answers", *[f"**{q}** {say(a)}" for q, a in pairs]])
    return True


def _introduction(desk: Desk, note: str) -> bool:
    first = next(i for i, block in enumerate(desk.draft.blocks) if is_paragraph(block))
    old = desk.draft.blocks[first]
    fresh = [desk.voice.pick(grammar.frame()["intros"]) for _ in range(4)]
    desk.draft.blocks[first] = next(text for text in [*fresh, old] if text != old)
    return True


def _conclusion(desk: Desk, note: str) -> bool:
    last = max(i for i, block in enumerate(desk.draft.blocks) if is_paragraph(block))
    if desk.brief.target_url and desk.brief.target_url in desk.draft.blocks[last]:
        return False
    desk.draft.blocks[last] = desk.voice.pick(grammar.frame()["closings"])
    return True


def _replace(desk: Desk, note: str) -> bool:
    quoted = r"[\"“'‘](.+?)[\"”'’]"
    match = re.search(rf"(?:replace|change)\s+{quoted}\s+(?:with|to|by|into)\s+{quoted}", note, re.I)
    if not match:
        return False
    old, new = match[1], plain(match[2], 300)
    before = desk.draft.body
    if old in desk.brief.link:
        return False
    desk.draft.blocks = [block.replace(old, new) for block in desk.draft.blocks]
    desk.draft.title = desk.draft.title.replace(old, new)
    return desk.draft.body != before


def _remove(desk: Desk, note: str) -> bool:
    match = re.search(r"(?:remove|delete|cut|drop|take out)\b(.*)", note, re.I)
    wanted = set(keywords(match[1])) if match else set()
    for start, end in sections(desk.draft.blocks):
        heading = set(keywords(desk.draft.blocks[start]))
        if wanted & heading and len(sections(desk.draft.blocks)) > 1:
            del desk.draft.blocks[start:end]  # _keep_link puts the link elsewhere if it was in there
            return True
    if re.search(r"\blists?\b|bullet", note, re.I) and any(map(is_list, desk.draft.blocks)):
        desk.draft.blocks = [_as_prose(block) if is_list(block) else block for block in desk.draft.blocks]
        return True
    return False


def _move_link(desk: Desk, note: str) -> bool:
    if not desk.brief.link:
        return False
    early = bool(re.search(r"intro|earlier|higher|beginning|top|first|start", note, re.I))
    _drop_link(desk)
    paragraphs = [i for i, block in enumerate(desk.draft.blocks) if is_paragraph(block)]
    index = paragraphs[0] if early else paragraphs[-2 if len(paragraphs) > 2 else -1]
    desk.draft.blocks[index] += " " + desk.voice.pick(grammar.frame()["links"])
    return True


def _address(desk: Desk, note: str) -> None:
    """A wish of no known kind: a passage that takes it up by its own words, and a new introduction."""
    about = " and ".join(phrases(note)[:2]) or desk.voice.slots["s"][0]
    passage = desk.voice.pick(grammar.frame()["passages"], about=about)
    spans = sections(desk.draft.blocks)
    index = spans[len(spans) // 2][0] + 1 if spans else len(desk.draft.blocks)
    while index < len(desk.draft.blocks) and not is_paragraph(desk.draft.blocks[index]):
        index += 1
    desk.draft.blocks.insert(index + 1, passage)


_ABOUT = re.compile(
    r"(?:section|paragraph|part|passage|chapter|something|more|bit|mention|discuss|cover|explain)s?\s+"
    r"(?:of\s+)?(?:about|on|regarding|covering|for|dealing with|titled|called|:)?\s*[\"“']?(.+?)[\"”']?\s*[.!]?$",
    re.I,
)
_WISHES: list[tuple[re.Pattern[str], Callable[[Desk, str], bool]]] = [
    (re.compile(pattern, re.I), act)
    for pattern, act in [
        (r"\btitle\b|\bheadline\b", _title),
        (
            r"\bshort(er|en)\b|too long|\bcut\b.*\b(down|length|words)|\btrim\b|fewer words|more concise|"
            r"\bless than \d+ words",
            _shorter,
        ),
        (r"\blonger\b|too short|more (detail|depth|words)|expand|at least \d+ words", _longer),
        (r"(?<!less )(?<!in)\bformal\b(?!ity)|professional|serious tone", _formal),
        (r"friendl|casual|warm(er)?\b|informal|less formal|conversational|personal tone", _friendly),
        (r"(add|include|write|insert|need|want|like).*\b(section|paragraph|part|passage|chapter)\b", _add_section),
        (r"\bexamples?\b|case stud", _example),
        (r"(add|include|use|with|want|need|like|more).*(\blists?\b|bullet|checklist)", _list),
        (r"\bfaq\b|questions", _questions),
        (r"\bintro(duction)?\b|opening|first paragraph", _introduction),
        (r"conclusion|ending|last paragraph|closing", _conclusion),
        (r"(replace|change)\s+[\"“'‘]", _replace),
        (r"\b(remove|delete|drop|take out|cut)\b", _remove),
        (r"\b(move|put|place)\b.*\blink\b", _move_link),
    ]
]


def mend(desk: Desk) -> None:
    """Put the links of a draft that failed a check right: the customer's once and exact, none that nobody ordered."""
    brief, seen = desk.brief, 0
    allowed = {address for _, address in brief.internal_links}

    def right(match: re.Match[str]) -> str:
        nonlocal seen
        address = match[2].strip("<>")
        if address == brief.target_url:
            seen += 1
            return brief.link if seen == 1 else match[1]
        return match[0] if address in allowed else match[1]

    desk.draft.blocks = [
        LINK.sub(right, block) if not is_heading(block) else LINK.sub(lambda match: match[1], block)
        for block in desk.draft.blocks
    ]
    _keep_link(desk)


def fit_revision(desk: Desk, least: int, most: int) -> None:
    """Keep a revised article within its bounds, whatever was added."""
    avoid(desk.draft, desk.brief.banned_topics)
    fit(desk.draft, least, most)
    _keep_link(desk)


def _keep_link(desk: Desk) -> None:
    body = desk.draft.body
    if not desk.brief.link or desk.brief.link in body:
        return
    paragraphs = [i for i, block in enumerate(desk.draft.blocks) if is_paragraph(block)]
    if paragraphs:
        index = paragraphs[len(paragraphs) // 2]
        parts = split_sentences(desk.draft.blocks[index])
        parts.insert(max(1, len(parts) - 1), desk.voice.pick(grammar.frame()["links"]))
        desk.draft.blocks[index] = " ".join(parts)


def _drop_link(desk: Desk) -> None:
    for index, block in enumerate(desk.draft.blocks):
        if is_paragraph(block) and desk.brief.target_url in block:
            rest = [part for part in split_sentences(block) if desk.brief.target_url not in part]
            desk.draft.blocks[index] = " ".join(rest)
    desk.draft.blocks = [block for block in desk.draft.blocks if block]


def _before_conclusion(draft: Draft, blocks: list[str]) -> None:
    spans = sections(draft.blocks)
    index = spans[-1][0] if len(spans) > 1 else len(draft.blocks)
    if not is_heading(blocks[0]) and len(spans) > 2:
        index = spans[-2][1]
    draft.blocks[index:index] = blocks


def _as_prose(block: str) -> str:
    items = [re.sub(r"^\s*([-*+]|\d+\.)\s+", "", line).strip() for line in block.splitlines()]
    return " ".join(item[:1].upper() + item[1:].rstrip(".") + ("" if item.endswith("?") else ".") for item in items)
