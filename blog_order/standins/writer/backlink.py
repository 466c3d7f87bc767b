"""Finds the sentence of a published article where a link belongs, and rewrites it with the link in it."""

from __future__ import annotations

import re

from . import grammar
from .article import voice_for
from .brief import Brief
from .markdown import LINK, is_paragraph, split_blocks, split_sentences, visible
from .notes import keywords

_EARLIER = re.compile(r"\b(earlier|intro|introduction|higher|top|beginning|start)\b", re.I)
_LATER = re.compile(r"\b(later|lower|further down|end|bottom|conclusion)\b", re.I)
_MOVES = re.compile(
    rf"{_EARLIER.pattern}|{_LATER.pattern}|\b(move|elsewhere|another (place|passage|paragraph))\b", re.I
)


def repaired(brief: Brief, body: str) -> str:
    """A try that failed the check, without what the problems name: strange addresses, more links or other anchors."""
    strange = {address.rstrip(".,;") for address in re.findall(r"https?://\S+", brief.problems)} - {brief.target_url}
    seen = 0

    def right(match: re.Match[str]) -> str:
        nonlocal seen
        address = match[2].strip("<>")
        if address == brief.target_url:
            seen += 1
            return brief.link if seen == 1 else match[1]
        return match[1] if address in strange else match[0]

    return LINK.sub(right, body)


def apply(brief: Brief, body: str, passage: str, replacement: str) -> str:
    """``body`` with the passage replaced. A link that moves leaves its old sentence, all other text stays verbatim."""
    if not passage or passage not in body:
        return body
    if brief.target_url and brief.target_url not in passage:
        for block in split_blocks(body):
            for sentence in split_sentences(block) if is_paragraph(block) and brief.target_url in block else []:
                if brief.target_url in sentence:
                    body = body.replace(f" {sentence}" if f" {sentence}" in body else sentence, "", 1)
    return body.replace(passage, replacement, 1)


def place(brief: Brief) -> tuple[str, str]:
    """(passage, replacement): a sentence that occurs once in the article, verbatim, and the same place with the link.

    A revision rewrites the sentence that carries the link already, or, when the article comes without it, chooses by
    the notes ("earlier", "in the introduction", "further down") another sentence than the brief says was used.
    Both are empty when the article has no sentence that can take a link.
    """
    voice = voice_for(brief, salt="backlink")
    address = brief.target_url
    sentences = [
        (index, sentence)
        for index, block in enumerate(split_blocks(brief.current))
        if is_paragraph(block)
        for sentence in split_sentences(block)
    ]
    code = "".join(re.findall(r"^```.*?^```", brief.current, re.DOTALL | re.MULTILINE))
    sentences = [(index, sentence) for index, sentence in sentences if sentence not in code]
    linked = [sentence for _, sentence in sentences if address and address in sentence]
    if linked and not _MOVES.search(brief.revision_notes):
        options = [voice.pick(grammar.frame()["links"]) for _ in range(6)]
        return linked[0], next((option for option in options if option != linked[0]), options[0])
    before = brief.given.get("previous_passage") or brief.given.get("passage") or ""
    fit = [
        (index, sentence)
        for index, sentence in sentences
        if brief.current.count(sentence) == 1
        and 40 <= len(sentence) <= 320
        and not re.search(r"[\[\]`<>|]|https?:", sentence)
        and sentence.rstrip().endswith(".")
    ]
    if not fit:
        return _any_sentence(brief, sentences)
    stays = next((sentence for _, sentence in fit if sentence == before), "")
    fit = [item for item in fit if item[1] != before] or fit
    if brief.task.endswith("revision") and stays and stays in brief.current and not _MOVES.search(brief.revision_notes):
        options = [voice.pick(grammar.frame()["links"]) for _ in range(6)]
        last = brief.given.get("previous_replacement") or ""
        return stays, f"{stays} {next((one for one in options if one not in last), options[0])}"
    wanted = set(keywords(f"{brief.keyword} {brief.anchor_text} {brief.topic}"))
    notes = brief.revision_notes or brief.notes

    def score(item: tuple[int, str]) -> float:
        index, sentence = item
        points = 2.0 * len(wanted & set(keywords(visible(sentence)))) + voice.rng.random()
        where = index / max(1, fit[-1][0])
        if _EARLIER.search(notes):
            points -= 20 * where
        elif _LATER.search(notes):
            points += 20 * where
        elif index == 0:
            points -= 1.5  # a first paragraph sells the article, not the link
        return points

    passage = max(fit, key=score)[1]
    return passage, f"{passage} {voice.pick(grammar.frame()['links'])}"


def _any_sentence(brief: Brief, sentences: list[tuple[int, str]]) -> tuple[str, str]:
    """In an article of lists, code or very few words: the first line of prose or of a list that occurs once."""
    link = voice_for(brief, salt="backlink").pick(grammar.frame()["links"])
    lines = [sentence for _, sentence in sentences]
    lines += [line.strip()[2:] for line in brief.current.splitlines() if re.match(r"\s*[-*] ", line)]
    for line in lines:
        if brief.current.count(line) == 1 and not re.search(r"[\[\]`<>|]|https?:", line) and line.strip():
            ending = "" if line.rstrip().endswith((".", "!", "?")) else "."
            return line, f"{line.rstrip()}{ending} {link}"
    return "", ""
