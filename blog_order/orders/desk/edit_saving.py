"""An edited text becomes a version of its own, by an editor, in the customer's sight.

A text that fails a required check is not saved, whoever wrote it: the required checks are what was sold (the link),
what is safe (addresses, HTML), and what the site's owner has set (length, language, topics). An exception to the last
belongs into the site's settings, not into one text; and the report stands beside the text while it is typed.
"""

from __future__ import annotations

from typing import Any

from blog_order.content.checks.report import Severity
from blog_order.content.cleaning import clean_text
from blog_order.content.prompting.article import WrittenArticle
from blog_order.database import Work, transaction
from blog_order.errors import Conflict, Invalid
from blog_order.mail.render import MailKind
from blog_order.models import ArticleVersion, Order, OrderStatus
from blog_order.orders.desk.editing import base_of, check_edited, refusal_of
from blog_order.orders.events import Event, record_event
from blog_order.orders.lifecycle import Actor, change_status, lock_order
from blog_order.orders.notices import notify_customer
from blog_order.orders.numbers import find_by_number
from blog_order.orders.products.editing import Base, Edited, EditedText
from blog_order.orders.versions import add_version

NOT_PASSED = "This cannot be saved, since a required check fails."
NOTE_MAX = 1000
EDITOR = "editor"
"""``ArticleVersion.author`` of these; which editor it was stands in the order's history."""


def save_edited(number: int, base_num: int, text: EditedText, *, editor: str, note: str = "") -> int:
    """Keep an edited text as a new version; returns its number.

    On the desk it takes the place of the version that lies there. After the writing failed it goes to the customer's
    review, as a text that was written would.

    Args:
        number: the order's public number.
        base_num: the version that the editor started from, 0 where there was none.
        text: the whole text.
        editor: the admin's name.
        note: what was changed, for the customer; may be empty.

    Raises:
        NotFound: no such order.
        Conflict: the order cannot be edited now, or lies at another version than ``base_num``.
        Invalid: nothing was changed, or a required check fails; the message names which.
    """
    note = clean_text(note, lines=True)[:NOTE_MAX]
    edited = check_edited(number, text)  # before the lock: a long text must not keep the order's row
    with transaction() as session:
        order = lock_order(session, find_by_number(session, number).id)
        if refusal := refusal_of(session, order):
            raise Conflict(refusal, code="wrong_status")
        base = base_of(session, order)
        if (base.num if isinstance(base, ArticleVersion) else 0) != base_num:
            raise Conflict(
                "Another version lies there meanwhile. Copy what you need of your text, and open it again.",
                code="other_version",
            )
        article = _checked(edited)
        if isinstance(base, ArticleVersion) and _same(base, article, edited):
            raise Invalid("Nothing was changed.", code="unchanged")
        version = _add_version(session, order, base, article, edited)
        _hand_on(session, order, version, base_num, editor, note)
        return version.num


def _checked(edited: Edited) -> WrittenArticle:
    failed = [check for check in edited.report.failed if check.severity is Severity.HARD]
    if failed or edited.article is None:
        listed = " ".join(f"{check.title}: {check.detail}" for check in failed)
        raise Invalid(f"{NOT_PASSED} {listed}", code="not_passed")
    return edited.article


def _same(base: ArticleVersion, article: WrittenArticle, edited: Edited) -> bool:
    before = (base.title, base.meta_description, base.tags, base.content, base.placement)
    return before == (article.title, article.meta_description, article.tags, article.body, edited.placement)


def _add_version(
    session: Work, order: Order, base: Base | None, article: WrittenArticle, edited: Edited
) -> ArticleVersion:
    before = base if isinstance(base, ArticleVersion) else None
    return add_version(
        session,
        order,
        article.model_dump(mode="json") | {"not_followed": before.not_followed if before else []},
        edited.report.model_dump(mode="json"),
        edited.brief,
        author=EDITOR,
        base_id=before.id if before else None,
        placement=edited.placement,
        edition=edited.edition,
    )


def _hand_on(session: Work, order: Order, version: ArticleVersion, base_num: int, editor: str, note: str) -> None:
    """The version takes the place of the one it was made from, or goes to the customer, who waited for a first one."""
    detail: dict[str, Any] = {"version": version.num, "base": base_num, "note": note}
    if order.status == OrderStatus.ADMIN_REVIEW:
        order.submitted_version_id = version.id
        record_event(session, order, Event.VERSION_EDITED, actor=editor, **detail)
        return
    order.failure_reason = ""
    change_status(
        session, order, OrderStatus.QUALITY_CHECK, actor=Actor.EDITOR, who=editor, what=Event.VERSION_EDITED, **detail
    )
    notify_customer(
        session, order, MailKind.CONTENT_READY, key=f"version-{version.id}", version_num=str(version.num), notes=""
    )
