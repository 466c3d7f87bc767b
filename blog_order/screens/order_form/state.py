"""A form that leads to a payment page: checked field by field, reviewed with today's price, and paid for once.

What is ordered is said by the forms that use it (``article``, ``backlink``). Every handler is a public endpoint and may
be given anything. Nothing a visitor sends here is more than text for ``orders.form``, and the one thing that costs us
something, opening a payment page, is limited per address.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from blog_order.errors import Failure, Invalid, NotFound, Problem, Unavailable
from blog_order.logs import get_logger
from blog_order.orders.form import problem_with
from blog_order.orders.paying.checkout import OpenedCheckout, open_checkout
from blog_order.orders.paying.checkout_limit import allow_checkout, caller_address
from blog_order.orders.products.spec import ProductSpec
from blog_order.screens.frame.failures import SORRY
from blog_order.screens.frame.view.phases import Phase
from blog_order.screens.live.registry import open_pages
from blog_order.screens.live.threads import call_in_thread, read_in_thread
from blog_order.screens.shop.state import PageRead

log = get_logger(__name__)

KEPT_CHARACTERS = 10_000
"""Of one field; the rules allow less, and the visitor is told so."""

REVIEW_AGAIN = "This page had to start anew. What you typed is still here: please review it once more."


class FormPhase(Phase):
    """What a form's page is able to show."""

    FORM = "form"
    REVIEW = "review"


class OrderEntry(rx.State, mixin=True):
    """Part of the state of a form's page. Its user has ``values`` and ``problems`` with a key for each field (API
    names, in the order of the form), and says how its subject is found, checked and ordered.
    """

    phase: str = FormPhase.LOADING
    values: dict[str, str] = {}
    problems: dict[str, str] = {}
    message: str = ""
    """What went wrong with the whole, in words that say what to do."""
    opening: bool = False
    """The payment page is being opened."""

    _request_key: str = ""
    _path: str = ""
    """Of the page whose subject is shown."""

    # --- what the page's own state says -----------------------------------------------------------------------------

    @staticmethod
    def _nothing(path: str) -> Any:
        """In place of a subject that is unknown, or can't be read now."""
        raise NotImplementedError

    @staticmethod
    def _read_subject(path: str) -> Any:
        """What the address names. Blocks.

        Raises:
            NotFound: nothing that is for sale.
        """
        raise NotImplementedError

    def _take(self, subject: Any, reading: PageRead) -> bool:
        """Take over what was found; whether anything changed that a customer agreed to in the review."""
        raise NotImplementedError

    @staticmethod
    def _product() -> ProductSpec[Any]:
        """What is ordered here."""
        raise NotImplementedError

    def _named(self) -> dict[str, str]:
        """The field that the address fills in and not the visitor: which site, or which article."""
        raise NotImplementedError

    # --- what follows from it ---------------------------------------------------------------------------------------

    def _checked(self) -> Any:
        """The request, if everything in it is right.

        Raises:
            Invalid: with one sentence for each field that is wrong.
        """
        return self._product().form.validate(self.values | self._named())

    @classmethod
    def _open(cls, request: Any, key: str) -> OpenedCheckout:
        """Make the order and open its payment page. Blocks."""
        return open_checkout(cls._product(), request, request_key=key)

    # --- what a visitor does ----------------------------------------------------------------------------------------

    @rx.event(background=True)
    async def load_form(self) -> None:
        """The page loads, its connection is back, or the visitor tries again."""
        open_pages.forget(self.router.session.client_token)
        async with self:
            reading = PageRead.begin(self)
            path = reading.path
            if self._path != path:
                self.phase, self.message, self._path = FormPhase.LOADING, "", path
        found, phase = await self._find(path)
        async with self:
            if self._path != path:
                return
            self.opening = False
            changed = self._take(found, reading)
            # A review stands while nothing has changed, the price above all.
            if self.phase != FormPhase.REVIEW or changed:
                self.phase = phase

    @rx.event
    def check_field(self, name: Any = "", value: Any = "") -> None:
        """A field was left: keep what it holds and say what is wrong with it; an empty one can wait until the end."""
        if not isinstance(name, str) or name not in self.values or not isinstance(value, str):
            return
        self.values[name] = _sendable(value)
        self.problems[name] = problem_with(self._product().form.checks[name], value) if value.strip() else ""

    @rx.event(background=True)
    async def review(self, form_data: Any = None) -> EventSpec | None:
        """The form was sent: check all of it, then show the review, or lead to the first field that is wrong."""
        reading = PageRead.begin(self)
        found, phase = await self._find(reading.path)
        async with self:
            self._take(found, reading)
            self.phase = phase
            self._keep(form_data)
            if phase != FormPhase.FORM:
                return None
            try:
                self._checked()
            except Invalid as error:
                return self._show_problems(error)
            self.message, self._request_key = "", secrets.token_hex(16)
            self.problems = dict.fromkeys(self.problems, "")
            self.phase = FormPhase.REVIEW
        return rx.set_focus("review-title")

    @rx.event
    def edit(self) -> EventSpec | None:
        """Back from the review to the form."""
        if self.phase == FormPhase.REVIEW and not self.opening:
            self.phase, self.message = FormPhase.FORM, ""
            return rx.set_focus(next(iter(self.values)))
        return None

    @rx.event(background=True)
    async def pay(self) -> EventSpec | None:
        """Open the payment page and go there. One review makes one order, however often this is asked for."""
        async with self:
            if self.opening:
                return None
            if self.phase != FormPhase.REVIEW or not self._request_key:
                self.message = REVIEW_AGAIN  # what we knew was lost with Redis
                return None
            try:
                request = self._checked()
            except Invalid as error:
                return self._show_problems(error)
            self.opening, self.message, key = True, "", f"page-{self._request_key}"
            caller = caller_address(
                self.router.session.client_ip, self.router.headers.raw_headers.get("x-forwarded-for")
            )
        url, refusal = await call_in_thread(open_page, self._open, request, key, caller)
        if refusal is None:
            return rx.redirect(url)
        reading = PageRead.begin(self)
        found, phase = await self._find(reading.path)  # somebody else may have been quicker
        async with self:
            self.opening = False
            if phase == FormPhase.FORM:
                self._take(found, reading)
            if refusal.fields:
                return self._show_problems(refusal)
            self.message = refusal.message
        return None

    @classmethod
    async def _find(cls, path: str) -> tuple[Any, str]:
        """What the address names, and what the page can show of it."""
        try:
            return await read_in_thread(cls._read_subject, path), FormPhase.FORM
        except NotFound:
            return cls._nothing(path), FormPhase.UNKNOWN
        except Problem as error:
            log.warning("order_entry.no_subject", form=cls.__name__, error=repr(error))
            return cls._nothing(path), FormPhase.UNAVAILABLE

    def _keep(self, form_data: Any) -> None:
        """Take over the texts of the form; anything else is ignored."""
        for name in self.values:
            value = form_data.get(name) if isinstance(form_data, dict) else None
            if isinstance(value, str):
                self.values[name] = _sendable(value)

    def _show_problems(self, error: Problem) -> EventSpec | None:
        self.phase = FormPhase.FORM
        self.problems = {name: error.fields.get(name, "") for name in self.problems}
        wrong = [name for name in self.problems if name in error.fields]
        if not wrong:
            self.message = next(iter(error.fields.values()), error.message)
            return None
        count = "One field needs" if len(wrong) == 1 else f"{len(wrong)} fields need"
        self.message = f"{count} your attention."
        return rx.set_focus(wrong[0])


Form = type[OrderEntry]
"""The state of a form's page."""


def open_page(
    open_checkout: Callable[[Any, str], OpenedCheckout], request: Any, key: str, caller: str
) -> tuple[str, Problem | None]:
    """(address of the payment page, None) or ("", what to tell the visitor). Blocks."""
    try:
        allow_checkout(caller)
        return open_checkout(request, key).url, None
    except Problem as error:
        log.warning("order_entry.not_opened", code=error.code, error=error.message)
        return "", error
    except Failure as error:
        log.warning("order_entry.not_opened", error=error.message)
        return "", Unavailable(error.message)
    except Exception as error:  # the button must come back, whatever went wrong
        log.exception("order_entry.not_opened", error=repr(error))
        return "", Unavailable(SORRY)


def _sendable(text: str) -> str:
    """What is kept of a field: not too much, and nothing that could not be sent back (half a surrogate pair)."""
    return text[:KEPT_CHARACTERS].encode("utf-8", "replace").decode()
