"""``python -m blog_order.cli.queue``: what it prints and how it exits."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
import structlog

from blog_order.cli import queue as command_line
from blog_order.database import transaction
from blog_order.models import JobState, ProcessKind
from blog_order.queue.execution import run_job
from blog_order.queue.processes import describe_process, report_alive, report_gone
from blog_order.settings import PROJECT_ROOT
from tests.support.ledger_rows import KIND, QUEUE, MakeJob, claim, fail, job_row
from tests.support.waiting import PATIENCE_SECONDS


@pytest.fixture(autouse=True)
def _keep_logging(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command_line, "configure_logging", lambda level: None)


Run = Any


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command; returns its exit status and what it printed."""

    def call(*arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        with structlog.testing.capture_logs():  # log lines would be in the way
            status = command_line.main([*arguments, "--as", "ada"])
        printed = capsys.readouterr()
        return status, printed.out + printed.err

    return call


def test_each_command_acts_and_says_so(make_job: MakeJob, run: Run) -> None:
    job_id = make_job(fail, delay_seconds=600)
    assert run("promote", job_id) == (0, f"{job_id} promoted.\n")
    run_job(job_id)
    status, text = run("show", job_id)
    assert status == 0 and "failed in backlink-revision" in text and "The writing service declined." in text
    assert "Traceback" in text or "Failure" in text
    assert run("retry", job_id)[0] == 0
    assert job_row(job_id).state == JobState.WAITING
    status, text = run("retry", job_id)
    assert status == 1 and "only a failed one" in text
    assert run("cancel", job_id)[0] == 0
    status, text = run("operations")
    assert [line.split()[2:4] for line in text.splitlines()[1:4]] == [
        ["ada", "cancel"],
        ["ada", "retry"],
        ["ada", "promote"],
    ]
    assert run("retry-failed", KIND) == (0, "0 retried, 0 refused.\n")


def test_queues_are_paused_drained_and_resumed(make_job: MakeJob, run: Run) -> None:
    make_job()
    assert run("pause", QUEUE, "--reason", "maintenance")[0] == 0
    status, text = run("counts")
    (line,) = [line for line in text.splitlines() if line.startswith(QUEUE)]
    assert status == 0 and line.split()[1] == "1" and line.split()[-1] == "ada"
    status, text = run("drain", QUEUE, "--timeout", "0")
    assert status == 0 and "waits for it to be resumed" in text
    assert run("resume", QUEUE)[0] == 0
    status, text = run("drain", QUEUE, "--timeout", "0")
    assert status == 3 and "The time is over." in text
    assert run("pause", "no-such-queue")[0] == 1


def test_lists_are_json_for_programs(make_job: MakeJob, run: Run) -> None:
    jobs = [make_job() for _ in range(3)]
    status, text = run("list", "--kind", KIND, "--state", "waiting", "--since", "5m", "--limit", "2", "--json")
    page = json.loads(text)
    assert status == 0 and [job["id"] for job in page["jobs"]] == [jobs[2], jobs[1]]
    status, text = run("list", "--kind", KIND, "--after", page["next"], "--json")
    assert [job["id"] for job in json.loads(text)["jobs"]] == [jobs[0]]
    assert "Go on with --after" in run("list", "--kind", KIND, "--limit", "2")[1]
    assert run("list", "--order", "nonsense")[0] == 1
    for command in ("counts", "workers", "operations", "hours"):
        assert isinstance(json.loads(run(command, "--json")[1]), list)
    assert json.loads(run("show", jobs[0], "--json")[1])["arguments"] == {"some_id": "x"}


@pytest.mark.parametrize("arguments", [["list", "--since", "yesterday"], ["list", "--state", "lost"], ["hop"], []])
def test_wrong_usage_is_told(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        command_line.main(arguments)
    assert caught.value.code == 2


def test_workers_are_shown_with_what_they_are_at(make_job: MakeJob, run: Run) -> None:
    job_id = make_job()
    claim(job_id, "somewhere:4711:1")
    describe_process(threads=16, queues=["email"])
    with transaction() as session:
        report_alive(session, "somewhere:4711:1", {"jobs": [job_id]}, ProcessKind.WORKER)
    (worker,) = [each for each in json.loads(run("workers", "--json")[1]) if each["host"] == "somewhere"]
    assert (worker["process"], worker["threads"], worker["queues"]) == (4711, 16, ["email"])
    assert [job["job_id"] for job in worker["jobs"]] == [job_id]
    assert worker["version"] and worker["silent_seconds"] < PATIENCE_SECONDS
    with transaction() as session:
        report_gone(session, "somewhere:4711:1")


def test_it_runs_as_a_program(make_job: MakeJob) -> None:
    job_id = make_job(delay_seconds=600)
    done = subprocess.run(
        [sys.executable, "-m", "blog_order.cli.queue", "cancel", job_id],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    # It knows no kind of the tests' own; a refusal is one line on standard error.
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr == f"This version knows no jobs of kind {KIND}.\n"
