"""The proof of a backlink: one passage of one paragraph changed, and nothing else in the article, source or reading.

Bytes alone don't prove that: a link definition can leave with the passage, and links elsewhere die; a closing ``**``
can leave, and a paragraph shows asterisks. So the whole article is parsed before and after, and the two trees are
compared: every block and every link, image, heading, table, footnote and emphasis is the same, but for the customer's
link in the one paragraph.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from blog_order.content.addresses import normalise
from blog_order.content.enclosures import enclosure_problem, untouchable_in
from blog_order.content.markdown import make_parser
from blog_order.content.prompting.brief import Brief
from blog_order.content.reading import make_reading_parser

RUNNING_TEXT = "The passage must be running text within one paragraph: not code, and not across two blocks."
OTHERS_STAY = "Every other link, picture and piece of code of the passage must stay, and none may be added."

_PARSERS: tuple[MarkdownIt, ...] = (make_parser(), make_reading_parser())
"""The one that renders, and the one that also sees what the renderer hides: both must agree."""
_EMPHASIS = ("em_open", "em_close", "strong_open", "strong_close", "s_open", "s_close")
_KEPT = ("code_inline", "html_inline", "hardbreak", "footnote_ref", "math_inline")
_LITERAL_MARKUP = ("**", "__", "~~", "`", "](", "][")


@dataclass(frozen=True)
class Block:
    """One paragraph of an article, and what the article says that it depends on."""

    source: str
    """Its Markdown, without the marks of a list or a quote around it."""
    definitions: dict[str, Any]
    """The link definitions of the whole article (markdown-it's ``references``)."""


def what_else_changed(base: str, new: str, *, passage: str, replacement: str, brief: Brief) -> str:
    """Say what differs between the published text and the new one beside the one passage; empty if nothing does.

    Args:
        base: the article as it is published.
        new: the article with the link in it.
        passage: what was replaced, as it stands in ``base``.
        replacement: what stands there in ``new``.
        brief: what was ordered.
    """
    start = base.find(passage)
    if start < 0 or base.count(passage) != 1:
        return "The passage is not in the published article, or more than once."
    if new != base[:start] + replacement + base[start + len(passage) :]:
        return "Text outside the passage was changed."
    if problem := enclosure_problem(base, start, start + len(passage)):
        return problem
    for parser in _PARSERS:
        if problem := _tree_problem(parser, base, new, brief):
            return problem
    return ""


def changed_block(base: str, new: str) -> tuple[Block, Block] | None:
    """The one paragraph that differs, before and after; None when there is not exactly one."""
    parser = _PARSERS[-1]
    old_env: dict[str, Any] = {}
    new_env: dict[str, Any] = {}
    before, after = parser.parse(base, old_env), parser.parse(new, new_env)
    if len(before) != len(after):
        return None
    changed = [
        number for number, (old, now) in enumerate(zip(before, after, strict=True)) if old.content != now.content
    ]
    if len(changed) != 1:
        return None
    return (
        Block(before[changed[0]].content, dict(old_env.get("references", {}))),
        Block(after[changed[0]].content, dict(new_env.get("references", {}))),
    )


def _tree_problem(parser: MarkdownIt, base: str, new: str, brief: Brief) -> str:
    old_env: dict[str, Any] = {}
    new_env: dict[str, Any] = {}
    before, after = parser.parse(base, old_env), parser.parse(new, new_env)
    if [_shape(token) for token in before] != [_shape(token) for token in after]:
        return "The passage must stay part of its paragraph: no new paragraphs, headings, lists or quotes."
    if _addresses(old_env) != _addresses(new_env):
        return "The passage holds the definition of a link, which other links need: choose running text."
    pairs = list(enumerate(zip(before, after, strict=True)))
    changed = [(number, old, now) for number, (old, now) in pairs if old.content != now.content]
    if len(changed) != 1 or changed[0][1].type != "inline":
        return RUNNING_TEXT
    number, old, now = changed[0]
    if any(_tree(was) != _tree(here) for other, (was, here) in pairs if other != number):
        return "A link, picture or note elsewhere in the article would read differently: choose another passage."
    holder = before[number - 1].type
    if holder != "paragraph_open":
        place = "a heading" if holder == "heading_open" else "a table"
        return f"The passage stands in {place}: choose one in a paragraph."
    if any(token.type == "footnote_open" for token in _around(before, number)):
        return "The passage stands in a footnote: choose one in a paragraph."
    return _paragraph_problem(old, now, brief)


def _paragraph_problem(old: Token, now: Token, brief: Brief) -> str:
    kept, found = _parts(old), _parts(now)
    own = ("link", normalise(brief.target_url), brief.anchor_text)
    if found.count(own) != 1:
        return "The customer's link does not come out as it was ordered: put it between plain words, with spaces."
    if _inside_element(now, own):
        return "The customer's link stands inside HTML: put it between plain words."
    found.remove(own)
    if found != kept:
        if [part for part in found if part[0] not in _EMPHASIS] == [part for part in kept if part[0] not in _EMPHASIS]:
            return "The emphasis of the passage must stay: keep its * and _ where they are, and add none."
        return OTHERS_STAY
    if untouchable_in(old.content) != untouchable_in(now.content):
        return "Shortcodes, comments and notes of the passage must stay, and none may be added."
    if literal := _new_literal_markup(old, now, brief):
        return f"The replacement leaves a visible {literal}: write it without, or whole."
    return ""


def _shape(token: Token) -> tuple[str, str, int, str, str]:
    return (token.type, token.tag, token.level, token.info, token.markup)


def _tree(token: Token) -> tuple[object, ...]:
    children = tuple(_tree(child) for child in token.children or [])
    return (*_shape(token), token.content, tuple(sorted(token.attrs.items())), repr(token.meta), children)


def _addresses(env: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {label: (str(each["href"]), str(each["title"])) for label, each in env.get("references", {}).items()}


def _around(tokens: Sequence[Token], number: int) -> list[Token]:
    """The opening tokens of the blocks that a token stands in."""
    opened: list[Token] = []
    for token in tokens[:number]:
        if token.nesting == 1:
            opened.append(token)
        elif token.nesting == -1 and opened:
            opened.pop()
    return opened


def _parts(token: Token) -> list[tuple[str, str, str]]:
    """Links (address and words), pictures, code, HTML, notes, breaks and emphasis of a paragraph, in their order."""
    parts: list[tuple[str, str, str]] = []
    opened: list[tuple[int, str]] = []
    children = token.children or []
    for number, child in enumerate(children):
        if child.type == "link_open":
            opened.append((number, str(child.attrs.get("href", ""))))
        elif child.type == "link_close" and opened:
            begin, href = opened.pop()
            text = "".join(each.content for each in children[begin + 1 : number])
            parts.append(("link", normalise(href), " ".join(text.split())))
        elif child.type == "image":
            parts.append(("image", str(child.attrs.get("src", "")), child.content))
        elif child.type in _KEPT:
            parts.append((child.type, child.content, repr(child.meta)))
        elif child.type in _EMPHASIS:
            parts.append((child.type, "", ""))
    return parts


_TEXT_ELEMENTS = frozenset({"b", "em", "i", "ins", "mark", "s", "small", "span", "strong", "u"})
"""HTML elements in which a link may stand."""


def _inside_element(token: Token, own: tuple[str, str, str]) -> bool:
    """Whether the customer's link stands between the tags of an element, such as another link."""
    opened: list[str] = []
    for child in token.children or []:
        if child.type == "link_open" and normalise(str(child.attrs.get("href", ""))) == own[1]:
            return any(name not in _TEXT_ELEMENTS for name in opened)
        if child.type == "html_inline" and (name := _tag_name(child.content)):
            if child.content.startswith("</"):
                if name in opened:
                    opened.remove(name)
            elif not child.content.endswith("/>") and name not in _VOID_ELEMENTS:
                opened.append(name)
    return False


_VOID_ELEMENTS = frozenset({"br", "hr", "img", "input", "wbr"})


def _tag_name(html: str) -> str:
    name = html.lstrip("</").split(">")[0].split()
    return name[0].rstrip("/").lower() if name and name[0][:1].isalpha() else ""


def _new_literal_markup(old: Token, now: Token, brief: Brief) -> str:
    """A piece of markup that reads as text in the new paragraph and did not in the old one, or an empty string."""
    before = _literals(old.children or [], "")
    after = _literals(now.children or [], brief.anchor_text)
    return next((mark for mark in _LITERAL_MARKUP if after[mark] > before[mark]), "")


def _literals(children: Iterable[Token], anchor: str) -> Counter[str]:
    texts = [child.content for child in children if child.type == "text" and child.content != anchor]
    return Counter({mark: sum(text.count(mark) for text in texts) for mark in _LITERAL_MARKUP})
