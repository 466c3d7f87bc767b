"""The one place where Markdown becomes HTML.

Articles are untrusted: a model wrote them from a customer's text. Two walls: markdown-it-py with HTML off, which
escapes tags and refuses ``javascript:`` and the like, and then nh3 (the Rust library ammonia) with a short allow-list.

Classes in the output that style sheets can use: ``paid-link``, ``align-left|center|right`` on table cells,
``language-…`` on code.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from blog_order.content.addresses import is_external, is_site_local, normalise
from blog_order.content.slug import make_slug

PAID_LINK_CLASS = "paid-link"
HEADING_ID_PREFIX = "h-"
"""Before each heading's id, so that no heading can take the id of a part of the page."""

_TAGS = {
    *("p", "h2", "h3", "h4", "h5", "h6", "a", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li"),
    *("table", "thead", "tbody", "tr", "th", "td", "img", "hr", "br"),
}
_ATTRIBUTES = {
    "a": {"href", "title", "rel", "class"},
    "img": {"src", "alt", "title", "loading"},
    "ol": {"start"},
    "code": {"class"},
    **{cell: {"class"} for cell in ("th", "td")},
    **{heading: {"id"} for heading in ("h2", "h3", "h4", "h5", "h6")},
}


def make_parser() -> MarkdownIt:
    """The dialect of all articles: CommonMark with tables and strikethrough, without HTML; bare addresses stay text."""
    return MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])


_parser = make_parser()


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    """The last word on attributes whose value matters; None drops one."""
    if name == "class":
        allowed = {"a": value == PAID_LINK_CLASS, "code": value.startswith("language-")}
        return value if allowed.get(tag, value.startswith("align-")) else None
    if (tag, name) == ("img", "src") and not is_site_local(value):
        return None
    return value


_cleaner = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    attribute_filter=_keep_attribute,
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
    strip_comments=True,
)


def render_article(
    markdown: str, *, paid_url: str | None = None, paid_rel: str = "sponsored", mark_paid: bool = False
) -> str:
    """Safe HTML of an article's Markdown.

    Args:
        markdown: the body, without the title. A ``#`` heading becomes ``<h2>``: the page's ``<h1>`` is the title.
        paid_url: the customer's address; links to it get ``paid_rel`` as ``rel``.
        paid_rel: from the site; empty for no ``rel``.
        mark_paid: gives these links the class ``paid-link``, for previews.

    Other links to other hosts get ``rel="noopener"``. Headings get ids. Images load lazily, from the own
    site only, so that opening a text asks nobody else for anything; any other image is replaced by its description.
    Never raises for any text.
    """
    tokens = _parser.parse(markdown)
    _name_headings(tokens)
    return render_tokens(tokens, paid_url=paid_url, paid_rel=paid_rel, mark_paid=mark_paid)


def render_tokens(
    tokens: Sequence[Token], *, paid_url: str | None = None, paid_rel: str = "sponsored", mark_paid: bool = False
) -> str:
    """Safe HTML of markdown-it tokens (which it changes); see ``render_article``, save that headings get no ids."""
    paid = normalise(paid_url) if paid_url else None
    for token in tokens:
        _adapt_block(token)
        for child in token.children or []:
            if child.type == "link_open":
                _adapt_link(child, paid, paid_rel, mark_paid)
            elif child.type == "image":
                _adapt_image(child)
    return _cleaner.clean(_parser.renderer.render(tokens, _parser.options, {}))


def _adapt_block(token: Token) -> None:
    if token.tag == "h1":
        token.tag = "h2"
    style = token.attrs.pop("style", None)
    if isinstance(style, str) and style.startswith("text-align:"):
        token.attrs["class"] = "align-" + style.removeprefix("text-align:")


def _adapt_link(token: Token, paid: str | None, paid_rel: str, mark_paid: bool) -> None:
    href = str(token.attrs.get("href", ""))
    if paid is not None and normalise(href) == paid:
        if paid_rel:
            token.attrs["rel"] = paid_rel
        if mark_paid:
            token.attrs["class"] = PAID_LINK_CLASS
    elif is_external(href):
        token.attrs["rel"] = "noopener"


def _adapt_image(token: Token) -> None:
    source = str(token.attrs.get("src", ""))
    if is_site_local(source):
        token.attrs["loading"] = "lazy"
        return
    description = inline_text(token)
    token.type, token.tag, token.attrs, token.children, token.content = "text", "", {}, None, description


def _name_headings(tokens: Sequence[Token]) -> None:
    taken: set[str] = set()
    for opening, inline in itertools.pairwise(tokens):
        if opening.type != "heading_open":
            continue
        base = name = make_slug(inline_text(inline))
        number = 1
        while name in taken:
            number += 1
            name = f"{base}-{number}"
        taken.add(name)
        opening.attrs["id"] = HEADING_ID_PREFIX + name


def inline_text(token: Token, *, with_code: bool = True) -> str:
    """The words of an inline token as a reader sees them: no markup, line breaks as spaces, images left out."""
    breaks = {"softbreak": " ", "hardbreak": " "}
    shown = {"text", "text_special", *(["code_inline"] if with_code else [])}
    children = token.children or []
    return "".join(child.content if child.type in shown else breaks.get(child.type, "") for child in children)


@functools.lru_cache(maxsize=64)
def plain_text(markdown: str) -> str:
    """The words of an article: one paragraph, heading, list item, table cell or code block a line; no markup."""
    lines = []
    for token in _parser.parse(markdown):
        if token.type == "inline":
            lines.append(inline_text(token).strip())
        elif token.type in ("fence", "code_block"):
            lines.append(token.content.strip())
    return "\n".join(line for line in lines if line)
