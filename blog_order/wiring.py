"""Connects job kinds and hooks to their handlers, once per process: web, worker, scheduler, command line."""

from __future__ import annotations

from blog_order import live
from blog_order.catalogue.link_changes import own_links
from blog_order.job_kinds import (
    APPLY_DECISION,
    REFUND_ORDER,
    SEND_EMAIL,
    SYNC_PAGE,
)
from blog_order.orders import products
from blog_order.orders.deciding.decision import apply_decision, give_up_decision
from blog_order.orders.deciding.retrying import (
    refuse_retry_of_decision,
    retry_first_version,
    retry_mail,
    retry_refund,
    retry_revision,
)
from blog_order.orders.link_changes import LINK_OWNER
from blog_order.orders.notices import alert_of_page_behind, alert_of_silent_scheduler, give_up_email, send_email
from blog_order.orders.paying.refunds import give_up_refund, refund_order
from blog_order.orders.writing.delivery import give_up_first_version
from blog_order.orders.writing.revision import give_up_revision
from blog_order.orders.writing.write import write_version
from blog_order.publishing.syncing import sync_page
from blog_order.queue.handlers import Handler, attach, unhandled_kinds
from blog_order.queue.owners import Owner
from blog_order.queue.progress import watch_progress
from blog_order.queue.scheduler_watch import tell_of_silence

HANDLERS: dict[str, tuple[Handler, Owner]] = {
    SEND_EMAIL: (send_email, Owner(give_up_email, retry_mail)),
    APPLY_DECISION: (apply_decision, Owner(give_up_decision, refuse_retry_of_decision)),
    SYNC_PAGE: (sync_page, Owner(alert_of_page_behind)),
    REFUND_ORDER: (refund_order, Owner(give_up_refund, retry_refund)),
}
"""What does the jobs of each kind, and the hooks of their owner: given up, and retried by an operator.

The jobs that write text are not here: each product names its own, and all are done alike.
"""
WRITE_FIRST: tuple[Handler, Owner] = (write_version, Owner(give_up_first_version, retry_first_version))
WRITE_REVISION: tuple[Handler, Owner] = (write_version, Owner(give_up_revision, retry_revision))


def wire() -> None:
    """Attach every kind's handler, and the live messages; safe to call again.

    Raises:
        LookupError: a kind is declared that nothing is attached to.
    """
    writing = {each.first_job: WRITE_FIRST for each in products.all_products()}
    writing |= {each.revision_job: WRITE_REVISION for each in products.all_products()}
    for kind, (run, owner) in (HANDLERS | writing).items():
        attach(kind, run, owner)
    if missing := unhandled_kinds():
        raise LookupError(f"No handler for {', '.join(missing)}: attach one in wiring.py.")
    own_links(LINK_OWNER)
    watch_progress(live.order_changed)
    tell_of_silence(alert_of_silent_scheduler)
