"""A backlink from payment to the blog: written, revised, approved, and what befalls its article meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlmodel import select

from blog_order.catalogue.editions import (
    list_editions,
    read_edition,
)
from blog_order.database import transaction
from blog_order.errors import Failure
from blog_order.job_kinds import BACKLINK_INTEGRATION, BACKLINK_REVISION
from blog_order.models import Decision, EditionCause, Job, OrderStatus
from blog_order.orders.events import Event
from blog_order.orders.writing.revision import request_revision
from blog_order.publishing import builtin
from tests.support.articles import LONG, article_row, edit, make_article
from tests.support.backlinks import approved, opened, pay, worked_in
from tests.support.orders import drain, history, mails, order_row, versions
from tests.support.shop import Shop

pytestmark = pytest.mark.usefixtures("looked_at")


def test_one_passage_changes_and_not_another_byte(shop: Shop) -> None:
    article = make_article(content=LONG)
    order = worked_in(shop, article)
    (version,) = versions(order)
    passage, replacement = version.placement["passage"], version.placement["replacement"]
    assert version.content == LONG.replace(passage, replacement)
    assert LONG.count(passage) == 1
    assert f"[a simple starter kit]({order_row(order).target_url})" in replacement
    assert (version.edition, version.title) == (1, article_row(article).title)
    assert version.qc_status == "passed"
    assert article_row(article).content == LONG  # nothing is public yet
    assert mails(order) == ["request_received", "content_ready"]
    with transaction() as session:
        kinds = session.exec(select(Job.kind).where(Job.order_id == order, Job.queue == "backlink-integration")).all()
    assert kinds == [BACKLINK_INTEGRATION]
    told = shop.status(order)
    assert told["version"]["placement"] == {"passage": passage, "replacement": replacement}
    assert told["orderDetails"]["articleId"] == article


def test_a_revision_starts_from_the_published_text_with_all_notes(shop: Shop) -> None:
    article = make_article(content=LONG)
    order = worked_in(shop, article)
    request_revision(order, "Please move the link further down, towards the end.")
    drain(order)
    request_revision(order, "Please make the sentence around it a little drier.")
    drain(order)
    first, second, third = versions(order)
    for version in (first, second, third):
        assert version.content == LONG.replace(version.placement["passage"], version.placement["replacement"])
    assert second.placement["passage"] != first.placement["passage"]
    assert LONG.index(second.placement["passage"]) > LONG.index(first.placement["passage"])
    assert third.placement["replacement"] != second.placement["replacement"]
    assert third.brief["revision_notes"] == [second.notes, third.notes]
    assert third.brief["previous_passage"] == second.placement["passage"]
    with transaction() as session:
        kinds = session.exec(select(Job.kind).where(Job.order_id == order, Job.queue == "backlink-revision")).all()
    assert set(kinds) == {BACKLINK_REVISION}


def test_approval_changes_the_page_at_the_same_address(shop: Shop, looked_at: list[str]) -> None:
    article = make_article(content=LONG)
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
        assert read_edition(session, article, oldest.num).content == LONG
    assert mails(order)[-1] == "published"


def test_two_links_in_one_article_stand_beside_each_other(shop: Shop) -> None:
    article = make_article(content=LONG, paid_links=2)
    one = worked_in(shop, article, notes="near the beginning")
    two = worked_in(shop, article, notes="near the end")
    approved(one)
    approved(two)
    content = article_row(article).content
    for order in (one, two):
        assert content.count(f"]({order_row(order).target_url})") == 1
        assert order_row(order).status == OrderStatus.COMPLETED
    assert Event.LINK_WORKED_IN_AGAIN in history(two)
    assert article_row(article).edition == 3


def test_an_article_that_was_edited_elsewhere_keeps_its_edit(shop: Shop) -> None:
    article = make_article(content=LONG)
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
    article = make_article(content=LONG)
    order = worked_in(shop, article)
    edit(article, versions(order)[-1].placement["passage"], "This part was written anew by the publisher of the blog.")
    approved(order)
    drain(order)
    assert order_row(order).status == OrderStatus.QUALITY_CHECK
    first, second = versions(order)
    assert (first.edition, second.edition) == (1, 2)
    assert "written anew by the publisher" in second.content
    assert Event.ARTICLE_CHANGED in history(order)
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

    article = make_article(content=LONG)
    order = worked_in(shop, article)
    monkeypatch.setattr(builtin, "check_page", nothing_there)
    approved(order)
    assert order_row(order).status == OrderStatus.ADMIN_REVIEW
    assert (article_row(article).content, article_row(article).edition) == (LONG, 1)
    with transaction() as session:
        assert len(list_editions(session, article)) == 1


def test_a_link_that_came_there_meanwhile_fails_the_order_in_plain_words(shop: Shop) -> None:
    article = make_article(content=LONG)
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
