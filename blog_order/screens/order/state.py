"""The order page's state: a copy of what is read, pushed in by ``push.py``, and what its visitor does.

Every handler is a public endpoint. The order's id in the page's own address is the customer's key; what the handlers
do is safe to ask for at any time.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import fields

import reflex as rx

from blog_order.errors import NotFound, Problem
from blog_order.logs import get_logger
from blog_order.models import OrderStatus, PaymentState
from blog_order.orders.paying.payment import ask_stripe
from blog_order.orders.reading.order_view import read_order
from blog_order.screens.frame.paths import last_part
from blog_order.screens.frame.view.report import Report
from blog_order.screens.live import open_pages
from blog_order.screens.live.open_pages import Arrival, Look, OpenPage
from blog_order.screens.live.threads import call_in_thread
from blog_order.screens.order.deciding import REFUSAL_STANDS_SECONDS, Deciders
from blog_order.screens.order.view.page_view import Phase
from blog_order.screens.order.view.review_views import Comparison, Deciding, HistoryLine, Origin, Undo, VersionTab
from blog_order.screens.order.view.views import Header, Offers, OrderPage, Proof, Step, Text, Words, Work

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
    work: Work = Work()
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
    def open_order(self):
        """The page loads, or its connection is back: register it, which fills it."""
        order_id = last_part(self.router.url.path)
        arrival = str(self.router.url.query_parameters.get("payment", ""))
        self.busy = False  # whatever was on its way has been lost with the connection, or is done
        if order_id != self._shown_id:
            self.phase, self.asking, self.message, self._look = Phase.LOADING, False, "", Look()
        page = OpenPage(order_id, arrival if arrival in Arrival.FROM_ADDRESS else "", self._look)
        open_pages.register(self.router.session.client_token, page)
        if page.arrival == Arrival.PAID:
            return OrderState.confirm_payment
        return None

    @rx.event(background=True)
    async def confirm_payment(self):
        """The customer is back from Stripe and the webhook may be late: ask Stripe itself until we know."""
        token = self.router.session.client_token
        for seconds in ASK_AGAIN_AFTER_SECONDS:
            await asyncio.sleep(seconds)
            page = open_pages.find(token)
            if page is None:
                return
            if not await call_in_thread(_ask_if_unpaid, page.order_id):
                open_pages.refresh(token)  # by ourselves: Redis may be away too
                return
        open_pages.arrived(token, Arrival.PAID_LATE)


def copy_page(state: OrderState, order_id: str, page: OrderPage) -> None:
    """Copy into a state what changed, so that little travels; everything, when it is unknown what the browser has.

    A page that shows an order keeps it while the database is away. (No method: those are endpoints of the browser.)
    """
    fresh = state._shown_id != order_id
    if page.phase == Phase.UNAVAILABLE and not fresh:
        return
    if state.message and state.words != page.words and time.time() > state._refused_at + REFUSAL_STANDS_SECONDS:
        state.message = ""
    for name in VIEW_FIELDS:
        value = getattr(page, name)
        if fresh or getattr(state, name) != value:
            setattr(state, name, value)
    if fresh and page.phase == Phase.SHOWN:
        state._shown_id = order_id


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
