"""Delivers what a writing job made: the version to its customer, or the news that there is none."""

from __future__ import annotations

from sqlmodel import select

from blog_order.database import Work, transaction
from blog_order.errors import Failure
from blog_order.mail.render import MailKind
from blog_order.models import ArticleVersion, Draft, Job, Order, OrderStatus
from blog_order.orders.events import Event
from blog_order.orders.lifecycle import Actor, change_status, lock_order
from blog_order.orders.notices import notify_admin, notify_customer
from blog_order.orders.products.assignment import Assignment
from blog_order.orders.versions import add_version
from blog_order.orders.writing.live_draft import drop_live_draft
from blog_order.queue.running import RunningJob


def save_version(job: RunningJob, assignment: Assignment, draft: Draft) -> None:
    """The version, the order's status, the finished job and the e-mail: one transaction."""
    assert job.order_id is not None
    with transaction() as session:
        job.finish(session)
        order = lock_order(session, job.order_id)
        if order.status != OrderStatus.PROCESSING:
            # It was cancelled or disputed while we wrote: nothing of it must reach anybody.
            return
        version = _add_version(session, order, job, assignment, draft)
        change_status(
            session, order, OrderStatus.QUALITY_CHECK, actor=Actor.WORKER, what=Event.VERSION_READY, version=version.num
        )
        kind = MailKind.REVISION_READY if assignment.base else MailKind.CONTENT_READY
        notify_customer(
            session,
            order,
            kind,
            key=f"version-{version.id}",
            version_num=str(version.num),
            notes=assignment.notes,
        )
        session.after_commit(lambda: drop_live_draft(order.id))


def _add_version(session: Work, order: Order, job: RunningJob, assignment: Assignment, draft: Draft) -> ArticleVersion:
    drafts = session.exec(select(Draft).where(Draft.job_id == job.id)).all()
    costs = [each.cost_micros for each in drafts if each.model]
    return add_version(
        session,
        order,
        draft.article,
        draft.report,
        assignment.brief,
        job_id=job.id,
        base_id=assignment.base.id if assignment.base else None,
        edition=int(draft.placement["edition"]) if draft.placement else None,
        placement={name: draft.placement[name] for name in ("passage", "replacement") if draft.placement},
        notes=assignment.notes,
        model=draft.model,
        prompt_version=draft.prompt_version,
        input_tokens=sum(each.input_tokens for each in drafts),
        output_tokens=sum(each.output_tokens for each in drafts),
        cost_micros=None if None in costs else sum(cost for cost in costs if cost is not None),
    )


def give_up_first_version(session: Work, job: Job, failure: Failure) -> None:
    """The first article could not be written: the order is FAILED, the customer and the admin get one mail each."""
    assert job.order_id is not None
    order = lock_order(session, job.order_id)
    if order.status != OrderStatus.PROCESSING:
        return
    order.failure_reason = failure.message
    change_status(
        session, order, OrderStatus.FAILED, actor=Actor.WORKER, what=Event.ORDER_FAILED, attempts=job.attempts
    )
    notify_customer(session, order, MailKind.ORDER_FAILED, key=f"failed-{job.occasion}", reason=failure.message)
    notify_admin(
        session,
        order,
        MailKind.ADMIN_ORDER_FAILED,
        key=f"failed-admin-{job.occasion}",
        reason=failure.message,
        detail=f"job {job.id}, {job.kind}, {job.attempts} of {job.max_attempts} attempts, {job.error_class}",
    )
    session.after_commit(lambda: drop_live_draft(order.id))
