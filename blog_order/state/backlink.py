"""An article of the catalogue with the form that places a link in it.

Every handler is a public endpoint and may be given anything; see ``order_form.py``.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from blog_order.errors import Failure, Invalid, NotFound, Problem
from blog_order.logs import get_logger
from blog_order.money import format_money
from blog_order.orders.catalogue_search import find_article
from blog_order.orders.checkout import open_backlink_checkout
from blog_order.orders.limits import allow_checkout, caller_address
from blog_order.orders.requests import BACKLINK_CHECKS, BacklinkRequest, problem_with, validate_backlink
from blog_order.state import open_pages
from blog_order.state.failures import SORRY
from blog_order.state.order_text import version_blocks
from blog_order.state.paths import last_parts
from blog_order.state.threads import call_in_thread, read_in_thread

log = get_logger(__name__)

BACKLINK_FIELDS = ("targetUrl", "anchorText", "keyword", "notes", "email")
"""API names of the fields, in the order of the form."""
KEPT_CHARACTERS = 10_000


class ArticlePhase:
    """What the article's page is able to show."""

    LOADING = "loading"
    SHOWN = "shown"
    UNKNOWN = "unknown"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True)
class CatalogueArticleView:
    """The article as the page shows it; its ``blocks`` are safe HTML."""

    id: str = ""
    title: str = ""
    blocks: list[str] = field(default_factory=list)
    url: str = ""
    site: str = ""
    rating: int = 0
    price: str = ""
    free: bool = False


class BacklinkState(rx.State):
    """What the page shows."""

    phase: str = ArticlePhase.LOADING
    article: CatalogueArticleView = CatalogueArticleView()
    values: dict[str, str] = dict.fromkeys(BACKLINK_FIELDS, "")
    problems: dict[str, str] = dict.fromkeys(BACKLINK_FIELDS, "")
    message: str = ""
    opening: bool = False

    _request_key: str = ""
    _requested: BacklinkRequest | None = None

    @rx.event(background=True)
    async def load_article(self):
        """The page loads, or the visitor tries again."""
        open_pages.forget(self.router.session.client_token)
        phase, found = await _find(*last_parts(self.router.url.path))
        async with self:
            if found.id != self.article.id:
                self.message = ""
            self.phase, self.article, self.opening = phase, found, False

    @rx.event
    def check_field(self, name: Any = "", value: Any = ""):
        """A field was left: keep what it holds and say what is wrong with it; an empty one can wait until the end."""
        if name not in BACKLINK_FIELDS or not isinstance(value, str):
            return
        self.values[name] = _sendable(value)
        self.problems[name] = problem_with(name, value) if value.strip() else ""

    @rx.event(background=True)
    async def pay(self, form_data: Any = None):
        """The form was sent: check all of it, hold the place, and go to the payment page.

        The same entries lead to the same order, however often they are sent.
        """
        phase, found = await _find(*last_parts(self.router.url.path))
        async with self:
            if self.opening:
                return None
            self.phase, self.article = phase, found
            for name in BACKLINK_FIELDS:
                value = form_data.get(name) if isinstance(form_data, dict) else None
                if isinstance(value, str):
                    self.values[name] = _sendable(value)
            if phase != ArticlePhase.SHOWN:
                return None
            try:
                request = validate_backlink({**self.values, "articleId": found.id})
            except Invalid as error:
                return self._show_problems(error)
            if request != self._requested:
                self._requested, self._request_key = request, secrets.token_hex(16)
            self.problems = dict.fromkeys(BACKLINK_FIELDS, "")
            self.opening, self.message, key = True, "", f"page-{self._request_key}"
            caller = caller_address(
                self.router.session.client_ip, self.router.headers.raw_headers.get("x-forwarded-for")
            )
        url, refusal = await call_in_thread(_open_checkout, request, key, caller)
        async with self:
            self.opening = bool(url)
            if refusal is not None:
                # A key that led to an order that has ended, or to none, is of no more use.
                self._requested = None
                return self._show_problems(refusal)
        return rx.redirect(url)

    def _show_problems(self, error: Problem):
        self.problems = {name: error.fields.get(name, "") for name in BACKLINK_FIELDS}
        wrong = [name for name in BACKLINK_FIELDS if name in error.fields]
        self.message = error.message if not wrong else "Some fields need your attention."
        return rx.set_focus(wrong[0]) if wrong else None


def _sendable(text: str) -> str:
    return text[:KEPT_CHARACTERS].encode("utf-8", "replace").decode()


async def _find(site_slug: str, article_slug: str) -> tuple[str, CatalogueArticleView]:
    try:
        return ArticlePhase.SHOWN, await read_in_thread(_read, site_slug, article_slug)
    except NotFound:
        return ArticlePhase.UNKNOWN, CatalogueArticleView()
    except Problem as error:
        log.warning("backlink.no_article", error=repr(error))
        return ArticlePhase.UNAVAILABLE, CatalogueArticleView()


def _read(site_slug: str, article_slug: str) -> CatalogueArticleView:
    found = find_article(site_slug, article_slug)
    item = found.item
    return CatalogueArticleView(
        id=item.id,
        title=item.title,
        blocks=list(version_blocks(found.content, "", "")),
        url=item.url,
        site=item.site_name,
        rating=item.domain_rating,
        price=format_money(item.amount, item.currency),
        free=item.free > 0,
    )


def _open_checkout(request: BacklinkRequest, key: str, caller: str) -> tuple[str, Problem | None]:
    """(address of the payment page, None) or ("", why there is none). Blocks."""
    try:
        allow_checkout(caller)
        return open_backlink_checkout(request, request_key=key).url, None
    except Problem as error:
        log.info("backlink.not_opened", code=error.code)
        return "", error
    except Failure as error:
        return "", Invalid(error.message)
    except Exception as error:  # the button must come back, whatever went wrong
        log.exception("backlink.not_opened", error=repr(error))
        return "", Invalid(SORRY)


assert {*BACKLINK_FIELDS, "articleId"} == set(BACKLINK_CHECKS), "the form has the fields that the rules know"
