"""The OpenAI stand-in, driven by OpenAI's own SDK."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import openai
import pytest
from openai.types.responses import Response, ResponseStreamEvent
from pydantic import BaseModel, TypeAdapter, ValidationError

from tests.support.http import HTTP
from tests.support.standins import Standins
from tests.support.waiting import PATIENCE_SECONDS, soon

MANY = 30

URL = "https://acme.example/planters"
BRIEF = {
    "task": "article",
    "topic": "How to grow herbs on a balcony",
    "niche": "gardening",
    "keyword": "balcony herb garden",
    "target_url": URL,
    "anchor_text": "herb planters",
    "site": {"name": "The Green Patch", "topic": "gardening", "audience": "balcony gardeners", "tone": "friendly"},
}


class Article(BaseModel):
    title: str
    body_markdown: str
    slug: str
    meta_description: str
    tags: list[str]


def prompt(brief: dict[str, Any] = BRIEF, **tags: str) -> str:
    parts = [f"<{name}>{text}</{name}>" for name, text in tags.items()]
    return "The brief is in <brief> tags.\n" + f"<brief>{json.dumps(brief)}</brief>" + "".join(parts)


@pytest.fixture
def client(standins: Standins) -> openai.OpenAI:
    return openai.OpenAI(
        api_key="stand-in", base_url=f"{standins.url}/openai/v1", max_retries=0, timeout=PATIENCE_SECONDS
    )


def test_create_and_parse(standins: Standins, client: openai.OpenAI) -> None:
    answer = client.responses.create(model="gpt-5-mini", instructions="Write.", input=prompt())
    Response.model_validate(answer.model_dump(), strict=True)
    assert answer.output_text.startswith("# ")
    assert answer.usage is not None
    assert answer.usage.total_tokens == answer.usage.input_tokens + answer.usage.output_tokens
    parsed = client.responses.parse(
        model="gpt-5-mini", input=[{"role": "user", "content": prompt()}], text_format=Article
    )
    assert parsed.output_parsed is not None
    assert parsed.output_parsed.body_markdown.count(f"[herb planters]({URL})") == 1
    calls = standins.calls()
    assert (calls["count"], calls["paid"], calls["active"]) == (2, 2, 0)
    assert calls["calls"][0]["task"] == "article"
    assert client.models.list().data[0].id == "gpt-5-mini"


def test_stream_has_real_events_in_real_order(client: openai.OpenAI) -> None:
    check = TypeAdapter(ResponseStreamEvent)
    with client.responses.create(model="gpt-5-mini", input=prompt(), stream=True) as stream:
        events = list(stream)
    for event in events:
        # The SDK builds its events without checking them; here each one must hold in strict mode.
        check.validate_json(event.model_dump_json(), strict=True)
    kinds = [event.type for event in events]
    deltas = kinds.count("response.output_text.delta")
    assert deltas > 3
    assert kinds == [
        "response.created", "response.in_progress", "response.output_item.added", "response.content_part.added",
        *["response.output_text.delta"] * deltas,
        "response.output_text.done", "response.content_part.done", "response.output_item.done", "response.completed",
    ]  # fmt: skip
    assert [event.sequence_number for event in events] == list(range(len(events)))
    text = "".join(event.delta for event in events if event.type == "response.output_text.delta")
    assert events[-1].type == "response.completed"
    assert events[-1].response.output_text == text


def test_stream_helper_parses_json_with_the_body_last(client: openai.OpenAI) -> None:
    text = ""
    with client.responses.stream(model="gpt-5-mini", input=prompt(), text_format=Article) as stream:
        for event in stream:
            if event.type == "response.output_text.delta":
                text += event.delta
        final = stream.get_final_response()
    assert final.output_parsed is not None
    assert list(json.loads(text)) == ["title", "slug", "meta_description", "tags", "body_markdown"]
    assert final.output_parsed.title == json.loads(text)["title"]


def test_pace_and_many_streams_at_once(standins: Standins) -> None:
    standins.post("/openai/control/pace", {"words_per_second": 1})

    async def one(client: openai.AsyncOpenAI) -> int:
        words = 0
        stream = await client.responses.create(
            model="m", input=prompt({**BRIEF, "min_words": 300, "max_words": 400}), stream=True
        )
        async for event in stream:
            if event.type == "response.output_text.delta":
                words += len(event.delta.split())
        return words

    async def all_of_them() -> list[int]:
        async with openai.AsyncOpenAI(api_key="k", base_url=f"{standins.url}/openai/v1", max_retries=0) as client:
            streams = [asyncio.create_task(one(client)) for _ in range(MANY)]
            await soon(lambda: standins.calls()["active"] == MANY)
            assert not any(stream.done() for stream in streams)
            standins.post("/openai/control/pace", {"words_per_second": 400})
            return await asyncio.gather(*streams)

    assert min(asyncio.run(all_of_them())) >= 300
    assert standins.calls()["active"] == 0


def test_words_come_at_the_pace_that_was_set(standins: Standins, client: openai.OpenAI) -> None:
    standins.post("/openai/control/pace", {"words_per_second": 400})
    began = time.monotonic()
    client.responses.create(model="m", input=prompt({**BRIEF, "min_words": 300, "max_words": 400}))
    assert time.monotonic() - began > 0.7


@pytest.mark.parametrize(
    ("fault", "error", "status"),
    [("rate_limit", openai.RateLimitError, 429), ("server_error", openai.InternalServerError, 500),
     ("invalid_key", openai.AuthenticationError, 401)],
)  # fmt: skip
def test_http_faults(
    standins: Standins, client: openai.OpenAI, fault: str, error: type[openai.APIStatusError], status: int
) -> None:
    standins.fault("openai", fault, seconds=7)
    with pytest.raises(error) as raised:
        client.responses.create(model="m", input=prompt())
    assert raised.value.status_code == status
    if fault == "rate_limit":
        assert raised.value.response.headers["retry-after"] == "7"
    assert standins.calls()["paid"] == 0
    client.responses.create(model="m", input="hello")


def test_dropped_and_stalled(standins: Standins, client: openai.OpenAI) -> None:
    standins.fault("openai", "drop")
    with pytest.raises(openai.APIConnectionError):
        client.responses.create(model="m", input=prompt())
    standins.fault("openai", "drop", after_words=50)
    words = ""

    def read() -> None:
        nonlocal words
        for event in client.responses.create(model="m", input=prompt(), stream=True):
            words += event.delta if event.type == "response.output_text.delta" else ""

    with pytest.raises(Exception, match=r"(?i)peer closed|incomplete|disconnect|connection"):
        read()
    assert len(words.split()) == 50
    assert standins.calls()["calls"][0]["status"] == "dropped"
    standins.fault("openai", "stall", after_words=20, seconds=0.7)
    began = time.monotonic()
    read()
    assert time.monotonic() - began > 0.7
    standins.fault("openai", "stall", seconds=5)
    with pytest.raises(openai.APITimeoutError):
        client.with_options(timeout=0.3).responses.create(model="m", input=prompt())


def test_truncated_refused_failed_and_malformed(standins: Standins, client: openai.OpenAI) -> None:
    standins.fault("openai", "truncate")
    cut = client.responses.create(model="m", input=prompt())
    assert cut.status == "incomplete"
    assert cut.incomplete_details is not None
    assert cut.incomplete_details.reason == "max_output_tokens"
    assert client.responses.create(model="m", input=prompt(), max_output_tokens=100).status == "incomplete"
    standins.fault("openai", "refusal", calls=2)
    refused = client.responses.parse(model="m", input=prompt(), text_format=Article)
    assert refused.output_parsed is None
    assert refused.output[0].content[0].type == "refusal"  # type: ignore[union-attr]
    kinds = {event.type for event in client.responses.create(model="m", input=prompt(), stream=True)}
    assert {"response.refusal.delta", "response.refusal.done", "response.completed"} <= kinds
    standins.fault("openai", "failed")
    last = list(client.responses.create(model="m", input=prompt(), stream=True))[-1]
    assert last.type == "response.failed"
    for variant in ("missing", "wrong_type", "invalid_json"):
        standins.fault("openai", "bad_schema", variant=variant)
        with pytest.raises(ValidationError):
            client.responses.parse(model="m", input=prompt(), text_format=Article)


@pytest.mark.parametrize(
    ("fault", "links"),
    [("no_link", 0), ("wrong_link", 0), ("wrong_anchor", 0), ("double_link", 2)],
)
def test_link_faults(standins: Standins, client: openai.OpenAI, fault: str, links: int) -> None:
    standins.fault("openai", fault, task="article")
    client.responses.create(model="m", input=prompt({**BRIEF, "task": "judge"}, current_article="x"))
    answer = client.responses.parse(model="m", input=prompt(), text_format=Article).output_parsed
    assert answer is not None
    assert answer.body_markdown.count(f"[herb planters]({URL})") == links
    if fault == "wrong_anchor":
        assert f"[click here]({URL})" in answer.body_markdown


def test_no_key_and_bad_faults(standins: Standins) -> None:
    answer = HTTP.post(f"{standins.url}/openai/v1/responses", json={"model": "m", "input": "x"})
    assert answer.status_code == 401
    assert HTTP.post(f"{standins.url}/faults", json={"service": "stripe", "fault": "refusal"}).status_code == 422
    assert HTTP.post(f"{standins.url}/faults", json={"service": "openai", "fault": "melt"}).status_code == 422
