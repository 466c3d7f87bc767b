"""``/metrics`` for Prometheus. Read from the database at each scrape, so it is right whichever process answers."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector, CollectorRegistry

from blog_order.api.answers import Responses, refused_in_json
from blog_order.api.responses import error_response
from blog_order.database import transaction
from blog_order.job_kinds import EMAIL_QUEUE
from blog_order.models import JobTotal
from blog_order.orders.paying.mended import mended_counts
from blog_order.queue.figures.histograms import BOUNDS_SECONDS
from blog_order.queue.figures.rollups import COLUMN_OF, attempts_of, read_totals
from blog_order.queue.figures.statistics import QueueCounts, count_in
from blog_order.queue.processes import count_alive
from blog_order.queue.scheduler_watch import scheduler_silence
from blog_order.settings import get_settings

router = APIRouter(tags=["operations"])
EXAMPLE = "# HELP blog_order_mended_total …\n# TYPE blog_order_mended_total counter\n…"

FORWARDING_HEADERS = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


FIGURES: Responses = {
    200: {"description": "The figures", "content": {"text/plain": {"schema": {"type": "string"}, "example": EXAMPLE}}}
}


@router.get(
    "/metrics", response_class=PlainTextResponse, responses=FIGURES | refused_in_json("token_needed", "unavailable")
)
def metrics(request: Request) -> Response:
    """All figures, in Prometheus' text format."""
    if not _is_allowed(request):
        answer = error_response(401, "token_needed", "Send METRICS_TOKEN as “Authorization: Bearer …”.")
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    registry = CollectorRegistry(auto_describe=False)
    registry.register(MetricsCollector())
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _is_allowed(request: Request) -> bool:
    """With the token from anywhere; without it only from this machine, of an installation that is for this machine.

    Behind a proxy every request comes from this machine, and not every proxy says so.
    """
    given = request.headers.get("authorization", "")
    token = get_settings().metrics_token
    if token and hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return True
    peer = request.client.host if request.client else ""
    forwarded = any(name in request.headers for name in FORWARDING_HEADERS)
    return _is_loopback(peer) and not forwarded and _is_loopback(urlsplit(get_settings().origin).hostname or "")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class MetricsCollector(Collector):
    """Reads everything once a scrape."""

    def collect(self) -> Iterator[Metric]:
        """The figures of this moment."""
        with transaction() as session:
            counts = count_in(session)
            alive = count_alive(session)
            silence = scheduler_silence(session)
        yield from _queues(counts)
        yield from _attempts(list(read_totals().values()))
        processes = GaugeMetricFamily("blog_order_processes_alive", "Processes seen within a minute.", labels=["kind"])
        for kind, number in alive.items():
            processes.add_metric([kind.value], number)
        yield processes
        yield GaugeMetricFamily(
            "blog_order_scheduler_silent_seconds",
            "Since a scheduler last reported; infinite when none is known.",
            value=float("inf") if silence is None else silence,
        )
        mended = CounterMetricFamily(
            "blog_order_reconciliation_mended", "What was mended by asking Stripe.", labels=["kind"]
        )
        for name, number in mended_counts().items():
            mended.add_metric([name], number)
        yield mended


def _queues(counts: dict[str, QueueCounts]) -> Iterator[Metric]:
    jobs = GaugeMetricFamily(
        "blog_order_jobs", "Jobs of a queue; failed: those that can be retried.", labels=["queue", "state"]
    )
    paused = GaugeMetricFamily("blog_order_queue_paused", "1 while no job of the queue is begun.", labels=["queue"])
    oldest = GaugeMetricFamily(
        "blog_order_oldest_waiting_seconds", "How long the oldest due job has waited for a worker.", labels=["queue"]
    )
    for name, queue in sorted(counts.items()):
        for state in ("waiting", "active", "delayed", "failed"):
            jobs.add_metric([name, state], getattr(queue, state))
        paused.add_metric([name], float(bool(queue.paused_by)))
        oldest.add_metric([name], queue.oldest_waiting_seconds)
    yield from (jobs, paused, oldest)
    outbox = counts[EMAIL_QUEUE.name]
    yield GaugeMetricFamily("blog_order_outbox_mails", "Mails not sent yet.", value=outbox.living)
    yield GaugeMetricFamily(
        "blog_order_outbox_lag_seconds",
        "How long the oldest mail that should be sent has not been sent, its failed tries included.",
        value=outbox.oldest_open_seconds,
    )


def _attempts(totals: list[JobTotal]) -> Iterator[Metric]:
    attempts = CounterMetricFamily("blog_order_job_attempts", "Attempts that ended.", labels=["kind", "outcome"])
    pickup = HistogramMetricFamily("blog_order_job_pickup_seconds", "From due to begun.", labels=["kind"])
    run = HistogramMetricFamily("blog_order_job_run_seconds", "From begun to ended.", labels=["kind"])
    tokens = CounterMetricFamily("blog_order_model_tokens", "Tokens of language models.", labels=["kind", "direction"])
    cost = CounterMetricFamily("blog_order_model_cost_dollars", "What language models cost.", labels=["kind"])
    for total in sorted(totals, key=lambda each: each.kind):
        for outcome, column in COLUMN_OF.items():
            attempts.add_metric([total.kind, outcome.value], getattr(total, column))
        pickup.add_metric([total.kind], _buckets(total.waiting, attempts_of(total)), total.waiting_seconds)
        run.add_metric([total.kind], _buckets(total.running, attempts_of(total)), total.running_seconds)
        tokens.add_metric([total.kind, "in"], total.input_tokens)
        tokens.add_metric([total.kind, "out"], total.output_tokens)
        cost.add_metric([total.kind], total.cost_micros / 1e6)
    yield from (attempts, pickup, run, tokens, cost)


def _buckets(counts: list[int], total: int) -> list[tuple[str, float]]:
    found, below = [], 0
    for bound, count in zip(BOUNDS_SECONDS, counts, strict=False):
        below += count
        found.append((str(bound), float(below)))
    return [*found, ("+Inf", float(total))]
