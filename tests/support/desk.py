"""Orders on the editor's desk."""

from __future__ import annotations

from blog_order.database import transaction
from blog_order.orders.deciding.submission import submit
from blog_order.orders.numbers import find_by_number
from tests.support.orders import on_the_desk, order_row, versions, written
from tests.support.shop import Shop

PASSWORD = "correct horse battery"


def waiting_order(shop: Shop, **changes: object) -> int:
    """The number of an order that lies on the desk."""
    order_id = written(shop, **changes)
    submit(order_id, versions(order_id)[-1].id)
    on_the_desk(order_id)
    return order_row(order_id).number


def id_of(number: int) -> str:
    """The id of an order."""

    with transaction() as session:
        return find_by_number(session, number).id
