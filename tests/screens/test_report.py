"""The quality report in words: short for customers, fuller for editors."""

from __future__ import annotations

from blog_order.content.checks.report import Check, Counts, OpinionRecord, OpinionState, QualityReport, Severity
from blog_order.screens.frame.view.report import report_of

COUNTS = Counts(words=700, sentences=40, paragraphs=12, headings=4, links=2)
GIVEN = OpinionRecord(
    state=OpinionState.GIVEN, model="gpt-5-mini", prompt_version="judge-1", input_tokens=1800, output_tokens=120,
    cost_micros=690,
)  # fmt: skip


def check(id: str, title: str, passed: bool = True, *, hard: bool = False, value: float | None = None) -> Check:
    severity = Severity.HARD if hard else Severity.SOFT
    return Check(id=id, title=title, severity=severity, passed=passed, detail=f"{title}, we found.", value=value)


def shown(*checks: Check, opinion: OpinionRecord | None = GIVEN, full: bool = False):
    return report_of(QualityReport.of(list(checks), COUNTS, opinion).model_dump(mode="json"), full=full)


LINK = check("link-once", "Your link is there, once", hard=True, value=1)
TONE = check("judge-tone", "It sounds like the site", value=4)
BORING = check("judge-originality", "It says something of its own", passed=False, value=2)


def test_nothing_to_look_at_says_nothing_more() -> None:
    report = shown(LINK, TONE)
    assert (report.summary, report.all_passed, report.look) == ("2 of 2 checks passed, link exact", True, "")
    assert report.opinion == ""
    assert [line.detail[-9:] for line in report.checks] == ["we found."] * 2


def test_what_failed_softly_is_for_an_editor_to_look_at() -> None:
    report = shown(LINK, TONE, BORING)
    assert not report.all_passed
    assert report.look == "An editor looks at: It says something of its own."
    assert report.checks[0].title == "It says something of its own"


def test_a_missing_opinion_is_said() -> None:
    missing = OpinionRecord(state=OpinionState.MISSING, reason="No opinion came in time.")
    report = shown(LINK, opinion=missing, full=True)
    assert not report.all_passed
    assert report.look == "An editor looks at: the style as a whole, which nobody has judged yet."
    assert report.opinion == "No opinion. No opinion came in time."


def test_a_text_that_breaks_a_rule_does_not_speak_of_looking() -> None:
    assert shown(check("link-once", "Your link is there, once", passed=False, hard=True)).look == ""


def test_editors_see_figures_and_what_the_opinion_took() -> None:
    report = shown(LINK, BORING, full=True)
    assert report.checks[0].detail.endswith("(judge-originality: 2 of 5)")
    assert report.checks[1].detail.endswith("(link-once: 1)")
    assert report.opinion == "Judged by gpt-5-mini, prompt judge-1, 1,920 tokens, $0.0007."


def test_a_report_without_the_judge_reads_as_ever() -> None:
    old = QualityReport.of([LINK], COUNTS).model_dump(mode="json")
    del old["opinion"]
    assert report_of(old).all_passed and report_of({}).summary == ""
