"""A backlink's versions compared with the published article that they were worked into, as the order page does it."""

from __future__ import annotations

import pytest
from sqlmodel import select

from blog_order.content.comparison import Change
from blog_order.database import transaction
from blog_order.models import ArticleEdition
from blog_order.orders.reading.order_view import read_order
from blog_order.orders.reading.versions import read_edition_before
from blog_order.orders.writing.revision import request_revision
from blog_order.publishing import builtin
from blog_order.screens.frame.view.phases import Phase
from blog_order.screens.order.view.compared import CHANGED_SINCE, WITHDRAWN, comparison_of
from blog_order.screens.order.view.looks import PUBLISHED, Look, Visit
from blog_order.screens.order.view.model import Comparison
from blog_order.screens.order.view.reading import read_page
from blog_order.screens.order.view.shown import read_shown
from tests.support.articles import LONG, article_row, edit, make_article
from tests.support.backlinks import approved, worked_in
from tests.support.orders import drain, order_row, versions, written
from tests.support.shop import Shop

COMPARING = Look(comparing=True)


@pytest.fixture(autouse=True)
def seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """No web server runs in these tests: pages are as they should be."""
    monkeypatch.setattr(builtin, "check_page", lambda _address, _target: None)


def compared(order: str, look: Look = COMPARING) -> Comparison:
    view = read_order(order)
    return comparison_of(view, read_shown(view, look))


def test_the_comparison_with_the_published_article_shows_one_changed_passage(shop: Shop) -> None:
    article = make_article(content=LONG)
    order = worked_in(shop, article)

    shown = compared(order)

    assert read_order(order).article_slug == article_row(article).slug
    assert (shown.old, shown.new, shown.numbers, shown.with_published) == ("published", "1", ["1"], True)
    assert shown.verdict == "Nothing else in the article changed."
    assert shown.note == ""
    assert "added" in shown.summary
    changed = [block for block in shown.blocks if block.kind != Change.SAME]
    assert len(changed) == 1
    assert len(shown.blocks) > 6
    assert order_row(order).target_url in changed[0].html
    assert "<ins>" in changed[0].html
    page = read_page(order, Visit(look=COMPARING))
    assert page.comparable
    assert page.comparison == shown
    assert [(tab.name, tab.shown) for tab in page.versions] == [("Version 1", False)]
    assert read_page(order, Visit()).comparison == Comparison()


def test_a_revision_is_compared_with_the_published_article_or_with_the_version_before(shop: Shop) -> None:
    order = worked_in(shop, make_article(content=LONG))
    request_revision(order, "Please move the link further down, towards the end.")
    drain(order)

    assert (compared(order).old, compared(order).new) == ("published", "2")
    assert (compared(order, Look(comparing=True, old=1)).old, compared(order, Look(comparing=True, old=1)).new) == (
        "1",
        "2",
    )
    between = compared(order, Look(comparing=True, old=1, new=2))
    assert (between.verdict, between.note, between.with_published) == ("", "", True)
    first = compared(order, Look(comparing=True, old=PUBLISHED, new=1))
    assert (first.old, first.new) == ("published", "1")
    assert (compared(order, Look(comparing=True, old=99, new=98)).old) == "published"


def test_an_article_that_was_edited_since_is_compared_as_it_was_and_that_is_said(shop: Shop) -> None:
    article = make_article(content=LONG)
    order = worked_in(shop, article)
    edit(article, "a jar, *any* jar", "a jar of glass")

    shown = compared(order)

    assert shown.note == CHANGED_SINCE
    assert not any("glass" in block.html for block in shown.blocks)
    approved(order)
    assert "a jar of glass" in article_row(article).content
    assert compared(order).note == ""
    assert compared(order).verdict


def test_an_edition_that_was_withdrawn_is_told_of_and_the_page_stays(shop: Shop) -> None:
    order = worked_in(shop, make_article(content=LONG))
    with transaction() as session:
        article_id = order_row(order).article_id
        for row in session.exec(select(ArticleEdition).where(ArticleEdition.article_id == article_id)):
            session.delete(row)

    page = read_page(order, Visit(look=COMPARING))

    assert page.phase == Phase.SHOWN
    assert (page.comparison.summary, page.comparison.blocks, page.comparison.verdict) == (WITHDRAWN, [], "")


def test_an_article_of_the_customers_own_has_no_published_one(shop: Shop) -> None:
    order = written(shop)

    assert read_edition_before(order, versions(order)[0].num) is None
    assert compared(order) == Comparison()
    page = read_page(order, Visit(look=Look(comparing=True, old=PUBLISHED)))
    assert (page.comparable, page.versions, page.comparison.numbers) == (False, [], [])


@pytest.mark.parametrize("num", [0, -5, 2, 10**30])
def test_a_version_that_there_is_not_has_no_published_article(shop: Shop, num: int) -> None:
    assert read_edition_before(worked_in(shop, make_article(content=LONG)), num) is None
