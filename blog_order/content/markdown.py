"""The one place where Markdown becomes HTML: the dialect renders, then ``cleaned_html`` keeps what is safe.

Classes in the output that style sheets can use: ``paid-link``, ``align-left|center|right`` on table cells,
``language-…`` on code, ``hl-…`` on its words, ``footnotes``, ``footnote-ref``, ``task-list-item``.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from markdown_it.token import Token

from blog_order.content.addresses import is_site_local, normalise
from blog_order.content.cleaned_html import PAID_LINK_CLASS, Links, clean_html
from blog_order.content.dialect import make_parser
from blog_order.content.heading_ids import name_headings

__all__ = ["PAID_LINK_CLASS", "inline_text", "make_parser", "plain_text", "render_article", "render_tokens"]

ID_PREFIX = "h-"
"""Before each id of an article within the app's pages, so that it can't take the id of a part of the page."""

_parser = make_parser()
_HTML_TAG = re.compile(r"<!--(?:(?!<!--).)*?-->|<[^<>]*>", re.DOTALL)


def render_article(
    markdown: str,
    *,
    paid_url: str | None = None,
    paid_rel: str = "sponsored",
    mark_paid: bool = False,
    id_prefix: str = ID_PREFIX,
) -> str:
    """Safe HTML of an article's Markdown.

    Args:
        markdown: the body, without the title. A ``#`` heading becomes ``<h2>``: the page's ``<h1>`` is the title.
        paid_url: the customer's address; links to it get ``paid_rel`` as ``rel``.
        paid_rel: from the site; empty for no ``rel``.
        mark_paid: gives these links the class ``paid-link``, for previews.
        id_prefix: before each id; empty on the article's own page, where links from elsewhere must find it.

    Other links to other hosts get ``rel="noopener"``. Headings get GitHub's ids. Images load lazily, from the own
    site only, so that opening a text asks nobody else for anything; any other image is replaced by its description.
    Never raises for any text.
    """
    env: dict[str, Any] = {}
    tokens = _parser.parse(markdown, env)
    headings = [inline_text(inline) for token, inline in itertools.pairwise(tokens) if token.type == "heading_open"]
    name_headings(tokens, headings)
    ids = frozenset(str(token.attrs["id"]) for token in tokens if token.type == "heading_open")
    links = replace(_links(paid_url, paid_rel, mark_paid, id_prefix), heading_ids=ids)
    return _render(tokens, env, links)


def render_tokens(
    tokens: Sequence[Token],
    *,
    paid_url: str | None = None,
    paid_rel: str = "sponsored",
    mark_paid: bool = False,
    env: dict[str, Any] | None = None,
) -> str:
    """Safe HTML of markdown-it tokens (which it changes); see ``render_article``, save that headings get no ids."""
    return _render(tokens, env or {}, _links(paid_url, paid_rel, mark_paid, ID_PREFIX))


def _links(paid_url: str | None, rel: str, mark: bool, id_prefix: str) -> Links:
    return Links(frozenset({normalise(paid_url)} if paid_url else ()), rel, mark, id_prefix)


def _render(tokens: Sequence[Token], env: dict[str, Any], links: Links) -> str:
    for token in tokens:
        _adapt_block(token)
        for child in token.children or []:
            if child.type == "image":
                _adapt_image(child)
    return clean_html(_parser.renderer.render(tokens, _parser.options, env), links)


def _adapt_block(token: Token) -> None:
    if token.tag == "h1":
        token.tag = "h2"
    style = token.attrs.pop("style", None)
    if isinstance(style, str) and style.startswith("text-align:"):
        token.attrs["class"] = "align-" + style.removeprefix("text-align:")


def _adapt_image(token: Token) -> None:
    if not is_site_local(str(token.attrs.get("src", ""))):
        description = inline_text(token)
        token.type, token.tag, token.attrs, token.children, token.content = "text", "", {}, None, description


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
        elif token.type == "html_block":
            lines.append(" ".join(_HTML_TAG.sub(" ", token.content).split()))
    return "\n".join(line for line in lines if line)
