"""Reads the desk and makes of it what its page shows. Blocks: call it in a thread."""

from __future__ import annotations

import datetime as dt

from blog_order.content.markdown import plain_text
from blog_order.errors import NotFound
from blog_order.models import public_number, utcnow
from blog_order.money import format_money
from blog_order.orders.desk.desk import (
    DeskOrder,
    OpenDecision,
    ReviewQueue,
    SubmittedVersion,
    read_desk_order,
    read_review_queue,
)
from blog_order.screens.desk.view.model import DecidedLine, DeskView, DeskWanted, OrderOnDesk, ReviewLine
from blog_order.screens.frame.admin.paths import edit_path
from blog_order.screens.frame.admin.view.timeline import timeline_of
from blog_order.screens.frame.admin.view.version_notes import version_notes_of
from blog_order.screens.frame.admin.view.words import DECISION_WORDS, STATUS_TONES, STATUS_WORDS, age
from blog_order.screens.frame.view.blocks import version_blocks
from blog_order.screens.frame.view.comparison import Changes, compare_versions
from blog_order.screens.frame.view.moments import moment
from blog_order.screens.frame.view.report import report_of


def read_desk(wanted: DeskWanted) -> DeskView:
    """The queue, and the order that is wanted."""
    now = utcnow()
    queue = read_review_queue()
    number = wanted.number or (queue.waiting[0].number if queue.waiting else None)
    order = _find(number)
    view = DeskView(
        queue=_lines(queue, number, now),
        summary=_summary(queue, now),
        decided=[_decided(each, wanted.editor) for each in queue.decided],
        refresh_in=(queue.next_at - now).total_seconds() if queue.next_at else None,
        wanted=DeskWanted(wanted.editor, number if order else None, wanted.changes),
    )
    if order is None or not order.versions:
        return view
    return _with_order(view, order, queue, wanted, now)


def _find(number: int | None) -> DeskOrder | None:
    try:
        return read_desk_order(number) if number else None
    except NotFound:
        return None


def _with_order(view: DeskView, order: DeskOrder, queue: ReviewQueue, wanted: DeskWanted, now: dt.datetime) -> DeskView:
    version = order.versions[-1]
    before = _made_from(version, order.versions)
    shows_changes = wanted.changes and before is not None
    changes = Changes("")
    if before and shows_changes:
        changes = compare_versions(before.content, version.content, order.target_url)
    return DeskView(
        queue=view.queue,
        summary=view.summary,
        decided=view.decided,
        order=_order(order, version, before, queue, wanted, now),
        blocks=[] if shows_changes else list(version_blocks(version.content, order.target_url, order.paid_link_rel)),
        changes=list(changes.blocks),
        not_compared="" if changes.blocks else changes.summary,
        report=report_of(version.qc_report, full=True),
        versions=[version_notes_of(each, now) for each in reversed(order.versions)],
        timeline=timeline_of(order.events, order.currency, now),
        refresh_in=view.refresh_in,
        wanted=view.wanted,
    )


def _made_from(version: SubmittedVersion, versions: list[SubmittedVersion]) -> SubmittedVersion | None:
    """The version that this one changed: not always the one before it, since one can go back."""
    earlier = versions[:-1]
    return next((each for each in earlier if each.id == version.base_id), earlier[-1] if earlier else None)


def _order(
    order: DeskOrder,
    version: SubmittedVersion,
    before: SubmittedVersion | None,
    queue: ReviewQueue,
    wanted: DeskWanted,
    now: dt.datetime,
) -> OrderOnDesk:
    numbers = [line.number for line in queue.waiting]
    at = numbers.index(order.number) if order.number in numbers else -1
    return OrderOnDesk(
        number=order.number,
        label=public_number(order.number),
        version=version.num,
        version_label=f"Version {version.num}",
        title=version.title,
        meta_description=version.meta_description,
        site=order.site_name,
        topic=order.topic,
        keyword=order.keyword,
        niche=order.niche,
        notes=order.notes,
        target_url=order.target_url,
        anchor_text=order.anchor_text,
        rel=order.paid_link_rel,
        price=format_money(order.amount, order.currency),
        submitted=moment(order.submitted_at, now),
        status=STATUS_WORDS[order.status],
        tone=STATUS_TONES[order.status],
        can_be_decided=order.can_be_decided,
        verdict=_sentence(order.decision, wanted.editor) if order.decision else "",
        verdict_until=_iso(order.decision) if order.decision else "",
        verdict_id=order.decision.id if order.decision else "",
        trouble=order.trouble,
        passage_before=plain_text(version.placement.get("passage", "")),
        passage_now=plain_text(version.placement.get("replacement", "")),
        compares_with=f"version {before.num}" if before else "",
        shows_changes=wanted.changes and before is not None,
        edit_path=edit_path(order.number),
        next_number=numbers[at + 1] if at + 1 < len(numbers) else 0,
        back_number=numbers[at - 1] if at > 0 else 0,
    )


def _lines(queue: ReviewQueue, number: int | None, now: dt.datetime) -> list[ReviewLine]:
    return [
        ReviewLine(
            number=line.number,
            label=public_number(line.number),
            site=line.site_name,
            topic=line.topic,
            version=f"version {line.version_num}" if line.version_num > 1 else "",
            age=age(line.submitted_at, now),
            since=line.submitted_at.isoformat(timespec="seconds"),
            current=line.number == number,
        )
        for line in queue.waiting
    ]


def _summary(queue: ReviewQueue, now: dt.datetime) -> str:
    """For example: 7 waiting, oldest 3 h."""
    if not queue.waiting:
        return "Nothing waiting"
    return f"{queue.total} waiting, oldest {age(queue.waiting[0].submitted_at, now)}"


def _decided(decision: OpenDecision, editor: str) -> DecidedLine:
    return DecidedLine(
        id=decision.id,
        number=decision.number,
        text=f"{_sentence(decision, editor)} {public_number(decision.number)}",
        until=_iso(decision),
        mine=decision.editor == editor,
    )


def _sentence(decision: OpenDecision, editor: str) -> str:
    who = "You" if decision.editor == editor else decision.editor
    return f"{who} {DECISION_WORDS[decision.kind]}"


def _iso(decision: OpenDecision) -> str:
    return decision.effective_at.isoformat(timespec="milliseconds")
