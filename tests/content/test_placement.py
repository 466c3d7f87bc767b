"""One link worked into an article: every other byte stays, whatever the article is made of and the model says."""

from __future__ import annotations

from typing import Any

import pytest

from blog_order.content.checks.backlink import check_backlink
from blog_order.content.placement import (
    MARKER,
    Placed,
    Placement,
    ProposedPlacement,
    Unplaceable,
    link_markdown,
    place_again,
    place_link,
    what_else_changed,
)
from blog_order.content.prompting.article import WrittenArticle
from blog_order.content.prompting.brief import Brief, SiteVoice, Task
from blog_order.content.prompting.prompt import prompt_for
from blog_order.content.reading import read_markdown
from blog_order.seeding.read import SeedArticle
from blog_order.standins.writer import compose, fill
from tests.support.placements import HARD_ARTICLES, ORDERS, SEEDED

SITE = SiteVoice(name="The Green Patch", topic="gardening", audience="balcony gardeners", tone="friendly")


def brief(anchor: str = ORDERS[0][0], url: str = ORDERS[0][1], **changes: Any) -> Brief:
    return Brief(
        **(
            {
                "task": Task.BACKLINK,
                "topic": "T",
                "keyword": "herbs",
                "target_url": url,
                "anchor_text": anchor,
                "site": SITE,
            }
            | changes
        )
    )


def published(body: str, title: str = "A published article") -> WrittenArticle:
    return WrittenArticle.model_construct(
        title=title, slug="a", meta_description="M.", tags=["one"], not_followed=[], body=body
    )


def propose(passage: str, replacement: str | None = None) -> ProposedPlacement:
    replacement = f"{passage} See {MARKER} for more." if replacement is None else replacement
    return ProposedPlacement(passage=passage, not_followed=[], replacement=replacement)


def prove(base: str, placed: Placed, order: Brief) -> None:
    """The proof once more, by other means than the code's own."""
    start = base.index(placed.placement.passage)
    end = start + len(placed.placement.passage)
    assert base.count(placed.placement.passage) == 1
    assert placed.markdown[:start] == base[:start]
    assert placed.markdown[start + len(placed.placement.replacement) :] == base[end:]
    before, after = read_markdown(base), read_markdown(placed.markdown)
    new = [link for link in after.links if link not in before.links]
    assert [(link.text, link.place) for link in new] == [(order.anchor_text, "prose")]
    assert [link for link in after.links if link in before.links] == before.links
    assert after.headings == before.headings
    assert after.image_sources == before.image_sources
    report = check_backlink(published(placed.markdown), order, base_markdown=base, placement=placed.placement)
    assert report.passed, report.failed


@pytest.mark.parametrize("number", range(len(SEEDED)), ids=lambda n: SEEDED[n].slug)
def test_the_demonstration_writer_places_a_link_in_every_seeded_article(number: int) -> None:
    seed: SeedArticle = SEEDED[number]
    anchor, url = ORDERS[number % 4]
    order = brief(anchor, url, site=SITE.model_copy(update={"language": seed.language}))
    if seed.language != "en":
        order = order.model_copy(update={"site": SITE})  # the demonstration writer knows English alone
    article = published(seed.markdown, seed.title)
    placed = place_link(seed.markdown, ask(order, article), order)
    if seed.language == "en":
        prove(seed.markdown, placed, order)
    else:
        assert what_else_changed(seed.markdown, placed.markdown, placed.placement, order) == ""


def ask(order: Brief, article: WrittenArticle, problems: list[str] | None = None) -> ProposedPlacement:
    prompt = prompt_for(order, current=article, problems=problems)
    answer = fill(ProposedPlacement.model_json_schema(), compose(f"{prompt.instructions}\n\n{prompt.input}"))
    return ProposedPlacement.model_validate(answer)


@pytest.mark.parametrize("name", HARD_ARTICLES)
@pytest.mark.parametrize("order", ORDERS, ids=lambda pair: pair[0])
def test_hard_articles_keep_every_other_byte(name: str, order: tuple[str, str]) -> None:
    base, passage = HARD_ARTICLES[name]
    wanted = brief(*order, site=SITE.model_copy(update={"language": "xx"}))
    placed = place_link(base, propose(passage), wanted)
    start = base.index(placed.placement.passage)
    assert placed.markdown[:start] == base[:start]
    assert placed.markdown.endswith(base[start + len(placed.placement.passage) :])
    assert what_else_changed(base, placed.markdown, placed.placement, wanted) == ""
    links = [link for link in read_markdown(placed.markdown).links if link.text == wanted.anchor_text]
    assert len(links) == 1
    assert links[0].place == "prose"


@pytest.mark.parametrize("anchor", ["a & b", "&copy; now", "C# (2nd ed.)", "it's 100%!", 'say "hi"', "1. one", "x"])
@pytest.mark.parametrize("url", [url for _, url in ORDERS])
def test_the_link_reads_back_exactly(anchor: str, url: str) -> None:
    order = brief(anchor, url)
    (link,) = read_markdown(f"See {link_markdown(order)} now.").links
    assert link.text == anchor
    placed = place_link("Soil is life.", propose("Soil is life."), order)
    assert what_else_changed("Soil is life.", placed.markdown, placed.placement, order) == ""


@pytest.mark.parametrize(
    "replacement",
    [
        "Soil is life. See {{link}} now.",
        "Soil is life. See {{ LINK }} now.",
        "Soil is life. See [herb planters](https://acme.example/x?a=1&b=2) now.",
        "Soil is life. See [wrong words](https://acme.example/x?a=1&b=2) now.",
        "Soil is life. See [these](<https://ACME.example/x?a=1&b=2>) now.",
        "Soil is life. See herb planters now.",
    ],
)
def test_however_the_model_says_where_the_link_goes_code_writes_it(replacement: str) -> None:
    placed = place_link("Soil is life.", propose("Soil is life.", replacement), brief())
    assert placed.markdown == "Soil is life. See [herb planters](https://acme.example/x?a=1&b=2) now."


BASE = """## Soil and light

Soil is life. It holds water, and [compost](https://other.example/c) feeds it through `NPK` for a whole season.

Soil is life.

| a | b |
|---|---|
| cell words here | 2 |

```
code words here
```

![Picture words here](/blog-images/pot.svg)

Light decides the rest.
"""


@pytest.mark.parametrize(
    ("passage", "replacement", "told"),
    [
        ("", "x {{link}}", "empty"),
        ("It was never written.", None, "not in the article"),
        ("Soil is life.", None, "more than once"),
        ("Soil and light", None, "heading"),
        ("cell words here", None, "table"),
        ("code words here", None, "not code"),
        ("Light decides the rest.", "Light decides the rest.", "exactly once"),
        ("Light decides the rest.", "{{link}} Light decides {{link}} the rest.", "exactly once"),
        ("Light decides the rest.", "Light [x](https://evil.example) decides the rest. {{link}}", "none may be added"),
        ("Light decides the rest.", "Light ![x](https://evil.example/p.png) decides the rest. {{link}}", "none may be"),
        ("Light decides the rest.", "# Light decides the rest {{link}}", "part of its paragraph"),
        ("Light decides the rest.", "- Light decides the rest {{link}}", "part of its paragraph"),
        ("Light decides the rest.", "```\nLight decides the rest {{link}}", "part of its paragraph"),
        ("Light decides the rest.", "Light `decides {{link}} the` rest.", "does not come out"),
        ("Light decides the rest.", "Light decides the rest!{{link}}", "does not come out"),
        ("Light decides the rest.", "Light decides the rest. " + "One more here. " * 4 + "{{link}}", "too long"),
        ("Light decides the rest.", "Light decides the rest " + "and more " * 40 + "{{link}}.", "too long"),
        ("[compost](https://other.example/c) feeds it", "compost feeds it {{link}}", "must stay"),
        ("through `NPK` for a whole", "through NPK for a whole {{link}}", "must stay"),
        (
            "It holds water, and [compost](https://other.example/c) feeds it through `NPK` for a whole season.",
            "[compost](https://other.example/c) `NPK` Buy now at {{link}} because everything else was bad.",
            "too little",
        ),
        ("rest.\n", "rest. {{link}}", None),
    ],
)
def test_what_cannot_be_used_is_said_so_that_the_writer_can_mend_it(
    passage: str, replacement: str | None, told: str | None
) -> None:
    if told is None:
        place_link(BASE, propose(passage, replacement), brief())
        return
    with pytest.raises(Unplaceable, match=told):
        place_link(BASE, propose(passage, replacement), brief())


def test_a_second_link_to_the_same_page_is_refused() -> None:
    base = "See [it](HTTPS://acme.example:443/x?a=1&b=2). Soil is life."
    with pytest.raises(Unplaceable, match="already"):
        place_link(base, propose("Soil is life."), brief())


@pytest.mark.parametrize(
    "replacement",
    [
        "Soil is life. <script>alert(1)</script> {{link}}",
        "Soil is life. <img src=x onerror=alert(1)> {{link}}",
        "Soil is life. Visit https://evil.example and {{link}}",
        "Soil [is {{link}} life](https://evil.example).",
        "As an AI language model I like soil. {{link}}",
    ],
)
def test_what_does_not_belong_in_the_passage_fails_the_check(replacement: str) -> None:
    base, order = "Soil is life.", brief()
    try:
        placed = place_link(base, propose(base, replacement), order)
    except Unplaceable:
        return
    report = check_backlink(published(placed.markdown), order, base_markdown=base, placement=placed.placement)
    assert not report.passed


def test_what_was_changed_elsewhere_fails_the_check() -> None:
    order = brief()
    placed = place_link(BASE, propose("Light decides the rest."), order)
    tampered = placed.markdown.replace("cell words", "sold words")
    report = check_backlink(published(tampered), order, base_markdown=BASE, placement=placed.placement)
    assert [check.id for check in report.failed] == ["nothing-else"]
    assert not report.passed


def test_the_publishers_own_faults_are_not_the_customers() -> None:
    base = "TOO SHORT, and it breaks off. See http://bare.example/ and [x](/nowhere)\n\nSoil is life\n\n- one"
    order = brief()
    placed = place_link(base, propose("Soil is life"), order)
    report = check_backlink(published(placed.markdown), order, base_markdown=base, placement=placed.placement)
    assert report.passed, report.failed
    assert report.score >= 80


def test_an_accepted_place_is_found_again_in_a_newer_text() -> None:
    order = brief()
    placement = place_link(BASE, propose("Light decides the rest."), order).placement
    newer = BASE.replace("Soil is life. It", "Soil lives. It").replace("cell words", "new words")
    placed = place_again(newer, placement, order)
    assert what_else_changed(newer, placed.markdown, placement, order) == ""
    assert "new words" in placed.markdown
    for gone in (newer.replace("Light decides", "Sun decides"), newer + "\n\nLight decides the rest.\n"):
        with pytest.raises(Unplaceable):
            place_again(gone, placement, order)
    with pytest.raises(Unplaceable, match="already"):
        place_again(newer + f"\n\nSee [it]({order.target_url}).\n", placement, order)


def test_a_forged_placement_proves_nothing() -> None:
    forged = Placement(passage="Light decides the rest.", replacement="Light [decides](https://evil.example).")
    new = BASE.replace(forged.passage, forged.replacement)
    assert what_else_changed(BASE, new, forged, brief()) != ""
