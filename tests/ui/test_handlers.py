"""The handlers are public endpoints: anything may be sent to them."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from blog_order.errors import Invalid
from blog_order.logs import shorten_reflex
from blog_order.models import OrderStatus
from blog_order.state import failures, order_form
from blog_order.state.articles import ArticlesState
from blog_order.state.backlink import BacklinkState
from blog_order.state.failures import report_backend_exception, report_frontend_exception
from blog_order.state.open_pages import Arrival
from blog_order.state.order import OrderState, copy_page
from blog_order.state.order_form import FIELDS, KEPT_CHARACTERS, FormPhase, OrderFormState
from blog_order.state.order_reading import Phase, build_page
from blog_order.state.order_views import OrderPage
from blog_order.state.paths import last_part
from blog_order.state.sites import SiteCard
from blog_order.state.start import StartState
from tests.naming import short_name
from tests.ui.samples import NOW, a_version, an_order

GARBAGE: list[Any] = [None, "", "x", 5, 1.5, True, [], ["topic"], {}, {"a": 1}, "x" * 50_000, "\x00\ud800", object()]
VALID = {
    "topic": "How small bakeries keep sourdough starters alive",
    "keyword": "sourdough starter",
    "niche": "",
    "targetUrl": "https://example.com/starter-kit",
    "anchorText": "starter kit",
    "notes": "",
    "email": "ada@example.com",
}


@pytest.fixture
def form() -> OrderFormState:
    return OrderFormState(_reflex_internal_init=True)


@pytest.fixture
def order() -> OrderState:
    return OrderState(_reflex_internal_init=True)


def call(state: Any, handler: str, *arguments: Any) -> Any:
    """Call a handler as Reflex does once the event has arrived."""
    return type(state).event_handlers[handler].fn(state, *arguments)


@pytest.mark.parametrize("name", GARBAGE, ids=short_name)
@pytest.mark.parametrize("value", GARBAGE, ids=short_name)
def test_check_field_takes_anything(form: OrderFormState, name: Any, value: Any) -> None:
    call(form, "check_field", name, value)

    assert set(form.values) == set(form.problems) == set(FIELDS)


@pytest.mark.parametrize("value", [each for each in GARBAGE if isinstance(each, str)], ids=short_name)
@pytest.mark.parametrize("name", FIELDS)
def test_check_field_keeps_text_and_says_what_is_wrong(form: OrderFormState, name: str, value: str) -> None:
    call(form, "check_field", name, value)

    assert form.values[name] == value[:KEPT_CHARACTERS].replace("\ud800", "?")
    assert isinstance(form.problems[name], str)


def test_an_empty_field_is_no_mistake_before_the_form_is_sent(form: OrderFormState) -> None:
    call(form, "check_field", "email", "nonsense")
    assert form.problems["email"]

    call(form, "check_field", "email", " ")

    assert form.problems["email"] == ""


@pytest.mark.parametrize(
    "form_data", [*GARBAGE, dict.fromkeys(FIELDS, 5), dict.fromkeys(FIELDS), {"topic": {"a": 1}}], ids=short_name
)
async def test_review_takes_anything(form: OrderFormState, monkeypatch: pytest.MonkeyPatch, form_data: Any) -> None:
    await review(form, monkeypatch, form_data)

    assert form.phase == FormPhase.FORM
    assert form.message == "5 fields need your attention."
    assert form.problems["topic"]


async def test_a_valid_form_is_reviewed_with_a_key_of_its_own(
    form: OrderFormState, monkeypatch: pytest.MonkeyPatch
) -> None:
    await review(form, monkeypatch, {**VALID, "zzz": "ignored", "siteId": "of another site"})
    first = form._request_key
    await review(form, monkeypatch, VALID)

    assert form.phase == FormPhase.REVIEW
    assert form.values == VALID
    assert len(first) == 32
    assert form._request_key != first


async def test_the_first_wrong_field_gets_the_focus(form: OrderFormState, monkeypatch: pytest.MonkeyPatch) -> None:
    result = await review(form, monkeypatch, {**VALID, "targetUrl": "javascript:alert(1)", "email": "x"})

    assert form.message == "2 fields need your attention."
    assert "ref_targetUrl" in str(result.args)


async def test_the_form_of_an_unknown_site_is_not_reviewed(
    form: OrderFormState, monkeypatch: pytest.MonkeyPatch
) -> None:
    await review(form, monkeypatch, VALID, found=(SiteCard(), FormPhase.UNKNOWN))

    assert form.phase == FormPhase.UNKNOWN
    assert form._request_key == ""


async def test_pay_without_a_review_opens_nothing(form: OrderFormState, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order_form, "_open_checkout", lambda *_: pytest.fail("opened"))

    result = await in_background(form, "pay")

    assert result is None
    assert form.message == order_form.REVIEW_AGAIN


async def test_pay_checks_again_what_the_state_holds(form: OrderFormState, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order_form, "_open_checkout", lambda *_: pytest.fail("opened"))
    form.phase, form._request_key = FormPhase.REVIEW, "key"

    await in_background(form, "pay")

    assert form.phase == FormPhase.FORM
    assert form.problems["email"]


async def test_pay_opens_one_page_and_goes_there(form: OrderFormState, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[tuple[Any, ...]] = []
    monkeypatch.setattr(order_form, "_open_checkout", lambda *args: opened.append(args) or ("https://pay", ""))
    await review(form, monkeypatch, VALID)

    result = await in_background(form, "pay")
    again = await in_background(form, "pay")

    assert "https://pay" in str(result.args)
    assert again is None
    ((request, key, _caller),) = opened
    assert (request.email, key) == ("ada@example.com", f"page-{form._request_key}")


async def test_a_payment_page_that_does_not_open_leaves_everything_as_it_was(
    form: OrderFormState, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order_form, "_open_checkout", lambda *_: ("", "Stripe does not answer."))
    await review(form, monkeypatch, VALID)

    await in_background(form, "pay")

    assert (form.phase, form.opening, form.message) == (FormPhase.REVIEW, False, "Stripe does not answer.")


PUBLIC_STATES = (OrderState, OrderFormState, StartState, ArticlesState, BacklinkState)


@pytest.mark.parametrize(
    "given", [None, 7, [], {"q": ["x"]}, {"q": "\ud800"}, {"q": "a" * 9999, "free": {}}, {"site": "\0"}]
)
def test_a_search_of_anything_leads_to_an_address(given: object) -> None:
    leads_to = call(ArticlesState(_reflex_internal_init=True), "look", given)
    assert "#articles" in str(leads_to.args)


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
        "take_back",
        "give_up",
        "load_form",
        "check_field",
        "review",
        "edit",
        "pay",
        "load_sites",
        "load_articles",
        "look",
        "load_article",
    }


def test_a_state_that_was_lost_is_sent_anew_and_else_only_what_changed(order: OrderState) -> None:
    first = build_page(an_order(OrderStatus.QUALITY_CHECK, version=a_version(), version_count=1), None, "", NOW)
    copy_page(order, "id", first)
    assert {"phase", "header", "steps", "blocks", "tail", "report", "offers"} <= order.dirty_vars
    order._clean()

    copy_page(order, "id", first)
    assert order.dirty_vars == set()

    editor = build_page(an_order(OrderStatus.ADMIN_REVIEW, version=a_version(), version_count=1), None, "", NOW)
    copy_page(order, "id", editor)
    assert order.dirty_vars <= {"words", "steps", "work", "deciding"}


def test_a_page_keeps_its_order_while_the_database_is_away(order: OrderState) -> None:
    shown = build_page(an_order(OrderStatus.PROCESSING), None, Arrival.PAID, NOW)
    copy_page(order, "id", shown)

    copy_page(order, "id", OrderPage(Phase.UNAVAILABLE))

    assert order.phase == Phase.SHOWN


@pytest.mark.parametrize(
    "path", [None, 5, [], "", "/", "//", "/order-status", "/a/../../b", "/%00", "/\ud800"], ids=short_name
)
def test_any_address_is_an_address(path: Any) -> None:
    assert isinstance(last_part(path), str)


def test_a_call_that_no_page_makes_is_no_failure_of_ours() -> None:
    assert report_backend_exception(_raised_by_our_code()) is not None
    assert report_backend_exception(_raised_by_a_bad_call()) is None


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


class _Locked:
    """Stands in for Reflex's proxy of a background handler: ``async with`` without Redis."""

    def __init__(self, state: Any) -> None:
        object.__setattr__(self, "state", state)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.state, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self.state, name, value)

    async def __aenter__(self) -> Any:
        return self.state

    async def __aexit__(self, *_: object) -> None:
        return None


async def in_background(state: Any, handler: str, *arguments: Any) -> Any:
    """Call a background handler."""
    return await type(state).event_handlers[handler].fn(_Locked(state), *arguments)


async def review(
    form: OrderFormState,
    monkeypatch: pytest.MonkeyPatch,
    form_data: Any,
    found: tuple[SiteCard, str] = (SiteCard(id="site", slug="crumb-and-co"), FormPhase.FORM),
) -> Any:
    """Send the form, with a site that is known without a database."""

    async def find(_slug: str) -> tuple[SiteCard, str]:
        return found

    monkeypatch.setattr(order_form, "_find_site", find)
    return await in_background(form, "review", form_data)
