"""Up to three tries a job: each told what failed, all kept, the judge's opinion among what they are chosen by."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.content.checks.report import OpinionState, QualityReport
from blog_order.content.writing.judge import TITLES
from blog_order.database import transaction
from blog_order.models import Draft, Job, JobState, OrderStatus
from blog_order.orders.products import content_kinds
from blog_order.orders.writing import judging
from blog_order.orders.writing.write import MAX_DRAFTS, NOT_PASSED
from blog_order.queue import ledger
from blog_order.queue.sweep import sweep
from blog_order.settings import get_settings
from tests.support.http import HTTP
from tests.support.orders import drain, mails, order_row, versions, written
from tests.support.shop import Shop
from tests.support.waiting import wait_until

Faults = Callable[..., None]


def drafts_of(order_id: str) -> list[Draft]:
    with transaction() as session:
        jobs = select(Job.id).where(Job.order_id == order_id, col(Job.kind).in_(content_kinds()))
        return list(session.exec(select(Draft).where(col(Draft.job_id).in_(jobs)).order_by(col(Draft.num))))


def paid_calls(topic: str) -> list[dict[str, Any]]:
    own = get_settings().embedded
    assert own is not None
    calls = HTTP.get(f"{own.standins_url}/openai/control/calls?limit=1000").json()["calls"]
    return [call for call in calls if call["paid"] and call["topic"] == topic]


def ordered(shop: Shop, **changes: Any) -> str:
    order_id = str(shop.order(**changes)["orderId"])
    assert shop.send(shop.paid_event(order_id)).status_code == 200
    return order_id


def report(draft: Draft) -> QualityReport:
    return QualityReport.model_validate(draft.report)


def test_a_good_draft_is_judged_once_and_its_opinion_recorded(shop: Shop) -> None:
    order_id = written(shop, topic="Judged once and well")
    (draft,) = drafts_of(order_id)
    found = report(draft)
    assert found.good and not found.flagged
    assert {check.id for check in found.checks if check.id.startswith("judge-")} == {f"judge-{name}" for name in TITLES}
    opinion = found.opinion
    assert opinion is not None and opinion.state is OpinionState.GIVEN and opinion.asked == 1
    assert opinion.prompt_version.startswith("judge-") and opinion.input_tokens and opinion.output_tokens
    assert 0 < opinion.cost_micros < draft.cost_micros and draft.output_tokens > opinion.output_tokens  # type: ignore[operator]
    assert sorted(call["task"] for call in paid_calls("Judged once and well")) == ["article", "judge"]


def test_a_text_that_the_judge_dislikes_thrice_is_delivered_and_flagged(shop: Shop, faults: Faults) -> None:
    faults("openai", "low_score", MAX_DRAFTS, task="judge")
    order_id = written(shop, topic="Disliked three times")
    drafts = drafts_of(order_id)
    assert [draft.num for draft in drafts] == [1, 2, 3]
    assert all(report(draft).passed and report(draft).flagged and not report(draft).good for draft in drafts)
    (version,) = versions(order_id)
    best = max(drafts, key=lambda draft: report(draft).score)
    assert QualityReport.model_validate(version.qc_report) == report(best)
    assert version.qc_status == "passed"
    assert version.output_tokens == sum(draft.output_tokens for draft in drafts)


def test_each_try_is_told_what_failed_before(shop: Shop, faults: Faults, monkeypatch: pytest.MonkeyPatch) -> None:
    from blog_order.orders.products.article import writing

    told: list[list[str]] = []
    real = writing.write_draft

    def watch(*args: Any, problems: Any, **more: Any) -> Any:
        told.append(list(problems))
        return real(*args, problems=problems, **more)

    monkeypatch.setattr(writing, "write_draft", watch)
    faults("openai", "wrong_anchor", task="article")
    faults("openai", "low_score", task="judge")
    written(shop, topic="Told what failed")
    assert told[0] == []
    assert len(told) == 3 and "[required] Your anchor text is exact" in told[1][0]
    assert all(line.startswith("[improve]") for line in told[2]) and len(told[2]) == len(TITLES)


@pytest.mark.parametrize("fault", ["no_link", "double_link", "wrong_anchor"])
def test_three_hard_failures_are_final_and_kept_for_the_editor(shop: Shop, faults: Faults, fault: str) -> None:
    topic = f"Never right because of {fault.replace('_', ' ')}"
    faults("openai", fault, MAX_DRAFTS)
    order_id = ordered(shop, topic=topic)
    drain(order_id)
    order = order_row(order_id)
    assert (order.status, order.failure_reason) == (OrderStatus.FAILED, NOT_PASSED)
    assert "editor" in NOT_PASSED
    drafts = drafts_of(order_id)
    assert len(drafts) == MAX_DRAFTS and all(draft.article and not report(draft).passed for draft in drafts)
    assert all(report(draft).opinion is None for draft in drafts), "no opinion is paid for a text nobody may see"
    assert len(paid_calls(topic)) == MAX_DRAFTS
    assert versions(order_id) == []
    assert mails(order_id) == ["request_received", "order_failed", "admin_order_failed"]


@pytest.mark.parametrize(("fault", "paid"), [("server_error", False), ("bad_schema", True), ("refusal", False)])
def test_a_judge_that_fails_loses_no_good_draft(shop: Shop, faults: Faults, fault: str, paid: bool) -> None:
    faults("openai", fault, 1, task="judge")
    order_id = written(shop, topic=f"Without an opinion {fault}")
    (draft,) = drafts_of(order_id)
    found = report(draft)
    assert found.passed and found.good and found.flagged
    assert found.opinion is not None and found.opinion.state is OpinionState.MISSING and found.opinion.reason
    assert bool(found.opinion.input_tokens) is paid


def test_a_judge_that_stalls_loses_no_good_draft(shop: Shop, faults: Faults, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "SECONDS", 0.5)
    faults("openai", "stall", 1, task="judge", seconds=1.5, after_words=3)
    order_id = written(shop, topic="An opinion that never ends")
    (draft,) = drafts_of(order_id)
    opinion = report(draft).opinion
    assert opinion is not None and (opinion.state, opinion.reason) == (OpinionState.MISSING, judging.TOO_SLOW)


def test_nobody_is_asked_when_the_judge_is_off(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings(), "openai_judge_model", judging.OFF)
    order_id = written(shop, topic="Unjudged by choice")
    (draft,) = drafts_of(order_id)
    assert report(draft).opinion is None and not report(draft).flagged
    assert len(paid_calls("Unjudged by choice")) == 1


def test_a_try_that_never_began_was_not_paid_and_does_not_count(shop: Shop, faults: Faults) -> None:
    faults("openai", "server_error", 2, task="article")
    order_id = written(shop, topic="Away at first")
    assert [(draft.num, bool(draft.article)) for draft in drafts_of(order_id)] == [(1, True)]


def test_a_try_that_broke_off_counts(shop: Shop, faults: Faults) -> None:
    faults("openai", "drop", 1, task="article", after_words=200)
    order_id = written(shop, topic="Broken off once")
    drafts = drafts_of(order_id)
    assert [(draft.num, bool(draft.article)) for draft in drafts] == [(1, False), (2, True)]
    (version,) = versions(order_id)
    assert version.cost_micros == drafts[1].cost_micros


RUN = """
import sys
from blog_order.queue.execution import run_job
from blog_order.wiring import wire
wire()
run_job(sys.argv[1])
"""


@pytest.mark.long
def test_at_most_three_articles_are_paid_for_however_often_workers_are_killed(shop: Shop, faults: Faults) -> None:
    """Killed with no warning in the middle of the first article; the second and third then break a hard rule."""
    topic = "Killed in the middle"
    faults("openai", "stall", 1, seconds=60, after_words=150, task="article")
    order_id = ordered(shop, topic=topic)
    with transaction() as session:
        job_id = session.exec(select(Job.id).where(Job.order_id == order_id, col(Job.kind).in_(content_kinds()))).one()
    worker = subprocess.Popen([sys.executable, "-c", RUN, job_id])
    try:
        wait_until(lambda: any(call["words_sent"] >= 150 for call in paid_calls(topic)))
    finally:
        worker.kill()
        worker.wait()
    faults("openai", "no_link", 5, task="article")
    lose_lease(order_id)
    drain(order_id)
    assert order_row(order_id).status == OrderStatus.FAILED
    assert len(paid_calls(topic)) == MAX_DRAFTS
    assert [(draft.num, bool(draft.article)) for draft in drafts_of(order_id)] == [(1, False), (2, True), (3, True)]


def test_an_editor_reads_every_try_with_its_report(shop: Shop, faults: Faults) -> None:
    from blog_order.screens.orders.detail.view.model import OrderWanted
    from blog_order.screens.orders.detail.view.reading import read_order_page

    faults("openai", "wrong_anchor", 2)
    faults("openai", "bad_schema", 1)
    order_id = ordered(shop, topic="Read by an editor")
    drain(order_id)
    page = read_order_page(OrderWanted(order_row(order_id).number))
    assert page.facts.status == "Needs attention" and page.facts.can_be_retried and page.facts.can_be_refunded
    assert [(each.label, each.state) for each in page.tries] == [
        ("Try 1", "Breaks a rule"), ("Try 2", "Breaks a rule"), ("Try 3", "Nothing usable came"),
    ]  # fmt: skip
    first = page.tries[0]
    assert first.title and first.blocks and "tokens" in first.took
    assert first.report.checks[0].title == "Your anchor text is exact" and not first.report.checks[0].passed
    assert order_id not in repr(page)


def lose_lease(order_id: str) -> None:
    """As the sweep sees it when the worker is gone; again if this keeper was about to renew the lease."""
    mine = (col(Job.order_id) == order_id, col(Job.kind).in_(content_kinds()), col(Job.state) == JobState.ACTIVE)

    def is_lost() -> bool:
        with transaction() as session:
            session.execute(sa.update(Job).where(*mine).values(lease_expires_at=ledger.NOW - ledger.seconds(1)))
        sweep()
        with transaction() as session:
            return session.exec(select(Job.id).where(*mine)).first() is None

    wait_until(is_lost, every=0.01)


def test_workers_that_die_while_the_judge_is_asked_lose_no_draft(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    topic = "Dead while it was judged"
    asked = []

    def die(*_: Any, **__: Any) -> None:
        asked.append(1)
        raise SystemExit("killed")

    monkeypatch.setattr(judging, "judge_text", die)
    order_id = ordered(shop, topic=topic)
    for _ in range(2):
        with pytest.raises(SystemExit):
            drain(order_id)
        lose_lease(order_id)
    drain(order_id)
    (draft,) = drafts_of(order_id)
    opinion = report(draft).opinion
    assert opinion is not None and (opinion.state, opinion.asked) == (OpinionState.MISSING, judging.MAX_ASKED)
    assert len(asked) == judging.MAX_ASKED and len(paid_calls(topic)) == 1
    assert len(versions(order_id)) == 1 and order_row(order_id).status == OrderStatus.QUALITY_CHECK
