"""The customer asks for changes: a new version from the current one, as often as they like, one at a time."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import select

from blog_order.content.cleaning import clean_text
from blog_order.database import Work, transaction
from blog_order.errors import Conflict, Failure, Invalid
from blog_order.mail.render import MailKind
from blog_order.models import Job, OrderStatus, Revision
from blog_order.orders import products
from blog_order.orders.events import Event
from blog_order.orders.lifecycle import Actor, change_status, lock_in_review, lock_order
from blog_order.orders.notices import alert_admin, notify_customer
from blog_order.orders.reading.estimates import estimate_for
from blog_order.orders.versions import current_version
from blog_order.orders.writing.live_draft import drop_live_draft
from blog_order.queue import ledger

NOTES_MIN, NOTES_MAX = 10, 4000


@dataclass(frozen=True)
class RequestedRevision:
    """A revision on its way; ``estimated_time`` is a range in words."""

    order_id: str
    job_id: str
    estimated_time: str


def check_notes(value: object) -> str:
    """The notes, cleaned.

    Raises:
        Invalid: with what to do.
    """
    notes = clean_text(value, lines=True) if isinstance(value, str) else ""
    if len(notes) < NOTES_MIN:
        raise Invalid(
            "Some fields need your attention.",
            fields={"revisionNotes": f"Tell us in at least {NOTES_MIN} characters what to change."},
        )
    if len(notes) > NOTES_MAX:
        raise Invalid(
            "Some fields need your attention.",
            fields={"revisionNotes": f"The notes may have at most {NOTES_MAX} characters; these have {len(notes)}."},
        )
    return notes


def request_revision(order_id: str, notes: object) -> RequestedRevision:
    """Start a revision of the current version: the newest, or the one that the customer went back to.

    Raises:
        Invalid: the notes are too short or too long.
        NotFound: no such order.
        Conflict: the order is not in the customer's review.
    """
    checked = check_notes(notes)
    with transaction() as session:
        order = lock_in_review(
            session, order_id, otherwise="You can ask for changes while the text waits for your review."
        )
        base = current_version(session, order)
        if base is None:
            raise Conflict("There is no version yet that could be changed.", code="wrong_status")
        kind = products.of(order.product).revision_job
        job_id = ledger.enqueue(session, kind, order_id=order.id, arguments={"base_id": base.id})
        session.add(Revision(order_id=order.id, base_id=base.id, job_id=job_id, notes=checked))
        order.editor_note = ""
        change_status(
            session,
            order,
            OrderStatus.PROCESSING,
            actor=Actor.CUSTOMER,
            what=Event.REVISION_REQUESTED,
            base=base.num,
            notes=checked,
        )
        return RequestedRevision(order.id, job_id, str(estimate_for(session, kind)))


def give_up_revision(session: Work, job: Job, failure: Failure) -> None:
    """A revision could not be made: back to the customer's review with the versions there are."""
    assert job.order_id is not None
    order = lock_order(session, job.order_id)
    if order.status != OrderStatus.PROCESSING:
        return
    revision = session.exec(select(Revision).where(Revision.job_id == job.id)).one()
    change_status(
        session,
        order,
        OrderStatus.QUALITY_CHECK,
        actor=Actor.WORKER,
        what=Event.REVISION_FAILED,
        reason=failure.message,
        notes=revision.notes,
    )
    notify_customer(
        session,
        order,
        MailKind.REVISION_FAILED,
        key=f"revision-failed-{job.occasion}",
        reason=failure.message,
        notes=revision.notes,
    )
    alert_admin(
        session,
        order,
        f"revision-{job.occasion}",
        "A revision failed.",
        f"job {job.id}, {job.attempts} of {job.max_attempts} attempts, {job.error_class}: {failure.message}",
    )
    session.after_commit(lambda: drop_live_draft(order.id))
