"""An editor edits a text: a version of its own, checked as any other, never past what is so meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import col, select

from blog_order.catalogue.editions import lock_article, publish_backlink
from blog_order.content.markdown import render_article
from blog_order.database import transaction
from blog_order.errors import Conflict, Invalid, NotFound
from blog_order.models import ArticleVersion, DecisionKind, Draft, Job, Order, OrderEvent, OrderStatus, PaymentState
from blog_order.orders.deciding.decision import decide
from blog_order.orders.deciding.submission import submit
from blog_order.orders.desk.decide_shown import decide_shown
from blog_order.orders.desk.edit_saving import save_edited
from blog_order.orders.desk.editing import check_edited, read_editable
from blog_order.orders.events import Event
from blog_order.orders.products.editing import EditedText
from blog_order.orders.writing.revision import request_revision
from blog_order.publishing import builtin
from blog_order.screens.desk.view.model import DeskWanted
from blog_order.screens.desk.view.reading import read_desk
from tests.support.articles import LONG, article_row, make_article
from tests.support.backlinks import worked_in
from tests.support.orders import drain, history, mails, on_the_desk, order_row, versions, written
from tests.support.shop import Shop


@pytest.fixture(autouse=True)
def _page_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """No web server runs in these tests."""
    monkeypatch.setattr(builtin, "check_page", lambda _address, _target: None)


def on_desk(shop: Shop, **changes: Any) -> tuple[str, int]:
    """Id and number of an article that lies on the desk."""
    order = written(shop, **changes)
    return order, to_desk(order)


def to_desk(order: str) -> int:
    submit(order, versions(order)[-1].id)
    on_the_desk(order)
    return order_row(order).number


def with_added(text: EditedText, sentence: str) -> EditedText:
    return replace(text, body=f"{text.body.rstrip()}\n\n{sentence}\n")


def last_event(order: str) -> OrderEvent:
    with transaction() as session:
        found = select(OrderEvent).where(OrderEvent.order_id == order).order_by(col(OrderEvent.id).desc())
        event = session.exec(found).first()
        assert event is not None
        return event


def test_an_edit_on_the_desk_is_a_version_and_what_is_published(shop: Shop) -> None:
    order, number = on_desk(shop)
    (first,) = versions(order)
    found = read_editable(number)
    assert (found.base_num, found.refusal, found.passage_only) == (1, "", False)
    assert found.text == EditedText(first.title, first.meta_description, tuple(first.tags), first.content)

    text = with_added(found.text, "An editor has had the last word on this, and it is a calm one.")
    assert check_edited(number, text).report.passed
    assert save_edited(number, 1, text, editor="ada", note="One sentence at the end.") == 2
    second = versions(order)[1]
    assert (second.author, second.base_id, second.job_id, second.slug) == ("editor", first.id, None, first.slug)
    assert (second.qc_status, second.notes, second.model) == ("passed", "", "")
    assert second.qc_report["counts"]["words"] > first.qc_report["counts"]["words"]
    assert versions(order)[0].content == first.content
    row = order_row(order)
    assert (row.status, row.submitted_version_id) == (OrderStatus.ADMIN_REVIEW, second.id)
    event = last_event(order)
    assert (event.what, event.actor) == (Event.VERSION_EDITED, "ada")
    assert event.detail == {"version": 2, "base": 1, "note": "One sentence at the end."}

    with pytest.raises(Conflict, match="version"):  # the other editor still has the first one on the screen
        decide_shown(number, 1, DecisionKind.APPROVE, editor="bob")
    decide_shown(number, 2, DecisionKind.APPROVE, editor="bob")
    drain(order)
    assert order_row(order).status == OrderStatus.COMPLETED
    assert "the last word" in shop.api.get(str(order_row(order).published_url)).text


def test_title_description_and_tags_can_be_edited_and_are_cleaned(shop: Shop) -> None:
    order, number = on_desk(shop)
    text = read_editable(number).text
    title = f"{text.title}: again"
    edited = replace(text, title=f"  {title}\u200b\n", tags=("one", " ", "two\u202e"))
    save_edited(number, 1, edited, editor="ada")
    second = versions(order)[1]
    assert (second.title, second.tags) == (title, ["one", "two"])
    assert second.slug.endswith("again") or second.slug == versions(order)[0].slug


WRONG: dict[str, Callable[[str, str], str]] = {
    "Your link is there, once": lambda body, link: body.replace(link, "no link"),
    "Your anchor text is exact": lambda body, link: body.replace(link, link.replace("[", "[very ")),
    "No links that were not ordered": lambda body, _: f"{body}\n\nSee [this](https://elsewhere.example/) too.",
    "No HTML or scripts in it": lambda body, _: f"{body}\n\n<script>alert(1)</script> is not for us.",
    "It has the right length": lambda _, link: f"See {link} for all of it.",
}


def test_a_text_that_fails_a_required_check_is_not_saved(shop: Shop) -> None:
    order, number = on_desk(shop)
    text, row = read_editable(number).text, order_row(order)
    link = f"[{row.anchor_text}]({row.target_url})"
    assert text.body.count(link) == 1
    for check, change in WRONG.items():
        with pytest.raises(Invalid, match=check):
            save_edited(number, 1, replace(text, body=change(text.body, link)), editor="ada")
    assert len(versions(order)) == 1


def test_who_comes_second_is_told_and_nothing_is_lost(shop: Shop) -> None:
    order, number = on_desk(shop)
    text = read_editable(number).text
    save_edited(number, 1, with_added(text, "The first editor was quicker."), editor="ada")
    with pytest.raises(Conflict, match="Another version"):
        save_edited(number, 1, with_added(text, "The second editor was slower."), editor="bob")
    with pytest.raises(Invalid, match="Nothing was changed"):
        save_edited(number, 2, read_editable(number).text, editor="bob")
    assert [version.num for version in versions(order)] == [1, 2]
    with pytest.raises(NotFound):
        save_edited(2_000_000, 1, text, editor="ada")


def test_only_what_an_editor_may_act_on_can_be_edited(shop: Shop) -> None:
    order = written(shop)
    number = order_row(order).number
    text = with_added(read_editable(number).text, "One more sentence.")
    for place, reason in (("customer", "not with an editor"), ("undo", "take this submission back")):
        if place == "undo":
            submit(order, versions(order)[-1].id)
        assert reason in read_editable(number).refusal
        with pytest.raises(Conflict, match=reason):
            save_edited(number, 1, text, editor="ada")
    on_the_desk(order)
    decide(order, DecisionKind.SEND_BACK, editor="bob", note="Please look at the ending again.")
    with pytest.raises(Conflict, match="bob has decided"):
        save_edited(number, 1, text, editor="ada")
    assert len(versions(order)) == 1


def test_a_revision_goes_on_from_the_edited_text(shop: Shop) -> None:
    order, number = on_desk(shop)
    text = read_editable(number).text
    save_edited(number, 1, with_added(text, "Editors like a quiet ending to a long text."), editor="ada")
    decide(order, DecisionKind.SEND_BACK, editor="ada", note="Please look at the ending again.")
    drain(order)
    request_revision(order, "Please make the introduction shorter.")
    drain(order)
    third = versions(order)[2]
    assert third.base_id == versions(order)[1].id
    assert third.brief["revision_notes"] == ["Please make the introduction shorter."]


def test_a_backlink_is_edited_in_its_passage_alone(shop: Shop) -> None:
    article = make_article(content=LONG)
    order = worked_in(shop, article)
    number = to_desk(order)
    found = read_editable(number)
    first = versions(order)[0]
    assert (found.passage_only, found.text.passage, found.text.body) == (
        True,
        first.placement["passage"],
        first.placement["replacement"],
    )
    body = f"{found.text.body} Few things are as patient."
    assert save_edited(number, 1, replace(found.text, body=body, title="Mine!"), editor="ada") == 2
    second = versions(order)[1]
    assert second.content == LONG.replace(second.placement["passage"], body)
    assert (second.title, second.edition) == (first.title, 1)

    row = order_row(order)
    for wrong in (
        found.text.body.replace(row.target_url, "https://elsewhere.example/"),
        f"{found.text.body} See [more](https://elsewhere.example/).",
        "",
    ):
        with pytest.raises(Invalid):
            save_edited(number, 2, replace(found.text, body=wrong), editor="ada")
    # the link can move to another passage, wherever the marker puts it
    moved = replace(
        found.text, passage="A starter is a pet that makes bread.", body="A pet that makes bread: {{link}}."
    )
    assert save_edited(number, 2, moved, editor="ada") == 3
    assert f"[{row.anchor_text}]({row.target_url})." in versions(order)[2].content
    decide(order, DecisionKind.APPROVE, editor="ada")
    drain(order)
    assert article_row(article).content == versions(order)[2].content


def test_a_passage_that_left_the_article_meanwhile_is_said(shop: Shop) -> None:
    article = make_article(content=LONG)
    order = worked_in(shop, article)
    number = to_desk(order)
    found = read_editable(number)
    with transaction() as session:
        row = lock_article(session, article)
        changed = row.content.replace(found.text.passage, "This part was written anew.")
        publish_backlink(session, row, changed, made_by="blog", order_id=None)
    text = replace(found.text, body=f"{found.text.body} Well.")
    with pytest.raises(Invalid, match="not in the article"):
        save_edited(number, 1, text, editor="ada")


def test_after_the_writing_failed_an_editor_can_finish_it(shop: Shop, faults: Callable[..., None]) -> None:
    order = written(shop)
    text = read_editable(order_row(order).number).text  # a text that passes, written for the same site
    failed = str(shop.order()["orderId"])
    faults("openai", "invalid_key", 1)
    shop.send(shop.paid_event(failed))
    drain(failed)
    number = order_row(failed).number
    assert order_row(failed).status == OrderStatus.FAILED
    found = read_editable(number)
    assert (found.base_num, found.text, found.refusal) == (0, EditedText(), "")
    with pytest.raises(Invalid, match="It has a title"):
        save_edited(number, 0, EditedText(), editor="ada")
    assert save_edited(number, 0, text, editor="ada") == 1
    row = order_row(failed)
    assert (row.status, row.failure_reason) == (OrderStatus.QUALITY_CHECK, "")
    drain(failed)
    assert mails(failed)[-1] == "content_ready"
    assert history(failed)[-1] == Event.VERSION_EDITED

    with transaction() as session:
        session.get_one(Order, failed).status = OrderStatus.FAILED
        session.get_one(Order, failed).payment_state = PaymentState.REFUNDED
    assert "money" in read_editable(number).refusal


def test_the_best_draft_is_what_a_failed_order_starts_from(shop: Shop) -> None:
    from sqlmodel import select

    order = written(shop)
    with transaction() as session:
        job = session.exec(select(Job).where(Job.order_id == order, Job.kind == "generate_article")).one()
        for version in session.exec(select(ArticleVersion).where(ArticleVersion.order_id == order)):
            session.delete(version)
        drafts = list(session.exec(select(Draft).where(Draft.job_id == job.id)))
        best = max(drafts, key=lambda draft: draft.report["score"])
        session.add(Draft(job_id=job.id, num=9, article={}, report={}))
        session.get_one(Order, order).status = OrderStatus.FAILED
    found = read_editable(order_row(order).number)
    assert (found.base_num, found.text.body) == (0, best.article["body"])


@pytest.mark.parametrize("path", ["products?filter[color]=red", "sale/100%"])
def test_an_address_that_markdown_writes_otherwise_is_published(shop: Shop, path: str) -> None:
    order, number = on_desk(shop, targetUrl=f"https://shop.example.com/{path}")
    html = render_article(
        versions(order)[-1].content, paid_url=f"https://shop.example.com/{path}", paid_rel="sponsored"
    )
    assert 'rel="sponsored' in html
    decide_shown(number, 1, DecisionKind.APPROVE, editor="ada")
    drain(order)
    assert order_row(order).status == OrderStatus.COMPLETED
    assert 'rel="sponsored' in shop.api.get(str(order_row(order).published_url)).text


def test_the_desk_compares_with_the_version_that_was_changed(shop: Shop) -> None:
    order, number = on_desk(shop)
    (first,) = versions(order)
    text = read_editable(number).text
    save_edited(number, 1, with_added(text, "This is calm, and it is the last word."), editor="ada", note="")
    with transaction() as session:  # as if the customer had gone back before: the third was made from the first
        session.get_one(ArticleVersion, versions(order)[1].id).base_id = first.id
    save_edited(number, 2, with_added(text, "This is calm, and it is another word."), editor="ada", note="")
    third = versions(order)[2]
    with transaction() as session:
        session.get_one(ArticleVersion, third.id).base_id = first.id
    assert read_desk(DeskWanted("ada", number)).order.compares_with == "version 1"
