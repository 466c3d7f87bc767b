"""What the writer reads from a prompt: the brief, the current article, the problems of the previous try."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

_MARKUP = re.compile(r"[\[\]()<>*_#`{}|\\$]")
MARK = "ˆ"
"""Stands for spaces in what a customer typed."""
_ADDRESS = re.compile(r"https?://\S+")


def plain(text: object, limit: int = 160) -> str:
    """A customer's words made harmless for Markdown: one line, no markup or addresses, at most ``limit`` characters."""
    cleaned = _MARKUP.sub("", _ADDRESS.sub("", str(text or "")))
    return re.sub(r"\s+", " ", cleaned).strip(" .,;:")[:limit]


def tagged(text: str, tag: str) -> list[str]:
    """Contents of every ``<tag>…</tag>`` in order. Prompts may mention a tag before they use it: prefer the last."""
    return re.findall(rf"<{tag}>((?:(?!<{tag}>).)*?)</{tag}>", text, re.DOTALL)


@dataclass(slots=True)
class Brief:
    """A prompt, understood. Lengths are in words; texts are as the prompt gives them, except where noted.

    ``task`` is "article", "article-revision", "backlink", "backlink-revision", "judge", or "" without a brief.
    ``details`` are title, slug and the like of the current article, if the prompt gives them.
    """

    task: str = ""
    topic: str = ""
    niche: str = ""
    keyword: str = ""
    target_url: str = ""
    anchor_text: str = ""
    notes: str = ""
    revision_notes: str = ""
    audience: str = ""
    tone: str = ""
    site_name: str = ""
    site_topic: str = ""
    min_words: int | None = None
    max_words: int | None = None
    internal_links: list[tuple[str, str]] = field(default_factory=list)
    banned_topics: list[str] = field(default_factory=list)
    current: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    problems: str = ""
    given: dict[str, Any] = field(default_factory=dict)
    seed: str = ""

    @property
    def anchor(self) -> str:
        """Text of the link: the anchor asked for, else the keyword, else the topic."""
        return re.sub(r"\s+", " ", self.anchor_text).strip() or plain(self.keyword) or subject(self.topic)

    @property
    def link(self) -> str:
        """The customer's link in Markdown; empty when the brief names no address."""
        if not self.target_url:
            return ""
        anchor = re.sub(r"([\\\[\]*_`<>~|])", r"\\\1", self.anchor)
        address = f"<{self.target_url}>" if re.search(r"[()\s]", self.target_url) else self.target_url
        return f"[{anchor}]({address})"


def readers(audience: str) -> str:
    """A site's audience as it can stand within a sentence: its first few words, up to a comma."""
    short = re.split(r"[,;:.(]", audience, maxsplit=1)[0].strip()
    return short[:1].lower() + short[1:] if short[1:2].islower() and len(short) <= 80 else ""


def read(prompt: str) -> Brief:
    """The brief of a prompt. Without a usable ``<brief>`` the first words of the prompt become the topic."""
    given = _object(prompt, "brief")
    site = given.get("site") if isinstance(given.get("site"), dict) else {}
    assert isinstance(site, dict)
    current, problems = tagged(prompt, "current_article"), tagged(prompt, "problems")
    brief = Brief(
        task=_text(given, "task"),
        topic=plain(given.get("topic") or given.get("title") or given.get("keyword")),
        niche=plain(given.get("niche") or site.get("topic"), 60),
        keyword=plain(given.get("keyword"), 80),
        target_url=_text(given, "target_url"),
        anchor_text=_text(given, "anchor_text"),
        notes=_text(given, "notes"),
        revision_notes=_last(given.get("revision_notes")),
        audience=readers(plain(site.get("audience"), 300)),
        tone=str(site.get("tone") or given.get("tone") or ""),
        site_name=plain(site.get("name"), 60),
        site_topic=plain(site.get("topic"), 80),
        min_words=_number(given.get("min_words")),
        max_words=_number(given.get("max_words")),
        internal_links=_links(given.get("internal_links")),
        banned_topics=[str(topic) for topic in site.get("banned_topics") or [] if topic],
        current=current[-1].strip("\n") if current else "",
        details=_object(prompt, "current_details"),
        problems=problems[-1].strip() if problems else "",
        given=given,
    )
    if not brief.topic:
        brief.topic = plain(re.sub(r"<[^>]+>", " ", prompt), 70) or "good writing"
    # Instructions may change with every release of the prompts; the article should follow its brief alone.
    brief.seed = json.dumps([given or prompt, brief.current, brief.problems], sort_keys=True)
    return brief


def subject(topic: str) -> str:
    """A topic as a noun phrase for running text: "How to choose a desk" becomes "choosing a desk"."""
    text = plain(topic).rstrip("?! ")
    text = re.split(r": | [-–—] ", text)[0] or text
    text = re.sub(r"^(the )?(ultimate |complete |beginner'?s |short |practical )*guide (to|for) ", "", text, flags=re.I)
    text = re.sub(r"^(the )?(top )?(\d+ )?(best )?(?=\w)", "", text, flags=re.I)
    text = re.sub(r"^(what (is|are)|why|about|an introduction to|introduction to) ", "", text, flags=re.I)
    if match := re.match(r"how (?:to|do you|can you|should you) (\w+)(.*)", text, flags=re.I):
        text = _gerund(match[1].lower()) + match[2]
    if not text:
        return "this subject"
    first = text.split()[0]
    keeps = len(first) > 1 and any(letter.isupper() for letter in first[1:])  # SEO, iPhone, McLaren
    return text if keeps else text[0].lower() + text[1:]


def _gerund(verb: str) -> str:
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) and verb != "be":
        return verb[:-1] + "ing"
    doubles = {"get", "set", "run", "plan", "cut", "put", "stop", "win", "begin", "swim", "fit", "trim", "shop", "let"}
    return verb + (verb[-1] if verb in doubles else "") + "ing"


def _text(given: dict[str, Any], name: str) -> str:
    value = given.get(name)
    if isinstance(value, list):
        return "\n".join(str(item) for item in value)
    return str(value or "").strip()


def _last(value: object) -> str:
    """The wish to work in now: earlier ones are in the text already."""
    if isinstance(value, list):
        return str(value[-1]).strip() if value else ""
    return str(value or "").strip()


def _object(prompt: str, tag: str) -> dict[str, Any]:
    """The last JSON object between tags; empty without one."""
    for text in reversed(tagged(prompt, tag)):
        try:
            parsed = json.loads(text.replace(MARK, " "))
        except ValueError:
            continue
        if isinstance(parsed, dict):
            return parsed
    return {}


def _number(value: object) -> int | None:
    return int(value) if isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0 else None


def _links(value: object) -> list[tuple[str, str]]:
    if not isinstance(value, list):
        return []
    return [
        (plain(item.get("title"), 100), str(item["url"]))
        for item in value
        if isinstance(item, dict) and item.get("title") and item.get("url")
    ]
