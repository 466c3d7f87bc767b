"""Link slots of articles: held while a payment is open, sold once it is made, never to two orders at once.

The partial unique indexes of ``slot_claim`` are the rule; here is only who asks for what. When a hold ends is said in
``cancellation.py``.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from blog_order import live
from blog_order.database import Work
from blog_order.errors import Conflict
from blog_order.logs import get_logger
from blog_order.models import Article, Order, SlotClaim, SlotState, utcnow
from blog_order.models.columns import new_id

log = get_logger(__name__)


def hold_slot(session: Work, article: Article, order: Order, until: dt.datetime) -> None:
    """Hold a link slot of ``article`` for an unpaid order.

    Raises:
        Conflict: all slots are taken (``slot_taken``), or this e-mail address holds one already (``already_held``).
    """
    if (held := _hold_of(session, article.id, order.email)) is not None:
        time = f" until {held.held_until:%H:%M} UTC" if held.held_until else ""
        raise Conflict(
            f"A payment for a link in this article is open for your e-mail address{time}. "
            "Finish it, or give it up on its order page, and then try again.",
            code="already_held",
        )
    if not _take(session, article, order, SlotState.HELD, until):
        if _hold_of(session, article.id, order.email) is not None:
            raise Conflict(
                "A payment for a link in this article has just been opened for your e-mail address.",
                code="already_held",
            )
        raise Conflict(
            "Somebody else is placing their link in this article. You were not charged: choose another article, "
            "or look in again in half an hour.",
            code="slot_taken",
        )


def keep_until_bank_answers(session: Work, order: Order) -> bool:
    """A bank's answer is awaited: the hold has no end until then. False when the slot was lost to another order."""
    claim = claim_of(session, order)
    if claim is None:
        return _take_again(session, order, SlotState.HELD)
    claim.held_until = None
    return True


def sell_slot(session: Work, order: Order) -> bool:
    """The order is paid: its slot is sold for good. False when the slot was lost and no other is free."""
    claim = claim_of(session, order)
    if claim is None:
        return _take_again(session, order, SlotState.SOLD)
    claim.state, claim.held_until = SlotState.SOLD, None
    session.flush()
    return True


def sell_with_article(session: Work, article: Article, order: Order) -> None:
    """An article that was bought carries its customer's link: one of its slots is sold from the beginning."""
    if article.paid_links < 1:
        article.paid_links = 1
    session.flush()
    _take(session, article, order, SlotState.SOLD, None)


def release_slot(session: Work, order: Order, why: str) -> bool:
    """The order's link will not be placed: its slot is free again. False when it had none."""
    claim = claim_of(session, order)
    if claim is None:
        return False
    claim.state, claim.held_until, claim.ended_at, claim.ended_why = SlotState.RELEASED, None, utcnow(), why
    session.flush()
    _say_changed(session, claim.article_id)
    log.info("slot.released", order=order.public_number, why=why)
    return True


def _hold_of(session: Work, article_id: str, email: str) -> SlotClaim | None:
    return session.exec(
        select(SlotClaim).where(
            SlotClaim.article_id == article_id, SlotClaim.email == email.lower(), SlotClaim.state == SlotState.HELD
        )
    ).first()


def claim_of(session: Work, order: Order) -> SlotClaim | None:
    """The claim that an order has now, locked."""
    return session.exec(
        select(SlotClaim)
        .where(SlotClaim.order_id == order.id, SlotClaim.state != SlotState.RELEASED)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def _take_again(session: Work, order: Order, state: SlotState) -> bool:
    article = session.get(Article, order.article_id)
    return article is not None and _take(session, article, order, state, None)


def _take(session: Work, article: Article, order: Order, state: SlotState, until: dt.datetime | None) -> bool:
    """Take the first free slot; the indexes refuse one that another order takes at the same instant."""
    session.flush()
    for num in range(1, article.paid_links + 1):
        row = insert(SlotClaim).values(
            id=new_id(),
            article_id=article.id,
            num=num,
            order_id=order.id,
            email=order.email.lower(),
            state=state,
            held_until=until,
            created_at=utcnow(),
            ended_why="",
        )
        if session.execute(row.on_conflict_do_nothing().returning(col(SlotClaim.id))).scalar_one_or_none():
            _say_changed(session, article.id)
            return True
    return False


def _say_changed(session: Work, article_id: str) -> None:
    session.after_commit(lambda: live.catalogue_changed(article_id))
