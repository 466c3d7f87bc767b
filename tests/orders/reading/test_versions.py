"""What a customer reads of an order's versions and history."""

from __future__ import annotations

import pytest

from blog_order.errors import NotFound
from blog_order.models import DecisionKind
from blog_order.orders.deciding.decision import decide
from blog_order.orders.deciding.submission import submit, undo_submission
from blog_order.orders.reading.order_view import read_order
from blog_order.orders.reading.versions import read_version
from blog_order.orders.writing.revision import request_revision
from tests.support.orders import drain, on_the_desk, versions, written
from tests.support.shop import Shop

NOTES = "Please make it shorter overall."


def test_versions_are_listed_and_one_is_read_by_its_number(shop: Shop) -> None:
    order_id = written(shop)
    request_revision(order_id, NOTES)
    drain(order_id)

    order = read_order(order_id)

    assert [(line.num, line.notes) for line in order.versions] == [(1, ""), (2, NOTES)]
    first, latest = versions(order_id)
    for line, row in zip(order.versions, (first, latest), strict=True):
        assert line.checks == len(row.qc_report["checks"]) > 0
        assert line.checks_passed == sum(check["passed"] for check in row.qc_report["checks"])
    assert order.version is not None and order.version.content == latest.content
    assert read_version(order_id, 1).content == first.content
    assert "minute" in order.revision_estimate


@pytest.mark.parametrize("num", [0, -(10**30), 2, 10**30])
def test_a_version_that_the_order_does_not_have_is_not_found(shop: Shop, num: int) -> None:
    order_id = written(shop)
    with pytest.raises(NotFound):
        read_version(order_id, num)


def test_the_submission_can_be_taken_back_until_it_is_with_the_editor(shop: Shop) -> None:
    order_id = written(shop)
    submit(order_id, versions(order_id)[0].id)
    order = read_order(order_id)
    assert order.submitted_num == 1
    assert order.undo_until is not None

    on_the_desk(order_id)

    assert read_order(order_id).undo_until is None


def test_a_decision_is_hidden_until_it_takes_effect_and_the_note_outlives_a_submission_taken_back(shop: Shop) -> None:
    order_id = written(shop)
    submit(order_id, versions(order_id)[0].id)
    on_the_desk(order_id)
    before = read_order(order_id)
    decide(order_id, DecisionKind.SEND_BACK, editor="Ed", note="Name your source, please.")
    assert read_order(order_id) == before

    drain(order_id)
    assert read_order(order_id).editor_note == "Name your source, please."
    submit(order_id, versions(order_id)[0].id)
    undo_submission(order_id)

    assert read_order(order_id).editor_note == "Name your source, please."
    request_revision(order_id, NOTES)
    drain(order_id)
    assert read_order(order_id).editor_note == ""
