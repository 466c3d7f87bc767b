"""Bringing back an edition of a published article: what it does to paid links, to orders on their way, and the blog."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree

import pytest
from httpx import Response
from sqlmodel import select

from blog_order.blog.addresses import article_path
from blog_order.catalogue import published_search
from blog_order.catalogue.published_search import find_published
from blog_order.catalogue.restoring import preview_restore
from blog_order.database import transaction
from blog_order.errors import Conflict, Invalid, NotFound
from blog_order.models import Order, OrderStatus, PaymentState, Site
from blog_order.orders.desk.history import read_history
from blog_order.orders.events import Event
from blog_order.orders.reading.published_article import read_published_article
from blog_order.publishing.restoring import restore_article
from blog_order.screens.articles.detail.view.model import ArticleWanted
from blog_order.screens.articles.detail.view.reading import read_editions
from blog_order.screens.articles.list.view.reading import ArticlesWanted, articles_wanted_in, read_article_list
from blog_order.screens.order.view.looks import Visit
from blog_order.screens.order.view.reading import read_page
from tests.support.articles import LONG, article_row, make_article
from tests.support.backlinks import approved, claims, free, worked_in
from tests.support.orders import history, order_row, versions
from tests.support.shop import Shop

pytestmark = pytest.mark.usefixtures("looked_at")


def address_of(article: str) -> tuple[str, str]:
    """Slugs of the site and the article."""
    with transaction() as session:
        row = article_row(article)
        return session.get_one(Site, row.site_id).slug, row.slug


def refunded(order: str) -> None:
    with transaction() as session:
        session.get_one(Order, order).payment_state = PaymentState.REFUNDED


def test_restoring_shows_first_which_paid_links_go(shop: Shop) -> None:
    article = make_article(content=LONG)
    order = worked_in(shop, article)
    approved(order)
    number = order_row(order).public_number
    with transaction() as session:
        restoring = preview_restore(session, article, 1)
    assert [link.number for link in restoring.removed] == [number]
    assert (restoring.added, restoring.kept, restoring.too_many) == ((), (), False)
    assert restoring.removed[0].paid

    with pytest.raises(Conflict, match=number):  # nobody takes off a paid link without having read whose it is
        restore_article(article, 1, instead_of=2, editor="bob", aware_of=("BO-1",))
    assert article_row(article).edition == 2
    made = restore_article(article, 1, instead_of=2, editor="bob", aware_of=(number,))
    assert (made, article_row(article).content) == (3, LONG)
    assert Event.LINK_REMOVED in history(order)
    assert read_page(order, Visit()).words.headline == "Your link is off the page"
    assert free(shop, article) == 0  # it was paid for: nobody else gets the place
    with transaction() as session:
        assert [link.number for link in preview_restore(session, article, 2).added] == [number]
    restore_article(article, 2, instead_of=3, editor="bob")
    assert order_row(order).target_url in article_row(article).content
    assert Event.LINK_RESTORED in history(order)
    assert read_page(order, Visit()).words.headline == "Published"


def test_a_link_whose_money_went_back_frees_its_place_and_takes_it_again(shop: Shop) -> None:
    article = make_article(content=LONG)
    order = worked_in(shop, article)
    approved(order)
    refunded(order)
    restore_article(article, 1, instead_of=2, editor="bob")  # nobody's money is at stake
    assert free(shop, article) == 1
    restore_article(article, 2, instead_of=3, editor="bob")
    assert free(shop, article) == 0  # the link stands there: the place is not for sale

    restore_article(article, 1, instead_of=4, editor="bob")
    other = worked_in(shop, article)
    approved(other)
    with transaction() as session:
        restoring = preview_restore(session, article, 2)
    assert [link.number for link in restoring.added] == [order_row(order).public_number]
    assert not restoring.added[0].paid
    made = restore_article(article, 2, instead_of=6, editor="bob", aware_of=(order_row(other).public_number,))
    assert article_row(article).edition == made
    assert [claim for claim in claims(article) if claim[1] == "sold"] == [(other, "sold")]  # paid: the place is theirs


def test_more_links_than_places_are_told_before(shop: Shop) -> None:
    article = make_article(content=LONG, paid_links=2)
    one, two = worked_in(shop, article, notes="near the beginning"), worked_in(shop, article, notes="near the end")
    approved(one)
    approved(two)
    known = [order_row(order).public_number for order in (one, two)]
    restore_article(article, 1, instead_of=3, editor="bob", aware_of=known)
    with transaction() as session:
        session.merge(article_row(article)).paid_links = 1
    with transaction() as session:
        assert not preview_restore(session, article, 2).too_many
        assert preview_restore(session, article, 3).too_many


def test_restoring_what_has_changed_meanwhile_is_refused(shop: Shop) -> None:
    article = make_article(content=LONG)
    order = worked_in(shop, article)
    approved(order)
    with pytest.raises(Conflict, match="changed"):
        restore_article(article, 1, instead_of=1, editor="bob")
    with pytest.raises(Conflict, match="on the blog"):
        restore_article(article, 2, instead_of=2, editor="bob")
    for num in (0, -1, 99, 10**30):
        with pytest.raises(NotFound):
            restore_article(article, num, instead_of=2, editor="bob")


def test_a_link_under_way_is_worked_into_the_text_that_was_restored(shop: Shop) -> None:
    article = make_article(content=LONG, paid_links=2)
    first = worked_in(shop, article, notes="near the beginning")
    approved(first)
    second = worked_in(shop, article, notes="near the end")
    assert order_row(first).target_url in versions(second)[-1].content
    assert read_published_article(*address_of(article)).under_way == [order_row(second).public_number]
    refunded(first)
    restore_article(article, 1, instead_of=2, editor="bob")
    approved(second)
    content = article_row(article).content
    placement = versions(second)[-1].placement
    assert content == LONG.replace(placement["passage"], placement["replacement"])  # and the first does not come back
    assert Event.LINK_WORKED_IN_AGAIN in history(second)
    assert order_row(second).status == OrderStatus.COMPLETED


def test_the_blog_its_feed_and_its_sitemap_follow(shop: Shop) -> None:
    article = make_article(content=LONG)
    order = worked_in(shop, article)
    site, slug = address_of(article)
    path, feed, sitemap = article_path(site, slug), f"/blog/{site}/feed.xml", f"/sitemap-{site}-1.xml"
    link = f'href="{order_row(order).target_url}"'

    def told() -> list[str]:
        """When the feed and the sitemap say that the page has changed."""
        found = []
        for source, entry, at in ((feed, "entry", "updated"), (sitemap, "url", "lastmod")):
            for node in ElementTree.fromstring(shop.api.get(source).content).iter():
                if node.tag.endswith(entry) and slug in ElementTree.tostring(node, "unicode"):
                    found.append(next(each.text or "" for each in node if each.tag.endswith(at)))
        return found

    def look(**headers: str) -> Response:
        """The page, when feed and sitemap agree with it."""
        at = article_row(article).updated_at
        assert [dt.datetime.fromisoformat(each) for each in told()] == [at.replace(microsecond=0)] * 2
        return shop.api.get(path, headers=headers)

    at, seen = [article_row(article).updated_at], [look()]
    approved(order)
    at.append(article_row(article).updated_at)
    seen.append(look())
    restore_article(article, 1, instead_of=2, editor="bob", aware_of=(order_row(order).public_number,))
    at.append(article_row(article).updated_at)
    seen.append(look(**{"If-None-Match": seen[1].headers["etag"]}))
    assert at[0] < at[1] < at[2]
    assert [answer.status_code for answer in seen] == [200, 200, 200]
    assert [link in answer.text for answer in seen] == [False, True, False]
    assert "A starter is a pet that makes bread." in seen[2].text


def test_the_page_of_an_article_reads_compares_and_names_nobodys_key(shop: Shop) -> None:
    article = make_article(content=LONG)
    order = worked_in(shop, article)
    site, slug = address_of(article)
    number = order_row(order).public_number
    before = read_editions(ArticleWanted(site, slug))
    assert [link.number for link in before.facts.under_way] == [number]
    assert (before.edition.current, before.restoring.removed, before.links) == (True, [], [])
    approved(order)

    now = read_editions(ArticleWanted(site, slug))
    assert [(row.num, row.current, row.chosen, row.order.path) for row in now.editions] == [
        (2, True, True, f"/admin/orders/{number}"),
        (1, False, False, ""),
    ]
    assert (now.editions[0].text, now.editions[0].who) == ("A link worked in", "approved by ada")
    assert 'class="paid-link"' in now.blocks[0] and 'rel="sponsored"' in now.blocks[0]
    assert shop.api.get(article_path(site, slug)).text.count('rel="sponsored"') == now.blocks[0].count('"sponsored"')

    old = read_editions(ArticleWanted(site, slug, 1))
    assert "paid-link" not in old.blocks[0]
    assert [line.order.number for line in old.restoring.removed] == [number]
    assert (old.restoring.numbers, old.restoring.warning) == (number, "")
    compared = read_editions(ArticleWanted(site, slug, 1, changes=True))
    assert compared.blocks == [] and any("<del>" in block.html for block in compared.changes)
    assert read_editions(ArticleWanted(site, slug, 2, changes=True)).changes == []  # with itself

    refunded(order)
    assert read_editions(ArticleWanted(site, slug, 1)).restoring.numbers == ""
    restore_article(article, 1, instead_of=2, editor="bob")
    row = read_editions(ArticleWanted(site, slug)).editions[0]
    assert (row.text, row.who) == ("Restored from edition 1", "by bob")
    for view in (now, old, compared):
        assert order not in repr(view)
    assert read_history(order_row(order).number).article == (site, slug)
    for wrong in ((site, "nothing"), ("nowhere", slug), ("", ""), ("\0", "\ud800")):
        with pytest.raises(NotFound):
            read_editions(ArticleWanted(*wrong))


def test_articles_are_found_by_words_site_and_address(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [address_of(make_article())[1] for _ in range(5)][::-1]
    with transaction() as session:
        site = session.exec(select(Site).where(Site.slug == address_of(make_article())[0])).one()
    title = find_published(f"https://blog.example/blog/{site.slug}/{made[0]}").lines[0].title
    for search in (title, title.upper(), f"{title} {site.name}", f"/blog/{site.slug}/{made[0]}?page=2#top"):
        assert made[0] in [line.slug for line in find_published(search).lines], search
    for search in ("starters nowhere-at-all", "/blog/", "/blog/x/y", "%", "'; --", '"', "!!!"):
        assert made[0] not in [line.slug for line in find_published(search).lines], search
    for nothing in ("\0", "\ud800", " "):
        assert find_published(nothing).lines == find_published().lines
    assert {line.site_name for line in find_published(site.name).lines} >= {site.name}

    monkeypatch.setattr(published_search, "PAGE", 2)
    whole, cursor = [], ""
    for _ in range(3):
        page = find_published("Rye starters", cursor)
        whole += [line.slug for line in page.lines]
        cursor = page.cursor
    assert [slug for slug in whole if slug in made] == made
    assert len(set(whole)) == 6
    view = read_article_list(articles_wanted_in({"q": " Rye starters ", "after": cursor}))
    assert view.newest_path == "/admin/articles?q=Rye+starters"
    assert ("after=" in view.older_path) == bool(find_published("Rye starters", cursor).cursor)
    assert read_article_list(ArticlesWanted("", "nonsense")).lost
    with pytest.raises(Invalid):
        find_published("", cursor[:-3] + "x")
