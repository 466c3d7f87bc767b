"""Versions, comparison and history on an order page, built without browser or database."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from blog_order.models import CancelReason, OrderStatus, PaymentState
from blog_order.orders.events import HOUSE_ONLY, Event
from blog_order.orders.reading.order_view import EventView, OrderView
from blog_order.orders.writing.live_draft import LiveDraft
from blog_order.screens.frame.view.changed_html import mark_changes
from blog_order.screens.frame.view.comparison import MOST_CHARACTERS, compare_versions
from blog_order.screens.live.registry import open_pages
from blog_order.screens.order.looking import PUBLISHED_CHOICE
from blog_order.screens.order.state import OrderState
from blog_order.screens.order.view.looks import PUBLISHED, Look
from blog_order.screens.order.view.shown import resolve_shown
from tests.support.handlers import GARBAGE, call
from tests.support.order_views import NOW, REPORT, TARGET, a_job, a_page, a_version, an_order

S = OrderStatus
FAILED = EventView(NOW, Event.REVISION_FAILED, S.QUALITY_CHECK, {"reason": "The service is away.", "notes": "Shorter."})
ASKED = EventView(NOW, Event.REVISION_REQUESTED, S.PROCESSING, {"notes": "Shorter, please.", "base": 1})


def with_versions(count: int, status: S = S.QUALITY_CHECK, **changes: Any) -> OrderView:
    """An order with so many versions."""
    return an_order(status, version=a_version(num=count), version_count=count, **changes)


def test_one_version_needs_no_list() -> None:
    built = a_page(with_versions(1))

    assert built.versions == []
    assert (built.deciding.open, built.deciding.send_num, built.deciding.send_name) == (True, 1, "version 1")


def test_versions_with_time_and_quality_the_newest_on_show() -> None:
    tabs = a_page(with_versions(3)).versions

    assert [(tab.name, tab.choose, tab.shown) for tab in tabs] == [
        ("Version 1", 1, False),
        ("Version 2", 2, False),
        ("Version 3", 0, True),
    ]
    assert (tabs[0].at.text, tabs[0].quality, tabs[0].all_passed) == ("12:30", "3 of 4 checks passed", False)


def test_an_earlier_version_is_read_and_named_on_the_button() -> None:
    built = a_page(with_versions(2), Look(version=1), earlier=a_version("Old text.", notes="", num=1))

    assert built.tail == "<p>Old text.</p>"
    assert built.deciding.send_name == "version 1"
    assert built.deciding.base_name == "version 2"


def test_while_a_revision_is_written_the_others_can_be_read() -> None:
    order = with_versions(1, S.PROCESSING, jobs=[a_job()], events=[ASKED])
    writing = a_page(order, draft=LiveDraft(1, "# T\n\nNew"))

    assert writing.words.headline == "Version 2, being written"
    assert (writing.text.caption, writing.tail) == ("Version 2, being written", "<p>New</p>")
    assert [(tab.name, tab.mark, tab.shown) for tab in writing.versions][1] == ("Version 2", "being written", True)
    assert writing.origin.notes == "Shorter, please."
    assert not writing.deciding.open
    assert a_page(order).text.to_come
    assert a_page(order, Look(version=1)).text.title == "Keeping a starter alive"


def test_a_failed_revision_says_why_and_keeps_the_notes() -> None:
    built = a_page(with_versions(1, events=[ASKED, FAILED]))

    assert built.words.headline == "Version 2 could not be written"
    assert built.words.text == "The service is away."
    assert "as they were" in built.words.next_text
    assert built.deciding.failed_notes == "Shorter, please."


def test_the_latest_of_the_editors_answer_and_a_failure_is_the_headline() -> None:
    back = EventView(NOW, Event.ORDER_SENT_BACK, S.QUALITY_CHECK, {"note": "Name your source."})

    after = a_page(with_versions(1, events=[back, ASKED, FAILED], editor_note="Name your source."))
    before = a_page(with_versions(1, events=[ASKED, FAILED, back], editor_note="Name your source."))

    assert after.words.headline == "Version 2 could not be written"
    assert before.words.headline == "The editor sent it back"
    assert after.editor_note == before.editor_note == "Name your source."


def test_the_editors_note_comes_first() -> None:
    built = a_page(with_versions(2, editor_note="Please name your source."))

    assert (built.words.headline, built.editor_note) == ("The editor sent it back", "Please name your source.")


def test_a_submission_can_be_taken_back_and_then_is_with_the_editor() -> None:
    until = NOW + dt.timedelta(seconds=42)
    sent = a_page(with_versions(2, S.ADMIN_REVIEW, submitted_num=1, undo_until=until), earlier=a_version())

    assert (sent.words.headline, sent.undo.version_name, sent.undo.left_seconds) == (
        "Sent to the editor",
        "Version 1",
        42,
    )
    assert [(tab.mark, tab.shown) for tab in sent.versions] == [("sent", True), ("", False)]
    later = a_page(with_versions(2, S.ADMIN_REVIEW, submitted_num=1), earlier=a_version())
    assert (later.words.headline, later.undo.version_name) == ("With the editor", "")


def test_wishes_that_were_not_followed_stand_with_the_version() -> None:
    built = a_page(an_order(S.QUALITY_CHECK, version=a_version(not_followed=[{"note": "Swear.", "reason": "No."}])))

    assert [(wish.note, wish.reason) for wish in built.origin.not_followed] == [("Swear.", "No.")]


@pytest.mark.parametrize(
    ("look", "nums"),
    [
        (Look(), None),
        (Look(comparing=True), (2, 3)),
        (Look(version=2, comparing=True), (1, 2)),
        (Look(version=1, comparing=True), (2, 3)),
        (Look(comparing=True, old=1), (1, 3)),
        (Look(comparing=True, old=3, new=1), (3, 1)),
        (Look(comparing=True, new=1), (3, 1)),
        (Look(comparing=True, old=99, new=98), (2, 3)),
    ],
)
def test_the_newest_is_compared_with_the_one_before_unless_somebody_chooses(
    look: Look, nums: tuple[int, int] | None
) -> None:
    shown = resolve_shown(with_versions(3), look)

    assert (shown.old_num, shown.num) == (nums or (None, 3))


def test_the_published_article_can_be_chosen_to_compare_from_and_nothing_else_that_is_no_number() -> None:
    state = OrderState(_reflex_internal_init=True)  # type: ignore[call-arg]
    chosen = []
    for value in (PUBLISHED_CHOICE, "3", *GARBAGE, -1, "-1", "Published"):
        call(state, "compare_old", value)
        chosen.append(state._look.old)
    open_pages.forget("")

    assert chosen == [PUBLISHED, 3, *[5 if value == 5 and type(value) is int else 0 for value in GARBAGE], 0, 0, 0]


def test_one_version_is_not_compared_and_an_unknown_one_not_shown() -> None:
    assert not resolve_shown(with_versions(1), Look(comparing=True)).comparing
    assert resolve_shown(with_versions(2), Look(version=7)).num == 2
    assert resolve_shown(with_versions(2, S.CANCELLED), Look(version=1)).num == 0


def test_house_only_events_are_left_out_of_the_customers_history() -> None:
    told = EventView(NOW, Event.ORDER_SENT_BACK, S.QUALITY_CHECK, {"note": "n" * 1000})
    events = [ASKED, *(EventView(NOW, what, S.ADMIN_REVIEW, {"note": "secret"}) for what in HOUSE_ONLY), told]

    history = a_page(with_versions(1, events=events)).history

    assert [line.title for line in history] == ["The editor sent it back", "You asked for changes"]
    assert len(history[0].text) == 400


def test_words_are_marked_and_tags_stay_those_of_the_new_text() -> None:
    assert mark_changes("<p>The old water is cold.</p>", "<p>The water is <em>very</em> &amp; cold.</p>") == (
        "<p>The <del>old </del>water is <em><ins>very</ins></em><ins> &amp;</ins> cold.</p>"
    )
    assert mark_changes("<ul><li>one</li></ul>", "<ul><li>one</li><li>two</li></ul>") == (
        "<ul><li>one</li><li><ins>two</ins></li></ul>"
    )


def test_a_changed_address_of_a_link_shows() -> None:
    marked = mark_changes('<p><a href="https://a.b">kit</a></p>', '<p><a href="https://a.c">kit</a></p>')

    assert "<del> (https://a.b) </del>" in marked
    assert "<ins> (https://a.c)</ins>" in marked


def test_compared_text_is_as_harmless_as_the_article() -> None:
    changes = compare_versions("Safe words here.", 'Safe <script>alert("x")</script> words here.', TARGET)

    assert "<script" not in "".join(block.html for block in changes.blocks)


def test_very_long_versions_are_not_compared() -> None:
    changes = compare_versions("x" * MOST_CHARACTERS, "y", TARGET)

    assert "too long" in changes.summary
    assert changes.blocks == ()


def test_a_backlink_shows_its_passage_before_and_now_and_that_nothing_else_changed() -> None:
    placed = {"passage": "Feed it well.", "replacement": f"Feed it well. A [starter kit]({TARGET}) helps."}
    report = REPORT | {
        "checks": [{"id": "nothing-else", "title": "Rest", "severity": "hard", "passed": True, "detail": "Same."}]
    }
    order = an_order(
        OrderStatus.QUALITY_CHECK,
        product="backlink",
        version=a_version(placement=placed, qc_report=report),
        version_count=1,
    )
    page = a_page(order)
    assert page.header.what == "Link in an article on"
    assert "starter kit" not in page.proof.before
    assert 'class="paid-link"' in page.proof.after
    assert page.proof.verdict == "Nothing else in the article changed."
    assert "link" in page.words.headline.lower()
    plain = a_page(an_order(OrderStatus.QUALITY_CHECK, version=a_version(), version_count=1))
    assert plain.proof.after == ""


def test_an_earlier_version_can_be_used_and_then_is_shown_by_itself() -> None:
    looked_at = a_page(with_versions(3), Look(version=2), earlier=a_version(num=2))
    assert (looked_at.deciding.use_num, looked_at.deciding.use_name) == (2, "version 2")

    used = a_page(with_versions(3, chosen_num=2), earlier=a_version(num=2))
    assert (used.deciding.use_num, used.deciding.send_num, used.deciding.base_name) == (0, 2, "version 2")
    assert [(tab.choose, tab.mark, tab.shown) for tab in used.versions] == [
        (1, "", False),
        (0, "in use", True),
        (3, "", False),
    ]
    newest = a_page(with_versions(3, chosen_num=2), Look(version=3))
    assert newest.deciding.use_num == 3


def test_while_the_editor_has_it_no_version_can_be_used() -> None:
    sent = a_page(with_versions(2, S.ADMIN_REVIEW, submitted_num=2), Look(version=1), earlier=a_version())
    assert sent.deciding.use_num == 0


def test_a_version_can_be_kept_as_a_file_and_a_draft_cannot() -> None:
    built = a_page(with_versions(2), Look(version=1), earlier=a_version())
    assert built.text.markdown_path.endswith("/1/markdown") and built.text.html_path.endswith("/1/html")
    writing = a_page(with_versions(1, S.PROCESSING, jobs=[a_job()]), draft=LiveDraft(1, "# T\n\nNew"))
    assert writing.text.markdown_path == ""


def test_a_moved_paragraph_is_shown_in_both_places_and_counted() -> None:
    one, two = "A cold kitchen makes a slow starter.", "Feed it twice and wait for bubbles."
    changes = compare_versions(f"{one}\n\n{two}\n\n---", f"{two}\n\n{one}\n\n---", TARGET)
    assert sorted(block.kind for block in changes.blocks) == ["arrived", "left", "same", "same"]
    assert changes.summary == "1 paragraph moved"


@pytest.mark.parametrize(
    ("changes", "again", "others"),
    [
        ({"product": "article"}, "/order/crumb-and-co", ""),
        ({"product": "backlink", "article_slug": "rye-bread"}, "/order/crumb-and-co/rye-bread", ""),
        ({"product": "backlink", "article_slug": ""}, "/sites/crumb-and-co", ""),
        (
            {"product": "backlink", "article_slug": "rye-bread", "cancel_reason": CancelReason.SOLD_OUT},
            "",
            "/?free=1#articles",
        ),
    ],
)
def test_an_order_that_came_to_nothing_leads_back_to_where_it_began(
    changes: dict[str, Any], again: str, others: str
) -> None:
    built = a_page(an_order(S.CANCELLED, PaymentState.UNPAID, **{"cancel_reason": CancelReason.EXPIRED, **changes}))

    assert (built.offers.order_again_path, built.offers.other_articles_path) == (again, others)
