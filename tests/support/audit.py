"""What rendered HTML may contain, read by another parser than the one that made it."""

from __future__ import annotations

import html.parser
import re

ALLOWED_TAGS = {
    *("p", "h2", "h3", "h4", "h5", "h6", "a", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "img", "hr", "br", "wbr"),
    *(
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "del",
        "dfn",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "ruby",
        "rt",
        "rp",
        "samp",
        "small",
    ),
    *("span", "sub", "sup", "time", "u", "var", "dl", "dt", "dd", "details", "summary", "figure", "figcaption"),
    *("section", "input"),
}
ALLOWED_ATTRIBUTES = {
    ("a", "href"), ("a", "title"), ("a", "rel"), ("a", "class"), ("img", "src"), ("img", "alt"), ("img", "title"),
    ("img", "loading"), ("ol", "start"), ("code", "class"), ("th", "class"), ("td", "class"), ("a", "id"),
    ("ol", "class"), ("ul", "class"), ("li", "class"), ("li", "id"), ("span", "class"), ("sup", "class"), ("sup", "id"),
    ("section", "class"), ("section", "id"), ("hr", "class"), ("p", "id"), ("figure", "id"), ("abbr", "title"),
    ("time", "datetime"), ("details", "open"), ("pre", "tabindex"), ("table", "tabindex"),
    ("th", "id"), ("td", "id"), ("th", "colspan"), ("th", "rowspan"), ("td", "colspan"), ("td", "rowspan"),
    ("input", "class"), ("input", "checked"), ("input", "type"), ("input", "disabled"),
    *((f"h{n}", "id") for n in range(2, 7)),
    *((tag, name) for tag in ALLOWED_TAGS for name in ("dir", "lang")),
}  # fmt: skip


class Audit(html.parser.HTMLParser):
    """Reads HTML with another parser than the one that made it, and notes all that is not allowed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.addresses: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED_TAGS:
            self.wrong.append(f"<{tag}>")
        if tag == "input" and (dict(attrs).get("type") != "checkbox" or "disabled" not in dict(attrs)):
            self.wrong.append("<input>")
        for name, value in attrs:
            if name == "id" and not (value or "").startswith("h-"):
                self.wrong.append(f"id {value}")
            if (tag, name) not in ALLOWED_ATTRIBUTES:
                self.wrong.append(f"<{tag} {name}>")
            if name in ("href", "src"):
                self.addresses.append(value or "")
                # As browsers find the scheme (WHATWG URL): control characters are dropped, escapes are not decoded.
                scheme = re.match(r"[\x00-\x20]*([A-Za-z][A-Za-z0-9+.\-]*):", re.sub(r"[\t\r\n]", "", value or ""))
                if scheme and scheme.group(1).lower() not in ("http", "https", "mailto"):
                    self.wrong.append(value or "")
                if tag == "img" and not (value or "").startswith("/"):
                    self.wrong.append(value or "")

    def handle_comment(self, data: str) -> None:
        self.wrong.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.wrong.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.wrong.append("instruction")
