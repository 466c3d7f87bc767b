"""The handlers are public endpoints: anything may be sent to them."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from reflex.state import State

from blog_order.errors import Invalid, Unavailable
from blog_order.logs import shorten_reflex
from blog_order.models import OrderStatus
from blog_order.screens.frame import failures
from blog_order.screens.frame.failures import report_backend_exception, report_frontend_exception
from blog_order.screens.frame.paths import last_part
from blog_order.screens.frame.view.phases import Phase
from blog_order.screens.live.page import OpenPage
from blog_order.screens.order.state import OrderState
from blog_order.screens.order.view.looks import Arrival
from blog_order.screens.order_form.article.state import OrderFormState
from blog_order.screens.order_form.backlink.state import BacklinkFormState
from blog_order.screens.shop.article.state import CatalogueArticleState
from blog_order.screens.shop.site.state import SiteState
from blog_order.screens.shop.start.state import StartState
from tests.support.naming import short_name
from tests.support.order_views import a_page, a_version, an_order


@pytest.fixture
def order() -> OrderState:
    return OrderState(_reflex_internal_init=True)


PUBLIC_STATES = (OrderState, OrderFormState, BacklinkFormState, StartState, SiteState, CatalogueArticleState)


def test_nothing_but_the_handlers_of_the_pages_can_be_called() -> None:
    own = {name for state in PUBLIC_STATES for name in state.event_handlers}

    assert {name for name in own if not name.startswith("set")} == {
        "open_order",
        "confirm_payment",
        "show_version",
        "compare",
        "compare_old",
        "compare_new",
        "open_changes",
        "close_changes",
        "request_changes",
        "send_to_editor",
        "use_version",
        "take_back",
        "give_up",
        "load_form",
        "check_field",
        "review",
        "edit",
        "pay",
        "open_start",
        "open_site",
        "open_article",
    }


def test_a_state_that_was_lost_is_sent_anew_and_else_only_what_changed(order: OrderState) -> None:
    first = a_page(an_order(OrderStatus.QUALITY_CHECK, version=a_version(), version_count=1))
    order._copy("id", first)
    assert {"phase", "header", "steps", "blocks", "tail", "report", "offers"} <= order.dirty_vars
    order._clean()

    order._copy("id", first)
    assert order.dirty_vars == set()

    editor = a_page(an_order(OrderStatus.ADMIN_REVIEW, version=a_version(), version_count=1))
    order._copy("id", editor)
    assert order.dirty_vars <= {"words", "steps", "work", "deciding"}


async def test_a_page_keeps_its_order_while_the_database_is_away(order: OrderState) -> None:
    page = OpenPage("token", OrderState, "id")
    await order._show_problem(page, Unavailable("Away."))
    assert order.phase == Phase.UNAVAILABLE
    await order._show_live(page, a_page(an_order(OrderStatus.PROCESSING), arrival=Arrival.PAID))

    await order._show_problem(page, Unavailable("Away."))

    assert order.phase == Phase.SHOWN


@pytest.mark.parametrize(
    "path", [None, 5, [], "", "/", "//", "/order-status", "/a/../../b", "/%00", "/\ud800"], ids=short_name
)
def test_any_address_is_an_address(path: Any) -> None:
    assert isinstance(last_part(path), str)


def test_a_call_that_no_page_makes_is_no_failure_of_ours() -> None:
    assert report_backend_exception(_raised_by_our_code()) is not None
    assert report_backend_exception(_raised_by_a_bad_call()) is None
    assert report_backend_exception(_raised_by_an_address_that_is_no_text()) is None


def test_errors_of_browsers_are_logged_without_the_customers_key(monkeypatch: pytest.MonkeyPatch) -> None:
    logged: list[str] = []
    monkeypatch.setattr(failures.log, "warning", lambda _event, *, error: logged.append(error))

    report_frontend_exception(
        Exception(f"boom at https://a/order-status/{'a' * 32}?x=1:2 and {'b' * 32} ada@example.com")
    )

    assert logged == ["boom at https://a/order-status/…:2 and … …"]


@pytest.mark.parametrize("name", ["reflex.app", "reflex_base.event.processor.event_processor"])
def test_reflex_logs_no_address_and_no_typed_text(name: str) -> None:
    record = logging.LogRecord(
        name, logging.ERROR, "x", 7, "Event(path=/order-status/secret, email=%s)", ("ada",), None
    )

    assert shorten_reflex(record)

    assert record.getMessage() == f"{name}.None:7"


def _raised_by_our_code() -> Exception:
    try:
        raise Invalid("x")
    except Invalid as error:
        return error


def _raised_by_a_bad_call() -> Exception:
    def process_event() -> None:
        (lambda: None)(1)  # type: ignore[call-arg]

    try:
        process_event()
    except TypeError as error:
        return error
    raise AssertionError


def _raised_by_an_address_that_is_no_text() -> Exception:
    state = State(_reflex_internal_init=True)  # type: ignore[call-arg]
    try:
        state._update_router_vars({"asPath": ["/"], "headers": {"origin": "http://x"}}, {})
    except TypeError as error:
        return error
    raise AssertionError
