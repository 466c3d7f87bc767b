"""What an order page shows in each situation, built without browser or database."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from blog_order.models import CancelReason, JobState, OrderStatus, PaymentState
from blog_order.orders.events import Event
from blog_order.orders.reading.order_view import EventView
from blog_order.orders.writing.live_draft import LiveDraft
from blog_order.screens.frame.view.blocks import version_blocks
from blog_order.screens.frame.view.moments import moment
from blog_order.screens.frame.view.phases import Phase
from blog_order.screens.frame.view.report import report_of
from blog_order.screens.frame.view.tones import Tone
from blog_order.screens.order.view.article import draft_text, split_title
from blog_order.screens.order.view.looks import Arrival
from blog_order.screens.order.view.model import OrderPage, StepState
from tests.support.order_views import NOW, ORDERED, REPORT, TARGET, a_job, a_page, a_version, an_order

S, P = OrderStatus, PaymentState
FOR_REVIEW = {"version": a_version(), "version_count": 1}


def page(status: S, payment: P = P.PAID, *, draft: LiveDraft | None = None, arrival: str = "", **changes) -> OrderPage:
    return a_page(an_order(status, payment, **changes), draft=draft, arrival=arrival)


@pytest.mark.parametrize(
    ("order", "tone", "headline"),
    [
        (page(S.AWAITING_PAYMENT, P.UNPAID, payment_url="https://pay"), Tone.WAITING, "Waiting for your payment"),
        (page(S.AWAITING_PAYMENT, P.UNPAID), Tone.WAITING, "The payment page has closed"),
        (page(S.AWAITING_PAYMENT, P.PENDING), Tone.WAITING, "Your payment is on its way"),
        (page(S.AWAITING_PAYMENT, P.UNPAID, arrival=Arrival.PAID), Tone.WAITING, "Confirming your payment"),
        (page(S.AWAITING_PAYMENT, P.UNPAID, arrival=Arrival.PAID_LATE), Tone.WAITING, "Still confirming your payment"),
        (
            page(S.AWAITING_PAYMENT, P.UNPAID, arrival=Arrival.CANCELLED, payment_url="https://pay"),
            Tone.WAITING,
            "Nothing was charged",
        ),
        (page(S.PROCESSING), Tone.WRITING, "Your order is in"),
        (page(S.PROCESSING, jobs=[a_job(JobState.DELAYED)]), Tone.WRITING, "A short wait"),
        (page(S.PROCESSING, jobs=[a_job(step="preparing")]), Tone.WRITING, "Reading your brief"),
        (page(S.PROCESSING, jobs=[a_job(step="writing")]), Tone.WRITING, "Your article, being written"),
        (page(S.PROCESSING, jobs=[a_job(step="checking")]), Tone.WRITING, "Checking the text and your link"),
        (page(S.PROCESSING, jobs=[a_job(step="a new step")]), Tone.WRITING, "Your article, being written"),
        (page(S.QUALITY_CHECK, **FOR_REVIEW), Tone.YOUR_TURN, "Your article is ready to read"),
        (page(S.QUALITY_CHECK, **FOR_REVIEW, chosen_num=1), Tone.YOUR_TURN, "Version 1 is in use"),
        (page(S.ADMIN_REVIEW, **FOR_REVIEW), Tone.EDITOR, "With the editor"),
        (page(S.COMPLETED, **FOR_REVIEW), Tone.PUBLISHED, "Published"),
        (page(S.FAILED), Tone.STOPPED, "We could not finish your article"),
        (page(S.CANCELLED, P.UNPAID, cancel_reason=CancelReason.EXPIRED), Tone.WAITING, "This order was not paid"),
        (page(S.CANCELLED, P.REFUNDED, cancel_reason=CancelReason.REFUNDED), Tone.WAITING, "Cancelled and refunded"),
        (page(S.CANCELLED, P.REFUNDED, cancel_reason=CancelReason.REJECTED), Tone.WAITING, "Declined by the editor"),
        (
            page(S.CANCELLED, P.DISPUTED, cancel_reason=CancelReason.DISPUTED),
            Tone.WAITING,
            "Stopped: the payment is disputed",
        ),
    ],
    ids=lambda value: value.words.headline if isinstance(value, OrderPage) else "",
)
def test_every_situation_has_its_words(order: OrderPage, tone: str, headline: str) -> None:
    assert (order.phase, order.words.tone, order.words.headline) == (Phase.SHOWN, tone, headline)
    assert order.words.text.endswith(".")


@pytest.mark.parametrize("status", list(S))
@pytest.mark.parametrize("payment", list(P))
@pytest.mark.parametrize("reason", [None, *CancelReason])
def test_no_combination_breaks_the_page(status: S, payment: P, reason: CancelReason | None) -> None:
    built = page(status, payment, cancel_reason=reason, **FOR_REVIEW)

    assert built.words.headline
    assert len(built.steps) == 5


def test_the_page_tells_nothing_that_its_holder_may_not_see() -> None:
    built = page(S.QUALITY_CHECK, **FOR_REVIEW)

    assert "@" not in repr(dataclasses.asdict(built))
    files = (built.text.markdown_path, built.text.html_path)
    assert all("a" * 32 in path for path in files)
    without = dataclasses.replace(built, text=dataclasses.replace(built.text, markdown_path="", html_path=""))
    assert "a" * 32 not in repr(dataclasses.asdict(without)), "the order's id stays in the addresses"


def test_steps_carry_the_time_at_which_they_began() -> None:
    at = [ORDERED + dt.timedelta(minutes=minutes) for minutes in (0, 5, 9)]
    events = [
        EventView(at[0], Event.ORDER_PAID, S.PROCESSING),
        EventView(at[1], Event.VERSION_READY, S.QUALITY_CHECK),
        EventView(at[2], "looked at", S.QUALITY_CHECK),
    ]

    steps = page(S.QUALITY_CHECK, events=events, **FOR_REVIEW).steps

    assert [(step.title, step.state, step.at.text) for step in steps] == [
        ("Paid", StepState.DONE, "12:04"),
        ("Written", StepState.DONE, "12:04"),
        ("Your review", StepState.NOW, "12:09"),
        ("Editor's review", StepState.TO_COME, ""),
        ("Published", StepState.TO_COME, ""),
    ]


def test_a_failed_order_keeps_the_step_it_stopped_at_and_names_reason_and_number() -> None:
    built = page(S.FAILED, failure_reason="The text did not pass our checks.")

    assert [step.state for step in built.steps][:3] == [StepState.DONE, StepState.STOPPED, StepState.TO_COME]
    assert built.words.text == "The text did not pass our checks."
    assert "BO-1042" in built.words.next_text


def test_while_it_is_written_the_sub_steps_and_the_progress_show() -> None:
    built = page(S.PROCESSING, jobs=[a_job(progress=40)], draft=LiveDraft(2, "# T\n\nOne."))

    assert [(step.title, step.state) for step in built.substeps] == [
        ("preparing", StepState.DONE),
        ("writing draft 2", StepState.NOW),
        ("checking", StepState.TO_COME),
        ("saving", StepState.TO_COME),
    ]
    assert (built.work.active, built.work.progress, built.work.estimate) == (True, 40, "2–4 minutes")
    assert (built.text.title, built.text.being_written, built.tail) == ("T", True, "<p>One.</p>")


def test_whoever_comes_back_from_paying_is_not_led_to_pay_again() -> None:
    for arrival in (Arrival.PAID, Arrival.PAID_LATE):
        assert page(S.AWAITING_PAYMENT, P.UNPAID, payment_url="https://pay", arrival=arrival).offers.payment_url == ""
    cancelled = page(S.AWAITING_PAYMENT, P.UNPAID, payment_url="https://pay", arrival=Arrival.CANCELLED)
    assert cancelled.offers.payment_url == "https://pay"


def test_a_page_that_is_read_when_the_last_word_arrives_keeps_its_blocks() -> None:
    writing = page(
        S.PROCESSING, jobs=[a_job()], draft=LiveDraft(1, "# Keeping a starter alive\n\n" + a_version().content)
    )
    ready = page(S.QUALITY_CHECK, **FOR_REVIEW)

    assert ready.blocks == writing.blocks
    assert ready.tail == writing.tail
    assert 'class="paid-link"' in ready.tail


def test_growing_text_changes_only_the_tail_until_a_block_is_finished() -> None:
    _, blocks, tail = draft_text(LiveDraft(1, "# T\n\nOne.\n\nTwo"), TARGET)
    _, same_blocks, longer_tail = draft_text(LiveDraft(1, "# T\n\nOne.\n\nTwo and"), TARGET)

    assert blocks == same_blocks == ["<p>One.</p>"]
    assert (tail, longer_tail) == ("<p>Two</p>", "<p>Two and</p>")


def test_a_text_that_reads_differently_in_blocks_is_shown_in_one_piece() -> None:
    (whole,) = version_blocks(f"See [the kit][1].\n\nMore.\n\n[1]: {TARGET}\n", TARGET, "sponsored")

    assert f'href="{TARGET}"' in whole


def test_hostile_markdown_comes_out_harmless() -> None:
    built = page(
        S.QUALITY_CHECK, version=a_version("<script>alert(1)</script> [x](javascript:alert(1))"), version_count=1
    )

    assert "<script" not in built.tail
    assert "href" not in built.tail


def test_the_title_of_a_draft_may_still_be_missing() -> None:
    assert split_title("") == ("", "")
    assert split_title("No title yet") == ("", "No title yet")
    assert split_title("# Only a title") == ("Only a title", "")
    assert split_title("# T\n\nBody") == ("T", "Body")


def test_the_report_in_a_line_and_failed_checks_first() -> None:
    report = report_of(REPORT)

    assert report.summary == "3 of 4 checks passed, link exact, reads at grade 8"
    assert not report.all_passed
    assert [check.title for check in report.checks] == ["Paragraphs", "Link", "Anchor", "Grade"]


@pytest.mark.parametrize("raw", [{}, {"passed": True}, {"checks": "x"}, {**REPORT, "checks": []}])
def test_a_report_that_cannot_be_read_is_left_out(raw: dict) -> None:
    assert report_of(raw).summary == ""


def test_moments_are_short_near_by_and_complete_far_off() -> None:
    assert moment(ORDERED, NOW).text == "12:04"
    assert moment(ORDERED - dt.timedelta(days=20), NOW).text == "3 Nov, 12:04"
    assert moment(ORDERED.replace(year=2024), NOW).text == "23 Nov 2024"
    assert moment(None, NOW).text == ""
