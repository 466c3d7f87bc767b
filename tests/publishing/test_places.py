"""Places of publication: the registry, and orders whose site publishes on a slow server elsewhere."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.blog.addresses import article_path, feed_path, site_path, sitemap_path
from blog_order.database import transaction
from blog_order.errors import Failure
from blog_order.job_kinds import APPLY_DECISION, SYNC_PAGE
from blog_order.models import (
    Article,
    CancelReason,
    Decision,
    DecisionKind,
    Email,
    Job,
    JobState,
    OrderStatus,
    Site,
)
from blog_order.orders.deciding.decision import decide, undo_decision
from blog_order.orders.deciding.submission import submit
from blog_order.orders.desk.administration import refund_and_cancel
from blog_order.orders.products.article.own_links import own_links
from blog_order.publishing import registry
from blog_order.publishing.restoring import restore_article
from blog_order.queue import ledger
from blog_order.queue.execution import run_job
from blog_order.screens.articles.detail.view.model import ArticleWanted
from blog_order.screens.articles.detail.view.reading import read_editions
from tests.support.articles import article_row
from tests.support.backlinks import approved, claims, opened, worked_in
from tests.support.elsewhere import Elsewhere, add_elsewhere, open_transactions
from tests.support.orders import drain, history, mails, on_the_desk, order_row, versions, written
from tests.support.shop import Shop


@pytest.fixture
def elsewhere(services: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Elsewhere]:
    """Every site publishes there."""
    with add_elsewhere(monkeypatch) as (member, place):
        with transaction() as session:
            session.execute(sa.update(Site).values(publishing_place=member))
        yield place


def on_desk(shop: Shop) -> str:
    """An article that waits for the editor."""
    order = written(shop)
    submit(order, versions(order)[-1].id)
    on_the_desk(order)
    return order


def approve(order: str) -> None:
    decide(order, DecisionKind.APPROVE, editor="ada")
    drain(order)


def published(shop: Shop) -> tuple[str, Article]:
    """A published order for an article, and its article."""
    order = on_desk(shop)
    approve(order)
    article = article_of(order)
    assert article is not None
    return order, article


def article_of(order: str) -> Article | None:
    with transaction() as session:
        return session.exec(select(Article).where(Article.order_id == order)).one_or_none()


def sync() -> None:
    """Run what has a place follow the record, to its end."""
    for _ in range(20):
        with transaction() as session:
            mine = (Job.kind == SYNC_PAGE, col(Job.state).in_([JobState.WAITING, JobState.DELAYED]))
            session.execute(sa.update(Job).where(*mine).values(due_at=ledger.NOW))
            waiting = list(session.exec(select(Job.id).where(*mine)))
        if not waiting:
            return
        for job_id in waiting:
            run_job(job_id)
    raise AssertionError("the jobs go round in circles")


def attempts_of(order: str) -> int:
    with transaction() as session:
        job = session.exec(
            select(Job).where(Job.order_id == order, Job.kind == APPLY_DECISION).order_by(col(Job.created_at).desc())
        ).first()
        assert job is not None
        return job.attempts


def failing(call: str, *, times: int = 1, retryable: bool = True) -> Callable[[str], None]:
    """A hook that fails the first ``times`` calls named ``call``."""
    left = [times]

    def fail(called: str) -> None:
        if called == call and left[0]:
            left[0] -= 1
            raise Failure("The server elsewhere is away.", retryable=retryable)

    return fail


def test_registry_without_an_entry_fails_at_import(elsewhere: Elsewhere) -> None:
    spec = importlib.util.find_spec(registry.__name__)
    assert spec is not None and spec.loader is not None
    with pytest.raises(LookupError, match="ELSEWHERE"):  # the file has no entry for the member that the fixture added
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


def test_approved_article_is_published_elsewhere_once(shop: Shop, elsewhere: Elsewhere) -> None:
    order, article = published(shop)
    row = order_row(order)
    assert (row.status, row.published_url) == (OrderStatus.COMPLETED, f"https://elsewhere.example/{article.slug}")
    assert elsewhere.calls == ["publish", "verify"]
    (post,) = elsewhere.posts_of(article.id)
    assert (post.content, post.paid_urls) == (versions(order)[-1].content, (row.target_url,))
    assert (article.public_url, article.place_reference) == (row.published_url, "post-1")
    assert order not in repr(elsewhere.posts)  # the customer's key stays with us
    assert mails(order)[-1] == "published"
    sync()
    assert elsewhere.calls == ["publish", "verify"]


def test_article_published_elsewhere_is_found_there_and_not_on_the_blog(shop: Shop, elsewhere: Elsewhere) -> None:
    order, article = published(shop)
    with transaction() as session:
        site = session.get_one(Site, article.site_id)
        next_order = session.merge(order_row(order))
        links = {link.title: link.url for link in own_links(session, site, next_order)}
    assert links == {article.title: article.public_url}
    assert shop.api.get(article_path(site.slug, article.slug)).status_code == 404
    for path in (site_path(site.slug), feed_path(site.slug), sitemap_path(site.slug, 1)):
        answer = shop.api.get(path)
        assert answer.status_code == 200
        assert article.slug not in answer.text
    told = shop.api.get(f"/api/v1/catalogue/articles/{article.id}").json()["data"]
    assert told["url"] == article.public_url
    assert read_editions(ArticleWanted(site.slug, article.slug)).facts.public_url == article.public_url


def test_open_transaction_during_a_call_would_be_seen(elsewhere: Elsewhere) -> None:
    with transaction() as session:
        session.exec(select(Site.id)).first()
        assert open_transactions() == 1
    assert open_transactions() == 0


def test_call_that_took_effect_without_an_answer_makes_no_second_page(shop: Shop, elsewhere: Elsewhere) -> None:
    order = on_desk(shop)
    elsewhere.after = failing("publish")
    approve(order)
    assert order_row(order).status == OrderStatus.COMPLETED
    assert elsewhere.calls == ["publish", "publish", "verify"]
    assert len(elsewhere.posts) == 1


def test_place_that_stays_away_leaves_nothing_and_the_order_on_the_desk(shop: Shop, elsewhere: Elsewhere) -> None:
    order = on_desk(shop)
    elsewhere.after = failing("publish", times=99)  # and each call has had its effect
    decide(order, DecisionKind.APPROVE, editor="ada")
    drain(order)
    assert order_row(order).status == OrderStatus.ADMIN_REVIEW
    with transaction() as session:
        decision = session.exec(select(Decision).where(Decision.order_id == order)).one()
    assert (decision.trouble, attempts_of(order)) == ("The server elsewhere is away.", 3)
    assert article_of(order) is None
    assert elsewhere.posts == {}
    assert "published" not in mails(order)

    elsewhere.after = lambda _call: None
    approve(order)
    assert order_row(order).status == OrderStatus.COMPLETED
    sync()
    assert len(elsewhere.posts) == 1


def test_refusal_is_not_tried_again(shop: Shop, elsewhere: Elsewhere) -> None:
    order = on_desk(shop)
    elsewhere.before = failing("publish", retryable=False)
    approve(order)
    assert attempts_of(order) == 1
    assert (order_row(order).status, article_of(order)) == (OrderStatus.ADMIN_REVIEW, None)


def test_page_without_the_link_is_unpublished_when_all_tries_are_used(shop: Shop, elsewhere: Elsewhere) -> None:
    order = on_desk(shop)
    elsewhere.after = failing("verify", times=3)
    approve(order)
    assert elsewhere.calls[:6] == ["publish", "verify"] * 3
    assert set(elsewhere.calls[6:]) == {"unpublish"}
    assert (elsewhere.posts, article_of(order)) == ({}, None)
    assert order_row(order).status == OrderStatus.ADMIN_REVIEW


def test_refund_while_the_place_is_busy_takes_the_page_back(shop: Shop, elsewhere: Elsewhere) -> None:
    order = on_desk(shop)
    elsewhere.before = lambda call: refund_and_cancel(order, admin="bob") if call == "publish" else None
    approve(order)
    row = order_row(order)
    assert (row.status, row.cancel_reason) == (OrderStatus.CANCELLED, CancelReason.REFUNDED)
    assert (elsewhere.posts, article_of(order)) == ({}, None)
    assert "published" not in mails(order)


def test_refund_between_two_tries_takes_the_page_back(shop: Shop, elsewhere: Elsewhere) -> None:
    order = on_desk(shop)
    elsewhere.after = failing("verify")
    decision = decide(order, DecisionKind.APPROVE, editor="ada")
    with transaction() as session:
        session.execute(sa.update(Job).where(col(Job.id) == decision.job_id).values(due_at=ledger.NOW))
    run_job(decision.job_id)
    assert len(elsewhere.posts) == 1
    refund_and_cancel(order, admin="bob")
    drain(order)
    assert order_row(order).status == OrderStatus.CANCELLED
    assert (elsewhere.posts, article_of(order)) == ({}, None)


def test_decision_undone_between_two_tries_takes_the_page_back(shop: Shop, elsewhere: Elsewhere) -> None:
    order = on_desk(shop)
    elsewhere.after = failing("verify")
    decision = decide(order, DecisionKind.APPROVE, editor="ada")
    with transaction() as session:
        session.execute(sa.update(Job).where(col(Job.id) == decision.job_id).values(due_at=ledger.NOW))
    run_job(decision.job_id)
    undo_decision(decision.id, editor="ada")
    drain(order)
    assert order_row(order).status == OrderStatus.ADMIN_REVIEW
    assert (elsewhere.posts, article_of(order)) == ({}, None)


def test_article_that_another_order_goes_into_is_kept_and_gets_the_next_approved_text(
    shop: Shop, elsewhere: Elsewhere
) -> None:
    order = on_desk(shop)

    def sell_a_link(call: str) -> None:
        article = article_of(order)
        if call == "verify" and article is not None and len(claims(article.id)) == 1:
            with transaction() as session:
                session.get_one(Article, article.id).paid_links = 2
            opened(shop, article.id)

    elsewhere.before, elsewhere.after = sell_a_link, failing("verify", times=3)
    approve(order)
    kept = article_of(order)
    assert kept is not None
    with transaction() as session:
        version = session.get_one(type(versions(order)[-1]), versions(order)[-1].id)
        version.content += "\n\nOne more sentence."
    approve(order)
    assert order_row(order).status == OrderStatus.COMPLETED
    (post,) = elsewhere.posts_of(kept.id)
    assert post.content.endswith("One more sentence.")


def test_restored_edition_is_shown_elsewhere_after_the_commit(shop: Shop, elsewhere: Elsewhere) -> None:
    _, article = published(shop)
    with transaction() as session:
        session.get_one(Article, article.id).paid_links = 2
    backlink = worked_in(shop, article.id)
    approved(backlink)
    assert order_row(backlink).status == OrderStatus.COMPLETED
    (post,) = elsewhere.posts_of(article.id)
    assert order_row(backlink).target_url in post.content
    elsewhere.calls.clear()

    known = (order_row(backlink).public_number,)
    assert restore_article(article.id, 1, instead_of=2, editor="bob", aware_of=known) == 3
    assert elsewhere.calls == []  # the editor does not wait for the server elsewhere
    elsewhere.before = failing("restore", times=2)
    sync()
    assert elsewhere.calls == ["restore", "restore", "restore", "verify"]
    (post,) = elsewhere.posts_of(article.id)
    assert (post.edition, post.content) == (3, article.content)
    assert article_row(article.id).public_url == article.public_url
    assert history(backlink)[-1] == "link.removed"


def test_edition_restored_while_the_place_is_busy_is_shown_in_the_end(shop: Shop, elsewhere: Elsewhere) -> None:
    _, article = published(shop)
    with transaction() as session:
        session.get_one(Article, article.id).paid_links = 2
    backlink = worked_in(shop, article.id)
    approved(backlink)
    known = (order_row(backlink).public_number,)

    def restore_once_more(call: str) -> None:
        if call == "restore" and article_row(article.id).edition == 3:
            restore_article(article.id, 2, instead_of=3, editor="ada")
            sync()  # this one overtakes the call that is on its way

    elsewhere.before = restore_once_more
    restore_article(article.id, 1, instead_of=2, editor="bob", aware_of=known)
    sync()
    (post,) = elsewhere.posts_of(article.id)
    assert (post.edition, post.content) == (4, article_row(article.id).content)


def test_edition_restored_while_an_approval_is_published_is_shown_in_the_end(shop: Shop, elsewhere: Elsewhere) -> None:
    _, article = published(shop)
    with transaction() as session:
        session.get_one(Article, article.id).paid_links = 2
    backlink = worked_in(shop, article.id)
    known = (order_row(backlink).public_number,)

    def restore_meanwhile(call: str) -> None:
        if call == "publish":
            restore_article(article.id, 1, instead_of=2, editor="bob", aware_of=known)
            elsewhere.before = lambda _call: None
            sync()

    elsewhere.before = restore_meanwhile
    approved(backlink)
    sync()
    (post,) = elsewhere.posts_of(article.id)
    assert (post.edition, post.content) == (3, article.content)


def test_backlink_that_fails_leaves_the_text_before_it(shop: Shop, elsewhere: Elsewhere) -> None:
    _, article = published(shop)
    with transaction() as session:
        session.get_one(Article, article.id).paid_links = 2
    backlink = worked_in(shop, article.id)
    elsewhere.after = failing("publish", times=3)
    approved(backlink)
    assert order_row(backlink).status == OrderStatus.ADMIN_REVIEW
    sync()
    row = article_row(article.id)
    (post,) = elsewhere.posts_of(article.id)
    assert (row.edition, row.content, post.content) == (1, article.content, article.content)


def test_admin_is_told_of_a_page_that_its_place_does_not_bring_up_to_date(shop: Shop, elsewhere: Elsewhere) -> None:
    _, article = published(shop)
    with transaction() as session:
        session.get_one(Article, article.id).paid_links = 2
    backlink = worked_in(shop, article.id)
    approved(backlink)
    known = (order_row(backlink).public_number,)
    elsewhere.posts.clear()  # somebody deleted the page there
    restore_article(article.id, 1, instead_of=2, editor="bob", aware_of=known)
    sync()
    assert elsewhere.posts == {}
    with transaction() as session:
        told = session.exec(select(Email).where(col(Email.text).contains(article.public_url), Email.order_id == None))  # noqa: E711
        assert ["not up to date" in mail.text for mail in told] == [True]


def test_site_that_publishes_on_the_built_in_blog_is_untouched(
    shop: Shop, looked_at: list[str], elsewhere: Elsewhere
) -> None:
    with transaction() as session:
        session.execute(sa.text("UPDATE site SET publishing_place = 'builtin'"))
    order, article = published(shop)
    assert (order_row(order).published_url, elsewhere.calls) == (looked_at[0], [])
    assert (article.publishing_place, article.public_url, article.place_reference) == ("builtin", "", "")
