"""An operator retries a failed job, and its order goes along; or has gone on, and the retry is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlmodel import col, select

from blog_order.database import transaction
from blog_order.errors import Conflict, Failure
from blog_order.gateways import stripe
from blog_order.job_kinds import ARTICLE_GENERATION, ARTICLE_REVISION, REFUND_ORDER, SEND_EMAIL
from blog_order.models import Email, EmailState, Job, JobState, OrderStatus, PaymentState, Refund, RefundState
from blog_order.orders import notices
from blog_order.orders.desk import administration
from blog_order.orders.writing.revision import request_revision
from blog_order.queue.operations import cancel_job, retry_failed, retry_job
from tests.support.orders import drain, mails, order_row, versions, written
from tests.support.shop import Shop

Faults = Callable[..., None]


def latest_job(order_id: str, kind: str) -> Job:
    found = select(Job).where(Job.order_id == order_id, Job.kind == kind).order_by(col(Job.created_at).desc())
    with transaction() as session:
        job = session.exec(found).first()
    assert job is not None
    return job


def failed_order(shop: Shop, faults: Faults, fault: str = "server_error", calls: int = 3) -> str:
    order_id = str(shop.order()["orderId"])
    faults("openai", fault, calls)
    shop.send(shop.paid_event(order_id))
    drain(order_id)
    assert order_row(order_id).status == OrderStatus.FAILED
    return order_id


def test_a_failed_article_is_written_after_all(shop: Shop, faults: Faults) -> None:
    order_id = failed_order(shop, faults)
    outcome = retry_failed(ARTICLE_GENERATION, who="ada")
    assert latest_job(order_id, ARTICLE_GENERATION).id in outcome.retried
    row = order_row(order_id)
    assert (row.status, row.failure_reason) == (OrderStatus.PROCESSING, "")
    drain(order_id)
    assert shop.status(order_id)["status"] == "QUALITY_CHECK"
    assert [version.num for version in versions(order_id)] == [1]
    assert mails(order_id)[-1] == "content_ready"


def test_an_order_that_fails_again_says_so_again(shop: Shop, faults: Faults) -> None:
    order_id = failed_order(shop, faults)
    faults("openai", "server_error", 3)
    retry_job(latest_job(order_id, ARTICLE_GENERATION).id, who="ada")
    drain(order_id)
    assert order_row(order_id).status == OrderStatus.FAILED
    assert mails(order_id).count("order_failed") == 2


def test_drafts_that_failed_the_check_are_not_the_last_word(shop: Shop, faults: Faults) -> None:
    order_id = failed_order(shop, faults, "bad_schema")
    retry_job(latest_job(order_id, ARTICLE_GENERATION).id, who="ada")
    drain(order_id)
    assert shop.status(order_id)["status"] == "QUALITY_CHECK"


def test_an_order_that_was_written_again_or_refunded_is_left_alone(shop: Shop, faults: Faults) -> None:
    again, refunded = failed_order(shop, faults), failed_order(shop, faults)
    jobs = {order_id: latest_job(order_id, ARTICLE_GENERATION).id for order_id in (again, refunded)}
    administration.retry_order(again, admin="ada")
    administration.refund_and_cancel(refunded, admin="ada")
    for order_id, job_id in jobs.items():
        before = order_row(order_id).status
        with pytest.raises(Conflict):
            retry_job(job_id, who="bob")
        assert order_row(order_id).status == before
    drain(again)
    drain(refunded)


def test_a_failed_revision_is_made_after_all_unless_the_customer_has_gone_on(shop: Shop, faults: Faults) -> None:
    order_id = written(shop)
    faults("openai", "server_error", 3)
    request_revision(order_id, "Make it friendlier, please.")
    drain(order_id)
    first = latest_job(order_id, ARTICLE_REVISION)
    assert first.state == JobState.FAILED
    retry_job(first.id, who="ada")
    assert order_row(order_id).status == OrderStatus.PROCESSING
    drain(order_id)
    assert [version.notes for version in versions(order_id)] == ["", "Make it friendlier, please."]
    faults("openai", "server_error", 3)
    request_revision(order_id, "Make it shorter, please.")
    drain(order_id)
    second = latest_job(order_id, ARTICLE_REVISION)
    request_revision(order_id, "Make it longer, please.")
    drain(order_id)
    with pytest.raises(Conflict):
        retry_job(second.id, who="ada")
    assert order_row(order_id).status == OrderStatus.QUALITY_CHECK


def test_a_mail_that_could_not_be_sent_is_sent_once_more(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(**_: object) -> None:
        raise Failure("SendGrid does not answer.")

    order_id = str(shop.order()["orderId"])
    with monkeypatch.context() as patch:
        patch.setattr(notices, "send_mail", silent)
        shop.send(shop.paid_event(order_id))
        drain(order_id)
    for job in _jobs(order_id, SEND_EMAIL):
        retry_job(job.id, who="ada")
    drain(order_id)
    with transaction() as session:
        states = set(session.exec(select(Email.state).where(Email.order_id == order_id)))
    assert states == {EmailState.SENT}
    with pytest.raises(Conflict):
        retry_job(job.id, who="ada")


def _jobs(order_id: str, kind: str) -> list[Job]:
    with transaction() as session:
        return list(session.exec(select(Job).where(Job.order_id == order_id, Job.kind == kind)))


def test_a_refund_that_stripe_could_not_be_asked_for_is_asked_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(**_: object) -> None:
        raise Failure("Stripe does not answer.")

    order_id = written(shop)
    with monkeypatch.context() as patch:
        patch.setattr(stripe, "refund", silent)
        administration.refund_and_cancel(order_id, admin="ada")
        drain(order_id)
    assert order_row(order_id).payment_state == PaymentState.PAID
    retry_job(latest_job(order_id, REFUND_ORDER).id, who="bob")
    assert order_row(order_id).payment_state == PaymentState.REFUND_PENDING
    with transaction() as session:
        (refund,) = session.exec(select(Refund).where(Refund.order_id == order_id))
    assert refund.state == RefundState.PENDING


def test_a_cancelled_article_is_a_failed_order_with_a_reason(shop: Shop) -> None:
    order_id = str(shop.order()["orderId"])
    shop.send(shop.paid_event(order_id))
    cancel_job(latest_job(order_id, ARTICLE_GENERATION).id, who="ada")
    row = order_row(order_id)
    assert (row.status, row.failure_reason) == (OrderStatus.FAILED, "We have stopped this work ourselves.")
    drain(order_id)
