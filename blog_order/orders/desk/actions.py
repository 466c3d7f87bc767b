"""What admins do to an order that they name by its public number: decide, retry, refund, cancel."""

from __future__ import annotations

from blog_order.database import transaction
from blog_order.errors import Conflict
from blog_order.models import ArticleVersion, DecisionKind
from blog_order.orders.deciding.decision import decide
from blog_order.orders.desk import administration
from blog_order.orders.desk.desk import find_by_number, last_decision

PAST = {
    DecisionKind.APPROVE: "approved",
    DecisionKind.SEND_BACK: "sent back",
    DecisionKind.REJECT: "rejected",
}


def decide_shown(number: int, version_num: int, kind: DecisionKind, *, editor: str, note: str = "") -> None:
    """Decide an order whose version ``version_num`` the editor has on the screen.

    Raises:
        NotFound: no such order.
        Invalid: the note is missing.
        Conflict: another version was sent meanwhile, or somebody was faster; the message says what happened.
    """
    with transaction() as session:
        order = find_by_number(session, number)
        shown = session.get(ArticleVersion, order.submitted_version_id) if order.submitted_version_id else None
    if shown is not None and shown.num != version_num:
        raise Conflict("Another version lies on the desk meanwhile. Please read it first.", code="other_version")
    try:
        decide(order.id, kind, editor=editor, note=note)
    except Conflict as error:
        raise Conflict(what_happened(number) or error.message, code=error.code) from error


def what_happened(number: int) -> str:
    """The last decision on an order in a sentence; empty when there is none that stands.

    Raises:
        NotFound: no such order.
    """
    with transaction() as session:
        order = find_by_number(session, number)
        last = last_decision(session, order)
    if last is None or last.undone_at is not None:
        return ""
    effect = "it has taken effect" if last.applied_at else f"it takes effect at {last.effective_at:%H:%M:%S} UTC"
    return f"{last.editor} {PAST[last.kind]} {order.public_number} at {last.decided_at:%H:%M} UTC; {effect}."


def retry(number: int, *, admin: str) -> None:
    """Write a failed order again.

    Raises:
        NotFound: no such order.
        Conflict: the order has not failed, or is not paid.
    """
    administration.retry_order(_id_of(number), admin=admin)


def stop(number: int, *, admin: str) -> None:
    """Stop what is being written.

    Raises:
        NotFound: no such order.
        Conflict: nothing is being written.
    """
    administration.stop_writing(_id_of(number), admin=admin)


def refund(number: int, *, admin: str) -> None:
    """Stop an order and give the money back.

    Raises:
        NotFound: no such order.
        Conflict: nothing was paid, or a refund is on its way.
    """
    administration.refund_and_cancel(_id_of(number), admin=admin)


def cancel(number: int, *, admin: str) -> None:
    """Stop an unpaid order.

    Raises:
        NotFound: no such order.
        Conflict: it is paid, or has ended.
    """
    administration.cancel_unpaid(_id_of(number), admin=admin)


def _id_of(number: int) -> str:
    with transaction() as session:
        return find_by_number(session, number).id
