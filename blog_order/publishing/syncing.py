"""Has a place follow the record, by a job that begins after the commit: an edition was restored, or taken back.

The job is enqueued in the transaction that changes the record, so neither is ever without the other. It is told which
page, never what to show: it reads that from the record when it runs, and looks again after each call. So jobs and
approvals about one article can overlap, and whichever ends last leaves the place as the record is.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from blog_order.content.reading import links_to
from blog_order.database import Work, transaction
from blog_order.job_kinds import SYNC_PAGE
from blog_order.models import Article, PublishingPlace
from blog_order.publishing.place import Page, Place, Publication
from blog_order.publishing.publication import keep_page, read_publication
from blog_order.publishing.registry import place_of
from blog_order.queue import ledger
from blog_order.queue.running import RunningJob


def sync_later(session: Work, page: Page, *, order_id: str | None = None, delay_seconds: float = 0) -> None:
    """Have the place follow the record once the transaction is committed; nothing to do if it shows the record."""
    if not place_of(page.place).shows_record:
        what = {"page": asdict(page)}
        ledger.enqueue(session, SYNC_PAGE, order_id=order_id, arguments=what, delay_seconds=delay_seconds)


def page_in(arguments: dict[str, Any]) -> Page:
    """The page that a job of this kind is about."""
    return Page(**(arguments["page"] | {"place": PublishingPlace(arguments["page"]["place"])}))


def sync_page(job: RunningJob) -> None:
    """Make the place show what the record says of an article, until both agree.

    Raises:
        Failure: the place failed.
    """
    page = page_in(job.arguments)
    place = place_of(page.place)
    shown: Publication | None = None
    while True:
        with transaction() as session:
            gone = session.get(Article, page.article_id) is None
            wanted = None if gone else read_publication(session, page.article_id)
            # A page that was never published is its approval's to publish.
            if wanted is not None and (wanted == shown or not wanted.page.reference):
                job.finish(session)
                return
        job.progress("publishing", 50)
        if wanted is None:
            place.unpublish(page)
            return
        _restore(place, wanted)
        shown = wanted


def _restore(place: Place, publication: Publication) -> None:
    page = place.restore(publication)
    keep_page(page)
    place.verify(page, [url for url in publication.paid_urls if links_to(publication.content, url)])
