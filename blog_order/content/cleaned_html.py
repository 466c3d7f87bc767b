"""The wall behind the renderer: which HTML an article may hold, and what becomes of its links and pictures.

Articles are untrusted: a model wrote them from a customer's text, or somebody imported them. nh3 (the Rust library
ammonia) parses the HTML as a browser would and keeps a short list of elements and attributes. Its output has a ``<``
only at the beginning of a tag and attributes in double quotes; the last step relies on that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import quote, unquote

import nh3

from blog_order.content.addresses import is_external, is_site_local, normalise
from blog_order.content.highlighting import CLASS_PREFIX

PAID_LINK_CLASS = "paid-link"
RESERVED_IDS = frozenset({"main", "related"})
"""Ids of the blog's own pages."""

_TEXT = {"a", "abbr", "b", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s", "samp", "small"}
_TEXT |= {"span", "strong", "sub", "sup", "time", "u", "var", "wbr", "br", "img", "bdi", "bdo", "ruby", "rt", "rp"}
_BLOCKS = {"p", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "hr", "section"}
_BLOCKS |= {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
_BLOCKS |= {"details", "summary", "figure", "figcaption", "input"}
_WITH_IDS = {"a", "h2", "h3", "h4", "h5", "h6", "li", "sup", "p", "section", "figure"}
_ATTRIBUTES = {
    "*": {"dir", "lang"},
    "a": {"href", "title", "class", "id", "name"},
    "img": {"src", "alt", "title"},
    "ol": {"start", "class"},
    "ul": {"class"},
    "li": {"class", "id"},
    "code": {"class"},
    "span": {"class"},
    "sup": {"class", "id"},
    "section": {"class", "id"},
    "hr": {"class"},
    "input": {"class", "checked"},
    "abbr": {"title"},
    "time": {"datetime"},
    "details": {"open"},
    **{cell: {"class", "colspan", "rowspan", "id"} for cell in ("th", "td")},
    **{block: {"id"} for block in ("h2", "h3", "h4", "h5", "h6", "p", "figure")},
}
_CLASSES = {
    "a": re.compile("footnote-backref"),
    "ol": re.compile("footnotes-list|contains-task-list"),
    "ul": re.compile("contains-task-list"),
    "li": re.compile("footnote-item|task-list-item"),
    "code": re.compile(r"language-[\w+#.-]{1,40}"),
    "span": re.compile(rf"{CLASS_PREFIX}\w{{1,4}}"),
    "sup": re.compile("footnote-ref"),
    "section": re.compile("footnotes"),
    "hr": re.compile("footnotes-sep"),
    "input": re.compile("task-list-item-checkbox"),
    "th": re.compile("align-(?:left|center|right)"),
    "td": re.compile("align-(?:left|center|right)"),
}


@dataclass(frozen=True)
class Links:
    """How links of an article come out.

    Args:
        paid: normalised addresses customers paid for.
        rel: of paid links; empty for none.
        mark: whether paid links get the class ``paid-link``.
        id_prefix: before each id of the article, and in its links to them.
        heading_ids: those of its headings; a link finds one whatever the case of its letters, as on GitHub.
    """

    paid: frozenset[str] = frozenset()
    rel: str = "sponsored"
    mark: bool = False
    id_prefix: str = ""
    heading_ids: frozenset[str] = frozenset()


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    """The last word on attributes whose value matters; None drops one."""
    if name == "class":
        return value if (allowed := _CLASSES.get(tag)) and allowed.fullmatch(value) else None
    if name in ("id", "name") and (value in RESERVED_IDS or len(value) > 200):
        return None
    if (tag, name) == ("img", "src") and not is_site_local(value):
        return None
    return value


def _cleaner(id_prefix: str) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TEXT | _BLOCKS,
        attributes=_ATTRIBUTES,
        attribute_filter=_keep_attribute,
        set_tag_attribute_values={"input": {"type": "checkbox", "disabled": ""}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        strip_comments=True,
        id_prefix=id_prefix or None,
    )


_CLEANERS = {prefix: _cleaner(prefix) for prefix in ("", "h-")}
_TAG = re.compile(r'<(a|img|pre|table)((?: [a-z-]+="[^"]*")*)>')
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')


def clean_html(html: str, links: Links) -> str:
    """Return the safe part of some HTML, with its links and pictures finished. Never raises."""
    return _TAG.sub(lambda tag: _finish(tag, links), _CLEANERS[links.id_prefix].clean(html))


def _finish(tag: re.Match[str], links: Links) -> str:
    name, rest = tag.groups()
    attributes = {key: unescape(value) for key, value in _ATTRIBUTE.findall(rest)}
    if name == "img":
        if "src" not in attributes:
            return escape(attributes.get("alt", ""))
        attributes["loading"] = "lazy"
    elif name == "a":
        _finish_link(attributes, links)
    else:
        attributes["tabindex"] = "0"  # what scrolls sideways must be reachable by keyboard
    written = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
    return f"<{name}{written}>"


def _finish_link(attributes: dict[str, str], links: Links) -> None:
    if target := attributes.pop("name", ""):  # how links were aimed at before ids
        attributes.setdefault("id", links.id_prefix + target)
    href = attributes.get("href", "")
    if href.startswith("#") and len(href) > 1:
        wanted = unquote(href[1:])
        heading = wanted.lower() if wanted.lower() in links.heading_ids else ""
        attributes["href"] = f"#{links.id_prefix}{quote(heading) if heading else href[1:]}"
    elif links.paid and normalise(href) in links.paid:
        if links.rel:
            attributes["rel"] = links.rel
        if links.mark:
            attributes["class"] = PAID_LINK_CLASS
    elif is_external(href):
        attributes["rel"] = "noopener"
