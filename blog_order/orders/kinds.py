"""Names of the jobs that orders need; also the actor names on Redis."""

ARTICLE_GENERATION = "generate_article"
ARTICLE_REVISION = "revise_article"
SEND_EMAIL = "send_email"
APPLY_DECISION = "apply_decision"
REFUND_ORDER = "refund_order"

CONTENT_KINDS = (ARTICLE_GENERATION, ARTICLE_REVISION)
"""The jobs that write text: those that a customer sees as the work on the order."""
