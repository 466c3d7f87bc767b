"""What an order page is about: the version on show, or two texts compared. Resolved once, for all parts of the page."""

from __future__ import annotations

from dataclasses import dataclass, replace

from blog_order.models import OrderStatus
from blog_order.orders import products
from blog_order.orders.reading.order_view import OrderView
from blog_order.orders.reading.versions import PublishedText, VersionView, read_edition_before, read_version
from blog_order.screens.order.view.looks import PUBLISHED, Look

READABLE = (OrderStatus.PROCESSING, OrderStatus.QUALITY_CHECK, OrderStatus.ADMIN_REVIEW, OrderStatus.COMPLETED)
"""In these the page shows versions, if there are any; an order that was stopped shows why."""


@dataclass(frozen=True)
class Shown:
    """Versions are told by their numbers; 0 stands for text that is being written, or for none."""

    nums: tuple[int, ...]
    """The versions that can be read now, the oldest first."""
    by_itself: int
    """The one the page shows unless the visitor chose another."""
    current: int
    """The one that is sent and revised: the one gone back to, or the newest."""
    num: int
    """The one the page is about: the one to read, or the newer side of a comparison."""
    comparable: bool
    """Whether there are two texts to compare."""
    with_published: bool
    """Whether there is a published article to compare with."""
    old_num: int | None = None
    """What ``num`` is compared with; may be ``PUBLISHED``. None when nothing is compared."""
    version: VersionView | None = None
    """The text of ``num``."""
    old: VersionView | PublishedText | None = None
    """The text of ``old_num``; None as well when that edition was withdrawn."""

    @property
    def comparing(self) -> bool:
        """Whether two texts are compared."""
        return self.old_num is not None


def read_shown(order: OrderView, look: Look) -> Shown:
    """What is shown to a visitor, with each text that the order was not read with. Blocks.

    Raises:
        NotFound: the order is gone.
        Unavailable: the database does not answer.
    """
    shown = resolve_shown(order, look)
    version, old = shown.version, shown.old
    if version is None and shown.num:
        version = read_version(order.id, shown.num)
    if shown.old_num == PUBLISHED:
        old = read_edition_before(order.id, shown.num)
    elif shown.old_num is not None and old is None:
        old = version if shown.old_num == shown.num else read_version(order.id, shown.old_num)
    return replace(shown, version=version, old=old)


def resolve_shown(order: OrderView, look: Look) -> Shown:
    """The numbers, and the newest text where that is on show. Numbers that a visitor made up are ignored."""
    nums = tuple(line.num for line in order.versions) if order.status in READABLE else ()
    current = order.chosen_num or (order.versions[-1].num if order.versions else 0)
    by_itself = (order.submitted_num or current) if nums and order.status != OrderStatus.PROCESSING else 0
    num, old_num = look.version if look.version in nums else by_itself, None
    with_published = products.of(order.product).starts_from_published
    comparable = len(nums) >= (1 if with_published else 2)
    if look.comparing and comparable:
        chosen = replace(look, old=look.old if look.old in nums else 0, new=look.new if look.new in nums else 0)
        old_num, num = (_with_published if with_published else _with_version)(chosen, nums, num)
    newest = {order.version.num: order.version} if order.version else {}
    return Shown(
        nums=nums,
        by_itself=by_itself,
        current=current,
        num=num,
        comparable=comparable,
        with_published=with_published,
        old_num=old_num,
        version=newest.get(num),
        old=newest.get(old_num) if old_num is not None else None,
    )


def _with_published(look: Look, nums: tuple[int, ...], num: int) -> tuple[int, int]:
    """What the visitor left open is the version on show against the published article that each version starts from."""
    return look.old or PUBLISHED, look.new or num or nums[-1]


def _with_version(look: Look, nums: tuple[int, ...], num: int) -> tuple[int, int]:
    """What the visitor left open is the version on show against the one before, the newest if there is none before."""
    new = look.new or num
    if new == 0 or new == nums[0] != look.new:
        new = nums[-1]
    before = [each for each in nums if each < new]
    return look.old or (before[-1] if before else nums[-1]), new
