"""What an order takes while it is paid for: nothing, or a link slot in a published article.

An order that is cancelled gives back whatever it holds (``lifecycle.py``), so there is nothing here to release it.
"""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from blog_order.database import Work
from blog_order.models import Article, Order
from blog_order.orders import link_slots


class Stock(Protocol):
    """Asked by the payment, always in its transaction and with the order locked."""

    limited: bool
    """Whether others wait for what an order holds, so that an order that cannot be paid must let go of it."""

    def hold(self, session: Work, order: Order, until: dt.datetime) -> None:
        """Hold it for an order whose checkout is open until then.

        Raises:
            Conflict: there is none left (``slot_taken``), or this customer holds it already (``already_held``).
        """

    def keep(self, session: Work, order: Order) -> None:
        """The customer has paid and the bank has not confirmed it yet: the hold has no end until then."""

    def sell(self, session: Work, order: Order) -> bool:
        """The money is there; False when somebody else has it by now, so that the money must go back."""


class Unlimited:
    """Nothing is taken: there is always one more."""

    limited = False

    def hold(self, session: Work, order: Order, until: dt.datetime) -> None:
        """Hold nothing."""

    def keep(self, session: Work, order: Order) -> None:
        """Keep nothing."""

    def sell(self, session: Work, order: Order) -> bool:
        """Always sold."""
        return True


class LinkSlot:
    """A link slot of the article that the order names."""

    limited = True

    def hold(self, session: Work, order: Order, until: dt.datetime) -> None:
        """Hold a slot; raises Conflict when there is none."""
        link_slots.hold_slot(session, session.get_one(Article, order.article_id), order, until)

    def keep(self, session: Work, order: Order) -> None:
        """Keep the slot, or take one again if the hold has ended."""
        link_slots.keep_until_bank_answers(session, order)

    def sell(self, session: Work, order: Order) -> bool:
        """Sell the slot, or another one of the article if the hold has ended and one is free."""
        return link_slots.sell_slot(session, order)
