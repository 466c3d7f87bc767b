"""Names of the jobs that orders need; also the actor names on Redis."""

from __future__ import annotations

from blog_order.models import Product

ARTICLE_GENERATION = "generate_article"
ARTICLE_REVISION = "revise_article"
BACKLINK_INTEGRATION = "integrate_backlink"
BACKLINK_REVISION = "revise_backlink"
SEND_EMAIL = "send_email"
APPLY_DECISION = "apply_decision"
REFUND_ORDER = "refund_order"

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
