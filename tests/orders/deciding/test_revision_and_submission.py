"""The customer's half of the review: changes without limit, one at a time; submission, and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from blog_order.database import transaction
from blog_order.errors import Conflict, Invalid, NotFound
from blog_order.models import OrderStatus
from blog_order.orders.deciding.submission import submit, undo_submission
from blog_order.orders.desk.administration import stop_writing
from blog_order.orders.writing.revision import request_revision
from blog_order.queue import ledger
from tests.support.orders import drain, mails, on_the_desk, order_row, versions, written
from tests.support.shop import Shop


def test_notes_lead_to_a_new_version_and_nothing_is_overwritten(shop: Shop) -> None:
    order_id = written(shop)
    (first,) = versions(order_id)
    for number, notes in enumerate(("Please make it shorter overall.", "Add a section about rye flour."), start=2):
        asked = request_revision(order_id, notes)
        assert asked.order_id == order_id
        assert "minute" in asked.estimated_time
        assert shop.status(order_id)["status"] == "PROCESSING"
        drain(order_id)
        latest = versions(order_id)[-1]
        assert (latest.num, latest.notes) == (number, notes)
        assert latest.base_id == versions(order_id)[-2].id
        assert latest.content != versions(order_id)[-2].content
        assert latest.brief["revision_notes"][-1] == notes
    assert versions(order_id)[0].content == first.content
    assert versions(order_id)[2].brief["revision_notes"] == [
        "Please make it shorter overall.",
        "Add a section about rye flour.",
    ]
    assert mails(order_id) == ["request_received", "content_ready", "revision_ready", "revision_ready"]


@pytest.mark.parametrize("notes", ["", "too short", "x" * 4001, None, 7, "\u200b" * 20])
def test_notes_that_cannot_be_followed_are_refused_with_words(shop: Shop, notes: object) -> None:
    order_id = written(shop)
    with pytest.raises(Invalid) as caught:
        request_revision(order_id, notes)
    assert "revisionNotes" in caught.value.fields


def test_a_failed_revision_returns_to_the_review_and_can_be_asked_again(
    shop: Shop, faults: Callable[..., None]
) -> None:
    order_id = written(shop)
    faults("openai", "server_error", 3)
    request_revision(order_id, "Make it friendlier, please.")
    drain(order_id)
    data = shop.status(order_id)
    assert data["status"] == "QUALITY_CHECK"
    assert data["queue"]["hasFailedJob"] is True
    assert len(versions(order_id)) == 1
    assert mails(order_id)[2:] == ["revision_failed", "admin_alert"]
    request_revision(order_id, "Make it friendlier, please.")
    drain(order_id)
    assert len(versions(order_id)) == 2


def test_one_revision_at_a_time(shop: Shop) -> None:
    order_id = written(shop)

    def ask(number: int) -> str:
        try:
            return request_revision(order_id, f"Change number {number}, please.").job_id
        except Conflict:
            return ""

    with ThreadPoolExecutor(6) as pool:
        assert sum(bool(job_id) for job_id in pool.map(ask, range(6))) == 1
    drain(order_id)
    assert len(versions(order_id)) == 2


def test_submit_and_undo(shop: Shop) -> None:
    order_id = written(shop)
    (version,) = versions(order_id)
    submit(order_id, version.id)
    assert shop.status(order_id)["status"] == "ADMIN_REVIEW"
    undo_submission(order_id)
    assert shop.status(order_id)["status"] == "QUALITY_CHECK"
    submit(order_id, version.id)
    drain(order_id)
    assert mails(order_id)[2:] == ["-submitted", "submitted"]
    with pytest.raises(Conflict):
        submit(order_id, version.id)


def test_a_submission_cannot_be_undone_when_its_time_has_passed(shop: Shop) -> None:
    order_id = written(shop)
    submit(order_id, versions(order_id)[0].id)
    on_the_desk(order_id)
    with pytest.raises(Conflict):
        undo_submission(order_id)
    assert order_row(order_id).status == OrderStatus.ADMIN_REVIEW


def test_only_a_version_of_this_order_can_be_submitted(shop: Shop) -> None:
    order_id, other = written(shop), written(shop)
    for wrong in (versions(other)[0].id, "", "nope"):
        with pytest.raises(Invalid):
            submit(order_id, wrong)
    with pytest.raises(NotFound):
        submit("nope", versions(other)[0].id)


def test_submitting_and_revising_at_once_leaves_one_outcome(shop: Shop) -> None:
    order_id = written(shop)
    version = versions(order_id)[0]

    def go(number: int) -> bool:
        try:
            if number % 2:
                submit(order_id, version.id)
            else:
                request_revision(order_id, "Make it friendlier, please.")
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(go, range(8))) == 1


def test_the_api_speaks_as_promised(shop: Shop) -> None:
    order_id = written(shop)
    answer = shop.api.post(
        "/api/v1/purchase/request-revision", json={"orderId": order_id, "revisionNotes": "Please make it shorter."}
    ).json()
    assert answer["success"] is True
    assert answer["message"] == "Revision request submitted. You'll receive an email when ready."
    assert set(answer["data"]) == {"orderId", "jobId", "estimatedTime"}
    drain(order_id)
    version_id = shop.status(order_id)["version"]["versionId"]
    answer = shop.api.post(
        "/api/v1/purchase/submit-for-review", json={"orderId": order_id, "versionId": version_id}
    ).json()
    assert answer["success"] is True
    assert shop.status(order_id)["status"] == "ADMIN_REVIEW"


@pytest.mark.parametrize("running", [False, True])
def test_a_cancelled_revision_returns_to_the_review(shop: Shop, running: bool) -> None:
    order_id = written(shop)
    job_id = request_revision(order_id, "Make it friendlier, please.").job_id
    if running:
        claimed = ledger.claim(job_id, "somebody")
    stop_writing(order_id, admin="ada")
    data = shop.status(order_id)
    assert data["status"] == "QUALITY_CHECK"
    assert data["queue"]["hasFailedJob"] is True
    assert data["queue"]["hasActiveJob"] is False
    if running:
        assert claimed is not None
        with transaction() as session:
            assert not ledger.complete(session, job_id, claimed.fence), "the worker is fenced out"
    drain(order_id)
    assert len(versions(order_id)) == 1
    assert mails(order_id)[2:] == ["revision_failed", "admin_alert"]
    request_revision(order_id, "Make it friendlier, please.")
    drain(order_id)
    assert len(versions(order_id)) == 2
    with pytest.raises(Conflict):
        stop_writing(order_id, admin="ada")
