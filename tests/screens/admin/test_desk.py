"""What the desk shows, what editors decide from it, and what its page makes of that."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from blog_order.database import transaction
from blog_order.errors import Conflict, Invalid, NotFound
from blog_order.models import ArticleVersion, DecisionKind, Order, OrderStatus, utcnow
from blog_order.orders.deciding.decision import decide, undo_decision
from blog_order.orders.deciding.submission import submit
from blog_order.orders.desk.decide_shown import decide_shown
from blog_order.orders.desk.desk import read_desk_order, read_review_queue
from blog_order.orders.events import Event
from blog_order.orders.writing.revision import request_revision
from blog_order.screens.desk.state import decision_in
from blog_order.screens.desk.view.model import DeskWanted
from blog_order.screens.desk.view.reading import read_desk
from blog_order.screens.frame.arguments import whole_number
from blog_order.screens.frame.view.comparison import MOST_CHARACTERS
from tests.support.desk import id_of, waiting_order
from tests.support.orders import drain, on_the_desk, order_row, versions, written
from tests.support.shop import Shop

APPROVE, SEND_BACK, REJECT = DecisionKind.APPROVE, DecisionKind.SEND_BACK, DecisionKind.REJECT
NOTE = "Please name a source for the second claim."


@pytest.fixture(autouse=True)
def _empty_desk(services: None) -> None:
    """What other tests left on the desk goes."""
    with transaction() as session:
        session.execute(sa.text("DELETE FROM decision"))
        session.execute(sa.text("UPDATE \"order\" SET status = 'QUALITY_CHECK' WHERE status = 'ADMIN_REVIEW'"))


def numbers() -> list[int]:
    """The queue."""
    return [line.number for line in read_review_queue().waiting]


def test_the_queue_is_oldest_first(shop: Shop) -> None:
    late, early = waiting_order(shop), waiting_order(shop)
    with transaction() as session:
        session.get_one(Order, id_of(early)).submitted_at = utcnow() - dt.timedelta(hours=5)
    assert numbers() == [early, late]
    assert read_desk(DeskWanted("ada")).summary == "2 waiting, oldest 5 h"


def test_an_order_comes_onto_the_desk_when_its_customer_can_no_longer_take_it_back(shop: Shop) -> None:
    order_id = written(shop)
    submit(order_id, versions(order_id)[-1].id)
    queue = read_review_queue()
    assert queue.waiting == []
    assert queue.next_at is not None and 0 < (queue.next_at - utcnow()).total_seconds() <= 60
    assert 0 < (read_desk(DeskWanted("ada")).refresh_in or 0) <= 60
    on_the_desk(order_id)
    assert numbers() == [order_row(order_id).number]
    assert read_review_queue().next_at is None


def test_a_decided_order_leaves_the_queue_and_comes_back_when_undone(shop: Shop) -> None:
    number = waiting_order(shop)
    decision = decide(id_of(number), APPROVE, editor="ada")
    queue = read_review_queue()
    assert (queue.waiting, [each.id for each in queue.decided]) == ([], [decision.id])
    order = read_desk_order(number)
    assert order.decision is not None and not order.can_be_decided
    undo_decision(decision.id, editor="bob")
    assert numbers() == [number]
    assert read_desk_order(number).can_be_decided


def test_the_order_on_the_desk_has_all_that_helps_to_decide(shop: Shop) -> None:
    number = waiting_order(shop, notes="Mention rye flour.", topic="Rye bread", keyword="rye starter")
    order = read_desk_order(number)
    assert (order.topic, order.keyword, order.notes) == ("Rye bread", "rye starter", "Mention rye flour.")
    assert order.paid_link_rel
    assert order.versions[-1].qc_report["passed"] is True
    assert [event.what for event in order.events][-1] == Event.ORDER_SUBMITTED
    view = read_desk(DeskWanted("ada", number))
    html = "".join(view.blocks)
    assert html.count('class="paid-link"') == 1
    assert view.order.target_url in html and view.order.anchor_text in html
    assert "link exact" in view.report.summary
    assert view.order.compares_with == "" and (view.changes, view.not_compared) == ([], "")


def test_two_versions_are_compared_and_the_wishes_are_shown(shop: Shop) -> None:
    order_id = written(shop)
    request_revision(order_id, "Make the introduction shorter, please.")
    drain(order_id)
    with transaction() as session:
        last = session.get_one(ArticleVersion, versions(order_id)[-1].id)
        last.not_followed = [{"note": "Write it in Latin.", "reason": "The site is in English."}]
    submit(order_id, versions(order_id)[-1].id)
    on_the_desk(order_id)
    view = read_desk(DeskWanted("ada", order_row(order_id).number, changes=True))
    assert view.order.compares_with == "version 1"
    assert view.blocks == []
    assert {block.kind for block in view.changes} - {"same"} and view.not_compared == ""
    assert "<ins" in "".join(block.html for block in view.changes if block.kind == "changed")
    with transaction() as session:
        session.get_one(ArticleVersion, last.id).content = "x" * MOST_CHARACTERS
    long = read_desk(view.wanted)
    assert long.changes == [] and "too long" in long.not_compared
    assert view.versions[0].notes == "Make the introduction shorter, please."
    assert view.versions[0].not_followed[0].reason == "The site is in English."
    assert [each.num for each in view.versions] == [2, 1]
    assert re.fullmatch(
        r"gpt-5-mini, prompt article-revision-\d/common-\d, [\d,]+ tokens, \$0\.\d{4}", view.versions[0].made
    )


def test_an_older_version_that_was_submitted_is_the_one_to_decide(shop: Shop) -> None:
    order_id = written(shop)
    request_revision(order_id, "Make the introduction shorter, please.")
    drain(order_id)
    submit(order_id, versions(order_id)[0].id)
    on_the_desk(order_id)
    order = read_desk_order(order_row(order_id).number)
    assert [version.num for version in order.versions] == [1]


def test_the_desk_opens_the_oldest_and_then_stays_on_it(shop: Shop) -> None:
    first, second = waiting_order(shop), waiting_order(shop)
    view = read_desk(DeskWanted("ada"))
    assert view.order.number == first
    assert (view.order.next_number, view.order.back_number) == (second, 0)
    assert view.wanted == DeskWanted("ada", first)
    decide(id_of(first), APPROVE, editor="bob")
    after = read_desk(view.wanted)  # a push: somebody else decided what the editor is reading
    assert after.order.number == first
    assert after.order.verdict == "bob approved"
    assert after.order.next_number == second
    assert [(line.text, line.mine) for line in after.decided] == [(f"bob approved BO-{first}", False)]


def test_an_empty_desk(services: None) -> None:
    view = read_desk(DeskWanted("ada"))
    assert (view.order.number, view.queue, view.summary) == (0, [], "Nothing waiting")


def test_the_customers_key_is_nowhere_on_the_desk(shop: Shop) -> None:
    number = waiting_order(shop)
    decide(id_of(number), SEND_BACK, editor="ada", note=NOTE)
    assert id_of(number) not in repr(read_desk(DeskWanted("ada", number)))


def test_the_second_editor_is_told_what_happened(shop: Shop) -> None:
    number = waiting_order(shop)
    decide_shown(number, 1, APPROVE, editor="ada")
    with pytest.raises(Conflict, match=rf"ada approved BO-{number} at .* UTC; it takes effect at"):
        decide_shown(number, 1, REJECT, editor="bob", note=NOTE)


def test_after_it_took_effect_the_second_editor_is_told_that_too(shop: Shop) -> None:
    number = waiting_order(shop)
    decide_shown(number, 1, SEND_BACK, editor="ada", note=NOTE)
    drain(id_of(number))
    assert order_row(id_of(number)).status == OrderStatus.QUALITY_CHECK
    with pytest.raises(Conflict, match=r"ada sent back .* it has taken effect"):
        decide_shown(number, 1, APPROVE, editor="bob")


def test_nobody_approves_a_version_that_they_have_not_seen(shop: Shop) -> None:
    order_id = written(shop)
    request_revision(order_id, "Make the introduction shorter, please.")
    drain(order_id)
    submit(order_id, versions(order_id)[-1].id)
    on_the_desk(order_id)
    number = order_row(order_id).number
    with pytest.raises(Conflict, match="Another version"):
        decide_shown(number, 1, APPROVE, editor="ada")
    decide_shown(number, 2, APPROVE, editor="ada")


def test_what_cannot_be_decided_says_why(shop: Shop) -> None:
    number = waiting_order(shop)
    with pytest.raises(Invalid):
        decide_shown(number, 1, REJECT, editor="ada", note="no")
    with pytest.raises(NotFound):
        decide_shown(2_000_000, 1, APPROVE, editor="ada")


@pytest.mark.parametrize(
    ("sent", "taken"),
    [(1042, 1042), ("1042", 1042), ("BO-1042", 1042), (0, 0), (-5, 0), (True, 0), (None, 0), ({}, 0), (2**40, 0),
     ("1042; DROP", 0), (1.5, 0), ("9" * 400, 0)],
)  # fmt: skip
def test_numbers_from_a_browser(sent: object, taken: int) -> None:
    assert whole_number(sent) == taken


@pytest.mark.parametrize("sent", [None, [], "x", {"note": {"a": 1}}, {"number": [1], "version": None, "note": 5}])
def test_forms_from_a_browser(sent: object) -> None:
    assert decision_in(sent) == (0, 0, "")
