"""One draft of a writing job: how a product is asked for it, and the row that keeps it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from blog_order.content.writing.writer import ProposedDraft, WrittenDraft
from blog_order.gateways.openai import BadAnswer, Refused
from blog_order.models import Draft
from blog_order.orders.products.assignment import Assignment
from blog_order.queue.running import RunningJob
from blog_order.settings import get_settings

CHECKING = 80
"""Progress, in percent, when a draft is written and not yet checked."""


class WriteDraft(Protocol):
    """Writes a draft and checks it; no transaction may be open."""

    def __call__(
        self,
        job: RunningJob,
        num: int,
        assignment: Assignment,
        last: Draft | None,
        problems: Sequence[str],
        on_text: Callable[[str], None],
    ) -> Draft:
        """Draft ``num`` with its report, unsaved.

        Args:
            job: tells its progress, and when to stop.
            num: of the draft within the job, from 1.
            assignment: what the product's ``assign`` made of the order.
            last: the draft before, if there is one.
            problems: what was wrong with it.
            on_text: is given the growing text, for the customer who watches.

        Raises:
            Failure: the writing service had trouble; BadAnswer when what it said cannot be used.
        """


def new_draft(
    job: RunningJob, num: int, answer: WrittenDraft | ProposedDraft | BadAnswer | Refused, prompt_version: str = ""
) -> Draft:
    """A draft with what it took, and no text yet."""
    return Draft(
        job_id=job.id,
        num=num,
        model=answer.model,
        prompt_version=prompt_version,
        input_tokens=answer.input_tokens,
        output_tokens=answer.output_tokens,
        cost_micros=get_settings().cost_of(answer.model, answer.input_tokens, answer.output_tokens),
    )
