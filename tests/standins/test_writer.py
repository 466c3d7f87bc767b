"""The demonstration writer: what each answer promises about length, link, keyword, change and schema."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field

from blog_order.standins.writer import compose, fill
from blog_order.standins.writer.brief import subject
from blog_order.standins.writer.grammar import is_plural
from blog_order.standins.writer.markdown import words

URL = "https://acme.example/x"
BRIEF: dict[str, Any] = {
    "task": "article",
    "topic": "Standing desks for small flats",
    "keyword": "standing desks",
    "niche": "home office",
    "target_url": URL,
    "anchor_text": "desk planner",
    "site": {"audience": "people who work from home"},
}
TOPICS = [
    "Growing roses", "How to bake sourdough bread", "Best running shoes", "Cheap web hosting", "Budgeting for couples",
    "Electric cars in winter", "Learning Spanish", "Dog grooming at home", "Weekend trips by train", "Cloud backups",
]  # fmt: skip


def write(changes: dict[str, Any] | None = None, **tags: str) -> dict[str, Any]:
    text = f"<brief>{json.dumps({**BRIEF, **(changes or {})})}</brief>"
    return compose(text + "".join(f"<{name}>{value}</{name}>" for name, value in tags.items())).values


@pytest.mark.parametrize("topic", TOPICS)
def test_an_article_is_complete(topic: str) -> None:
    keyword = topic.lower().split(" in ")[0]
    article = write({"topic": topic, "keyword": keyword, "niche": ""})
    body = article["body"]
    headings = [line for line in body.splitlines() if line.startswith("## ")]
    assert 700 <= words(body) <= 1000
    assert 4 <= len(headings) <= 7
    assert "\n- " in body
    assert body.count(f"[desk planner]({URL})") == body.count(URL) == 1
    assert not any(URL in line for line in headings)
    assert keyword in article["title"].lower()
    assert keyword in body.split("\n\n")[0].lower()
    assert any(keyword in heading.lower() for heading in headings)
    assert 140 <= len(article["meta"]) <= 160
    assert not re.search(r"[{}$|~]", body)
    assert article == write({"topic": topic, "keyword": keyword, "niche": ""})


def test_articles_share_no_long_passages() -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        found = re.findall(r"\w+", text.lower())
        return {tuple(found[i : i + 25]) for i in range(len(found) - 25)}

    bodies = [runs(write({"topic": topic, "keyword": ""})["body"]) for topic in TOPICS]
    assert all(not (one & other) for one, other in itertools.combinations(bodies, 2))


@pytest.mark.parametrize(("least", "most"), [(150, 250), (300, 400), (500, 540), (1200, 1500), (2500, 3000)])
def test_length_follows_the_brief(least: int, most: int) -> None:
    assert least <= words(write({"min_words": least, "max_words": most})["body"]) <= most


@pytest.mark.parametrize(
    ("topic", "phrase", "many"),
    [
        ("How to choose a standing desk", "choosing a standing desk", False),
        ("The ultimate guide to cold brew", "cold brew", False),
        ("10 best CRM tools for dentists", "CRM tools for dentists", True),
        ("What is index investing?", "index investing", False),
        ("SEO", "SEO", False),
    ],
)
def test_topics_become_noun_phrases(topic: str, phrase: str, many: bool) -> None:
    assert subject(topic) == phrase
    assert is_plural(phrase) is many


def test_markup_in_a_topic_stays_out() -> None:
    body = write({"topic": "Desks [evil](https://evil.example) <script>alert(1)</script> {a|b} $s"})["body"]
    assert "evil.example" not in body
    assert "<script" not in body


def revise(note: str, **changes: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    before = write()
    asked = {"task": "article-revision", "revision_notes": note, "title": before["title"], **changes}
    return before, write(asked, current_article=before["body"])


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("Add a section about cable management.", "## Cable management"),
        ("Please mention our free delivery", "free delivery"),
        ("Add a FAQ", "## Questions and answers"),
        ("Talk more about warranty", "warranty"),
    ],
)
def test_revision_adds_what_is_asked_and_keeps_the_rest(note: str, expected: str) -> None:
    before, after = revise(note)
    assert expected not in before["body"]
    assert expected in after["body"]
    assert all(block in after["body"] for block in before["body"].split("\n\n"))
    assert after["followed"] == [note]
    assert after["title"] == before["title"]


def test_revision_changes_length_tone_title_and_link() -> None:
    before, shorter = revise("Please make it shorter.")
    assert words(shorter["body"]) < 0.8 * words(before["body"])
    assert words(revise("Make it longer")[1]["body"]) > 1.15 * words(before["body"])
    assert "'ll " not in revise("more formal please")[1]["body"]
    assert revise("friendlier tone")[1]["body"] != before["body"]
    assert revise('Change the title to "Desks That Fit"')[1]["title"] == "Desks That Fit"
    moved = revise("Put the link in the introduction")[1]["body"]
    assert URL in moved.split("\n\n")[0]
    declined = revise("Remove the link. Make it shorter.")[1]["not_followed"]
    assert declined == [
        {"note": "Remove the link.", "reason": "The link that was ordered stays in the text, exactly once."}
    ]
    for note in ("shorter", "Put the link higher", "Remove the section about cost", "rewrite the intro and conclusion"):
        assert revise(note)[1]["body"].count(f"]({URL})") == 1


def test_a_text_without_sections_is_revised_too() -> None:
    asked = {"task": "article-revision", "revision_notes": "Add an example."}
    assert "## " in write(asked, current_article=f"One line with the [desk planner]({URL}).")["body"]


def test_backlink_quotes_the_article() -> None:
    article = write({"target_url": ""})["body"]
    made = write({"task": "backlink"}, current_article=article)
    assert article.count(made["passage"]) == 1
    assert made["replacement"].count(f"[desk planner]({URL})") == 1
    placed = article.replace(made["passage"], made["replacement"])
    again = write({"task": "backlink-revision", "revision_notes": "less salesy"}, current_article=placed)
    assert placed.count(again["passage"]) == 1
    result = placed.replace(again["passage"], again["replacement"])
    assert result.count(f"]({URL})") == 1
    assert result != placed
    early = write({"task": "backlink", "notes": "in the introduction please"}, current_article=article)
    assert early["passage"] in "\n\n".join(article.split("\n\n")[:2])


class Finding(BaseModel):
    problem: str
    severity: Literal["low", "high"]


class Verdict(BaseModel):
    verdict: Literal["pass", "fail"]
    score: int = Field(ge=1, le=10)
    off_topic: bool
    reads_naturally: bool
    reasons: list[str]
    findings: list[Finding]
    comment: str | None


class Section(BaseModel):
    heading: str
    body_markdown: str


class Rich(BaseModel):
    title: str = Field(max_length=70)
    introduction: str
    sections: list[Section] = Field(min_length=3)
    notes_followed: list[str]
    parent: Rich | None
    mood: Literal["calm", "loud"]
    weight: float


def test_any_schema_is_filled() -> None:
    def asked(model: type[BaseModel], brief: dict[str, Any], article: str = "") -> Any:
        text = f"<brief>{json.dumps({**BRIEF, **brief})}</brief><current_article>{article}</current_article>"
        return model.model_validate(fill(model.model_json_schema(), compose(text)))

    rich = asked(Rich, {"notes": "Add an example"})
    assert len(rich.sections) >= 4
    assert rich.notes_followed == ["Add an example"]
    good = asked(Verdict, {"task": "judge"}, write()["body"])
    assert (good.verdict, good.off_topic, good.reads_naturally, good.score) == ("pass", False, True, 9)
    bad = asked(Verdict, {"task": "judge"}, "Too short, without a link.")
    assert (bad.verdict, bad.reads_naturally) == ("fail", False)
    assert bad.score < 5


def test_without_a_brief_it_still_answers() -> None:
    assert compose("Tell me about lighthouses").text.startswith("# ")
