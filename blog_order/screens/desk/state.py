"""The review desk's state. ``AdminState`` has checked the session before any of these handlers runs."""

from __future__ import annotations

from functools import partial
from typing import Any

from blog_order.accounts.sessions import SignedIn
from blog_order.models import DecisionKind, number_in
from blog_order.orders.deciding.decision import undo_decision
from blog_order.orders.desk.decide_shown import decide_shown
from blog_order.screens.desk.view.model import DecidedLine, DeskView, DeskWanted, OrderOnDesk, ReviewLine
from blog_order.screens.desk.view.reading import read_desk
from blog_order.screens.frame.admin.access import AdminState
from blog_order.screens.frame.admin.view.timeline import TimelineLine
from blog_order.screens.frame.admin.view.version_notes import VersionNotes
from blog_order.screens.frame.arguments import entries_in, text_in, whole_number
from blog_order.screens.frame.view.comparison import ComparedBlock
from blog_order.screens.frame.view.report import Report
from blog_order.screens.live.registry import open_pages


class DeskState(AdminState):
    """What one open desk shows."""

    queue: list[ReviewLine] = []
    summary: str = ""
    decided: list[DecidedLine] = []
    order: OrderOnDesk = OrderOnDesk()
    blocks: list[str] = []
    changes: list[ComparedBlock] = []
    not_compared: str = ""
    report: Report = Report()
    versions: list[VersionNotes] = []
    timeline: list[TimelineLine] = []

    async def open_desk(self, admin: SignedIn) -> None:
        """The desk loads, with the order that its address names or the one that waits longest."""
        named = number_in(str(self.router.url.query_parameters.get("order", "")))
        order = self.order
        kept = DeskWanted(admin.name, order.number, order.shows_changes) if order.number else None
        await self._open(DeskWanted(admin.name, named), kept)

    async def select(self, admin: SignedIn, number: Any = 0) -> None:
        """Open an order."""
        if whole_number(number):
            await self._say("")
            self._want(DeskWanted(admin.name, whole_number(number)))

    async def compare(self, admin: SignedIn, number: Any = 0, changes: Any = False) -> None:
        """Show what changed since the version before, or the text itself."""
        self._want(DeskWanted(admin.name, whole_number(number) or None, changes is True))

    async def approve(self, admin: SignedIn, number: Any = 0, version: Any = 0) -> None:
        """Approve the version that is on the screen."""
        await self._decide(admin, whole_number(number), whole_number(version), DecisionKind.APPROVE)

    async def send_back(self, admin: SignedIn, form_data: Any = None) -> None:
        """Send the order back to its customer with a note."""
        number, version, note = decision_in(form_data)
        await self._decide(admin, number, version, DecisionKind.SEND_BACK, note)

    async def reject(self, admin: SignedIn, form_data: Any = None) -> None:
        """Decline the order and give the money back."""
        number, version, note = decision_in(form_data)
        await self._decide(admin, number, version, DecisionKind.REJECT, note)

    async def undo(self, admin: SignedIn, decision_id: Any = "") -> None:
        """Take a decision back before it takes effect, and open its order again."""
        number = next((each.number for each in self.decided if each.id == decision_id), None)
        await self._try(partial(undo_decision, str(decision_id), editor=admin.name), "")
        self._want(DeskWanted(admin.name, number))

    async def _decide(self, admin: SignedIn, number: int, version: int, kind: DecisionKind, note: str = "") -> None:
        following = self.order.next_number or self.order.back_number or None
        if await self._try(partial(decide_shown, number, version, kind, editor=admin.name, note=note), ""):
            self._want(DeskWanted(admin.name, following))
        else:
            open_pages.refresh(self.router.session.client_token)  # show what happened to it

    @staticmethod
    def _read(wanted: DeskWanted) -> DeskView:
        return read_desk(wanted)

    def _show(self, token: str, view: DeskView) -> None:
        """Copy what changed. The order that is shown stays until the editor goes on, whatever comes in."""
        self._copy(view)
        open_pages.choose(token, view.wanted)
        if view.refresh_in is not None:
            open_pages.refresh_in(token, view.refresh_in + 0.1)


def decision_in(form_data: object) -> tuple[int, int, str]:
    """(order number, version, note) of a form."""
    given = entries_in(form_data)
    return whole_number(given.get("number")), whole_number(given.get("version")), text_in(given.get("note"))
