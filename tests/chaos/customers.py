"""The customers of a run: they order, pay, ask for changes and submit, and come back when something does not answer.

What a customer does next follows from what the database says of the order, not from what was answered: an answer can
be lost when its request was not.
"""

from __future__ import annotations

import random
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.chaos.observer import Seen
from tests.support.house import House
from tests.support.ordering import article_fields, backlink_fields

NOTES = (
    "Please make it shorter overall.",
    "Please add a section with common mistakes.",
    "Please write it in a friendlier tone.",
    "Please say more about the costs.",
)
DONE_STATES = ("FAILED", "ADMIN_REVIEW", "CANCELLED", "COMPLETED")


@dataclass
class Customer:
    """One customer and what they want."""

    number: int
    arrives_at_seconds: float
    body: dict[str, Any]
    revisions: int
    submits: bool
    order_id: str = ""
    session_id: str = ""
    paid: bool = False
    refused: str = ""
    done: bool = False
    busy: bool = field(default=False, repr=False)


class Customers:
    """All customers. :meth:`act` is called again and again with what is seen of the orders."""

    def __init__(self, house: House, seed: int, number: int, within_seconds: float) -> None:
        self.house, self.seed = house, seed
        dice = random.Random(seed)
        sites = house.http.get("/api/v1/catalogue/sites").json()["data"]["sites"]
        query = {"available": "true", "limit": 100}
        articles = house.http.get("/api/v1/catalogue/articles", params=query).json()["data"]["articles"]
        arrivals = sorted(dice.uniform(0, within_seconds) for _ in range(number))
        self.all: list[Customer] = []
        for position, arrives in enumerate(arrivals):
            target = f"https://example.com/chaos-{position}"
            if position % 10 == 9 and articles:
                body = backlink_fields(articles.pop()["id"], targetUrl=target)
            else:
                body = article_fields(dice.choice(sites)["id"], targetUrl=target)
            self.all.append(
                Customer(position, arrives, body, dice.choice([0, 1, 1, 2]), dice.random() < 0.5),
            )
        self._pool = ThreadPoolExecutor(12, thread_name_prefix="customer")
        self._http = httpx.Client(base_url=house.origin, timeout=15, trust_env=False)

    def act(self, seconds: float, seen: dict[str, Seen]) -> None:
        """Let everybody whose turn it is take their next step."""
        for customer in self.all:
            if not customer.busy and not customer.done and customer.arrives_at_seconds <= seconds:
                customer.busy = True
                self._pool.submit(self._step, customer, seen.get(customer.order_id))

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown(cancel_futures=True)
        self._http.close()

    def _step(self, customer: Customer, seen: Seen | None) -> None:
        try:
            if not customer.order_id:
                self._order(customer)
            elif not customer.paid:
                self._pay(customer)
            elif seen is not None:
                self._follow(customer, seen)
        except httpx.HTTPError:
            pass  # it does not answer: again in a moment
        finally:
            customer.busy = False

    def _order(self, customer: Customer) -> None:
        key = {"Idempotency-Key": f"chaos-{self.seed}-{customer.number}"}
        answer = self._http.post("/api/v1/purchase/checkout", json=customer.body, headers=key)
        if answer.status_code < 300:
            data = answer.json()["data"]
            customer.order_id, customer.session_id = data["orderId"], re.findall(r"cs_\w+", data["checkoutUrl"])[0]
        elif answer.status_code < 500 and answer.status_code != 429:
            customer.refused, customer.done = answer.text[:200], True

    def _pay(self, customer: Customer) -> None:
        url = f"{self.house.own.standins_url}/stripe/control/sessions/{customer.session_id}/pay"
        answer = httpx.post(url, timeout=10)
        customer.paid = answer.status_code < 300 or "complete" in answer.text

    def _follow(self, customer: Customer, seen: Seen) -> None:
        if seen.status in DONE_STATES:
            customer.done = True
        elif seen.status == "QUALITY_CHECK" and seen.revisions < customer.revisions:
            notes = NOTES[(customer.number + seen.revisions) % len(NOTES)]
            self._http.post(
                "/api/v1/purchase/request-revision", json={"orderId": customer.order_id, "revisionNotes": notes}
            )
        elif seen.status == "QUALITY_CHECK" and customer.submits:
            body = {"orderId": customer.order_id, "versionId": seen.version_id}
            self._http.post("/api/v1/purchase/submit-for-review", json=body)
        elif seen.status == "QUALITY_CHECK":
            customer.done = True
