"""What machines read: feed, sitemaps, robots.txt, the theme's files, and the headers that caches go by."""

from __future__ import annotations

import datetime as dt
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient

from blog_order.blog import sitemaps
from blog_order.errors import Unavailable
from blog_order.seeding.read import read_articles
from blog_order.settings import get_settings
from tests.support.publisher import Publisher

ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
ARTICLE = "/blog/trail-notes/naismiths-rule"


def test_a_feed_is_atom_with_full_addresses(blog: TestClient, publisher: Publisher) -> None:
    site = publisher.site()
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    for day in (3, 9, 1):
        publisher.article(site, title=f"Day {day}", published_at=start + dt.timedelta(days=day))
    answer = blog.get(f"/blog/{site.slug}/feed.xml")
    feed = ElementTree.fromstring(answer.content)

    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    origin = get_settings().origin
    assert all(
        link.attrib["href"].startswith(f"{origin}/blog/{site.slug}") for link in feed.iterfind(".//a:link", ATOM)
    )
    assert feed.find("a:link[@rel='self']", ATOM).attrib["href"] == f"{origin}/blog/{site.slug}/feed.xml"  # type: ignore[union-attr]
    entries = feed.findall("a:entry", ATOM)
    assert [entry.findtext("a:title", namespaces=ATOM) for entry in entries] == ["Day 9", "Day 3", "Day 1"]
    ids = [node.text or "" for node in feed.iterfind(".//a:id", ATOM)]
    assert len(ids) == len(set(ids)) == len(entries) + 1
    for node in [feed, *entries]:
        for needed in ("id", "title", "updated", "author/a:name"):
            assert node.findtext(f"a:{needed}", namespaces=ATOM), needed
    for time in feed.iterfind(".//a:updated", ATOM):
        assert dt.datetime.fromisoformat(time.text or "").tzinfo is not None


def test_a_feed_holds_the_newest_thirty(blog: TestClient, publisher: Publisher) -> None:
    site = publisher.site()
    for number in range(32):
        publisher.article(site, title=f"T{number}", published_at=dt.datetime(2026, 1, 1, number % 24, tzinfo=dt.UTC))
    feed = ElementTree.fromstring(blog.get(f"/blog/{site.slug}/feed.xml").content)
    assert len(feed.findall("a:entry", ATOM)) == 30


def test_the_sitemaps_name_every_article_and_index(blog: TestClient) -> None:
    origin = get_settings().origin
    parts = ElementTree.fromstring(blog.get("/sitemap.xml").content).findall("s:sitemap", MAP)
    addresses = set()
    for part in parts:
        assert part.findtext("s:lastmod", namespaces=MAP)
        address = part.findtext("s:loc", namespaces=MAP) or ""
        assert blog.get(address).status_code == 200, address
        urls = ElementTree.fromstring(blog.get(address).content).findall("s:url", MAP)
        addresses |= {url.findtext("s:loc", namespaces=MAP) for url in urls}
        assert all(url.findtext("s:lastmod", namespaces=MAP) for url in urls)
    seeded = {f"{origin}/blog/{article.site_slug}/{article.slug}" for article in read_articles()}
    assert seeded | {address.rpartition("/")[0] for address in seeded} <= addresses


def test_a_sitemap_is_split_where_it_is_full(
    blog: TestClient, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "ARTICLES_PER_SITEMAP", 2)
    site, empty = publisher.site(), publisher.site()
    times = [dt.datetime(2026, 1, day, tzinfo=dt.UTC) for day in range(1, 6)]
    for day, time in enumerate(times, 1):
        publisher.article(site, slug=f"a-{day}", published_at=time, updated_at=time)

    found = {(part.site_slug, part.number): part.changed_at for part in sitemaps.list_sitemaps()}

    assert {number: at for (slug, number), at in found.items() if slug == site.slug} == {
        1: times[1],
        2: times[3],
        3: times[4],
    }
    assert (empty.slug, 1) in found
    root = f"/blog/{site.slug}"
    listed = [[path for path, _ in sitemaps.read_sitemap(site.slug, part)] for part in (1, 2, 3)]
    assert listed == [[root, f"{root}/a-1", f"{root}/a-2"], [f"{root}/a-3", f"{root}/a-4"], [f"{root}/a-5"]]
    assert blog.get(f"/sitemap-{site.slug}-3.xml").status_code == 200
    for wrong in (f"{site.slug}-4", f"{site.slug}-0", f"{site.slug}-x", "nowhere-1"):
        assert blog.get(f"/sitemap-{wrong}.xml").status_code == 404


def test_robots_keep_out_of_private_rooms(blog: TestClient) -> None:
    lines = blog.get("/robots.txt").text.splitlines()
    assert {f"Disallow: /{room}" for room in ("order-status", "admin", "payment", "api")} <= set(lines)
    assert f"Sitemap: {get_settings().origin}/sitemap.xml" in lines


@pytest.mark.parametrize(
    "path", ["/blog", "/blog/trail-notes", ARTICLE, "/blog/trail-notes/feed.xml", "/sitemap.xml", "/robots.txt"]
)
def test_who_has_it_already_gets_304(blog: TestClient, path: str) -> None:
    first = blog.get(path)
    etag = first.headers["etag"]
    assert etag.startswith('"')
    assert "public" in first.headers["cache-control"]

    for known in (etag, f'"other", W/{etag}', "*"):
        again = blog.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert blog.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    head = blog.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert {name: head.headers[name] for name in ("etag", "content-length", "content-type")} == {
        name: first.headers[name] for name in ("etag", "content-length", "content-type")
    }


def test_a_page_is_new_as_soon_as_something_on_it_is(blog: TestClient, publisher: Publisher) -> None:
    site = publisher.site()
    article = publisher.article(site, updated_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    path = f"/blog/{site.slug}/{article.slug}"
    before = blog.get(path)
    assert parsedate_to_datetime(before.headers["last-modified"]) == article.updated_at

    publisher.article(site, title="A new neighbour")

    after = blog.get(path, headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert "A new neighbour" in after.text


def test_the_theme_may_be_kept_for_ever(blog: TestClient) -> None:
    page = blog.get(ARTICLE).text
    style = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    answer = blog.get(style)
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    fonts = [part.partition('"')[0] for part in answer.text.split('url("')[1:]]
    assert len(fonts) == 6
    for font in fonts:
        found = blog.get(f"/blog-theme/{font}")
        assert (found.headers["content-type"], found.content[:4]) == ("font/woff2", b"wOF2")

    old = blog.get("/blog-theme/theme.000000000000.css")
    assert (old.status_code, old.content) == (200, answer.content)
    assert "immutable" not in old.headers["cache-control"]
    for strange in ("theme.css", "x.000000000000.css", "..%2Ftheme.css"):
        assert blog.get(f"/blog-theme/{strange}").status_code == 404


def test_a_database_that_is_away_gets_a_page_too(blog: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise Unavailable("Our database does not answer.")

    monkeypatch.setattr("blog_order.blog.reading.transaction", away)
    answer = blog.get(ARTICLE)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert "Back in a moment" in answer.text
