"""Articles as lists of Markdown blocks: a heading, a paragraph or a list each. Reading, counting, fitting."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

LINK = re.compile(r"\[((?:\\.|[^\]\\])*)\]\((<[^>]*>|[^()\s]*)\)")
"""A link: its text, escapes included, and its address."""
_SENTENCE = re.compile(r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)[\"”’)]*\s+(?=[A-Z\[\"“‘$0-9])")


@dataclass(slots=True)
class Draft:
    """An article on the writer's desk. ``spare`` holds further sentences by heading, for making it longer."""

    title: str = ""
    meta: str = ""
    slug: str = ""
    tags: list[str] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)
    spare: list[tuple[str, str]] = field(default_factory=list)

    @property
    def body(self) -> str:
        """The article in Markdown, without its title."""
        return "\n\n".join(self.blocks)


def split_blocks(markdown: str) -> list[str]:
    """The blocks of a text, verbatim. A heading glued to its paragraph becomes a block of its own."""
    blocks: list[str] = []
    for part in re.split(r"\n\s*\n", markdown.strip()):
        part = part.strip("\n")
        while part.startswith("#") and "\n" in part:
            heading, part = part.split("\n", 1)
            blocks.append(heading.strip())
        if part.strip():
            blocks.append(part)
    return blocks


def split_sentences(paragraph: str) -> list[str]:
    """Sentences of a paragraph, each verbatim except for the white space between them."""
    links: list[str] = []

    def hide(match: re.Match[str]) -> str:
        links.append(match[0])  # an anchor such as "St. John's hotels" is not two sentences
        return f"[\0{len(links) - 1}\0]"

    parts = [part for part in _SENTENCE.split(LINK.sub(hide, paragraph)) if part.strip()]
    return [re.sub(r"\[\0(\d+)\0\]", lambda match: links[int(match[1])], part) for part in parts]


def visible(markdown: str) -> str:
    """The text a reader sees: no link addresses, no markers of headings and lists."""
    text = LINK.sub(r"\1", markdown)
    return re.sub(r"(?m)^\s*(#{1,6}|[-*+]|\d+\.)\s+", "", text).replace("**", "")


def words(markdown: str) -> int:
    """Number of words a reader sees."""
    return len(visible(markdown).split())


def is_heading(block: str) -> bool:
    """True for a heading block."""
    return block.startswith("#")


def is_list(block: str) -> bool:
    """True for a bulleted or numbered list."""
    return bool(re.match(r"\s*([-*+]|\d+\.)\s", block))


def is_paragraph(block: str) -> bool:
    """True for running text."""
    return not is_heading(block) and not is_list(block) and not block.startswith((">", "```", "|", "<"))


def sections(blocks: list[str]) -> list[tuple[int, int]]:
    """(start, end) of each ``##`` section in ``blocks``, heading included."""
    starts = [index for index, block in enumerate(blocks) if block.startswith("## ")]
    return list(zip(starts, [*starts[1:], len(blocks)][: len(starts)], strict=True))


def shorten(blocks: list[str], most: int) -> None:
    """Take sentences away, longest paragraphs first, until at most ``most`` words remain.

    Links, headings, first sentences of paragraphs and the opening sentence stay, so the text keeps its thread. When
    that is not enough, whole sections without a link go, from the end backwards but never the last one.
    """
    while words("\n\n".join(blocks)) > most:
        paragraphs = [index for index, block in enumerate(blocks) if is_paragraph(block)]
        for index in sorted(paragraphs, key=lambda i: -words(blocks[i])):
            parts = split_sentences(blocks[index])
            removable = [i for i in range(1, len(parts)) if not LINK.search(parts[i])]
            if removable:
                del parts[removable[-1] if len(removable) < 3 else removable[-2]]
                blocks[index] = " ".join(parts)
                break
        else:
            loose = [(a, b) for a, b in sections(blocks)[:-1] if not LINK.search("\n".join(blocks[a:b]))]
            if not loose:
                return
            del blocks[loose[-1][0] : loose[-1][1]]


def lengthen(draft: Draft, least: int) -> None:
    """Work spare sentences into their sections until ``least`` words are reached or none are left."""
    count = words(draft.body)
    while count < least and draft.spare:
        heading, sentence = draft.spare.pop(0)
        for start, end in sections(draft.blocks):
            if draft.blocks[start] == heading:
                paragraphs = [i for i in range(start + 1, end) if is_paragraph(draft.blocks[i])]
                if paragraphs:
                    shortest = min(paragraphs, key=lambda i: words(draft.blocks[i]))
                    parts = split_sentences(draft.blocks[shortest])
                    if draft.blocks[shortest].endswith(":"):  # the line that leads into a list stays last
                        draft.blocks.insert(shortest, sentence)
                    else:
                        parts.insert(max(1, len(parts) - 1), sentence)
                        draft.blocks[shortest] = " ".join(parts)
                    count += words(sentence)
                break
