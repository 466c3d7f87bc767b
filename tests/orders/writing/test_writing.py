"""The first article: written, checked, saved, or failed for a stated reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlmodel import col, select

from blog_order.content.checks.report import QualityReport
from blog_order.database import transaction
from blog_order.models import Draft
from blog_order.orders.events import Event
from blog_order.queue.listing import show_job
from blog_order.settings import get_settings
from tests.support.orders import drain, mails, order_row, versions, written
from tests.support.shop import Shop

TOPICS = [
    ("How small bakeries keep sourdough starters alive", "sourdough starter", "a simple starter kit"),
    ("Choosing a tent for autumn storms", "storm tent", "tents that hold"),
    ("Why small teams should write runbooks", "runbooks", "our runbook templates"),
    ("What a good espresso needs from its grinder", "espresso grinder", "grinders for small cafés"),
    ("Backups you can restore on a Friday", "backups", "Backup & Restore 101"),
    ("Hiking with children who hate hiking", "hiking with children", "family trails"),
]


@pytest.mark.parametrize(("topic", "keyword", "anchor"), TOPICS)
def test_an_article_as_ordered(shop: Shop, topic: str, keyword: str, anchor: str) -> None:
    url = "https://example.com/some-page?ref=1&x=y"
    order_id = written(shop, topic=topic, keyword=keyword, anchorText=anchor, targetUrl=url)
    (version,) = versions(order_id)
    report = QualityReport.model_validate(version.qc_report)
    assert report.passed, [check for check in report.checks if not check.passed]
    assert version.content.count(url) == 1
    assert f"[{anchor}]({url})" in version.content
    assert 140 <= len(version.meta_description) <= 160
    data = shop.status(order_id)
    assert data["statusMessage"] == "Content ready for review"
    assert data["progress"] == {"step": 3, "total": 5, "description": "Your review"}
    assert data["version"]["versionId"] == version.id
    assert (data["version"]["author"], data["version"]["qcStatus"]) == ("model", "passed")
    assert data["canRequestRevision"] is data["canSubmitForReview"] is True
    assert mails(order_id) == ["request_received", "content_ready"]


def test_the_brief_that_it_was_written_from_is_kept(shop: Shop) -> None:
    order_id = written(shop, notes="Mention rye flour, please.")
    (version,) = versions(order_id)
    assert version.brief["notes"] == "Mention rye flour, please."
    assert version.model
    assert version.prompt_version.startswith("article-")
    assert version.input_tokens > 0
    assert version.output_tokens > 0


def test_what_a_job_took_stands_with_its_attempt(shop: Shop) -> None:
    order_id = written(shop)
    (version,) = versions(order_id)
    assert version.job_id is not None
    (attempt,) = show_job(version.job_id).tries
    assert attempt.model == version.model
    assert (attempt.input_tokens, attempt.output_tokens) == (version.input_tokens, version.output_tokens)
    assert attempt.cost_micros == version.cost_micros
    total = get_settings().cost_of(version.model, version.input_tokens, version.output_tokens)
    assert version.cost_micros and total
    assert abs(version.cost_micros - total) <= 1, "the article and its opinion, each rounded"


def test_a_version_counts_what_all_its_drafts_took(shop: Shop, faults: Callable[..., None]) -> None:
    faults("openai", "no_link")
    faults("openai", "bad_schema")
    (version,) = versions(written(shop))
    with transaction() as session:
        drafts = session.exec(select(Draft).where(Draft.job_id == version.job_id).order_by(col(Draft.num))).all()
    assert [bool(draft.report.get("passed")) for draft in drafts] == [False, False, True]
    assert version.output_tokens == sum(draft.output_tokens for draft in drafts) > drafts[-1].output_tokens
    assert version.cost_micros == sum(draft.cost_micros or 0 for draft in drafts)


def test_an_order_stopped_while_it_was_written_gets_no_version(shop: Shop, faults: Callable[..., None]) -> None:
    from blog_order.models import CancelReason, OrderStatus
    from blog_order.orders.lifecycle import Actor, change_status, lock_order

    order_id = str(shop.order()["orderId"])
    shop.send(shop.paid_event(order_id))
    with transaction() as session:
        order = lock_order(session, order_id)
        change_status(
            session, order, OrderStatus.CANCELLED, actor=Actor.EDITOR, what=Event.ORDER_CANCELLED,
            cancel_reason=CancelReason.REFUNDED,
        )  # fmt: skip
    drain(order_id)
    assert versions(order_id) == []
    assert order_row(order_id).status == OrderStatus.CANCELLED
    assert mails(order_id) == ["request_received"]
