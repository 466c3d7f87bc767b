"""The editor decides: approve and publish, send back with a note, or reject with a refund.

A decision is a row and a job that is due when its undo time has passed; until then nothing is published, mailed or
refunded. One open decision an order is a constraint of the database, so two editors never decide one order twice.
"""

from __future__ import annotations

import datetime as dt

from sqlmodel import col, select

from blog_order.content.cleaning import clean_text
from blog_order.database import Work, transaction
from blog_order.errors import Conflict, Failure, Invalid
from blog_order.job_kinds import APPLY_DECISION
from blog_order.mail.render import MailKind
from blog_order.models import CancelReason, Decision, DecisionKind, Job, Order, OrderStatus, utcnow
from blog_order.models.columns import new_id
from blog_order.orders.deciding.publish import publish
from blog_order.orders.deciding.take_back import take_back
from blog_order.orders.events import DECIDED, Event, record_event
from blog_order.orders.lifecycle import Actor, change_status, lock_order
from blog_order.orders.notices import alert_admin, notify_customer
from blog_order.orders.paying.refunds import request_refund
from blog_order.orders.reading.undo import undo_until
from blog_order.queue import ledger
from blog_order.queue.running import RunningJob
from blog_order.settings import get_settings

NOTE_MIN, NOTE_MAX = 10, 4000


def decide(order_id: str, kind: DecisionKind, *, editor: str, note: str = "") -> Decision:
    """Record a decision on the submitted version.

    Raises:
        Invalid: sending back and rejecting need a note.
        Conflict: the order is not on the desk, or somebody decided already.
    """
    note = clean_text(note, lines=True)
    if kind != DecisionKind.APPROVE and not NOTE_MIN <= len(note) <= NOTE_MAX:
        raise Invalid(
            "The customer needs a note.",
            fields={"note": f"Write {NOTE_MIN} to {NOTE_MAX} characters that tell the customer why."},
        )
    undo_seconds = get_settings().decision_undo_seconds
    with transaction() as session:
        order = lock_order(session, order_id)
        open_decision = find_open_decision(session, order.id)
        if open_decision is not None:
            raise Conflict(f"{open_decision.editor} has decided this order already.", code="already_decided")
        if order.status != OrderStatus.ADMIN_REVIEW or order.submitted_version_id is None:
            raise Conflict(f"This order is {order.status.value}: there is nothing to decide.", code="wrong_status")
        if utcnow() < undo_until(order):
            raise Conflict("The customer can still take this submission back.", code="too_early")
        decision_id = new_id()
        job_id = ledger.enqueue(
            session,
            APPLY_DECISION,
            order_id=order.id,
            arguments={"decision_id": decision_id},
            delay_seconds=undo_seconds,
        )
        decision = Decision(
            id=decision_id,
            order_id=order.id,
            version_id=order.submitted_version_id,
            job_id=job_id,
            kind=kind,
            editor=editor,
            note=note,
            effective_at=utcnow() + dt.timedelta(seconds=undo_seconds),
        )
        session.add(decision)
        record_event(session, order, DECIDED[kind], actor=editor, note=note)
    return decision


def undo_decision(decision_id: str, *, editor: str) -> None:
    """Take a decision back before it takes effect.

    Raises:
        Conflict: it is too late, or there is no such decision.
    """
    with transaction() as session:
        decision = session.find(Decision, decision_id)
        if decision is None or decision.undone_at is not None:
            raise Conflict("There is no such decision any more.", code="too_late")
        order = lock_order(session, decision.order_id)
        if not ledger.cancel(session, decision.job_id):
            raise Conflict("It has taken effect already.", code="too_late")
        decision.undone_at = utcnow()
        take_back(session, order)  # an attempt may have failed already
        record_event(session, order, Event.DECISION_UNDONE, actor=editor)


def find_open_decision(session: Work, order_id: str) -> Decision | None:
    """The decision on an order that has been made and has not taken effect yet."""
    return session.exec(
        select(Decision).where(
            Decision.order_id == order_id, col(Decision.undone_at).is_(None), col(Decision.applied_at).is_(None)
        )
    ).one_or_none()


def apply_decision(job: RunningJob) -> None:
    """Let a decision take effect, once its undo time has passed."""
    with transaction() as session:
        decision = session.get_one(Decision, job.arguments["decision_id"])
        order = session.get_one(Order, decision.order_id)
    if decision.undone_at is not None:
        return
    if decision.kind == DecisionKind.APPROVE:
        publish(job, decision)
        return
    if order.status != OrderStatus.ADMIN_REVIEW:
        return
    with transaction() as session:
        job.finish(session)
        order = lock_order(session, decision.order_id)
        session.get_one(Decision, decision.id).applied_at = utcnow()
        if decision.kind == DecisionKind.SEND_BACK:
            _send_back(session, order, decision)
        else:
            _reject(session, order, decision)


def _send_back(session: Work, order: Order, decision: Decision) -> None:
    order.editor_note, order.submitted_version_id, order.submitted_at = decision.note, None, None
    change_status(
        session,
        order,
        OrderStatus.QUALITY_CHECK,
        actor=Actor.EDITOR,
        who=decision.editor,
        what=Event.ORDER_SENT_BACK,
        note=decision.note,
    )
    notify_customer(session, order, MailKind.SENT_BACK, key=f"sent-back-{decision.id}", notes=decision.note)


def _reject(session: Work, order: Order, decision: Decision) -> None:
    change_status(
        session,
        order,
        OrderStatus.CANCELLED,
        actor=Actor.EDITOR,
        who=decision.editor,
        what=Event.ORDER_REJECTED,
        cancel_reason=CancelReason.REJECTED,
        note=decision.note,
    )
    request_refund(session, order, CancelReason.REJECTED, requested_by=decision.editor, reason=decision.note)


def give_up_decision(session: Work, job: Job, failure: Failure) -> None:
    """A decision could not take effect: the order is back on the desk, with the reason, and the admin is told."""
    decision = session.get_one(Decision, job.arguments["decision_id"])
    order = lock_order(session, decision.order_id)
    decision.undone_at, decision.trouble = utcnow(), failure.message
    take_back(session, order)
    record_event(session, order, Event.DECISION_NOT_APPLIED, actor=Actor.WORKER, reason=failure.message)
    alert_admin(session, order, f"decision-{decision.id}", "A decision could not take effect.", failure.message)
