"""Rows found by an id that somebody sent: what doesn't have the form of an id never reaches the database."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from blog_order.database import engine, transaction
from blog_order.errors import NotFound
from blog_order.models import Order
from blog_order.orders.lifecycle import lock_order
from blog_order.orders.reading.order_view import read_order
from tests.support.shop import Shop

NOT_IDS = ["", "x", "\0", "\ud800", "A" * 32, "a" * 31, "a" * 33, "a" * 31 + "\n", "é" * 32, None, 7]


@pytest.mark.parametrize("given", NOT_IDS)
def test_what_is_no_id_is_not_asked_for(shop: Shop, given: object) -> None:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    sa.event.listen(engine(), "before_cursor_execute", note)
    try:
        with transaction() as session:
            assert session.find(Order, given) is None
    finally:
        sa.event.remove(engine(), "before_cursor_execute", note)

    assert asked == []


def test_an_order_is_found_by_its_id_alone(shop: Shop) -> None:
    order_id = str(shop.order()["orderId"])

    with transaction() as session:
        assert lock_order(session, order_id).id == order_id
    assert read_order(order_id).id == order_id
    for wrong in ("a" * 32, order_id.upper() + "A", order_id[:-1]):
        with pytest.raises(NotFound):
            read_order(wrong)
        with pytest.raises(NotFound), transaction() as session:
            lock_order(session, wrong)


def test_a_row_found_for_update_is_read_as_it_is_now(shop: Shop) -> None:
    order_id = str(shop.order()["orderId"])

    with transaction() as session:
        seen = session.get_one(Order, order_id)
        with transaction() as other:
            other.get_one(Order, order_id).topic = "Changed meanwhile"
        assert seen.topic != "Changed meanwhile"
        assert session.find(Order, order_id, for_update=True) is seen
        assert seen.topic == "Changed meanwhile"
