"""A model's opinion of a text that has passed all hard checks: six marks with reasons, as soft checks.

It advises the writer and the editor and decides nothing alone: a text that it dislikes is still delivered, flagged.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from blog_order.content.checks.report import Check, Severity
from blog_order.content.cleaning import clean_customer_line
from blog_order.content.prompting.article import WrittenArticle
from blog_order.content.prompting.brief import Brief
from blog_order.content.prompting.prompt import judge_prompt
from blog_order.content.writing.writer import Generate

LOWEST, HIGHEST, PASSES_FROM = 1, 5, 3
MAX_REASON_CHARACTERS = 300
MAX_OUTPUT_TOKENS = 4000
"""Six short reasons are about 300 tokens; the rest is a model's thinking."""

_ADDRESS = re.compile(r"(?:https?:|//|www\.)\S+", re.IGNORECASE)


def _shown(reason: str) -> str:
    """Reasons reach customers: no address in them, and not too long."""
    return _ADDRESS.sub("…", clean_customer_line(reason))[:MAX_REASON_CHARACTERS]


class Mark(BaseModel):
    """One mark, 1 (bad) to 5 (good)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    score: int = Field(ge=LOWEST, le=HIGHEST)
    reason: Annotated[str, AfterValidator(_shown)] = Field(description="One sentence: where, and what to change.")


class Opinion(BaseModel):
    """What the judge hands back; also the JSON schema of its answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    originality: Mark
    usefulness: Mark
    anchor: Mark
    tone: Mark
    spam: Mark
    support: Mark


TITLES = {
    "originality": "It says something of its own",
    "usefulness": "It is useful to its readers",
    "anchor": "Your link fits into its sentence",
    "tone": "It sounds like the site",
    "spam": "It does not read as advertising",
    "support": "It claims only what can be backed",
}
ABOUT_PASSAGES = ("anchor", "tone", "spam", "support")
"""A passage need not be original, nor useful by itself."""


@dataclass(frozen=True, slots=True)
class Judged:
    """An opinion as checks, and what it took."""

    checks: list[Check]
    model: str
    prompt_version: str
    input_tokens: int
    output_tokens: int


def judge_text(
    article: WrittenArticle,
    brief: Brief,
    generate: Generate,
    *,
    passage: str = "",
    model: str = "",
    should_stop: Callable[[], None] | None = None,
) -> Judged:
    """Ask for an opinion.

    Args:
        article: the whole text.
        brief: what was ordered.
        passage: for a backlink, the passage that is new.
        model: which model to ask; the writer's, unless given.
        should_stop: called often during the answer; raises to end it.

    Raises:
        blog_order.errors.Failure: the model could not be reached, refused, or gave an unusable answer.
    """
    prompt = judge_prompt(article, brief, passage=passage)
    answer = generate(
        prompt.instructions,
        prompt.input,
        Opinion,
        should_stop=should_stop,
        model=model,
        max_output_tokens=MAX_OUTPUT_TOKENS,
    )
    names = ABOUT_PASSAGES if passage else tuple(TITLES)
    checks = [_check(name, getattr(answer.value, name)) for name in names]
    return Judged(checks, answer.model, prompt.version, answer.input_tokens, answer.output_tokens)


def _check(name: str, mark: Mark) -> Check:
    return Check(
        id=f"judge-{name}",
        title=TITLES[name],
        severity=Severity.SOFT,
        passed=mark.score >= PASSES_FROM,
        detail=mark.reason or f"{mark.score} of {HIGHEST}.",
        value=mark.score,
    )
