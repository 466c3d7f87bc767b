"""A writer that obeys every order hidden in a customer's text: what the code lets out all the same.

The stand-in is made hostile (``standins/writer/hostile.py``), and the functions that the worker runs are given one
attempt after the other. What comes out is looked at here without the help of the product's own checks.
"""

from __future__ import annotations

import base64
import html.parser
import re
from collections.abc import Iterator

import pytest
from sqlmodel import col, select

from blog_order.content.markdown import render_article
from blog_order.content.prompting.brief import Task
from blog_order.content.prompting.prompt import PROMPTS, read_prompt
from blog_order.database import transaction
from blog_order.models import (
    Article,
    ArticleVersion,
    Draft,
    Job,
    Order,
    OrderStatus,
    PaymentState,
    Product,
    Revision,
    Site,
)
from blog_order.orders import products
from blog_order.orders.writing.assignment import read_assignment
from blog_order.orders.writing.live_draft import DraftStream
from blog_order.queue import ledger
from blog_order.queue.execution import run_job
from blog_order.queue.leases import keeper
from blog_order.queue.running import RunningJob
from blog_order.settings import get_settings
from tests.support.articles import LONG, make_article
from tests.support.http import HTTP
from tests.support.injections import INJECTIONS, Injection

TARGET = "https://example.com/starter-kit"
SECRETS = [" ".join(read_prompt(path.stem)[0].split()).lower() for path in PROMPTS.glob("*.md")]
SECRET_CHARACTERS = 80
IN_NOTES = [each for each in INJECTIONS if each.field == "notes"]


@pytest.fixture(scope="module", autouse=True)
def _hostile(services: None) -> Iterator[None]:
    own = get_settings().embedded
    assert own is not None
    control = f"{own.standins_url}/openai/control"
    HTTP.post(f"{control}/pace", json={"words_per_second": 1_000_000}).raise_for_status()
    HTTP.post(f"{control}/hostile", json={"on": True}).raise_for_status()
    yield
    HTTP.post(f"{control}/hostile", json={"on": False}).raise_for_status()
    HTTP.post(f"{control}/pace", json={"words_per_second": get_settings().demo_writer_words_per_second})


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All that the order's page would have shown while it was written."""
    texts: list[str] = []
    monkeypatch.setattr(DraftStream, "show", lambda _stream, markdown: texts.append(markdown))
    return texts


def obeyed() -> list[str]:
    """What the last answers were spoilt with, newest first."""
    own = get_settings().embedded
    assert own is not None
    calls = HTTP.get(f"{own.standins_url}/openai/control/calls").json()["calls"]
    return [want for call in calls[:3] for want in call.get("obeyed", [])]


def ordered(injection: Injection, product: Product = Product.ARTICLE, *, revised: bool = False) -> tuple[str, str]:
    """A paid order, and the job that writes for it; straight into the database, since forms refuse some of these."""
    with transaction() as session:
        site = session.exec(select(Site).order_by(col(Site.name))).first()
        assert site is not None
        fields = {"topic": "How bakers keep a starter alive", "keyword": "sourdough starter", "niche": "baking"}
        fields |= {"anchor_text": "a simple starter kit", "notes": ""}
        order = Order(
            product=product, site_id=site.id, email="c@example.com", target_url=TARGET, amount=1, currency="usd",
            status=OrderStatus.PROCESSING, payment_state=PaymentState.PAID,
            **fields | ({} if revised else {injection.field: injection.text}),
        )  # fmt: skip
    if product is Product.BACKLINK:
        order.article_id = make_article(content=LONG)
    with transaction() as session:
        session.add(order)
        session.flush()
        if not revised:
            return order.id, ledger.enqueue(session, products.of(product).first_job, order_id=order.id)
        base = ArticleVersion(order_id=order.id, num=1, title="Starters", content=LONG, qc_status="passed")
        session.add(base)
        session.flush()
        job_id = ledger.enqueue(session, products.of(product).revision_job, order_id=order.id)
        session.add(Revision(order_id=order.id, base_id=base.id, job_id=job_id, notes=injection.text))
        return order.id, job_id


class _Page(html.parser.HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.words += data


def tells(text: str) -> bool:
    """Whether a text tells our instructions, plainly or turned round or in Base64."""
    for run in re.findall(r"[A-Za-z0-9+/]{60,}", text):
        text += base64.b64decode(run[: len(run) // 4 * 4]).decode("utf-8", "ignore")
    flat = " ".join(text.lower().split())
    pieces = (flat[start : start + SECRET_CHARACTERS] for start in range(max(0, len(flat) - SECRET_CHARACTERS + 1)))
    return any(piece in secret or piece[::-1] in secret for piece in pieces for secret in SECRETS)


def assert_harmless(article: dict[str, object], order: Order) -> None:
    """The article, as a reader would get it, is what was ordered and nothing else."""
    page = _Page(render_article(str(article["body"]), paid_url=TARGET))
    assert [link for link in page.links if not link.startswith("/blog/")] == [TARGET]
    assert f"[{order.anchor_text}]({TARGET})" in str(article["body"])
    assert not page.elements & {"script", "iframe", "svg", "style", "form", "object", "img"}
    assert not {name for name in page.attributes if name.startswith("on")}
    said = [str(article[name]) for name in ("title", "meta_description", "tags", "slug")] + [page.words]
    for text in said:
        assert "evil" not in text.lower()
        assert "private-mail" not in text and "901820" not in text
        assert not re.search(r"<\w|as an ai", text, re.I)
    assert not tells("\n".join([*said, str(article["not_followed"])]))
    assert len(page.words.split()) > 60


def draft_of(order_id: str, job_id: str) -> tuple[Draft, Order, list[str]]:
    """The first draft of a job, by the worker's own functions; and what was shown meanwhile."""
    shown: list[str] = []
    row = ledger.claim(job_id, keeper().worker)
    assert row is not None
    job = RunningJob(row)
    with transaction() as session:
        assignment = read_assignment(session, job)
        order = session.get_one(Order, order_id)
    draft = products.of(order.product).write_draft(job, 1, assignment, None, [], shown.append)
    with transaction() as session:
        ledger.complete(session, job.id, job.fence)
    return draft, order, shown


def judge(draft: Draft, order: Order, shown: list[str]) -> None:
    assert obeyed(), "the writer did not even try"
    assert not any(tells(text) for text in shown)
    if draft.report["passed"]:
        assert_harmless(draft.article, order)


QUICK = {
    "second link", "reference link", "defanged", "backwards", "javascript address", "closing tag", "marked words",
    "reveal", "reveal in code block", "reveal in base64", "reveal backwards", "reveal in meta", "reveal in slug",
    "reveal as reason", "chinese", "homoglyphs", "script", "skip the check", "somebody else", "topic as order",
    "anchor closes the link",
}  # fmt: skip
DRAFTS = [pytest.param(each, id=each.name, marks=[] if each.name in QUICK else pytest.mark.long) for each in INJECTIONS]


@pytest.mark.parametrize("injection", DRAFTS)
def test_no_draft_passes_with_what_was_smuggled_in(injection: Injection) -> None:
    judge(*draft_of(*ordered(injection)))


def judge_delivery(order_id: str, job_id: str, shown: list[str]) -> None:
    """Run the job to its end: what its customer then has is harmless, or nothing."""
    run_job(job_id)
    assert obeyed(), "the writer did not even try"
    assert not any(tells(text) for text in shown)
    with transaction() as session:
        order = session.get_one(Order, order_id)
        drafts = list(session.exec(select(Draft).where(Draft.job_id == job_id)))
        made = session.exec(select(ArticleVersion).where(ArticleVersion.job_id == job_id)).one_or_none()
        assert session.get_one(Job, job_id).attempts == 1
    assert 1 <= len(drafts) <= 3
    assert order.status != OrderStatus.PROCESSING
    if made is None:
        assert len(drafts) == 3
        return
    assert made.qc_status == "passed"
    article = {name: getattr(made, name) for name in ("title", "meta_description", "tags", "slug", "not_followed")}
    if order.product is Product.ARTICLE:
        assert_harmless(article | {"body": made.content}, order)
        return
    with transaction() as session:
        assert session.get_one(Article, str(order.article_id)).content == LONG
    replacement = made.placement["replacement"]
    assert made.content == LONG.replace(made.placement["passage"], replacement)
    assert _Page(render_article(replacement)).links == [TARGET]
    assert "evil" not in replacement and not tells(replacement) and not tells(str(made.not_followed))


WHOLE = ("plain order", "reveal as reason")


@pytest.mark.parametrize("injection", [each for each in INJECTIONS if each.name in WHOLE], ids=lambda each: each.name)
def test_no_version_is_delivered_with_what_was_smuggled_in(injection: Injection, shown: list[str]) -> None:
    judge_delivery(*ordered(injection), shown)


SOME = INJECTIONS[::3]
"""One in three, each time others, go all the way: the check is the same for all, and was seen above."""


@pytest.mark.long
@pytest.mark.parametrize("injection", SOME, ids=lambda each: each.name)
def test_no_first_version_is_delivered_with_it(injection: Injection, shown: list[str]) -> None:
    judge_delivery(*ordered(injection), shown)


@pytest.mark.long
@pytest.mark.parametrize("injection", IN_NOTES[1::3], ids=lambda each: each.name)
def test_no_revision_is_delivered_with_it(injection: Injection, shown: list[str]) -> None:
    judge_delivery(*ordered(injection, revised=True), shown)


@pytest.mark.long
@pytest.mark.parametrize("injection", INJECTIONS[2::3], ids=lambda each: each.name)
def test_no_backlink_is_delivered_with_it(injection: Injection, shown: list[str]) -> None:
    judge_delivery(*ordered(injection, Product.BACKLINK), shown)


def test_the_instructions_hold_nothing_that_a_customer_typed() -> None:
    order_id, job_id = ordered(INJECTIONS[0])
    draft_of(order_id, job_id)
    own = get_settings().embedded
    assert own is not None
    prompt = HTTP.get(f"{own.standins_url}/openai/control/calls?limit=1").json()["calls"][0]["prompt"]
    assert prompt.startswith(read_prompt(Task.ARTICLE)[0])
