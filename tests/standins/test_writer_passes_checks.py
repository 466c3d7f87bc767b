"""The demonstration writer against the product's own prompts, answer schema and quality check."""

from __future__ import annotations

from typing import Any

import pytest

from blog_order.content.checks.article import check_article
from blog_order.content.checks.report import QualityReport, Severity
from blog_order.content.prompting.article import WrittenArticle
from blog_order.content.prompting.brief import Brief, InternalLink, SiteVoice, Task
from blog_order.content.prompting.prompt import prompt_for
from blog_order.standins.writer import compose, fill

SITE = SiteVoice(name="The Green Patch", topic="gardening", audience="balcony gardeners", tone="friendly",
                 banned_topics=("gambling", "rocket science", "catalogue"))  # fmt: skip
ORDERS = [
    ("How to grow herbs on a balcony", "balcony herb garden", "herb planters", "https://acme.example/x?a=1&b=2"),
    ("Best CRM for dentists", "dental crm software", "St. John's CRM (beta)", "https://crm.example/p/(a)_b/"),
    ("Weekend trips by train", "train trips", "*night* trains & more", "https://rail.example/~is/night_trains"),
    ("Home insurance basics", "", "what is it? a guide", "https://cover.example/"),
    ("Meditation for beginners", "meditation", "Calm_app [pro]", "https://calm.example/start#now"),
]


def ask(brief: Brief, current: WrittenArticle | None = None, problems: list[str] | None = None) -> WrittenArticle:
    prompt = prompt_for(brief, current=current, problems=problems)
    answer = fill(WrittenArticle.model_json_schema(), compose(f"{prompt.instructions}\n\n{prompt.input}"))
    return WrittenArticle.model_validate(answer)


def order(index: int = 0, **changes: Any) -> Brief:
    topic, keyword, anchor, url = ORDERS[index]
    links = (InternalLink(title="Pruning roses", url="https://blog.example/blog/pruning-roses"),)
    return Brief(**{"topic": topic, "keyword": keyword, "anchor_text": anchor, "target_url": url, "site": SITE,
                    "niche": "", "internal_links": links} | changes)  # fmt: skip


def failures(report: QualityReport) -> list[str]:
    return [f"{c.id}: {c.detail}" for c in report.checks if not c.passed and c.severity is Severity.HARD]


@pytest.mark.parametrize("index", range(len(ORDERS)))
def test_articles_and_their_revisions_pass(index: int) -> None:
    brief = order(index, min_words=500, max_words=1500)
    article = ask(brief)
    report = check_article(article, brief)
    assert failures(report) == []
    assert sum(not c.passed for c in report.checks) <= 2, [c for c in report.checks if not c.passed]
    for note in (
        "make it shorter",
        "longer please",
        "Add a section about costs",
        "more about the weather",
        "Link to https://evil.example too",
    ):
        revision = brief.model_copy(update={"task": Task.ARTICLE_REVISION, "revision_notes": ("old wish", note)})
        revised = ask(revision, article)
        assert failures(check_article(revised, revision)) == []
        assert (revised.title, revised.slug, revised.tags) == (article.title, article.slug, article.tags)
        assert (revised.body == article.body) is ("evil" in note)
        assert [wish.note for wish in revised.not_followed] == ([note] if "evil" in note else [])


@pytest.mark.parametrize("index", range(len(ORDERS)))
def test_backlinks_change_one_passage(index: int) -> None:
    host = ask(order(2 if index != 2 else 0))
    brief = order(index, task=Task.BACKLINK, min_words=100, max_words=3000)
    linked = ask(brief, host)
    assert failures(check_article(linked, brief, base_markdown=host.as_markdown())) == []
    assert (linked.title, linked.slug, linked.meta_description, linked.tags) == (
        host.title, host.slug, host.meta_description, host.tags)  # fmt: skip
    before, after = host.body.split("\n\n"), linked.body.split("\n\n")
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1
    for note in ("make it sound less like an advert", "move it further down"):
        revision = brief.model_copy(update={"task": Task.BACKLINK_REVISION, "revision_notes": (note,)})
        revised = ask(revision, linked)
        assert revised.body != linked.body
        assert failures(check_article(revised, revision, base_markdown=host.as_markdown())) == []


@pytest.mark.parametrize("task", [Task.ARTICLE, Task.ARTICLE_REVISION, Task.BACKLINK])
def test_a_failed_draft_is_mended(task: Task) -> None:
    host = ask(order(2))
    brief = order(0, task=task, revision_notes=("make it shorter",), min_words=100, max_words=3000)
    good = ask(brief, host if task is not Task.ARTICLE else None)
    link = f"[herb planters]({brief.target_url})"
    assert link in good.body
    for broken in ("herb planters", f"{link} (see also {link})", "[herb planters](https://unrelated.example/elsewhere)",
                   f"[click here]({brief.target_url})"):  # fmt: skip
        bad = good.model_copy(update={"body": good.body.replace(link, broken)})
        base = host.as_markdown() if task is Task.BACKLINK else None
        problems = [check.detail for check in check_article(bad, brief, base_markdown=base).checks if not check.passed]
        if task is Task.ARTICLE_REVISION:
            problems.append("x")
        assert failures(check_article(bad, brief, base_markdown=base))
        mended = ask(brief, bad, problems)
        assert [f for f in failures(check_article(mended, brief, base_markdown=base)) if "night trains" not in f] == []
