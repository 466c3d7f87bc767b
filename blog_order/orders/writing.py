"""The job that writes what was ordered, an article or a link in one: preparing, writing, checking, saving.

Up to three drafts are written for a job, counted over all its attempts (three more when somebody has a failed job done
again); each finished draft is saved at once, so that a crash or a retry never pays for it again. A draft that breaks a
hard rule is never shown as ready.
"""

from __future__ import annotations

import time

from sqlmodel import col, select

from blog_order.content.quality import QualityReport
from blog_order.database import Work, transaction
from blog_order.errors import Failure
from blog_order.gateways.openai import BadAnswer, Refused
from blog_order.logs import get_logger
from blog_order.models import Draft
from blog_order.orders.assignment import Assignment, read_assignment
from blog_order.orders.delivery import save_version
from blog_order.orders.drafting import new_draft, write_article_draft, write_backlink_draft
from blog_order.orders.live_draft import DraftStream
from blog_order.queue import ledger
from blog_order.queue.running import ClaimLost, RunningJob
from blog_order.queue.usage import record_usage

log = get_logger(__name__)

MAX_DRAFTS = 3
GOOD_SCORE = 80
"""A draft that passes the hard rules with at least this score is taken as it is."""
BACKLINK_WORDS = 80
"""About as many words as a passage has."""
WRITING_FROM, WRITING_TO = 10, 75
"""The part of the progress figure, in percent, that writing takes."""


def write_article(job: RunningJob) -> None:
    """Write, check and save a version: the first of an order, or one that follows the customer's notes.

    Raises:
        Failure: no draft passed (not retryable), or the writing service had trouble (as it says).
    """
    assert job.order_id is not None
    job.progress("preparing", 5)
    with transaction() as session:
        assignment = read_assignment(session, job)
        drafts = _drafts_of(session, job.id)
    while not _is_good(drafts) and len(drafts) < MAX_DRAFTS * (1 + job.retries):
        drafts.append(_write_next(job, assignment, drafts))
    best = _best(drafts)
    if best is None:
        raise Failure("The text did not pass our checks, so we did not send it to you.", retryable=False)
    job.progress("saving", 95)
    save_version(job, assignment, best)


def _write_next(job: RunningJob, assignment: Assignment, drafts: list[Draft]) -> Draft:
    num = len(drafts) + 1
    assert job.order_id is not None
    job.progress("writing", WRITING_FROM)
    last = drafts[-1] if drafts else None
    problems = QualityReport.model_validate(last.report).problems_for_writer() if last and last.report else []
    write = write_article_draft if assignment.published is None else write_backlink_draft
    expected_words = assignment.brief.max_words if assignment.published is None else BACKLINK_WORDS
    shown = _Progress(job, DraftStream(job.order_id, num), expected_words)
    try:
        draft = write(job, num, assignment, last, problems, shown.show)
    except BadAnswer as error:
        # It was paid for, so it counts as a draft, though there is no text to keep of it.
        log.warning("draft.unusable", num=num, reason=error.message)
        draft = new_draft(job, num, error)
    except Refused as error:
        _record_usage(job, new_draft(job, num, error))
        raise
    else:
        log.info("draft.checked", num=num, passed=draft.report["passed"], score=draft.report["score"])
    return _keep(job, draft)


def _keep(job: RunningJob, draft: Draft) -> Draft:
    # By itself: it was paid for even if the claim is lost now and the draft with it.
    _record_usage(job, draft)
    with transaction() as session:
        if not ledger.report(session, job.id, job.fence, "checking", 85):
            raise ClaimLost(job.id)
        session.add(draft)
    return draft


def _record_usage(job: RunningJob, draft: Draft) -> None:
    if not draft.input_tokens and not draft.output_tokens:
        return
    with transaction() as session:
        record_usage(
            session,
            job.id,
            job.fence,
            model=draft.model,
            input_tokens=draft.input_tokens,
            output_tokens=draft.output_tokens,
            cost_micros=draft.cost_micros,
        )


def _drafts_of(session: Work, job_id: str) -> list[Draft]:
    return list(session.exec(select(Draft).where(Draft.job_id == job_id).order_by(col(Draft.num))))


def _passed(draft: Draft) -> bool:
    return bool(draft.report) and QualityReport.model_validate(draft.report).passed


def _score(draft: Draft) -> float:
    return float(draft.report.get("score", 0))


def _is_good(drafts: list[Draft]) -> bool:
    return any(_passed(draft) and _score(draft) >= GOOD_SCORE for draft in drafts)


def _best(drafts: list[Draft]) -> Draft | None:
    return max((draft for draft in drafts if _passed(draft)), key=_score, default=None)


class _Progress:
    """Passes the growing text on, and moves the job's progress figure with it, at most every two seconds."""

    def __init__(self, job: RunningJob, stream: DraftStream, expected_words: int) -> None:
        self.job, self.stream, self.expected_words = job, stream, expected_words
        self._last = time.monotonic()

    def show(self, markdown: str) -> None:
        self.stream.show(markdown)
        if time.monotonic() - self._last >= 2:
            self._last = time.monotonic()
            share = min(1.0, markdown.count(" ") / self.expected_words)
            self.job.progress("writing", int(WRITING_FROM + share * (WRITING_TO - WRITING_FROM)))
