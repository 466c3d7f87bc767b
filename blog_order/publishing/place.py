"""The interface of a place of publication: where the articles of a site are shown to readers.

Our database has the record of every article (``Article`` and its editions); a place shows it. The built-in blog renders
the record itself. Any other place is a server that we talk to, which is slow, fails, and forgets.

To add a place:

1. Add a member to ``PublishingPlace`` (models/catalogue.py), and a migration that widens the two CHECKs,
   ``ck_site_publishing_place`` and ``ck_article_publishing_place``.
2. Write a class with the members of :class:`Place` in a module of this package. Talk to the server through a gateway
   (blog_order/gateways): official client, explicit time-outs, limits.
3. Name it in ``PLACES`` (publishing/registry.py). A member without an entry fails at import.
4. Give the jobs that call it, APPLY_DECISION and SYNC_PAGE, a queue in which a slow server keeps no email or payment
   waiting, and a time limit that its calls fit into (blog_order/job_kinds.py).
5. Let the publisher enter what the place needs to know about a site (URL, key); ``Page.site_id`` finds it.

What a place can rely on:

- It is never called inside a database transaction, and no connection is held meanwhile.
- It is called again after a crash or a failure, with the same ``Page.article_id``, and perhaps without the ``url`` and
  the ``reference`` that it returned: we may have died before we stored them.
- Calls about one article can overlap. Each caller looks at the record again after its call, and has the place follow
  if it has changed (publishing/syncing.py), so a place needs no lock of its own.

What a place has to do:

- **Once.** Write ``Page.article_id`` into what it creates, as its idempotency marker, and look for it before creating
  anything: an article has one page however often it is published. The marker is no secret.
- **Say how it failed.** Raise :class:`~blog_order.errors.Failure` with a message for the editors, without secrets.
  ``retryable=False`` when another try cannot help (wrong key, no permission, refused content); ``retry_after_seconds``
  when the server asked for a pause. A time-out is retryable, and says nothing about whether the call had its effect.
- **End in time.** A call must end well within the time limit of its job.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Protocol

from blog_order.models import PublishingPlace


@dataclass(frozen=True)
class Page:
    """An article's page at its place. ``url`` and ``reference`` are empty until the place has said them."""

    article_id: str
    """The idempotency marker: one article, one page."""
    site_id: str
    place: PublishingPlace
    url: str = ""
    """Public and absolute; what customers and readers get."""
    reference: str = ""
    """The place's own name for the page, such as the number of a post."""


@dataclass(frozen=True)
class Publication:
    """One edition of an article, as its place is to show it. ``content`` is Markdown without the title."""

    page: Page = field(compare=False)
    edition: int
    site_slug: str
    slug: str
    title: str
    description: str
    tags: tuple[str, ...]
    author: str
    language: str
    content: str
    paid_urls: tuple[str, ...]
    """Targets that were paid for; their links carry ``paid_link_rel``."""
    paid_link_rel: str


class Place(Protocol):
    """Where articles are published. Every method can be called again with the same effect."""

    shows_record: bool
    """True if committing the record is what changes the page, so that there is nothing to call afterwards."""

    def publish(self, publication: Publication) -> Page:
        """Make the page show this edition: create the page unless there is one with its marker, else change it.

        Returns:
            The page with its ``url`` and ``reference``.

        Raises:
            Failure: it is not known to show this edition.
        """

    def verify(self, page: Page, links: Collection[str]) -> None:
        """Read the page back as a reader would, and find a link to each of the URLs in ``links``.

        Raises:
            Failure: it cannot be read, or a link is missing.
        """

    def restore(self, publication: Publication) -> Page:
        """Make a published page show another edition at the same URL. Never create one: it may have been deleted there.

        Raises:
            Failure: it is not known to show this edition; not retryable if the page is gone.
        """

    def unpublish(self, page: Page) -> None:
        """Take the page back. Success also when there is none with its marker.

        Raises:
            Failure: readers may still see it.
        """
