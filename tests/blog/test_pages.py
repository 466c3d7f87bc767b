"""Every page of the seeded blog, as a reader, a search engine and a link checker see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from fastapi.testclient import TestClient

from blog_order.seeding.read import SeedArticle, read_articles, read_sites
from blog_order.settings import PROJECT_ROOT, get_settings
from tests.support.html import Page
from tests.support.publisher import Publisher

SEEDED = read_articles()
PATHS = [f"/blog/{article.site_slug}/{article.slug}" for article in SEEDED]
INDEXES = [f"/blog/{site.slug}" for site in read_sites()]


@pytest.mark.parametrize("seeded", SEEDED, ids=lambda seeded: seeded.slug)
def test_an_article_says_what_it_is(read: Callable[[str], Page], seeded: SeedArticle) -> None:
    address = f"{get_settings().origin}/blog/{seeded.site_slug}/{seeded.slug}"

    page = read(f"/blog/{seeded.site_slug}/{seeded.slug}")

    assert page.one("html")["lang"] == seeded.language
    assert page.texts["h1"] == [seeded.title]
    assert page.one("link", rel="canonical")["href"] == page.meta("og:url") == address
    assert page.meta("description") == page.meta("og:description") == seeded.description
    assert page.meta("og:title") == page.meta("twitter:title") == seeded.title
    assert (page.meta("og:type"), page.meta("twitter:card")) == ("article", "summary")
    published = dt.datetime.fromisoformat(page.meta("article:published_time"))
    assert published.date() == seeded.published
    assert [got["content"] for got in page.all("meta", property="article:tag")] == list(seeded.tags)
    data = page.linked_data()
    assert (data["@type"], data["headline"], data["mainEntityOfPage"]) == ("BlogPosting", seeded.title, address)
    assert (data["author"]["name"], data["inLanguage"]) == (seeded.author, seeded.language)
    assert dt.datetime.fromisoformat(data["datePublished"]) == published
    assert page.one("link", type="application/atom+xml")["href"].endswith(f"/blog/{seeded.site_slug}/feed.xml")


@pytest.mark.parametrize("path", PATHS)
def test_an_article_is_well_made(read: Callable[[str], Page], blog: TestClient, path: str) -> None:
    page = read(path)

    ids = [got["id"] for _, got in page.elements if "id" in got]
    assert len(ids) == len(set(ids))
    assert not [got for _, got in page.elements if "style" in got or any(name.startswith("on") for name in got)]
    assert [got.get("type") for got in page.all("script")] == ["application/ld+json"]
    assert not page.all("style")
    assert page.all("article", **{"class": "story"})
    assert all(got.get("aria-label") for got in page.all("nav"))
    assert all("alt" in got for got in page.all("img"))
    assert len(page.all("aside", **{"class": "related"})) == 1
    style = blog.get(page.one("link", rel="stylesheet")["href"])
    assert len(blog.get(path).content) + len(style.content) < 60_000


def test_every_address_within_the_blog_leads_somewhere(read: Callable[[str], Page], blog: TestClient) -> None:
    pages = {path: read(path) for path in [*PATHS, *INDEXES, "/blog"]}
    ids = {path: {got["id"] for _, got in page.elements if "id" in got} for path, page in pages.items()}
    origin = get_settings().origin
    answers: dict[str, int] = {}
    for path, page in pages.items():
        links = [got["href"] for tag in ("a", "link") for got in page.all(tag)]
        links += [got["src"] for got in page.all("img")]
        for link in links:
            address, anchor = urldefrag(link.removeprefix(origin))
            if not address:
                assert unquote(anchor) in ids[path], f"{path}: #{anchor}"
            elif address.startswith(("/blog-images/", "/favicon")):
                assert Path(f"{PROJECT_ROOT}/assets{address}").is_file(), f"{path}: {address}"
            elif address.startswith("/") and address != "/":
                if address not in answers:
                    answers[address] = blog.get(address).status_code
                assert answers[address] == 200, f"{path}: {address}"


def test_an_index_lists_all_newest_first(read: Callable[[str], Page], publisher: Publisher) -> None:
    site = publisher.site()
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    for day in (3, 9, 1, 7):
        publisher.article(site, slug=f"a-{day}", published_at=start + dt.timedelta(days=day))
    page = read(f"/blog/{site.slug}")
    listed = [href.removeprefix(f"/blog/{site.slug}/") for href in _card_links(page, site.slug)]
    assert listed == ["a-9", "a-7", "a-3", "a-1"]
    assert page.texts["h1"] == [site.name]


def test_an_index_is_paged(read: Callable[[str], Page], blog: TestClient, publisher: Publisher) -> None:
    site = publisher.site()
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    for number in range(41):
        publisher.article(site, slug=f"a-{number}", published_at=start + dt.timedelta(days=number))
    root = f"/blog/{site.slug}"
    pages = [read(f"{root}?page={number}") for number in (1, 2, 3)]

    assert [link for page in pages for link in _card_links(page, site.slug)] == [
        f"{root}/a-{n}" for n in range(40, -1, -1)
    ]
    absolute = get_settings().origin + root
    assert [page.one("link", rel="canonical")["href"] for page in pages] == [
        absolute,
        f"{absolute}?page=2",
        f"{absolute}?page=3",
    ]
    assert [[got["href"] for got in page.all("link", rel="next")] for page in pages] == [
        [f"{absolute}?page=2"],
        [f"{absolute}?page=3"],
        [],
    ]
    assert [[got["href"] for got in page.all("a", rel="prev")] for page in pages] == [[], [root], [f"{root}?page=2"]]
    for wrong in ("0", "4", "-1", "01", "x", "", "99999999999999999999"):
        assert blog.get(root, params={"page": wrong}).status_code == 404, wrong


def test_related_articles_share_tags_first(read: Callable[[str], Page], publisher: Publisher) -> None:
    site = publisher.site()
    day = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    main = publisher.article(site, slug="main", tags=["x", "y"], published_at=day)
    for age, (slug, tags) in enumerate({"none": [], "one": ["y"], "both": ["y", "x"], "old": []}.items()):
        publisher.article(site, slug=slug, tags=tags, published_at=day - dt.timedelta(days=age))

    page = read(f"/blog/{site.slug}/{main.slug}")

    root = f"/blog/{site.slug}"
    assert _card_links(page, site.slug) == [f"{root}/both", f"{root}/one", f"{root}/none"]


def test_a_contents_list_stands_over_four_headings_only(read: Callable[[str], Page], publisher: Publisher) -> None:
    site = publisher.site()
    few = publisher.article(site, content="## A\n\na\n\n## B\n\nb\n\n### C\n\nc")
    many = publisher.article(
        site, content="## A *b*\n\na\n\n## B & `<C>`\n\nb\n\n### B & `<C>`\n\nc\n\n## [D](/blog)\n\nd"
    )

    assert not read(f"/blog/{site.slug}/{few.slug}").all("nav", **{"class": "contents"})
    page = read(f"/blog/{site.slug}/{many.slug}")
    assert page.all("nav", **{"class": "contents"})
    assert page.texts["nav"][0].split("\n")[-4:] == ["A b", "B & <C>", "B & <C>", "D"]


def test_the_frame_speaks_the_language_of_the_article(read: Callable[[str], Page], publisher: Publisher) -> None:
    german = read("/blog/crumb-and-co/brot-richtig-aufbewahren")
    assert "Weiterlesen" in german.texts["h2"]
    assert any("März 2026" in text for text in german.texts["time"])
    site = publisher.site(language="ar")
    article = publisher.article(site, language="ar", title="عنوان")
    arabic = read(f"/blog/{site.slug}/{article.slug}")
    assert arabic.one("html") == {"lang": "ar", "dir": "rtl"}
    assert arabic.one("footer", **{"class": "site"})["lang"] == "en"


def test_an_address_that_leads_nowhere_is_told_kindly(blog: TestClient) -> None:
    of_site = blog.get("/blog/crumb-and-co/never-written")
    assert of_site.status_code == 404
    assert 'href="/blog/crumb-and-co">All articles of Crumb &amp; Co' in of_site.text
    assert of_site.headers["cache-control"] == "no-store"
    for path in (
        "/blog/nowhere",
        "/blog/nowhere/x",
        "/blog/a/b/c",
        "/blog/a%00b",
        "/blog/nowhere/feed.xml",
        "/blog/%F0%28",
    ):
        answer = blog.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8"), path
        assert 'href="/blog">All blogs' in answer.text
    assert blog.get("/blog/crumb-and-co/a%00b").status_code == 404


def test_a_final_slash_is_taken_away(blog: TestClient) -> None:
    for path, target in {
        "/blog/": "/blog",
        "/blog/x/": "/blog/x",
        "/blog//evil.example/": "/blog//evil.example",
    }.items():
        answer = blog.get(path)
        assert (answer.status_code, answer.headers["location"]) == (308, target)


def test_no_script_may_run_on_these_pages(blog: TestClient) -> None:
    page = blog.get(PATHS[0])
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'" in page.text
    assert page.headers["x-frame-options"] == "DENY"


def _card_links(page: Page, site_slug: str) -> list[str]:
    """Addresses of the articles listed on a page, which are the only ones not of the frame and without a fragment."""
    links = [got["href"] for got in page.all("a") if got["href"].startswith(f"/blog/{site_slug}/")]
    return [link for link in links if not link.endswith("/feed.xml")]
