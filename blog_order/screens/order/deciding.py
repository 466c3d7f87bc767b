"""What the customer decides on an order page: changes, the editor, or to take that back.

Every handler is a public endpoint. The order's id in the page's own address is the customer's key; versions are named
by number within that order. The rules are those of ``orders``; here is said who was refused and why.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from blog_order.errors import NotFound, Problem
from blog_order.logs import get_logger
from blog_order.models.columns import is_id
from blog_order.orders.deciding.choice import use_version
from blog_order.orders.deciding.submission import submit, undo_submission
from blog_order.orders.paying.cancellation import withdraw_order
from blog_order.orders.reading.versions import read_version
from blog_order.orders.writing.revision import request_revision
from blog_order.screens.frame.arguments import whole_number
from blog_order.screens.frame.failures import SORRY
from blog_order.screens.frame.paths import last_part
from blog_order.screens.live.threads import call_in_thread
from blog_order.screens.order.looking import Looking
from blog_order.screens.order.view.looks import Look

log = get_logger(__name__)

NOTES = "revisionNotes"
"""Name of the field, in the form and in the API alike, and id of the entry."""
ASK_BUTTON = "request-changes"
REFUSAL_STANDS_SECONDS = 5
"""What made us refuse is pushed to the page right after it; the words have to outlive that."""


@dataclass(frozen=True)
class Refusal:
    """Why something was not done, in words; ``fields`` as in ``Problem``."""

    message: str
    fields: dict[str, str] = field(default_factory=dict)


class Deciders(Looking, mixin=True):
    """Part of the order page's state."""

    asking: bool = False
    """The entry for notes is open."""
    busy: bool = False
    """A decision is on its way to the database."""
    notes_problem: str = ""
    message: str = ""
    """Why the last decision was refused."""

    _refused_at: float = 0.0
    """When the message was made; it goes when the order moves on after that."""
    _taken: str = ""
    """The notes of our last request that was taken: a second click with the same ones is no second request."""

    @rx.event
    def open_changes(self) -> EventSpec:
        """Show the entry for notes."""
        self.asking, self.message, self.notes_problem = True, "", ""
        return rx.set_focus(NOTES)

    @rx.event
    def close_changes(self) -> EventSpec:
        """Put the entry away; the browser keeps what was typed."""
        self.asking = False
        return rx.set_focus(ASK_BUTTON)

    @rx.event(background=True)
    async def request_changes(self, form_data: Any = None) -> EventSpec | None:
        """Ask for a new version that follows the notes."""
        notes = form_data.get(NOTES) if isinstance(form_data, dict) else None
        async with self:
            if not self._begin():
                return None
        refusal = await call_in_thread(_attempt, request_revision, last_part(self.router.url.path), notes)
        async with self:
            if refusal is not None and notes and notes == self._taken and not refusal.fields:
                refusal = None
            self._end(refusal)
            if refusal is not None:
                self.notes_problem = refusal.fields.get(NOTES, "")
                return rx.set_focus(NOTES) if self.notes_problem else None
            self.asking, self._taken = False, str(notes)
            self._look_at(Look())
        return None

    @rx.event(background=True)
    async def send_to_editor(self, num: Any = 0) -> None:
        """Send one version of this order to the editor."""
        async with self:
            if not self._begin():
                return
        refusal = await call_in_thread(_attempt, _submit, last_part(self.router.url.path), whole_number(num))
        async with self:
            self._end(refusal)

    @rx.event(background=True)
    async def use_version(self, num: Any = 0) -> None:
        """Make one version of this order the current one again."""
        async with self:
            if not self._begin():
                return
        refusal = await call_in_thread(_attempt, use_version, last_part(self.router.url.path), whole_number(num))
        async with self:
            self._end(refusal)

    @rx.event(background=True)
    async def take_back(self) -> None:
        """Undo the submission, within its time."""
        async with self:
            if not self._begin():
                return
        refusal = await call_in_thread(_attempt, undo_submission, last_part(self.router.url.path))
        async with self:
            self._end(refusal)

    @rx.event(background=True)
    async def give_up(self) -> None:
        """Give up the order while it waits for its payment."""
        async with self:
            if not self._begin():
                return
        refusal = await call_in_thread(_attempt, withdraw_order, last_part(self.router.url.path))
        async with self:
            self._end(refusal)

    def _begin(self) -> bool:
        """Only one decision of a page is on its way at a time."""
        if self.busy:
            return False
        self.busy, self.message, self.notes_problem = True, "", ""
        return True

    def _end(self, refusal: Refusal | None) -> None:
        """Say what was refused, and show what is so now: somebody else may have decided."""
        self.busy = False
        self.message = refusal.message if refusal is not None and NOTES not in refusal.fields else ""
        self._refused_at = time.time()
        self._look_at(self._look)


def _submit(order_id: str, num: int) -> None:
    submit(order_id, read_version(order_id, num).id)


def _attempt(decide: Callable[..., object], order_id: str, *arguments: Any) -> Refusal | None:
    """Decide; None when it is done. Blocks. Never raises: the buttons must come back."""
    try:
        if not is_id(order_id):
            raise NotFound("We know no order under this address.")
        decide(order_id, *arguments)
    except Problem as error:
        log.info("order_page.refused", decision=decide.__name__, code=error.code)
        return Refusal(error.message, error.fields)
    except Exception as error:  # without its text: the database's quotes the customer's key
        log.error("order_page.failed", decision=decide.__name__, error=type(error).__name__)
        return Refusal(SORRY)
    return None
