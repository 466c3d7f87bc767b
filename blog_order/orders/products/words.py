"""The words of a product on the order page, in the status API and in emails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from blog_order.mail.words import MailWords

WORK_STEPS = ("preparing", "writing", "checking", "saving")
"""The steps of a writing job, as the job reports them."""
WAITING = "waiting"
"""Not a step: the job that makes a revision has not begun."""


@dataclass(frozen=True)
class StepWords:
    """A headline, and what it means. ``{num}`` stands for the number of the version that is being made."""

    headline: str
    text: str

    def of_version(self, num: int) -> StepWords:
        """The words with the number in them."""
        return StepWords(self.headline.format(num=num), self.text.format(num=num))


@dataclass(frozen=True)
class SoldOutWords:
    """What a customer reads whose payment came after the last one was sold."""

    reason: str
    """For the emails and the refund: whole sentences."""
    status: str
    """For the status API."""
    headline: str
    text: str
    """For the order page; what becomes of the money follows."""
    next_text: str
    """What to do instead."""


ALL_TAKEN = SoldOutWords(
    reason="Your payment arrived late, and what you ordered was sold out by then. You get the whole amount back.",
    status="Cancelled: it was sold out before your payment arrived. You get your money back",
    headline="Sold out before your payment arrived",
    text="What you ordered was sold out by then.",
    next_text="There are other articles to choose from.",
)
"""Words that suit every product."""


@dataclass(frozen=True)
class ProductWords:
    """What customers read about their order where that depends on the product."""

    header: str
    """What was ordered; the site's name follows."""
    ready: str
    """Begins "… is ready to read"."""
    published: str
    """Begins "… is online on" the site."""
    failed: str
    """Headline when the first version could not be made."""
    failed_status: str
    """The same in the status API."""
    working_status: Mapping[str, str]
    """By step of the job, a sentence for the status API."""
    working: Mapping[str, StepWords]
    """By step of the job, for the order page."""
    revising: Mapping[str, StepWords]
    """The same while a revision is made, where it differs; also for ``WAITING``."""
    mail: MailWords
    sold_out: SoldOutWords = ALL_TAKEN

    def status_at(self, step: str) -> str:
        """The sentence for a step of the job; that of the writing for a step that has none."""
        return self.working_status.get(step, self.working_status["writing"])

    def at(self, step: str, revision_num: int | None = None) -> StepWords:
        """The words for a step of the job; ``revision_num`` is the version that a revision makes, None for a first."""
        if revision_num is None:
            return self.working.get(step, self.working["writing"])
        steps = {**self.working, **self.revising}
        return steps.get(step, steps["writing"]).of_version(revision_num)

    def waiting(self, revision_num: int) -> StepWords | None:
        """The words while the job of a revision waits; None where those that suit every order do."""
        words = self.revising.get(WAITING)
        return words.of_version(revision_num) if words else None
