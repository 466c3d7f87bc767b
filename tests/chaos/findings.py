"""What must hold when the blows are over and everything has come to rest."""

from __future__ import annotations

import collections
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from blog_order.orders.events import Event
from tests.chaos.customers import Customers
from tests.chaos.mails import check_mails
from tests.support.house import House

SHOWN = 5


@dataclass
class Finding:
    """One promise, and where it was broken."""

    promise: str
    broken: list[str]
    note: str = ""

    def __str__(self) -> str:
        shown = "".join(f"\n      {each}" for each in self.broken[:SHOWN])
        more = f"\n      and {len(self.broken) - SHOWN} more" if len(self.broken) > SHOWN else ""
        note = f": {self.note}" if self.note else ""
        return f"  {'BROKEN' if self.broken else 'ok':7} {self.promise}{note}{shown}{more}"


@dataclass
class Checked:
    """All findings, and the figures among them."""

    findings: list[Finding] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)

    @property
    def broken(self) -> list[Finding]:
        """The promises that did not hold."""
        return [finding for finding in self.findings if finding.broken]


def check_all(house: House, customers: Customers) -> Checked:
    """Look at everything, when nothing moves any more."""
    checked = Checked()

    def note(promise: str, broken: list[str], remark: str = "") -> None:
        checked.findings.append(Finding(promise, broken, remark))

    paid = {customer.order_id: customer for customer in customers.all if customer.paid}
    note("every customer was served", _not_served(customers))
    note("every paid order is reviewed, or FAILED for a stated reason", *_orders(house, set(paid)))
    note("every customer got the versions they asked for, or was told why not", _revisions(house, paid))
    note("exactly one version for each completed job, and none without one", _versions(house))
    note("each version carries its own customer's link", _links(house, paid))
    mails = check_mails(house)
    checked.figures |= mails.figures
    note("one mail for each event", mails.broken, mails.note)
    note("each mail that came twice was cut off between SendGrid's 202 and our commit", mails.unexplained)
    note("no job is open and no lease is held", _open_jobs(house))
    note("every attempt has ended", _open_attempts(house))
    note("Redis holds no message of a job that is done or unknown", _messages(house))
    note("every event of Stripe is stored and handled", _events(house))
    note("the pages say what the database says", _pages(house, list(paid)))
    return checked


def _not_served(customers: Customers) -> list[str]:
    return [
        f"customer {each.number}: {each.refused or f'order {bool(each.order_id)}, paid {each.paid}'}"
        for each in customers.all
        if each.refused or not each.done
    ]


def _orders(house: House, paid: set[str]) -> tuple[list[str], str]:
    rows = house.sql('SELECT id, number, status, payment_state, failure_reason, cancel_reason FROM "order"')
    broken, counts = [], collections.Counter[str]()
    for order_id, number, status, payment, reason, cancelled in rows:
        if order_id not in paid:
            continue
        counts[status] += 1
        reviewed = status in ("QUALITY_CHECK", "ADMIN_REVIEW") and payment == "paid"
        if not reviewed and not (status == "FAILED" and reason and payment == "paid"):
            broken.append(f"BO-{number}: {status}, {payment}, {reason or cancelled or 'no reason'}")
    if missing := paid - {row[0] for row in rows}:
        broken.append(f"{len(missing)} paid orders have no row")
    return broken, ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))


def _revisions(house: House, paid: dict[str, Any]) -> list[str]:
    rows = house.sql(
        "SELECT o.id, o.number, o.status, (SELECT count(*) FROM revision r WHERE r.order_id = o.id), "
        "(SELECT count(*) FROM revision r JOIN job j ON j.id = r.job_id WHERE r.order_id = o.id "
        " AND j.state NOT IN ('completed', 'failed')), "
        "(SELECT count(*) FROM revision r JOIN job j ON j.id = r.job_id LEFT JOIN order_event e "
        f"   ON e.order_id = o.id AND e.what = '{Event.REVISION_FAILED}' "
        " WHERE r.order_id = o.id AND j.state = 'failed' AND e.id IS NULL) "
        'FROM "order" o'
    )
    broken = []
    for order_id, number, status, made, unfinished, silent in rows:
        if order_id in paid and status != "FAILED":
            if made != paid[order_id].revisions or unfinished:
                broken.append(f"BO-{number}: {made} of {paid[order_id].revisions} revisions, {unfinished} unfinished")
            if silent:
                broken.append(f"BO-{number}: {silent} revisions failed in silence")
    return broken


def _versions(house: House) -> list[str]:
    content = "j.kind IN ('generate_article', 'revise_article', 'integrate_backlink', 'revise_backlink')"
    rows = house.sql(
        "SELECT j.id, j.kind, j.state, count(v.id) FROM job j LEFT JOIN article_version v ON v.job_id = j.id "
        f"WHERE {content} GROUP BY j.id HAVING count(v.id) <> (CASE j.state WHEN 'completed' THEN 1 ELSE 0 END)"
    )
    broken = [f"job {job} ({kind}, {state}) has {count} versions" for job, kind, state, count in rows]
    rows = house.sql(
        "SELECT order_id, array_agg(num ORDER BY num) FROM article_version GROUP BY order_id "
        "HAVING max(num) <> count(*) OR min(num) <> 1"
    )
    broken += [f"the versions of an order are numbered {numbers}" for _, numbers in rows]
    rows = house.sql("SELECT job_id, count(*) FROM draft GROUP BY job_id HAVING count(*) > 3")
    return broken + [f"job {job} has {count} drafts" for job, count in rows]


def _links(house: House, paid: dict[str, Any]) -> list[str]:
    rows = house.sql(
        "SELECT o.id, o.number, v.num, v.content, o.target_url "
        'FROM article_version v JOIN "order" o ON o.id = v.order_id'
    )
    return [
        f"BO-{number} version {num}"
        for order_id, number, num, content, target in rows
        if order_id in paid and content.count(f"]({target})") != 1
    ]


def _open_jobs(house: House) -> list[str]:
    rows = house.sql(
        "SELECT id, kind, state, lease_expires_at IS NOT NULL, worker FROM job "
        "WHERE state IN ('waiting', 'active', 'delayed') OR lease_expires_at IS NOT NULL"
    )
    return [f"job {job} ({kind}): {state}, lease {lease}, worker {worker}" for job, kind, state, lease, worker in rows]


def _open_attempts(house: House) -> list[str]:
    rows = house.sql(
        "SELECT a.job_id, j.kind, j.state, a.fence FROM job_attempt a JOIN job j ON j.id = a.job_id "
        "WHERE a.finished_at IS NULL OR a.outcome = ''"
    )
    return [f"job {job} ({kind}, {state}), fence {fence}" for job, kind, state, fence in rows]


def messages(house: House) -> list[str]:
    """The job ids of all messages that Redis holds, waiting or fetched."""
    client = house.redis()
    found = []
    for key in client.scan_iter("dramatiq:*.msgs"):
        for body in client.hvals(key):  # type: ignore[union-attr]
            found.append(str(json.loads(body)["args"][0]))
    return found


def _messages(house: House) -> list[str]:
    rows = dict(house.sql("SELECT id, state FROM job"))
    return [f"job {job}: {rows.get(job, 'no row')}" for job in messages(house)]


def _events(house: House) -> list[str]:
    broken = [
        f"event {event} ({kind}) is not handled"
        for event, kind in house.sql("SELECT id, type FROM stripe_event WHERE handled_at IS NULL")
    ]
    given_up = house.sql("SELECT id, type, outcome FROM stripe_event WHERE outcome LIKE 'given up%%'")
    broken += [f"event {event} ({kind}): {outcome}" for event, kind, outcome in given_up]
    stored = {row[0] for row in house.sql("SELECT id FROM stripe_event")}
    query = {"limit": 100_000}
    sent = httpx.get(f"{house.own.standins_url}/stripe/control/deliveries", params=query, timeout=20).json()
    return broken + sorted(
        {f"event {row['event_id']} ({row['type']}) never came" for row in sent["deliveries"]
         if row["event_id"] not in stored}
    )  # fmt: skip


def _pages(house: House, orders: list[str]) -> list[str]:
    rows: dict[str, str] = dict(house.sql('SELECT id, status FROM "order"'))
    say: Callable[[str], Any] = house.status
    return [
        f"an order is {rows[order]} and its status says {data['status']}, active job {data['queue']['hasActiveJob']}"
        for order in orders
        if (data := say(order))["status"] != rows.get(order) or data["queue"]["hasActiveJob"]
    ]
