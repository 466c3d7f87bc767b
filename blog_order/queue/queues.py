"""Queues, by who waits for them: writers hold long jobs; the priority worker is never blocked by them."""

from __future__ import annotations

import enum


class Queue(enum.StrEnum):
    """Names of the Dramatiq queues."""

    ARTICLE_GENERATION = "article-generation"
    ARTICLE_REVISION = "article-revision"
    BACKLINK_INTEGRATION = "backlink-integration"
    BACKLINK_REVISION = "backlink-revision"
    EMAIL = "email"
    PAYMENTS = "payments"
