"""The versions of an order on its page: all of them, what led to the one on show, and what can be done with it."""

from __future__ import annotations

import datetime as dt

from blog_order.models import OrderStatus
from blog_order.orders.desk.edit_saving import EDITOR
from blog_order.orders.events import Event
from blog_order.orders.reading.order_view import OrderView
from blog_order.orders.reading.versions import VersionLine, VersionView
from blog_order.screens.frame.view.moments import moment
from blog_order.screens.frame.view.requests import unmet_requests
from blog_order.screens.order.view.model import Deciding, Origin, Undo, VersionTab
from blog_order.screens.order.view.shown import Shown
from blog_order.screens.order.view.told import has_failed, taken_notes

EDITED_MARK = "edited by the editor"
SUBMITTED_MARKS = {OrderStatus.ADMIN_REVIEW: "sent", OrderStatus.COMPLETED: "published"}


def name_of(num: int) -> str:
    """What a version is called."""
    return f"Version {num}"


def submitted_name(order: OrderView) -> str:
    """How a sentence names the version that was sent: there may be only one."""
    if order.submitted_num is None or len(order.versions) < 2:
        return "your article"
    return name_of(order.submitted_num).lower()


def tabs_of(order: OrderView, shown: Shown, now: dt.datetime) -> list[VersionTab]:
    """All versions, and the one that is being written; none while there is nothing to choose from or to compare."""
    writing = order.status == OrderStatus.PROCESSING
    if not shown.comparable and not (writing and shown.nums):
        return []
    read = -1 if shown.comparing else shown.num
    tabs = [
        VersionTab(
            choose=0 if line.num == shown.by_itself else line.num,
            name=name_of(line.num),
            at=moment(line.created_at, now),
            quality=f"{line.checks_passed} of {line.checks} checks passed" if line.checks else "",
            all_passed=line.checks == line.checks_passed,
            mark=_mark(order, line),
            shown=line.num == read,
        )
        for line in order.versions
    ]
    if writing:
        tabs.append(VersionTab(0, name_of(order.versions[-1].num + 1), mark="being written", shown=read == 0))
    return tabs


def _mark(order: OrderView, line: VersionLine) -> str:
    """What sets a version apart: what became of it, and that an editor wrote it."""
    edited = line.author == EDITOR
    marks = [EDITED_MARK] if edited else []
    if line.num == order.submitted_num and (mark := SUBMITTED_MARKS.get(order.status)):
        # What the customer sent is the version that this one was made from.
        marks = marks if edited and order.status == OrderStatus.ADMIN_REVIEW else [mark, *marks]
    elif line.num == order.chosen_num and order.status == OrderStatus.QUALITY_CHECK:
        marks.insert(0, "in use")
    return ", ".join(marks)


def origin_of(order: OrderView, version: VersionView | None) -> Origin:
    """What led to the version on show, or to the text that is being written."""
    if version is not None:
        return Origin(version.notes, unmet_requests(version.not_followed), *_edited(order, version))
    return Origin(taken_notes(order)) if order.status == OrderStatus.PROCESSING else Origin()


def _edited(order: OrderView, version: VersionView) -> tuple[str, str]:
    """That an editor made this version, and what they wrote about it."""
    if version.author != EDITOR:
        return "", ""
    edits = (event.detail for event in order.events if event.what == Event.VERSION_EDITED)
    detail = next((each for each in edits if each.get("version") == version.num), {})
    base = f", starting from version {detail['base']}" if detail.get("base") else ""
    return f"An editor of {order.site_name} edited this version{base}.", str(detail.get("note", ""))


def deciding_of(order: OrderView, shown: Shown) -> Deciding:
    """What the customer can do with the version on show."""
    if not order.can_submit_for_review or not order.versions:
        return Deciding()
    num, failed = shown.num, has_failed(order)
    return Deciding(
        open=True,
        send_num=num,
        send_name=name_of(num).lower(),
        base_name=name_of(shown.current).lower(),
        use_num=num if len(order.versions) > 1 and num != shown.current else 0,
        use_name=name_of(num).lower(),
        estimate=order.revision_estimate.replace("-", "–"),
        failed_notes=taken_notes(order) if failed else "",
        taken_notes=taken_notes(order),
    )


def undo_of(order: OrderView, now: dt.datetime) -> Undo:
    """The submission, while it can be taken back."""
    if order.undo_until is None or order.submitted_num is None:
        return Undo()
    return Undo(name_of(order.submitted_num), round(max(0.0, (order.undo_until - now).total_seconds()), 1))
