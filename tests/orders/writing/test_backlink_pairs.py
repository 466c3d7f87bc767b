"""Forty articles and links through the real job: paid for, worked in, saved, compared byte by byte."""

from __future__ import annotations

import pytest

from blog_order.content.reading import read_markdown
from blog_order.database import transaction
from blog_order.models import Article, OrderStatus
from tests.support.articles import make_article
from tests.support.backlinks import opened, pay
from tests.support.orders import drain, order_row, versions
from tests.support.placements import HARD_ARTICLES, ORDERS, SEEDED
from tests.support.shop import Shop

LONG_ENOUGH = "\n\nHerbs on a balcony want light, water and somebody who looks after them every day of the week.\n"
"""The demonstration writer needs a sentence to work with; what makes the article hard stands before it."""
HARD = [name for name in HARD_ARTICLES if name != "a very long article"][:20]
PAIRS = [(seed.slug, seed.markdown) for seed in SEEDED if seed.language == "en"]
PAIRS += [(name, HARD_ARTICLES[name][0].rstrip() + LONG_ENOUGH) for name in HARD]


def test_there_are_forty() -> None:
    assert len(PAIRS) >= 40


@pytest.mark.long
@pytest.mark.parametrize("number", range(len(PAIRS)), ids=lambda n: PAIRS[n][0])
def test_only_the_passage_changes(shop: Shop, number: int) -> None:
    anchor, url = ORDERS[number % len(ORDERS)]
    article = make_article(content=PAIRS[number][1])
    order = opened(shop, article, anchorText=anchor, targetUrl=url, keyword="herbs")
    pay(shop, order)
    drain(order)

    assert order_row(order).status == OrderStatus.QUALITY_CHECK, order_row(order).failure_reason
    (version,) = versions(order)
    with transaction() as session:
        base = session.get_one(Article, article).content
    passage, replacement = version.placement["passage"], version.placement["replacement"]
    assert base.count(passage) == 1
    start = base.index(passage)
    assert version.content.encode() == (base[:start] + replacement + base[start + len(passage) :]).encode()
    before, after = read_markdown(base), read_markdown(version.content)
    new = [link for link in after.links if link not in before.links]
    assert [(link.text, link.place) for link in new] == [(anchor, "prose")]
    assert (after.headings, after.image_sources) == (before.headings, before.image_sources)
