"""A small strict reader of our own pages: complains where a tag is not closed, and remembers what there was."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = frozenset({"meta", "link", "img", "br", "hr"})


@dataclass
class Page:
    """What stands in a page: every element as (tag, attributes), and the text of elements by tag."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=dict)

    def all(self, tag: str, **attributes: str) -> list[dict[str, str]]:
        """Attributes of the elements with this tag and these attributes."""
        return [got for name, got in self.elements if name == tag and attributes.items() <= got.items()]

    def one(self, tag: str, **attributes: str) -> dict[str, str]:
        """The attributes of the only such element."""
        (found,) = self.all(tag, **attributes)
        return found

    def meta(self, name: str) -> str:
        """Content of the only ``<meta>`` with this name or property."""
        (found,) = [got["content"] for got in self.all("meta") if name in (got.get("name"), got.get("property"))]
        return found

    def linked_data(self) -> dict[str, Any]:
        """The only JSON-LD block."""
        (found,) = self.texts["script"]
        return dict(json.loads(found))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._open: list[tuple[str, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> repeats an attribute: {names}"
        self.page.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append((tag, []))

    def handle_endtag(self, tag: str) -> None:
        assert self._open and self._open[-1][0] == tag, f"</{tag}> closes {self._open[-1:]}"
        self.page.texts.setdefault(tag, []).append("".join(self._open.pop()[1]).strip())

    def handle_data(self, data: str) -> None:
        for _, text in self._open:
            text.append(data)

    def finish(self) -> Page:
        self.close()
        assert not self._open, f"left open: {[tag for tag, _ in self._open]}"
        return self.page


def parse(html: str) -> Page:
    """The page of this HTML; fails on tags that do not match and on attributes given twice."""
    reader = _Reader()
    reader.feed(html)
    return reader.finish()
