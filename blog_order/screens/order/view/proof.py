"""The proof that a backlink changed one passage: what stood there, what stands there now, and the link in it."""

from __future__ import annotations

from blog_order.content.markdown import render_article
from blog_order.orders.reading.order_view import OrderView
from blog_order.orders.reading.versions import VersionView
from blog_order.screens.order.view.model import Proof


def proof_of(order: OrderView, version: VersionView | None) -> Proof:
    """Empty for an article, and while there is no version."""
    if version is None or not version.placement:
        return Proof()
    passage, replacement = version.placement["passage"], version.placement["replacement"]
    return Proof(
        before=render_article(passage),
        after=render_article(replacement, paid_url=order.target_url, paid_rel=order.paid_link_rel, mark_paid=True),
        anchor_text=order.anchor_text,
        target_url=order.target_url,
        verdict=verdict_of(version),
    )


def verdict_of(version: VersionView) -> str:
    """What our check found of everything outside the passage; empty when it found nothing good."""
    unchanged = any(check["id"] == "nothing-else" and check["passed"] for check in version.qc_report.get("checks", []))
    return "Nothing else in the article changed." if unchanged else ""
