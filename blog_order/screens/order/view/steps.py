"""The five steps of an order with their times, and the sub-steps of the writing."""

from __future__ import annotations

import datetime as dt

from blog_order.models import JobState, OrderStatus
from blog_order.orders.reading.order_view import STEP_TITLES, TOTAL_STEPS, JobView, OrderView
from blog_order.screens.frame.view.moments import Moment, moment
from blog_order.screens.order.view.model import Step, StepState, WritingProgress

DONE_TITLES = ("Paid", "Written", "Your review", "Editor's review", "Published")
STATUS_OF_STEP = {
    2: OrderStatus.PROCESSING,
    3: OrderStatus.QUALITY_CHECK,
    4: OrderStatus.ADMIN_REVIEW,
    5: OrderStatus.COMPLETED,
}
ENDED = (OrderStatus.FAILED, OrderStatus.CANCELLED)
WRITING_STEPS = ("preparing", "writing", "checking", "saving")


def steps_of(order: OrderView, now: dt.datetime) -> list[Step]:
    """All five; a step's time is when it began, for the payment when it was made."""
    return [_step(order, number, now) for number in range(1, TOTAL_STEPS + 1)]


def _step(order: OrderView, number: int, now: dt.datetime) -> Step:
    title, state, at = STEP_TITLES[number - 1], StepState.TO_COME, Moment()
    if number < order.step or order.status == OrderStatus.COMPLETED:
        title, state, at = DONE_TITLES[number - 1], StepState.DONE, _began(order, number, now)
    elif number == order.step:
        state = StepState.STOPPED if order.status in ENDED else StepState.NOW
        at = _began(order, number, now)
    return Step(title, state, at)


def _began(order: OrderView, number: int, now: dt.datetime) -> Moment:
    if number == 1:
        return moment(order.paid_at, now)
    began, before = None, None
    for event in order.events:
        if event.status == STATUS_OF_STEP[number] and before != event.status:
            began = event.at
        before = event.status
    return moment(began, now)


def substeps_of(job: JobView | None, draft_num: int) -> list[Step]:
    """What the writer does; empty while nobody is at work."""
    if job is None or job.state != JobState.ACTIVE:
        return []
    at = WRITING_STEPS.index(job.step) if job.step in WRITING_STEPS else 0
    titles = ("preparing", f"writing draft {max(draft_num, 1)}", "checking", "saving")
    return [
        Step(title, StepState.DONE if index < at else StepState.NOW if index == at else StepState.TO_COME)
        for index, title in enumerate(titles)
    ]


def work_of(order: OrderView, job: JobView | None) -> WritingProgress:
    """How far the writing is, and the line that a narrow screen shows."""
    line = f"Step {order.step} of {TOTAL_STEPS} · {STEP_TITLES[order.step - 1]}"
    if job is None:
        return WritingProgress(line=line)
    active = job.state == JobState.ACTIVE
    return WritingProgress(
        active=active, progress=job.progress if active else 0, estimate=order.estimate.replace("-", "–"), line=line
    )
