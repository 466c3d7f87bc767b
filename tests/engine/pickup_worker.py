"""What test_pickup.py gives to `dramatiq`: the product's broker, and actors that write down what they did in a file.

A file, since Redis is stopped and flushed under these workers.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import dramatiq
from dramatiq.middleware import Middleware

from blog_order.logs import configure_logging
from blog_order.queue import consumer
from blog_order.queue.broker import make_broker

NOTES = Path(os.environ["PICKUP_NOTES"])
QUEUES = os.environ["PICKUP_QUEUES"].split()
FOREVER_SECONDS = 300


def write_down(text: str) -> None:
    """Append a line; short enough that lines of several processes never mix."""
    with NOTES.open("a") as file:
        file.write(f"{os.getpid()} {text}\n")


class _SayReady(Middleware):
    def after_worker_boot(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
        write_down("ready")


configure_logging("info")
broker = make_broker([_SayReady()])
broker.heartbeat_timeout = int(os.environ["PICKUP_HEARTBEAT_TIMEOUT_MS"])
if os.environ.get("PICKUP_ONLY_BY_WAKE_UP"):
    consumer.WAIT_SECONDS = FOREVER_SECONDS
    broker.client.connection_pool.connection_kwargs["socket_timeout"] = FOREVER_SECONDS + 60
dramatiq.set_broker(broker)


def note(text: str, until: str | None = None) -> None:
    """Write ``text`` down, then go on until the file ``until`` exists, and write that down too."""
    write_down(text)
    while until is not None and not Path(until).exists():
        time.sleep(0.02)
    if until is not None:
        write_down(f"{text} ended")


for queue in QUEUES:
    dramatiq.actor(note, actor_name=f"note-{queue}", queue_name=queue)
