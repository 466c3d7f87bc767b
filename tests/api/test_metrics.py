"""``/metrics``: who may read it, and that its figures are those of the database."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from blog_order.api.app import make_api
from blog_order.database import transaction
from blog_order.models import QueuePause
from blog_order.queue.execution import run_job
from blog_order.queue.figures.rollups import roll_up
from blog_order.settings import get_settings
from tests.support.ledger_rows import KIND, QUEUE, MakeJob, fail

TOKEN = "a token of the tests"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


def client(peer: str = "127.0.0.1") -> TestClient:
    return TestClient(make_api(), client=(peer, 50000), base_url=get_settings().origin)


def read(api: TestClient, **headers: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    answer = api.get("/metrics", headers=headers)
    assert answer.status_code == 200, answer.text
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def of_kind(name: str, **labels: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    return f"blog_order_{name}", tuple(sorted(({"kind": KIND} | labels).items()))


def test_figures_follow_the_ledger_rolled_up_or_not(make_job: MakeJob) -> None:
    api = client()
    for _ in range(3):
        run_job(make_job())
    before = read(api)
    assert before[of_kind("job_attempts_total", outcome="completed")] == 3
    roll_up()
    run_job(make_job(fail))
    make_job()
    with transaction() as session:
        session.add(QueuePause(queue=QUEUE, paused_by="ada"))
    after = read(api)
    assert after[of_kind("job_attempts_total", outcome="completed")] == 3
    assert after[of_kind("job_attempts_total", outcome="failed")] == 1
    for name in ("job_pickup_seconds", "job_run_seconds"):
        assert after[of_kind(f"{name}_count")] == after[of_kind(f"{name}_bucket", le="+Inf")] == 4
        assert after[of_kind(f"{name}_bucket", le="3600.0")] == 4
        assert after[of_kind(f"{name}_sum")] > 0
    queue = ("queue", QUEUE)
    assert after["blog_order_jobs", (queue, ("state", "waiting"))] == 1
    assert after["blog_order_jobs", (queue, ("state", "failed"))] == 1
    assert after["blog_order_queue_paused", (queue,)] == 1
    assert after["blog_order_oldest_waiting_seconds", (queue,)] > 0
    for name in ("outbox_lag_seconds", "outbox_mails", "scheduler_silent_seconds"):
        assert (f"blog_order_{name}", ()) in after
    assert ("blog_order_processes_alive", (("kind", "worker"),)) in after
    assert ("blog_order_reconciliation_mended_total", (("kind", "refunds"),)) in after


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    """With METRICS_TOKEN set."""
    monkeypatch.setattr(get_settings(), "metrics_token", TOKEN)
    return


@pytest.mark.parametrize(
    ("peer", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.7", {}, 401),
        ("192.0.2.7", BEARER, 200),
        ("192.0.2.7", {"Authorization": "Bearer something else"}, 401),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}, 401),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 401),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.7"} | BEARER, 200),
    ],
)
def test_strangers_need_the_token(token: None, peer: str, headers: dict[str, str], status: int) -> None:
    answer = client(peer).get("/metrics", headers=headers)
    assert answer.status_code == status
    if status == 401:
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert "blog_order" not in answer.text


def test_without_a_token_no_stranger_reads_them() -> None:
    for sent in ("Bearer ", "Bearer", ""):
        assert client("192.0.2.7").get("/metrics", headers={"Authorization": sent}).status_code == 401


def test_an_installation_with_a_public_address_trusts_no_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    # Its proxy is on this machine too, and may not say for whom it asks.
    monkeypatch.setattr(get_settings(), "public_url", "https://orders.example.com")
    api = TestClient(make_api(), client=("127.0.0.1", 50000), base_url="https://orders.example.com")
    assert api.get("/metrics").status_code == 401


def test_a_short_token_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    from blog_order.settings.problems import find_problems

    monkeypatch.setattr(get_settings(), "metrics_token", "short")
    assert any("METRICS_TOKEN" in problem for problem in find_problems(get_settings()))


def test_a_database_that_is_away_is_503(monkeypatch: pytest.MonkeyPatch) -> None:
    from blog_order.errors import Unavailable

    def away(_session: object) -> None:
        raise Unavailable("Our database does not answer.")

    monkeypatch.setattr("blog_order.api.metrics.count_in", away)
    assert client().get("/metrics").status_code == 503


def test_counts_add_up_over_queues() -> None:
    figures = read(client())
    total = sum(value for (name, _), value in figures.items() if name == "blog_order_jobs")
    with transaction() as session:
        statement = "SELECT count(*) FROM job WHERE trimmed_at IS NULL AND state NOT IN ('completed', 'cancelled')"
        assert total == session.execute(sa.text(statement)).scalar_one()
