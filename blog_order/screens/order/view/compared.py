"""The comparison on an order page: of two versions, or of one with the published article it was worked into."""

from __future__ import annotations

from blog_order.models import OrderStatus
from blog_order.orders.reading.order_view import OrderView
from blog_order.orders.reading.versions import PublishedText, VersionView
from blog_order.screens.frame.view.comparison import Changes, compare_versions
from blog_order.screens.order.view.looks import PUBLISHED, PUBLISHED_CHOICE
from blog_order.screens.order.view.model import Comparison
from blog_order.screens.order.view.proof import verdict_of
from blog_order.screens.order.view.shown import Shown

WITHDRAWN = "The published article that this version was worked into is not there any more, so we cannot compare them."
CHANGED_SINCE = (
    "The published article was changed after this version was written. Before it goes online, your link is worked into "
    "the article as it is then."
)
NOT_ONLINE_YET = (OrderStatus.PROCESSING, OrderStatus.QUALITY_CHECK, OrderStatus.ADMIN_REVIEW)


def comparison_of(order: OrderView, shown: Shown) -> Comparison:
    """What the visitor chose to compare; empty when they did not."""
    new, old = shown.version, shown.old
    if not shown.comparing or new is None:
        return Comparison()
    published = old if isinstance(old, PublishedText) else None
    changes = compare_versions(_text(old), _text(new), order.target_url) if old else Changes(WITHDRAWN)
    return Comparison(
        old=PUBLISHED_CHOICE if shown.old_num == PUBLISHED else str(shown.old_num),
        new=str(shown.num),
        numbers=[str(num) for num in shown.nums],
        with_published=shown.with_published,
        summary=changes.summary,
        verdict=verdict_of(new) if published else "",
        note=CHANGED_SINCE if published and not published.current and order.status in NOT_ONLINE_YET else "",
        blocks=list(changes.blocks),
    )


def _text(of: VersionView | PublishedText) -> str:
    return f"# {of.title}\n\n{of.content}"
