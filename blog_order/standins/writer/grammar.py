"""Turns phrase templates into sentences: ``{a|b}`` is a choice, ``$name`` a slot.

The phrases themselves are files beside this module (``phrases/``), so that they can be read and diffed.
"""

from __future__ import annotations

import functools
import random
import re
from dataclasses import dataclass, field
from pathlib import Path

PHRASES = Path(__file__).parent / "phrases"
_CHOICE = re.compile(r"\{([^{}]*)\}")
_SLOT = re.compile(r"\$([a-zA-Z_]+)")


@dataclass(slots=True)
class Aspect:
    """Templates of one section: what can be said about any subject from one angle."""

    name: str
    headings: list[str] = field(default_factory=list)
    openers: list[str] = field(default_factory=list)
    thoughts: list[str] = field(default_factory=list)
    closers: list[str] = field(default_factory=list)
    list_leads: list[str] = field(default_factory=list)
    list_items: list[str] = field(default_factory=list)


class Voice:
    """A seeded source of words for one article.

    Parameters:
        seed: text that decides every choice; the same seed gives the same words.
        slots: values for ``$name``; a list is used up in shuffled order before any value comes again.
    """

    def __init__(self, seed: str, slots: dict[str, list[str]]) -> None:
        self.rng = random.Random(seed)
        self.slots = slots
        self._waiting: dict[str, list[str]] = {}

    def say(self, template: str, **fixed: str) -> str:
        """One rendering of a template. ``fixed`` overrides slots for this call. An unknown slot raises KeyError."""
        text = template
        while _CHOICE.search(text):
            text = _CHOICE.sub(lambda match: self.rng.choice(match[1].split("|")), text)
        # Slots come last and in one pass: a topic that contains braces or dollars is never taken for a template.
        # The link comes after all polishing: its anchor and address stay as they were ordered, to the character.
        text = _SLOT.sub(lambda match: "\0" if match[1] == "link" else self._slot(match[1], fixed), text)
        text = self._agree(text, fixed.get("s", self.slots["s"][0]))
        text = re.sub(r" {2,}", " ", text).replace(" ,", ",").strip()
        text = re.sub(r"(^|[.!?] )([a-z])", lambda match: match[1] + match[2].upper(), text)
        return text.replace("\0", fixed.get("link") or self.slots["link"][0])

    def _agree(self, text: str, about: str) -> str:
        """Make verbs marked ``need~s`` or ``~is`` agree with the subject."""
        many = is_plural(self.slots["s"][0] if about == "$s" else about)
        return re.sub(r"(?<=\w)~s\b", "" if many else "s", text.replace("~is", "are" if many else "is"))

    def pick(self, templates: list[str], **fixed: str) -> str:
        """Render one of several templates."""
        return self.say(self.rng.choice(templates), **fixed)

    def some(self, templates: list[str], count: int) -> list[str]:
        """Up to ``count`` of the templates, in their own order (an ordered subset still reads well)."""
        chosen = sorted(self.rng.sample(range(len(templates)), min(count, len(templates))))
        return [templates[index] for index in chosen]

    def _slot(self, name: str, fixed: dict[str, str]) -> str:
        base = name.removesuffix("_c")
        value = fixed[base] if base in fixed else self._next(base)
        return value[:1].upper() + value[1:] if base != name else value

    def _next(self, name: str) -> str:
        values = self.slots[name]
        if len(values) == 1:
            return values[0]
        if name == "name":  # a story keeps its hero
            return self._waiting.setdefault(name, [self.rng.choice(values)])[0]
        queue = self._waiting.setdefault(name, [])
        if not queue:
            queue.extend(self.rng.sample(values, len(values)))
        return queue.pop()


def is_plural(phrase: str) -> bool:
    """Whether an English noun phrase takes a plural verb; a guess from its head noun."""
    head = re.split(r" (?:for|in|on|with|of|to|at|from|that|which|without|under|between) ", phrase.lower())[0]
    if head.split()[0].endswith("ing") and len(head.split()[0]) > 5:
        return False  # "choosing good shoes is"
    if " and " in head:
        return True
    last = head.split()[-1]
    return last in {"people", "children", "men", "women", "feet"} or bool(re.search(r"[^sui]s$", last))


def _blocks(file_name: str) -> list[tuple[str, list[str]]]:
    """(name, lines) of each ``@`` block of a phrase file. A ``#`` line counts only inside a block."""
    found: list[tuple[str, list[str]]] = []
    for line in (PHRASES / file_name).read_text(encoding="utf-8").splitlines():
        if line.startswith("@ "):
            found.append((line[2:].strip(), []))
        elif line.strip() and found:
            found[-1][1].append(line.strip())
    return found


@functools.cache
def aspects() -> tuple[Aspect, ...]:
    """Every kind of section."""
    result = []
    for name, lines in _blocks("sections.txt"):
        aspect = Aspect(name)
        lists = {"#": aspect.headings, ">": aspect.openers, "-": aspect.thoughts,
                 "<": aspect.closers, "*": aspect.list_leads, "+": aspect.list_items}  # fmt: skip
        for line in lines:
            lists[line[0]].append(line[2:])
        result.append(aspect)
    return tuple(result)


@functools.cache
def frame() -> dict[str, list[str]]:
    """Titles, openings, closings and single sentences, by name."""
    return dict(_blocks("frame.txt"))


@functools.cache
def fields() -> dict[str, tuple[frozenset[str], dict[str, list[str]]]]:
    """Fields by name: (words that reveal the field, its slots). The last one, ``general``, has no such words."""
    result = {}
    for title, lines in _blocks("fields.txt"):
        name, _, words = title.partition(":")
        slots = {}
        for line in lines:
            slot, _, values = line.partition(" = ")
            slots[slot] = [value.strip() for value in values.split(" | ")]
        result[name] = (frozenset(words.split()), slots)
    return result


def field_of(*texts: str) -> str:
    """Name of the field that fits texts best; earlier texts (topic before niche before site) count more."""
    best, best_score = "general", 0
    for name, (words, _) in fields().items():
        score = 0
        for weight, text in zip(range(len(texts), 0, -1), texts, strict=True):
            seen = re.findall(r"[a-z]+", text.lower())
            score += weight * sum(1 for word in seen if word in words or word.removesuffix("s") in words)
        if score > best_score:
            best, best_score = name, score
    return best
