"""A backlink from payment to the blog: written, revised, approved, and what befalls its article meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlmodel import col, select

from blog_order.catalogue.editions import (
    list_editions,
    lock_article,
    publish_backlink,
    read_edition,
)
from blog_order.database import transaction
from blog_order.errors import Failure
from blog_order.job_kinds import BACKLINK_INTEGRATION, BACKLINK_REVISION
from blog_order.models import Article, Decision, DecisionKind, EditionCause, Job, OrderEvent, OrderStatus
from blog_order.orders.deciding.decision import decide
from blog_order.orders.deciding.submission import submit
from blog_order.orders.writing.revision import request_revision
from blog_order.publishing import builtin
from tests.api.conftest import Shop
from tests.orders.conftest import drain, mails, on_the_desk, order_row, versions
from tests.orders.test_slots import make_article, opened, pay

TEXT = """Rye starters like warm kitchens and patient bakers who feed them well. They rise faster after a feed.\x20\x20
A jar with a lid is enough for the first week of the starter.

## What you need

- a jar, *any* jar
- rye flour and `water`

| Day | Feed |
|-----|------|
| 1   | none |

Bakers keep the jar where the kitchen stays warm through the night. See [our guide](/blog/crumb-and-co/x) for more.

> A starter is a pet that makes bread.

The last thing to say is that a starter forgives nearly every mistake you make with it.
"""


@pytest.fixture(autouse=True)
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """No web server runs in these tests: the addresses that publishing looked at."""
    looked: list[str] = []
    monkeypatch.setattr(builtin, "check_page", lambda address, _target: looked.append(address))
    return looked


def worked_in(shop: Shop, article: str, **changes: str) -> str:
    """A paid backlink that waits for its customer's review."""
    order = opened(shop, article, **changes)
    pay(shop, order)
    drain(order)
    assert shop.status(order)["status"] == "QUALITY_CHECK", shop.status(order)
    return order


def approved(order: str) -> None:
    submit(order, versions(order)[-1].id)
    on_the_desk(order)
    decide(order, DecisionKind.APPROVE, editor="ada")
    drain(order)


def article_row(article: str) -> Article:
    with transaction() as session:
        return session.get_one(Article, article)


def edit(article: str, old: str, new: str) -> None:
    """The publisher changes the article itself."""
    with transaction() as session:
        row = lock_article(session, article)
        assert row.content.count(old) == 1
        publish_backlink(session, row, row.content.replace(old, new), made_by="blog", order_id=None)


def events(order: str) -> list[str]:
    with transaction() as session:
        return list(
            session.exec(select(OrderEvent.what).where(OrderEvent.order_id == order).order_by(col(OrderEvent.id)))
        )


def test_one_passage_changes_and_not_another_byte(shop: Shop) -> None:
    article = make_article(content=TEXT)
    order = worked_in(shop, article)
    (version,) = versions(order)
    passage, replacement = version.placement["passage"], version.placement["replacement"]
    assert version.content == TEXT.replace(passage, replacement)
    assert TEXT.count(passage) == 1
    assert f"[a simple starter kit]({order_row(order).target_url})" in replacement
    assert (version.edition, version.title) == (1, article_row(article).title)
    assert version.qc_status == "passed"
    assert article_row(article).content == TEXT  # nothing is public yet
    assert mails(order) == ["request_received", "content_ready"]
    with transaction() as session:
        kinds = session.exec(select(Job.kind).where(Job.order_id == order, Job.queue == "backlink-integration")).all()
    assert kinds == [BACKLINK_INTEGRATION]
    told = shop.status(order)
    assert told["version"]["placement"] == {"passage": passage, "replacement": replacement}
    assert told["orderDetails"]["articleId"] == article


def test_a_revision_starts_from_the_published_text_with_all_notes(shop: Shop) -> None:
    article = make_article(content=TEXT)
    order = worked_in(shop, article)
    request_revision(order, "Please move the link further down, towards the end.")
    drain(order)
    request_revision(order, "Please make the sentence around it a little drier.")
    drain(order)
    first, second, third = versions(order)
    for version in (first, second, third):
        assert version.content == TEXT.replace(version.placement["passage"], version.placement["replacement"])
    assert second.placement["passage"] != first.placement["passage"]
    assert TEXT.index(second.placement["passage"]) > TEXT.index(first.placement["passage"])
    assert third.placement["replacement"] != second.placement["replacement"]
    assert third.brief["revision_notes"] == [second.notes, third.notes]
    assert third.brief["previous_passage"] == second.placement["passage"]
    with transaction() as session:
        kinds = session.exec(select(Job.kind).where(Job.order_id == order, Job.queue == "backlink-revision")).all()
    assert set(kinds) == {BACKLINK_REVISION}


def test_approval_changes_the_page_at_the_same_address(shop: Shop, looked_at: list[str]) -> None:
    article = make_article(content=TEXT)
    slug = article_row(article).slug
    order = worked_in(shop, article)
    approved(order)
    row = article_row(article)
    assert order_row(order).status == OrderStatus.COMPLETED
    assert (row.content, row.slug, row.edition) == (versions(order)[-1].content, slug, 2)
    assert looked_at[-1].endswith(slug)
    assert str(order_row(order).published_url).endswith(slug)
    assert row.updated_at > row.published_at
    with transaction() as session:
        newest, oldest = list_editions(session, article)
        assert (newest.cause, newest.number, newest.made_by) == (
            EditionCause.BACKLINK,
            order_row(order).public_number,
            "ada",
        )
        assert read_edition(session, article, oldest.num).content == TEXT
    assert mails(order)[-1] == "published"


def test_two_links_in_one_article_stand_beside_each_other(shop: Shop) -> None:
    article = make_article(content=TEXT, paid_links=2)
    one = worked_in(shop, article, notes="near the beginning")
    two = worked_in(shop, article, notes="near the end")
    approved(one)
    approved(two)
    content = article_row(article).content
    for order in (one, two):
        assert content.count(f"]({order_row(order).target_url})") == 1
        assert order_row(order).status == OrderStatus.COMPLETED
    assert "link.worked_in_again" in events(two)
    assert article_row(article).edition == 3


def test_an_article_that_was_edited_elsewhere_keeps_its_edit(shop: Shop) -> None:
    article = make_article(content=TEXT)
    order = worked_in(shop, article)
    passage = versions(order)[-1].placement["passage"]
    untouched = "a jar, *any* jar"
    assert untouched not in passage
    edit(article, untouched, "a jar of glass")
    approved(order)
    content = article_row(article).content
    assert "a jar of glass" in content
    assert versions(order)[-1].placement["replacement"] in content


def test_where_the_passage_is_gone_the_link_is_worked_in_anew_and_shown_again(shop: Shop) -> None:
    article = make_article(content=TEXT)
    order = worked_in(shop, article)
    edit(article, versions(order)[-1].placement["passage"], "This part was written anew by the publisher of the blog.")
    approved(order)
    drain(order)
    assert order_row(order).status == OrderStatus.QUALITY_CHECK
    first, second = versions(order)
    assert (first.edition, second.edition) == (1, 2)
    assert "written anew by the publisher" in second.content
    assert "article.changed" in events(order)
    assert article_row(article).edition == 2  # nothing was published without the customer's and the editor's word
    with transaction() as session:
        decision = session.exec(select(Decision).where(Decision.order_id == order)).one()
        assert "changed" in decision.trouble
    approved(order)
    assert order_row(order).status == OrderStatus.COMPLETED
    assert article_row(article).content == second.content


def test_a_page_that_does_not_show_the_link_leaves_no_edition(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing_there(_address: str, _target: str) -> None:
        raise Failure("The published page does not carry the customer's link.")

    article = make_article(content=TEXT)
    order = worked_in(shop, article)
    monkeypatch.setattr(builtin, "check_page", nothing_there)
    approved(order)
    assert order_row(order).status == OrderStatus.ADMIN_REVIEW
    assert (article_row(article).content, article_row(article).edition) == (TEXT, 1)
    with transaction() as session:
        assert len(list_editions(session, article)) == 1


def test_a_link_that_came_there_meanwhile_fails_the_order_in_plain_words(shop: Shop) -> None:
    article = make_article(content=TEXT)
    order = opened(shop, article)
    edit(article, "They rise faster", f"[here]({order_row(order).target_url}) They rise faster")
    pay(shop, order)
    drain(order)
    assert order_row(order).status == OrderStatus.FAILED
    assert "already" in order_row(order).failure_reason


def test_three_proposals_without_a_place_fail_the_order(shop: Shop, faults: Callable[..., None]) -> None:
    article = make_article(content="# Only\n\n| a | table |\n|---|---|\n| x | y |\n")
    order = opened(shop, article)
    pay(shop, order)
    drain(order)
    assert order_row(order).status == OrderStatus.FAILED
    assert "checks" in order_row(order).failure_reason
