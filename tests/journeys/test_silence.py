"""Stripe never tells us anything again, and no page is open: the scheduler asks, and the paid order is written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.environment import TEST_ROOT
from tests.support.house import House
from tests.support.http import HTTP
from tests.support.ports import free_port
from tests.support.waiting import wait_until

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def silent_house() -> Iterator[House]:
    """A product of its own, whose Stripe delivers no webhook at all and whose scheduler asks often."""
    often = {"RECONCILE_INTERVAL_SECONDS": "1", "RECONCILE_AFTER_SECONDS": "5"}
    house = House(TEST_ROOT / "silent-house", free_port(), **often)
    house.start()
    never = {"mode": "never", "events": 10_000}
    HTTP.post(f"{house.own.standins_url}/stripe/control/delivery", json=never).raise_for_status()
    yield house
    house.stop()


def column(house: House, name: str, order_id: str) -> str:
    """One column of the order, without asking the product, which might look at Stripe for whoever asks."""
    return str(house.sql(f'SELECT {name} FROM "order" WHERE id = %s', order_id)[0][0])


def mended(house: House) -> dict[str, int]:
    return dict(house.sql("SELECT name, mended FROM reconciliation"))


def webhooks_delivered(house: House) -> int:
    """How many of Stripe's deliveries have reached the product."""
    url = f"{house.own.standins_url}/stripe/control/deliveries"
    found = HTTP.get(url).json()["deliveries"]
    assert found
    return sum(delivery["state"] == "delivered" for delivery in found)


def test_a_paid_order_is_written_though_its_webhook_never_comes(silent_house: House) -> None:
    house = silent_house
    # Given an order that was paid; the tab was closed on Stripe's page, and no event arrives
    order_id = house.order_and_pay()

    # Then it is written all the same, once
    wait_until(lambda: column(house, "status", order_id) == "QUALITY_CHECK", describe=lambda: str(house.job(order_id)))
    assert webhooks_delivered(house) == 0
    assert sum(mended(house).values()) >= 1  # by the order's page, or by the list of events if that was quicker
    house.expect_mails(order_id, "request_received", "content_ready")
    assert house.sql("SELECT count(*) FROM article_version WHERE order_id = %s", order_id) == [(1,)]
    # and the log tells of it, without the order's key
    log = (house.settings.data_dir / "logs" / "scheduler.log").read_text()
    assert "reconciliation.mended" in log
    assert order_id not in log
