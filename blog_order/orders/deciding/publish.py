"""An approved version is published at its article's place; the order is COMPLETED only when its link was seen there.

Three steps: the record, in one transaction; the place, outside any; the order's end, in another. An attempt that fails
or is cut off is repeated: the record finds what it has made, and a place its page (publishing/place.py). What is left
of a job that is given up is taken back (take_back.py).
"""

from __future__ import annotations

from blog_order.content.placement import Unplaceable
from blog_order.database import Work, transaction
from blog_order.errors import Failure
from blog_order.mail.render import MailKind
from blog_order.models import Decision, Order, OrderStatus, utcnow
from blog_order.orders import products
from blog_order.orders.deciding.take_back import take_back
from blog_order.orders.events import Event
from blog_order.orders.lifecycle import Actor, change_status, lock_order
from blog_order.orders.notices import notify_customer
from blog_order.publishing.place import Page, Publication
from blog_order.publishing.publication import keep_page, read_publication
from blog_order.publishing.registry import place_of
from blog_order.publishing.syncing import sync_later
from blog_order.queue import ledger
from blog_order.queue.running import RunningJob


def publish(job: RunningJob, decision: Decision) -> None:
    """Publish the approved version, read the page as a reader would, then complete the order.

    A backlink whose article has changed since it was written is worked into the article as it is now; where its
    passage is gone, it is written anew and comes back to the customer.

    Raises:
        Failure: the place failed, or its page lacks the customer's link.
    """
    job.progress("publishing", 20)
    with transaction() as session:
        order = lock_order(session, decision.order_id)
        if order.status != OrderStatus.ADMIN_REVIEW:
            take_back(session, order)  # disputed or refunded since an earlier attempt
            return
        target_url = order.target_url
        try:
            article_id = products.of(order.product).put_in_record(session, order, decision)
        except Unplaceable as error:
            _write_again(session, job, order, decision, str(error))
            return
        publication = read_publication(session, article_id)
    place = place_of(publication.page.place)
    page = place.publish(publication)
    keep_page(page)
    job.progress("looking at the page", 60)
    try:
        place.verify(page, (target_url,))
    except Failure:
        if place.shows_record:  # elsewhere the page stays for the next attempt, and goes when the job is given up
            with transaction() as session:
                take_back(session, lock_order(session, decision.order_id))
        raise
    with transaction() as session:
        job.finish(session)
        order = lock_order(session, decision.order_id)
        if order.status == OrderStatus.ADMIN_REVIEW:
            _complete(session, order, decision, publication, page)
        else:
            take_back(session, order)  # disputed or refunded while the place was busy


def _complete(session: Work, order: Order, decision: Decision, publication: Publication, page: Page) -> None:
    session.get_one(Decision, decision.id).applied_at = utcnow()
    order.published_url, order.completed_at = page.url, utcnow()
    change_status(
        session, order, OrderStatus.COMPLETED, actor=Actor.WORKER, who=decision.editor, what=Event.ORDER_PUBLISHED
    )
    notify_customer(session, order, MailKind.PUBLISHED, key=f"published-{order.id}", published_url=page.url)
    if read_publication(session, page.article_id) != publication:
        # Changed while the place was busy: what it wrote last may be the older text.
        sync_later(session, page, order_id=order.id)


def _write_again(session: Work, job: RunningJob, order: Order, decision: Decision, why: str) -> None:
    """The article has changed where the link stood: a new version is written on it, and the customer reads that."""
    job.finish(session)
    row = session.get_one(Decision, decision.id)
    row.undone_at, row.trouble = utcnow(), f"The article has changed since: {why}"
    order.submitted_version_id = order.submitted_at = None
    change_status(session, order, OrderStatus.PROCESSING, actor=Actor.WORKER, what=Event.ARTICLE_CHANGED, reason=why)
    ledger.enqueue(session, products.of(order.product).first_job, order_id=order.id)
