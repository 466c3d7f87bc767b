"""The sweep: what waits without a message, is due, or lost its lease. Safe to run in several copies."""

from __future__ import annotations

from typing import Any

import redis

from blog_order.database import transaction
from blog_order.logs import get_logger
from blog_order.queue.broker import get_sending_broker
from blog_order.queue.dispatch import send
from blog_order.queue.leases import end_lost_leases
from blog_order.queue.ledger.messages import send_all_again, send_soon, take_due

log = get_logger(__name__)

BATCH = 500
EPOCH_KEY = "blog_order:epoch"
"""The run of Redis that the sweep saw last. Another one, or none, means that messages may be gone."""


def sweep() -> int:
    """One round; returns how many messages were sent and leases ended.

    Raises:
        Unavailable: when the database does not answer; Redis being away is not an error.
    """
    ended = end_lost_leases()
    client: Any = get_sending_broker().client
    try:
        run_id = client.info("server")["run_id"]
        if client.get(EPOCH_KEY) != run_id.encode():
            _send_everything_again()
            client.set(EPOCH_KEY, run_id)
        return ended + _send_due()
    except redis.RedisError as error:
        log.warning("sweep.redis_away", error=type(error).__name__)
        return ended


def _send_everything_again() -> None:
    with transaction() as session:
        send_all_again(session)
    log.info("sweep.redis_started_anew")


def _send_due() -> int:
    with transaction() as session:
        rows = take_due(session, BATCH)
    for position, row in enumerate(rows):
        try:
            send(row.id, row.kind, row.queue, row.fence)
        except redis.RedisError:
            with transaction() as session:
                send_soon(session, [later.id for later in rows[position:]])
            raise
    return len(rows)
