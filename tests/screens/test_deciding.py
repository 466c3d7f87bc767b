"""What a customer does on the order page: the handlers are public, and the domain alone decides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from blog_order.errors import Conflict, Invalid
from blog_order.models import OrderStatus
from blog_order.screens.frame.failures import SORRY
from blog_order.screens.live.registry import open_pages
from blog_order.screens.order import deciding
from blog_order.screens.order.state import OrderState
from blog_order.screens.order.view.looks import Look
from tests.support.handlers import GARBAGE, call, in_background
from tests.support.naming import short_name
from tests.support.order_views import a_page, an_order

NOTES = "Please make it shorter."
ORDER = "a" * 32


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch) -> Iterator[OrderState]:
    """The state of a page whose address names an order."""
    monkeypatch.setattr(deciding, "last_part", lambda _path: ORDER)
    yield OrderState(_reflex_internal_init=True)
    for token in open_pages.tokens():
        open_pages.forget(token)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Revisions that were asked for; each is taken."""
    calls: list[tuple[Any, ...]] = []
    monkeypatch.setattr(deciding, "request_revision", lambda *args: calls.append(args))
    return calls


def refuse_with(monkeypatch: pytest.MonkeyPatch, name: str, error: Exception) -> None:
    """Have a function of the domain refuse."""

    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(deciding, name, refuse)


@pytest.mark.parametrize("value", GARBAGE, ids=short_name)
@pytest.mark.parametrize("handler", ["show_version", "compare_old", "compare_new"])
def test_looking_takes_anything(order: OrderState, handler: str, value: Any) -> None:
    call(order, handler, value)

    assert order._look in (Look(comparing=handler != "show_version"), Look(5), Look(0, True, 5), Look(0, True, 0, 5))


@pytest.mark.parametrize("value", [*GARBAGE, {deciding.NOTES: 5}, {deciding.NOTES: None}], ids=short_name)
async def test_requesting_changes_takes_anything(order: OrderState, value: Any) -> None:
    await in_background(order, "request_changes", value)

    assert "at least 10" in order.notes_problem
    assert not order.busy


@pytest.mark.parametrize("value", GARBAGE, ids=short_name)
async def test_sending_takes_anything(order: OrderState, monkeypatch: pytest.MonkeyPatch, value: Any) -> None:
    def read(order_id: str, num: int) -> None:
        raise Conflict(f"{order_id} {num}")

    monkeypatch.setattr(deciding, "read_version", read)

    await in_background(order, "send_to_editor", value)

    assert order.message == f"{ORDER} {5 if value == 5 else 0}"
    assert not order.busy


@pytest.mark.parametrize("address", ["", "a/b", "\x00", "x" * 65, "\ud800", "é"], ids=short_name)
async def test_an_address_that_is_no_orders_never_reaches_the_database(
    order: OrderState, asked: list[Any], monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(deciding, "last_part", lambda _path: address)

    await in_background(order, "request_changes", {deciding.NOTES: NOTES})

    assert asked == []
    assert "no order" in order.message


async def test_taken_notes_close_the_entry_and_show_what_is_written(order: OrderState, asked: list[Any]) -> None:
    order.asking, order._look = True, Look(version=1)

    await in_background(order, "request_changes", {deciding.NOTES: NOTES})

    assert asked == [(ORDER, NOTES)]
    assert (order.asking, order.busy, order.message, order._look) == (False, False, "", Look())


async def test_a_second_click_is_neither_a_second_request_nor_a_refusal(
    order: OrderState, asked: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    order.busy = True
    await in_background(order, "request_changes", {deciding.NOTES: NOTES})
    assert asked == []
    order.busy = False
    await in_background(order, "request_changes", {deciding.NOTES: NOTES})
    refuse_with(monkeypatch, "request_revision", Conflict("It is being written."))

    await in_background(order, "request_changes", {deciding.NOTES: NOTES})

    assert (len(asked), order.message) == (1, "")


async def test_a_refusal_is_told_in_its_words_and_the_entry_stays(
    order: OrderState, monkeypatch: pytest.MonkeyPatch
) -> None:
    order.asking = True
    refuse_with(monkeypatch, "request_revision", Invalid("x", fields={deciding.NOTES: "Too long."}))
    await in_background(order, "request_changes", {deciding.NOTES: NOTES})
    assert (order.asking, order.notes_problem, order.message) == (True, "Too long.", "")

    refuse_with(monkeypatch, "request_revision", Conflict("Somebody was faster."))
    await in_background(order, "request_changes", {deciding.NOTES: NOTES})
    assert (order.asking, order.notes_problem, order.message) == (True, "", "Somebody was faster.")


async def test_it_is_too_late_to_undo(order: OrderState, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_with(monkeypatch, "undo_submission", Conflict("It is with the editor already."))

    await in_background(order, "take_back")

    assert (order.message, order.busy) == ("It is with the editor already.", False)


async def test_the_buttons_come_back_whatever_goes_wrong(order: OrderState, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_with(monkeypatch, "undo_submission", ValueError(ORDER))

    await in_background(order, "take_back")

    assert (order.message, order.busy) == (SORRY, False)


async def test_a_refusal_goes_when_the_order_moves_on(order: OrderState, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_with(monkeypatch, "undo_submission", Conflict("It is with the editor already."))
    await in_background(order, "take_back")
    order._copy(ORDER, a_page(an_order(OrderStatus.ADMIN_REVIEW)))
    assert order.message

    order._refused_at -= 60
    order._copy(ORDER, a_page(an_order(OrderStatus.COMPLETED)))

    assert order.message == ""
