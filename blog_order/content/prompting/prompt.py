"""Makes the prompt of one task from the files in ``prompts/``.

The instructions are those files and nothing else: no word from outside ever stands among them. All that came from
outside is in the input, between tags that it cannot close: the brief as JSON (see ``brief.tagless_json``) with the
customer's free text marked word by word (see ``spotlight``), the current article as Markdown that begins with
``# title``, its other fields as JSON, the problems as a list.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from blog_order.content.prompting.article import WrittenArticle
from blog_order.content.prompting.brief import Brief, Task, tagless_json
from blog_order.content.prompting.spotlight import datamark

PROMPTS = Path(__file__).parent / "prompts"
COMMON = "common"
MARKED = ("topic", "notes", "revision_notes")
"""Fields of a brief that a customer writes freely, and whose words are not copied as they are."""
JUDGE = "judge"
TOLD_TO_JUDGE = {"topic", "keyword", "anchor_text", "target_url", "site"}
"""Not the notes: a text is judged by what it is, and wishes are the customer's to judge."""
NEEDS_CURRENT = frozenset({Task.ARTICLE_REVISION, Task.BACKLINK, Task.BACKLINK_REVISION})

_OUR_TAG = re.compile(r"<(?=\s*/?\s*(?:brief|current_article|current_details|problems|passage)\b)", re.IGNORECASE)
_VERSION = re.compile(r"\A<!-- version: (\d+) -->\n+")


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is sent to the model, and the version that is recorded with the answer."""

    instructions: str
    input: str
    version: str


def prompt_for(brief: Brief, *, current: WrittenArticle | None = None, problems: list[str] | None = None) -> Prompt:
    """The prompt for a brief.

    Args:
        brief: what was ordered.
        current: the text to start from; required for revisions and backlinks.
        problems: what the quality check found wrong in ``current``, a sentence each.

    Raises:
        ValueError: the task needs a current text and there is none.
    """
    if current is None and brief.task in NEEDS_CURRENT:
        raise ValueError(f"the task {brief.task} needs the current article")
    common, common_version = read_prompt(COMMON)
    task, task_version = read_prompt(brief.task)
    parts = [f"<brief>{tagless_json(_spotlit(brief))}</brief>"]
    if current is not None:
        details = current.model_dump(mode="json", exclude={"title", "body"})
        parts.append(f"<current_article>\n{_without_tags(current.as_markdown())}\n</current_article>")
        parts.append(f"<current_details>{tagless_json(details)}</current_details>")
    if problems:
        listed = "\n".join(f"- {problem}" for problem in problems)
        parts.append(f"<problems>\n{_without_tags(listed)}\n</problems>")
    return Prompt(f"{task}\n\n{common}", "\n\n".join(parts), f"{brief.task}-{task_version}/{COMMON}-{common_version}")


def _spotlit(brief: Brief) -> dict[str, Any]:
    """The brief's values, with the customer's free text marked."""
    values: dict[str, Any] = brief.model_dump(mode="json")
    for name in MARKED:
        value = values[name]
        values[name] = datamark(value) if isinstance(value, str) else [datamark(each) for each in value]
    return values


def judge_prompt(article: WrittenArticle, brief: Brief, *, passage: str = "") -> Prompt:
    """The prompt for an opinion of a text; ``passage`` is what alone is new in it."""
    instructions, version = read_prompt(JUDGE)
    told = {name: value for name, value in _spotlit(brief).items() if name in TOLD_TO_JUDGE}
    ordered = tagless_json({"task": JUDGE, "kind": "backlink" if passage else "article", **told})
    parts = [f"<brief>{ordered}</brief>"]
    parts.append(f"<current_article>\n{_without_tags(article.as_markdown())}\n</current_article>")
    if passage:
        parts.append(f"<passage>\n{_without_tags(passage)}\n</passage>")
    return Prompt(instructions, "\n\n".join(parts), f"{JUDGE}-{version}")


def _without_tags(text: str) -> str:
    """Markdown in which none of our tags can be opened or closed; it renders the same."""
    return _OUR_TAG.sub("&lt;", text)


@functools.cache
def read_prompt(name: str) -> tuple[str, int]:
    """Text and version number of the prompt file ``name``.

    Raises:
        ValueError: its first line is not ``<!-- version: N -->``.
    """
    text = (PROMPTS / f"{name}.md").read_text(encoding="utf-8")
    found = _VERSION.match(text)
    if found is None:
        raise ValueError(f"prompts/{name}.md must begin with <!-- version: N -->")
    return text[found.end() :].strip(), int(found.group(1))
