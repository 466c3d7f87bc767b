"""Writes one draft: makes the prompt, calls the model, and shows the text as it grows.

The model is reached through a callable, so that this package knows no gateway; ``gateways/openai.py`` has it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel

from blog_order.content.checks.prompt_leaks import find_prompt_leak
from blog_order.content.placement import MARKER, ProposedPlacement, link_markdown
from blog_order.content.prompting.article import WrittenArticle
from blog_order.content.prompting.brief import Brief
from blog_order.content.prompting.prompt import Prompt, prompt_for
from blog_order.content.prompting.spotlight import unmark

LOOKS_BACK_CHARACTERS = 400
"""Instructions may have begun in what is shown already, spelt with spaces between their letters."""

T = TypeVar("T", bound=BaseModel)
T_co = TypeVar("T_co", covariant=True, bound=BaseModel)


class Generated(Protocol[T_co]):
    """A model's answer: the value, who wrote it, and what it took."""

    @property
    def value(self) -> T_co: ...
    @property
    def model(self) -> str: ...
    @property
    def input_tokens(self) -> int: ...
    @property
    def output_tokens(self) -> int: ...


class Generate(Protocol):
    """Asks a language model for a value of the type ``schema``.

    ``on_partial`` receives the unfinished value as a dict, at most four times a second; ``should_stop`` is
    called often and raises to end the call; ``model`` is asked instead of the usual one. Raises
    ``blog_order.errors.Failure``.
    """

    def __call__(
        self,
        instructions: str,
        input: str,
        schema: type[T],
        *,
        on_partial: Callable[[dict[str, Any]], None] | None = None,
        should_stop: Callable[[], None] | None = None,
        model: str = "",
        max_output_tokens: int = 16_000,
    ) -> Generated[T]: ...


@dataclass(frozen=True, slots=True)
class WrittenDraft:
    """One try of the writer, not yet checked."""

    article: WrittenArticle
    model: str
    prompt_version: str
    input_tokens: int
    output_tokens: int


def write_draft(
    brief: Brief,
    generate: Generate,
    *,
    current: WrittenArticle | None = None,
    problems: Sequence[str] = (),
    on_text: Callable[[str], None] | None = None,
    should_stop: Callable[[], None] | None = None,
) -> WrittenDraft:
    """Have one draft written.

    Args:
        brief: what was ordered.
        generate: the model.
        current: the text to start from: the version to be revised, the published article that gets a backlink, or
            the draft before this one, which failed the check.
        problems: what the check found wrong in ``current``; the writer is told to mend exactly that.
        on_text: receives the readable Markdown so far (``# title``, then the body) each time it has changed; empty at
            the first sign of an answer, which is when it begins to cost.
        should_stop: called often during the writing; raises to end it.

    Raises:
        blog_order.errors.Failure: the model could not be reached, refused, or gave an unusable answer.
        ValueError: the task needs a ``current`` text and there is none.
    """
    prompt = prompt_for(brief, current=current, problems=list(problems))
    answer = _ask(generate, prompt, WrittenArticle, readable_markdown, on_text, should_stop)
    return WrittenDraft(answer.value, answer.model, prompt.version, answer.input_tokens, answer.output_tokens)


@dataclass(frozen=True, slots=True)
class ProposedDraft:
    """One try at a backlink: the proposal, not yet placed."""

    proposed: ProposedPlacement
    model: str
    prompt_version: str
    input_tokens: int
    output_tokens: int


def propose_placement(
    brief: Brief,
    generate: Generate,
    *,
    published: WrittenArticle,
    problems: Sequence[str] = (),
    on_text: Callable[[str], None] | None = None,
    should_stop: Callable[[], None] | None = None,
) -> ProposedDraft:
    """Have a passage chosen in the published article and rewritten for the customer's link.

    ``on_text`` receives the article's title and the new passage as it grows; all else is as for :func:`write_draft`.

    Raises:
        blog_order.errors.Failure: the model could not be reached, refused, or gave an unusable answer.
    """
    prompt = prompt_for(brief, current=published, problems=list(problems))

    def readable(partial: Mapping[str, Any]) -> str:
        if not isinstance(passage := partial.get("replacement"), str):
            return ""
        return readable_markdown({"title": published.title, "body": _with_anchor(passage, brief)})

    answer = _ask(generate, prompt, ProposedPlacement, readable, on_text, should_stop)
    return ProposedDraft(answer.value, answer.model, prompt.version, answer.input_tokens, answer.output_tokens)


def _ask(
    generate: Generate,
    prompt: Prompt,
    schema: type[T],
    readable: Callable[[Mapping[str, Any]], str],
    on_text: Callable[[str], None] | None,
    should_stop: Callable[[], None] | None,
) -> Generated[T]:
    """Ask the model, and show what is ``readable`` of its answer as it grows."""
    shown = Shown(on_text)

    def show(partial: dict[str, Any]) -> None:
        shown.show(readable(partial))

    answer = generate(
        prompt.instructions,
        prompt.input,
        schema,
        on_partial=show if on_text is not None else None,
        should_stop=should_stop,
    )
    show(answer.value.model_dump())
    return answer


def _with_anchor(passage: str, brief: Brief) -> str:
    return passage.replace(MARKER, link_markdown(brief)).split("{{")[0]


def readable_markdown(partial: Mapping[str, Any]) -> str:
    """The part of an unfinished answer that a person can read: ``# title``, an empty line, the body so far."""
    title, body = partial.get("title"), partial.get("body")
    parts = []
    if isinstance(title, str) and title.strip():
        parts.append("# " + " ".join(title.split()))
    if isinstance(body, str) and body.strip():
        parts.append(body.lstrip("\n"))
    return unmark("\n\n".join(parts))


class Shown:
    """Passes a growing text on, each state once. Where it begins to tell our instructions it stays as it was: no check
    has seen it yet, and its customer reads along."""

    def __init__(self, on_text: Callable[[str], None] | None) -> None:
        self._on_text = on_text
        self._text: str | None = None
        self._stopped = on_text is None

    def show(self, text: str) -> None:
        """Show ``text``, the whole so far."""
        if self._stopped or text == self._text:
            return
        if find_prompt_leak(text[max(0, len(self._text or "") - LOOKS_BACK_CHARACTERS) :]) is not None:
            self._stopped = True
            return
        self._text = text
        if self._on_text is not None:
            self._on_text(text)
