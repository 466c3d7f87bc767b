"""The order page's state: a copy of what is read, pushed in by ``push.py``, and what its visitor does.

Every handler is a public endpoint. The order's id in the page's own address is the customer's key; what the handlers
do is safe to ask for at any time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection
from dataclasses import fields, replace
from typing import Any

import reflex as rx

from blog_order.errors import NotFound, Problem
from blog_order.logs import get_logger
from blog_order.models import OrderStatus, PaymentState
from blog_order.orders.paying.payment import ask_stripe
from blog_order.orders.reading.order_view import read_order
from blog_order.screens.frame.paths import last_part
from blog_order.screens.frame.view.phases import Phase
from blog_order.screens.frame.view.report import Report
from blog_order.screens.live.page import OpenPage
from blog_order.screens.live.registry import open_pages
from blog_order.screens.live.threads import call_in_thread
from blog_order.screens.order.deciding import REFUSAL_STANDS_SECONDS, Deciders
from blog_order.screens.order.view.looks import Arrival, Look, Visit
from blog_order.screens.order.view.model import (
    Comparison,
    Deciding,
    Header,
    HistoryLine,
    Offers,
    OrderPage,
    Origin,
    Proof,
    Step,
    Text,
    Undo,
    VersionTab,
    Words,
    WritingProgress,
)
from blog_order.screens.order.view.reading import read_pages

log = get_logger(__name__)

ASK_AGAIN_AFTER_SECONDS = (0, 2, 5, 10, 20, 40)
VIEW_FIELDS = tuple(each.name for each in fields(OrderPage))


class OrderState(Deciders, rx.State):
    """What one open order page shows."""

    phase: str = Phase.LOADING
    header: Header = Header()
    words: Words = Words()
    offers: Offers = Offers()
    steps: list[Step] = []
    substeps: list[Step] = []
    work: WritingProgress = WritingProgress()
    text: Text = Text()
    blocks: list[str] = []
    tail: str = ""
    report: Report = Report()
    proof: Proof = Proof()
    versions: list[VersionTab] = []
    comparable: bool = False
    origin: Origin = Origin()
    editor_note: str = ""
    deciding: Deciding = Deciding()
    undo: Undo = Undo()
    comparison: Comparison = Comparison()
    history: list[HistoryLine] = []

    _shown_id: str = ""
    """The order that the variables above tell of; empty in a state that was just made (or lost with Redis)."""

    @rx.event
    def open_order(self) -> Any:
        """The page loads, or its connection is back: register it, which fills it."""
        order_id = last_part(self.router.url.path)
        arrival = str(self.router.url.query_parameters.get("payment", ""))
        self.busy = False  # whatever was on its way has been lost with the connection, or is done
        if order_id != self._shown_id:
            self.phase, self.asking, self.message, self._look = Phase.LOADING, False, "", Look()
        visit = Visit(arrival if arrival in Arrival.FROM_ADDRESS else "", self._look)
        open_pages.register(self._page(order_id, visit))
        if visit.arrival == Arrival.PAID:
            return OrderState.confirm_payment
        return None

    @rx.event(background=True)
    async def confirm_payment(self) -> None:
        """The customer is back from Stripe and the webhook may be late: ask Stripe itself until we know."""
        for seconds in ASK_AGAIN_AFTER_SECONDS:
            await asyncio.sleep(seconds)
            page = self._open_page()
            if page is None:
                return
            if not await call_in_thread(_ask_if_unpaid, str(page.subject)):
                open_pages.refresh(page.token)  # by ourselves: Redis may be away too
                return
        if (page := self._open_page()) is not None:
            open_pages.register(replace(page, choice=replace(page.choice, arrival=Arrival.PAID_LATE)))

    @classmethod
    def _read_live(cls, order_id: str, visits: Collection[Visit]) -> dict[Visit, OrderPage]:
        return read_pages(order_id, visits)

    async def _show_live(self, page: OpenPage, view: OrderPage) -> None:
        self._copy(str(page.subject), view)
        if view.undo.left_seconds:  # then the page says that it is too late, without asking
            open_pages.refresh_in(page.token, view.undo.left_seconds + 0.1)

    async def _show_problem(self, page: OpenPage, _problem: Problem) -> None:
        """A page that shows an order keeps it while the database is away."""
        if self._shown_id != page.subject:
            self._copy(str(page.subject), OrderPage(Phase.UNAVAILABLE))

    def _copy(self, order_id: str, view: OrderPage) -> None:
        """Copy what changed, so that little travels; everything, when it is unknown what the browser has."""
        fresh = self._shown_id != order_id
        if self.message and self.words != view.words and time.time() > self._refused_at + REFUSAL_STANDS_SECONDS:
            self.message = ""
        for name in VIEW_FIELDS:
            value = getattr(view, name)
            if fresh or getattr(self, name) != value:
                setattr(self, name, value)
        if fresh and view.phase == Phase.SHOWN:
            self._shown_id = order_id


def _ask_if_unpaid(order_id: str) -> bool:
    """Ask Stripe about an order, unless it moved on; True while its payment is still open. Blocks."""
    try:
        order = read_order(order_id)
        if order.status != OrderStatus.AWAITING_PAYMENT or order.payment_state != PaymentState.UNPAID:
            return False
        moved = ask_stripe(order_id)
    except NotFound:
        return False
    except Problem as error:
        log.warning("payment.not_asked", error=repr(error))
        return True
    if moved:
        log.info("payment.found_by_asking", order=order.number)
    return not moved
