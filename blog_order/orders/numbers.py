"""Orders found by their public number. The id is the customer's key, so admins and editors never see or send it."""

from __future__ import annotations

from sqlmodel import select

from blog_order.database import Work, transaction
from blog_order.errors import NotFound
from blog_order.models import Order


def find_by_number(session: Work, number: int) -> Order:
    """Return the order with this public number.

    Raises:
        NotFound: no such order.
    """
    order = session.exec(select(Order).where(Order.number == number)).one_or_none()
    if order is None:
        raise NotFound("There is no order with this number.")
    return order


def id_of_number(number: int) -> str:
    """Return the id of the order with this public number.

    Raises:
        NotFound: no such order.
    """
    with transaction() as session:
        return find_by_number(session, number).id
