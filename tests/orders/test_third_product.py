"""A product that nobody has thought of yet goes from checkout to the blog, and not a line outside of it changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from blog_order.database import engine, transaction
from blog_order.errors import Conflict, Failure, Invalid
from blog_order.job_kinds import DECLARED, kind_of
from blog_order.models import (
    ArticleEdition,
    CancelReason,
    DecisionKind,
    Email,
    Job,
    OrderStatus,
    PaymentState,
    Product,
    Refund,
)
from blog_order.orders import products
from blog_order.orders.deciding.decision import decide
from blog_order.orders.deciding.submission import submit
from blog_order.orders.desk.edit_saving import save_edited
from blog_order.orders.desk.editing import read_editable
from blog_order.orders.paying.checkout import open_checkout
from blog_order.orders.products.article import ARTICLE
from blog_order.orders.products.editing import EditedText
from blog_order.orders.products.spec import ProductSpec
from blog_order.orders.writing.revision import request_revision
from blog_order.screens.order.view.looks import Visit
from blog_order.screens.order.view.reading import read_page
from blog_order.wiring import wire
from tests.support import interview
from tests.support.enums import add_member
from tests.support.interview import PRICE, Seats, fields, make_spec
from tests.support.orders import drain, mails, on_the_desk, order_row, versions
from tests.support.shop import Shop

pytestmark = pytest.mark.usefixtures("services")
PRODUCT_CHECK = "ck_order_product"


@dataclass
class Sold:
    """The made-up product, and what is left of it."""

    spec: ProductSpec[Any]
    seats: Seats

    def open(self, **changes: str) -> str:
        """Open a checkout; the order's id."""
        return open_checkout(self.spec, self.spec.form.validate(fields(**changes))).order_id


@pytest.fixture
def sold(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sold]:
    """Sell a third product: a member of the enum, its two kinds of job, its spec, and a migration of the CHECK."""
    member = add_member(monkeypatch, Product, "INTERVIEW", interview.VALUE)
    monkeypatch.setattr(products, "_registry", dict(products._registry))
    seats = Seats()
    spec = make_spec(member, seats)
    interview.declare_jobs()
    products.register(spec)
    wire()
    with engine().begin() as connection:
        definition = connection.scalar(
            sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"),
            {"name": PRODUCT_CHECK},
        )
        connection.execute(sa.text(f'ALTER TABLE "order" DROP CONSTRAINT {PRODUCT_CHECK}'))
    yield Sold(spec, seats)
    for kind in (spec.first_job, spec.revision_job):
        del DECLARED[kind]
    with engine().begin() as connection:  # the other tests read these orders too, and know no interviews
        connection.execute(sa.text("""UPDATE "order" SET product = 'article' WHERE product = 'interview'"""))
        for kind, known in ((spec.first_job, ARTICLE.first_job), (spec.revision_job, ARTICLE.revision_job)):
            values = {"kind": kind, "known": known, "queue": kind_of(known).queue.name}
            connection.execute(sa.text("UPDATE job SET kind = :known, queue = :queue WHERE kind = :kind"), values)
        connection.execute(sa.text(f'ALTER TABLE "order" ADD CONSTRAINT {PRODUCT_CHECK} {definition}'))


def job_kinds_of(order_id: str) -> list[str]:
    with transaction() as session:
        found = select(Job.kind).where(Job.order_id == order_id, col(Job.kind).in_(products.content_kinds()))
        return list(session.exec(found.order_by(col(Job.created_at))))


def editions(order_id: str) -> list[str]:
    with transaction() as session:
        return list(session.exec(select(ArticleEdition.content).where(ArticleEdition.order_id == order_id)))


def headline(order_id: str) -> str:
    return read_page(order_id, Visit()).words.headline


def paid(shop: Shop, sold: Sold, **changes: str) -> str:
    order_id = sold.open(**changes)
    assert shop.send(shop.paid_event(order_id)).status_code == 200
    return order_id


def approved(order_id: str) -> None:
    submit(order_id, versions(order_id)[-1].id)
    on_the_desk(order_id)
    decide(order_id, DecisionKind.APPROVE, editor="ada")
    drain(order_id)


@pytest.mark.usefixtures("looked_at")
def test_a_third_product_goes_from_checkout_to_the_blog(shop: Shop, sold: Sold) -> None:
    order_id = sold.open()
    order = order_row(order_id)
    assert (order.product.value, order.amount, order.niche) == ("interview", PRICE, "people")
    assert shop.session_of(order_id)["amount_total"] == PRICE
    assert sold.seats.asked == ["hold"]

    assert shop.send(shop.paid_event(order_id)).status_code == 200
    assert sold.seats.asked == ["hold", "sell"]
    assert job_kinds_of(order_id) == ["write_interview"]
    assert shop.status(order_id)["queue"]["jobs"][0]["queue"] == "interviews"

    drain(order_id)
    (version,) = versions(order_id)
    assert "It began with a loom." in version.content and version.qc_status == "passed"
    assert headline(order_id) == "Your interview is ready to read"
    assert read_page(order_id, Visit()).header.what == "Interview on"

    request_revision(order_id, "Ask her about the poets, too.")
    assert headline(order_id) == "More questions for version 2"
    drain(order_id)
    assert job_kinds_of(order_id) == ["write_interview", "revise_interview"]
    assert "Ask her about the poets, too." in versions(order_id)[-1].content

    approved(order_id)
    order = order_row(order_id)
    assert (order.status, order.payment_state) == (OrderStatus.COMPLETED, PaymentState.PAID)
    assert order.published_url and "/interview-" in order.published_url
    assert read_page(order_id, Visit()).words.text.startswith("Your interview is online on")
    assert editions(order_id) == [versions(order_id)[-1].content]
    assert mails(order_id) == ["request_received", "content_ready", "revision_ready", "submitted", "published"]


def test_a_page_without_the_link_is_taken_back(
    shop: Shop, sold: Sold, monkeypatch: pytest.MonkeyPatch, looked_at: list[str]
) -> None:
    order_id = paid(shop, sold)
    drain(order_id)
    seen: list[int] = []

    def look(_url: str, _target: str) -> None:
        seen.append(len(editions(order_id)))
        raise Failure("The published page does not carry the customer's link.", retryable=False)

    monkeypatch.setattr("blog_order.publishing.builtin.check_page", look)
    approved(order_id)
    assert seen == [1]
    assert editions(order_id) == []
    assert order_row(order_id).status == OrderStatus.ADMIN_REVIEW


@pytest.mark.usefixtures("looked_at")
def test_its_emails_and_the_status_api_use_its_own_words(shop: Shop, sold: Sold) -> None:
    order_id = paid(shop, sold)
    drain(order_id)
    with transaction() as session:
        subjects = {
            row.kind: row.subject for row in session.exec(select(Email).where(Email.order_id == order_id)).all()
        }
    assert subjects["content_ready"].startswith("Your interview is typed up: Ada Lovelace (BO-")
    assert shop.status(order_id)["orderDetails"]["product"] == "interview"


def test_an_editor_edits_it_by_its_own_rules(shop: Shop, sold: Sold) -> None:
    order_id = paid(shop, sold)
    drain(order_id)
    submit(order_id, versions(order_id)[-1].id)
    on_the_desk(order_id)
    number = order_row(order_id).number
    text = read_editable(number).text
    assert not read_editable(number).passage_only

    with pytest.raises(Invalid, match=r"The link is missing\."):
        save_edited(number, 1, EditedText(text.title, text.meta_description, text.tags, "No link."), editor="ada")
    edited = EditedText(text.title, text.meta_description, text.tags, f"{text.body}\n\nThe end.")
    assert save_edited(number, 1, edited, editor="ada") == 2
    assert versions(order_id)[-1].content.endswith("The end.")


def test_what_it_takes_can_be_sold_out(shop: Shop, sold: Sold) -> None:
    late = sold.open()
    sold.seats.free = 0
    with pytest.raises(Conflict, match="Every seat is taken"):
        sold.open(email="second@example.com")

    assert shop.send(shop.paid_event(late)).status_code == 200
    order = order_row(late)
    assert (order.status, order.cancel_reason) == (OrderStatus.CANCELLED, CancelReason.SOLD_OUT)
    with transaction() as session:
        refund = session.exec(select(Refund).where(Refund.order_id == late)).one()
    assert (refund.amount, refund.reason) == (PRICE, "Every seat was taken by the time you paid.")
    assert headline(late) == "Every seat is taken"
    assert shop.status(late)["statusMessage"] == "No seat was left"


def test_its_form_has_its_own_rules(sold: Sold) -> None:
    with pytest.raises(Invalid) as wrong:
        sold.spec.form.validate(fields(topic="A", targetUrl="javascript:alert(1)"))
    assert set(wrong.value.fields) == {"topic", "targetUrl"}
    with pytest.raises(Invalid, match="need your attention"):
        sold.open(topic="nobody at all")
