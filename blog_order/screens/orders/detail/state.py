"""The state of one order's page: its whole history, and what an admin can do about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from blog_order.accounts.sessions import SignedIn
from blog_order.models import number_in
from blog_order.orders.desk.administration import (
    cancel_order,
    refund_and_cancel,
    resend_mail,
    retry_order,
    stop_writing,
)
from blog_order.orders.numbers import id_of_number
from blog_order.screens.frame.admin.access import AdminPhase, AdminState
from blog_order.screens.frame.admin.view.timeline import TimelineLine
from blog_order.screens.frame.admin.view.version_notes import VersionNotes
from blog_order.screens.frame.arguments import whole_number
from blog_order.screens.frame.paths import last_part
from blog_order.screens.frame.view.report import Report
from blog_order.screens.live.registry import open_pages
from blog_order.screens.orders.detail.view.model import (
    AdminOrderFacts,
    JobRow,
    MailRow,
    OrderPageView,
    OrderWanted,
    RefundLine,
    VersionText,
)
from blog_order.screens.orders.detail.view.reading import read_order_page
from blog_order.screens.orders.detail.view.tries import TriedText


class AdminOrderState(AdminState):
    """What one open order page of an admin shows."""

    facts: AdminOrderFacts = AdminOrderFacts()
    refunds: list[RefundLine] = []
    versions: list[VersionNotes] = []
    text: VersionText = VersionText()
    blocks: list[str] = []
    report: Report = Report()
    timeline: list[TimelineLine] = []
    jobs: list[JobRow] = []
    mails: list[MailRow] = []
    tries: list[TriedText] = []

    async def open_order(self, admin: SignedIn) -> None:
        """The page loads: the order's number is in its address."""
        number = number_in(last_part(self.router.url.path))
        if number is None:
            async with self:
                self.phase = AdminPhase.UNKNOWN
            return
        await self._open(OrderWanted(number))

    async def read(self, admin: SignedIn, number: Any = 0, version: Any = 0) -> None:
        """Show another version."""
        if whole_number(number) and whole_number(version):
            self._want(OrderWanted(whole_number(number), whole_number(version)))

    async def retry(self, admin: SignedIn, number: Any = 0) -> None:
        """Write a failed order again."""
        await self._do(retry_order, number, admin, "Writing has started again.")

    async def stop(self, admin: SignedIn, number: Any = 0) -> None:
        """Stop what is being written."""
        await self._do(stop_writing, number, admin, "The writing is stopped.")

    async def refund(self, admin: SignedIn, number: Any = 0) -> None:
        """Stop the order and give the money back."""
        await self._do(refund_and_cancel, number, admin, "The refund is on its way to Stripe.")

    async def cancel(self, admin: SignedIn, number: Any = 0) -> None:
        """Stop an order that nobody paid."""
        await self._do(cancel_order, number, admin, "The order is cancelled.")

    async def send_again(self, admin: SignedIn, mail_id: Any = "") -> None:
        """Send a mail again, as it was."""
        await self._try(partial(resend_mail, str(mail_id), admin=admin.name), "The mail is on its way again.")
        open_pages.refresh(self.router.session.client_token)

    async def _do(self, action: Callable[..., None], number: Any, admin: SignedIn, done: str) -> None:
        await self._try(lambda: action(id_of_number(whole_number(number)), admin=admin.name), done)
        open_pages.refresh(self.router.session.client_token)

    @staticmethod
    def _read(wanted: OrderWanted) -> OrderPageView:
        return read_order_page(wanted)
