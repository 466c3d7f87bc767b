"""The state of the form that places a link in a published article; ``order_entry`` has what all forms share."""

from __future__ import annotations

from typing import Any

import reflex as rx

from blog_order.catalogue.search import find_article, similar_articles
from blog_order.errors import NotFound, Problem
from blog_order.logs import get_logger
from blog_order.orders.form import BACKLINK_CHECKS, BacklinkRequest, validate_backlink
from blog_order.orders.paying.checkout import OpenedCheckout, open_backlink_checkout
from blog_order.screens.frame.paths import last_parts
from blog_order.screens.live import open_catalogue
from blog_order.screens.live.threads import read_in_thread
from blog_order.screens.order_form.state import FormPhase, OrderEntry
from blog_order.screens.shop.view.cards import ArticleCard, article_card

log = get_logger(__name__)

BACKLINK_FIELDS = ("targetUrl", "anchorText", "keyword", "notes", "email")
"""API names of the fields, in the order of the form."""

Found = tuple[ArticleCard, list[ArticleCard]]
"""The article, and similar ones when it cannot take a link."""


class BacklinkFormState(OrderEntry, rx.State):
    """What the form's page shows. Whether a place is free is said, but decided when the payment page is opened: the one
    who has it may be this very customer, back from Stripe.
    """

    article: ArticleCard = ArticleCard()
    similar: list[ArticleCard] = []
    values: dict[str, str] = dict.fromkeys(BACKLINK_FIELDS, "")
    problems: dict[str, str] = dict.fromkeys(BACKLINK_FIELDS, "")

    @staticmethod
    async def _find(path: str) -> tuple[Found, str]:
        try:
            return await read_in_thread(read_offer, last_parts(path)), FormPhase.FORM
        except NotFound:
            return (ArticleCard(), []), FormPhase.UNKNOWN
        except Problem as error:
            log.warning("backlink_form.no_article", error=repr(error))
            return (ArticleCard(), []), FormPhase.UNAVAILABLE

    def _take(self, subject: Found) -> bool:
        before = (self.article.id, self.article.price)
        self._show_now(subject)
        return before != (self.article.id, self.article.price)

    def _checked(self) -> BacklinkRequest:
        return validate_backlink({**self.values, "articleId": self.article.id})

    @staticmethod
    def _open(request: Any, key: str) -> OpenedCheckout:
        return open_backlink_checkout(request, request_key=key)

    @staticmethod
    def _read_now(slugs: tuple[str, str]) -> Found:
        return read_offer(slugs)

    def _show_now(self, found: Found) -> None:
        """Show what is so now, and have it kept up to date."""
        article, similar = found
        if self.article != article:
            self.article = article
        if self.similar != similar:
            self.similar = similar
        if article.id:
            ids = [card.id for card in (article, *similar)]
            open_catalogue.register(self, ids, wanted=last_parts(self.router.url.path))


def read_offer(slugs: tuple[str, str]) -> Found:
    """The article of this address (slugs of site and article). Blocks: call it in a thread.

    Raises:
        NotFound: there is none.
        Unavailable: the database does not answer.
    """
    card = article_card(find_article(*slugs).item)
    return card, [] if card.free else [article_card(item) for item in similar_articles(card.id)]


assert {*BACKLINK_FIELDS, "articleId"} == set(BACKLINK_CHECKS), "the form has the fields that the rules know"
