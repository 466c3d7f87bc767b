"""Editors decide the version on their screen, and hear what happened when someone was faster."""

from __future__ import annotations

from blog_order.database import transaction
from blog_order.errors import Conflict
from blog_order.models import ArticleVersion, DecisionKind
from blog_order.orders.deciding.decision import decide
from blog_order.orders.desk.desk import last_decision
from blog_order.orders.numbers import find_by_number

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
