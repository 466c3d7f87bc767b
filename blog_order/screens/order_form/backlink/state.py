"""The state of the form that places a link in a published article; ``order_entry`` has what all forms share."""

from __future__ import annotations

from collections.abc import Iterable

import reflex as rx

from blog_order.catalogue.search import find_article, similar_articles
from blog_order.errors import NotFound, Problem
from blog_order.logs import get_logger
from blog_order.orders.products.backlink import BACKLINK
from blog_order.orders.products.backlink.ordering import BacklinkRequest
from blog_order.orders.products.spec import ProductSpec
from blog_order.screens.frame.paths import last_parts
from blog_order.screens.live.threads import read_in_thread
from blog_order.screens.order_form.state import FormPhase, OrderEntry
from blog_order.screens.shop.catalogue_page import CataloguePage, Reading
from blog_order.screens.shop.view.cards import ArticleCard, article_card

log = get_logger(__name__)

BACKLINK_FIELDS = ("targetUrl", "anchorText", "keyword", "notes", "email")
"""API names of the fields, in the order of the form."""

Found = tuple[ArticleCard, list[ArticleCard]]
"""The article, and similar ones when it cannot take a link."""


class BacklinkFormState(CataloguePage, OrderEntry, rx.State):
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

    def _take(self, subject: Found, reading: Reading) -> bool:
        before = (self.article.id, self.article.price)
        self._show_now(subject)
        if self.article.id:
            self._keep_current(reading, last_parts(reading.path))
        return before != (self.article.id, self.article.price)

    @staticmethod
    def _product() -> ProductSpec[BacklinkRequest]:
        return BACKLINK

    def _named(self) -> dict[str, str]:
        return {"articleId": self.article.id}

    @staticmethod
    def _read_now(slugs: tuple[str, str]) -> Found:
        return read_offer(slugs)

    def _show_now(self, found: Found) -> None:
        article, similar = found
        if self.article != article:
            self.article = article
        if self.similar != similar:
            self.similar = similar

    def _article_ids(self) -> Iterable[str]:
        return (card.id for card in (self.article, *self.similar))


def read_offer(slugs: tuple[str, str]) -> Found:
    """The article of this address (slugs of site and article). Blocks: call it in a thread.

    Raises:
        NotFound: there is none.
        Unavailable: the database does not answer.
    """
    card = article_card(find_article(*slugs).item)
    return card, [] if card.free else [article_card(item) for item in similar_articles(card.id)]


assert {*BACKLINK_FIELDS, "articleId"} == set(BACKLINK.form.checks), "the form has the fields that the rules know"
