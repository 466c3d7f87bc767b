"""A job kind is declared once: its actor, its queue and its worker follow from that."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from blog_order import wiring
from blog_order.embedded.programs import PRIORITY, WRITERS, program_table
from blog_order.errors import Invalid
from blog_order.job_kinds import DECLARED, EMAIL_QUEUE, SEND_EMAIL, Lane, Queue, declare, kind_of, queue_names
from blog_order.queue.figures.statistics import count_queues
from blog_order.queue.handlers import attach, unhandled_kinds
from blog_order.queue.operations import known_queue
from blog_order.settings import PROJECT_ROOT, get_settings


@pytest.fixture
def made_up() -> Iterator[str]:
    """A kind that no other file mentions."""
    yield declare("made_up", Queue("made-up", Lane.SHORT))
    DECLARED.pop("made_up", None)


def served_by(program: str) -> list[str]:
    command = program_table(get_settings(), None)[program].command
    return command[command.index("--queues") + 1 :]


WORKER_WITH_A_KIND = """
from blog_order.job_kinds import DECLARED, Lane, Queue, declare
from blog_order.queue.handlers import attach

attach(declare("made_up", Queue("made-up", Lane.SHORT)), print)
import jobs

assert set(jobs.broker.actors) == set(DECLARED)
print(jobs.broker.actors["made_up"].queue_name)
"""


def test_a_declared_kind_gets_an_actor() -> None:
    # In a process of its own: a worker's actors and broker are made when `jobs` is imported.
    command = [sys.executable, "-c", WORKER_WITH_A_KIND]
    worker = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, check=True)
    assert worker.stdout.strip() == "made-up"


def test_a_declared_queue_is_in_a_workers_command_line(made_up: str) -> None:
    assert "made-up" in served_by(PRIORITY)
    assert "made-up" not in served_by(WRITERS)


def test_a_declared_queue_is_counted_and_can_be_paused(made_up: str) -> None:
    assert "made-up" in [counts.queue for counts in count_queues()]
    assert known_queue("made-up") == "made-up"
    del DECLARED[made_up]
    with pytest.raises(Invalid):
        known_queue("made-up")


def test_every_queue_is_served_by_exactly_one_worker_program() -> None:
    assert sorted(served_by(WRITERS) + served_by(PRIORITY)) == sorted(queue_names())


def test_every_declared_kind_has_a_handler() -> None:
    wiring.wire()
    assert unhandled_kinds() == []


def test_a_process_does_not_start_without_a_handler_for_each_kind(made_up: str) -> None:
    with pytest.raises(LookupError, match="made_up"):
        wiring.wire()
    attach(made_up, lambda _job: None)
    wiring.wire()


def test_a_kind_is_declared_once() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        declare(SEND_EMAIL, EMAIL_QUEUE, max_attempts=99)
    assert kind_of(SEND_EMAIL).max_attempts != 99


def test_a_queue_is_in_one_lane() -> None:
    with pytest.raises(ValueError, match="two lanes"):
        declare("made_up_too", Queue(EMAIL_QUEUE.name, Lane.DRAFTS))
    assert "made_up_too" not in DECLARED
