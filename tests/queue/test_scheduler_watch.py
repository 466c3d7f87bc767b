"""A silent scheduler is noticed by all who watch, and told of once."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import col, select

from blog_order.database import transaction
from blog_order.models import Email, Job, JobAttempt, Outage, Process, ProcessKind
from blog_order.queue.processes import report_alive
from blog_order.queue.scheduler_watch import look_at_scheduler
from tests.support.ledger_rows import ago


@pytest.fixture(autouse=True)
def _alone() -> Iterator[None]:
    def clear() -> None:
        with transaction() as session:
            session.execute(sa.delete(Outage))
            session.execute(sa.delete(Process).where(col(Process.kind) == ProcessKind.SCHEDULER))
            mails = select(Email.id).where(col(Email.deduplication_key).startswith("alert-scheduler"))
            jobs = select(Job.id).where(col(Job.arguments)["email_id"].astext.in_(mails))
            session.execute(sa.delete(JobAttempt).where(col(JobAttempt.job_id).in_(jobs)))
            session.execute(sa.delete(Job).where(col(Job.id).in_(jobs)))
            session.execute(sa.delete(Email).where(col(Email.id).in_(mails)))

    clear()
    yield
    clear()


def report(seconds_ago: float = 0) -> None:
    with transaction() as session:
        report_alive(session, "house:1:1", {}, ProcessKind.SCHEDULER)
        session.execute(sa.update(Process).where(col(Process.id) == "house:1:1").values(seen_at=ago(seconds_ago)))


def alerts() -> list[str]:
    with transaction() as session:
        found = select(Email.text).where(col(Email.deduplication_key).startswith("alert-scheduler"))
        return list(session.exec(found))


def test_many_watchers_tell_of_one_outage_once() -> None:
    report(seconds_ago=75)
    barrier = threading.Barrier(6)

    def watch() -> None:
        barrier.wait()
        assert look_at_scheduler(300)

    threads = [threading.Thread(target=watch) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert look_at_scheduler(300)
    (text,) = alerts()
    assert "nothing for 7" in text


def test_it_is_told_again_only_of_another_outage_an_hour_later() -> None:
    for told_before, mails in ((0, 1), (0, 1), (3700, 2)):
        report(seconds_ago=61)
        with transaction() as session:
            session.execute(
                sa.update(Outage).values(told_at=ago(told_before), began_at=Outage.began_at - sa.text("interval '1 h'"))
            )
        assert look_at_scheduler(300)
        assert len(alerts()) == mails
        report()
        assert not look_at_scheduler(300)
        with transaction() as session:
            assert session.get_one(Outage, "scheduler").ended_at is not None


def test_a_new_installation_starts_in_any_order() -> None:
    assert not look_at_scheduler(30)
    assert alerts() == []
    assert look_at_scheduler(61)
    assert len(alerts()) == 1


def test_a_scheduler_that_reports_is_no_news() -> None:
    report(seconds_ago=50)
    assert not look_at_scheduler(300)
    assert alerts() == []
    with transaction() as session:
        assert session.get(Outage, "scheduler") is None


def test_readiness_says_so() -> None:
    from blog_order.api.app import make_api

    with TestClient(make_api()) as api:
        report(seconds_ago=75)
        assert api.get("/readyz").json()["scheduler"] == "degraded"
        report()
        assert api.get("/readyz").json()["scheduler"] == "ok"
