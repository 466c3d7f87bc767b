"""The whole product in its own processes, looked at from outside: HTTP, the browser, SQL, signals."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg
import redis

from blog_order.embedded.programs import ALL
from blog_order.embedded.stack import Stack
from blog_order.settings import EmbeddedServices, Settings
from tests.support.http import HTTP
from tests.support.ordering import article_fields
from tests.support.waiting import PATIENCE_SECONDS, wait_until


class House:
    """One running product. Start it with :meth:`start`; every test may break it and must leave it whole."""

    def __init__(self, data_dir: Path, port: int, **environment: str) -> None:
        self.environment = {
            "DATA_DIR": str(data_dir),
            "PORT": str(port),
            "JOB_LEASE_SECONDS": "8",
            "WRITER_PROCESSES": "1",
            "SWEEP_INTERVAL_SECONDS": "0.5",
            "DEMO_WRITER_WORDS_PER_SECOND": "1000",
            "OPENAI_TIMEOUT_SECONDS": "10",
            "SHUTDOWN_GRACE_SECONDS": "2",
            "SUBMIT_UNDO_SECONDS": "20",
            "DECISION_UNDO_SECONDS": "15",
        } | environment
        self.settings = self._settings()
        self.origin = self.settings.origin
        self.stack = Stack(self.settings, environment=self.environment)
        self.http = httpx.Client(base_url=self.origin, timeout=PATIENCE_SECONDS, trust_env=False)

    def _settings(self) -> Settings:
        before = dict(os.environ)
        os.environ.update(self.environment)
        try:
            return Settings()
        finally:
            os.environ.clear()
            os.environ.update(before)

    def start(self) -> None:
        """Start every program."""
        self.stack.start(ALL)

    def stop(self) -> None:
        """Stop every program."""
        self.http.close()
        self.stack.stop()

    @property
    def own(self) -> EmbeddedServices:
        """Ports and passwords of the embedded services."""
        return EmbeddedServices.model_validate_json(EmbeddedServices.path(self.settings.data_dir).read_text())

    # --- as a customer, without a browser --------------------------------------------------------------------------

    def site(self) -> dict[str, Any]:
        """The first site of the catalogue."""
        return dict(self.http.get("/api/v1/catalogue/sites").json()["data"]["sites"][0])

    def order(self, **changes: Any) -> tuple[str, str]:
        """Check out; (order id, Stripe session id)."""
        answer = self.http.post("/api/v1/purchase/checkout", json=article_fields(self.site()["id"], **changes))
        assert answer.status_code == 200, answer.text
        data = answer.json()["data"]
        rows = self.sql("SELECT stripe_session_id FROM checkout WHERE order_id = %s", data["orderId"])
        return data["orderId"], rows[0][0]

    def pay(self, session_id: str) -> None:
        """Pay as the customer would on Stripe's page."""
        HTTP.post(
            f"{self.own.standins_url}/stripe/control/sessions/{session_id}/pay", timeout=PATIENCE_SECONDS
        ).raise_for_status()

    def order_and_pay(self, **changes: Any) -> str:
        """A paid order's id."""
        order_id, session_id = self.order(**changes)
        self.pay(session_id)
        return order_id

    def status(self, order_id: str) -> dict[str, Any]:
        """The status API's data; while it asks to come back later, again."""
        return wait_until(lambda: self._status(order_id), every=1)

    def _status(self, order_id: str) -> dict[str, Any]:
        answer = self.http.get(f"/api/v1/purchase/status/{order_id}")
        return {} if answer.status_code == 503 else dict(answer.json()["data"])

    def wait_for(self, order_id: str, status: str, seconds: float = PATIENCE_SECONDS) -> dict[str, Any]:
        """Wait until the order has this status; its data."""
        return wait_until(
            lambda: (data := self.status(order_id))["status"] == status and data,
            seconds,
            lambda: f"{self.status(order_id)['status']} instead of {status}: {self.status(order_id)['queue']}",
        )

    # --- behind the counter ----------------------------------------------------------------------------------------

    def sql(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of a query on the product's database, on a connection of our own."""
        address = f"host=127.0.0.1 port={self.own.postgres_port} dbname=blog_order user=blog_order"
        with psycopg.connect(f"{address} password={self.own.postgres_password}", autocommit=True) as connection:
            cursor = connection.execute(query, values)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    def mails(self, order_id: str) -> list[str]:
        """Kinds of the mails that SendGrid took for this order, by our own rows and SendGrid's mailbox alike."""
        rows = self.sql("SELECT id, kind, state FROM email WHERE order_id = %s ORDER BY kind", order_id)
        taken = [mail["custom_args"].get("email_id") for mail in self.mailbox()]
        return [kind for id_, kind, _state in rows for _ in range(taken.count(id_))]

    def mailbox(self) -> list[dict[str, Any]]:
        """Every mail the stand-in took."""
        answer = HTTP.get(f"{self.own.standins_url}/mailbox/api/mails").json()
        return list(answer["mails"] if isinstance(answer, dict) else answer)

    def expect_mails(self, order_id: str, *kinds: str, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait for exactly these mails, and see that no other comes while the sweep goes round twice."""
        wait_until(lambda: self.mails(order_id) == sorted(kinds), seconds, lambda: str(self.mails(order_id)))
        time.sleep(1.2)
        assert self.mails(order_id) == sorted(kinds)

    def texts_paid(self) -> int:
        """How many texts a model was paid for so far, opinions of them apart."""
        calls = HTTP.get(f"{self.own.standins_url}/openai/control/calls?limit=1000").json()["calls"]
        return sum(call["paid"] and call["task"] != "judge" for call in calls)

    def fault(self, service: str, fault: str, calls: int = 1, **more: Any) -> None:
        """Make the next calls of a service go wrong."""
        body = {"service": service, "fault": fault, "calls": calls} | more
        HTTP.post(f"{self.own.standins_url}/faults", json=body).raise_for_status()

    def clear_faults(self) -> None:
        """Let everything go well again."""
        HTTP.delete(f"{self.own.standins_url}/faults").raise_for_status()

    def write_at(self, words_per_second: float) -> None:
        """Set the demonstration writer's pace, for what it is writing too."""
        pace = {"words_per_second": words_per_second}
        url = f"{self.own.standins_url}/openai/control/pace"
        HTTP.post(url, json=pace).raise_for_status()

    @contextlib.contextmanager
    def slow_writing(self, words_per_second: float = 20) -> Iterator[None]:
        """Write so slowly within the block that a test has time to look, and fast again after it."""
        self.write_at(words_per_second)
        try:
            yield
        finally:
            self.write_at(self.settings.demo_writer_words_per_second)

    def end_undo(self, order_id: str) -> None:
        """Let the time in which the order's submission, or its decision, can be undone be over."""
        hour = "interval '1 hour'"
        self.sql(f'UPDATE "order" SET submitted_at = submitted_at - {hour} WHERE id = %s', order_id)
        self.sql(f"UPDATE decision SET effective_at = effective_at - {hour} WHERE order_id = %s", order_id)
        self.sql(f"UPDATE job SET due_at = due_at - {hour} WHERE order_id = %s AND state = 'delayed'", order_id)
        self.redis(2).publish("blog_order:orders", order_id)

    def redis(self, number: int = 0) -> redis.Redis:
        """One of the product's Redis databases."""
        own = self.own
        return redis.Redis("127.0.0.1", own.redis_port, number, own.redis_password)

    def job(self, order_id: str) -> dict[str, Any]:
        """The order's latest content job, as its row says."""
        names = "id, state, attempts, fence, worker, step, progress, error_class"
        rows = self.sql(
            f"SELECT {names} FROM job WHERE order_id = %s AND kind <> 'send_email' ORDER BY created_at DESC", order_id
        )
        return dict(zip(names.split(", "), rows[0], strict=True)) if rows else {}

    def wait_for_step(self, order_id: str, step: str, seconds: float = PATIENCE_SECONDS) -> dict[str, Any]:
        """Wait until the order's job is at this step."""
        return wait_until(lambda: (row := self.job(order_id)).get("step") == step and row, seconds)

    def worker_processes(self, program: str) -> list[psutil.Process]:
        """The processes of a dramatiq command that run jobs, the busiest kind first."""
        return psutil.Process(self.stack.pid(program)).children(recursive=True)

    def kill_and_wait(self, program: str) -> None:
        """SIGKILL a program and wait until its successor answers: orphans of the old one may answer for a moment."""
        before = self.stack.pid(program)
        self.stack.kill(program)
        wait_until(lambda: self.stack.pid(program) not in (0, before))
        time.sleep(1)
        self.stack.wait_ready(program)

    @contextlib.contextmanager
    def without(self, *programs: str) -> Iterator[None]:
        """Programs stopped within the block, and started again after it."""
        for name in programs:
            self.stack.stop_program(name)
        try:
            yield
        finally:
            for name in reversed(programs):
                self.stack.start_program(name)
