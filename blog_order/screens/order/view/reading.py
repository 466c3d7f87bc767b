"""Reads an order and makes of it what its page shows. Blocks: call it in a thread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from blog_order.errors import NotFound
from blog_order.models import CancelReason, OrderStatus, PaymentState
from blog_order.money import format_money
from blog_order.orders import products
from blog_order.orders.reading.order_view import OrderView, read_order
from blog_order.orders.writing.live_draft import LiveDraft, read_live_draft
from blog_order.screens.frame.paths import START
from blog_order.screens.frame.view.moments import moment
from blog_order.screens.frame.view.phases import Phase
from blog_order.screens.frame.view.report import Report, report_of
from blog_order.screens.order.view.article import draft_text, finished_text, text_to_come
from blog_order.screens.order.view.compared import comparison_of
from blog_order.screens.order.view.history import history_of
from blog_order.screens.order.view.looks import Arrival, Visit
from blog_order.screens.order.view.model import Header, Offers, OrderPage, Text
from blog_order.screens.order.view.proof import proof_of
from blog_order.screens.order.view.shown import Shown, read_shown
from blog_order.screens.order.view.steps import steps_of, substeps_of, work_of
from blog_order.screens.order.view.versions import deciding_of, origin_of, tabs_of, undo_of
from blog_order.screens.order.view.words import words_for
from blog_order.screens.shop.view.wanted import ListWanted, list_path


def read_pages(order_id: str, visits: Collection[Visit]) -> dict[Visit, OrderPage]:
    """The page of an order for each of its visits, with the version or the comparison that was chosen there; of an
    unknown order, a page that says so.

    Raises:
        Unavailable: the database does not answer.
    """
    try:
        order = read_order(order_id)
        draft = read_live_draft(order_id) if order.status == OrderStatus.PROCESSING else None
        shown = {look: read_shown(order, look) for look in {visit.look for visit in visits}}
    except NotFound:
        return dict.fromkeys(visits, OrderPage(Phase.UNKNOWN))
    now = dt.datetime.now(dt.UTC)
    return {visit: build_page(order, shown[visit.look], draft, visit.arrival, now) for visit in visits}


def read_page(order_id: str, visit: Visit) -> OrderPage:
    """The page of an order for one visit, as above."""
    return read_pages(order_id, (visit,))[visit]


def build_page(order: OrderView, shown: Shown, draft: LiveDraft | None, arrival: str, now: dt.datetime) -> OrderPage:
    """What the page shows of an order.

    Args:
        order: the order.
        shown: what the visitor sees of its versions.
        draft: the text that is being written for it, if there is one.
        arrival: what brought the visitor, one of ``Arrival``.
        now: the time that moments are told from.
    """
    job = order.active_job
    text, blocks, tail = _text_of(order, shown, draft)
    return OrderPage(
        phase=Phase.SHOWN,
        header=_header(order, now),
        words=words_for(order, job, arrival),
        offers=_offers(order, arrival),
        steps=steps_of(order, now),
        substeps=substeps_of(job, draft.num if draft else 1),
        work=work_of(order, job),
        text=text,
        blocks=blocks,
        tail=tail,
        report=report_of(shown.version.qc_report) if shown.version else Report(),
        proof=proof_of(order, shown.version),
        versions=tabs_of(order, shown, now),
        comparable=shown.comparable,
        origin=origin_of(order, shown.version),
        editor_note=order.editor_note,
        deciding=deciding_of(order, shown),
        undo=undo_of(order, now),
        comparison=comparison_of(order, shown),
        history=history_of(order, now),
    )


def _text_of(order: OrderView, shown: Shown, draft: LiveDraft | None) -> tuple[Text, list[str], str]:
    """The text to read, with its finished blocks and the last one: a version, or what is being written."""
    if shown.comparing:
        return Text(), [], ""
    if shown.version is not None:
        return finished_text(order, shown.version)
    if order.status != OrderStatus.PROCESSING:
        return Text(), [], ""
    next_num = order.versions[-1].num + 1 if order.versions else 1
    if draft is not None:
        return draft_text(draft, order.target_url, next_num)
    return text_to_come(next_num) if next_num > 1 else Text(), [], ""


def _header(order: OrderView, now: dt.datetime) -> Header:
    return Header(
        number=order.number,
        what=products.of(order.product).words.header,
        topic=order.topic,
        site_name=order.site_name,
        site_slug=order.site_slug,
        anchor_text=order.anchor_text,
        target_url=order.target_url,
        price=format_money(order.amount, order.currency),
        ordered=moment(order.created_at, now),
    )


def _offers(order: OrderView, arrival: str) -> Offers:
    unpaid = order.status == OrderStatus.AWAITING_PAYMENT and not order.payment_url
    never_paid = order.status == OrderStatus.CANCELLED and order.paid_at is None
    sold_out = order.cancel_reason == CancelReason.SOLD_OUT
    pending = order.payment_state == PaymentState.PENDING
    again = products.of(order.product).form.path(order.site_slug, order.article_slug)
    return Offers(
        # Whoever comes back from paying must not be led to pay again while we ask.
        payment_url="" if arrival in (Arrival.PAID, Arrival.PAID_LATE) else order.payment_url,
        can_give_up=order.status == OrderStatus.AWAITING_PAYMENT
        and order.payment_state == PaymentState.UNPAID
        and arrival not in (Arrival.PAID, Arrival.PAID_LATE),
        order_again_path=again if (unpaid and not pending) or (never_paid and not sold_out) else "",
        other_articles_path=list_path(START, ListWanted(free_only=True)) if sold_out else "",
        published_url=order.published_url or "" if order.status == OrderStatus.COMPLETED else "",
    )
