"""The links that were paid for in a published article, and which of them a text carries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.content.addresses import normalise
from blog_order.content.reading import read_markdown
from blog_order.database import Work
from blog_order.models import Article, Order, PaymentState

MONEY_GONE = (PaymentState.REFUNDED, PaymentState.REFUND_PENDING, PaymentState.DISPUTED)


@dataclass(frozen=True)
class PaidLink:
    """A link that a customer paid for. ``order_id`` is the customer's key: pages show ``number``."""

    number: str
    order_id: str
    target_url: str
    anchor_text: str
    paid: bool
    """Whether the customer's money is still with us."""


def paid_links(session: Work, article: Article) -> list[PaidLink]:
    """All links that were ever paid for in an article, wherever their orders stand now."""
    orders = session.exec(
        select(Order)
        .where(
            sa.or_(col(Order.id) == article.order_id, col(Order.article_id) == article.id),
            col(Order.paid_at).is_not(None),
        )
        .order_by(col(Order.number))
    )
    return [
        PaidLink(
            number=order.public_number,
            order_id=order.id,
            target_url=order.target_url,
            anchor_text=order.anchor_text,
            paid=order.payment_state not in MONEY_GONE,
        )
        for order in orders
    ]


def links_in(markdown: str, links: Iterable[PaidLink]) -> list[PaidLink]:
    """Those of ``links`` whose address a text links to."""
    addresses = {normalise(link.href) for link in read_markdown(markdown).links}
    return [link for link in links if normalise(link.target_url) in addresses]
