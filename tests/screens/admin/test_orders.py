"""All orders, and one order's whole history, as admins see them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from blog_order.errors import Conflict, NotFound
from blog_order.models import OrderStatus, PaymentState, number_in
from blog_order.orders.desk import order_search
from blog_order.orders.desk.administration import cancel_order, refund_and_cancel, retry_order
from blog_order.orders.desk.history import STRUCK_OUT, read_history
from blog_order.orders.desk.order_search import count_by_status, find_orders
from blog_order.orders.numbers import id_of_number
from blog_order.screens.frame.admin.paths import admin_order_path, orders_path
from blog_order.screens.orders.detail.view.model import OrderWanted
from blog_order.screens.orders.detail.view.reading import read_order_page
from blog_order.screens.orders.list.view.reading import OrdersWanted, orders_wanted_in, read_orders
from tests.support.orders import drain, order_row, written
from tests.support.shop import Shop


def ordered(shop: Shop, **changes: Any) -> tuple[str, int]:
    """An order that nobody has paid."""
    order_id = str(shop.order(**changes)["orderId"])
    return order_id, order_row(order_id).number


@pytest.mark.parametrize(
    ("text", "number"),
    [("BO-1042", 1042), ("bo1042", 1042), (" #1042 ", 1042), ("1042", 1042), ("BO-", None), ("", None), ("0", None),
     ("1042 or so", None), ("99999999999", None), ("4294967296", None), ("a@b.example", None)],
)  # fmt: skip
def test_numbers_as_people_write_them(text: str, number: int | None) -> None:
    assert number_in(text) == number


def test_orders_are_found_by_number_address_and_status(shop: Shop) -> None:
    order_id, number = ordered(shop, email="found-me@example.com")
    for search in (f"BO-{number}", str(number), "found-me@example.com", "FOUND-ME", " found-me "):
        assert [line.number for line in find_orders(search).lines] == [number], search
    assert find_orders("100%").lines == find_orders("nobody@example").lines == []
    assert find_orders(f"{number}", OrderStatus.AWAITING_PAYMENT).lines != []
    assert find_orders(f"{number}", OrderStatus.FAILED).lines == []
    assert count_by_status()[OrderStatus.AWAITING_PAYMENT] >= 1
    assert order_id not in repr(read_orders(OrdersWanted()))


def test_pages_go_on_where_the_last_one_ended(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order_search, "PAGE", 2)
    made = [ordered(shop, email="pages@example.com")[1] for _ in range(5)][::-1]
    found, after = [], None
    for _ in range(3):
        page = find_orders("pages@example.com", older_than=after)
        found += [line.number for line in page.lines]
        after = page.older_than
    assert (found, after) == (made, None)
    view = read_orders(OrdersWanted("pages@example.com"))
    assert view.older_path == f"/admin/orders?q=pages%40example.com&before={made[1]}"
    assert read_orders(OrdersWanted("pages@example.com", None, made[1])).newest_path.endswith("q=pages%40example.com")


def test_the_address_bar_holds_what_is_looked_for() -> None:
    assert orders_wanted_in({"q": " x ", "status": "FAILED", "before": "7"}) == OrdersWanted("x", OrderStatus.FAILED, 7)
    assert orders_wanted_in({"q": "y" * 999, "status": "'; --", "before": "-1"}) == OrdersWanted("y" * 200)
    assert orders_wanted_in({"before": "9" * 300}).older_than == 2**31 - 1
    assert orders_path() == "/admin/orders"
    assert orders_path("a b", "FAILED") == "/admin/orders?q=a+b&status=FAILED"
    assert admin_order_path(1042) == "/admin/orders/BO-1042"


def test_a_history_has_everything_but_the_customers_key(shop: Shop) -> None:
    order_id = written(shop, email="whole@example.com")
    number = order_row(order_id).number
    history = read_history(number)
    assert history.email == "whole@example.com"
    assert [job.kind for job in history.jobs].count("generate_article") == 1
    assert history.jobs[-1].tries[0].outcome == "completed"
    assert {mail.kind for mail in history.mails} == {"request_received", "content_ready"}
    assert any(f"/order-status/{STRUCK_OUT}" in mail.text for mail in history.mails)
    view = read_order_page(OrderWanted(number))
    assert view.text.num == 1 and view.blocks
    assert view.facts.payment == "Paid"
    for told in (history, view):
        assert order_id not in repr(told)


def test_any_version_can_be_read(shop: Shop) -> None:
    from blog_order.orders.writing.revision import request_revision

    order_id = written(shop)
    request_revision(order_id, "Make the introduction shorter, please.")
    drain(order_id)
    number = order_row(order_id).number
    assert read_order_page(OrderWanted(number)).text.num == 2
    assert read_order_page(OrderWanted(number, 1)).text.num == 1
    assert read_order_page(OrderWanted(number, 9)).text.num == 2


def test_an_unknown_order_is_unknown(services: None) -> None:
    with pytest.raises(NotFound):
        read_order_page(OrderWanted(2_000_000))


def test_a_failed_order_shows_its_error_and_can_be_tried_again(shop: Shop, faults: Callable[..., None]) -> None:
    faults("openai", "invalid_key", 1)
    order_id, number = ordered(shop)
    shop.send(shop.paid_event(order_id))
    drain(order_id)
    view = read_order_page(OrderWanted(number))
    assert (view.facts.can_be_retried, view.facts.can_be_refunded, view.facts.can_be_cancelled) == (True, True, False)
    failed = next(job for job in view.jobs if job.title == "Generate article")
    assert failed.state == "Failed" and failed.error
    assert "Traceback" in failed.tries[0].traceback
    assert order_id not in repr(view)
    retry_order(id_of_number(number), admin="ada")
    drain(order_id)
    assert order_row(order_id).status == OrderStatus.QUALITY_CHECK
    assert any(line.who == "ada" for line in read_order_page(OrderWanted(number)).timeline)


def test_a_refused_refund_is_shown_with_stripes_words(shop: Shop) -> None:
    order_id = written(shop)
    number = order_row(order_id).number
    refund_and_cancel(id_of_number(number), admin="ada")
    assert "waiting for Stripe" in read_order_page(OrderWanted(number)).refunds[0].text
    drain(order_id)  # the payment of these tests is unknown to the stand-in
    view = read_order_page(OrderWanted(number))
    assert view.refunds[0].refused and view.refunds[0].trouble
    assert "asked for by ada" in view.refunds[0].text
    assert view.facts.can_be_refunded


def test_an_unpaid_order_can_be_cancelled_and_nothing_else(shop: Shop) -> None:
    order_id, number = ordered(shop)
    facts = read_order_page(OrderWanted(number)).facts
    assert (facts.can_be_retried, facts.can_be_refunded, facts.can_be_cancelled) == (False, False, True)
    with pytest.raises(Conflict):
        refund_and_cancel(id_of_number(number), admin="ada")
    cancel_order(id_of_number(number), admin="ada")
    assert order_row(order_id).status == OrderStatus.CANCELLED
    assert order_row(order_id).payment_state == PaymentState.UNPAID
    assert read_order_page(OrderWanted(number)).facts.status == "Cancelled: not paid"
    with pytest.raises(NotFound):
        cancel_order(id_of_number(2_000_000), admin="ada")
