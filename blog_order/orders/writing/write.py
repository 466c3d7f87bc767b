"""The job that writes what was ordered, an article or a link in one: preparing, writing, checking, saving.

Up to three drafts are written for a job, counted over all its attempts (three more when somebody has a failed job done
again). A draft's row is there before its model is called, so that one whose worker was killed in the middle counts too:
at most three are ever paid for. Finished drafts and their reports stay, whatever becomes of the job. A draft that
breaks a hard rule is never shown as ready; the best of those that are merely not as good as they could be is delivered,
with its report.
"""

from __future__ import annotations

import time
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.content.checks.report import Counts, QualityReport
from blog_order.database import Work, transaction
from blog_order.errors import Failure
from blog_order.gateways.openai import BadAnswer, Refused
from blog_order.logs import get_logger
from blog_order.models import Draft, Order
from blog_order.orders import products
from blog_order.orders.products.assignment import Assignment
from blog_order.orders.products.drafting import new_draft
from blog_order.orders.products.spec import ProductSpec
from blog_order.orders.writing.assignment import read_assignment
from blog_order.orders.writing.delivery import save_version
from blog_order.orders.writing.judging import judge_draft, needs_opinion
from blog_order.orders.writing.live_draft import DraftStream
from blog_order.queue import ledger
from blog_order.queue.ledger import record_usage
from blog_order.queue.progress import tell_watchers
from blog_order.queue.running import ClaimLost, RunningJob, Stopping
from blog_order.queue.turns import Stage, in_turn

log = get_logger(__name__)

MAX_DRAFTS = 3
NOT_PASSED = "The text did not pass our checks, so we did not send it to you; an editor looks at it now."
NOT_WRITTEN = "The writing broke off each time, so there is no text."
KEPT = (
    "article", "placement", "report", "model", "prompt_version", "input_tokens", "output_tokens", "cost_micros",
)  # fmt: skip
"""What a finished draft puts into its place."""
NOTHING_USABLE = QualityReport(
    passed=False, score=0, checks=[], counts=Counts(words=0, sentences=0, paragraphs=0, headings=0, links=0)
)
WRITING_FROM, WRITING_TO = 10, 75
"""The part of the progress figure, in percent, that writing takes."""


def write_version(job: RunningJob) -> None:
    """Write, check and save a version: the first of an order, or one that follows the customer's notes.

    Raises:
        Failure: no draft passed (not retryable), or the writing service had trouble (as it says).
    """
    assert job.order_id is not None
    job.progress("preparing", 5)
    product, assignment, drafts = job.patiently(lambda: _read(job))
    drafts = [_with_opinion(job, assignment, draft) for draft in drafts]
    while not any(_report(draft).good for draft in drafts) and len(drafts) < MAX_DRAFTS * (1 + job.retries):
        drafts.append(_with_opinion(job, assignment, _write_next(job, product, assignment, drafts)))
    best = _best(drafts)
    if best is None:
        raise Failure(NOT_PASSED if any(draft.report for draft in drafts) else NOT_WRITTEN, retryable=False)
    job.progress("saving", 95)
    with in_turn(Stage.SAVE):
        job.patiently(lambda: save_version(job, assignment, best))


def _read(job: RunningJob) -> tuple[ProductSpec[Any], Assignment, list[Draft]]:
    with transaction() as session:
        product = products.of(session.get_one(Order, job.order_id).product)
        return product, read_assignment(session, job), _drafts_of(session, job.id)


def _write_next(job: RunningJob, product: ProductSpec[Any], assignment: Assignment, drafts: list[Draft]) -> Draft:
    assert job.order_id is not None
    place = Draft(job_id=job.id, num=len(drafts) + 1)
    job.patiently(lambda: _take_place(job, place))
    last = next((draft for draft in reversed(drafts) if draft.report), None)
    problems = _report(last).problems_for_writer() if last else []
    shown = _Progress(job, DraftStream(job.order_id, place.num), product.expected_words(assignment))
    try:
        draft = product.write_draft(job, place.num, assignment, last, problems, shown.show)
    except BadAnswer as error:
        # It was paid for, so it counts as a draft, though there is no text to keep of it.
        log.warning("draft.unusable", num=place.num, reason=error.message)
        draft = new_draft(job, place.num, error)
    except Refused as error:
        refused = new_draft(job, place.num, error)
        job.patiently(lambda: _record_usage(job, refused))
        raise
    except (Failure, Stopping):
        if not shown.began:
            _give_place_back(job, place)
        raise
    else:
        log.info("draft.checked", num=place.num, passed=draft.report["passed"], score=draft.report["score"])
    # By itself: it was paid for even if the claim is lost now and the draft with it.
    job.patiently(lambda: _record_usage(job, draft))
    return job.patiently(lambda: _keep(job, place, draft))


def _take_place(job: RunningJob, place: Draft) -> None:
    """Make the row of a draft that is about to be paid for."""
    job.check()
    with transaction() as session:
        if not ledger.report(session, job.id, job.fence, "writing", WRITING_FROM):
            raise ClaimLost(job.id)
        session.merge(place)
        session.after_commit(lambda: tell_watchers(job.order_id))


def _give_place_back(job: RunningJob, place: Draft) -> None:
    """No word of it came, so nothing was paid."""
    with transaction() as session:
        if ledger.report(session, job.id, job.fence, "writing", WRITING_FROM):
            session.execute(sa.delete(Draft).where(col(Draft.id) == place.id))


def _keep(job: RunningJob, place: Draft, draft: Draft) -> Draft:
    with transaction() as session:
        if not ledger.report(session, job.id, job.fence, "checking", 85):
            raise ClaimLost(job.id)
        row = session.get_one(Draft, place.id)
        for name in KEPT:
            setattr(row, name, getattr(draft, name))
        return row


def _with_opinion(job: RunningJob, assignment: Assignment, draft: Draft) -> Draft:
    return judge_draft(job, assignment, draft) if needs_opinion(draft) else draft


def _record_usage(job: RunningJob, draft: Draft) -> None:
    if not draft.input_tokens and not draft.output_tokens:
        return
    record_usage(
        job.id,
        job.fence,
        model=draft.model,
        input_tokens=draft.input_tokens,
        output_tokens=draft.output_tokens,
        cost_micros=draft.cost_micros,
    )


def _drafts_of(session: Work, job_id: str) -> list[Draft]:
    return list(session.exec(select(Draft).where(Draft.job_id == job_id).order_by(col(Draft.num))))


def _report(draft: Draft) -> QualityReport:
    """The draft's report; one that failed where there is none, since nothing usable came."""
    return QualityReport.model_validate(draft.report) if draft.report else NOTHING_USABLE


def _best(drafts: list[Draft]) -> Draft | None:
    """The draft with the highest score among those that may be shown; of equal ones the first."""
    return max(
        (draft for draft in drafts if _report(draft).passed), key=lambda draft: _report(draft).score, default=None
    )


class _Progress:
    """Passes the growing text on, and moves the job's progress figure with it, at most every two seconds."""

    def __init__(self, job: RunningJob, stream: DraftStream, expected_words: int) -> None:
        self.job, self.stream, self.expected_words = job, stream, expected_words
        self._last = time.monotonic()
        self.began = False

    def show(self, markdown: str) -> None:
        self.began = True
        if not markdown:
            return
        self.stream.show(markdown)
        if time.monotonic() - self._last >= 2:
            self._last = time.monotonic()
            share = min(1.0, markdown.count(" ") / self.expected_words)
            self.job.progress("writing", int(WRITING_FROM + share * (WRITING_TO - WRITING_FROM)))
