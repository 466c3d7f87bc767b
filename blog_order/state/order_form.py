"""The order form's state: checked field by field, reviewed with today's price, and paid for once.

Every handler is a public endpoint and may be given anything. Nothing a visitor sends here is more than text for
``orders.requests``, and the one thing that costs us something, opening a payment page, is limited per address.
"""

from __future__ import annotations

import secrets
from typing import Any

import reflex as rx

from blog_order.errors import Failure, Invalid, Problem
from blog_order.logs import get_logger
from blog_order.orders.checkout import open_article_checkout
from blog_order.orders.limits import allow_checkout, caller_address
from blog_order.orders.requests import ARTICLE_CHECKS, ArticleRequest, problem_with, validate_article
from blog_order.state import open_pages
from blog_order.state.paths import last_part
from blog_order.state.sites import SiteCard, read_sites
from blog_order.state.threads import call_in_thread, read_in_thread

log = get_logger(__name__)

FIELDS = ("topic", "keyword", "niche", "targetUrl", "anchorText", "notes", "email")
"""API names of the fields, in the order of the form."""
KEPT_CHARACTERS = 10_000
"""Of one field; the rules allow less, and the visitor is told so."""


REVIEW_AGAIN = "This page had to start anew. What you typed is still here: please review it once more."


class FormPhase:
    """What the form's page is able to show."""

    LOADING = "loading"
    FORM = "form"
    REVIEW = "review"
    UNKNOWN = "unknown"
    UNAVAILABLE = "unavailable"


class OrderFormState(rx.State):
    """What the form's page shows."""

    phase: str = FormPhase.LOADING
    site: SiteCard = SiteCard()
    values: dict[str, str] = dict.fromkeys(FIELDS, "")
    problems: dict[str, str] = dict.fromkeys(FIELDS, "")
    message: str = ""
    """What went wrong with the whole, in words that say what to do."""
    opening: bool = False
    """The payment page is being opened."""

    _request_key: str = ""

    @rx.event(background=True)
    async def load_form(self):
        """The page loads, or the visitor tries again."""
        open_pages.forget(self.router.session.client_token)
        slug = last_part(self.router.url.path)
        if self.site.slug != slug:
            async with self:
                self.phase = FormPhase.LOADING
        found, phase = await _find_site(slug)
        async with self:
            self.opening = False
            # A review stands while nothing has changed, the price above all.
            if self.phase != FormPhase.REVIEW or self.site != found:
                self.site, self.phase = found, phase

    @rx.event
    def check_field(self, name: Any = "", value: Any = ""):
        """A field was left: keep what it holds and say what is wrong with it; an empty one can wait until the end."""
        if name not in FIELDS or not isinstance(value, str):
            return
        self.values[name] = _sendable(value)
        self.problems[name] = problem_with(name, value) if value.strip() else ""

    @rx.event(background=True)
    async def review(self, form_data: Any = None):
        """The form was sent: check all of it, then show the review, or lead to the first field that is wrong."""
        found, phase = await _find_site(last_part(self.router.url.path))
        async with self:
            self.site, self.phase = found, phase
            self._keep(form_data)
            if phase != FormPhase.FORM:
                return None
            try:
                self._checked()
            except Invalid as error:
                return self._show_problems(error)
            self.message, self._request_key = "", secrets.token_hex(16)
            self.problems = dict.fromkeys(FIELDS, "")
            self.phase = FormPhase.REVIEW
        return rx.set_focus("review-title")

    @rx.event
    def edit(self):
        """Back from the review to the form."""
        if self.phase == FormPhase.REVIEW and not self.opening:
            self.phase, self.message = FormPhase.FORM, ""
            return rx.set_focus("topic")
        return None

    @rx.event(background=True)
    async def pay(self):
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
        url, message = await call_in_thread(_open_checkout, request, key, caller)
        async with self:
            self.opening, self.message = bool(url), message
        return rx.redirect(url) if url else None

    def _keep(self, form_data: Any) -> None:
        """Take over the texts of the form; anything else is ignored."""
        for name in FIELDS:
            value = form_data.get(name) if isinstance(form_data, dict) else None
            if isinstance(value, str):
                self.values[name] = _sendable(value)

    def _checked(self) -> ArticleRequest:
        return validate_article({**self.values, "siteId": self.site.id})

    def _show_problems(self, error: Invalid):
        self.phase = FormPhase.FORM
        self.problems = {name: error.fields.get(name, "") for name in FIELDS}
        wrong = [name for name in FIELDS if name in error.fields]
        if not wrong:
            self.message = error.fields.get("siteId", error.message)
            return None
        count = "One field needs" if len(wrong) == 1 else f"{len(wrong)} fields need"
        self.message = f"{count} your attention."
        return rx.set_focus(wrong[0])


def _sendable(text: str) -> str:
    """What is kept of a field: not too much, and nothing that could not be sent back (half a surrogate pair)."""
    return text[:KEPT_CHARACTERS].encode("utf-8", "replace").decode()


async def _find_site(slug: str) -> tuple[SiteCard, str]:
    """The site that the address names, and what the page can show of it."""
    try:
        found = next((site for site in await read_in_thread(read_sites) if site.slug == slug), None)
    except Problem as error:
        log.warning("order_form.no_sites", error=repr(error))
        return SiteCard(slug=slug), FormPhase.UNAVAILABLE
    return (found, FormPhase.FORM) if found else (SiteCard(slug=slug), FormPhase.UNKNOWN)


def _open_checkout(request: ArticleRequest, key: str, caller: str) -> tuple[str, str]:
    """(address of the payment page, "") or ("", what to tell the visitor). Blocks."""
    try:
        allow_checkout(caller)
        return open_article_checkout(request, request_key=key).url, ""
    except (Problem, Failure) as error:
        log.warning("order_form.not_opened", error=repr(error))
        return "", error.message
    except Exception as error:  # the button must come back, whatever went wrong
        log.exception("order_form.not_opened", error=repr(error))
        return "", "Something went wrong on our side. Please try again in a moment."


assert set(FIELDS) | {"siteId"} == set(ARTICLE_CHECKS), "the form has the fields that the rules know"
