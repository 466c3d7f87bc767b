"""The versions of an order on its page: which is on show, what led to it, and what can be done with it."""

from __future__ import annotations

import datetime as dt

from blog_order.models import OrderStatus
from blog_order.orders import products
from blog_order.orders.desk.edit_saving import EDITOR
from blog_order.orders.events import Event
from blog_order.orders.reading.order_view import OrderView
from blog_order.orders.reading.versions import VersionLine, VersionView
from blog_order.screens.frame.view.moments import moment
from blog_order.screens.order.view.looks import PUBLISHED, Look
from blog_order.screens.order.view.review_views import Deciding, Origin, Undo, VersionTab, Wish

READABLE = (OrderStatus.PROCESSING, OrderStatus.QUALITY_CHECK, OrderStatus.ADMIN_REVIEW, OrderStatus.COMPLETED)
"""In these the page shows versions, if there are any; an order that was stopped shows why."""
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


def readable_nums(order: OrderView) -> list[int]:
    """Numbers of the versions that can be read now, the oldest first."""
    return [line.num for line in order.versions] if order.status in READABLE else []


def shown_by_itself(order: OrderView) -> int:
    """Number of the version that the page shows unless the visitor chose another; 0 for text being written, or none."""
    nums = readable_nums(order)
    if not nums or order.status == OrderStatus.PROCESSING:
        return 0
    return order.submitted_num or current_num(order)


def current_num(order: OrderView) -> int:
    """Number of the version that is sent and revised: the one gone back to, or the newest; 0 when there is none."""
    return order.chosen_num or (order.versions[-1].num if order.versions else 0)


def shown_num(order: OrderView, look: Look) -> int:
    """Number of the version on show; 0 for text that is being written, or none."""
    return look.version if look.version in readable_nums(order) else shown_by_itself(order)


def can_compare(order: OrderView) -> bool:
    """Whether there are two texts to compare."""
    return len(readable_nums(order)) >= (1 if products.of(order.product).starts_from_published else 2)


def compared_nums(order: OrderView, look: Look) -> tuple[int, int] | None:
    """Numbers of the two versions that are compared; None when none are.

    What the visitor left open is the version on show against the one before, the newest if there is none before; where
    each version starts from the published article, it is the version against that (``PUBLISHED``).
    """
    nums = readable_nums(order)
    if not look.comparing or not can_compare(order):
        return None
    new = look.new if look.new in nums else shown_num(order, look)
    if products.of(order.product).starts_from_published:
        return look.old if look.old in nums else PUBLISHED, new or nums[-1]
    if new == 0 or new == nums[0] != look.new:
        new = nums[-1]
    before = [num for num in nums if num < new]
    old = look.old if look.old in nums else before[-1] if before else nums[-1]
    return old, new


def on_show(order: OrderView, look: Look) -> int:
    """Number of the version that the page is about: the one to read, or the newer side of a comparison."""
    compared = compared_nums(order, look)
    return compared[1] if compared else shown_num(order, look)


def tabs_of(order: OrderView, look: Look, now: dt.datetime) -> list[VersionTab]:
    """All versions, and the one that is being written; none while there is nothing to choose from or to compare."""
    writing = order.status == OrderStatus.PROCESSING
    if not can_compare(order) and not (writing and readable_nums(order)):
        return []
    shown = shown_num(order, look) if not compared_nums(order, look) else -1
    by_itself = shown_by_itself(order)
    tabs = [_tab(order, line, shown, by_itself, now) for line in order.versions]
    if writing:
        tabs.append(VersionTab(0, name_of(order.versions[-1].num + 1), mark="being written", shown=shown == 0))
    return tabs


def _tab(order: OrderView, line: VersionLine, shown: int, by_itself: int, now: dt.datetime) -> VersionTab:
    return VersionTab(
        choose=0 if line.num == by_itself else line.num,
        name=name_of(line.num),
        at=moment(line.created_at, now),
        quality=f"{line.checks_passed} of {line.checks} checks passed" if line.checks else "",
        all_passed=line.checks == line.checks_passed,
        mark=_mark(order, line),
        shown=line.num == shown,
    )


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
        wishes = [Wish(each.get("note", ""), each.get("reason", "")) for each in version.not_followed]
        return Origin(version.notes, wishes, *_edited(order, version))
    return Origin(taken_notes(order)) if order.status == OrderStatus.PROCESSING else Origin()


def _edited(order: OrderView, version: VersionView) -> tuple[str, str]:
    """That an editor made this version, and what they wrote about it."""
    if version.author != EDITOR:
        return "", ""
    edits = (event.detail for event in order.events if event.what == Event.VERSION_EDITED)
    detail = next((each for each in edits if each.get("version") == version.num), {})
    base = f", starting from version {detail['base']}" if detail.get("base") else ""
    return f"An editor of {order.site_name} edited this version{base}.", str(detail.get("note", ""))


def taken_notes(order: OrderView) -> str:
    """The notes of the last request for changes."""
    asked = next((event for event in reversed(order.events) if event.what == Event.REVISION_REQUESTED), None)
    return str(asked.detail.get("notes", "")) if asked else ""


def deciding_of(order: OrderView, num: int) -> Deciding:
    """What the customer can do, with the version of this number on show."""
    if not order.can_submit_for_review or not order.versions:
        return Deciding()
    failed = has_failed(order)
    return Deciding(
        open=True,
        send_num=num,
        send_name=name_of(num).lower(),
        base_name=name_of(current_num(order)).lower(),
        use_num=num if len(order.versions) > 1 and num != current_num(order) else 0,
        use_name=name_of(num).lower(),
        estimate=order.revision_estimate.replace("-", "–"),
        failed_notes=taken_notes(order) if failed else "",
        taken_notes=taken_notes(order),
    )


def has_failed(order: OrderView) -> bool:
    """The last revision could not be written, and none has been since."""
    return last_told(order, Event.VERSION_READY, Event.REVISION_FAILED) == Event.REVISION_FAILED


def last_told(order: OrderView, *events: Event) -> Event | None:
    """Return the latest of these events; None when there was none."""
    return next((event.what for event in reversed(order.events) if event.what in events), None)


def failure_words(order: OrderView) -> str:
    """Why the last revision could not be written."""
    failed = next((event for event in reversed(order.events) if event.what == Event.REVISION_FAILED), None)
    return str(failed.detail.get("reason", "")) if failed else ""


def undo_of(order: OrderView, now: dt.datetime) -> Undo:
    """The submission, while it can be taken back."""
    if order.undo_until is None or order.submitted_num is None:
        return Undo()
    return Undo(name_of(order.submitted_num), round(max(0.0, (order.undo_until - now).total_seconds()), 1))
