"""Reads an order and makes of it what its page shows. Blocks: call it in a thread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace

from blog_order.errors import NotFound
from blog_order.models import CancelReason, OrderStatus, PaymentState
from blog_order.money import format_money
from blog_order.orders import products
from blog_order.orders.reading.order_view import OrderView, read_order
from blog_order.orders.reading.versions import VersionView, read_version
from blog_order.orders.writing.live_draft import LiveDraft, read_live_draft
from blog_order.screens.frame.paths import START
from blog_order.screens.frame.view.article_text import draft_text, text_to_come, version_text
from blog_order.screens.frame.view.moments import moment
from blog_order.screens.frame.view.phases import Phase
from blog_order.screens.frame.view.report import report_of
from blog_order.screens.order.view.compared import read_comparison
from blog_order.screens.order.view.history import history_of
from blog_order.screens.order.view.looks import Arrival, Look, Visit
from blog_order.screens.order.view.proof import proof_of
from blog_order.screens.order.view.steps import steps_of, substeps_of, work_of
from blog_order.screens.order.view.versions import (
    can_compare,
    compared_nums,
    deciding_of,
    on_show,
    origin_of,
    tabs_of,
    undo_of,
)
from blog_order.screens.order.view.views import Header, Offers, OrderPage
from blog_order.screens.order.view.words import words_for
from blog_order.screens.shop.view.address import Wanted, list_path

DEFAULT_LOOK = Look()


def read_pages(order_id: str, visits: Collection[Visit]) -> dict[Visit, OrderPage]:
    """The page of an order for each of its visits, with the version or the comparison that was chosen there; of an
    unknown order, a page that says so.

    Raises:
        Unavailable: the database does not answer.
    """
    try:
        order = read_order(order_id)
        draft = read_live_draft(order_id) if order.status == OrderStatus.PROCESSING else None
        return {visit: _read_page(order, draft, visit) for visit in visits}
    except NotFound:
        return dict.fromkeys(visits, OrderPage(Phase.UNKNOWN))


def read_page(order_id: str, visit: Visit) -> OrderPage:
    """The page of an order for one visit, as above."""
    return read_pages(order_id, (visit,))[visit]


def _read_page(order: OrderView, draft: LiveDraft | None, visit: Visit) -> OrderPage:
    num = on_show(order, visit.look)
    earlier = read_version(order.id, num) if num and num != order.versions[-1].num else None
    page = build_page(order, draft, visit.arrival, dt.datetime.now(dt.UTC), visit.look, earlier)
    return replace(page, comparison=read_comparison(order, visit.look))


def build_page(
    order: OrderView,
    draft: LiveDraft | None,
    arrival: str,
    now: dt.datetime,
    look: Look = DEFAULT_LOOK,
    earlier: VersionView | None = None,
) -> OrderPage:
    """What the page shows of an order, and of the text that is being written for it.

    ``earlier`` is the version on show when that is not the newest.
    """
    job, num = order.active_job, on_show(order, look)
    version = earlier or (order.version if num else None)
    page = OrderPage(
        phase=Phase.SHOWN,
        header=_header(order, now),
        words=words_for(order, job, arrival),
        offers=_offers(order, arrival),
        steps=steps_of(order, now),
        substeps=substeps_of(job, draft.num if draft else 1),
        work=work_of(order, job),
        versions=tabs_of(order, look, now),
        comparable=can_compare(order),
        origin=origin_of(order, version),
        proof=proof_of(order, version),
        editor_note=order.editor_note,
        deciding=deciding_of(order, num),
        undo=undo_of(order, now),
        history=history_of(order, now),
    )
    if compared_nums(order, look):
        return replace(page, report=report_of(version.qc_report)) if version else page
    if version is not None:
        text, blocks, tail = version_text(order, version)
        return replace(page, text=text, blocks=blocks, tail=tail, report=report_of(version.qc_report))
    if order.status != OrderStatus.PROCESSING:
        return page
    next_num = order.versions[-1].num + 1 if order.versions else 1
    if draft is not None:
        text, blocks, tail = draft_text(draft, order.target_url, next_num)
        return replace(page, text=text, blocks=blocks, tail=tail)
    return replace(page, text=text_to_come(next_num)) if next_num > 1 else page


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
        other_articles_path=list_path(START, Wanted(free_only=True)) if sold_out else "",
        published_url=order.published_url or "" if order.status == OrderStatus.COMPLETED else "",
    )
