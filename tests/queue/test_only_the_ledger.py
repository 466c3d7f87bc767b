"""Nothing but the ledger changes the rows of jobs and of their attempts: read from the source of the whole product."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from blog_order.models import Job, JobAttempt
from blog_order.settings import PROJECT_ROOT

LEDGER = PROJECT_ROOT / "blog_order" / "queue" / "ledger"
TABLES = {Job.__name__, JobAttempt.__name__}
COLUMNS = set(Job.model_fields) | set(JobAttempt.model_fields)
PLAIN_SQL = re.compile(r'\b(?:UPDATE|INSERT\s+INTO|DELETE\s+FROM)\s+"?job(?:_attempt)?"?(?!\w)', re.IGNORECASE)


def changes_in(text: str) -> list[str]:
    """The pieces of a module that change a job: statements of SQLAlchemy, plain SQL, new rows, and columns set."""
    return [ast.unparse(node) for node in ast.walk(ast.parse(text)) if changes_a_job(node)]


def changes_a_job(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        names = {name.id for name in node.args[:1] if isinstance(name, ast.Name)}
        return (called in ("update", "delete", "insert") and bool(names & TABLES)) or called in TABLES
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return bool(PLAIN_SQL.search(node.value))
    return any(
        isinstance(target.value, ast.Name) and target.value.id in ("job", "attempt") and target.attr in COLUMNS
        for target in attributes_set_by(node)
    )


def attributes_set_by(node: ast.AST) -> Iterator[ast.Attribute]:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    for target in targets:
        for each in target.elts if isinstance(target, ast.Tuple) else [target]:
            if isinstance(each, ast.Attribute):
                yield each


def product_files() -> list[Path]:
    return [file for folder in ("blog_order", "jobs") for file in (PROJECT_ROOT / folder).rglob("*.py")]


def test_only_the_ledger_changes_jobs() -> None:
    outside = [file for file in product_files() if LEDGER not in file.parents]
    found = {str(file.relative_to(PROJECT_ROOT)): changes_in(file.read_text()) for file in outside}
    assert {name: changes for name, changes in found.items() if changes} == {}


def test_the_ledgers_own_changes_are_found() -> None:
    files = {file.stem for file in LEDGER.glob("*.py") if changes_in(file.read_text())}
    assert files == {"attempts", "claims", "endings", "messages", "new_jobs", "reopening", "trimming"}


@pytest.mark.parametrize(
    "text",
    [
        "session.execute(sa.update(Job).values(send_at=NOW))",
        "sa.delete(\n    JobAttempt)",
        "session.add(Job(kind='x'))",
        'run("""\nUPDATE job SET state = 1""")',
        'run("DELETE FROM job_attempt")',
        "job.state = JobState.FAILED",
        "job.state, job.due_at = JobState.FAILED, moment",
        "job.fence += 1",
    ],
)
def test_every_way_to_change_a_job_is_found(text: str) -> None:
    assert changes_in(text)


@pytest.mark.parametrize(
    "text", ["if job.state == JobState.FAILED: pass", "sa.update(JobTotal)", "RunningJob(row)", "job.lost = True"]
)
def test_what_changes_no_job_is_let_through(text: str) -> None:
    assert not changes_in(text)
