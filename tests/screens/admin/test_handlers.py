"""Every handler of every admin state, found by the test itself and called over a real websocket.

It is called without a session, with a made-up one and with a revoked one: nothing may change, nothing may be told.
"""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import reflex as rx
import sqlalchemy as sa
from reflex.utils.format import format_event_handler
from reflex_base.registry import RegistrationContext

import blog_order.blog_order  # noqa: F401  all states there are
from blog_order import live
from blog_order.accounts import sessions
from blog_order.accounts.sessions import COOKIE
from blog_order.catalogue.editions import add_article, lock_article, publish_backlink
from blog_order.database import transaction
from blog_order.models import Article, Decision, DecisionKind, Email, Order, Site
from blog_order.orders.deciding.decision import decide
from blog_order.orders.deciding.submission import submit
from blog_order.screens.frame.admin.access import AdminState, guarded
from blog_order.screens.frame.admin.paths import admin_article_path
from tests.support.desk import id_of, waiting_order
from tests.support.orders import on_the_desk, order_row, versions, written
from tests.support.shop import Shop
from tests.support.sockets import PageSocket

TOPIC = "Keeping a quiet secret about rye"
EMAIL = "secret-customer@example.com"
TABLES = (
    "decision",
    "refund",
    "revision",
    "job",
    "email",
    "order_event",
    "article",
    "article_edition",
    "article_version",
)
ALERT = "SELECT id FROM email WHERE deduplication_key LIKE 'alert-scheduler-silent%'"
"""No scheduler runs here, and after a minute the web process tells of it by itself, with an email and its job."""
NOT_COUNTED = {"email": f"id IN ({ALERT})", "job": f"coalesce(arguments->>'email_id', '') IN ({ALERT})"}


def admin_states(root: type[rx.State] = AdminState) -> list[type[rx.State]]:
    """The base and all states under it."""
    return [root, *(state for each in root.get_substates() for state in admin_states(each))]


def admin_handlers() -> dict[str, Any]:
    """Every handler of an admin state by its full name, as the websocket knows them."""
    states = set(admin_states())
    known = RegistrationContext.get().event_handlers
    return {name: each.handler for name, each in known.items() if set(each.states) & states}


@dataclass(frozen=True)
class Prize:
    """What an intruder would like to get at."""

    number: int
    order_id: str
    decision_id: str
    mail_id: str
    article_id: str
    """A published article with two editions."""
    article_path: str
    body: str
    """The text on the desk."""

    def payload(self, parameters: list[str]) -> dict[str, Any]:
        """Arguments that would work, were the caller signed in. A new name of a parameter must be added here."""
        known = {
            "number": self.number,
            "version": 1,
            "changes": True,
            "decision_id": self.decision_id,
            "mail_id": self.mail_id,
            "edition": 1,
            "typed_at": 1,
            "form_data": {
                "base": "1",
                "title": "Another title that nobody asked for",
                "body": self.body,
                "article_id": self.article_id,
                "edition": "1",
                "instead_of": "2",
                "number": str(self.number),
                "version": "1",
                "note": "Give me all the money back, please.",
                "q": EMAIL,
            },
        }
        return {name: known[name] for name in parameters}


@pytest.fixture
def prize(shop: Shop, ada: str) -> Prize:
    """An order on the desk, and another with a decision that could be undone."""
    number = waiting_order(shop, topic=TOPIC, email=EMAIL)
    decided = waiting_order(shop, topic=TOPIC, email=EMAIL)
    decision = decide(id_of(decided), DecisionKind.APPROVE, editor="ada")
    order_id = id_of(number)
    with transaction() as session:
        mail_id = session.execute(sa.select(Email.id).where(Email.order_id == order_id)).scalars().first()  # type: ignore[arg-type, call-overload]
    article_id, path = edited_article()
    return Prize(number, order_id, decision.id, mail_id, article_id, path, versions(order_id)[-1].content)


def edited_article() -> tuple[str, str]:
    """An article whose first edition could be restored, and the path of its admin page."""
    with transaction() as session:
        site = session.execute(sa.select(Site).order_by(Site.name)).scalars().first()  # type: ignore[arg-type]
        assert site is not None
        article = add_article(session, Article(site_id=site.id, slug=uuid.uuid4().hex, title=TOPIC, content="One."))
        publish_backlink(session, article, "Two.", made_by="ada", order_id=None)
        return article.id, admin_article_path(site.slug, article.slug)


def world(prize: Prize) -> dict[str, Any]:
    """All that a handler could have changed."""
    with transaction() as session:
        counts = {
            name: session.execute(
                sa.text(f"SELECT count(*) FROM {name} WHERE NOT {NOT_COUNTED.get(name, 'false')}")
            ).scalar_one()
            for name in TABLES
        }
        order, decision = session.get_one(Order, prize.order_id), session.get_one(Decision, prize.decision_id)
        mail = session.get_one(Email, prize.mail_id)
        return counts | {
            "status": order.status,
            "payment": order.payment_state,
            "undone": decision.undone_at,
            "mail": mail.state,
            "edition": session.get_one(Article, prize.article_id).edition,
        }


def revoked() -> str:
    """A session that was good until a moment ago."""
    token = sessions.sign_in("ada", "correct horse battery", "192.0.2.1")
    sessions.sign_out(token)
    return token


def assert_nothing_told(heard: str, prize: Prize) -> None:
    """Neither the order nor the customer nor any editor was named."""
    for secret in (TOPIC, EMAIL, "secret-customer", f"BO-{prize.number}", prize.order_id, prize.mail_id, '"ada"'):
        assert secret not in heard, f"{secret!r} in {heard[:3000]}"


def test_the_sweep_finds_what_there_is() -> None:
    names = {name.rpartition(".")[2] for name in admin_handlers()}
    assert names >= {"open_desk", "approve", "send_back", "reject", "undo", "open_orders", "retry", "refund"}
    by_class = {format_event_handler(handler) for state in admin_states() for handler in state.event_handlers.values()}
    assert by_class == set(admin_handlers())
    assert not any("setvar" in name or ".set_" in name for name in admin_handlers())


def test_a_handler_without_the_check_cannot_be_written() -> None:
    async def without_admin(self: Any, number: int) -> None: ...

    def not_async(self: Any, admin: Any) -> None: ...

    for function in (without_admin, not_async):
        with pytest.raises(TypeError):
            guarded(function)
    for handler in admin_handlers().values():
        assert handler.fn.__code__ is guarded(example).__code__, handler.fn.__qualname__


async def example(self: Any, admin: Any) -> None: ...


@pytest.mark.parametrize("who", ["nobody", "made-up", "revoked"])
def test_no_handler_does_or_tells_anything_without_a_session(web: str, prize: Prize, who: str) -> None:
    token = {"nobody": "", "made-up": "x" * 43, "revoked": revoked()}[who]
    before = world(prize)
    page = PageSocket(web, cookie=f"{COOKIE}={token}" if token else "", path=f"/admin/orders/BO-{prize.number}")
    page.hydrate()
    for name, handler in admin_handlers().items():
        parameters = [each for each in handler._parameters if each != "self"]
        page.send(name, prize.payload(parameters), path=f"/admin/orders/BO-{prize.number}?q={EMAIL}")
        page.send(name, prize.payload(parameters) | {"admin": {"admin_id": "1", "name": "ada"}}, path="/admin")
        page.send(name, prize.payload(parameters), path=prize.article_path)
    page.wait_for("signed-out")
    live.order_changed(prize.order_id)  # nor by a push
    live.catalogue_changed(prize.article_id)
    heard = page.listen(1.5)
    page.close()
    told = "\n".join(line for line in heard.splitlines() if "rx_router" not in line)  # what the visitor sent itself
    assert_nothing_told(told, prize)
    assert world(prize) == before


@pytest.fixture
def desk(web: str, prize: Prize, session_token: str) -> Iterator[PageSocket]:
    """The desk of somebody who is signed in: the proof that the sweep would hear what is told."""
    page = PageSocket(web, cookie=f"{COOKIE}={session_token}", path=f"/admin?order=BO-{prize.number}")
    page.hydrate()
    page.wait_for(TOPIC)
    yield page
    page.close()


def test_with_a_session_the_same_calls_work(desk: PageSocket, prize: Prize) -> None:
    name = next(name for name in admin_handlers() if name.endswith("desk_state.approve"))
    desk.send(name, {"number": prize.number, "version": 1})
    desk.wait_for(f"You approved BO-{prize.number}")
    assert world(prize)["decision"] >= 2


def test_an_article_follows_what_happens_elsewhere_and_is_restored_once(
    web: str, prize: Prize, session_token: str
) -> None:
    page = PageSocket(web, cookie=f"{COOKIE}={session_token}", path=prize.article_path)
    page.hydrate()
    page.wait_for('"current_label":"edition 2"')
    with transaction() as session:
        article = lock_article(session, prize.article_id)
        publish_backlink(session, article, "Three.", made_by="bob", order_id=None)
    page.wait_for("edition 3 is on the blog now")
    name = next(name for name in admin_handlers() if name.endswith("article_state.restore"))
    form = {"article_id": prize.article_id, "edition": "1", "instead_of": "2"}
    page.send(name, {"form_data": form})
    page.wait_for("has changed since you looked")
    assert world(prize)["edition"] == 3
    page.send(name, {"form_data": form | {"instead_of": "3"}})
    page.wait_for("Edition 1 is back on the blog.")
    page.wait_for('"current_label":"edition 4"')
    page.close()
    assert world(prize)["edition"] == 4


def test_a_push_after_the_session_ended_empties_the_page(desk: PageSocket, prize: Prize, session_token: str) -> None:
    desk.forget()
    sessions.sign_out(session_token)
    live.order_changed(prize.order_id)
    heard = desk.wait_for("signed-out")
    assert '"title":""' in heard.replace(" ", ""), heard
    assert_nothing_told(heard, prize)
    desk.forget()
    live.order_changed(prize.order_id)
    assert_nothing_told(desk.listen(1), prize)


@pytest.mark.parametrize("cookie", ["", "the revoked one"])
def test_a_page_kept_for_a_tab_is_not_given_to_who_signed_out(
    web: str, desk: PageSocket, prize: Prize, session_token: str, cookie: str
) -> None:
    desk.close()
    sessions.sign_out(session_token)
    again = PageSocket(web, token=desk.token, cookie=f"{COOKIE}={session_token}" if cookie else "")
    again.hydrate()
    heard = again.wait_for("signed-out")
    heard = again.listen(1)
    again.close()
    assert_nothing_told(heard, prize)


def test_a_page_kept_for_a_tab_comes_back_after_a_lost_connection(
    web: str, desk: PageSocket, prize: Prize, session_token: str
) -> None:
    desk.close()
    again = PageSocket(web, token=desk.token, cookie=f"{COOKIE}={session_token}", path=desk.path)
    again.hydrate()
    again.wait_for(TOPIC)
    heard = again.listen(1)
    chunks = [part[:600] for part in heard.split('admin_state":{')[1:]]
    phases = [found[1] for part in chunks if (found := re.search(r'"phase_rx_state_":"([^"]*)"', part))]
    assert set(phases) == {"shown"}, "the page flickers"
    again.close()


def test_after_a_lost_connection_an_editor_is_where_they_were(
    web: str, desk: PageSocket, prize: Prize, session_token: str, shop: Shop
) -> None:
    order_id = written(shop)
    submit(order_id, versions(order_id)[-1].id)
    on_the_desk(order_id)
    other = order_row(order_id).number
    desk.forget()
    desk.send(next(name for name in admin_handlers() if name.endswith("desk_state.select")), {"number": other})
    desk.wait_for(f'"order_rx_state_":{{"number":{other},')
    desk.close()
    again = PageSocket(web, token=desk.token, cookie=f"{COOKIE}={session_token}", path=desk.path)
    again.hydrate()
    again.wait_for('"shown"')
    again.wait_for(f'"order_rx_state_":{{"number":{other},')
    heard = again.listen(1.5)
    assert f'"order_rx_state_":{{"number":{prize.number},' not in heard
    again.close()


def test_the_cookie_never_reaches_the_page(desk: PageSocket, session_token: str) -> None:
    assert session_token not in desk.heard


def test_the_guard_is_asynchronous() -> None:
    assert all(asyncio.iscoroutinefunction(handler.fn) for handler in admin_handlers().values())
