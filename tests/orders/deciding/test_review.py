"""The editor's half: decisions with an undo, never twice; publishing; refunds; disputes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlmodel import select

from blog_order.database import transaction
from blog_order.errors import Conflict, Failure, Invalid
from blog_order.models import (
    Article,
    CancelReason,
    Decision,
    DecisionKind,
    Order,
    OrderStatus,
    PaymentState,
    Refund,
    RefundState,
)
from blog_order.orders.deciding.decision import decide, undo_decision
from blog_order.orders.deciding.submission import submit
from blog_order.orders.desk.administration import refund_and_cancel, resend_mail, retry_order
from blog_order.publishing import builtin
from tests.support.http import HTTP
from tests.support.orders import drain, mails, on_the_desk, order_row, versions, written
from tests.support.shop import Shop

APPROVE, SEND_BACK, REJECT = DecisionKind.APPROVE, DecisionKind.SEND_BACK, DecisionKind.REJECT


def submitted(shop: Shop, **changes: object) -> str:
    """An order on the editor's desk, really paid at Stripe."""
    order_id = written(shop, **changes)
    submit(order_id, versions(order_id)[-1].id)
    on_the_desk(order_id)
    return order_id


def really_paid(order_id: str, shop: Shop) -> None:
    """Pay at the stand-in, so that Stripe knows the payment that is to be given back."""

    from blog_order.settings import get_settings

    own = get_settings().embedded
    assert own is not None
    session_id = shop.session_of(order_id)["id"]
    HTTP.post(f"{own.standins_url}/stripe/control/sessions/{session_id}/pay").raise_for_status()
    intent = shop.session_of(order_id)["payment_intent"]
    with transaction() as session:
        session.execute(sa.update(Order).where(Order.id == order_id).values(payment_intent=intent))  # type: ignore[arg-type]


@pytest.fixture
def page_is_there(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """No web server runs in these tests: records the addresses that publishing looked at."""
    looked: list[str] = []
    monkeypatch.setattr(builtin, "check_page", lambda address, _target: looked.append(address))
    return looked


def test_approval_publishes_when_its_undo_has_passed(shop: Shop, page_is_there: list[str]) -> None:
    order_id = submitted(shop)
    decide(order_id, APPROVE, editor="ada")
    drain(order_id, hurry=False)
    assert order_row(order_id).status == OrderStatus.ADMIN_REVIEW
    with transaction() as session:
        assert session.exec(select(Article).where(Article.order_id == order_id)).first() is None
    drain(order_id)
    row = order_row(order_id)
    assert row.status == OrderStatus.COMPLETED
    assert row.published_url == page_is_there[0]
    assert mails(order_id)[-1] == "published"
    data = shop.status(order_id)
    assert data["orderDetails"]["publishedUrl"] == row.published_url
    assert data["progress"]["step"] == 5


def test_what_could_not_be_seen_on_the_blog_is_not_completed(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing_there(_address: str, _target: str) -> None:
        raise Failure("The published page answers 404.")

    monkeypatch.setattr(builtin, "check_page", nothing_there)
    order_id = submitted(shop)
    decide(order_id, APPROVE, editor="ada")
    drain(order_id)
    assert order_row(order_id).status == OrderStatus.ADMIN_REVIEW
    with transaction() as session:
        assert session.exec(select(Article).where(Article.order_id == order_id)).first() is None
        decision = session.exec(select(Decision).where(Decision.order_id == order_id)).one()
    assert decision.trouble == "The published page answers 404."
    assert "published" not in mails(order_id)
    decide(order_id, APPROVE, editor="ada")  # it is back on the desk


def test_a_decision_undone_has_no_effect(shop: Shop) -> None:
    order_id = submitted(shop)
    decision = decide(order_id, REJECT, editor="ada", note="This is not for our readers.")
    undo_decision(decision.id, editor="ada")
    drain(order_id)
    assert order_row(order_id).status == OrderStatus.ADMIN_REVIEW
    assert order_row(order_id).payment_state == PaymentState.PAID
    with pytest.raises(Conflict):
        undo_decision(decision.id, editor="ada")


def test_two_editors_never_decide_twice(shop: Shop) -> None:
    order_id = submitted(shop)

    def go(number: int) -> str:
        try:
            decide(order_id, (APPROVE, REJECT)[number % 2], editor=f"e{number}", note="Not for our readers, sorry.")
        except Conflict as error:
            return error.message
        return ""

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(go, range(8)))
    assert answers.count("") == 1
    assert all("has decided this order already" in answer for answer in answers if answer)


def test_sent_back_with_a_note_then_changed_and_submitted_again(shop: Shop, page_is_there: list[str]) -> None:
    from blog_order.orders.writing.revision import request_revision

    order_id = submitted(shop)
    with pytest.raises(Invalid):
        decide(order_id, SEND_BACK, editor="ada", note="short")
    decide(order_id, SEND_BACK, editor="ada", note="Please name a source for the second table.")
    drain(order_id)
    row = order_row(order_id)
    assert row.status == OrderStatus.QUALITY_CHECK
    assert row.editor_note == "Please name a source for the second table."
    assert mails(order_id)[-1] == "sent_back"
    request_revision(order_id, "Name a source for the second table.")
    drain(order_id)
    submit(order_id, versions(order_id)[-1].id)
    on_the_desk(order_id)
    decide(order_id, APPROVE, editor="ada")
    drain(order_id)
    assert order_row(order_id).status == OrderStatus.COMPLETED
    with transaction() as session:
        article = session.exec(select(Article).where(Article.order_id == order_id)).one()
    assert article.content == versions(order_id)[-1].content


def test_a_rejection_gives_the_money_back(shop: Shop) -> None:
    order_id = submitted(shop)
    really_paid(order_id, shop)
    decide(order_id, REJECT, editor="ada", note="This is not for our readers.")
    drain(order_id)
    row = order_row(order_id)
    assert (row.status, row.cancel_reason) == (OrderStatus.CANCELLED, CancelReason.REJECTED)
    assert row.payment_state == PaymentState.REFUNDED
    assert mails(order_id)[-1] == "refunded"
    with transaction() as session:
        refund = session.exec(select(Refund).where(Refund.order_id == order_id)).one()
    assert (refund.state, refund.amount) == (RefundState.SUCCEEDED, row.amount)


def test_a_refund_that_stripe_refuses_is_shown_with_its_reason(shop: Shop) -> None:
    order_id = written(shop)
    with transaction() as session:
        session.execute(sa.update(Order).where(Order.id == order_id).values(payment_intent="pi_unknown"))  # type: ignore[arg-type]
    refund_and_cancel(order_id, admin="ada")
    assert order_row(order_id).payment_state == PaymentState.REFUND_PENDING
    drain(order_id)
    with transaction() as session:
        refund = session.exec(select(Refund).where(Refund.order_id == order_id)).one()
    assert refund.state == RefundState.REFUSED
    assert "pi_unknown" in refund.trouble
    assert order_row(order_id).payment_state == PaymentState.PAID
    assert mails(order_id)[-1] == "admin_alert"
    assert "refunded" not in mails(order_id)
    # and can be asked for again, once the reason is gone
    really_paid(order_id, shop)
    refund_and_cancel(order_id, admin="ada")
    drain(order_id)
    assert order_row(order_id).payment_state == PaymentState.REFUNDED


def test_a_refund_is_asked_for_once(shop: Shop) -> None:
    order_id = written(shop)

    def go(_: int) -> bool:
        try:
            refund_and_cancel(order_id, admin="ada")
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(go, range(4))) == 1


def test_a_refund_that_stripe_keeps_pending_is_settled_by_its_event(shop: Shop) -> None:
    order_id = written(shop)
    refund_and_cancel(order_id, admin="ada")
    with transaction() as session:
        refund = session.exec(select(Refund).where(Refund.order_id == order_id)).one()
    event = shop.event(
        "refund.updated",
        {"id": "re_late", "status": "succeeded", "metadata": {"refund_id": refund.id}},
        f"evt_{refund.id}",
    )
    shop.send(event)
    shop.send(event | {"id": event["id"] + "x"})
    assert order_row(order_id).payment_state == PaymentState.REFUNDED
    assert mails(order_id).count("refunded") == 1


def test_a_dispute_freezes_the_order(shop: Shop) -> None:
    order_id = submitted(shop)
    decide(order_id, APPROVE, editor="ada")
    with transaction() as session:
        session.execute(sa.update(Order).where(Order.id == order_id).values(payment_intent=f"pi_{order_id}"))  # type: ignore[arg-type]
    dispute = {"id": f"dp_{order_id}", "payment_intent": f"pi_{order_id}", "reason": "fraudulent"}
    shop.send(shop.event("charge.dispute.created", dispute))
    shop.send(shop.event("charge.dispute.created", dispute))
    drain(order_id)
    row = order_row(order_id)
    assert (row.status, row.cancel_reason) == (OrderStatus.CANCELLED, CancelReason.DISPUTED)
    assert row.payment_state == PaymentState.DISPUTED
    assert mails(order_id).count("admin_alert") == 1
    assert "published" not in mails(order_id)


def test_a_failed_order_can_be_tried_again(shop: Shop, faults: Callable[..., None]) -> None:
    faults("openai", "invalid_key", 1)
    order_id = str(shop.order()["orderId"])
    shop.send(shop.paid_event(order_id))
    drain(order_id)
    assert order_row(order_id).status == OrderStatus.FAILED
    retry_order(order_id, admin="ada")
    drain(order_id)
    assert order_row(order_id).status == OrderStatus.QUALITY_CHECK
    assert len(versions(order_id)) == 1
    with pytest.raises(Conflict):
        retry_order(order_id, admin="ada")


def test_a_mail_can_be_sent_again(shop: Shop) -> None:
    from blog_order.models import Email

    order_id = written(shop)
    with transaction() as session:
        email = session.exec(select(Email).where(Email.order_id == order_id)).first()
    assert email is not None
    resend_mail(email.id, admin="ada")
    with pytest.raises(Conflict):
        resend_mail(email.id, admin="ada")
    drain(order_id)
    with transaction() as session:
        assert session.get_one(Email, email.id).state == "sent"


def test_a_refund_that_fails_after_it_succeeded_is_told(shop: Shop) -> None:
    order_id = written(shop)
    refund_and_cancel(order_id, admin="ada")
    with transaction() as session:
        refund = session.exec(select(Refund).where(Refund.order_id == order_id)).one()
    data = {"id": "re_twice", "status": "succeeded", "metadata": {"refund_id": refund.id}}
    shop.send(shop.event("refund.updated", data, f"evt_{refund.id}"))
    assert order_row(order_id).payment_state == PaymentState.REFUNDED
    failed = data | {"status": "failed", "failure_reason": "expired_or_canceled_card"}
    shop.send(shop.event("refund.failed", failed, f"evt_{refund.id}_2"))
    assert order_row(order_id).payment_state == PaymentState.PAID
    with transaction() as session:
        assert session.get_one(Refund, refund.id).trouble == "expired_or_canceled_card"
    assert mails(order_id).count("admin_alert") == 1
