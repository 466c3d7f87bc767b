"""The second model: asked when the first cannot be had, and only then."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from blog_order.errors import Failure
from blog_order.gateways import openai as gateway
from blog_order.gateways.openai import BadAnswer, Refused
from blog_order.settings import Settings
from tests.support.sse_server import Exchange, Server
from tests.support.texts import article, ask, failure

ANSWER = article().model_dump_json()
FIRST, SECOND = "gpt-asked", "gpt-second"


def two_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the gateway a second model."""
    both: Settings = gateway.get_settings().model_copy(update={"openai_fallback_model": SECOND})
    monkeypatch.setattr(gateway, "get_settings", lambda: both)


@pytest.fixture(autouse=True)
def _two_models(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    two_models(monkeypatch)


def models(server: Server) -> list[str]:
    return [request["body"]["model"] for request in server.requests]


def answers(
    server: Server, first: Callable[[Exchange], None], second: Callable[[Exchange], None] | None = None
) -> None:
    """The first model does what it is told, the second writes unless it is told otherwise."""

    def write(exchange: Exchange) -> None:
        exchange.begin()
        exchange.text(ANSWER)
        exchange.conclude(model="")

    def handle(exchange: Exchange) -> None:
        asked = exchange.requests[-1]["body"]["model"]
        (first if asked == FIRST else second or write)(exchange)

    server.answers(handle)


def reply(status: int, code: str = "", **headers: str) -> Callable[[Exchange], None]:
    return lambda exchange: exchange.reply(status, {"code": code}, {k.replace("_", "-"): v for k, v in headers.items()})


def fail_at_once(exchange: Exchange) -> None:
    exchange.begin()
    exchange.conclude("response.failed", error={"code": "server_error", "message": "overloaded"})


@pytest.mark.parametrize(
    "first",
    [
        reply(404, "model_not_found"),
        reply(403, "model_not_found"),
        reply(404),
        reply(500),
        reply(503, "server_is_overloaded"),
        reply(529),
        reply(429, "rate_limit_exceeded", retry_after="60"),
        reply(429),
        fail_at_once,
    ],
    ids=["not found", "no access", "404", "500", "overloaded", "529", "rate", "429", "failed at once"],
)
def test_the_second_model_writes_when_the_first_is_not_to_be_had(
    server: Server, first: Callable[[Exchange], None]
) -> None:
    answers(server, first)
    answer = ask()
    assert (answer.value, answer.model, answer.output_tokens) == (article(), SECOND, 22)
    assert models(server) == [FIRST, SECOND]


@pytest.mark.usefixtures("impatient")
def test_the_second_model_writes_when_the_first_is_silent(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    two_models(monkeypatch)
    answers(server, Exchange.stay_silent)
    assert (ask().model, models(server)) == (SECOND, [FIRST, SECOND])


def test_the_first_model_is_enough(server: Server) -> None:
    answers(server, lambda exchange: (exchange.begin(), exchange.text(ANSWER), exchange.conclude()))  # type: ignore[arg-type, func-returns-value]
    ask()
    assert models(server) == [FIRST]


def break_off(exchange: Exchange) -> None:
    exchange.begin()
    exchange.text(ANSWER[:200])
    exchange.connection.close()


def fail_late(exchange: Exchange) -> None:
    exchange.begin()
    exchange.text(ANSWER[:200])
    exchange.conclude("response.failed", error={"code": "server_error", "message": ""})


def refuse(exchange: Exchange) -> None:
    exchange.begin()
    exchange.event("response.refusal.done", refusal="No.")
    exchange.conclude()


def cut(exchange: Exchange) -> None:
    exchange.begin()
    exchange.text(ANSWER[:200])
    exchange.conclude("response.incomplete", incomplete_details={"reason": "max_output_tokens"})


@pytest.mark.parametrize(
    ("first", "kind", "retryable"),
    [
        (reply(401, "invalid_api_key"), Failure, False),
        (reply(400, "unsupported_parameter"), Failure, False),
        (reply(429, "insufficient_quota"), Failure, False),
        (reply(409), Failure, True),
        (break_off, Failure, True),
        (fail_late, Failure, True),
        (refuse, Refused, False),
        (cut, BadAnswer, True),
    ],
    ids=["key", "request", "quota", "conflict", "broke off", "failed late", "refused", "cut"],
)
def test_the_second_model_is_left_alone_where_it_could_not_help(
    server: Server, first: Callable[[Exchange], None], kind: type[Failure], retryable: bool
) -> None:
    answers(server, first)
    caught = failure()
    assert type(caught) is kind
    assert caught.retryable is retryable
    assert models(server) == [FIRST]


@pytest.mark.parametrize(
    ("first", "second", "retryable", "wait"),
    [
        (reply(404, "model_not_found"), reply(404, "model_not_found"), False, None),
        (reply(404, "model_not_found"), reply(429, retry_after="9"), True, 9.0),
        (reply(429, retry_after="9"), reply(404, "model_not_found"), True, 9.0),
        (reply(429, retry_after="9"), reply(429, retry_after="4"), True, 4.0),
        (reply(503), reply(429, retry_after="4"), True, None),
    ],
)
def test_when_neither_is_to_be_had_the_sooner_of_them_is_waited_for(
    server: Server,
    first: Callable[[Exchange], None],
    second: Callable[[Exchange], None],
    retryable: bool,
    wait: float | None,
) -> None:
    answers(server, first, second)
    caught = failure()
    assert (caught.retryable, caught.retry_after_seconds) == (retryable, wait)
    assert models(server) == [FIRST, SECOND]


def test_without_a_second_model_the_first_is_asked_once(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    one = gateway.get_settings().model_copy(update={"openai_fallback_model": ""})
    monkeypatch.setattr(gateway, "get_settings", lambda: one)
    answers(server, reply(503))
    assert failure().retryable
    assert models(server) == [FIRST]


def test_an_answer_without_end_is_ended(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("blog_order.gateways.openai_answers.MAX_ANSWER_CHARACTERS", 5_000)

    def flood(exchange: Exchange) -> None:
        exchange.begin()
        exchange.text("word " * 2_000)
        exchange.conclude()

    answers(server, flood)
    assert isinstance(failure(), BadAnswer)
