"""Articles and orders whose words try to become markup."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

from fastapi.testclient import TestClient

from blog_order.models.columns import utcnow
from tests.support.html import Page
from tests.support.publisher import Publisher

BREAKOUT = "</script></title><script>alert('x')</script>\" onload=\"alert(1) & ]]> \x08<!--"
READABLE = BREAKOUT.replace("\x08", "")


def test_words_never_become_markup(read: Callable[[str], Page], blog: TestClient, publisher: Publisher) -> None:
    site = publisher.site(name=BREAKOUT, tagline=BREAKOUT, topic=BREAKOUT, author=BREAKOUT)
    values = {"title": BREAKOUT, "description": BREAKOUT, "author": BREAKOUT, "tags": [BREAKOUT], "content": BREAKOUT}
    article = publisher.article(site, **values)
    publisher.article(site, **values)
    root = f"/blog/{site.slug}"

    page = read(f"{root}/{article.slug}")

    assert [got["type"] for got in page.all("script")] == ["application/ld+json"]
    assert not [got for _, got in page.elements if any(name.startswith("on") for name in got)]
    assert page.texts["h1"] == [READABLE]
    assert page.linked_data()["headline"] == BREAKOUT
    assert page.meta("og:title") == READABLE
    for path in (root, "/blog", f"{root}/nothing"):
        assert "<script" not in blog.get(path).text
    for path in (f"{root}/feed.xml", "/sitemap.xml", f"/sitemap-{site.slug}-1.xml"):
        ElementTree.fromstring(blog.get(path).content)


def test_paid_links_are_told_from_others_by_the_orders(read: Callable[[str], Page], publisher: Publisher) -> None:
    site = publisher.site(paid_link_rel="sponsored nofollow")
    bought = publisher.order(site, "https://bought.example/", paid_at=utcnow())
    content = (
        "[a](https://bought.example) [b](https://later.example/x) [c](https://unpaid.example) [d](https://free.example)"
    )
    article = publisher.article(site, content=content, order_id=bought.id)
    publisher.order(site, "https://later.example/x", article_id=article.id, paid_at=utcnow())
    publisher.order(site, "https://unpaid.example", article_id=article.id)

    page = read(f"/blog/{site.slug}/{article.slug}")

    rels = {got["href"]: got["rel"] for got in page.all("a") if got["href"].startswith("https:")}
    assert rels == {
        "https://bought.example": "sponsored nofollow",
        "https://later.example/x": "sponsored nofollow",
        "https://unpaid.example": "noopener",
        "https://free.example": "noopener",
    }
