"""Our instructions and people's contact data are found in a text, and ordinary prose is left alone."""

from __future__ import annotations

import base64
import codecs

import pytest

from blog_order.content.checks.article import check_article
from blog_order.content.checks.prompt_leaks import find_encoded, find_prompt_leak
from blog_order.content.prompting.prompt import PROMPTS, read_prompt
from blog_order.content.writing.writer import Shown
from blog_order.standins.writer import compose
from tests.support.texts import ANCHOR, BODY, URL, article, brief

SECRET = " ".join(read_prompt("common")[0].split()[40:70])


@pytest.mark.parametrize(
    "told",
    [
        SECRET,
        SECRET.upper(),
        SECRET.replace(" ", "-"),
        SECRET.replace(" ", "\n\n"),
        " ".join(SECRET),
        SECRET[::-1],
        codecs.encode(SECRET, "rot13"),
        base64.b64encode(SECRET.encode()).decode(),
        base64.urlsafe_b64encode(SECRET.encode()).decode(),
        base64.encodebytes(SECRET.encode()).decode(),
        SECRET.encode().hex(),
        "*" + SECRET.replace(" ", "* **") + "*",
        SECRET.replace(" ", "\u200b "),
    ],
)
def test_instructions_are_found_however_they_are_put(told: str) -> None:
    assert find_prompt_leak(f"A quiet beginning. {told} And an end.") is not None


def test_ordinary_texts_tell_nothing() -> None:
    for topic in ("Boots", "How to write a prompt", "Markdown for beginners", "Anchor texts and links"):
        assert find_prompt_leak(compose(f'<brief>{{"task": "article", "topic": "{topic}"}}</brief>').text) is None
    assert find_prompt_leak(BODY) is None
    assert find_prompt_leak("") is None


def test_all_prompts_are_guarded() -> None:
    for path in PROMPTS.glob("*.md"):
        assert find_prompt_leak(read_prompt(path.stem)[0][-300:]) is not None, path.name


def failed(added: str, **changes: str) -> set[str]:
    report = check_article(article(body=BODY.replace("\n\n## Wear", f"\n\n{added}\n\n## Wear"), **changes), brief())
    return {check.id for check in report.checks if not check.passed} & {"no-instructions", "personal-data"}


@pytest.mark.parametrize(
    "fine",
    [
        "Write to name@example.com, or to you@shop.example.org, to see how addresses look.",
        "Between 2019 and 2024 about 1,500,000 pairs were sold at 129.90 each, on 12-04-2024.",
        "The part number 4711-0815-22 fits, and ISBN 978-3-16-148410-0 tells more.",
        "Dampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft is one word.",
        "```\nGET https://api.example.com/v1/a/very/long/address/that/goes/on/and/on/and/on/until/it/ends?x=1\n```",
    ],
)
def test_prose_is_left_alone(fine: str) -> None:
    assert failed(fine) == set()


@pytest.mark.parametrize(
    ("told", "check"),
    [
        ("Write to jane.doe@private-mail.net about it.", "personal-data"),
        ("Call +49 30 901820 today.", "personal-data"),
        ("Call (212) 555-0187 or 212-555-0187.", "personal-data"),
        (f"```\n{SECRET}\n```", "no-instructions"),
        (f"[x]: /a '{SECRET}'", "no-instructions"),
        ("Take " + "QUJD" * 30 + " with you.", "no-instructions"),
    ],
)
def test_what_does_not_belong_in_an_article(told: str, check: str) -> None:
    assert failed(told) == {check}


def test_a_slug_and_a_tag_are_looked_at_too() -> None:
    assert "no-instructions" in failed("", slug=SECRET.replace(" ", "-"))
    report = check_article(article(tags=["boots", SECRET]), brief())
    assert "no-instructions" in {check.id for check in report.checks if not check.passed}


def test_a_long_address_as_anchor_is_the_customers_right() -> None:
    anchor = "https://www.example.com/a-very-long-address-that-somebody-wants-to-see-in-the-text-itself-as-it-is"
    body = BODY.replace(f"[{ANCHOR}]({URL})", f"[{anchor}]({URL})")
    report = check_article(article(body=body), brief(anchor_text=anchor))
    assert "no-instructions" not in {check.id for check in report.checks if not check.passed}


def test_what_is_shown_while_it_is_written_stops_before_it_tells() -> None:
    shown: list[str] = []
    window = Shown(shown.append)
    text = "# Title\n\nA quiet beginning. "
    for word in SECRET.split():
        text += word + " "
        window.show(text)
    window.show(text + "and on.")
    assert shown[0].startswith("# Title")
    assert len(shown[-1]) < len("# Title\n\nA quiet beginning. ") + 100
    assert find_prompt_leak(shown[-1]) is None


UNSPACED = {
    "Japanese": "パン種を毎日同じ時間に継ぎ足すと酵母の働きが安定して香りもよくなりますし温度も大切です" * 4,
    "Chinese": "每天在同一时间喂养酵种可以让酵母保持稳定的活力并且让面包的香气更加浓郁温度也很重要" * 4,
    "Thai": "การเลี้ยงยีสต์ธรรมชาติในเวลาเดียวกันทุกวันช่วยให้ขนมปังมีกลิ่นหอมและเนื้อนุ่มสม่ำเสมอ" * 4,
    "Khmer": "ការចិញ្ចឹមមេនំប៉័ងរាល់ថ្ងៃនៅម៉ោងដដែលធ្វើឱ្យនំប៉័ងមានក្លិនឈ្ងុយនិងទន់ល្អ" * 4,
}


@pytest.mark.parametrize("language", UNSPACED)
def test_a_language_without_spaces_is_no_code(language: str) -> None:
    assert find_encoded(UNSPACED[language]) is None
    assert find_encoded(f"{UNSPACED[language]}{'x7Kp' * 25}{UNSPACED[language]}") is not None
