"""An article's Markdown as the text of its page: safe HTML, its headings, its pictures, how long it takes to read.

``content.markdown`` makes the HTML safe; this adds what only the page needs. It works on the tags of nh3's output, in
which ``<`` is always the beginning of a tag and attributes always stand in double quotes.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from html import escape, unescape

from markupsafe import Markup

from blog_order.content.addresses import normalise
from blog_order.content.markdown import PAID_LINK_CLASS, render_article
from blog_order.content.words import count_words
from blog_order.settings import PROJECT_ROOT

WORDS_PER_MINUTE = 220
IMAGES_PATH = "/blog-images/"
_IMAGES_FOLDER = PROJECT_ROOT / "assets" / "blog-images"

_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")*)>')
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_HEADING = re.compile(r'<h([23]) id="([^"]*)">(.*?)</h\1>', re.DOTALL)
_IMAGE = re.compile(r'<img(?: [a-z-]+="[^"]*")*? src="([^"]*)"')
_SVG_SIZE = re.compile(rb'<svg\b[^>]*? width="(\d+)" height="(\d+)"')


@dataclass(frozen=True)
class Heading:
    """A heading for the list of contents: ``level`` 2 or 3, ``id`` as in the page, ``text`` without markup."""

    level: int
    id: str
    text: str


@dataclass(frozen=True)
class Body:
    """The finished text of a page. ``images`` are addresses as written, ours beginning with a slash."""

    html: Markup
    headings: tuple[Heading, ...]
    images: tuple[str, ...]
    words: int

    @property
    def minutes(self) -> int:
        """How long reading takes, at least one minute."""
        return max(1, round(self.words / WORDS_PER_MINUTE))


@functools.lru_cache(maxsize=256)
def render_body(markdown: str, paid_urls: tuple[str, ...], paid_rel: str, mark_paid: bool = False) -> Body:
    """The text of an article's page. The same arguments give the same text, so that the last ones asked for are kept.

    Args:
        markdown: the article, without its title.
        paid_urls: addresses customers paid for; each link to one gets ``paid_rel`` as its ``rel``.
        paid_rel: from the site; empty for no ``rel``.
        mark_paid: gives these links the class ``paid-link``, for previews.
    """
    paid = frozenset(normalise(address) for address in paid_urls)
    safe = render_article(markdown, paid_rel=paid_rel, id_prefix="")
    html = _TAG.sub(lambda tag: _finish_tag(tag, paid, paid_rel, mark_paid), safe)
    return Body(
        html=Markup(html),
        headings=tuple(
            Heading(int(level), unescape(anchor), Markup(inner).striptags())
            for level, anchor, inner in _HEADING.findall(safe)
        ),
        images=tuple(unescape(source) for source in _IMAGE.findall(safe)),
        words=count_words(markdown),
    )


def _finish_tag(tag: re.Match[str], paid: frozenset[str], paid_rel: str, mark_paid: bool) -> str:
    closing, name, rest = tag.groups()
    if closing:
        return "</table></div>" if name == "table" else tag.group()
    attributes = {key: unescape(value) for key, value in _ATTRIBUTE.findall(rest)}
    if name == "a" and normalise(attributes.get("href", "")) in paid:
        # render_article knows one paid address only, and an article can come to hold several.
        attributes["rel"] = paid_rel
        if mark_paid:
            attributes["class"] = PAID_LINK_CLASS
    elif name == "img":
        attributes |= _image_size(attributes.get("src", ""))
    elif name == "th":
        attributes["scope"] = "col"
    elif name == "table":
        attributes.pop("tabindex", None)  # its box scrolls
    written = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items() if value or key == "alt")
    opening = f"<{name}{written}>"
    return f'<div class="table" tabindex="0">{opening}' if name == "table" else opening


def _image_size(source: str) -> dict[str, str]:
    """Width and height of a picture of ours, so that the text below it does not jump when it comes."""
    name = source.removeprefix(IMAGES_PATH)
    if not re.fullmatch(r"[\w-]+\.svg", name):
        return {}
    try:
        with (_IMAGES_FOLDER / name).open("rb") as file:
            found = _SVG_SIZE.search(file.read(2048))
    except OSError:
        return {}
    return {"width": found[1].decode(), "height": found[2].decode()} if found else {}
