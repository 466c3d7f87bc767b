"""An article taken apart once, for all checks.

Parsed with HTML on and every address allowed, unlike for rendering: the checks must see what the renderer hides.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from blog_order.content.addresses import page_of
from blog_order.content.markdown import inline_text, make_parser
from blog_order.content.prompting.article import WrittenArticle
from blog_order.content.words import sentences_of, words_of


def make_reading_parser() -> MarkdownIt:
    """The dialect of all articles, with HTML on and every address allowed: it sees what the renderer hides."""
    parser = make_parser()
    parser.options["html"] = True
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    return parser


_parser = make_reading_parser()


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it stands in the text. ``place`` is "prose", "heading" or "table"."""

    href: str
    text: str
    place: str
    has_image: bool


@dataclass(frozen=True, slots=True)
class Heading:
    """``level`` is 1 for ``#``."""

    level: int
    text: str


@dataclass
class Reading:
    """The parts of an article, each in the order of the text."""

    title: str
    markdown: str
    headings: list[Heading] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    """Running text: paragraphs outside lists, and those of quotes."""
    items: list[str] = field(default_factory=list)
    """Texts of list items and table cells."""
    links: list[Link] = field(default_factory=list)
    image_sources: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    """What a reader only sees by pointing or listening: titles of links, titles and descriptions of images."""
    references: list[str] = field(default_factory=list)
    """Addresses of link definitions, used or not."""
    html: list[str] = field(default_factory=list)
    """Pieces of raw HTML."""
    spoken: list[str] = field(default_factory=list)
    """Texts of all blocks without code spans."""
    literal: list[str] = field(default_factory=list)
    """Text outside code and links, as pieces; half-written Markdown shows up here."""
    bare_headings: list[str] = field(default_factory=list)
    """Headings with nothing under them: the next one is of their level or above."""
    last_kind: str = ""
    """What the article ends with: "text", "heading", "code", "other", or empty."""
    last_text: str = ""

    @functools.cached_property
    def prose(self) -> str:
        """All visible text but code, a block a line."""
        return "\n".join([*(heading.text for heading in self.headings), *self.paragraphs, *self.items])

    @functools.cached_property
    def words(self) -> list[str]:
        """The words of headings, paragraphs, items and cells."""
        return words_of(self.prose)

    @functools.cached_property
    def sentences(self) -> list[str]:
        """The sentences of the paragraphs."""
        return sentences_of("\n".join(self.paragraphs))

    @functools.cached_property
    def sentence_words(self) -> list[list[str]]:
        """The words of each sentence."""
        return [words_of(sentence) for sentence in self.sentences]


def read_written(article: WrittenArticle) -> Reading:
    """Take an article apart."""
    return read_markdown(article.body, article.title)


def read_markdown(markdown: str, title: str = "", definitions: Mapping[str, Any] | None = None) -> Reading:
    """Take a text apart.

    Args:
        markdown: the text.
        title: of the article.
        definitions: link definitions that stand elsewhere in the article (markdown-it's ``references``).
    """
    reading = Reading(title, markdown)
    around: list[str] = []
    level = 0
    env: dict[str, Any] = {"references": dict(definitions)} if definitions else {}
    for token in _parser.parse(markdown, env):
        if token.nesting == 1:
            around.append(token.type.removesuffix("_open"))
            if token.type == "heading_open":
                level = int(token.tag[1])
        elif token.nesting == -1:
            around.pop()
        elif token.type == "inline":
            _read_inline(reading, token, around, level)
        elif token.type == "html_block":
            reading.html.append(token.content.strip())
            reading.last_kind = "other"
        elif token.type in ("fence", "code_block", "hr"):
            reading.last_kind = "code" if token.type != "hr" else "other"
    reading.references = [
        str(each["href"]) for label, each in env.get("references", {}).items() if label not in (definitions or {})
    ]
    return reading


def links_to(markdown: str, address: str) -> bool:
    """Whether a text has a link to the same page as ``address``, however either is written."""
    wanted = page_of(address)
    return any(page_of(link.href) == wanted for link in read_markdown(markdown).links)


def _read_inline(reading: Reading, token: Token, around: list[str], level: int) -> None:
    text = inline_text(token).strip()
    holder = around[-1]
    place = {"heading": "heading", "th": "table", "td": "table"}.get(holder, "prose")
    if holder == "heading":
        if reading.last_kind == "heading" and reading.headings and level <= reading.headings[-1].level:
            reading.bare_headings.append(reading.headings[-1].text)
        reading.headings.append(Heading(level, text))
    elif holder in ("th", "td") or "list_item" in around:
        reading.items.append(text)
    else:
        reading.paragraphs.append(text)
    reading.spoken.append(inline_text(token, with_code=False))
    reading.last_kind, reading.last_text = ("heading" if holder == "heading" else "text"), text
    _read_children(reading, token.children or [], place)


def _read_children(reading: Reading, children: list[Token], place: str) -> None:
    opened: int | None = None
    for number, child in enumerate(children):
        if child.type == "link_open":
            opened = number
            reading.captions.append(str(child.attrs.get("title", "")))
        elif child.type == "link_close" and opened is not None:
            inside = Token("inline", "", 0, children=children[opened + 1 : number])
            has_image = any(part.type == "image" for part in inside.children or [])
            href = str(children[opened].attrs.get("href", ""))
            reading.links.append(Link(href, " ".join(inline_text(inside).split()), place, has_image))
            opened = None
        elif child.type == "image":
            reading.image_sources.append(str(child.attrs.get("src", "")))
            reading.captions += [inline_text(child), str(child.attrs.get("title", ""))]
        elif child.type == "html_inline":
            reading.html.append(child.content)
        elif child.type == "text" and opened is None:
            reading.literal.append(child.content)
