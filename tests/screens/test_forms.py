"""The order forms, called as anybody may call them: for an article, and for a link in one."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from blog_order.errors import Conflict, Failure, Invalid, NotFound, Unavailable
from blog_order.orders.paying.checkout import OpenedCheckout
from blog_order.orders.products.article.ordering import ArticleRequest
from blog_order.orders.products.backlink.ordering import BacklinkRequest
from blog_order.screens.frame.failures import SORRY
from blog_order.screens.live.registry import open_pages
from blog_order.screens.order_form.article.state import FIELDS, OrderFormState
from blog_order.screens.order_form.backlink.state import BACKLINK_FIELDS, BacklinkFormState
from blog_order.screens.order_form.state import KEPT_CHARACTERS, REVIEW_AGAIN, FormPhase, OrderEntry
from blog_order.screens.shop.view.cards import ArticleCard
from blog_order.screens.shop.view.sites import SiteCard
from tests.support.handlers import GARBAGE, call, in_background
from tests.support.naming import short_name

ARTICLE_ID = "a" * 32
FOUND: dict[type[OrderEntry], Any] = {
    OrderFormState: SiteCard(id="site", slug="crumb-and-co", price="$149.00"),
    BacklinkFormState: (ArticleCard(id=ARTICLE_ID, title="Bread", price="$69.00", takes_link=True), []),
}
ENTRIES = {
    "topic": "How small bakeries keep sourdough starters alive",
    "keyword": "sourdough starter",
    "niche": "",
    "targetUrl": "https://example.com/starter-kit",
    "anchorText": "starter kit",
    "notes": "",
    "email": "ada@example.com",
}
VALID: dict[type[OrderEntry], dict[str, str]] = {
    OrderFormState: {name: ENTRIES[name] for name in FIELDS},
    BacklinkFormState: {name: ENTRIES[name] for name in BACKLINK_FIELDS},
}
FORMS = list(FOUND)


@pytest.fixture(params=FORMS, ids=lambda form: form.__name__)
def form(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A form whose subject is known without a database, and whose payment page must not be opened."""
    sells(monkeypatch, request.param, FOUND[request.param])
    monkeypatch.setattr(request.param, "_open", staticmethod(lambda *_: pytest.fail("opened")))
    yield request.param(_reflex_internal_init=True)
    for token in open_pages.tokens():
        open_pages.forget(token)


def sells(monkeypatch: pytest.MonkeyPatch, form: type[OrderEntry], subject: Any, phase: str = FormPhase.FORM) -> None:
    """From now on this is found at every address."""

    async def find(_path: str) -> tuple[Any, str]:
        return subject, phase

    monkeypatch.setattr(form, "_find", staticmethod(find))


def opens(monkeypatch: pytest.MonkeyPatch, form: Any, answer: Any) -> list[tuple[Any, str]]:
    """Answer the payment page's opening, or raise; what it was asked for."""
    asked: list[tuple[Any, str]] = []

    def open_checkout(request: Any, key: str) -> OpenedCheckout:
        asked.append((request, key))
        if isinstance(answer, Exception):
            raise answer
        return OpenedCheckout("order", answer)

    monkeypatch.setattr(type(form), "_open", staticmethod(open_checkout))
    return asked


async def reviewed(form: Any) -> None:
    """Send a valid form."""
    await in_background(form, "review", VALID[type(form)])
    assert form.phase == FormPhase.REVIEW


@pytest.mark.parametrize("name", GARBAGE, ids=short_name)
@pytest.mark.parametrize("value", GARBAGE, ids=short_name)
def test_check_field_takes_anything(form: Any, name: Any, value: Any) -> None:
    call(form, "check_field", name, value)

    assert list(form.values) == list(form.problems) == list(VALID[type(form)])


@pytest.mark.parametrize("value", [each for each in GARBAGE if isinstance(each, str)], ids=short_name)
@pytest.mark.parametrize("name", FIELDS)
def test_check_field_keeps_text_and_says_what_is_wrong(form: Any, name: str, value: str) -> None:
    call(form, "check_field", name, value)

    kept = value[:KEPT_CHARACTERS].replace("\ud800", "?") if name in VALID[type(form)] else None
    assert form.values.get(name) == kept
    assert all(isinstance(problem, str) for problem in form.problems.values())


def test_an_empty_field_is_no_mistake_before_the_form_is_sent(form: Any) -> None:
    call(form, "check_field", "email", "nonsense")
    assert form.problems["email"]

    call(form, "check_field", "email", " ")

    assert form.problems["email"] == ""


@pytest.mark.parametrize(
    "form_data", [*GARBAGE, dict.fromkeys(FIELDS, 5), dict.fromkeys(FIELDS), {"topic": {"a": 1}}], ids=short_name
)
async def test_review_takes_anything(form: Any, form_data: Any) -> None:
    await in_background(form, "review", form_data)

    wrong = [name for name, problem in form.problems.items() if problem]
    assert form.phase == FormPhase.FORM
    assert set(wrong) == set(VALID[type(form)]) - {"niche", "notes"}
    assert form.message == f"{len(wrong)} fields need your attention."


async def test_a_valid_form_is_reviewed_with_a_key_of_its_own(form: Any) -> None:
    await in_background(form, "review", {**ENTRIES, "zzz": "ignored", "siteId": "x", "articleId": "of another"})
    first = form._request_key
    await reviewed(form)

    assert form.values == VALID[type(form)]
    assert len(first) == 32
    assert form._request_key != first


async def test_the_first_wrong_field_gets_the_focus(form: Any) -> None:
    result = await in_background(form, "review", {**ENTRIES, "targetUrl": "javascript:alert(1)", "email": "x"})

    assert form.message == "2 fields need your attention."
    assert "ref_targetUrl" in str(result.args)


async def test_what_is_not_sold_is_not_reviewed(form: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sells(monkeypatch, type(form), FOUND[type(form)], FormPhase.UNKNOWN)

    await in_background(form, "review", ENTRIES)

    assert form.phase == FormPhase.UNKNOWN
    assert form._request_key == ""


async def test_a_review_stands_when_the_page_connects_again_unless_the_price_changed(
    form: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await in_background(form, "load_form")
    await reviewed(form)
    await in_background(form, "load_form")
    assert form.phase == FormPhase.REVIEW

    dearer = (
        SiteCard(id="site", slug="crumb-and-co", price="$999.00")
        if isinstance(form, OrderFormState)
        else (ArticleCard(id=ARTICLE_ID, price="$999.00", takes_link=True), [])
    )
    sells(monkeypatch, type(form), dearer)
    await in_background(form, "load_form")
    assert form.phase == FormPhase.FORM


async def test_edit_leads_back_to_the_first_field(form: Any) -> None:
    assert call(form, "edit") is None
    await reviewed(form)

    result = call(form, "edit")

    assert form.phase == FormPhase.FORM
    assert f"ref_{next(iter(VALID[type(form)]))}" in str(result.args)


async def test_pay_without_a_review_opens_nothing(form: Any) -> None:
    assert await in_background(form, "pay") is None

    assert form.message == REVIEW_AGAIN


async def test_pay_checks_again_what_the_state_holds(form: Any) -> None:
    form.phase, form._request_key = FormPhase.REVIEW, "key"

    await in_background(form, "pay")

    assert form.phase == FormPhase.FORM
    assert form.problems["email"]


async def test_pay_opens_one_page_and_goes_there(form: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = opens(monkeypatch, form, "https://pay")
    await reviewed(form)

    result = await in_background(form, "pay")
    again = await in_background(form, "pay")

    assert "https://pay" in str(result.args)
    assert again is None
    ((request, key),) = opened
    assert (request.email, key) == ("ada@example.com", f"page-{form._request_key}")
    assert isinstance(request, ArticleRequest | BacklinkRequest)
    assert (request.site_id if isinstance(request, ArticleRequest) else request.article_id) in ("site", ARTICLE_ID)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (Conflict("Somebody was quicker.", code="slot_taken"), "Somebody was quicker."),
        (Failure("Stripe does not answer."), "Stripe does not answer."),
        (RuntimeError("password=hunter2"), SORRY),
    ],
    ids=["conflict", "failure", "bug"],
)
async def test_a_payment_page_that_does_not_open_leaves_everything_as_it_was(
    form: Any, monkeypatch: pytest.MonkeyPatch, error: Exception, message: str
) -> None:
    opens(monkeypatch, form, error)
    await reviewed(form)

    assert await in_background(form, "pay") is None

    assert (form.phase, form.opening, form.message) == (FormPhase.REVIEW, False, message)
    assert form.values == VALID[type(form)]


async def test_a_field_that_is_refused_when_paying_leads_back_to_it(form: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    opens(monkeypatch, form, Invalid("Look.", fields={"targetUrl": "The article links there already."}))
    await reviewed(form)

    result = await in_background(form, "pay")

    assert form.phase == FormPhase.FORM
    assert form.problems["targetUrl"] == "The article links there already."
    assert "ref_targetUrl" in str(result.args)


async def test_a_place_that_was_taken_meanwhile_shows_with_similar_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    form = BacklinkFormState(_reflex_internal_init=True)  # type: ignore[call-arg]
    sells(monkeypatch, BacklinkFormState, FOUND[BacklinkFormState])
    await reviewed(form)
    opens(monkeypatch, form, Conflict("Somebody was quicker.", code="slot_taken"))
    other = ArticleCard(id="b" * 32, takes_link=True)
    sells(monkeypatch, BacklinkFormState, (ArticleCard(id=ARTICLE_ID, price="$69.00", takes_link=False), [other]))

    await in_background(form, "pay")

    assert form.phase == FormPhase.REVIEW
    assert (form.article.takes_link, form.similar) == (False, [other])


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
@pytest.mark.parametrize(
    ("problem", "phase"), [(NotFound("No."), FormPhase.UNKNOWN), (Unavailable("Away."), FormPhase.UNAVAILABLE)]
)
async def test_form_without_a_subject_says_why(
    monkeypatch: pytest.MonkeyPatch, form: type[OrderEntry], problem: Exception, phase: str
) -> None:
    def read(_path: str) -> Any:
        raise problem

    monkeypatch.setattr(form, "_read_subject", staticmethod(read))

    assert await form._find("/order/crumb-and-co/rye-bread") == (form._nothing("/order/crumb-and-co/rye-bread"), phase)


def test_what_a_form_must_say_is_said_by_each() -> None:
    said = [name for name, value in vars(OrderEntry).items() if "NotImplementedError" in _source(value)]

    assert set(said) == {"_nothing", "_read_subject", "_take", "_product", "_named"}
    for form in FORMS:
        assert all(name in vars(form) for name in said)


def _source(value: Any) -> str:
    function = getattr(value, "__func__", value)
    return inspect.getsource(function) if inspect.isfunction(function) else ""
