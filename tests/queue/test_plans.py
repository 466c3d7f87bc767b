"""Every statement of a hot path or a screen uses an index at a million jobs, and reads a small part of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.database import transaction
from blog_order.errors import Conflict, Failure
from blog_order.job_kinds import ARTICLE_GENERATION, PAYMENTS_QUEUE
from blog_order.models import Job, JobState, RollupMark, utcnow
from blog_order.orders.desk.history import read_history
from blog_order.orders.reading.estimates import estimate_for
from blog_order.orders.reading.order_view import read_order
from blog_order.queue import ledger, operations
from blog_order.queue import sweep as sweep_module
from blog_order.queue.figures.rollups import read_totals, roll_up
from blog_order.queue.figures.statistics import count_queues, list_processes
from blog_order.queue.ledger.attempts import RECORD_USAGE
from blog_order.queue.ledger.claims import CLAIM, REPORT
from blog_order.queue.ledger.endings import COMPLETE
from blog_order.queue.listing import JobFilter, list_jobs, list_operations, show_job
from blog_order.queue.retention import trim_finished
from tests.queue.scale import million_jobs, nodes_of, statements_of

pytestmark = [pytest.mark.long, pytest.mark.timeout(400)]

BLOCKS_AT_MOST = 6000
"""Of 8 KiB, for one statement. The table alone has more than 40,000, each of its indexes thousands."""
LARGE = {"job", "job_attempt"}


@pytest.fixture(scope="module", autouse=True)
def _scale(services: None) -> Iterator[None]:
    with million_jobs():
        yield


def one(state: JobState, kind: str = ARTICLE_GENERATION) -> str:
    found = select(Job.id).where(Job.state == state, Job.kind == kind, col(Job.trimmed_at).is_(None))
    found = found.where(col(Job.order_id).is_not(None))
    with transaction() as session:
        return session.exec(found.order_by(col(Job.created_at).desc()).limit(1)).one()


def in_transaction(*calls: Callable[..., object]) -> Callable[[], None]:
    def run() -> None:
        with transaction() as session:
            for call in calls:
                call(session)

    return run


def enqueue_claim_work_and_end() -> None:
    with transaction() as session:
        done, failed, freed, gone = (ledger.enqueue(session, ARTICLE_GENERATION) for _ in range(4))
    with transaction() as session:
        # As the ledger does it, where it can be listened to.
        connection = session.connection()
        claims = [{"id": each, "worker": "somebody", "lease": 12} for each in (done, failed, freed, gone)]
        rows = [connection.exec_driver_sql(CLAIM, claim).one() for claim in claims]
        fences = {row.id: row.fence for row in rows}
        assert len(fences) == 4
    with transaction() as session:
        ledger.renew(session, list(fences.items()))
        values = {"id": done, "fence": fences[done], "step": "writing", "progress": 50}
        session.connection().exec_driver_sql(REPORT, values)
        usage = {"model": "m", "input_tokens": 1, "output_tokens": 1, "cost_micros": 1}
        session.connection().exec_driver_sql(RECORD_USAGE, usage | {"job_id": done, "fence": fences[done]})
        session.connection().exec_driver_sql(COMPLETE, {"id": done, "fence": fences[done]})
        ledger.fail(session, failed, fences[failed], Failure("It broke off."))
        ledger.release(session, freed, fences[freed])
        ledger.cancel(session, gone, running=True)


def sweep() -> None:
    with transaction() as session:
        lost = sa.select(col(Job.id)).where(col(Job.state) == JobState.ACTIVE).limit(5)
        session.execute(
            sa.update(Job).where(col(Job.id).in_(lost)).values(lease_expires_at=ledger.NOW - ledger.seconds(1))
        )
    sweep_module.sweep()


def roll_up_the_last_hour() -> None:
    with transaction() as session:
        session.merge(RollupMark(id=1, until=utcnow() - dt.timedelta(hours=1)))
    roll_up()
    with transaction() as session:
        session.merge(RollupMark(id=1, until=utcnow() - dt.timedelta(minutes=5)))
    read_totals()


def operate() -> None:
    operations.pause_queue(PAYMENTS_QUEUE.name, who="ada")
    operations.resume_queue(PAYMENTS_QUEUE.name, who="ada")
    operations.drain_queue(PAYMENTS_QUEUE.name, who="ada", timeout_seconds=0)
    operations.promote_job(one(JobState.DELAYED), who="ada")
    with pytest.raises(Conflict):
        operations.retry_job(one(JobState.FAILED), who="ada")  # its order has not failed
    operations.retry_failed(ARTICLE_GENERATION, who="ada")
    list_operations()


def order_id_of(job_id: str) -> str:
    with transaction() as session:
        found = session.get_one(Job, job_id).order_id
    assert found is not None
    return found


HOT = {
    "work": enqueue_claim_work_and_end,
    "sweep": sweep,
    "sweep after Redis came up empty": sweep_module._send_everything_again,
    "roll-up": roll_up_the_last_hour,
    "retention": trim_finished,
    "counts": count_queues,
    "workers": list_processes,
    "operations": operate,
    "one job": lambda: show_job(one(JobState.COMPLETED)),
    "order page": lambda: read_order(order_id_of(one(JobState.COMPLETED))),
    "order's history": lambda: read_history(10001),
    "estimate": in_transaction(lambda session: estimate_for(session, ARTICLE_GENERATION)),
}
DAY_AGO = utcnow() - dt.timedelta(days=1)
FILTERS = [
    JobFilter(),
    *(JobFilter(state=state) for state in JobState),
    *(JobFilter(queue="email", state=state) for state in JobState),
    *(JobFilter(kind="refund_order", state=state) for state in JobState),
    JobFilter(queue="email"),
    JobFilter(kind="refund_order"),
    JobFilter(kind="of_no_kind"),
    JobFilter(order="BO-10001"),
    JobFilter(order="BO-10001", state=JobState.FAILED),
    JobFilter(since=DAY_AGO),
    JobFilter(since=DAY_AGO, queue="email", state=JobState.FAILED),
]
ERROR_FILTERS = [
    JobFilter(error="BROKE"),
    JobFilter(error="nobody ever saw this"),
    JobFilter(error="broke", queue="email", state=JobState.FAILED),
]
FAILED_BLOCKS_AT_MOST = 25_000
"""Words within errors are looked for among all that failed: here one in a hundred, each in another block."""


def check(call: Callable[[], object], blocks_at_most: int = BLOCKS_AT_MOST) -> None:
    statements = statements_of(call)
    assert statements
    for statement in statements:
        nodes = nodes_of(statement)
        scans = [node for node in nodes if node["Node Type"] == "Seq Scan" and node.get("Relation Name") in LARGE]
        assert not scans, f"reads all of {scans[0]['Relation Name']}: {statement[0]}"
        blocks = nodes[0].get("Shared Hit Blocks", 0) + nodes[0].get("Shared Read Blocks", 0)
        assert blocks <= blocks_at_most, f"reads {blocks} blocks: {statement[0]}"


@pytest.mark.parametrize("name", HOT)
def test_hot_paths_and_screens(name: str) -> None:
    check(HOT[name])


@pytest.mark.parametrize("number", range(len(FILTERS)))
def test_lists_and_their_later_pages(number: int) -> None:
    wanted = FILTERS[number]
    page = list_jobs(wanted)
    check(lambda: list_jobs(wanted))
    if page.next is not None:
        check(lambda: list_jobs(wanted, after=page.next))


@pytest.mark.parametrize("number", range(len(ERROR_FILTERS)))
def test_lists_by_error(number: int) -> None:
    check(lambda: list_jobs(ERROR_FILTERS[number]), FAILED_BLOCKS_AT_MOST)


def test_a_page_from_the_far_end_is_as_cheap_as_the_first() -> None:
    with transaction() as session:
        oldest = session.exec(select(Job).order_by(col(Job.created_at)).offset(100).limit(1)).one()
    after = f"{oldest.created_at.isoformat()}~{oldest.id}"
    for wanted in (JobFilter(), JobFilter(queue="email"), JobFilter(kind="refund_order")):
        check(lambda wanted=wanted: list_jobs(wanted, after=after))  # type: ignore[misc]


def test_completed_jobs_are_not_counted_one_by_one() -> None:
    for statement in statements_of(count_queues):
        for node in nodes_of(statement):
            if node.get("Relation Name") == "job":
                assert node.get("Actual Rows", 0) * node.get("Actual Loops", 1) < 10_000, statement[0]


def test_the_check_finds_what_it_looks_for() -> None:
    def careless() -> None:
        with transaction() as session:
            session.execute(sa.select(sa.func.count()).select_from(Job).where(col(Job.worker) == "nobody"))

    with pytest.raises(AssertionError, match="reads all of job"):
        check(careless)

    def wasteful() -> None:
        with transaction() as session:
            session.exec(select(Job).where(Job.worker == "nobody").order_by(col(Job.created_at)).limit(1)).first()

    with pytest.raises(AssertionError, match="reads"):
        check(wasteful)
