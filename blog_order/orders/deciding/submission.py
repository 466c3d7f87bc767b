"""The customer sends a version to the editor, and may take it back for a minute."""

from __future__ import annotations

from blog_order.database import transaction
from blog_order.errors import Conflict, Invalid
from blog_order.mail.render import MailKind
from blog_order.models import ArticleVersion, Order, OrderStatus, utcnow
from blog_order.orders.events import Event
from blog_order.orders.lifecycle import Actor, change_status, lock_in_review, lock_order
from blog_order.orders.notices import notify_customer, withdraw_mail
from blog_order.orders.reading.undo import undo_until
from blog_order.settings import get_settings


def submit(order_id: str, version_id: str) -> None:
    """Send one version of the order to the editor's desk, where it appears when the undo time has passed.

    Raises:
        NotFound: no such order.
        Invalid: the version is not one of this order's.
        Conflict: the order is not in the customer's review.
    """
    with transaction() as session:
        order = lock_in_review(
            session, order_id, otherwise="You can send a text to the editor while it waits for your review."
        )
        version = session.find(ArticleVersion, version_id)
        if version is None or version.order_id != order.id:
            raise Invalid("Some fields need your attention.", fields={"versionId": "Choose a version of this order."})
        order.submitted_version_id, order.submitted_at, order.editor_note = version.id, utcnow(), ""
        change_status(
            session,
            order,
            OrderStatus.ADMIN_REVIEW,
            actor=Actor.CUSTOMER,
            what=Event.ORDER_SUBMITTED,
            version=version.num,
        )
        notify_customer(
            session,
            order,
            MailKind.SUBMITTED,
            key=submission_key(order),
            delay_seconds=get_settings().submit_undo_seconds,
            version_num=str(version.num),
        )


def undo_submission(order_id: str) -> None:
    """Take a submission back.

    Raises:
        NotFound: no such order.
        Conflict: it is too late, or nothing was submitted.
    """
    with transaction() as session:
        order = lock_order(session, order_id)
        if order.status != OrderStatus.ADMIN_REVIEW or utcnow() >= undo_until(order):
            raise Conflict("It is with the editor already.", code="too_late")
        withdraw_mail(session, submission_key(order))
        order.submitted_version_id = order.submitted_at = None
        change_status(session, order, OrderStatus.QUALITY_CHECK, actor=Actor.CUSTOMER, what=Event.SUBMISSION_UNDONE)


def submission_key(order: Order) -> str:
    """Deduplication key of the mail about the present submission."""
    assert order.submitted_at is not None
    return f"submitted-{order.id}-{order.submitted_at.timestamp():.6f}"
