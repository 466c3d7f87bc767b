"""Asks the judge about a draft that passed all hard checks. A judge that fails or stalls never costs a good draft.

The call is counted before it is made, so that a crash in it is remembered: a draft is asked about twice at most,
however often its job is tried, and then delivered without an opinion, for the editor to look at.
"""

from __future__ import annotations

import time
from functools import partial

from blog_order.content.checks.report import OpinionRecord, OpinionState, QualityReport
from blog_order.content.prompting.article import WrittenArticle
from blog_order.content.writing.judge import judge_text
from blog_order.database import transaction
from blog_order.errors import Failure
from blog_order.gateways.openai import BadAnswer, Refused, generate
from blog_order.logs import get_logger
from blog_order.models import Draft
from blog_order.orders.products.assignment import Assignment
from blog_order.queue import ledger
from blog_order.queue.ledger import record_usage
from blog_order.queue.running import ClaimLost, RunningJob
from blog_order.settings import get_settings

log = get_logger(__name__)

MAX_ASKED = 2
"""Calls a draft: the second only after a crash in the first."""
SECONDS = 60.0
"""How long an opinion is waited for, and how much time a job must have left to ask for one."""
OFF = "off"
TOO_SLOW = "No opinion came in time."
NO_TIME = "There was no time left to ask for an opinion."
AWAY = "The judge could not be reached."
DECLINED = "The judge declined to give an opinion."
UNUSABLE = "The judge's opinion was not usable."
BROKE_OFF = "The opinion was asked for and never arrived."


def needs_opinion(draft: Draft) -> bool:
    """Whether a draft passed its hard checks and nobody has settled what the judge thinks."""
    if not draft.report or get_settings().openai_judge_model == OFF:
        return False
    report = QualityReport.model_validate(draft.report)
    return report.passed and (report.opinion is None or report.opinion.state is OpinionState.ASKED)


def judge_draft(job: RunningJob, assignment: Assignment, draft: Draft) -> Draft:
    """The draft with an opinion, or with the reason why there is none; saved.

    Raises:
        ClaimLost: another worker may have the job. Stopping: the process shuts down.
    """
    report = QualityReport.model_validate(draft.report)
    asked = report.opinion.asked if report.opinion is not None else 0
    if asked >= MAX_ASKED:
        return _save(job, draft, report, OpinionRecord(state=OpinionState.MISSING, asked=asked, reason=BROKE_OFF))
    if job.deadline - time.monotonic() < SECONDS:
        return _save(job, draft, report, OpinionRecord(state=OpinionState.MISSING, asked=asked, reason=NO_TIME))
    asked += 1
    draft = _save(job, draft, report, OpinionRecord(state=OpinionState.ASKED, asked=asked))
    given_up_at = time.monotonic() + SECONDS

    def should_stop() -> None:
        job.check()
        if time.monotonic() > given_up_at:
            raise Failure(TOO_SLOW)

    try:
        judged = judge_text(
            WrittenArticle.model_validate(draft.article),
            assignment.brief,
            generate,
            passage=draft.placement.get("replacement", ""),
            model=get_settings().openai_judge_model,
            should_stop=should_stop,
        )
    except Failure as trouble:
        job.check()
        log.warning("draft.not_judged", num=draft.num, reason=trouble.message)
        record = OpinionRecord(state=OpinionState.MISSING, asked=asked, reason=_why(trouble))
        if isinstance(trouble, BadAnswer | Refused):
            record = _paid(job, record, trouble.model, trouble.input_tokens, trouble.output_tokens)
        return _save(job, draft, report, record)
    record = OpinionRecord(state=OpinionState.GIVEN, asked=asked, prompt_version=judged.prompt_version)
    record = _paid(job, record, judged.model, judged.input_tokens, judged.output_tokens)
    log.info("draft.judged", num=draft.num, marks={check.id: check.value for check in judged.checks})
    return _save(job, draft, report.with_opinion(record, judged.checks), record)


def _why(trouble: Failure) -> str:
    if isinstance(trouble, Refused):
        return DECLINED
    if isinstance(trouble, BadAnswer):
        return UNUSABLE
    return TOO_SLOW if trouble.message == TOO_SLOW else AWAY


def _paid(job: RunningJob, record: OpinionRecord, model: str, input_tokens: int, output_tokens: int) -> OpinionRecord:
    """The record with what the answer took, which the attempt has in its sum too."""
    cost = get_settings().cost_of(model, input_tokens, output_tokens)
    taken = {"model": model, "input_tokens": input_tokens, "output_tokens": output_tokens, "cost_micros": cost}
    if input_tokens or output_tokens:
        usage = partial(record_usage, model=model, input_tokens=input_tokens, output_tokens=output_tokens)
        job.patiently(lambda: usage(job.id, job.fence, cost_micros=cost))
    return record.model_copy(update=taken)


def _save(job: RunningJob, draft: Draft, report: QualityReport, record: OpinionRecord) -> Draft:
    """The draft with its report and the record; what the opinion took is added to what the draft took."""
    return job.patiently(lambda: _save_now(job, draft, report, record))


def _save_now(job: RunningJob, draft: Draft, report: QualityReport, record: OpinionRecord) -> Draft:
    with transaction() as session:
        if not ledger.report(session, job.id, job.fence, "checking", 90):
            raise ClaimLost(job.id)
        row = session.get_one(Draft, draft.id)
        row.report = report.model_copy(update={"opinion": record}).model_dump(mode="json")
        row.input_tokens += record.input_tokens
        row.output_tokens += record.output_tokens
        if record.model:
            known = row.cost_micros is not None and record.cost_micros is not None
            row.cost_micros = (row.cost_micros or 0) + (record.cost_micros or 0) if known else None
        return row
