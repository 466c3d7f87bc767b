"""Which jobs write the text of an order."""

from __future__ import annotations

from blog_order.job_kinds import ARTICLE_GENERATION, ARTICLE_REVISION, BACKLINK_INTEGRATION, BACKLINK_REVISION
from blog_order.models import Product

FIRST_KINDS = (ARTICLE_GENERATION, BACKLINK_INTEGRATION)
REVISION_KINDS = (ARTICLE_REVISION, BACKLINK_REVISION)
CONTENT_KINDS = (*FIRST_KINDS, *REVISION_KINDS)
"""The jobs that write text: those that a customer sees as the work on the order."""


def first_job_kind(product: Product) -> str:
    """The job that makes an order's first version."""
    return BACKLINK_INTEGRATION if product == Product.BACKLINK else ARTICLE_GENERATION


def revision_job_kind(product: Product) -> str:
    """The job that makes a version after the customer's notes."""
    return BACKLINK_REVISION if product == Product.BACKLINK else ARTICLE_REVISION
