"""What SendGrid took, held against the outbox: one mail for each event, and an account of each that came twice.

SendGrid has no idempotency keys, so a mail comes twice when its sender was cut off between SendGrid's 202 and our
commit: killed, frozen past its lease, without the answer, or without the database. Each such mail must have an attempt
that did not end well for each copy too many.
"""

from __future__ import annotations

import collections
import datetime as dt
import statistics
from dataclasses import dataclass, field
from typing import Any

import httpx

from blog_order.orders.events import Event
from tests.support.house import House

ONCE_AN_ORDER = {"request_received"}


@dataclass
class MailCheck:
    """What was found. The windows are the time between SendGrid's 202 and the job's end in our database."""

    broken: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)
    note: str = ""
    figures: dict[str, float] = field(default_factory=dict)


def check_mails(house: House) -> MailCheck:
    """Every row of the outbox against the mailbox, and every event of an order against the outbox."""
    found = MailCheck()
    url = f"{house.own.standins_url}/mailbox/api/mails"
    mailbox = httpx.get(url, params={"limit": 100_000}, timeout=60).json()["mails"]
    taken: dict[str, list[dt.datetime]] = collections.defaultdict(list)
    for mail in mailbox:
        at = dt.datetime.fromtimestamp(mail["sent_at"], dt.UTC)
        taken[mail["custom_args"].get("email_id", "")].append(at)
    rows = house.sql(
        "SELECT e.id, e.kind, e.state, j.id, j.state, j.finished_at, j.error_message FROM email e "
        "JOIN job j ON j.kind = 'send_email' AND j.arguments->>'email_id' = e.id"
    )
    attempts: dict[str, list[tuple[Any, ...]]] = collections.defaultdict(list)
    for job, started, finished, outcome in house.sql(
        "SELECT job_id, started_at, finished_at, outcome FROM job_attempt ORDER BY fence"
    ):
        attempts[job].append((started, finished, outcome))

    windows, twice, spread = [], 0, 0.0
    for email, kind, state, job, job_state, finished, message in rows:
        copies = sorted(taken.pop(email, []))
        if state == "sent" and not copies:
            found.broken.append(f"{kind}: said to be sent, and SendGrid never took it")
        elif state == "failed" and not message:
            found.broken.append(f"{kind}: failed without a reason")
        elif state not in ("sent", "failed", "withdrawn") or job_state not in ("completed", "failed", "cancelled"):
            found.broken.append(f"{kind}: {state}, its job {job_state}")
        elif len(copies) == 1 and state == "sent":
            windows.append((finished - copies[0]).total_seconds())
        if len(copies) > 1:
            twice += 1
            spread = max(spread, (copies[-1] - copies[0]).total_seconds())
            cut_off = [outcome for _, _, outcome in attempts[job] if outcome != "completed"]
            if len(cut_off) < len(copies) - 1:
                found.unexplained.append(f"{kind}: {len(copies)} copies, attempts {attempts[job]}")
    found.broken += [f"a mail of no row of ours ({email})" for email in taken]
    found.broken += _missing(house)
    states = collections.Counter(row[2] for row in rows)
    windows.sort()
    found.figures = {
        "mails": len(mailbox),
        "mails_twice": twice,
        "twice_apart_s_max": round(spread, 2),
        "mails_failed": states["failed"],
        "window_ms_p50": round(statistics.median(windows) * 1000, 1) if windows else 0,
        "window_ms_p99": round(windows[int(len(windows) * 0.99) - 1] * 1000, 1) if windows else 0,
    }
    found.note = (
        f"{len(mailbox)} mails for {len(rows)} events, {twice} came twice (at most {spread:.1f} s apart), "
        f"{states['failed']} given up; the window after the 202 is {found.figures['window_ms_p50']:.1f} ms (p50), "
        f"{found.figures['window_ms_p99']:.1f} ms (p99)"
    )
    return found


def _missing(house: House) -> list[str]:
    """Events without their mail, and mails that are too many, by kind."""
    expected = {
        "request_received": f"SELECT order_id FROM order_event WHERE what = '{Event.ORDER_PAID}'",
        "content_ready": "SELECT order_id FROM article_version WHERE base_id IS NULL",
        "revision_ready": "SELECT order_id FROM article_version WHERE base_id IS NOT NULL",
        "order_failed": f"SELECT order_id FROM order_event WHERE what = '{Event.ORDER_FAILED}'",
        "admin_order_failed": f"SELECT order_id FROM order_event WHERE what = '{Event.ORDER_FAILED}'",
        "revision_failed": f"SELECT order_id FROM order_event WHERE what = '{Event.REVISION_FAILED}'",
        "submitted": f"SELECT order_id FROM order_event WHERE what = '{Event.ORDER_SUBMITTED}'",
    }
    broken = []
    for kind, query in expected.items():
        events = collections.Counter(row[0] for row in house.sql(query))
        mails = collections.Counter(row[0] for row in house.sql("SELECT order_id FROM email WHERE kind = %s", kind))
        for order in events.keys() | mails.keys():
            if events[order] != mails[order]:
                broken.append(f"{kind}: {events[order]} events and {mails[order]} mails of an order")
    return broken
