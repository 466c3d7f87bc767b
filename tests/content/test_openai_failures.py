"""What each way of failing means for the job."""

from __future__ import annotations

import email.utils
import json
import time
from typing import Any

import pytest

from blog_order.errors import Failure
from blog_order.gateways import openai as gateway
from blog_order.gateways import openai_answers
from blog_order.gateways.openai import BadAnswer, Refused
from blog_order.settings import Settings
from tests.support.sse_server import Exchange, Server
from tests.support.texts import SECRET, article, failure

ANSWER = article().model_dump_json()


@pytest.mark.parametrize(
    ("status", "error", "headers", "retryable", "wait"),
    [
        (401, {"code": "invalid_api_key"}, {}, False, None),
        (403, {}, {}, False, None),
        (400, {"code": "unsupported_parameter"}, {}, False, None),
        (404, {"code": "model_not_found"}, {}, False, None),
        (429, {"code": "rate_limit_exceeded"}, {"retry-after": "7"}, True, 7.0),
        (429, {}, {"retry-after": "1.5"}, True, 1.5),
        (429, {}, {"retry-after-ms": "250", "retry-after": "1"}, True, 0.25),
        (429, {}, {}, True, None),
        (429, {}, {"retry-after": "soon"}, True, None),
        (429, {"code": "insufficient_quota"}, {}, False, None),
        (408, {}, {}, True, None),
        (409, {}, {}, True, None),
        (500, {"message": "at /srv/secret.py"}, {}, True, None),
        (503, {}, {"retry-after": "3"}, True, 3.0),
    ],
)
def test_statuses(
    server: Server, status: int, error: dict[str, str], headers: dict[str, str], retryable: bool, wait: float | None
) -> None:
    server.answers(lambda exchange: exchange.reply(status, error, headers))
    caught = failure()
    assert (caught.retryable, caught.retry_after_seconds) == (retryable, wait)
    assert not isinstance(caught, BadAnswer | Refused)
    assert "secret" not in caught.message
    assert caught.__cause__ is not None
    assert len(server.requests) == 1, "the SDK must not repeat a request by itself"


def test_retry_after_as_a_date(server: Server) -> None:
    later = email.utils.formatdate(time.time() + 30, usegmt=True)
    server.answers(lambda exchange: exchange.reply(429, {}, {"retry-after": later}))
    wait = failure().retry_after_seconds
    assert wait is not None
    assert 27 < wait <= 30


def test_a_refused_key_names_no_key(server: Server) -> None:
    server.answers(lambda exchange: exchange.reply(401, {"message": f"Incorrect API key provided: {SECRET}"}))
    assert failure().message == openai_answers.REFUSED_KEY


@pytest.mark.usefixtures("impatient")
def test_a_server_that_never_answers_ends_at_the_time_out(server: Server) -> None:
    server.answers(Exchange.stay_silent)
    caught = failure()
    assert caught.retryable
    assert caught.message == gateway.NO_ANSWER
    assert len(server.requests) == 1


@pytest.mark.usefixtures("impatient")
def test_a_stream_that_stalls_ends_at_the_time_out(server: Server) -> None:
    def stall(exchange: Exchange) -> None:
        exchange.begin()
        exchange.text(ANSWER[:200])
        exchange.stay_silent()

    server.answers(stall)
    caught = failure()
    assert (caught.retryable, caught.message) == (True, gateway.NO_ANSWER)
    assert len(server.requests) == 1


def drop(exchange: Exchange) -> None:
    exchange.begin()
    exchange.text(ANSWER[:200])
    exchange.connection.close()


def end_early(exchange: Exchange) -> None:
    exchange.begin()
    exchange.text(ANSWER)
    exchange.end()


def half_event(exchange: Exchange) -> None:
    exchange.begin()
    exchange.send('event: response.output_text.delta\ndata: {"type": "response.output\n\n')
    exchange.end()


def not_utf8(exchange: Exchange) -> None:
    exchange.begin()
    exchange.wfile.write(b"8\r\ndata: \xff\xfe\r\n2\r\n\n\n\r\n")
    exchange.end()


def not_a_stream(exchange: Exchange) -> None:
    exchange.reply(200, {})


@pytest.mark.parametrize("handler", [drop, end_early, half_event, not_utf8, not_a_stream])
def test_a_stream_that_breaks_off_can_be_tried_again(server: Server, handler: Any) -> None:
    server.answers(handler)
    caught = failure()
    assert caught.retryable
    assert not isinstance(caught, BadAnswer | Refused)


def test_nobody_listening_can_be_tried_again(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(_env_file=None, openai_api_key=SECRET, openai_base_url="http://127.0.0.1:1/v1")
    monkeypatch.setattr(gateway, "get_settings", lambda: settings)
    assert failure().retryable


def test_a_refusal_is_final(server: Server) -> None:
    def refuse(exchange: Exchange) -> None:
        exchange.begin()
        exchange.event("response.refusal.delta", delta="I can")
        exchange.event("response.refusal.done", refusal="I can't write that, says /internal.")
        exchange.conclude()

    server.answers(refuse)
    caught = failure()
    assert isinstance(caught, Refused)
    assert not caught.retryable
    assert "internal" not in caught.message


def test_a_refusal_only_in_the_final_response_is_noticed(server: Server) -> None:
    def refuse(exchange: Exchange) -> None:
        exchange.begin()
        exchange.conclude(output=[{"type": "message", "content": [{"type": "refusal", "refusal": "no"}]}])

    server.answers(refuse)
    caught = failure()
    assert isinstance(caught, Refused)
    assert caught.output_tokens == 22


@pytest.mark.parametrize(("reason", "kind"), [("max_output_tokens", BadAnswer), ("content_filter", Refused)])
def test_an_incomplete_answer(server: Server, reason: str, kind: type[Failure]) -> None:
    def incomplete(exchange: Exchange) -> None:
        exchange.begin()
        exchange.text(ANSWER[:300])
        exchange.conclude("response.incomplete", incomplete_details={"reason": reason})

    server.answers(incomplete)
    caught = failure()
    assert type(caught) is kind
    assert (caught.model, caught.input_tokens, caught.output_tokens) == ("gpt-test-1", 11, 22)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text",
    [
        "not JSON",
        "{}",
        "",
        json.dumps({**json.loads(ANSWER), "extra": 1}),
        json.dumps({**json.loads(ANSWER), "tags": "boots"}),
        ANSWER[:-1],
    ],
)
def test_an_answer_that_breaks_the_schema_counts_as_a_bad_draft(server: Server, text: str) -> None:
    def bad(exchange: Exchange) -> None:
        exchange.begin()
        exchange.text(text)
        exchange.conclude()

    server.answers(bad)
    caught = failure()
    assert isinstance(caught, BadAnswer)
    assert caught.retryable
    assert (caught.model, caught.output_tokens) == ("gpt-test-1", 22)


@pytest.mark.parametrize(
    ("code", "kind", "retryable"),
    [
        ("server_error", Failure, True),
        ("rate_limit_exceeded", Failure, True),
        ("invalid_prompt", Refused, False),
        ("insufficient_quota", Failure, False),
    ],
)
@pytest.mark.parametrize("form", ["response.failed", "error", "nested"])
def test_errors_within_a_stream(server: Server, code: str, kind: type[Failure], retryable: bool, form: str) -> None:
    def fail(exchange: Exchange) -> None:
        exchange.begin()
        exchange.text(ANSWER[:100])
        if form == "response.failed":
            exchange.conclude(form, error={"code": code, "message": "internal"})
        elif form == "error":
            exchange.event("error", code=code, message="internal")
        else:
            exchange.event("error", error={"code": code, "message": "internal"})

    server.answers(fail)
    caught = failure()
    assert type(caught) is kind
    assert caught.retryable is retryable
    assert "internal" not in caught.message
