"""Reads the two texts that an order page compares: two versions, or one and the published article it was worked into.
Blocks: call it in a thread.
"""

from __future__ import annotations

from blog_order.models import OrderStatus
from blog_order.orders import products
from blog_order.orders.reading.order_view import OrderView
from blog_order.orders.reading.versions import PublishedText, VersionView, read_edition_before, read_version
from blog_order.screens.frame.view.comparison import Changes, compare_versions
from blog_order.screens.order.view.looks import PUBLISHED, PUBLISHED_CHOICE, Look
from blog_order.screens.order.view.proof import verdict_of
from blog_order.screens.order.view.review_views import Comparison
from blog_order.screens.order.view.versions import compared_nums

WITHDRAWN = "The published article that this version was worked into is not there any more, so we cannot compare them."
CHANGED_SINCE = (
    "The published article was changed after this version was written. Before it goes online, your link is worked into "
    "the article as it is then."
)
NOT_ONLINE_YET = (OrderStatus.PROCESSING, OrderStatus.QUALITY_CHECK, OrderStatus.ADMIN_REVIEW)


def read_comparison(order: OrderView, look: Look) -> Comparison:
    """What the visitor chose to compare; empty when they did not.

    Raises:
        NotFound: the order is gone.
        Unavailable: the database does not answer.
    """
    nums = compared_nums(order, look)
    if nums is None:
        return Comparison()
    new = read_version(order.id, nums[1])
    published = read_edition_before(order.id, new.num) if nums[0] == PUBLISHED else None
    old = published if nums[0] == PUBLISHED else read_version(order.id, nums[0])
    changes = compare_versions(_text(old), _text(new), order.target_url) if old else Changes(WITHDRAWN)
    return Comparison(
        old=PUBLISHED_CHOICE if nums[0] == PUBLISHED else str(nums[0]),
        new=str(nums[1]),
        numbers=[str(line.num) for line in order.versions],
        with_published=products.of(order.product).starts_from_published,
        summary=changes.summary,
        verdict=verdict_of(new) if published else "",
        note=CHANGED_SINCE if published and not published.current and order.status in NOT_ONLINE_YET else "",
        blocks=list(changes.blocks),
    )


def _text(of: VersionView | PublishedText) -> str:
    return f"# {of.title}\n\n{of.content}"
