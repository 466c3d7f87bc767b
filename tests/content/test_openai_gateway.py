from __future__ import annotations

import contextlib
import itertools
import multiprocessing
import os
import threading
import time
from typing import Any

import pytest
from httpcore2._backends.sync import SyncStream

from blog_order.content.writing.writer import write_draft
from blog_order.gateways import openai as gateway
from blog_order.gateways.openai import Generated, generate
from blog_order.gateways.openai_answers import FEW_ANSWERS, PACE, PARTIAL_INTERVAL_SECONDS
from tests.support.sse_server import Exchange, Server
from tests.support.texts import SECRET, article, ask, brief, failure
from tests.support.waiting import PATIENCE_SECONDS

ANSWER = article().model_dump_json()


def complete(exchange: Exchange) -> None:
    exchange.begin()
    exchange.event("response.created", response={"model": "gpt-test-1"})
    exchange.text(ANSWER)
    exchange.conclude()


def slowly(exchange: Exchange, pause_seconds: float = 0.004) -> None:
    exchange.begin()
    exchange.text(ANSWER, size=len(ANSWER) // 200, pause_seconds=pause_seconds)
    exchange.conclude()


def test_a_streamed_answer_comes_back_as_a_value(server: Server) -> None:
    server.answers(complete)
    answer = ask()
    assert answer == Generated(article(), "gpt-test-1", 11, 22)


def test_the_request_is_strict_private_and_bounded(server: Server) -> None:
    server.answers(complete)
    ask()
    request = server.requests[0]
    body = request["body"]
    assert request["path"] == "/v1/responses"
    assert request["headers"]["authorization"] == f"Bearer {SECRET}"
    assert (body["model"], body["instructions"], body["input"]) == ("gpt-asked", "Write.", "<brief>{}</brief>")
    assert (body["stream"], body["store"]) == (True, False)
    assert body["max_output_tokens"] > 0
    form = body["text"]["format"]
    assert (form["type"], form["strict"]) == ("json_schema", True)
    objects = [form["schema"], *form["schema"]["$defs"].values()]
    assert all(part["additionalProperties"] is False for part in objects)
    assert all(part["required"] == list(part["properties"]) for part in objects)
    assert form["schema"]["required"][-1] == "body"


def test_the_text_grows_while_it_is_written_and_is_parsed_at_most_four_times_a_second(server: Server) -> None:
    partials: list[dict[str, Any]] = []
    server.answers(lambda exchange: slowly(exchange, pause_seconds=0.01))
    begin = time.monotonic()
    ask(on_partial=partials.append)
    seconds = time.monotonic() - begin
    assert 4 <= len(partials) <= seconds * 4 + 3  # a calm machine makes nine of them
    bodies = [partial.get("body", "") for partial in partials]
    assert all(later.startswith(earlier) for earlier, later in itertools.pairwise(bodies[:-1]))
    assert bodies[0] != bodies[-2]
    assert partials[-1] == article().model_dump()


def test_the_more_answers_come_in_at_once_the_less_often_each_is_looked_at(server: Server) -> None:
    server.answers(slowly)
    partials: list[dict[str, Any]] = []
    with contextlib.ExitStack() as others:
        for _ in range(10 * FEW_ANSWERS - 1):
            others.enter_context(PACE.answering())
        begin = time.monotonic()
        ask(on_partial=partials.append)
        seconds = time.monotonic() - begin
        pace = PACE.seconds
        assert pace == pytest.approx((10 - 1 / FEW_ANSWERS) * PARTIAL_INTERVAL_SECONDS)
    assert 2 <= len(partials) <= 2 + seconds / pace  # at once, when it is there, and between them on a slow machine
    assert partials[-1] == article().model_dump()
    assert PACE.seconds == PARTIAL_INTERVAL_SECONDS


def test_a_long_answer_gathers_between_two_reads(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = 300

    def word_by_word(exchange: Exchange) -> None:
        exchange.begin()
        exchange.text(ANSWER, size=len(ANSWER) // pieces, pause_seconds=0.005)
        exchange.conclude()

    reads = []
    read = SyncStream.read

    def count(stream: SyncStream, max_bytes: int, timeout: float | None = None) -> bytes:
        reads.append(stream)
        return read(stream, max_bytes, timeout)

    monkeypatch.setattr(SyncStream, "read", count)
    server.answers(word_by_word)
    assert ask().value == article()
    assert len(reads) < pieces / 3, "a thread is not woken for each word"
    assert "read" not in vars(reads[-1]), "the connection has its own way to read again"


@pytest.mark.parametrize("ends", [True, False])
def test_a_connection_is_used_again_unless_its_stream_does_not_end(
    server: Server, monkeypatch: pytest.MonkeyPatch, ends: bool
) -> None:
    peers = []

    def answer(exchange: Exchange) -> None:
        peers.append(exchange.client_address)
        exchange.keeps_connection = True
        exchange.begin()
        exchange.text(ANSWER)
        usage = {"input_tokens": 11, "output_tokens": 22}
        exchange.event("response.completed", response={"model": "gpt-test-1", "usage": usage})
        if ends:
            exchange.end()
        else:
            exchange.stay_silent()

    monkeypatch.setattr(gateway, "END_SECONDS", PATIENCE_SECONDS if ends else 0.5)
    server.answers(answer)
    assert [ask().value for _ in range(2)] == [article()] * 2
    assert len(set(peers)) == (1 if ends else 2)


def test_write_draft_shows_readable_markdown(server: Server) -> None:
    def slowly(exchange: Exchange) -> None:
        exchange.begin()
        exchange.text(ANSWER, size=len(ANSWER) // 60, pause_seconds=0.01)
        exchange.conclude()

    server.answers(slowly)
    texts: list[str] = []
    draft = write_draft(brief(), generate, on_text=texts.append)
    assert draft.article == article()
    assert (draft.model, draft.input_tokens, draft.output_tokens) == ("gpt-test-1", 11, 22)
    assert len(texts) == len(set(texts)) >= 3
    assert all(text.startswith("# How") for text in texts)
    assert texts[-1] == article().as_markdown()


def test_remarks_before_the_answer_are_left_out(server: Server) -> None:
    def remark(exchange: Exchange) -> None:
        exchange.begin()
        exchange.event("response.output_text.delta", delta="Thinking aloud…", output_index=0, content_index=0)
        for at in range(0, len(ANSWER), 50):
            exchange.event("response.output_text.delta", delta=ANSWER[at : at + 50], output_index=1, content_index=0)
        exchange.conclude()

    server.answers(remark)
    assert ask().value == article()


def test_a_server_that_sends_only_the_whole_text_is_understood(server: Server) -> None:
    def whole(exchange: Exchange) -> None:
        exchange.begin()
        exchange.conclude(output=[{"type": "message", "content": [{"type": "output_text", "text": ANSWER}]}])

    server.answers(whole)
    assert ask().value == article()


class Stop(Exception):
    pass


def endless(exchange: Exchange) -> None:
    exchange.begin()
    while True:
        exchange.text("word ", pause_seconds=0.01)


def comments_only(exchange: Exchange) -> None:
    exchange.begin()
    while True:
        exchange.send(": keep-alive\n\n")
        time.sleep(0.02)


@pytest.mark.parametrize("handler", [endless, comments_only])
def test_should_stop_ends_the_stream_and_closes_the_connection(server: Server, handler: Any) -> None:
    server.answers(handler)
    begin = time.monotonic()

    def stop() -> None:
        if time.monotonic() - begin > 0.2:
            raise Stop

    with pytest.raises(Stop):
        ask(should_stop=stop)
    assert server.exchange.disconnected.wait(PATIENCE_SECONDS), "the server must see that we have gone"


def test_should_stop_is_asked_before_anything_is_sent(server: Server) -> None:
    def stop() -> None:
        raise Stop

    with pytest.raises(Stop):
        ask(should_stop=stop)
    assert server.requests == []


def test_an_endless_answer_ends_at_the_jobs_time_limit(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    limited = gateway.get_settings().model_copy(update={"job_time_limit_seconds": 0.3})
    monkeypatch.setattr(gateway, "get_settings", lambda: limited)
    server.answers(comments_only)
    assert failure().retryable


def test_a_hundred_streams_at_once_share_one_client(server: Server) -> None:
    server.answers(complete)
    answers: list[Any] = []
    clients: set[int] = set()

    def one() -> None:
        clients.add(id(gateway._client()))
        answers.append(ask())

    threads = [threading.Thread(target=one) for _ in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 100
    assert len(clients) == 1


def _child(queue: Any) -> None:
    queue.put((os.getpid(), gateway._made is None, ask().model))


def test_a_forked_process_makes_its_own_client(server: Server) -> None:
    server.answers(complete)
    ask()
    assert gateway._made is not None
    context = multiprocessing.get_context("fork")
    queue = context.SimpleQueue()
    process = context.Process(target=_child, args=(queue,))
    process.start()
    process.join(PATIENCE_SECONDS)
    pid, was_clean, model = queue.get()
    assert pid != os.getpid()
    assert was_clean
    assert model == "gpt-test-1"
