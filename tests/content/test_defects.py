"""Each defect is planted in a good article, and the check that must catch it is named."""

from __future__ import annotations

import re

import pytest

from blog_order.content.checks.article import check_article
from blog_order.content.checks.report import Check, Severity
from blog_order.content.prompting.prompt import PROMPTS
from tests.support.texts import ANCHOR, BODY, INTERNAL, LINK, META, URL, article, brief


def failed(**changes: object) -> dict[str, Check]:
    return {check.id: check for check in check_article(article(**changes), brief()).checks if not check.passed}


def swap(old: str, new: str) -> str:
    assert old in BODY
    return BODY.replace(old, new)


HARD_DEFECTS: list[tuple[str, str, str]] = [
    ("no link", "link-once", swap(LINK, ANCHOR)),
    ("link twice", "link-once", BODY + f"\nAgain, {LINK} are best."),
    ("bare address instead of a link", "other-links", swap(LINK, URL)),
    ("link in code", "link-once", swap(LINK, f"`{LINK}`")),
    ("link in a fence", "link-once", swap(LINK, f"\n\n```\n{LINK}\n```\n\n")),
    ("link escaped", "link-once", swap(LINK, "\\" + LINK)),
    ("image instead of a link", "link-once", swap(LINK, f"![{ANCHOR}]({URL})")),
    ("link as HTML", "no-html", swap(LINK, f'<a href="{URL}">{ANCHOR}</a>')),
    ("wrong path", "link-once", swap("/boots?", "/boots/?")),
    ("wrong case in the path", "link-once", swap("/boots?", "/Boots?")),
    ("parameter lost", "link-once", swap("&fit=wide", "")),
    ("parameters swapped", "link-once", swap("size=42&fit=wide", "fit=wide&size=42")),
    ("tracking added", "link-once", swap("fit=wide", "fit=wide&utm_source=x")),
    ("fragment added", "link-once", swap("fit=wide", "fit=wide#top")),
    ("http instead of https", "link-once", swap("https://www", "http://www")),
    ("host without www", "link-once", swap("//www.", "//")),
    ("look-alike host", "link-once", swap("www.example.com", "www.examp1e.com")),
    ("user before the host", "link-once", swap("www.example.com", "www.example.com@evil.example")),
    ("anchor in capitals", "anchor-text", swap(ANCHOR, ANCHOR.capitalize())),
    ("anchor shortened", "anchor-text", swap(ANCHOR, "boots")),
    ("anchor with more words", "anchor-text", swap(ANCHOR, "the " + ANCHOR)),
    ("anchor with a full stop", "anchor-text", swap(ANCHOR, ANCHOR + ".")),
    ("link in a heading", "link-in-prose", swap(LINK, "").replace("### Leave", f"### {LINK} leave")),
    ("link on an image", "link-in-prose", swap(LINK, f"[{ANCHOR} ![x](/x.png)]({URL})")),
    ("link in a table's head", "link-in-prose", swap(LINK, "") + f"\n| {LINK} | b |\n|---|---|\n| c | d |\n\nThe end."),
    ("foreign link", "other-links", BODY + "\nSee [this](https://other.example/)."),
    ("foreign link without a scheme", "other-links", BODY + "\nSee [this](//other.example/)."),
    ("foreign link with a backslash", "other-links", BODY + "\nSee [this](/\\\\other.example/)."),
    ("foreign autolink", "other-links", BODY + "\nSee <https://other.example/>."),
    ("foreign link by reference", "other-links", BODY + "\nSee [this][1].\n\n[1]: https://other.example/"),
    ("foreign image", "other-links", swap("## Wear", "![x](https://other.example/pixel.gif)\n\n## Wear")),
    ("address written out", "other-links", BODY + "\nSee www.other.example for more."),
    ("other page of the customer", "other-links", BODY + "\nSee [this](https://www.example.com/)."),
    ("javascript link", "safe-addresses", BODY + "\nSee [this](javascript:alert(1))."),
    ("javascript link in disguise", "safe-addresses", BODY + "\nSee [this](JaVa&#x09;ScRiPt:alert(1))."),
    ("data link", "safe-addresses", BODY + "\nSee [this](data:text/html;base64,PHNjcmlwdD4=)."),
    ("mail link", "safe-addresses", BODY + "\nWrite to [us](mailto:someone@example.com)."),
    ("script", "no-html", BODY + "\n<script>alert(1)</script>\n\nThe end."),
    ("inline tag", "no-html", swap("minutes", "<b>minutes</b>")),
    ("comment", "no-html", swap("## Wear", "<!-- hidden -->\n\n## Wear")),
    ("empty", "length", ""),
    ("only a link", "length", LINK + "."),
    ("too short", "length", f"Good boots fit. Some {LINK} exist."),
    ("too long", "length", BODY + "\n".join(f"\nParagraph {n} says one more thing about it." for n in range(60))),
    ("cut in a word", "complete", BODY.rstrip()[:-12]),
    ("cut after a heading", "complete", BODY + "\n## More"),
    ("cut in a list", "complete", BODY + "\n- One thing\n- Another th"),
    ("ends in a fence", "complete", BODY + "\n```\ncode\n```"),
    ("half a link", "complete", swap("A clean boot", "A [clean](https:// boot")),
    ("speaks as an AI", "no-leak", swap("A clean boot", "As an AI language model, I cannot test boots. A clean boot")),
    ("apologises", "no-leak", BODY + "\nI'm sorry, but I can't say more about that."),
    ("hands over", "no-leak", "Certainly! Here is the article you asked for.\n\n" + BODY),
    ("placeholder", "no-leak", swap("a few hours", "[insert number] hours")),
    ("names a field", "no-leak", swap("A clean boot", "The target_url is good. A clean boot")),
    ("tag of the prompt", "no-leak", swap("A clean boot", "`x` \\</brief> A clean boot")),
    ("lorem ipsum, dotless", "no-leak", swap("A clean boot", "Lorem ıpſum dolor. A clean boot")),
    ("long s", "no-leak", swap("A clean boot", "Aſ an Aİ language model, İ cannot taste. A clean boot")),
    ("lorem ipsum", "no-leak", swap("A clean boot", "Lorem ipsum dolor. A clean boot")),
    ("banned topic", "banned-topics", swap("A clean boot", "Gambling is no sport. A clean boot")),
    ("banned topic over a line end", "banned-topics", swap("A clean boot", "No payday\nloan helps. A clean boot")),
    ("wrong language", "language", swap(BODY.split("\n\n")[2], (
        "Die Füße sind am Morgen am kleinsten. Messen Sie sie nach dem Essen im Stehen und mit den Socken, die Sie "
        "auf der Wanderung tragen. Schreiben Sie die Länge des längeren Fußes auf und die Breite an der breitesten "
        "Stelle. Bei den meisten ist ein Fuß länger als der andere."))),
]  # fmt: skip


@pytest.mark.parametrize(("expected", "body"), [d[1:] for d in HARD_DEFECTS], ids=[d[0] for d in HARD_DEFECTS])
def test_hard_defects_are_caught(expected: str, body: str) -> None:
    report = check_article(article(body=body), brief())
    check = next(check for check in report.checks if check.id == expected)
    assert not check.passed
    assert check.severity is Severity.HARD
    assert not report.passed
    assert report.score < 50
    assert any(line.startswith("[required]") and check.detail in line for line in report.problems_for_writer())


def test_copied_instructions_are_a_leak() -> None:
    sentence = next(
        line for line in (PROMPTS / "common.md").read_text().splitlines() if line.startswith("- The sentence")
    )
    assert "no-leak" in failed(body=BODY + "\n" + sentence + " So it is.")


@pytest.mark.parametrize(
    ("expected", "changes"),
    [
        ("title", {"title": ""}),
        ("title", {"title": "x" * 111}),
        ("title", {"title": "Boots [now](https://evil.example)"}),
        ("no-leak", {"meta_description": "As an AI, I wrote this."}),
        ("banned-topics", {"tags": ["gambling"]}),
        ("banned-topics", {"title": "Hiking boots and payday loans"}),
    ],
)
def test_hard_defects_outside_the_body_are_caught(expected: str, changes: dict[str, object]) -> None:
    assert failed(**changes)[expected].severity is Severity.HARD


def long_paragraph(body: str) -> str:
    return body + "\n" + " ".join(f"Step {n} is to walk a little more than before." for n in range(20))


SOFT_DEFECTS: list[tuple[str, str, dict[str, object]]] = [
    ("keyword not in the title", "keyword-title", {"title": "How boots should fit"}),
    ("keyword only within a word", "keyword-title", {"title": "How hiking bootstraps fit"}),
    ("keyword not in the first paragraph", "keyword-first", {"body": swap("Good hiking boots", "Good boots")}),
    ("keyword in no heading", "keyword-heading", {"body": swap("Check how hiking boots hold", "How boots hold")}),
    ("keyword stuffed", "keyword-natural", {"body": BODY + "\nHiking boots, hiking boots: "
        "buy hiking boots, wear hiking boots, clean hiking boots, love hiking boots, and keep your hiking boots."}),
    ("a level-one heading", "heading-order", {"body": swap("## Measure", "# Measure")}),
    ("begins with level three", "heading-order", {"body": swap("## Measure", "### Measure")}),
    ("skips a level", "heading-order", {"body": swap("### Leave", "#### Leave")}),
    ("empty heading", "heading-order", {"body": swap("## Wear them at home first", "##")}),
    ("no sections", "subheadings", {"body": re.sub("^#.*\n", "", BODY, flags=re.MULTILINE)}),
    ("long paragraph", "paragraphs", {"body": long_paragraph(BODY)}),
    ("long sentence", "sentences", {"body": BODY + "\nWalk " + "and walk on " * 20 + "home."}),
    ("hard to read", "readability", {"body": BODY + "\n" + (
        "Anthropometrical considerations notwithstanding, manufacturers' differentiated dimensional methodologies "
        "necessitate comprehensive individualised evaluation procedures. ") * 12}),
    ("a sentence twice", "repetition", {"body": swap("## Wear", "Most people find that one foot is longer, so\nbuy for "
        "that one and fill the other with a thin insole.\n\n## Wear")}),
    ("phrases repeated", "repetition", {"body": BODY + "\n" + " ".join(
        f"Put the boot on the left foot and count to {n}." for n in ("two", "four", "six", "eight", "ten", "many"))}),
    ("short meta description", "meta-description", {"meta_description": META[:139]}),
    ("long meta description", "meta-description", {"meta_description": META + " And more than that."}),
    ("unknown page of the site", "internal-links", {"body": swap(INTERNAL, "/blog/trail-notes/no-such-page")}),
]  # fmt: skip


@pytest.mark.parametrize(("expected", "changes"), [d[1:] for d in SOFT_DEFECTS], ids=[d[0] for d in SOFT_DEFECTS])
def test_soft_defects_are_caught_and_do_not_fail_the_article(expected: str, changes: dict[str, object]) -> None:
    report = check_article(article(**changes), brief(max_words=900))
    check = next(check for check in report.checks if check.id == expected)
    assert not check.passed
    assert check.severity is Severity.SOFT
    assert report.passed
    assert 50 <= report.score < 100
    assert any(line.startswith("[improve]") and check.detail in line for line in report.problems_for_writer())
