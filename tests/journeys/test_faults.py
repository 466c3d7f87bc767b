"""What goes wrong, really made to go wrong: each order ends as it should, with one version and one mail an event."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

import pytest

from tests.support.house import House
from tests.support.http import HTTP
from tests.support.waiting import wait_until

READY = ("request_received", "content_ready")


def also(value: str) -> Any:
    """Another value of a test, for the long run: one of them is enough for the quick one."""
    return pytest.param(value, marks=pytest.mark.long)


def assert_ready_once(house: House, order_id: str) -> None:
    """In review, with exactly one version, one finished job, and one mail of each kind."""
    data = house.wait_for(order_id, "QUALITY_CHECK")
    assert data["version"]["versionNum"] == 1
    assert data["version"]["qcStatus"] == "passed"
    assert data["canSubmitForReview"] is True
    assert house.sql("SELECT count(*) FROM article_version WHERE order_id = %s", order_id) == [(1,)]
    assert house.job(order_id)["state"] == "completed"
    house.expect_mails(order_id, *READY)


@pytest.mark.long
def test_a_worker_killed_while_writing(house: House) -> None:
    house.fault("openai", "stall", 1, seconds=600, after_words=150)
    order_id = house.order_and_pay()
    row = house.wait_for_step(order_id, "writing")
    (victim,) = [p for p in house.worker_processes("writers") if f":{p.pid}:" in row["worker"]]
    os.kill(victim.pid, signal.SIGKILL)
    wait_until(lambda: house.job(order_id)["attempts"] == 2, describe=lambda: str(house.job(order_id)))
    assert_ready_once(house, order_id)


@pytest.mark.long
def test_a_worker_frozen_past_its_lease_changes_nothing_when_it_wakes(house: House) -> None:
    with house.slow_writing():
        order_id = house.order_and_pay()
        row = house.wait_for_step(order_id, "writing")
        (frozen,) = [p for p in house.worker_processes("writers") if f":{p.pid}:" in row["worker"]]
        frozen.suspend()
    try:
        wait_until(lambda: house.job(order_id)["state"] == "waiting", describe=lambda: str(house.job(order_id)))
        time.sleep(0.5)
    finally:
        frozen.resume()
    assert_ready_once(house, order_id)
    outcomes = house.sql("SELECT outcome FROM job_attempt WHERE job_id = %s ORDER BY fence", house.job(order_id)["id"])
    assert outcomes == [("retry",), ("completed",)]


@pytest.mark.parametrize("delivery", ["twice", also("late"), also("reversed")])
def test_webhooks_twice_late_and_out_of_order(house: House, delivery: str) -> None:
    body = {"mode": delivery, "events": 2} | ({"seconds": 2} if delivery == "late" else {})
    HTTP.post(f"{house.own.standins_url}/stripe/control/delivery", json=body).raise_for_status()
    first, second = house.order_and_pay(), house.order_and_pay()
    assert_ready_once(house, first)
    assert_ready_once(house, second)


def test_redis_away_between_payment_and_dispatch(house: House) -> None:
    order_id, session_id = house.order()
    with house.without("redis"):
        house.pay(session_id)
        # the webhook is answered and the order is in hand, though nobody can be told yet
        data = house.wait_for(order_id, "PROCESSING")
        assert data["queue"]["jobs"][0]["state"] == "waiting"
        assert house.http.get("/readyz").json()["redis"] == "degraded"
        other, other_session = house.order()
    house.pay(other_session)
    assert_ready_once(house, order_id)
    assert_ready_once(house, other)


@pytest.mark.long
def test_redis_flushed_while_jobs_wait(house: House) -> None:
    with house.without("writers"):
        orders = [house.order_and_pay() for _ in range(3)]
        for order_id in orders:
            house.wait_for(order_id, "PROCESSING")
        house.redis().flushall()
    for order_id in orders:
        assert_ready_once(house, order_id)


@pytest.mark.long
def test_the_model_fails_three_times(house: House) -> None:
    house.fault("openai", "server_error", 3)
    order_id = house.order_and_pay()
    data = house.wait_for(order_id, "FAILED")
    assert data["progress"]["step"] == 2
    assert data["queue"]["hasFailedJob"] is True
    assert data["queue"]["jobs"][0]["attempts"] == 3
    assert "person" in data["statusMessage"]
    house.expect_mails(order_id, "request_received", "order_failed", "admin_order_failed")


@pytest.mark.parametrize(
    "fault",
    ["wrong_anchor", also("truncate"), also("bad_schema"), also("no_link"), also("wrong_link"), also("double_link")],
)
def test_a_bad_draft_is_written_again_and_never_shown_as_ready(house: House, fault: str) -> None:
    before = house.texts_paid()
    house.fault("openai", fault, 1)
    order_id = house.order_and_pay()
    assert_ready_once(house, order_id)
    assert house.job(order_id)["attempts"] == 1
    assert house.texts_paid() - before == 2


def test_three_drafts_without_the_link_fail_the_order_and_are_all_that_is_paid_for(house: House) -> None:
    before = house.texts_paid()
    house.fault("openai", "no_link", 9)
    order_id = house.order_and_pay()
    house.wait_for(order_id, "FAILED")
    assert house.texts_paid() - before == 3
    assert house.job(order_id)["attempts"] == 1
    assert house.status(order_id)["version"] is None
    house.expect_mails(order_id, "request_received", "order_failed", "admin_order_failed")


@pytest.mark.long
def test_finished_drafts_are_not_paid_for_again_after_a_crash(house: House) -> None:
    before = house.texts_paid()
    house.fault("openai", "no_link", 1)
    house.fault("openai", "drop", 1, after_words=50)
    order_id = house.order_and_pay()
    assert_ready_once(house, order_id)
    assert house.job(order_id)["attempts"] == 2
    assert house.sql("SELECT count(*) FROM draft WHERE job_id = %s", house.job(order_id)["id"]) == [(3,)]
    assert house.texts_paid() - before == 3


@pytest.mark.parametrize("fault", [also("rate_limit"), also("drop"), also("stall")])
def test_a_model_that_is_busy_or_breaks_off_is_asked_again(house: House, fault: str) -> None:
    more = {"seconds": 30, "after_words": 60} if fault == "stall" else {}
    house.fault("openai", fault, 1, **more)
    order_id = house.order_and_pay()
    assert_ready_once(house, order_id)
    assert house.job(order_id)["attempts"] == 2


def test_an_invalid_key_fails_at_once(house: House) -> None:
    house.fault("openai", "invalid_key", 1)
    order_id = house.order_and_pay()
    house.wait_for(order_id, "FAILED")
    assert house.job(order_id)["attempts"] == 1


@pytest.mark.long
def test_sendgrid_away_for_a_moment(house: House) -> None:
    house.fault("sendgrid", "server_error", 2)
    house.fault("sendgrid", "rate_limit", 1)
    order_id = house.order_and_pay()
    house.wait_for(order_id, "QUALITY_CHECK")
    house.expect_mails(order_id, *READY)


@pytest.mark.long
def test_a_stopped_worker_gives_its_jobs_back_uncharged(house: House) -> None:
    house.fault("openai", "stall", 1, seconds=60, after_words=100)
    order_id = house.order_and_pay()
    house.wait_for_step(order_id, "writing")
    with house.without("writers"):
        row = house.job(order_id)
        assert (row["state"], row["attempts"], row["worker"]) == ("waiting", 0, "")
    assert_ready_once(house, order_id)
    assert house.job(order_id)["attempts"] == 1


def test_the_scheduler_killed(house: House) -> None:
    house.stack.kill("scheduler")
    assert_ready_once(house, house.order_and_pay())
    wait_until(lambda: house.http.get("/readyz").json()["status"] == "ok")


def test_postgresql_restarted_while_writing(house: House) -> None:
    with house.slow_writing():
        order_id = house.order_and_pay()
        house.wait_for_step(order_id, "writing")
        house.stack.restart("postgres")
    assert_ready_once(house, order_id)


@pytest.mark.long
def test_a_revision_overtakes_waiting_articles(house: House) -> None:
    order_id = house.order_and_pay()
    house.wait_for(order_id, "QUALITY_CHECK")
    with house.without("writers"):
        waiting = house.order_and_pay()
        notes = {"orderId": order_id, "revisionNotes": "Please make it shorter overall."}
        house.http.post("/api/v1/purchase/request-revision", json=notes).raise_for_status()
        house.wait_for(order_id, "QUALITY_CHECK")
        assert house.status(order_id)["version"]["versionNum"] == 2
        assert house.status(waiting)["queue"]["jobs"][0]["state"] == "waiting"
    house.wait_for(waiting, "QUALITY_CHECK")
