"""How soon an open page shows a change: ``python -m bench.live``.

From the return of the COMMIT to the changed text in the DOM of a page in Chromium, with many more pages open. Those are
websockets without browsers, hundreds in a process (:mod:`bench._ours.pages`), and each must receive its delta before
the next change. Three rows: one page on each of 100 orders, one of which changes; 100 pages on one order that changes;
500 pages of the catalogue with the same list, in which the free slots of an article change.

An order has two versions of a demo article with their reports, and its topic changes: the whole page is read and built,
and a few bytes travel. The browser and the clients share the cores with the web processes, which delays the last of
many pages. The processor time of the web processes doesn't depend on that.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from playwright.sync_api import Page, sync_playwright

from bench import _result
from bench._services import Children, cpu_seconds, running
from blog_order import live
from blog_order.embedded.ports import free_port
from blog_order.embedded.programs import POSTGRES, REDIS, STANDINS, WEB
from blog_order.embedded.stack import Stack
from blog_order.orders.events import Event

PROGRAMS = (POSTGRES, REDIS, STANDINS, WEB)
CLIENT_PROCESSES = 2
PATIENCE_SECONDS = 60
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
TOPIC = "How small bakeries keep their starters alive"
EVENTS = (
    (Event.ORDER_CREATED, "AWAITING_PAYMENT"),
    (Event.ORDER_PAID, "PROCESSING"),
    (Event.VERSION_READY, "QUALITY_CHECK"),
    (Event.REVISION_REQUESTED, "PROCESSING"),
    (Event.VERSION_READY, "QUALITY_CHECK"),
)
REPORT = {
    "passed": True,
    "score": 100,
    "checks": [
        {"id": f"check-{number}", "title": "What was looked at", "severity": "hard", "passed": True, "detail": "Fine."}
        for number in range(12)
    ],
    "counts": {"words": 800, "sentences": 50, "paragraphs": 12, "headings": 5, "links": 1},
}
WATCH = """() => {
    const look = () => {
        if (window.wanted && !window.seen && document.body.innerText.includes(window.wanted))
            window.seen = performance.timeOrigin + performance.now();
    };
    new MutationObserver(look).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""


@dataclass
class Times:
    """Of one row, in milliseconds after each commit."""

    dom: list[float] = field(default_factory=list)
    clients: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)
    """The last page of each change."""
    cpu: float = 0
    """Seconds of all web processes together."""

    def figures(self) -> dict[str, float]:
        """The row."""
        found = _result.spread("commit_to_dom_ms", self.dom) | _result.spread("commit_to_client_ms", self.clients)
        found["all_pages_ms_p50"] = _result.quantile(self.last, 0.5)
        return found | {"web_cpu_ms_per_change": self.cpu * 1000 / max(1, len(self.dom))}


def main() -> int:
    """Print a column a row, then the line of JSON."""
    options = argparse.ArgumentParser(description="From a commit to the page that shows it.")
    options.add_argument("--changes", type=int, default=40)
    options.add_argument("--pages", type=int, default=100, help="on orders")
    options.add_argument("--catalogue", type=int, default=500, help="pages of the catalogue")
    options.add_argument("--processes", type=int, help="of the web, instead of the default setting")
    chosen = options.parse_args()
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        print("left out: there is no Chromium")
        return 77
    more = {"WEB_PROCESSES": str(chosen.processes)} if chosen.processes else {}
    with running(PROGRAMS, PORT=str(free_port()), **more) as stack, Children(stack), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        orders = make_orders(chosen.pages)
        rows = {}
        for name, paths, subject in (
            ("100_orders", [order_path(each) for each in orders], Order(orders[0])),
            ("one_order", [order_path(orders[0])] * chosen.pages, Order(orders[0])),
            ("500_catalogue", ["/"] * chosen.catalogue, Article()),
        ):
            rows[name] = measure(stack, browser.new_page(), paths, subject, chosen.changes).figures()
        browser.close()
        processes = stack.settings.web_processes
    size = f"{chosen.pages} pages on orders, {chosen.catalogue} on the catalogue, {chosen.changes} changes each"
    print(f"{size}, {processes} web processes, {os.cpu_count()} cores")
    _result.print_table(rows)
    ours = {f"{figure}_{name}": value for name, row in rows.items() for figure, value in row.items()}
    ours["one_order_of_100_orders"] = ours["commit_to_dom_ms_p50_one_order"] / ours["commit_to_dom_ms_p50_100_orders"]
    _result.print_result("live", ours, {}, changes=chosen.changes, cores=os.cpu_count())
    return 0


class Order:
    """An order whose topic changes."""

    def __init__(self, order_id: str) -> None:
        self._id, self._count = order_id, 0
        self.first = TOPIC

    def change(self) -> tuple[str, str, dict[str, Any]]:
        """The text to wait for, and the statement that leads to it."""
        self._count += 1
        topic = f"{self.first}, {time.time_ns()}"
        return topic, 'UPDATE "order" SET topic = :topic WHERE id = :id', {"topic": topic, "id": self._id}

    def tell(self) -> None:
        """What the domain does after the commit."""
        live.order_changed(self._id)


class Article:
    """The newest article of the catalogue; so many links that it is told from all others can be placed in it."""

    def __init__(self) -> None:
        newest = row("SELECT id, title FROM article ORDER BY published_at DESC, id LIMIT 1")
        self._id, self.first = str(newest[0]), str(newest[1])
        self._slots = 1000

    def change(self) -> tuple[str, str, dict[str, Any]]:
        """As of an order."""
        self._slots += 1
        values = {"slots": self._slots, "id": self._id}
        return f"{self._slots} ", "UPDATE article SET paid_links = :slots WHERE id = :id", values

    def tell(self) -> None:
        """As of an order."""
        live.catalogue_changed(self._id)


class Clients:
    """The pages without a browser, in a few processes."""

    def __init__(self, origin: str, paths: list[str]) -> None:
        shares = [share for number in range(CLIENT_PROCESSES) if (share := paths[number::CLIENT_PROCESSES])]
        self._all = [
            subprocess.Popen(
                [sys.executable, "-m", "bench._ours.pages", origin, *share],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for share in shares
        ]

    def expect(self, text: str) -> None:
        """Have all wait for a text."""
        for process in self._all:
            assert process.stdin is not None and process.stdout is not None
            process.stdin.write(f"{text}\n")
            process.stdin.flush()
            if process.stdout.readline() != "expecting\n":
                raise RuntimeError("a process with pages has ended")

    def moments(self) -> list[float]:
        """When each page had it (Unix time)."""
        return [at for process in self._all if process.stdout for at in json.loads(process.stdout.readline())]

    def stop(self) -> None:
        """End all."""
        for process in self._all:
            process.kill()
            process.wait()


def measure(stack: Stack, page: Page, paths: list[str], subject: Order | Article, changes: int) -> Times:
    """One row: Chromium on the first path, clients on the others."""
    clients = Clients(stack.settings.origin, paths[1:])
    try:
        clients.expect(subject.first)
        page.goto(stack.settings.origin + paths[0])
        page.get_by_text(subject.first).first.wait_for()
        page.evaluate(WATCH)
        clients.moments()
        # The clients on other orders receive nothing of a change of this one.
        concerned = clients if len(set(paths)) == 1 else None
        times = Times()
        for number in range(-3, changes):
            if number == 0:
                times, used = Times(), cpu_seconds(stack.pid(WEB))
            time.sleep(random.uniform(0.2, 0.5))
            observe_change(page, concerned, subject, times)
        times.cpu = cpu_seconds(stack.pid(WEB)) - used
        return times
    finally:
        clients.stop()
        page.close()


def observe_change(page: Page, clients: Clients | None, subject: Order | Article, times: Times) -> None:
    """Commit a change, and note when each page has it."""
    from blog_order.database import transaction

    text, statement, values = subject.change()
    if clients:
        clients.expect(text)
    page.evaluate("text => { window.wanted = text; window.seen = 0; }", text)
    committed: list[float] = []
    with transaction() as session:
        session.execute(sa.text(statement), values)
        sa.event.listen(session, "after_commit", lambda _: committed.append(time.time()))
        session.after_commit(subject.tell)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (seen := page.evaluate("window.seen")):
        if time.monotonic() > deadline:
            raise RuntimeError(f"{text!r} did not come to the page")
        time.sleep(0.02)
    moments = clients.moments() if clients else []
    times.dom.append(seen - committed[0] * 1000)
    times.clients += [(at - committed[0]) * 1000 for at in moments]
    times.last.append(max([seen, *(at * 1000 for at in moments)]) - committed[0] * 1000)


def order_path(order_id: str) -> str:
    """Where an order's page is."""
    return f"/order-status/{order_id}"


def make_orders(count: int) -> list[str]:
    """Ids of new orders, each with two versions that wait for the customer."""
    from blog_order.database import transaction
    from blog_order.models import ArticleVersion, Order, OrderEvent, OrderStatus, PaymentState, Product, utcnow

    made = []
    with transaction() as session:
        site_id, text, title = row("SELECT site_id, content, title FROM article ORDER BY length(content) DESC LIMIT 1")
        for _ in range(count):
            order = Order(
                product=Product.ARTICLE,
                site_id=site_id,
                email="bench@example.com",
                topic=TOPIC,
                keyword="sourdough starter",
                target_url="https://example.com/starter-kit",
                anchor_text="a simple starter kit",
                amount=14900,
                currency="usd",
                status=OrderStatus.QUALITY_CHECK,
                payment_state=PaymentState.PAID,
                paid_at=utcnow(),
            )
            session.add(order)
            session.flush()
            made.append(order.id)
            for num in (1, 2):
                session.add(
                    ArticleVersion(
                        order_id=order.id, num=num, title=title, content=text, qc_status="passed", qc_report=REPORT
                    )
                )
            for what, status in EVENTS:
                session.add(OrderEvent(order_id=order.id, actor="bench", what=what, status=OrderStatus(status)))
    return made


def row(query: str, **values: Any) -> Any:
    """One row from the database."""
    from blog_order.database import engine

    with engine().connect() as connection:
        return connection.execute(sa.text(query), values).one()


if __name__ == "__main__":
    sys.exit(main())
